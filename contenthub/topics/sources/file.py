"""Topics that stand in a file, which people may change while the schedule runs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar, Self

from contenthub import validation
from contenthub.errors import InputError
from contenthub.settings import Settings
from contenthub.topics import wishes
from contenthub.topics.sources.base import UNSET, Topics
from contenthub.topics.wishes import Rejected, Wish

MOST_TOPICS = 100_000


@dataclass(frozen=True, slots=True)
class File:
    """A topics file: a topic a line, or JSON lines."""

    path: Path
    name: ClassVar[str] = "file"
    remote: ClassVar[bool] = False

    @classmethod
    def parse(cls, value: Any, folder: Path) -> Self:
        """``value`` is a path, relative to ``folder``. Raises InputError if there is no file."""
        text = validation.plain_text(value, "file", 4096)
        try:
            path = (folder / Path(text).expanduser()).absolute()
        except RuntimeError as error:  # ~nobody
            raise InputError(f"file is {text!r}: {error}") from None
        if not os.path.isfile(path):  # Path.is_file raises for names that are too long
            raise InputError(f"there is no file {path}")
        return cls(path)

    def load(self, settings: Settings) -> Topics:
        """Lines that cannot be used are left out and told in ``problems``."""
        entries, problems = [], []
        lines = wishes.read(self.path, UNSET)
        for number, line in islice(lines, MOST_TOPICS):
            problem = _problem(line)
            if problem:
                problems.append(f"line {number}: {problem}")
            elif isinstance(line, Wish):
                entries.append(line)
        if next(lines, None):
            problems.append(
                f"what follows the first {MOST_TOPICS} topics is left out: split the file"
            )
        if not entries:
            raise InputError(f"{self.path} holds no topic that can be used: {problems[0]}")
        return Topics(tuple(entries), finite=True, problems=tuple(problems))

    def stored(self) -> dict[str, str]:
        """The absolute path."""
        return {"file": str(self.path)}


def _problem(line: Wish | Rejected) -> str:
    if isinstance(line, Rejected):
        return str(line.error)
    if line.account is not None or line.idempotency_key is not None:
        return "account and idempotency_key are not allowed here: the schedule decides them"
    if line.targets:
        return "targets are not allowed here: what schedules ask for goes to all of an account's"
    return ""
