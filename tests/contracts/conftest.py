"""Fixtures of the contract suites."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.contracts.cases import Behaviour, Case, Stage
from tests.contracts.creator_stages import PROMPT, TEXT, Play
from tests.support.processes import wait_until


@pytest.fixture
def play(tmp_path: Path) -> Play:
    """Opens a case's stage, and demands that nothing runs there when the test is through."""

    @contextmanager
    def opened(case: Case, behaviour: Behaviour, text: str = TEXT) -> Iterator[Stage]:
        with case.stage(behaviour, tmp_path, text) as stage:
            yield stage
            if case.kind == "direct":
                wait_until(lambda: stage.running() == 0, PROMPT, "the end of the generation")

    return opened
