"""The command line in this process, as a test's function."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from contenthub.database import db
from contenthub.lifecycle import unit


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[..., Answer]]:
    """Runs one command line and returns its exit code and what it printed."""
    from contenthub import cli as command_line

    def run(*arguments: str) -> Answer:
        db.close()
        capsys.readouterr()
        code = command_line.run(list(arguments))
        printed = capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    yield run
    unit.hang_bell(None)
    db.close()
