"""The loggers of all modules, and what is logged in which form.

structlog is imported with the first line that is really written, so that commands which log
nothing start fast. Tracebacks carry no frame locals: they hold secrets.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from contenthub.logs import forms
from contenthub.logs.lines import Lines

_LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_threshold = 30
_format = "text"
_stream: TextIO | None = None
_configured = False
_bound: Any = None


def configure(level: str = "warning", format: str = "auto", stream: TextIO | None = None) -> None:
    """Say what is logged, how and where; takes effect with the next line.

    ``level`` is debug, info, warning or error; ``format`` json, text or auto (text where
    ``stream`` is a terminal); ``stream`` defaults to standard error.
    """
    global _threshold, _format, _stream, _configured
    _threshold, _stream, _configured = _LEVELS[level], stream, False
    target = stream or sys.stderr
    _format = format if format != "auto" else ("text" if target.isatty() else "json")
    root = logging.getLogger()
    root.handlers = [_FromStandardLibrary()]
    root.setLevel(max(_threshold, logging.INFO))
    for chatty in ("httpx2", "httpcore2"):  # they log each request with its address
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # What dramatiq says of single messages, we say of tasks.
    logging.getLogger("dramatiq").setLevel(max(_threshold, logging.WARNING))


def sink() -> tuple[int, str]:
    """The file descriptor that log lines go to, and their form, for who writes their own."""
    try:
        return (_stream or sys.stderr).fileno(), _format
    except (OSError, ValueError):  # a stream in memory
        return 2, _format


class Logger:
    """A named logger; arguments are key-value pairs. Costs nothing below the threshold."""

    def __init__(self, name: str) -> None:
        self._name = name

    def debug(self, event: str, **values: Any) -> None:
        self._log(10, event, values)

    def info(self, event: str, **values: Any) -> None:
        self._log(20, event, values)

    def warning(self, event: str, **values: Any) -> None:
        self._log(30, event, values)

    def error(self, event: str, **values: Any) -> None:
        self._log(40, event, values)

    def exception(self, event: str, **values: Any) -> None:
        """An error with the traceback of the exception being handled."""
        self._log(40, event, {**values, "exc_info": True})

    def _log(self, level: int, event: str, values: dict[str, Any]) -> None:
        if level < _threshold or (level >= 40 and _is_told_elsewhere(values)):
            return
        if not _configured:
            _configure_structlog()
        name = logging.getLevelName(level).lower()
        getattr(_bound, name)(event, logger=self._name, **values)


_told_elsewhere: frozenset[str] = frozenset()


def _is_told_elsewhere(values: dict[str, Any]) -> bool:
    return values.get("task_id") in _told_elsewhere and "exc_info" not in values


@contextmanager
def failures_told_elsewhere(task_ids: Iterable[str]) -> Iterator[None]:
    """Log no failure of these tasks while the block runs: who waits for them is told in the end."""
    global _told_elsewhere
    before, _told_elsewhere = _told_elsewhere, frozenset(task_ids)
    try:
        yield
    finally:
        _told_elsewhere = before


def get_logger(name: str) -> Logger:
    """The logger of a module."""
    return Logger(name)


def _tell_lost(lines: int) -> None:
    get_logger("contenthub.logs").warning("log_lines_lost", lines=lines)


Lines.tell_lost = staticmethod(_tell_lost)


def bind(**values: Any) -> None:
    """Add these to every line of this thread until ``unbind_all``."""
    from structlog.contextvars import bind_contextvars

    bind_contextvars(**values)


def unbind_all() -> None:
    """End what ``bind`` began."""
    from structlog.contextvars import clear_contextvars

    clear_contextvars()


def _configure_structlog() -> None:
    global _configured, _bound
    import structlog

    stream = _stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.format_exc_info,
        forms.without_secrets,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if _format == "json":
        renderers: list[Any] = [
            structlog.processors.JSONRenderer(serializer=forms.to_json),
        ]
    else:
        renderers = [
            forms.inert_values,
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(), exception_formatter=forms.inert_traceback
            ),
        ]
    structlog.configure(
        processors=shared + renderers,
        logger_factory=lambda *_: Lines(stream),
        wrapper_class=structlog.make_filtering_bound_logger(_threshold),
        cache_logger_on_first_use=False,
    )
    _bound = structlog.get_logger().bind()
    _configured = True


class _FromStandardLibrary(logging.Handler):
    """Hands what libraries log to our logger, so that every line has one shape."""

    def emit(self, record: logging.LogRecord) -> None:
        values: dict[str, Any] = {"exc_info": record.exc_info} if record.exc_info else {}
        level = max(known for known in _LEVELS.values() if known <= max(record.levelno, 10))
        try:
            Logger(record.name)._log(level, record.getMessage(), values)
        except Exception:  # a log line must not end the thread that wrote it
            self.handleError(record)
