"""Log lines steer no terminal, in either format, and JSON lines still mean what was logged."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator

import pytest

from contenthub import logs

EVIL = "a\x1b[2J\u202eb\u2066c\u200bd\u2028e\x85\u061cf"
RAW = {"\x1b", "\u202e", "\u2066", "\u200b", "\u2028", "\x85", "\u061c"}


@pytest.fixture
def written(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.configure("info", request.param, stream)
    yield stream
    logs.configure()


def _log() -> None:
    logger = logs.Logger("test")
    try:
        raise ValueError(EVIL)
    except ValueError as error:
        logger._log(40, EVIL, {"topic": EVIL, "detail": {"k": EVIL}, "exc_info": error})


@pytest.mark.parametrize("written", ["text", "json"], indirect=True)
def test_nothing_raw_is_written(written: io.StringIO) -> None:
    _log()
    assert "a" in written.getvalue()
    assert not RAW & set(written.getvalue())


@pytest.mark.parametrize("written", ["json"], indirect=True)
def test_a_json_line_is_one_line_and_means_the_same(written: io.StringIO) -> None:
    _log()
    (line,) = written.getvalue().splitlines()
    found = json.loads(line)
    assert (found["event"], found["topic"], found["detail"]) == (EVIL, EVIL, {"k": EVIL})
