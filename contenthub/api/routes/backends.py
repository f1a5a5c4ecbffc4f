"""Creators and publishers: which there are, and which would do their work now.

Checks are looks that ask somebody outside: they are not repeated under a key, as nothing outside
may be waited for in a transaction.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import paging
from contenthub.api.access import Access
from contenthub.api.endpoints import Resource
from contenthub.api.paging import PageQuery
from contenthub.api.shapes import backends as shapes
from contenthub.api.shapes.base import Listed, Page, listed
from contenthub.api.shapes.targets import CheckedTarget
from contenthub.errors import NotFoundError
from contenthub.operations import creators, targets
from contenthub.operations.tokens import Scope

Row = dict[str, Any]
Name = Annotated[str, Path(max_length=100, description="Its name.")]

resource = Resource("creators and publishers")


@resource.get("/creators", Listed[shapes.Creator])
def list_creators(access: Access) -> Row:
    """List the creators: direct or remote, set up or not, and which is the default."""
    return listed(asdict(one) for one in creators.listing(access.caller.settings))


@resource.get("/creators/{creator}/check", shapes.Checked, scope=Scope.WRITE, errors=(404,))
def check_creator(access: Access, creator: Name) -> Row:
    """Ask a creator whether it would do the work; that may cost a token, and writes no article."""
    _demand_known("creator", creator, creators.names())
    (answer,) = creators.check(access.caller.settings, creator, trial=False)
    return asdict(answer)


@resource.get("/publishers", Listed[shapes.Publisher])
def list_publishers(access: Access) -> Row:
    """List the publishers, and which is the default."""
    default = access.caller.settings.publisher
    return listed({"name": one, "default": one == default} for one in creators.publisher_names())


@resource.get(
    "/publishers/{publisher}/check", Page[CheckedTarget], scope=Scope.WRITE, errors=(404,)
)
def check_publisher(access: Access, publisher: Name, wanted: Annotated[PageQuery, Query()]) -> Row:
    """Ask the targets of a publisher whether they would take an article now."""
    _demand_known("publisher", publisher, creators.publisher_names())
    by = (access.caller.settings.publisher, publisher)

    def read(most: int, after: Any) -> list[tuple[Any, Row]]:
        return targets.listed(None, most, after, access.accounts, by)

    name = f"targets of {publisher}"
    page = paging.page(name, wanted, access.accounts, read, paging.are_ids)
    named = [(row["account_id"], row["name"]) for row in page["data"]]
    return page | {"data": targets.answers(access.caller, named)}


def _demand_known(what: str, name: str, names: tuple[str, ...]) -> None:
    if name not in names:
        raise NotFoundError(f"no {what} {name!r}; there are: {', '.join(names)}")
