"""The one place that reads the wall clock, so that tests can hand in their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731


def now() -> datetime:
    """The present, aware and in UTC."""
    return _source()


def after(seconds: float, start: datetime | None = None) -> datetime:
    """``start`` (default: now) plus ``seconds``."""
    return (start or now()) + timedelta(seconds=seconds)


def utc(value: datetime) -> datetime:
    """The same moment in UTC; a naive value is refused with ValueError."""
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}: say which zone it is in")
    return value.astimezone(UTC)


@contextmanager
def use(source: Callable[[], datetime]) -> Iterator[None]:
    """Let ``now`` answer from ``source`` while the block runs (for tests)."""
    global _source
    before, _source = _source, source
    try:
        yield
    finally:
        _source = before
