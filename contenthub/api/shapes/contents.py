"""Contents: how they are shown, edited and reviewed."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import MOST_TOGETHER, Asked, Item, Moment, Told, example
from contenthub.api.shapes.standing import (
    PUBLISHED,
    Found,
    Opinion,
    Out,
    Publication,
    Published,
    States,
)
from contenthub.states import EntryState, ReviewState
from contenthub.validation import MOST_ID

_CONTENT: dict[str, Any] = {
    "id": 7,
    "version": 1,
    "account_id": 1,
    "account": "tea-blog",
    "task_id": "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e",
    "title": "How green tea is picked",
    "language": "en",
    "word_count": 812,
    "quality_score": None,
    "review_status": "pending",
    "review_reason": None,
    **PUBLISHED,
    "publish_states": {},
    "proposals": 0,
    "created_at": "2026-11-26T08:01:30Z",
}

Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Ids = Annotated[
    list[Id], Field(max_length=MOST_TOGETHER, description="Contents, by id.", examples=[[7, 8]])
]


class Content(Published):
    """A content as lists show it."""

    model_config = example(**_CONTENT)

    id: int
    version: int = Field(description="The number of its text; an edit names the one it read.")
    account_id: int
    account: str | None
    task_id: str
    title: str
    language: str
    word_count: int
    quality_score: float | None
    review_status: ReviewState
    review_reason: str | None
    publish_states: States
    proposals: int = Field(description="How many new texts wait for a person.")
    created_at: Moment


class WholeContent(Content):
    """A content with its text and all there is to know about it."""

    model_config = example(
        **_CONTENT,
        topic="How green tea is picked",
        body="It is picked in spring …",
        html=None,
        summary="Who picks green tea, and when.",
        tags=["tea"],
        keywords=["leaf", "spring"],
        images=[],
        category="",
        reviewed_by=None,
        reviewed_at=None,
        auto_publish=True,
        metadata={},
        findings=[
            {"check": "sources", "level": "warn", "span": None, "message": "it names no source"}
        ],
        publications=[],
        opinions=[],
        out=[],
        updated_at="2026-11-26T08:01:30Z",
    )

    topic: str
    body: str = Field(description="Markdown.")
    html: str | None = Field(description="The creator's own; GET …/html renders any.")
    summary: str
    tags: list[str]
    keywords: list[str]
    images: list[Any]
    category: str
    reviewed_by: str | None = Field(description="Who approved or rejected it, such as `api:desk`.")
    reviewed_at: Moment | None
    auto_publish: bool = Field(description="Whether it is published once it is approved.")
    metadata: dict[str, Any] = Field(description="What its creator said besides.")
    findings: list[Found] = Field(description="What the gate found.")
    publications: list[Publication] = Field(description="What became of it at its targets.")
    opinions: list[Opinion] = Field(description="What reviewers said of its texts.")
    out: list[Out] = Field(description="The targets that have it, and which text.")
    updated_at: Moment


class ContentFilter(Asked):
    """What contents have in common; all of it together, and what is left out does not narrow."""

    model_config = example(review_status="pending", account="tea-blog")

    review_status: ReviewState | None = None
    publish_status: EntryState | None = None
    in_pool: bool | None = Field(default=None, description="false: never in the publish pool.")
    account: str | None = Field(default=None, description="An account, by its id or its name.")
    batch: str | None = Field(default=None, description="A batch, by its whole id.")
    proposed: bool = Field(default=False, description="true: a new text waits for a person.")
    check: str | None = Field(
        default=None,
        description="A check of the gate that holds it, as `GET /gate` names it; whatever a person "
        "said.",
    )
    since: Moment | None = Field(default=None, description="Made at or after this moment.")
    until: Moment | None = Field(default=None, description="Made before this moment.")


class ContentList(PageQuery, ContentFilter):
    """Which contents are listed."""


class Edit(Asked):
    """What becomes another in a content; what is left out stays."""

    model_config = example(version=1, title="How tea is picked", reason="shorter")

    version: int = Field(ge=1, description="The `version` that the edit is based on.")
    title: str | None = Field(default=None, max_length=500)
    body: str | None = Field(
        default=None, max_length=2_000_000, description="Markdown; a heading # above is the title."
    )
    summary: str | None = Field(default=None, description="A new body gets one of its own.")
    tags: list[str] | None = None
    reason: str = Field(default="", description="Why; it is kept.")


class Read(Asked):
    """A content, and which of its texts was read."""

    model_config = example(id=7, version=1)

    id: Id
    version: Annotated[int, Field(ge=1, le=MOST_ID, description="Of the text that was read.")]


class WhichContents(Asked):
    """Which contents a person has a word on: by their ids, or by what they have in common."""

    model_config = example(ids=[7, 8])

    ids: Ids | None = None
    contents: list[Read] | None = Field(
        default=None,
        max_length=MOST_TOGETHER,
        description="Instead of `ids`: each with the `version` that was read. One that has another"
        " text by now is refused, by the code `changed_since_seen`.",
    )
    filter: ContentFilter | None = None


class Approve(WhichContents):
    """Contents that are approved, and how."""

    model_config = example(ids=[7, 8], at="2026-12-01T00:00:00Z", reason="sources are named")

    reason: str = Field(default="", description="Why; what the gate holds needs one.")
    at: Moment | None = Field(default=None, description="When to publish.")
    targets: list[str] = Field(default=[], max_length=100, description="Where; none: all.")
    even_rejected: bool = Field(default=False, description="Also what was rejected before.")


class Reject(WhichContents):
    """Contents that are rejected, and how."""

    model_config = example(ids=[7], reason="no sources")

    reason: str = Field(description="Why; the next article gets better by it.")
    even_approved: bool = Field(default=False, description="Also what waits to be published.")


class PublishWhen(Asked):
    """When an approved content is published, and before which others."""

    model_config = example(at="2026-12-01T00:00:00Z", priority=9)

    at: Moment | None = None
    priority: int | None = Field(default=None, ge=1, le=10, description="1 to 10, 10 first.")
    target: str | None = Field(default=None, description="Only at this target.")


class Plan(Asked):
    """When a content is to go out that is not in the publish pool yet."""

    model_config = example(at="2026-12-01T00:00:00Z")

    at: Moment | None = Field(
        description="null: no plan, so it goes out at its targets' next free times, or at once."
    )


class Remove(Asked):
    """How a content is removed."""

    reason: str = Field(default="", max_length=500, description="Why; it is kept.")
    force: bool = Field(default=False, description="Also what is published; the copy stays.")


class ContentItem(Item):
    """What became of one content."""

    model_config = example(id=7, status="pending", outcome="approved", content=_CONTENT)

    id: int
    content: Content | None = Field(default=None, description="As it is now; null: it failed.")


class RemovedContent(Told):
    """What was removed."""

    model_config = example(id=7, title="How green tea is picked", removed=True)

    id: int
    title: str
    removed: bool
