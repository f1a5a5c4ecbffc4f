"""Reads the documentation as tests need it: what is linked, what is named, what can be run.

Conventions of the pages:

- A ``console`` block is run by a test: lines ``$ …`` in order, in one shell, in a fresh folder.
  What stands below a command has to be in its output, in that order, where ``…`` stands for
  anything and the amount of blanks does not matter. ``# exit code 3`` says how it ends, if not
  well. ``contenthub up`` and ``contenthub worker`` run beside the rest until the next of them,
  the end of the page, or the line ``<!-- the service ends -->``.
- A block with a file name behind its language, such as ``python writer.py``, is that file.
- Every other block is only read; its ``contenthub`` lines still have to parse.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import REPOSITORY

SERVICE_ENDS = "<!-- the service ends -->"
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_INLINE = re.compile(r"`([^`\n]+)`")
_EXIT = re.compile(r"#\s*exit code (\d+)\s*$")
_PUNCTUATION = frozenset("();<>|&")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, the file name behind it, its text."""

    language: str
    file_name: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One command of a page, with the output it shows; no command: the service ends."""

    command: str
    shown: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        found = _EXIT.search(self.command)
        return int(found[1]) if found else 0

    @property
    def is_service(self) -> bool:
        """Whether it runs until it is ended."""
        words = self.command.split()
        return words[:2] in (["contenthub", "up"], ["contenthub", "worker"]) and (
            "--check" not in words
        )

    def missing(self, output: str) -> str | None:
        """The first shown line that ``output`` does not have after those before it."""
        lines = iter(_blank_less(line) for line in output.splitlines())
        for wanted in map(_blank_less, self.shown):
            pattern = re.compile(".*".join(map(re.escape, wanted.split("…"))))
            if wanted != "…" and not any(pattern.fullmatch(line) for line in lines):
                return wanted
        return None


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(REPOSITORY))

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def blocks(self) -> list[Block]:
        found = []
        for fence in _FENCE.finditer(self.text):
            language, _, file_name = fence["info"].partition(" ")
            found.append(Block(language, file_name, fence["body"]))
        return found

    def links(self) -> list[str]:
        """The targets of all links, outside of blocks."""
        return _LINK.findall(_FENCE.sub("", self.text))

    def anchors(self) -> set[str]:
        """What ``#…`` may name: the headings, as GitHub writes them."""
        headings = re.findall(r"^#+ (.*)$", _FENCE.sub("", self.text), re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in headings}

    def mentions(self) -> list[str]:
        """All texts in backticks, outside of blocks."""
        return _INLINE.findall(_FENCE.sub("", self.text))

    def steps(self) -> list[Step]:
        """What a reader would type, from the ``console`` blocks."""
        pieces = re.split(rf"({re.escape(SERVICE_ENDS)})", self.text)
        found: list[Step] = []
        for piece in pieces:
            if piece == SERVICE_ENDS:
                found.append(Step(""))
            for fence in _FENCE.finditer(piece):
                if fence["info"] == "console":
                    found += _steps(fence["body"])
        return found

    def calls(self) -> Iterator[tuple[str, list[str]]]:
        """(line, arguments) of each ``contenthub …`` in the blocks that show what to type."""
        for block in self.blocks():
            for line in block.text.splitlines():
                typed = line.removeprefix("$ ")
                if block.language == "sh" or typed != line:
                    yield from ((line, arguments) for arguments in calls_in(typed))


def pages() -> list[Page]:
    """The pages for people, the generated one included."""
    paths = [*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").rglob("*.md")]
    return [Page(path) for path in sorted(paths)]


def page(name: str) -> Page:
    """The page of this name, such as ``docs/creators.md``."""
    return Page(REPOSITORY / name)


def calls_in(line: str) -> Iterator[list[str]]:
    """The arguments of each call of ``contenthub`` in a line of shell."""
    without_streams = re.sub(r"\s[12]>", " >", line)
    lexer = shlex.shlex(without_streams, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    call: list[str] | None = None
    for word in lexer:
        if set(word) <= _PUNCTUATION:
            if call is not None:
                yield call
            call = None
        elif word == "contenthub":
            call = []
        elif call is not None:
            call.append(word)
    if call is not None:
        yield call


def _steps(block: str) -> list[Step]:
    found: list[Step] = []
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(Step(line[2:]))
        else:
            last = found.pop()
            found.append(Step(last.command, (*last.shown, line)))
    return found


def _blank_less(line: str) -> str:
    return " ".join(line.split())
