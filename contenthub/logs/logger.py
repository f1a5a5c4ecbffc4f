"""Structured logs: JSON lines for an aggregator, coloured text for a terminal.

structlog is imported with the first line that is really written, so that commands which log
nothing start fast. Tracebacks carry no frame locals: they hold secrets.
"""

from __future__ import annotations

import io
import json
import logging
import select
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

from contenthub import masked_text
from contenthub.inert import in_json, inert

READER_PATIENCE = 10.0  # seconds for which a line waits for a reader that stands still

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


def divert(write: Callable[[str], None] | None) -> None:
    """Hand lines to ``write``, which has a bar on the screen; None: to the stream again."""
    _Lines.diverted = staticmethod(write) if write is not None else None


def get_logger(name: str) -> Logger:
    """The logger of a module."""
    return Logger(name)


def bind(**values: Any) -> None:
    """Add these to every line of this thread until ``unbind_all``."""
    from structlog.contextvars import bind_contextvars

    bind_contextvars(**values)


def unbind_all() -> None:
    """End what ``bind`` began."""
    from structlog.contextvars import clear_contextvars

    clear_contextvars()


_held = threading.local()


@contextmanager
def together() -> Iterator[None]:
    """Write the lines of this block in one go at its end; many small writes cost the most."""
    _held.lines = []
    try:
        yield
    finally:
        lines, _held.lines = _held.lines, None
        if lines:
            _Lines.write("".join(lines))


class _Lines:
    """Where structlog leaves its finished lines."""

    stream: TextIO = sys.stderr
    _lock = threading.Lock()
    _blocked = False  # nobody read in time, and nobody has read since
    _lost = 0  # lines that were not written since then
    diverted: Callable[[str], None] | None = None

    def __init__(self, stream: TextIO) -> None:
        _Lines.stream = stream

    def msg(self, line: str) -> None:
        lines = getattr(_held, "lines", None)
        if lines is None:
            self.write(f"{line}\n")
        else:
            lines.append(f"{line}\n")

    debug = info = warning = error = critical = msg

    @classmethod
    def write(cls, text: str) -> None:
        """Whole lines, in writes that a pipe takes at once: neither threads nor processes that
        share one tear each other's, and a supervisor that rotates its file does not cut one.

        A log that cannot be written (disk full, reader gone, reader that stands still) must not
        stop the work it tells of: lines are lost then, and how many is told as soon as it can be.
        """
        if (diverted := cls.diverted) is not None:
            with suppress(OSError, ValueError):
                diverted(text)
            return
        lost = 0
        with cls._lock, suppress(OSError, ValueError):
            for piece in _pieces(text):
                if not cls._has_room():
                    cls._lost += piece.count("\n")
                    continue
                cls.stream.write(piece)
                cls.stream.flush()
                lost, cls._lost = lost + cls._lost, 0
        if lost:
            get_logger("contenthub.logs").warning("log_lines_lost", lines=lost)

    @classmethod
    def _has_room(cls) -> bool:
        """Whether a write would not wait for a reader; the first time this waits a while itself."""
        try:
            ready = select.poll()
            ready.register(cls.stream.fileno(), select.POLLOUT)
        except (OSError, ValueError):  # a stream in memory
            return True
        cls._blocked = not ready.poll(0 if cls._blocked else READER_PATIENCE * 1000)
        return not cls._blocked


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces that a pipe with room takes at once: of whole lines, and of parts of a
    line only where that is longer.
    """
    piece, size = "", 0
    for part in _parts(text):
        length = len(part.encode("utf-8", "replace"))
        if piece and size + length > select.PIPE_BUF:
            yield piece
            piece, size = "", 0
        piece, size = piece + part, size + length
    yield piece


def _parts(text: str) -> Iterator[str]:
    most = select.PIPE_BUF // 4  # characters, of up to four bytes each
    for line in text.splitlines(keepends=True):
        if len(line) <= most or len(line.encode("utf-8", "replace")) <= select.PIPE_BUF:
            yield line
        else:
            yield from (line[start : start + most] for start in range(0, len(line), most))


_encode = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _to_json(line: dict[str, Any], **_: Any) -> str:
    return in_json(_encode(line))


def _inert(logger: Any, method: str, line: Any) -> Any:
    """For people: nothing in a line steers their terminal."""
    return {name: inert(value) if isinstance(value, str) else value for name, value in line.items()}


def _inert_traceback(out: TextIO, error: Any) -> None:
    import structlog

    text = io.StringIO()
    structlog.dev.plain_traceback(text, error)
    out.write(inert(text.getvalue()))


def _without_secrets(_: object, __: str, line: dict[str, Any]) -> dict[str, Any]:
    """The last look at a line: whoever logged it, no secret of the settings stands in it."""
    return {name: _shown(value) for name, value in line.items()}


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return masked_text.text(value)
    if isinstance(value, dict):
        return {name: _shown(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one) for one in value]
    return value if value is None or isinstance(value, bool | int | float) else _Shown(value)


class _Shown:
    """Any other value, masked when it is written."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __str__(self) -> str:
        return masked_text.text(str(self._value))

    def __repr__(self) -> str:
        return masked_text.text(repr(self._value))


def _configure_structlog() -> None:
    global _configured, _bound
    import structlog

    stream = _stream or sys.stderr
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.format_exc_info,
        _without_secrets,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if _format == "json":
        renderers: list[Any] = [
            structlog.processors.JSONRenderer(serializer=_to_json),
        ]
    else:
        renderers = [
            _inert,
            structlog.dev.ConsoleRenderer(
                colors=stream.isatty(), exception_formatter=_inert_traceback
            ),
        ]
    structlog.configure(
        processors=shared + renderers,
        logger_factory=lambda *_: _Lines(stream),
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
