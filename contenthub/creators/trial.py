"""Asks a creator for one real article and throws it away: the one sure answer whether it works.

It costs what an article costs, so only a person who wants it begins one.
"""

from __future__ import annotations

import secrets
import time
from contextlib import suppress

from contenthub.articles.text import printable, word_count
from contenthub.articles.titles import first_heading
from contenthub.creators.base import (
    Article,
    Check,
    Control,
    Creator,
    DirectCreator,
    Phase,
    Profile,
    RemoteCreator,
    Request,
    StoppedError,
)
from contenthub.errors import BackendError, TransientError
from contenthub.wording import counted

_TOPIC = "A glass of water (a trial of the connection; a few sentences are enough)"
_PAUSES = (0.2, 5.0)  # seconds between two looks at a remote creator: the first one, the longest
_MOST_SHOWN = 80


def run(creator: Creator, timeout: float) -> Check:
    """Let ``creator`` write one article within ``timeout`` seconds; says what came of it.

    Ctrl-C ends the generation as well, as far as the creator can end it.
    """
    request = _request(timeout)
    begun = time.monotonic()
    try:
        article = _written(creator, request, timeout)
        text = printable(article.content).strip()
    except StoppedError:
        return Check(False, f"no article within {timeout:g} s")
    except BackendError as error:
        return Check(False, " ".join(str(error).split()))
    if not text:
        return Check(False, "it delivered an empty article")
    seconds = time.monotonic() - begun
    return Check(True, _told(article, text, seconds))


def _request(timeout: float) -> Request:
    key = f"trial-{secrets.token_hex(8)}"
    profile = Profile(name="trial", language="en", max_length=100)
    return Request(key, key, 1, _TOPIC, profile, language="en", timeout=timeout)


def _written(creator: Creator, request: Request, timeout: float) -> Article:
    if isinstance(creator, DirectCreator):
        return creator.generate(request, Control(timeout))
    return _watched(creator, creator.submit(request), timeout)


def _watched(creator: RemoteCreator, external_id: str, timeout: float) -> Article:
    """The article of a remote creator; what does not end in time is asked to stop."""
    deadline, pause = time.monotonic() + timeout, _PAUSES[0]
    try:
        while time.monotonic() < deadline:
            (seen,) = creator.observe([external_id])
            if seen.article is not None:
                return seen.article
            if seen.phase not in {Phase.RUNNING, Phase.UNREACHABLE}:
                raise seen.error or TransientError(f"it says {seen.phase} and delivers nothing")
            time.sleep(pause)
            pause = min(2 * pause, _PAUSES[1])
    except KeyboardInterrupt:
        _cancel(creator, external_id)
        raise
    _cancel(creator, external_id)
    raise TransientError(f"no article within {timeout:g} s")


def _cancel(creator: RemoteCreator, external_id: str) -> None:
    with suppress(BackendError):
        creator.cancel(external_id)


def _told(article: Article, text: str, seconds: float) -> str:
    title = " ".join((article.title or first_heading(text) or text[:_MOST_SHOWN]).split())
    shown = title if len(title) <= _MOST_SHOWN else f"{title[: _MOST_SHOWN - 1]}…"
    cut = ", cut off by a length limit" if "truncated" in article.metadata else ""
    return f"wrote {counted(word_count(text), 'word')} in {seconds:.1f} s{cut}: {shown}"
