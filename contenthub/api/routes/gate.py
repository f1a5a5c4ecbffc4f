"""The gate: its checks, how often each held, and what it says of any text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query

from contenthub.api import visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Resource
from contenthub.api.routes.contents import ContentId
from contenthub.api.shapes import gate as shapes
from contenthub.api.shapes.base import Listed, listed
from contenthub.errors import InputError, TransientError
from contenthub.operations import gate
from contenthub.operations.gate import Found

Row = dict[str, Any]

resource = Resource("gate")


@resource.get("/gate", Listed[shapes.Check])
def list_(access: Access, wanted: Annotated[shapes.Wanted, Query()]) -> Row:
    """List the checks: what each does by itself, and how often it held in the last 30 days."""
    found = gate.listing(access.caller.settings, wanted.account, access.accounts)
    return listed(asdict(one) for one in found)


@resource.get("/contents/{content_id}/check", Listed[shapes.Finding], errors=(404,))
def check_content(access: Access, content_id: ContentId) -> Row:
    """What the gate finds in a content as it is now; nothing is written."""
    visible.demand(access, visible.CONTENTS, content_id)
    return _told(gate.of_content(access.caller.settings, content_id))


@resource.post("/gate/check", Listed[shapes.Finding])
def check_text(access: Access, wanted: shapes.Draft) -> Row:
    """What the gate would find in a text, if a creator delivered it; nothing is written."""
    account = visible.account_to_write_for(access, wanted.account)
    # Whoever may not see an account must not learn by a text that it has one like it.
    across = access.caller.settings.copies_across_accounts and access.accounts is None
    try:
        found = gate.of_text(
            "text", wanted.text, topic=wanted.topic, account=account, across_accounts=across
        )
        return _told(found)
    except TransientError as error:  # what another try of a creator might mend
        raise InputError.because(error, f"text: {error}") from error


def _told(found: Iterable[Found]) -> Row:
    return listed(
        {name: value for name, value in asdict(one).items() if name != "text"} for one in found
    )
