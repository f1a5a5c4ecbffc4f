"""The creator that is a language model behind any OpenAI-compatible server.

The call runs in an event loop of its own, because only there a connection that is silent can
be left at once: on a stop, at the deadline, when the stream stalls.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Coroutine
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import httpx2

from contenthub.creators.base import Article, Check, Control, Request, StopReason, Usage
from contenthub.creators.markdown import clean, one_line, split_title
from contenthub.creators.openai_stream import Answer, error_message, is_transient
from contenthub.creators.templating import render
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.retry_after import retry_after
from contenthub.settings import mask_url

if TYPE_CHECKING:
    from contenthub.settings import Settings

_CONNECT = 10.0  # seconds for a connection, and for the whole of a check
_EXPECTED = {"zh": 1500, "ja": 1500, "ko": 1500}  # characters of an article without a length
_EXPECTED_ELSEWHERE, _CHARACTERS_PER_WORD = 5000, 6
_UNSENDABLE = (httpx2.InvalidURL, httpx2.LocalProtocolError, UnicodeError)
_MAX_ERROR = 65536  # bytes that are read of an error answer
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


class OpenAI:
    """Asks the model for the article in one streamed chat completion."""

    name = "openai"
    instant = False

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._key = settings.openai_api_key
        self._base = settings.openai_base_url.rstrip("/")

    @classmethod
    def from_settings(cls, settings: Settings) -> OpenAI:
        return cls(settings)

    def check(self) -> Check:
        if missing := self._missing():
            return Check(False, missing)
        try:
            response = httpx2.get(f"{self._base}/models", headers=self._headers(), timeout=_CONNECT)
        except _UNSENDABLE:
            return Check(False, self._unsendable)
        except httpx2.HTTPError as error:
            return Check(False, self._unreachable(error))
        status = response.status_code
        if status in {401, 403} or is_transient(status):
            return Check(False, f"{self._shown} answers with HTTP status {status}")
        return Check(True, f"{self._shown} answers; the model is {self._settings.openai_model}")

    def generate(self, request: Request, control: Control) -> Article:
        """Return the model's article: its first heading is the title.

        Raises StoppedError; PermanentError for what the server refuses, for an answer that is
        not one and for a stop by its content filter; TransientError for the rest, also for an
        article without text, since a model's next answer may be another one.
        """
        if missing := self._missing():
            raise PermanentError(missing)
        control.check()
        answer = Answer()
        body = self._body(request)
        expected = _expected_length(request)
        _stoppable(self._talk(request, body, answer, control, expected), control)
        return self._article(answer)

    def _missing(self) -> str:
        for value, variable in (
            (self._base, "CONTENTHUB_OPENAI_BASE_URL"),
            (self._settings.openai_model, "CONTENTHUB_OPENAI_MODEL"),
        ):
            if not value:
                return f"the creator openai is not set up: set {variable}"
        return ""

    def _body(self, request: Request) -> dict[str, Any]:
        """One user message: some models refuse every other role at the start."""
        lines = (*request.account.requirements.splitlines(), *request.requirements.splitlines())
        values = {
            **asdict(request),
            "tone": request.tone or request.account.tone,
            "requirements": [line for line in map(one_line, lines) if line],
        }
        prompt, _ = render("openai", self._settings.home_folder, request.language, values)
        return {
            "model": self._settings.openai_model,
            "messages": [{"role": "user", "content": clean(prompt)}],
            "stream": True,
            "stream_options": {"include_usage": True},
        }

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}

    async def _talk(
        self,
        request: Request,
        body: dict[str, Any],
        answer: Answer,
        control: Control,
        expected: int,
    ) -> None:
        control.report(0, "waiting for the model")
        headers = {**self._headers(), "Idempotency-Key": request.idempotency_key}
        timeout = httpx2.Timeout(self._settings.openai_stall_timeout, connect=_CONNECT)
        url = f"{self._base}/chat/completions"
        try:
            async with (
                httpx2.AsyncClient(timeout=timeout) as client,
                client.stream("POST", url, json=body, headers=headers) as response,
            ):
                if response.status_code != 200:
                    raise self._refusal(response, await _beginning(response))
                await _read(response, answer, control, expected)
        except httpx2.ReadTimeout as error:
            stall = self._settings.openai_stall_timeout
            raise TransientError(f"{self._shown} sent nothing for {stall:g} s") from error
        except _UNSENDABLE:
            raise PermanentError(self._unsendable) from None  # the cause may quote the key
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            raise TransientError(self._unreachable(error)) from error
        except BackendError as error:
            error.args = (self._without_key(str(error)),)
            raise

    def _refusal(self, response: httpx2.Response, text: str) -> BackendError:
        try:
            message = error_message(json.loads(text))
        except (ValueError, RecursionError):
            message = error_message(text)
        status = response.status_code
        said = f"{self._shown} answers with HTTP status {status}: {message}"
        if is_transient(status):
            wait = retry_after(response.headers)
            return TransientError(said, retry_after=wait)
        return PermanentError(said)

    @property
    def _shown(self) -> str:
        return mask_url(self._base)

    @property
    def _unsendable(self) -> str:
        return f"CONTENTHUB_OPENAI_API_KEY or the address {self._shown} has a forbidden character"

    def _unreachable(self, error: Exception) -> str:
        reason = self._without_key(one_line(str(error))) or type(error).__name__
        return f"{self._shown} cannot be reached: {reason}"

    def _without_key(self, text: str) -> str:
        """Servers quote the key in their messages."""
        return text.replace(self._key, "***") if self._key else text

    def _article(self, answer: Answer) -> Article:
        if answer.finish_reason == "content_filter":
            raise PermanentError("the server's content filter stopped the article")
        title, content = split_title(clean(_THOUGHTS.sub("", answer.text)))
        if not content:
            raise TransientError(
                f"the model wrote no text (finish reason: {answer.finish_reason or 'none'})"
            )
        metadata = {
            "generator": "openai",
            "model": self._settings.openai_model,
            "finish_reason": answer.finish_reason,
        }
        if answer.finish_reason == "length":
            metadata["truncated"] = "the model reached its length limit; the end is missing"
        return Article(
            content=content, title=title, usage=self._usage(answer.usage), metadata=metadata
        )

    def _usage(self, tokens: tuple[int, int] | None) -> Usage | None:
        if tokens is None:
            return None
        prices = (self._settings.openai_price_input, self._settings.openai_price_output)
        if prices == (None, None):
            return Usage(*tokens)
        millionths = sum(
            count * (price or 0.0) for count, price in zip(tokens, prices, strict=True)
        )
        return Usage(*tokens, cost=millionths / 1_000_000)


def _expected_length(request: Request) -> int:
    """Characters the article will have, roughly: for the progress only."""
    language = request.language.partition("-")[0]
    asked = request.account.max_length or request.account.min_length
    if asked is None:
        return _EXPECTED.get(language, _EXPECTED_ELSEWHERE)
    return asked if language in _EXPECTED else asked * _CHARACTERS_PER_WORD


async def _read(response: httpx2.Response, answer: Answer, control: Control, expected: int) -> None:
    reported = 0
    async for data in response.aiter_bytes():
        answer.feed(data)
        percent = min(95, 100 * answer.length // expected)
        if percent > reported:
            reported = percent
            control.report(percent, "writing")
    answer.finish()


async def _beginning(response: httpx2.Response) -> str:
    data = b""
    async for piece in response.aiter_bytes():
        data += piece
        if len(data) > _MAX_ERROR:
            break
    return data[:_MAX_ERROR].decode("utf-8", "replace")


def _stoppable(work: Coroutine[Any, Any, None], control: Control) -> None:
    """Run ``work`` to its end, or leave it at once when ``control`` is stopped or time is up."""

    async def main() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None:
            raise RuntimeError("not within a task")

        def leave() -> None:
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:  # the loop has ended in this moment
                return

        with control.on_stop(leave):
            async with asyncio.timeout(control.remaining):
                await work

    try:
        asyncio.run(main())
    except TimeoutError:
        control.stop(StopReason.TIMEOUT)
        control.check()
        raise
    except asyncio.CancelledError:
        control.check()
        raise
