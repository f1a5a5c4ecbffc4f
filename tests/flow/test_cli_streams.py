"""Whatever standard output and standard error are, what was done is done and the code says so."""

from __future__ import annotations

import errno
import io
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from contenthub.commands.console.screen import wants_colour

pytestmark = pytest.mark.takes_long

PROGRAM = f"{sys.executable} -m contenthub"
GENERATE = f"{PROGRAM} content generate -t tea --async"


def shell(line: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", line],
        env={**os.environ, "LC_ALL": "C.UTF-8", **environ},  # bash warns of one that is missing
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        timeout=60,
    )


def tasks() -> int:
    path = Path(os.environ["CONTENTHUB_HOME"]) / "contenthub.db"
    assert path.read_bytes()[:15] == b"SQLite format 3"
    with sqlite3.connect(path) as connection:
        (count,) = connection.execute("SELECT COUNT(*) FROM generation_tasks").fetchone()
    connection.close()
    return int(count)


@pytest.mark.parametrize("streams", [">&-", "2>&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_closed_stream_changes_nothing(streams: str) -> None:
    done = shell(f"{GENERATE} {streams}")
    assert done.returncode == 0, done.stderr
    assert "contenthub:" not in done.stderr
    assert tasks() == 1


@pytest.mark.parametrize(
    "line",
    [
        GENERATE,
        f"{PROGRAM} --help",
        f"{PROGRAM} --version",
        f"{PROGRAM} task list",
        f"{PROGRAM} task list -f json",
    ],
)
def test_a_full_device_is_said_and_ends_with_1(line: str) -> None:
    done = shell(f"{line} > /dev/full")
    assert done.returncode == 1
    assert "standard output cannot be written (No space left on device)" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("printed", ["", "first line"])
def test_an_error_of_another_kind_adds_nothing_to_what_was_printed(
    cli: Any, monkeypatch: pytest.MonkeyPatch, printed: str, tmp_path: Path
) -> None:
    from contenthub import cli as command_line

    def broken(*_: Any, **__: Any) -> None:
        sys.stdout.write(printed)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(command_line, "command_of", lambda *_: broken)
    with (tmp_path / "out").open("w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert command_line.run([]) == 1
    assert (tmp_path / "out").read_text() == printed


def test_what_was_done_before_the_device_was_full_is_kept() -> None:
    assert shell(f"{GENERATE} > /dev/full").returncode == 1
    assert tasks() == 1


def test_notes_that_nobody_can_get_are_no_error() -> None:
    done = shell(f"{GENERATE} -f json 2> /dev/full")
    assert done.returncode == 0
    assert json.loads(done.stdout)["topic"] == "tea"
    assert shell(f"{PROGRAM} task list --fnord 2> /dev/full").returncode == 2


@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_a_reader_that_leaves_is_no_error(format_: str) -> None:
    done = shell(
        f"{PROGRAM} send --list -f {format_} | true; exit ${{PIPESTATUS[0]}}",
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk", "utf-16"])
def test_any_encoding_gets_its_output(encoding: str, cli: Any) -> None:
    assert cli("content", "generate", "-t", "茶 é 👩 tea", "--async").code == 0
    done = subprocess.run(
        [*PROGRAM.split(), "task", "list"],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "tea" in done.stdout.decode(encoding)


def read_all(master: int) -> bytes:
    parts = []
    while True:
        try:
            part = os.read(master, 65536)
        except OSError:  # what Linux says when the other side is closed
            part = b""
        if not part:
            return b"".join(parts)
        parts.append(part)


def on_a_terminal(*arguments: str, columns: int = 80, **environ: str) -> str:
    """What a real (pseudo) terminal of that width gets on standard output."""
    import fcntl
    import pty
    import struct
    import termios

    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 24, columns, 0, 0))
    clean = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "FORCE_COLOR", "TERM"}}
    with subprocess.Popen(
        [*PROGRAM.split(), *arguments], stdout=slave, env={"TERM": "xterm", **clean, **environ}
    ) as process:
        os.close(slave)
        shown = read_all(master)
        assert process.wait() == 0
    os.close(master)
    return shown.decode()


class TestOnATerminal:
    @pytest.fixture(autouse=True)
    def _one_task(self, cli: Any) -> None:
        assert cli("content", "generate", "-t", "x茶" + "y" * 200, "--async").code == 0

    @pytest.mark.parametrize("columns", [20, 80, 120])
    def test_a_list_keeps_to_its_width(self, columns: int) -> None:
        shown = on_a_terminal("task", "list", columns=columns, NO_COLOR="1")
        lines = shown.splitlines()
        assert len(lines) == 3
        assert all(len(line) <= columns for line in lines)
        assert "\x1b" not in shown

    @pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"CLICOLOR": "0"}, False)])
    def test_a_list_has_colours_where_they_are_wanted(
        self, environ: dict[str, str], coloured: bool
    ) -> None:
        shown = on_a_terminal("task", "list", columns=120, **environ)
        assert ("\x1b[33mpending\x1b[0m" in shown) is coloured

    def test_a_pipe_gets_colours_only_where_they_are_forced(self) -> None:
        line = f"{PROGRAM} task list"
        assert "\x1b" not in shell(line).stdout
        assert "\x1b[33m" in shell(line, CLICOLOR_FORCE="1").stdout

    @pytest.mark.parametrize("format_", ["table", "json", "csv"])
    def test_nothing_from_outside_reaches_it_raw(self, format_: str) -> None:
        # as an older version, or another program, may have written it
        with sqlite3.connect(Path(os.environ["CONTENTHUB_HOME"]) / "contenthub.db") as connection:
            evil = "a\x1b[31m\u202eb\u2066c\u200bd\U000e0041e"
            connection.execute("UPDATE generation_tasks SET topic = ?", (evil,))
        connection.close()
        shown = on_a_terminal("task", "list", "-f", format_, columns=300, NO_COLOR="1")
        assert not {"\x1b", "\u202e", "\u2066", "\u200b", "\U000e0041"} & set(shown)


@pytest.mark.parametrize(
    ("environ", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "0"}, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
    ],
)
def test_colours_are_wanted_as_the_environment_says(
    environ: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"TERM": "xterm"} | environ).items():
        monkeypatch.setenv(name, value)
    assert wants_colour(Terminal()) is coloured


def test_an_error_from_outside_is_one_harmless_line(cli: Any) -> None:
    answer = cli("task", "status", "a\u202eb\x1b[2J\nc\u2028d")
    assert answer.code == 3
    (line,) = answer.err.splitlines()
    assert line.isprintable()
