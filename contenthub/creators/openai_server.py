"""One OpenAI-compatible server: asks it for a completion, and says what its refusals mean.

The call runs in an event loop of its own, because only there a connection that is silent can
be left at once: on a stop, at the deadline, when no token comes.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2

from contenthub.articles.cleaning import one_line
from contenthub.creators.endpoints import endpoint
from contenthub.creators.error_answers import error_message, is_transient
from contenthub.creators.openai_dialect import Dialect, reached_limit, tokens_of
from contenthub.creators.openai_stream import Answer
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.masking import address as shown_address
from contenthub.outgoing.http_setup import explained_setup
from contenthub.outgoing.retry_after import retry_after

if TYPE_CHECKING:
    from contenthub.settings import Settings

CONNECT = 10.0  # seconds for a connection
_CHAT, _MODELS = "/chat/completions", "/models"
_KNOWN = (_CHAT, "/completions", "/responses", _MODELS)  # what addresses are pasted with
_UNSENDABLE = (httpx2.InvalidURL, httpx2.LocalProtocolError, UnicodeError)
_MAX_ERROR = 65536  # bytes that are read of an error answer
_MOST_LESSONS = 8  # refusals of one request from which its dialect is learnt


class LimitReachedError(PermanentError):
    """The limit of tokens ended the answer before it began: the request itself was right."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds until the first token (from the request), and between two tokens."""

    first: float
    between: float


class Server:
    """The server of CONTENTHUB_OPENAI_BASE_URL with its key and its model."""

    def __init__(self, settings: Settings) -> None:
        self._base = settings.openai_base_url
        self._key = settings.openai_api_key
        self._model = settings.openai_model
        self._dialect = Dialect()

    @property
    def missing(self) -> str:
        """What is not set up, in one line; "" where all is."""
        for value, variable in (
            (self._base, "CONTENTHUB_OPENAI_BASE_URL"),
            (self._model, "CONTENTHUB_OPENAI_MODEL"),
        ):
            if not value:
                return f"the creator openai is not set up: set {variable}"
        return ""

    @property
    def shown(self) -> str:
        """Its address without secrets."""
        return shown_address(self._base)

    async def ask(
        self,
        prompt: str,
        limit: int,
        patience: Patience,
        *,
        key: str = "",
        on_piece: Callable[[Answer], bool] = lambda answer: False,
    ) -> Answer:
        """Ask for a completion of at most ``limit`` tokens and read the answer.

        ``on_piece`` is called after each piece; True ends the reading there. ``key`` is the
        idempotency key. Raises TransientError and PermanentError.
        """
        for lesson in range(_MOST_LESSONS):
            body = self._dialect.body(self._model, prompt, limit)
            headers = self._headers() | ({"Idempotency-Key": _numbered(key, lesson)} if key else {})
            answer = await self._explained(self._post(body, headers, patience, on_piece))
            if isinstance(answer, Answer):
                return answer
            limit = answer or limit
        raise PermanentError(f"{self.shown} refuses every form of the request")

    async def lists_models(self) -> bool:
        """Whether it answers a GET of its models, which does not wait for a model."""
        try:
            async with self._client(httpx2.Timeout(CONNECT)) as client:
                response = await client.get(self._address(_MODELS), headers=self._headers())
        except (*_UNSENDABLE, httpx2.HTTPError):
            return False
        return response.status_code == 200

    async def _post(
        self,
        body: dict[str, Any],
        headers: dict[str, str],
        patience: Patience,
        on_piece: Callable[[Answer], bool],
    ) -> Answer | int | None:
        """The answer; else ask again, with this limit where one is given."""
        answer = Answer(tokens_of(body))
        try:
            async with (
                asyncio.timeout(patience.first) as limit,
                self._client(httpx2.Timeout(None, connect=CONNECT)) as client,
                client.stream("POST", self._address(_CHAT), json=body, headers=headers) as response,
            ):
                if response.status_code != 200:
                    return self._refused(response, await _beginning(response), body)
                await _read(response, answer, limit, patience.between, on_piece)
        except TimeoutError:
            raise TransientError(self._silent(answer, patience)) from None
        return answer

    def _refused(self, response: httpx2.Response, text: str, body: dict[str, Any]) -> int | None:
        """Learn from a refusal, or raise what it means; a limit that is for this prompt alone."""
        if reached_limit(text):
            raise LimitReachedError(f"{self.shown}: {error_message(_document(text))}")
        if self._dialect.learn(response.status_code, text, body):
            return None
        fewer = self._dialect.fewer(response.status_code, text, body)
        if fewer is None:
            raise self._refusal(response, text)
        return fewer

    async def _explained(
        self, call: Coroutine[Any, Any, Answer | int | None]
    ) -> Answer | int | None:
        """The outcome of ``call``, with every error as one of our two and no key in any."""
        try:
            return await call
        except _UNSENDABLE:
            raise PermanentError(  # the cause may quote the key
                f"CONTENTHUB_OPENAI_API_KEY or the address {self.shown} has a forbidden character"
            ) from None
        except (httpx2.HTTPError, httpx2.StreamError) as error:
            reason = self._without_key(one_line(str(error))) or type(error).__name__
            raise TransientError(f"{self.shown} cannot be reached: {reason}") from error
        except BackendError as error:
            error.args = (self._without_key(str(error)),)
            raise

    def _refusal(self, response: httpx2.Response, text: str) -> BackendError:
        status = response.status_code
        said = f"{self.shown} answers with HTTP status {status}: {error_message(_document(text))}"
        if is_transient(status):
            return TransientError(said, retry_after=retry_after(response.headers))
        if status in {404, 405} or 300 <= status < 400:
            asked = shown_address(self._address(_CHAT))
            said += (
                f" (asked: {asked}; see CONTENTHUB_OPENAI_BASE_URL, which mostly ends with /v1,"
                " and CONTENTHUB_OPENAI_MODEL)"
            )
        return PermanentError(said)

    def _silent(self, answer: Answer, patience: Patience) -> str:
        if answer.tokens:
            return f"{self.shown} sent no token for {patience.between:g} s"
        return (
            f"{self.shown} sent no first token within {patience.first:g} s; if it is busy or has "
            "to load a model, raise CONTENTHUB_OPENAI_FIRST_TOKEN_TIMEOUT"
        )

    def _client(self, timeout: httpx2.Timeout) -> httpx2.AsyncClient:
        with explained_setup():
            return httpx2.AsyncClient(timeout=timeout)

    def _address(self, path: str) -> str:
        return endpoint(self._base, path, known=_KNOWN)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}

    def _without_key(self, text: str) -> str:
        """Servers quote the key in their messages."""
        return text.replace(self._key, "***") if self._key else text


def _numbered(key: str, lesson: int) -> str:
    """A changed request is another one to a server that remembers keys."""
    return key if lesson == 0 else f"{key}-{lesson}"


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


async def _read(
    response: httpx2.Response,
    answer: Answer,
    limit: asyncio.Timeout,
    between: float,
    on_piece: Callable[[Answer], bool],
) -> None:
    """Read the answer; each token gives the server ``between`` seconds for the next one."""
    loop = asyncio.get_running_loop()
    async for data in response.aiter_bytes():
        before = answer.tokens
        answer.feed(data)
        if answer.tokens > before:
            limit.reschedule(loop.time() + between)
        if on_piece(answer) or answer.done:
            break
    else:
        answer.finish()


async def _beginning(response: httpx2.Response) -> str:
    data = b""
    async for piece in response.aiter_bytes():
        data += piece
        if len(data) > _MAX_ERROR:
            break
    return data[:_MAX_ERROR].decode("utf-8", "replace")
