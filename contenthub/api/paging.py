"""Long lists, page by page: a page ends with a mark, and the next one begins behind it.

A mark names a row of one list with its filters, so no page is skipped or told twice while rows come
and go; one that belongs to another list is refused.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from pydantic import Field

from contenthub.api.endpoints import Json
from contenthub.api.shapes.base import Asked
from contenthub.codes import Code
from contenthub.errors import InputError
from contenthub.validation import MOST_ID

MOST = 100
_LONGEST = 200  # characters of a mark
_PLACE = {"limit", "after"}  # where in a list, and not which one

Row = dict[str, Any]
T = TypeVar("T")


class PageQuery(Asked):
    """Which part of a list is wanted."""

    limit: int = Field(default=50, ge=1, le=MOST, description="How many at most.")
    after: str | None = Field(
        default=None, max_length=_LONGEST, description="`next` of the page before."
    )


def is_id(key: Any) -> bool:
    """Whether a list that goes by ids can go on behind this."""
    return isinstance(key, int) and not isinstance(key, bool) and 0 <= key <= MOST_ID


def are_ids(key: Any) -> bool:
    """The same of a list that goes by two ids."""
    return isinstance(key, list) and len(key) == 2 and all(map(is_id, key))


def is_moment(key: Any) -> bool:
    """The same of a list that goes by moments."""
    try:
        return datetime.fromisoformat(key).tzinfo is not None
    except (TypeError, ValueError):
        return False


def page(
    name: str,
    wanted: PageQuery,
    who: object,
    read: Callable[[int, Any], Iterable[tuple[Any, Row]]],
    fits: Callable[[Any], bool] = is_id,
) -> Row:
    """One page of the list ``name``, as callers get it.

    ``read(most, after)`` answers keys and rows; ``after`` is the key behind which they begin, None
    for the first page. ``who`` is what else the list depends on, such as the caller's accounts;
    ``fits`` says whether something can be a key: anybody can make up a mark. Raises InputError for
    one that is not this list's.
    """
    rows, next_ = _portion(name, wanted, who, read, fits)
    return {"data": rows, "has_more": next_ is not None, "next": next_}


def written(
    name: str,
    wanted: PageQuery,
    who: object,
    read: Callable[[int, Any], Iterable[tuple[Any, str]]],
    fits: Callable[[Any], bool] = is_id,
) -> Json:
    """The same of rows that are JSON already."""
    rows, next_ = _portion(name, wanted, who, read, fits)
    more, mark = ("false", "null") if next_ is None else ("true", f'"{next_}"')
    return Json(f'{{"data":[{",".join(rows)}],"has_more":{more},"next":{mark}}}'.encode())


def _portion(
    name: str,
    wanted: PageQuery,
    who: object,
    read: Callable[[int, Any], Iterable[tuple[Any, T]]],
    fits: Callable[[Any], bool],
) -> tuple[list[T], str | None]:
    """The rows of one page, and the mark at its end where there are more."""
    list_ = _list(name, wanted.model_dump_json(exclude=_PLACE), repr(who))
    after = None if wanted.after is None else _key(wanted.after, list_, fits)
    found = list(islice(read(wanted.limit + 1, after), wanted.limit + 1))
    shown = found[: wanted.limit]
    next_ = _mark(shown[-1][0], list_) if len(found) > wanted.limit else None
    return [row for _, row in shown], next_


@lru_cache(maxsize=256)
def _list(*what: str) -> str:
    """Tells a list with its filters from all others."""
    text = json.dumps(what)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def _mark(key: Any, list_: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([list_, key]).encode()).decode().rstrip("=")


def _key(mark: str, list_: str, fits: Callable[[Any], bool]) -> Any:
    try:
        padded = mark + "=" * (-len(mark) % 4)
        whose, key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, TypeError, RecursionError, binascii.Error):
        raise InputError("`after` is no mark of a page", code=Code.BAD_MARK) from None
    if whose != list_:
        raise InputError(
            "`after` is the mark of another list, or of other filters", code=Code.BAD_MARK
        )
    if not fits(key):
        raise InputError("`after` is no mark of a page", code=Code.BAD_MARK)
    return key
