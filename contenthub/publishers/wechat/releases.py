"""Drafts become articles: submitted once, then looked at until WeChat says how it ended.

A look costs one of a hundred a day, so they grow rarer. ``get`` alone says that an article is out,
and its address is the proof: that a draft was taken says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from contenthub.errors import BackendError, OutcomeUnknownError, TransientError
from contenthub.outgoing.guarded_http import NoAnswerError
from contenthub.publishers.base import Accepted, Proof, Refused
from contenthub.publishers.wechat import answers, drafts
from contenthub.publishers.wechat.calls import Calls
from contenthub.publishers.wechat.drafts import Article

_DONE, _RUNNING = 0, 1
REFUSALS = {
    2: "its declaration as an original work failed",
    3: "WeChat could not publish it",
    4: "it did not pass WeChat's review",
    5: "it was published, and somebody deleted it there",
    6: "it was published, and WeChat took it down",
}
# Until which age of a publication, and how long is waited until the next look, in seconds.
_LOOKS = ((10.0, 10.0), (40.0, 30.0), (160.0, 120.0), (760.0, 600.0), (2_560.0, 1_800.0))
_LATER = 3_600.0
_LIMITS = frozenset({45009, 45011})
# Numbers after which it may have been taken all the same: WeChat is busy; the draft is gone.
_UNCERTAIN = frozenset({0, -1, 40007})
_PAGES, _PAGE = 2, 20
_CLOCKS = 300.0  # seconds by which its clock and ours may differ


def submit(calls: Calls, media_id: str) -> str:
    """Ask WeChat to publish a draft; answers the publish_id.

    Raises TransientError and PermanentError where it certainly did not take it, and
    OutcomeUnknownError where it may have.
    """
    try:
        said = calls.post("freepublish/submit", {"media_id": media_id})
    except BackendError as error:
        unsent = type(error) is TransientError and not answers.number_in(error)
        if unsent or answers.number_in(error) not in _UNCERTAIN:
            raise
        raise OutcomeUnknownError(str(error)) from error
    publish_id = said.get("publish_id")
    if not isinstance(publish_id, str | int) or isinstance(publish_id, bool) or not publish_id:
        raise OutcomeUnknownError("WeChat answered to a publication without its publish_id")
    return str(publish_id)


def look(calls: Calls, publish_id: str, age: float) -> Proof | Accepted | Refused:
    """How a publication stands that was submitted ``age`` seconds ago.

    Raises TransientError and PermanentError where WeChat does not say.
    """
    try:
        said = calls.post("freepublish/get", {"publish_id": publish_id})
    except TransientError as error:
        if answers.number_in(error) in _LIMITS:  # it was taken, and may not be looked at now
            return Accepted(publish_id, error.retry_after)
        raise
    status = _status(said)
    if status in REFUSALS:
        return Refused(REFUSALS[status])
    address = _address(said) if status == _DONE else ""
    return Proof(address) if address else Accepted(publish_id, look_after(age))


def find(
    calls: Calls, article: Article, since: float, is_others: Callable[[str], bool]
) -> Proof | None:
    """The article among those that were published ``since`` then, by its mark or its words.

    ``is_others`` tells of an address whether it is known to be another article's.
    """
    for number in range(_PAGES):
        order = {"offset": number * _PAGE, "count": _PAGE, "no_content": 0}
        items = drafts.items_of(calls.post("freepublish/batchget", order))
        recent = [one for one in items if _moment(one) >= since - _CLOCKS]
        for held in (held for item in recent for held in drafts.articles_of(item)):
            address = str(held.get("url") or "").strip()[:2_000]
            there = address and not held.get("is_deleted") and drafts.is_same(held, article)
            if there and not is_others(address):
                return Proof(address)
        if len(recent) < _PAGE:
            break
    return None


def look_after(age: float) -> float:
    """Seconds until the next look."""
    return next((wait for most, wait in _LOOKS if age < most), _LATER)


def _status(said: Mapping[str, Any]) -> int:
    try:
        status = int(str(said.get("publish_status"))[:10])
    except ValueError:
        status = -1
    if status not in (_DONE, _RUNNING, *REFUSALS):
        raise NoAnswerError(f"WeChat answered the status {str(said.get('publish_status'))[:40]!r}")
    return status


def _address(said: Mapping[str, Any]) -> str:
    detail = said.get("article_detail")
    items = drafts.items_of(detail) if isinstance(detail, dict) else []
    found = [str(one.get("article_url") or "").strip() for one in items]
    return next((one[:2_000] for one in found if one.startswith(("http://", "https://"))), "")


def _moment(item: Mapping[str, Any]) -> float:
    try:
        return float(str(item.get("update_time"))[:20])
    except ValueError:
        return 0.0
