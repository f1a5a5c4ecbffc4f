"""Whether the address at which creators call back leads to an API of this service.

Where it does not, articles are still found by looking, only later: nobody would see why.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.codes import Code
from contenthub.masking import address
from contenthub.operations.checkup.results import Level, Result
from contenthub.outgoing.http_setup import explained_setup
from contenthub.settings import Settings

_PATH = "/api/v1/tasks"  # what is asked without a token is answered by an error of ours
_SECONDS = 5.0


def answers(settings: Settings) -> Iterator[Result]:
    """Ask as a creator would; nothing where no address is set."""
    if not settings.public_url:
        return
    why = _why_not(settings.public_url.rstrip("/") + _PATH)
    shown = address(settings.public_url)
    if not why:
        yield Result("callbacks", Level.OK, f"{shown} is answered by the API")
        return
    yield Result(
        "callbacks",
        Level.WARNING,
        f"creators are told to call back at {shown}, and {why}",
        "start the API, or correct CONTENTHUB_PUBLIC_URL; from outside it may be another matter",
    )


def _why_not(url: str) -> str:
    """Why nobody of ours answers there; empty where somebody does."""
    import httpx2

    try:
        with explained_setup():
            client = httpx2.Client(timeout=_SECONDS)
        with client:
            answer = client.get(url)
    except httpx2.HTTPError as error:
        return f"it does not answer ({str(error) or type(error).__name__})"
    try:
        code = answer.json().get("code")
    except (ValueError, AttributeError):
        code = None
    return "" if code == Code.TOKEN_MISSING else f"no API answers there (HTTP {answer.status_code})"
