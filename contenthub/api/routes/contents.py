"""Contents: looked at, edited, approved and rejected, given a time, removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.responses import Response

from contenthub.api import moments, paging, visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Resource
from contenthub.api.shapes import contents as shapes
from contenthub.api.shapes.base import MOST_TOGETHER, Changed, Listed, Page, listed
from contenthub.api.shapes.entries import Entry
from contenthub.codes import Code
from contenthub.errors import InputError, NotAllowedError
from contenthub.operations import contents, edits, exports, pool, reasons, reviews
from contenthub.operations.reviews import Approval, Decision, Meant, Rejection
from contenthub.operations.tokens import Scope
from contenthub.queries import contents as stored
from contenthub.queries.contents import NOT_IN_POOL, Filter
from contenthub.validation import MOST_ID

Row = dict[str, Any]
ContentId = Annotated[int, Path(ge=1, le=MOST_ID, description="The content's id.")]
# A page of foreign HTML: nothing in it may run or ask for anything but pictures.
_SHOWN = {
    "Content-Security-Policy": {
        "description": "Lets it load pictures, and nothing in it run.",
        "schema": {"type": "string"},
    },
    "X-Content-Type-Options": {"description": "`nosniff`", "schema": {"type": "string"}},
}
_INERT = "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; sandbox"

resource = Resource("contents")


@resource.get("/contents", Page[shapes.Content])
def list_(access: Access, wanted: Annotated[shapes.ContentList, Query()]) -> Row:
    """List contents, newest first."""
    chosen = _filter(access, wanted)

    def read(most: int, after: Any) -> list[tuple[int, Row]]:
        return [(key, _told(row)) for key, row in stored.listed(chosen, most, after)]

    return paging.page("contents", wanted, access.accounts, read)


@resource.get("/contents/{content_id}", shapes.WholeContent, tagged=True, errors=(404,))
def show(access: Access, content_id: ContentId) -> Row:
    """One content with its text, its findings and what became of it at its targets."""
    return whole(access, content_id)


@resource.get(
    "/contents/{content_id}/html",
    None,
    errors=(404,),
    responses={200: {"content": {"text/html": {"schema": {"type": "string"}}}, "headers": _SHOWN}},
)
def html(access: Access, content_id: ContentId) -> Response:
    """The article as HTML, fit to be shown: nothing in it runs."""
    page = exports.html(whole(access, content_id))
    headers = {"content-security-policy": _INERT, "x-content-type-options": "nosniff"}
    return Response(page, headers=headers, media_type="text/html")


@resource.get(
    "/contents/{content_id}/markdown",
    None,
    errors=(404,),
    responses={200: {"content": {"text/markdown": {"schema": {"type": "string"}}}}},
)
def markdown(access: Access, content_id: ContentId) -> Response:
    """The article as Markdown, with its title above it."""
    text = exports.markdown(whole(access, content_id))
    return Response(text, media_type="text/markdown")


@resource.patch("/contents/{content_id}", shapes.WholeContent, scope=Scope.WRITE, errors=(404, 409))
def edit(access: Access, content_id: ContentId, wanted: shapes.Edit) -> Row:
    """Change an article. Where somebody else was quicker, 409 has both texts in `conflict`.

    The gate looks at the new text: what it holds for something new waits for a person again.
    """
    visible.demand(access, visible.CONTENTS, content_id)
    changes = edits.changes(
        title=wanted.title, text=wanted.body, summary=wanted.summary, tags=wanted.tags
    )
    why = reasons.optional(wanted.reason)
    try:
        contents.edit_version(access.caller, content_id, wanted.version, changes, why)
    except NotAllowedError as error:
        if error.code is not Code.CHANGED_MEANWHILE:
            raise
        yours = wanted.model_dump(exclude_unset=True)
        error.facts["conflict"] = {"current": whole(access, content_id), "yours": yours}
        raise
    return whole(access, content_id)


@resource.post("/contents/approve", Changed[shapes.ContentItem], scope=Scope.REVIEW)
def approve(access: Access, wanted: shapes.Approve) -> Row:
    """Approve contents: they go to the publish pool in the same step."""
    moments.demand_future(wanted.at)
    approval = Approval(
        reasons.optional(wanted.reason), wanted.at, wanted.even_rejected, tuple(wanted.targets)
    )
    meant = _meant(access, wanted, approval)
    judged: reviews.JudgedBefore = {}

    def look(content_ids: Sequence[int]) -> None:
        judged.update(reviews.judged_before(content_ids))

    def change(content_id: int) -> Row:
        return _item(
            reviews.approve(
                access.caller,
                content_id,
                approval,
                alone=meant.alone,
                read=meant.seen.get(content_id),
                judged=judged.get(content_id),
            )
        )

    return visible.on_each(access, visible.CONTENTS, meant.ids, change, before=look)


@resource.post("/contents/reject", Changed[shapes.ContentItem], scope=Scope.REVIEW)
def reject(access: Access, wanted: shapes.Reject) -> Row:
    """Reject contents; what waits in the publish pool is taken out."""
    rejection = Rejection(reasons.of_rejection(wanted.reason), wanted.even_approved)

    meant = _meant(access, wanted, rejection)

    def change(content_id: int) -> Row:
        read = meant.seen.get(content_id)
        return _item(
            reviews.reject(access.caller, content_id, rejection, named=meant.named, read=read)
        )

    return visible.on_each(access, visible.CONTENTS, meant.ids, change)


@resource.post("/contents/{content_id}/schedule", Listed[Entry], scope=Scope.WRITE, errors=(404,))
def schedule(access: Access, content_id: ContentId, wanted: shapes.PublishWhen) -> Row:
    """Change when a content that waits in the publish pool is published, or its priority."""
    visible.demand(access, visible.CONTENTS, content_id)
    moments.demand_future(wanted.at)
    if wanted.at is None and wanted.priority is None:
        raise InputError("nothing to change: give `at`, `priority` or both")
    moved = pool.reschedule(
        access.caller, content_id, at=wanted.at, priority=wanted.priority, target=wanted.target
    )
    return listed(pool.shown(row) for row in moved)


@resource.post("/contents/{content_id}/plan", shapes.Content, scope=Scope.WRITE, errors=(404, 409))
def plan(access: Access, content_id: ContentId, wanted: shapes.Plan) -> Row:
    """Say when a content is to go out that is not in the publish pool; there its time is moved."""
    visible.demand(access, visible.CONTENTS, content_id)
    moments.demand_future(wanted.at)
    return _told(contents.plan(access.caller, content_id, wanted.at))


@resource.delete(
    "/contents/{content_id}", shapes.RemovedContent, scope=Scope.REVIEW, errors=(404, 409)
)
def remove(access: Access, content_id: ContentId, how: Annotated[shapes.Remove, Query()]) -> Row:
    """Remove a content for good. Its task and its story stay."""
    visible.demand(access, visible.CONTENTS, content_id)
    why = reasons.optional(how.reason)
    gone = contents.remove(access.caller, content_id, why, published=how.force)
    return {"id": gone.id, "title": gone.title, "removed": True}


def _filter(access: Access, wanted: shapes.ContentFilter) -> Filter:
    if wanted.in_pool is False and wanted.publish_status is not None:
        raise InputError("in_pool false and publish_status exclude each other")
    return contents.which(
        account=visible.account(access, wanted.account),
        batch_id=wanted.batch,
        since=wanted.since,
        until=wanted.until,
        review=wanted.review_status,
        publish=NOT_IN_POOL if wanted.in_pool is False else wanted.publish_status,
        proposed=wanted.proposed,
        check=wanted.check,
        within=access.accounts,
    )


def _meant(access: Access, wanted: shapes.WhichContents, decision: Decision) -> Meant:
    chosen = _filter(access, wanted.filter or shapes.ContentFilter())
    read: dict[int, int] = {}
    for one in wanted.contents or []:
        if read.setdefault(one.id, one.version) != one.version:
            raise InputError(f"contents: {one.id} is given with two versions")
    return reviews.named(decision, wanted.ids or [], read, chosen, MOST_TOGETHER + 1)


def whole(access: Access, content_id: int) -> Row:
    """A content that the caller sees, with all there is. Raises NotFoundError."""
    visible.demand(access, visible.CONTENTS, content_id)
    return _told(contents.details(content_id))


def _told(row: Row) -> Row:
    """The number of a text is its version: what an edit names."""
    return {("version" if name == "revision" else name): value for name, value in row.items()}


def _item(row: Row) -> Row:
    told = _told(row)
    outcome = told.pop("outcome")
    return {"status": row["review_status"], "outcome": outcome, "content": told}
