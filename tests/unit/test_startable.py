"""A command that cannot be started is found without being run."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from contenthub.programs.startable import obstacle

SH = shutil.which("sh") or "/bin/sh"


def script(path: Path, text: str, mode: int = 0o755) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    path.chmod(mode)
    return str(path)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with a script in it that leaves a trace when it runs."""
    monkeypatch.chdir(tmp_path)
    script(tmp_path / "writer.py", f"#!{sys.executable}\nopen('ran', 'w')\n")
    return tmp_path


def test_what_can_be_started_is_not_started(folder: Path) -> None:
    script(folder / "by-env", "#!/usr/bin/env -S sh -e\n")
    script(folder / "plain.py", "", 0o644)
    for argv in (
        [sys.executable],
        [sys.executable, "plain.py", "--option", "nowhere"],
        [sys.executable, "-u", "-B", "plain.py"],
        [sys.executable, "-m", "json.tool"],
        [sys.executable, "-c", "print(1)"],
        [sys.executable, "-X", "dev", "nowhere.py"],  # what follows an unknown option is not known
        ["sh", "-eu", "plain.py"],
        ["sh", "-c", "exit 1"],
        ["./writer.py"],
        [str(folder / "writer.py"), "x"],
        ["./by-env"],
        ["env", "A=b", "-i", SH, "plain.py"],
        ["env", "-C", str(folder), "./writer.py"],
        ["env", f"--chdir={folder}", sys.executable, "plain.py"],
        ["nice", "-n", "5", "nohup", "./writer.py"],
        ["env", "-S", "anything at all"],
    ):
        assert obstacle(argv) == "", argv
    assert not (folder / "ran").exists()


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["nowhere-at-all"], "nowhere-at-all"),
        (["./nowhere"], "./nowhere"),
        (["./not-executable"], "./not-executable"),
        ([sys.executable, "nowhere.py"], "the script nowhere.py is not"),
        (["python3", "-u", "/nowhere/writer.py"], "/nowhere/writer.py"),
        (["sh", "nowhere.sh"], "nowhere.sh"),
        (["./lost-interpreter"], "/nowhere/python"),
        (["./lost-by-env"], "nowhere-python"),
        (["./empty"], "neither a program nor a script"),
        (["./text"], "neither a program nor a script"),
        (["./dos"], "carriage return"),
        (["./nobody"], "names no interpreter"),
        (["env", "A=b", "nowhere-at-all"], "nowhere-at-all"),
        (["env", "-C", "/nowhere/folder", "./writer.py"], "/nowhere/folder"),
        (["env", "-C", "/", "./writer.py"], "./writer.py"),
        (["nice", "-n", "5", sys.executable, "nowhere.py"], "nowhere.py"),
    ],
)
def test_what_cannot_be_started_is_told_in_one_line(
    folder: Path, argv: list[str], said: str
) -> None:
    script(folder / "not-executable", "#!/bin/sh\n", 0o644)
    script(folder / "lost-interpreter", "#!/nowhere/python -u\n")
    script(folder / "lost-by-env", "#!/usr/bin/env nowhere-python\n")
    script(folder / "empty", "")
    script(folder / "text", "print('no first line')\n")
    script(folder / "dos", "#!/bin/sh\r\nexit 0\r\n")
    script(folder / "nobody", "#!\n")
    why = obstacle(argv)
    assert said in why
    assert len(why.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT TESTED as root, who may read everything")
def test_a_script_that_may_not_be_read_is_told(folder: Path) -> None:
    script(folder / "hidden.py", "", 0o000)
    assert "cannot be read" in obstacle([sys.executable, "hidden.py"])
