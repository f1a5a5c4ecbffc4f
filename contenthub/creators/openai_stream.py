"""Reads what an OpenAI-compatible server answers: a stream of events, or one JSON document.

The protocol: ``text/event-stream`` whose ``data:`` lines hold chat.completion.chunk objects and
at last ``[DONE]`` (platform.openai.com/docs/api-reference/chat-streaming). Servers differ, so
what came is looked at, not what the headers promise.
"""

from __future__ import annotations

import json
from typing import Any

from contenthub.articles.cleaning import one_line
from contenthub.creators.endings import is_cut, word_of
from contenthub.creators.error_answers import error_in, event_error
from contenthub.creators.openai_chunks import Part, part_of
from contenthub.creators.openai_tokens import usage_in
from contenthub.creators.openai_told import told_once
from contenthub.errors import PermanentError, TransientError
from contenthub.usage import MOST_MODEL, Usage

_MAX_ANSWER = 32 * 1024 * 1024  # bytes
_BOM = b"\xef\xbb\xbf"


class Answer:
    """One answer as it arrives: feed it bytes, then ``finish`` it."""

    def __init__(self, limit: int | None = None) -> None:
        """``limit``: tokens that the model may write, as it was told."""
        self._limit = limit
        self.finish_reason = ""  # the server's last word on why the text ended, or ""
        self.refusal = ""  # what the model said instead of an article
        self.usage = Usage()  # the tokens that the server counted
        self.model = ""  # which one answered, as far as the server says
        self.length = 0  # characters of text so far
        self.tokens = 0  # pieces of text or thoughts so far; whitespace alone is none
        self.chunks = 0  # pieces of a chat completion so far, also empty ones
        self.done = False  # [DONE] came: nothing follows
        self._parts: list[str] = []
        self._unread: list[bytes] = []  # the pieces of a line that has not ended
        self._other: list[bytes] = []  # lines that are no events
        self._event: list[bytes] = []  # data lines of an event that is no JSON by itself
        self._event_name = b""
        self._size = 0
        self._begun = self._streamed = self._deltas = False

    @property
    def text(self) -> str:
        return told_once(self._parts)

    @property
    def ran_out(self) -> bool:
        """Whether all tokens were used up, which some gateways call a natural stop."""
        written = self.usage.output_tokens
        return self._limit is not None and written is not None and written >= self._limit

    def feed(self, data: bytes) -> None:
        """Take the next bytes. Raises TransientError or PermanentError for an error event."""
        self._size += len(data)
        if self._size > _MAX_ANSWER:
            raise PermanentError(f"the server's answer is longer than {_MAX_ANSWER} bytes")
        *lines, rest = data.split(b"\n")  # never splitlines: U+2028 may stand inside a string
        for line in lines:
            self._ended(b"".join((*self._unread, line)))
            self._unread.clear()
        if rest:
            self._unread.append(rest)

    def finish(self) -> None:
        """The answer has ended.

        Raises TransientError if it broke off, PermanentError for garbage.
        """
        self._ended(b"".join(self._unread))
        self._end_event()
        if not self._streamed:
            self._document(_load(b"\n".join(self._other)))
        elif not self.done and not self.finish_reason:
            said = one_line(b" ".join(self._other)[:200].decode("utf-8", "replace"))
            raise TransientError(
                "the server's stream broke off before its end" + (f": {said}" if said else "")
            )

    def _ended(self, line: bytes) -> None:
        """A line whose LF has come; the protocol lets a CR alone end a line as well."""
        for part in line.removesuffix(b"\r").split(b"\r"):
            self._line(part)

    def _line(self, line: bytes) -> None:
        if not self._begun:
            line, self._begun = line.removeprefix(_BOM), True
        if not line.strip():
            self._end_event()
            if not self._streamed:
                self._other.append(line)
        elif line.startswith(b"data:"):
            self._streamed = True
            self._data(line[5:].strip())
        elif line.startswith(b"event:"):
            self._event_name = line[6:].strip()
        elif line.startswith(b"error:"):  # llama.cpp
            raise event_error(_loose(line[6:]))
        elif not line.startswith((b":", b"id:", b"retry:")):
            self._stray(line)

    def _stray(self, line: bytes) -> None:
        """A line that belongs to no event: part of a document, or an error amid a stream."""
        document = _loose(line) if self._streamed and line.lstrip().startswith(b"{") else None
        if isinstance(document, dict) and (error := error_in(document)) is not None:
            raise error
        self._other.append(line)

    def _data(self, data: bytes) -> None:
        if data == b"[DONE]":
            self.done = True
        elif self._event_name == b"error":
            raise event_error(_loose(data))
        elif data and not self._event and data.startswith(b"{") and data.endswith(b"}"):
            self._chunk_or_more(data)
        elif data:
            self._event.append(data)

    def _chunk_or_more(self, data: bytes) -> None:
        """An event of one line, which servers do not always end; or the first line of several."""
        try:
            chunk = _load(data)
        except PermanentError:
            self._event.append(data)
        else:
            self._chunk(chunk)

    def _end_event(self) -> None:
        data, self._event, self._event_name = b"\n".join(self._event), [], b""
        if not data:
            return
        try:
            chunk = _load(data)
        except PermanentError as error:
            if not self.tokens:
                raise
            raise TransientError(f"the stream broke off: {error}") from error
        self._chunk(chunk)

    def _document(self, document: dict[str, Any]) -> None:
        """The answer of a server that does not stream."""
        if not isinstance(document.get("choices"), list) and error_in(document) is None:
            raise PermanentError("the server's answer is not a chat completion: no choices")
        self._chunk(document)

    def _chunk(self, chunk: dict[str, Any]) -> None:
        if (error := error_in(chunk)) is not None:
            raise error
        choices = chunk.get("choices")
        self.chunks += isinstance(choices, list)
        for choice in choices[:1] if isinstance(choices, list) else []:
            if isinstance(choice, dict):
                self._take(part_of(choice))
        usage, model = chunk.get("usage"), chunk.get("model")
        if usage and isinstance(usage, dict):
            self.usage = usage_in(usage)
        if isinstance(model, str):
            self.model = one_line(model)[:MOST_MODEL] or self.model

    def _take(self, part: Part) -> None:
        if part.text:
            if part.is_message and self._deltas:  # the whole text, behind its pieces
                self._parts.clear()
            self._deltas = self._deltas or not part.is_message
            self._parts.append(part.text)
            self.length += len(part.text)
        if part.is_token:
            self.tokens += 1
        self.refusal = (self.refusal + part.refusal)[:300]
        if word_of(part.finish_reason) and not is_cut(self.finish_reason):
            self.finish_reason = part.finish_reason  # a gateway's "stop" mends no cut


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


def _loose(data: bytes) -> Any:
    """A JSON value, or the text itself where it is none."""
    text = data.decode("utf-8", "replace").strip()
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
