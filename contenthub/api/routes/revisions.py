"""The texts of a content: looked at, written anew, taken, declined."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query

from contenthub.api import visible
from contenthub.api.access import Access
from contenthub.api.endpoints import Reply, Resource
from contenthub.api.routes.contents import ContentId, whole
from contenthub.api.routes.tasks import whole as whole_task
from contenthub.api.shapes import revisions as shapes
from contenthub.api.shapes.base import Listed, listed
from contenthub.api.shapes.contents import WholeContent
from contenthub.api.shapes.tasks import WholeTask
from contenthub.operations import reasons, revisions
from contenthub.operations.tokens import Scope
from contenthub.validation import MOST_ID

Row = dict[str, Any]
Number = Annotated[int, Path(ge=1, le=MOST_ID, description="The text's number.")]
ALL = "/contents/{content_id}/revisions"
ONE = f"{ALL}/{{number}}"

resource = Resource("revisions")


@resource.get(ALL, Listed[shapes.Revision], errors=(404,))
def list_(access: Access, content_id: ContentId) -> Row:
    """List the texts of a content, the first one first: who wrote each, and why."""
    visible.demand(access, visible.CONTENTS, content_id)
    return listed(revisions.of_content(content_id))


@resource.get(ONE, shapes.WholeRevision, tagged=True, errors=(404,))
def show(access: Access, content_id: ContentId, number: Number) -> Row:
    """One text of a content, whole."""
    visible.demand(access, visible.CONTENTS, content_id)
    return revisions.text(content_id, number)


@resource.get("/contents/{content_id}/difference", shapes.Difference, tagged=True, errors=(404,))
def difference(
    access: Access, content_id: ContentId, wanted: Annotated[shapes.WhichTexts, Query()]
) -> Row:
    """What one text of a content has else than another one."""
    visible.demand(access, visible.CONTENTS, content_id)
    return revisions.difference(content_id, wanted.before, wanted.after)


@resource.post(
    "/contents/{content_id}/regenerate",
    WholeTask,
    scope=Scope.WRITE,
    status=201,
    errors=(404,),
)
def regenerate(access: Access, content_id: ContentId, wanted: shapes.Regenerate) -> Reply:
    """Have an article written anew: the new text waits until it is accepted.

    The creator gets the present text and the note. The article stays as it is meanwhile. The answer
    is the task, which comes at once.
    """
    visible.demand(access, visible.CONTENTS, content_id)
    batch = revisions.regenerate(access.caller, content_id, wanted.note, creator=wanted.creator)
    (task_id,) = batch.task_ids
    return visible.made(access, f"tasks/{task_id}", whole_task(task_id))


@resource.post(f"{ONE}/accept", WholeContent, scope=Scope.REVIEW, errors=(404,))
def accept(access: Access, content_id: ContentId, number: Number, wanted: shapes.Accept) -> Row:
    """Take a proposed text: it becomes the article's, as by an edit.

    The gate looks at it: what was approved, and is held for something new now, waits for a person
    again. What is being published is refused. A published copy stays as it is.
    """
    visible.demand(access, visible.CONTENTS, content_id)
    why = reasons.optional(wanted.reason)
    revisions.accept(access.caller, content_id, number, why, even_outdated=wanted.even_outdated)
    return whole(access, content_id)


@resource.post(f"{ONE}/decline", shapes.Revision, scope=Scope.REVIEW, errors=(404,))
def decline(access: Access, content_id: ContentId, number: Number, wanted: shapes.Decline) -> Row:
    """Decline a proposed text: the article stays as it is. The text is kept."""
    visible.demand(access, visible.CONTENTS, content_id)
    why = reasons.of_rejection(wanted.reason)
    return revisions.decline(access.caller, content_id, number, why)
