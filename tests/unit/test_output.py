"""How commands print: stable for programs, readable for people, inert for terminals."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from contenthub.commands.console import output
from contenthub.commands.console.output import Format, print_document, print_rows
from contenthub.commands.console.screen import Screen
from contenthub.commands.console.width import display_width
from contenthub.settings import SPECS

TASK = "5b2f8a3c-0d1e-4f6a-9b7c-8d9e0f1a2b3c"
MOMENT = datetime(2026, 1, 31, 23, 30, 0, 123, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {"id": TASK, "topic": "队列 [red]x[/red]", "priority": 10, "created_at": MOMENT, "tags": ["a"]},
    {"id": "2", "topic": None, "priority": 5, "created_at": MOMENT, "tags": [], "more": 1},
]


@pytest.fixture
def shanghai(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def printed(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


def run(script: str, **environ: str) -> subprocess.CompletedProcess[bytes]:
    program = f"from contenthub.commands.console.output import *\n{script}"
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environ},
        capture_output=True,
        check=False,
    )


def on_a_terminal(script: str, columns: int) -> list[str]:
    """The lines a real (pseudo) terminal of that width gets."""
    master, slave = pty.openpty()
    program = (
        "import fcntl, struct, termios\n"
        f"fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('4H', 24, {columns}, 0, 0))\n"
        f"from contenthub.commands.console.output import *\n{script}"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=slave) as process:
        os.close(slave)
        shown = b"".join(iter(lambda: _read(master), b""))
        assert process.wait() == 0
    os.close(master)
    return shown.decode().replace("\r\n", "\n").splitlines()


def _read(master: int) -> bytes:
    try:
        return os.read(master, 65536)
    except OSError:  # what Linux says when the other side is closed
        return b""


def test_the_formats_are_those_of_the_setting() -> None:
    assert [SPECS["format"].parse(name) for name in Format] == ["table", "json", "csv"]


def test_json_holds_whole_rows_with_utc_times(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, ["id"], Format.JSON)
    text = printed(capsys)
    assert "队列" in text
    assert json.loads(text) == [
        {**row, "created_at": "2026-01-31T23:30:00.000123Z"} for row in ROWS
    ]


def test_json_texts_of_times_sort_like_the_times(capsys: pytest.CaptureFixture[str]) -> None:
    print_document({"a": MOMENT.replace(microsecond=0), "b": MOMENT}, Format.JSON)
    times = json.loads(printed(capsys))
    assert times["a"] < times["b"]
    assert datetime.fromisoformat(times["b"]) == MOMENT


def test_json_takes_what_rows_may_hold(capsys: pytest.CaptureFixture[str]) -> None:
    ident = UUID(TASK)
    print_document(
        {
            "set": {"b", "a"},
            "path": Path("/x"),
            "id": ident,
            "day": date(2026, 1, 2),
            "f": Format.CSV,
        },
        Format.JSON,
    )
    assert json.loads(printed(capsys)) == {
        "set": ["a", "b"],
        "path": "/x",
        "id": TASK,
        "day": "2026-01-02",
        "f": "csv",
    }


@pytest.mark.parametrize("fmt", Format)
def test_a_naive_time_is_refused(fmt: Format) -> None:
    with pytest.raises(ValueError, match="naive"):
        print_document({"at": datetime(2026, 1, 1)}, fmt)  # noqa: DTZ001


def test_what_has_no_json_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot print a object"):
        print_document({"x": object()}, Format.JSON)


def test_nothing_is_an_empty_list_a_header_or_a_word(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([], ["id", "topic"], Format.JSON)
    assert printed(capsys) == "[]\n"
    print_rows([], ["id", "topic"], Format.CSV)
    assert printed(capsys) == "id,topic\n"
    print_rows([], ["id", "topic"], Format.TABLE, empty="no tasks")
    assert printed(capsys) == "no tasks\n"


def test_csv_has_a_header_and_one_cell_per_value(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(
        [
            {
                "id": TASK,
                "text": 'a "b",\nc',
                "at": MOMENT,
                "tags": ["队"],
                "ok": True,
                "none": None,
                "score": -1.5,
            }
        ],
        ["id", "text", "at", "tags", "ok", "none", "score"],
        Format.CSV,
    )
    header, row = csv.reader(io.StringIO(printed(capsys)))
    assert header == ["id", "text", "at", "tags", "ok", "none", "score"]
    assert row == [
        TASK,
        'a "b",\nc',
        "2026-01-31T23:30:00.000123Z",
        '["队"]',
        "true",
        "",
        "-1.5",
    ]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1", "\n=1", "＝1"])
def test_csv_text_never_runs_in_a_spreadsheet(
    text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    print_document({"topic": text}, Format.CSV)
    (_, (cell,)) = csv.reader(io.StringIO(printed(capsys), newline=""))
    assert cell == f"'{text}".replace("\r", "\n")


@pytest.mark.usefixtures("shanghai")
def test_a_table_is_aligned_whole_and_in_local_time(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows(ROWS, ["id", "topic", "priority", "created_at"], Format.TABLE)
    assert printed(capsys).splitlines() == [
        "id                                    topic              priority  created at",
        "------------------------------------  -----------------  --------  -------------------",
        f"{TASK}  队列 [red]x[/red]        10  2026-02-01 07:30:00",
        "2                                                               5  2026-02-01 07:30:00",
    ]


def test_a_table_for_no_terminal_is_as_wide_as_it_takes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    topic = "长" * 300 + " end"
    print_rows([{"topic": topic}], ["topic"], Format.TABLE)
    assert topic in printed(capsys).splitlines()


def test_on_a_narrow_terminal_texts_are_cut_and_ids_stay_whole() -> None:
    script = (
        f"print_rows([{{'id': {TASK!r}, 'topic': '内容生产线内容生产线 and words'}}],"
        "['id', 'topic'], Format.TABLE)"
    )
    assert on_a_terminal(script, columns=52)[2:] == [f"{TASK}  内容生产线内…"]


def test_on_a_wide_terminal_nothing_folds() -> None:
    script = "print_rows([{'topic': '内容 ' * 20 + 'end'}], ['topic'], Format.TABLE)"
    assert on_a_terminal(script, columns=200)[2] == "内容 " * 20 + "end"


def test_user_text_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    evil = "a\x1b]0;owned\x07\x1b[2J\rb\u202ec"
    print_rows([{evil: evil}], [evil], Format.TABLE)
    print_document({"x": evil, "body": f"1\n{evil}", evil: 1, "rows": [{"x": evil}]}, Format.TABLE)
    shown = printed(capsys)
    assert not {"\x1b", "\x07", "\r", "\u202e"} & set(shown)
    assert r"\x1b[2J" in shown


@pytest.mark.usefixtures("shanghai")
def test_a_document_is_read_line_by_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_document(
        {
            "id": TASK,
            "done": True,
            "at": MOMENT,
            "cost": 0.123456,
            "usage": {"tokens": 7, "none": None},
            "tags": ["a", "队列"],
            "empty": {},
            "events": [{"what": "created", "n": 1}, {"what": "done", "who": {"id": 3}}],
            "body": "# 标题\n\nText.\n",
        },
        Format.TABLE,
    )
    assert printed(capsys).splitlines() == [
        f"id            {TASK}",
        "done          yes",
        "at            2026-02-01 07:30:00",
        "cost          0.1235",
        "usage.tokens  7",
        "usage.none",
        "tags          a, 队列",
        "empty         {}",
        "",
        "body:",
        "# 标题",
        "",
        "Text.",
        "",
        "events:",
        "what     n  who",
        "-------  -  ---------",
        "created  1",
        'done        {"id": 3}',
    ]


def test_an_empty_document_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    print_document({}, Format.TABLE)
    assert printed(capsys) == "\n"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    script = "for _ in range(3): print_rows([{'n': n} for n in range(50_000)], ['n'], Format.TABLE)"
    program = f"from contenthub.commands.console.output import *\n{script}"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"    n\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.parametrize("text", ["队列", "half \ud83d"])
def test_what_the_encoding_cannot_hold_is_escaped(text: str) -> None:
    for encoding in ("ascii", "utf-8"):
        done = run(f"print_document({{'x': {text!a}}}, Format.JSON)", PYTHONIOENCODING=encoding)
        assert json.loads(done.stdout) == {"x": text}
    table = run(f"print_rows([{{'x': {text!a}}}], ['x'], Format.TABLE)", PYTHONIOENCODING="ascii")
    assert text.encode("ascii", "backslashreplace") in table.stdout


@pytest.mark.parametrize("fmt", Format)
def test_printing_imports_nothing_heavy(fmt: Format) -> None:
    done = run(
        f"print_rows([{{'a': 1}}], ['a'], Format({fmt.value!r}))\n"
        "import sys\nassert not {'rich', 'typer', 'peewee', 'dramatiq'} & set(sys.modules)"
    )
    assert done.returncode == 0, done.stderr


def test_a_line_of_what_has_no_end_fits_the_terminal_and_is_whole_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    task_id = "11111111-0000-4000-8000-000000000000"
    row = {"task_id": task_id, "event": "fail", "reason": "模型没有返回文章 " * 20}
    columns = ("task_id", "event", "reason")
    output.print_line(row, columns, Format.TABLE, heading=True)
    assert task_id in capsys.readouterr().out
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(80))
    output.print_line(row, columns, Format.TABLE, heading=True)
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith("11111111  fail  模型")
    assert 76 < display_width(line) <= 80
