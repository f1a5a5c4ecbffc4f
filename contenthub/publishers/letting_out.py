"""The one call that makes an article public, and what may be said of it when it went wrong.

Whatever is written before it is a draft, which may be tried again; after it readers may see the
article, whether or not anybody said so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from contenthub.errors import BackendError, OutcomeUnknownError
from contenthub.outgoing.guarded_http import BrokenAnswerError, NoAnswerError
from contenthub.publishers.server_calls import PageError, Reply

_NOT_TOLD = (NoAnswerError, BrokenAnswerError, PageError)  # the call was on its way


def let_out(send: Callable[[], Reply], error_of: Callable[[Reply], BackendError]) -> Reply:
    """Send it; the answer is one that says it was done.

    Raises TransientError and PermanentError where it was certainly not done, and
    OutcomeUnknownError where readers may see it.
    """
    try:
        reply = send()
    except _NOT_TOLD as error:
        raise OutcomeUnknownError(str(error)) from error
    if not reply.ok:
        failed = error_of(reply)
        # What runs at the target after the article is out may break; the 500 tells only of that.
        raise OutcomeUnknownError(str(failed)) if failed.transient else failed
    return reply


@contextmanager
def already_out() -> Iterator[None]:
    """What goes wrong in this block is no end and not "again later": readers may see the article.

    Also a refusal: whoever may not read it any more has not learned that it is not there.
    """
    try:
        yield
    except BackendError as error:
        if isinstance(error, OutcomeUnknownError):
            raise
        raise OutcomeUnknownError(str(error)) from error
