"""Reads what an OpenAI-compatible server answers: a stream of events, or one JSON document.

The protocol: ``text/event-stream`` whose ``data:`` lines hold chat.completion.chunk objects and
at last ``[DONE]`` (platform.openai.com/docs/api-reference/chat-streaming). Servers differ, so
what came is looked at, not what the headers promise.
"""

from __future__ import annotations

import json
from typing import Any

from contenthub.creators.markdown import one_line
from contenthub.errors import BackendError, PermanentError, TransientError

_MAX_ANSWER = 32 * 1024 * 1024  # bytes
_LASTING_TYPES = {"invalid_request_error", "authentication_error", "permission_error"}
_MAX_MESSAGE = 300


class Answer:
    """One answer as it arrives: feed it bytes, then ``finish`` it."""

    def __init__(self) -> None:
        self.finish_reason = ""
        self.usage: tuple[int, int] | None = None  # input and output tokens
        self.length = 0  # characters of text so far
        self._parts: list[str] = []
        self._unread: list[bytes] = []  # the pieces of a line that has not ended
        self._other: list[bytes] = []  # lines that are no events
        self._size = 0
        self._streamed = self._done = False

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def feed(self, data: bytes) -> None:
        """Take the next bytes. Raises TransientError or PermanentError for an error event."""
        self._size += len(data)
        if self._size > _MAX_ANSWER:
            raise PermanentError(f"the server's answer is longer than {_MAX_ANSWER} bytes")
        *lines, rest = data.split(b"\n")  # never splitlines: U+2028 may stand inside a string
        for line in lines:
            self._line(b"".join((*self._unread, line)))
            self._unread.clear()
        if rest:
            self._unread.append(rest)

    def finish(self) -> None:
        """The answer has ended.

        Raises TransientError if it broke off, PermanentError for garbage.
        """
        self._line(b"".join(self._unread))
        if not self._streamed:
            self._chunk(_load(b"\n".join(self._other)))
        elif not self._done and not self.finish_reason:
            raise TransientError("the server's stream broke off before its end")

    def _line(self, line: bytes) -> None:
        line = line.removesuffix(b"\r")
        if not line.startswith(b"data:"):
            if not self._streamed:
                self._other.append(line)
            return
        self._streamed = True
        data = line[5:].strip()
        if data == b"[DONE]":
            self._done = True
        elif data:
            self._chunk(_load(data))

    def _chunk(self, chunk: dict[str, Any]) -> None:
        if chunk.get("error"):
            raise event_error(chunk["error"])
        choices = chunk.get("choices")
        if not isinstance(choices, list) or not all(isinstance(c, dict) for c in choices):
            if not self._streamed:
                raise PermanentError("the server's answer is not a chat completion: no choices")
            choices = []
        for choice in choices[:1]:
            self._choice(choice)
        self._take_usage(chunk.get("usage"))

    def _choice(self, choice: dict[str, Any]) -> None:
        part = choice.get("delta") or choice.get("message") or {}
        text = part.get("content") if isinstance(part, dict) else None
        if isinstance(text, str) and text:
            self._parts.append(text)
            self.length += len(text)
        if isinstance(choice.get("finish_reason"), str):
            self.finish_reason = choice["finish_reason"]

    def _take_usage(self, usage: Any) -> None:
        if isinstance(usage, dict):
            counts = (usage.get("prompt_tokens"), usage.get("completion_tokens"))
            self.usage = (_count(counts[0]), _count(counts[1]))


def _load(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        start = one_line(data[:80].decode("utf-8", "replace"))
        raise PermanentError(
            f"the server's answer is not JSON; it starts with {start!r}"
        ) from error
    if not isinstance(document, dict):
        raise PermanentError("the server's answer is not a JSON object")
    return document


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def event_error(error: Any) -> BackendError:
    """The error of an error object inside an answer; transient unless it says otherwise."""
    message = error_message(error)
    code = error.get("code") if isinstance(error, dict) else None
    kind = error.get("type") if isinstance(error, dict) else None
    status = int(str(code)) if str(code).isdecimal() else 500
    if kind in _LASTING_TYPES or not is_transient(status):
        return PermanentError(f"the server broke off: {message}")
    return TransientError(f"the server broke off: {message}")


def error_message(document: Any) -> str:
    """The message in an error answer, whose shape every server chooses for itself."""
    for _ in range(3):
        if not isinstance(document, dict):
            break
        inner = (document.get(key) for key in ("error", "message", "detail"))
        document = next((value for value in inner if value), "")
    text = document if isinstance(document, str) else json.dumps(document)
    return one_line(text)[:_MAX_MESSAGE] or "no message"


def is_transient(status: int) -> bool:
    """Whether a HTTP status may pass by itself: time-outs, conflicts, floods, server errors."""
    return status in {408, 409, 425, 429} or status >= 500
