"""The texts of a content: who wrote each, how a new one is asked for, taken and declined."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contenthub.api.shapes.base import Asked, Moment, Told, example
from contenthub.api.shapes.standing import Found
from contenthub.states import RevisionState
from contenthub.validation import MOST_ID

_REVISION: dict[str, Any] = {
    "number": 2,
    "status": "proposed",
    "author_kind": "creator",
    "author": "openai",
    "model": "gpt-5",
    "reason": "Name the sources",
    "based_on": 1,
    "status_reason": "",
    "task_id": "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e",
    "title": "How green tea is picked",
    "word_count": 812,
    "findings": [],
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
}


class _Revision(Told):
    number: int
    status: RevisionState = Field(
        description="proposed waits for a person; accepted is, or was, the content's text."
    )
    author_kind: str = Field(description="creator or person.")
    author: str
    model: str | None
    reason: str = Field(description="Why it was written.")
    based_on: int | None = Field(description="The text that it was made from.")
    status_reason: str = Field(description="Why a person took it, or did not.")
    task_id: str | None
    title: str
    word_count: int
    findings: list[Found] = Field(description="Of the gate, when it was written.")
    created_at: Moment
    updated_at: Moment


class Revision(_Revision):
    """A text of a content, without the text itself."""

    model_config = example(**_REVISION, shown=False, out=[], held=None)

    shown: bool = Field(description="Whether it is the content's text now.")
    out: list[str] = Field(description="The targets that have it.")
    held: str | None = Field(description="Why the gate held it when it was written.")


class WholeRevision(_Revision):
    """A text of a content, whole."""

    model_config = example(
        **_REVISION,
        body="It is picked in spring …",
        html=None,
        summary="Who picks green tea, and when.",
        tags=["tea"],
        images=[],
        language="en",
        quality_score=None,
        metadata={},
    )

    body: str = Field(description="Markdown.")
    html: str | None = Field(description="The creator's own, fit to be shown.")
    summary: str
    tags: list[str]
    images: list[Any]
    language: str
    quality_score: float | None
    metadata: dict[str, Any] = Field(description="What its creator said besides.")


Number = Annotated[int, Field(ge=1, le=MOST_ID)]


class WhichTexts(Asked):
    """Two texts of a content, by their numbers."""

    before: Number = Field(description="The text that is compared with.")
    after: Number = Field(description="The text whose changes are told.")


class Difference(Told):
    """What two texts of a content differ in."""

    model_config = example(
        content_id=7,
        before=1,
        after=2,
        difference="--- revision 1\n+++ revision 2\n@@ -1 +1 @@\n-title: Tea\n+title: Green tea",
    )

    content_id: int
    before: int
    after: int
    difference: str = Field(
        description="A unified difference of title, tags, summary and text; empty: there is none."
    )


class Regenerate(Asked):
    """A new text that is asked for."""

    model_config = example(note="Name the sources")

    note: str = Field(description="What has to be different; its creator gets it.")
    creator: str | None = Field(
        default=None, description="Who writes it; left out: whose text was taken last."
    )


class Accept(Asked):
    """How a proposed text is taken."""

    model_config = example(reason="it names them")

    reason: str = Field(default="", description="Why; it is kept.")
    even_outdated: bool = Field(
        default=False, description="Also one that was not made from the present text."
    )


class Decline(Asked):
    """How a proposed text is declined."""

    model_config = example(reason="too long")

    reason: str = Field(description="Why; the next one gets better by it.")
