"""Progress: a bar on a terminal, a handful of lines in a log."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys

import pytest

from contenthub.commands.console.progress import Reporter, Standing, Throttle
from tests.flow.test_cli_streams import read_all


def test_a_log_gets_a_line_for_each_state_and_each_ten_percent(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with Reporter() as reporter:
        reporter.show(Standing("pending"))
        for percent in range(101):
            reporter.show(Standing("running", percent, f"word {percent}"))
        reporter.show(Standing("published"))
    shown = capsys.readouterr()
    assert shown.out == ""
    lines = shown.err.splitlines()
    assert lines[0] == "pending"
    assert lines[1:-1] == [f"running  {n} %  word {n}" for n in range(0, 101, 10)]
    assert lines[-1] == "published"
    assert "rich.progress" not in sys.modules


def test_percent_that_go_back_and_steps_that_change_tell_nothing_twice() -> None:
    throttle = Throttle()
    shown = [
        throttle.lets_pass("a", Standing("running", percent, str(percent)))
        for percent in (5, 25, 12, 29, 25, None, 31)
    ]
    assert shown == [True, True, False, False, False, False, True]
    assert throttle.lets_pass("b", Standing("running", 5))


SCRIPT = """
import signal, sys, time
from contenthub.commands.console.progress import Reporter, Standing
with Reporter() as reporter:
    for percent in (None, 10, 55):
        reporter.show(Standing("running", percent, "step [red]\\x1b[2J\\u202e " + "x" * 300))
    print("shown", flush=True)
    {then}
"""


def on_a_terminal(then: str, term: str = "xterm") -> tuple[str, int, subprocess.Popen[str]]:
    import pty

    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT.replace("{then}", then)],
        stderr=slave,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TERM": term, "COLUMNS": "80"},
    )
    os.close(slave)
    assert process.stdout is not None
    assert process.stdout.readline() == "shown\n"
    if then == "signal.pause()":
        process.send_signal(signal.SIGINT)
    shown = read_all(master).decode()
    process.stdout.close()
    code = process.wait()
    os.close(master)
    return shown, code, process


@pytest.mark.parametrize("then", ["pass", "signal.pause()"])
def test_a_terminal_gets_a_bar_with_the_step_and_its_cursor_back(then: str) -> None:
    shown, _, _ = on_a_terminal(then)
    assert "55%" in shown
    assert r"step [red]\x1b[2J\u202e" in shown
    assert "\x1b[2J" not in shown
    assert shown.rindex("\x1b[?25h") > shown.rindex("\x1b[?25l")


def test_a_bar_has_no_percent_where_none_is_known_any_more() -> None:
    shown, _, _ = on_a_terminal('reporter.show(Standing("published")); reporter._bar.refresh()')
    (last,) = [one for one in re.split(r"[\r\n]", shown) if "published" in one][-1:]
    assert "%" not in last


def test_a_terminal_that_cannot_redraw_gets_lines() -> None:
    shown, code, _ = on_a_terminal("pass", term="dumb")
    assert code == 0
    assert "\x1b" not in shown
    assert "running  55 %" in shown


BESIDE = """
from contenthub import logs
from contenthub.commands.console import streams
from contenthub.commands.console.progress import Reporter, Standing
log = logs.get_logger("x")
with Reporter() as reporter, logs.failures_told_elsewhere(["mine"]):
    reporter.show(Standing("running", 10))
    log.warning("other_failed", task_id="other", text="[red]x[/red] " + "y" * 200)
    streams.note("a note")
    log.error("mine_failed", task_id="mine")
    log.error("other_ended", task_id="other")
    log.warning("mine_tried_again", task_id="mine")
    reporter.show(Standing("running", 20))
log.error("mine_after", task_id="mine")
streams.note("the end")
print("shown", flush=True)
"""


def test_lines_beside_a_bar_stand_above_it_and_an_awaited_failure_is_not_among_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules[__name__], "SCRIPT", BESIDE)
    shown, code, _ = on_a_terminal("pass")
    assert code == 0
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).replace("\r\n", "\n").split("\n")
    lines = [line.rpartition("\r")[2] for line in lines]
    for word in ("other_failed", "a note", "other_ended", "mine_tried_again", "mine_after"):
        (line,) = [one for one in lines if word in one]
        assert "running" not in line
    assert "[red]x[/red] " + "y" * 200 in "".join(lines)
    assert "the end" in lines
    assert "mine_failed" not in shown
