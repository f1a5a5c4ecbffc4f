"""Writes the command-line reference from the commands' own help: ``docs/cli.md``.

``python -m tests.support.cli_reference`` prints it, and a test compares the two; so the page
can say nothing that ``--help`` does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from contenthub.cli import COMMANDS, app
from contenthub.commands.console.help import command_of

WIDTH = 96  # columns of the help texts, whatever terminal this runs in

_HEAD = """\
# Command line

The help of every command, written by `make docs`. What is true of all of them:

- Results go to standard output; notes, progress and errors to standard error.
- `-f table`, `-f json` or `-f csv` chooses how data is printed; `CONTENTHUB_FORMAT` sets it for
  good. JSON is one document with full ids, snake_case names and UTC times.
- Exit codes: 0 done, 1 unexpected, 2 usage or bad input, 3 not found, 4 not allowed in this state,
  or a question was answered with no, 5 a backend is unreachable, 6 the work ran and failed, 130
  interrupted by Ctrl-C. A command on many ids acts on all of them and ends with the code of the
  first failure.
- A time is `"2026-12-01 08:00"` (for schedules in their zone, else in that of
  `CONTENTHUB_TIMEZONE`, which is the machine's when it is not set), ISO 8601 with an offset, or a
  span such as `30m`, `2h` or `7d`. What was understood is said. Of a time that comes twice when
  clocks go back it is the first; one that is left out when they go forward is refused.
- `contenthub --debug …` shows tracebacks and all logs; `contenthub --install-completion` teaches
  the shell to complete.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """One command: its words, such as ``contenthub task list``, and Typer's object for it."""

    path: tuple[str, ...]
    command: Any

    @property
    def is_group(self) -> bool:
        return hasattr(self.command, "commands")

    @property
    def name(self) -> str:
        return " ".join(self.path)

    @property
    def help(self) -> str:
        """What ``--help`` prints, ``WIDTH`` columns wide."""
        context = self.command.context_class(
            self.command,
            info_name=self.name,
            terminal_width=WIDTH,
            max_content_width=WIDTH,
            help_option_names=["-h", "--help"],
        )
        text: str = self.command.get_help(context)
        return "\n".join(line.rstrip() for line in text.splitlines())


@cache
def commands() -> tuple[Command, ...]:
    """Every group and command, each group before what is in it, in the order of ``--help``."""
    return tuple(_made())


def _made() -> Iterator[Command]:
    yield from _below(Command(("contenthub",), command_of(app, COMMANDS)))


def _below(parent: Command) -> Iterator[Command]:
    yield parent
    if parent.is_group:
        for name, command in parent.command.commands.items():
            if not command.hidden:
                yield from _below(Command((*parent.path, name), command))


def reference() -> str:
    """The whole page, of commands that nobody has asked for their help in another form."""
    return "\n".join([_HEAD, *map(_section, _made())])


def _section(one: Command) -> str:
    level = "##" if len(one.path) < 3 else "###"
    return f"{level} {one.name}\n\n```text\n{one.help}\n```\n"


if __name__ == "__main__":
    print(reference(), end="")
