"""Whether a command line could be started, found out without running it.

A program that knows no trial run would write, and perhaps pay for, an article. So the files are
looked at: the program, the interpreter of a script, and the script that an interpreter is given.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

_FIRST_LINE = 4096  # bytes that are read of a program
# ELF; Mach-O in both byte orders and for several processors; Windows, and cosmopolitan binaries.
_BINARIES = (
    *(b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xcf"),
    *(b"\xfe\xed\xfa\xce", b"\xca\xfe\xba\xbe", b"MZ"),
)
_INTERPRETERS = {  # name -> its options that are not followed by a value or by code
    "python": re.compile(r"-(?:[uBEIsSqvx]|OO?)"),
    "pypy": re.compile(r"-(?:[uBEIsSqvx]|OO?)"),
    **dict.fromkeys(("sh", "bash", "dash", "zsh", "ksh"), re.compile(r"-[eux]+")),
    **dict.fromkeys(("node", "nodejs", "bun", "php", "Rscript", "lua"), re.compile("")),
    **dict.fromkeys(("ruby", "perl"), re.compile("-w")),
}
_LAUNCHERS = {"env", "nohup", "nice", "setsid"}  # they start what follows them
_WITH_VALUE = {"-C", "--chdir", "-u", "--unset", "-n", "--adjustment"}
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)


def obstacle(argv: Sequence[str]) -> str:
    """Why ``argv`` cannot be started, in one line; "" where nothing is seen against it."""
    return _obstacle(tuple(argv), Path.cwd())


def _obstacle(argv: tuple[str, ...], folder: Path) -> str:
    program = _found(argv[0], folder)
    if program is None:
        return f"there is no program {argv[0]} that can be run"
    if why := _unreadable_start(program):
        return why
    name = Path(argv[0]).name
    if name in _LAUNCHERS:
        return _after_launcher(argv[1:], folder)
    flags = _INTERPRETERS.get(name.rstrip("0123456789."))
    return "" if flags is None else _script_obstacle(name, flags, argv[1:], folder)


def _found(program: str, folder: Path) -> str | None:
    """The file that would be run: by PATH, or below ``folder`` where it is a path."""
    if os.sep in program:
        return shutil.which(str(folder / program))
    return shutil.which(program)


def _unreadable_start(program: str) -> str:
    """What is wrong with the first bytes of a program."""
    try:
        with open(program, "rb") as file:
            start = file.read(_FIRST_LINE)
    except OSError:
        return ""  # it may be run without being read
    if start.startswith(_BINARIES):
        return ""
    if not start.startswith(b"#!"):
        return f"{program} is neither a program nor a script that begins with #!"
    line = start[2:].partition(b"\n")[0].decode("utf-8", "replace")
    if line.endswith("\r"):
        return f"the first line of {program} ends with a carriage return: save it with LF"
    words = line.split()
    if not words:
        return f"the first line of {program} names no interpreter"
    return _interpreter_obstacle(program, words)


def _interpreter_obstacle(program: str, words: Sequence[str]) -> str:
    if not os.access(words[0], os.X_OK):
        return f"{program} wants the interpreter {words[0]}, which cannot be run"
    if Path(words[0]).name != "env":
        return ""
    wanted = next((w for w in words[1:] if not w.startswith("-") and not _is_assignment(w)), "")
    if wanted and shutil.which(wanted) is None:
        return f"{program} wants the interpreter {wanted}, which is not in PATH"
    return ""


def _after_launcher(words: tuple[str, ...], folder: Path) -> str:
    """Look at the command that env and its like would start."""
    index = 0
    while index < len(words):
        word = words[index]
        if word in {"-C", "--chdir"} and index + 1 < len(words):
            folder = folder / words[index + 1]
        elif word.startswith("--chdir="):
            folder = folder / word.removeprefix("--chdir=")
        elif not word.startswith("-") and not _is_assignment(word):
            return _folder_obstacle(folder) or _obstacle(words[index:], folder)
        elif word.startswith(("-S", "--split-string")):
            return ""  # a command line of its own
        index += 2 if word in _WITH_VALUE else 1
    return ""


def _folder_obstacle(folder: Path) -> str:
    return "" if folder.is_dir() else f"there is no folder {folder}"


def _script_obstacle(
    interpreter: str, flags: re.Pattern[str], words: Sequence[str], folder: Path
) -> str:
    """Look at the script that an interpreter is given; an unknown option ends the look."""
    word = next((word for word in words if not flags.fullmatch(word)), "-")
    if word.startswith("-"):
        return ""
    script = folder / word
    if not script.exists():
        return f"{interpreter} is there, but the script {word} is not (looked for in {folder})"
    return "" if os.access(script, os.R_OK) else f"the script {word} cannot be read"


def _is_assignment(word: str) -> bool:
    return _ASSIGNMENT.fullmatch(word) is not None
