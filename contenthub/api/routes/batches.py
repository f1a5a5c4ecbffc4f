"""Batches: many articles that are asked for in one call, and how far they are."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply, Resource
from contenthub.api.paging import PageQuery
from contenthub.api.shapes import batches as shapes
from contenthub.api.shapes.base import Page
from contenthub.errors import ContentHubError, NotFoundError
from contenthub.operations import generation
from contenthub.operations.generation import Numbered
from contenthub.operations.tokens import Scope
from contenthub.queries import batches
from contenthub.topics.wishes import Rejected

Row = dict[str, Any]

resource = Resource("batches")


@resource.post("/batches", shapes.Submitted, scope=Scope.WRITE, status=201)
def submit(access: Access, wanted: shapes.NewBatch) -> Reply:
    """Ask for many articles; one that cannot be used does not keep the others."""
    wishes = [_wish(access, number, one) for number, one in enumerate(wanted.tasks)]
    batch_id, each = generation.submit_each(access.caller, wishes)
    data = sorted((_item(wanted, number, answer) for number, answer in each), key=_number)
    failed = sum(row["outcome"] == "failed" for row in data)
    told = {"batch_id": batch_id, "submitted": len(data) - failed, "failed": failed, "data": data}
    return visible.made(access, f"batches/{batch_id}", told)


@resource.get("/batches", Page[shapes.Batch])
def list_(access: Access, wanted: Annotated[PageQuery, Query()]) -> Row:
    """List batches, newest first, also those that schedules asked for."""

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return batches.listed(most, after, access.accounts)

    return paging.page("batches", wanted, access.accounts, read)


@resource.get("/batches/{batch_id}", shapes.Batch, tagged=True, errors=(404,))
def show(
    access: Access, batch_id: Annotated[str, Path(max_length=100, description="Its whole id.")]
) -> Row:
    """How many tasks of a batch are in each state; `GET /api/v1/tasks?batch=` lists them."""
    found = batches.details(batch_id, access.accounts)
    if found is None:
        raise NotFoundError(f"no batch {batch_id!r}")
    return found


def _wish(access: Access, number: int, values: Row) -> Numbered:
    try:
        return number, visible.wish(access, values)
    except ContentHubError as error:
        return number, Rejected(number, _topic(values), error)


def _item(wanted: shapes.NewBatch, number: int, answer: Any) -> Row:
    row = {"number": number, "topic": _topic(wanted.tasks[number]), "task_id": None}
    if isinstance(answer, Rejected):
        return row | visible.failed(answer.error)
    outcome = "was_there" if answer.existing else "submitted"
    return row | {"task_id": answer.task_id, "status": "pending", "outcome": outcome}


def _topic(values: Row) -> str:
    return str(values.get("topic") or "")[:200]


def _number(row: Row) -> int:
    return int(row["number"])
