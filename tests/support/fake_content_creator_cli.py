#!/usr/bin/env python3
"""A stand-in for the program content-creator, with the quirks of the real one.

Called as ``fake_content_creator_cli.py FOLDER SUBCOMMAND OPTIONS``. Tasks and the plan of how
to behave are files in FOLDER, so several processes see the same; a generation "runs" while the
clock is between its beginning and its end. Its output copies that of npm's 0.2.0.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

ENDLESS = 1e9  # seconds
LINE = "─" * 40

_NEW = {
    "--type",
    "--mode",
    "--topic",
    "--requirements",
    "--target-audience",
    "--tone",
    "--keywords",
    "--priority",
}
_OLD = {
    "--mode",
    "--topic",
    "--requirements",
    "--audience",
    "--tone",
    "--keywords",
    "--priority",
    "--min-words",
    "--max-words",
}
_LABELS = {
    "pending": "⏳ 待处理",
    "running": "🔄 运行中",
    "waiting": "⏸️ 等待中",
    "completed": "✅ 已完成",
    "failed": "❌ 失败",
    "cancelled": "⏹️ 已取消",
}


@dataclass
class Plan:
    """How the program behaves; each call reads it anew, each task keeps the one of its start."""

    duration: float = 0.0  # seconds
    error: str = ""  # the generation ends as failed with it
    text: str = "# An article\n\nSome text."
    final_text: str = ""  # the same with its images filled in, as newer builds have it
    images: list[str] = field(default_factory=list)
    no_result: bool = False  # ends well, and has stored nothing
    old_options: bool = False  # an older build
    refuses: str = ""  # create: ❌ with this text, exit code 1
    leaves_row: bool = False  # … after it has written the task's row, as with no queue
    synchronous: bool = False  # create runs it at once and prints 执行成功 whatever came of it
    dies: bool = False  # create: accepts, then ends without a word
    nameless: bool = False  # create: accepts, ends well and does not name the task
    garbage: list[str] = field(default_factory=list)  # subcommands that print nonsense
    broken: dict[str, str] = field(default_factory=dict)  # subcommand -> error, exit code 1
    hangs: dict[str, float] = field(default_factory=dict)  # subcommand -> seconds, after its work
    cancel_works: bool = True
    json_logs: bool = False  # as it logs in production


class FakeProgram:
    """The test's side of the folder."""

    def __init__(self, folder: Path, plan: Plan | None = None) -> None:
        self.folder = folder
        (folder / "tasks").mkdir(parents=True, exist_ok=True)
        self.set(plan or Plan())

    @property
    def command(self) -> tuple[str, ...]:
        """What CREATOR_CLI_PATH would hold."""
        return (sys.executable, "-S", "-E", str(Path(__file__)), str(self.folder))

    def set(self, plan: Plan) -> None:
        """Behave like this from the next call on."""
        _write(self.folder / "plan.json", asdict(plan))

    def put(self, **row: Any) -> str:
        """Store a task that somebody else created; returns its id."""
        return str(_store(self.folder, {"plan": asdict(Plan()), **row})["id"])

    def tasks(self) -> list[dict[str, Any]]:
        """All tasks, newest first."""
        return _all(self.folder)

    def calls(self) -> list[list[str]]:
        """The arguments of every call so far."""
        path = self.folder / "calls"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def environment(self) -> dict[str, str]:
        """What the last call saw."""
        seen: dict[str, str] = json.loads((self.folder / "environ.json").read_text())
        return seen

    @property
    def running(self) -> int:
        return sum(_status(task) == "running" for task in self.tasks())


def _write(path: Path, value: Any) -> None:
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(json.dumps(value, ensure_ascii=False))
    part.replace(path)


def _store(folder: Path, row: dict[str, Any]) -> dict[str, Any]:
    row = {"id": str(uuid4()), "topic": "t", "requirements": "r", "began": time.time(), **row}
    _write(folder / "tasks" / f"{row['id']}.json", row)
    return row


def _all(folder: Path) -> list[dict[str, Any]]:
    found = [json.loads(path.read_text()) for path in (folder / "tasks").glob("[!.]*.json")]
    return sorted(found, key=lambda row: float(row["began"]), reverse=True)


def _find(folder: Path, task_id: str) -> dict[str, Any] | None:
    return next((row for row in _all(folder) if row["id"] == task_id), None)


def _status(row: dict[str, Any]) -> str:
    if "status" in row:
        return str(row["status"])
    if time.time() < row["began"] + row["plan"]["duration"]:
        return "running"
    return "failed" if row["plan"]["error"] else "completed"


def _public(row: dict[str, Any]) -> dict[str, Any]:
    """A task as ``list --json`` and ``result --format json`` print it."""
    created = datetime.fromtimestamp(row["began"], UTC).isoformat().replace("+00:00", "Z")
    status = _status(row)
    return {
        "id": row["id"],
        "taskId": row["id"],
        "mode": "async",
        "topic": row["topic"],
        "requirements": row["requirements"],
        "status": status,
        "priority": 2,
        "targetAudience": "general",
        "currentStep": "write" if status == "running" else None,
        "errorMessage": row["plan"]["error"] if status == "failed" else None,
        "createdAt": created,
    }


def _banner(plan: Plan) -> None:
    rule = "=" * 40
    print(f"{rule}\nConfiguration Loaded Successfully\n{rule}\nEnvironment: development\n{rule}")
    if plan.json_logs:
        print('{"context":"Redis","level":"info","message":"[Redis] Redis is disabled"}')
        print('["not","a","task"]')
    print('2026-11-21 18:03:23 [\x1b[32minfo\x1b[39m]: [Redis] Redis is off {"context":"Redis"}')


def _fail(text: str, code: int = 1) -> int:
    print(f"❌ 错误: {text}", file=sys.stderr)
    return code


def _create(folder: Path, plan: Plan, options: dict[str, str]) -> int:
    for name, value in options.items():
        if name not in (_OLD if plan.old_options else _NEW):
            print(f"error: unknown option '{name}={value}'", file=sys.stderr)
            return 1
    if not options.get("--requirements"):
        return _fail("必须提供创作要求 (-r, --requirements)")
    print(f"\n🚀 创建内容创作任务\n{LINE}\n主题: {options['--topic']}")
    print(f"要求: {options['--requirements']}\n{LINE}")
    order = {"topic": options["--topic"], "requirements": options["--requirements"]}
    row = {**order, "options": options, "plan": asdict(plan)}
    if plan.refuses:
        if plan.leaves_row:
            _store(folder, {**row, "status": "pending"})
        return _fail(plan.refuses)
    row = _store(folder, row)
    if plan.dies or plan.nameless:
        return int(plan.dies)
    if plan.synchronous:
        time.sleep(plan.duration)
        label = {"completed": "已完成", "failed": "失败"}[_status(row)]
        print(f"\n✅ 执行成功\n{LINE}\n任务ID: {row['id']}\n状态: {label}\n耗时: 1秒\n{LINE}")
        print(f"\n📝 生成的内容:\n{LINE}\n{plan.text}\n{LINE}")
        return 0
    print(f"\n✅ 任务已成功创建\n{LINE}\n任务ID: {row['id']}\n模式: 异步（队列）")
    print(f"状态: 等待 Worker 处理\n{LINE}\n查询任务状态：\n   result --task-id {row['id']}")
    return 0


def _list(folder: Path, plan: Plan, options: dict[str, str]) -> int:
    first = int(options.get("--offset", 0))
    rows = _all(folder)[first : first + int(options.get("--limit", 20))]
    print(json.dumps([_public(row) for row in rows], indent=2, ensure_ascii=False))
    return 0


def _show(folder: Path, plan: Plan, options: dict[str, str]) -> int:
    row = _find(folder, options["--task-id"])
    if row is None:
        return _fail(f"未找到任务 {options['--task-id']}")
    status = _status(row)
    step = "✍️ 撰写内容" if status == "running" else "无"
    print(f"\n📊 任务状态\n{LINE}\n任务ID: {row['id']}\n状态: {_LABELS[status]}")
    print(f"当前步骤: {step}\n执行模式: 异步\n{LINE}\n创建时间: 2026/01/01 00:00:00\n{LINE}")
    if status == "failed":
        print(f"错误信息:\n{row['plan']['error']}\n{LINE}")
    return 0


def _result(folder: Path, plan: Plan, options: dict[str, str]) -> int:
    row = _find(folder, options["--task-id"])
    if row is None:
        return _fail(f"未找到任务 {options['--task-id']}")
    if _status(row) != "completed":
        print(f"⚠️  任务尚未完成，当前状态: {_LABELS[_status(row)]}")
        return 0
    if options.get("--format") == "json":  # the task's row, not its article
        print(json.dumps(_public(row), indent=2, ensure_ascii=False))
        return 0
    print(f"\n📄 任务结果\n{LINE}\n任务ID: {row['id']}\n状态: {_LABELS['completed']}\n{LINE}")
    made = Plan(**row["plan"])
    if made.no_result:
        print("提示: 该任务未生成结果")
        return 0
    print(f"\n📋 生成结果\n{LINE}\n1. ARTICLE\n{LINE}\n内容:\n{made.text or '(无内容)'}")
    print(f"字数: {len(made.text)}\n{LINE}")
    if made.final_text:
        print(f"2. FINALARTICLE\n{LINE}\n最终文章（图片已嵌入）:\n{made.final_text}")
        print(f"字数: {len(made.final_text)}\n图片数量: {len(made.images)}\n{LINE}")
    if made.images:
        images = json.dumps([{"url": each, "prompt": "p"} for each in made.images])
        print(f"{3 if made.final_text else 2}. IMAGE\n{LINE}\n图片 URL:\n{images}\n{LINE}")
    print("2026-11-21 18:03:44 [info]: [SQLite] SQLite database connection closed {}")
    return 0


def _cancel(folder: Path, plan: Plan, options: dict[str, str]) -> int:
    row = _find(folder, options["--task-id"])
    if row is None:
        return _fail(f"未找到任务 {options['--task-id']}")
    if plan.cancel_works and _status(row) == "running":
        _store(folder, {**row, "status": "cancelled"})
        print("✅ 任务已成功取消")
    else:
        print("⚠️  无法取消任务\n可能原因: 任务已完成、失败或已被取消")
    return 0


_COMMANDS = {
    "create": _create,
    "list": _list,
    "status": _show,
    "result": _result,
    "cancel": _cancel,
}


def main(arguments: list[str]) -> int:
    """Run one call as the real program would, and return its exit code."""
    folder, name = Path(arguments[0]), arguments[1]
    plan = Plan(**json.loads((folder / "plan.json").read_text()))
    with (folder / "calls").open("a") as calls:
        calls.write(json.dumps(arguments[1:]) + "\n")
    _write(folder / "environ.json", dict(os.environ))
    _banner(plan)
    if name in plan.broken:
        return _fail(plan.broken[name])
    if name in plan.garbage:
        print("<html>it works!</html> \ufffd {[}")
        return 0
    options = {key: value for key, _, value in (each.partition("=") for each in arguments[2:])}
    code = _COMMANDS[name](folder, plan, options)
    sys.stdout.flush()
    time.sleep(plan.hangs.get(name, 0.0))
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
