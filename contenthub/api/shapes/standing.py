"""How it stands with an article at its targets, and what was found in it, for several shapes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contenthub.api.shapes.base import Moment, Told, example
from contenthub.states import EntryState, OpinionState

PUBLISHED: dict[str, Any] = {  # of an article that has no entry in the publish pool yet
    "publish_status": None,
    "publisher": None,
    "planned_for": None,
    "publish_at": None,
    "published_at": None,
    "proof": None,
    "publish_error": None,
}


class Published(Told):
    """What became of an article at all of its targets together."""

    publish_status: str | None = Field(
        description="The state of its entries in the publish pool; in words, such as"
        " `published 1 of 2`, where these differ."
    )
    publisher: str | None = Field(description="Of several the names, with commas between them.")
    planned_for: Moment | None = Field(
        description="When it is to go out; it may be moved until it is in the publish pool."
    )
    publish_at: Moment | None = Field(
        description="When it is published next, or was to be; null: it is not in the publish pool."
    )
    published_at: Moment | None = Field(description="The last time.")
    proof: str | None = Field(description="Where a target holds it: of several the first one.")
    publish_error: str | None = Field(description="Of several targets the first one.")


States = Annotated[
    dict[str, int],
    Field(
        description="How many of its entries in the publish pool are in each state: what"
        " `publish_status` sums up. What was taken out does not count where there are others."
    ),
]


class Publication(Told):
    """What became of a content at one of its targets."""

    model_config = example(
        entry_id=12,
        target="default",
        target_paused=False,
        status="published",
        publisher="files",
        publish_at="2026-12-01T00:00:00Z",
        published_at="2026-12-01T00:00:01Z",
        proof="/srv/contenthub/published/tea-blog/green-tea.md",
        error_message=None,
    )

    entry_id: int
    target: str | None
    target_paused: bool | None
    status: EntryState
    publisher: str
    publish_at: Moment | None
    published_at: Moment | None
    proof: str | None = Field(description="Where the target holds it.")
    error_message: str | None


class Out(Told):
    """A target that has a content, and which of its texts."""

    model_config = example(target="default", revision=1, is_present=True, present_revision=1)

    target: str | None
    revision: int | None = Field(description="The number of the text; null: not known.")
    is_present: bool = Field(description="Whether that is the content's text now.")
    present_revision: int = Field(description="The number of the content's text now.")


class Found(Told):
    """What a check of the gate, or a reviewer, found in a text."""

    model_config = example(
        check="sources", level="warn", span=[120, 160], message="it names no source"
    )

    check: str
    level: str = Field(description="hold or warn.")
    span: tuple[int, int] | None = Field(
        description="Where it stands in the text: from which character to which."
    )
    message: str


class Opinion(Told):
    """What a reviewer was asked about a text, and its answer."""

    model_config = example(
        revision=1,
        status="given",
        reviewer="openai",
        model="gpt-5",
        score=82.0,
        findings=[],
        error_message=None,
        waits=None,
        created_at="2026-11-26T08:00:00Z",
        updated_at="2026-11-26T08:00:09Z",
    )

    revision: int = Field(description="The number of the text.")
    status: OpinionState
    reviewer: str
    model: str | None
    score: float | None = Field(description="0 to 100.")
    findings: list[Found]
    error_message: str | None
    waits: str | None = Field(description="Why there is no answer yet; null: there is, or none.")
    created_at: Moment
    updated_at: Moment
