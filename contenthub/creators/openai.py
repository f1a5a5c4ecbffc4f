"""The creator that is a language model behind any OpenAI-compatible server."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from contenthub.articles.cleaning import clean, one_line
from contenthub.articles.reading import Reading, read
from contenthub.creators.base import Article, Check, Control, Request
from contenthub.creators.endings import facts_of
from contenthub.creators.markdown import split_title
from contenthub.creators.openai_length import expected_characters, token_limit
from contenthub.creators.openai_server import LimitReachedError, Patience, Server
from contenthub.creators.openai_stream import Answer
from contenthub.creators.openai_tokens import priced
from contenthub.creators.stoppable import run_stoppable
from contenthub.creators.templating import render
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.usage import Usage

if TYPE_CHECKING:
    from contenthub.settings import Settings

_CHECK = 10.0  # seconds for the request of a check
_MOST_TOKENS = "CONTENTHUB_OPENAI_MAX_TOKENS"


class OpenAI:
    """Asks the model for the article in one streamed chat completion."""

    name = "openai"
    instant = False

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._server = Server(settings)

    @classmethod
    def from_settings(cls, settings: Settings) -> OpenAI:
        return cls(settings)

    def check(self) -> Check:
        """Ask for one token, as for an article: a wrong address, key or model shows at once.

        An answer without a token has to come to its end: an error may stand behind it.

        A server that has others to serve first is asked for its models instead, which tells
        only that it is there.
        """
        if missing := self._server.missing:
            return Check(False, missing)
        try:
            asyncio.run(self._ask_for_a_token())
        except LimitReachedError:
            pass  # a model that thinks first: all else was right
        except BackendError as error:
            return Check(False, one_line(str(error)))
        except TimeoutError:
            return self._check_busy()
        return Check(True, f"{self._server.shown} answers with {self._settings.openai_model}")

    async def _ask_for_a_token(self) -> None:
        async with asyncio.timeout(_CHECK):
            await self._server.ask(
                "Hi", 1, Patience(2 * _CHECK, _CHECK), on_piece=lambda answer: answer.tokens > 0
            )

    def _check_busy(self) -> Check:
        shown = self._server.shown
        try:
            lists = asyncio.run(self._server.lists_models())
        except BackendError as error:
            return Check(False, one_line(str(error)))
        if lists:
            return Check(
                True, f"{shown} is busy: no token within {_CHECK:g} s, but it lists models"
            )
        return Check(False, f"{shown} took a request and did not answer within {_CHECK:g} s")

    def generate(self, request: Request, control: Control) -> Article:
        """Return the model's article: its first heading is the title.

        Raises StoppedError; PermanentError for what the server refuses, for an answer that is
        not one and for a stop by its content filter; TransientError for the rest, also for an
        article without text or without an end, since a model's next answer may be another one.
        """
        if missing := self._server.missing:
            raise PermanentError(missing)
        control.check()
        answer = run_stoppable(self._answer(request, control), control)
        try:
            return self._article(answer)
        except BackendError as error:
            error.usage = self._usage(answer)
            raise

    async def _answer(self, request: Request, control: Control) -> Answer:
        control.report(0, "waiting for the model")
        settings = self._settings
        progress = _Progress(control, expected_characters(request))
        return await self._server.ask(
            self._prompt(request),
            token_limit(request, settings.openai_max_tokens),
            Patience(settings.openai_first_token_timeout, settings.openai_stall_timeout),
            key=request.idempotency_key,
            on_piece=progress.note,
        )

    def _prompt(self, request: Request) -> str:
        lines = (*request.account.requirements.splitlines(), *request.requirements.splitlines())
        values = {
            **asdict(request),
            "tone": request.tone or request.account.tone,
            "requirements": [line for line in map(one_line, lines) if line],
        }
        prompts = ["openai"] if request.rewrite is None else ["openai", "rewrite"]
        home = self._settings.home_folder
        return "\n\n".join(
            clean(render(kind, home, request.language, values)[0]) for kind in prompts
        )

    def _article(self, answer: Answer) -> Article:
        if answer.refusal:  # also behind a beginning: what came then is half an article
            what = "to go on with it" if answer.text.strip() else "to write it"
            raise PermanentError(f"the model refused {what}: {one_line(answer.refusal)}")
        ending = facts_of(answer.finish_reason, "the server")
        if answer.ran_out and "truncated" not in ending:
            ending = facts_of("length", "the server")
        reading = self._read(answer, cut="truncated" in ending)
        title, content = split_title(reading.body)
        if not content:
            raise self._no_text(answer, cut="truncated" in ending)
        metadata = {"generator": "openai", "model": self._settings.openai_model, **ending}
        return Article(
            content=content,
            title=title or reading.title,
            summary=reading.summary,
            tags=reading.tags,
            usage=self._usage(answer),
            metadata=metadata,
        )

    def _read(self, answer: Answer, *, cut: bool) -> Reading:
        try:
            return read(clean(answer.text))
        except TransientError:
            if cut:
                raise self._no_text(answer, cut=True) from None
            raise

    def _no_text(self, answer: Answer, *, cut: bool) -> TransientError:
        if cut:
            return TransientError(
                "the model reached its length limit before it began the article; raise "
                f"{_MOST_TOKENS} if it needs more for its thoughts"
            )
        said = answer.finish_reason or "none"
        return TransientError(f"the model wrote no text (finish reason: {one_line(said)[:60]})")

    def _usage(self, answer: Answer) -> Usage:
        return priced(replace(answer.usage, model=answer.model), self._settings)


class _Progress:
    """Tells how far the article is, by the characters that came."""

    def __init__(self, control: Control, expected: int) -> None:
        self._control = control
        self._expected = expected
        self._reported = 0
        self._thinks = False

    def note(self, answer: Answer) -> bool:
        """After each piece; never ends the reading."""
        percent = min(95, 100 * answer.length // self._expected)
        if percent > self._reported:
            self._reported = percent
            self._control.report(percent, "writing")
        elif answer.tokens and not answer.length and not self._thinks:
            self._thinks = True
            self._control.report(0, "thinking")
        return False
