"""Publish entries: a content at one of its targets, how it is shown, moved and published."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from contenthub.api.paging import PageQuery
from contenthub.api.shapes.base import MOST_TOGETHER, Asked, Item, Moment, Told, example
from contenthub.states import EntryState
from contenthub.validation import MOST_ID

_ENTRY: dict[str, Any] = {
    "entry_id": 12,
    "content_id": 7,
    "account_id": 1,
    "account": "tea-blog",
    "target": "default",
    "target_paused": False,
    "title": "How green tea is picked",
    "status": "queued",
    "priority": 5,
    "publish_at": "2026-12-01T00:00:00Z",
    "slot_at": "2026-12-01T00:00:00Z",
    "deferred_from": None,
    "due_at": "2026-12-01T00:00:00Z",
    "publisher": "files",
    "attempt": 1,
    "retry_count": 0,
    "max_retries": 3,
    "error_message": None,
    "maybe_published_since": None,
    "place": None,
    "external_id": None,
    "published_at": None,
    "proof": None,
    "task_id": "4c0831ae-6f0e-4c59-9d53-0a6d2a0a8b3e",
    "created_at": "2026-11-26T08:00:00Z",
    "updated_at": "2026-11-26T08:00:00Z",
}

Id = Annotated[int, Field(ge=1, le=MOST_ID)]
Priority = Annotated[int, Field(ge=1, le=10, description="1 to 10, 10 first.")]


class Entry(Told):
    """A content at one of its targets."""

    model_config = example(**_ENTRY)

    entry_id: int
    content_id: int
    account_id: int
    account: str | None
    target: str | None
    target_paused: bool | None = Field(description="Whether it waits until its target is resumed.")
    title: str | None
    status: EntryState
    priority: int
    publish_at: Moment | None
    slot_at: Moment | None = Field(
        description="The time that its target's slots or distance gave it first; null: another one."
    )
    deferred_from: Moment | None = Field(
        description="The time that it had first, whoever gave it, where it waits until"
        " ``publish_at`` so as not to be too close to others there; null: it has its own time."
    )
    due_at: Moment | None = Field(description="When it is looked at next.")
    publisher: str
    attempt: int
    retry_count: int
    max_retries: int
    error_message: str | None
    maybe_published_since: Moment | None = Field(
        description="It may be out there, without proof, since then."
    )
    place: dict[str, Any] | None = Field(
        description="What decides where it goes, kept from the first try on."
    )
    external_id: str | None
    published_at: Moment | None
    proof: str | None = Field(description="Where the target holds it.")
    task_id: str
    created_at: Moment
    updated_at: Moment


class WholeEntry(Entry):
    """An entry with all there is to know about it."""

    model_config = example(**_ENTRY, looks=0, revision=None, present_revision=1)

    looks: int = Field(description="Looks at its target in a row that told nothing.")
    revision: int | None = Field(description="The text that is there, or was tried the last time.")
    present_revision: int | None = Field(description="The text that the content has now.")


class EntryFilter(Asked):
    """What entries have in common; all of it together, and what is left out does not narrow."""

    model_config = example(status=["failed"], account="tea-blog")

    status: list[EntryState] = Field(default=[], max_length=10, description="Any of these states.")
    account: str | None = Field(default=None, description="An account, by its id or its name.")
    target: str | None = Field(default=None, description="The name of a target.")
    content_ids: list[Id] | None = Field(
        default=None, min_length=1, max_length=MOST_TOGETHER, description="Only of these contents."
    )


class EntryList(PageQuery, EntryFilter):
    """Which entries are listed: where no state is named, all but published and withdrawn ones."""

    all: bool = Field(default=False, description="true: also what is published.")


class NewEntries(Asked):
    """Approved contents that are put into the pool, for each of their targets."""

    model_config = example(content_ids=[7, 8], at="2026-12-01T00:00:00Z")

    content_ids: list[Id] = Field(min_length=1, max_length=MOST_TOGETHER)
    at: Moment | None = Field(
        default=None,
        description="When; left out: as it was planned, else in the next free slot, else at once.",
    )
    priority: Priority | None = None
    target: str | None = Field(default=None, description="Only at this target; left out: at all.")


class AddedItem(Item):
    """What became of one content that was to be put into the pool."""

    model_config = example(content_id=7, status="queued", outcome="added", entries=[_ENTRY])

    content_id: int
    entries: list[Entry] = Field(default=[], description="Where it is in the pool, per target.")


class WhichEntries(Asked):
    """Which entries are changed: by their ids, or by what they have in common."""

    model_config = example(ids=[12])

    ids: list[Id] | None = Field(default=None, max_length=MOST_TOGETHER)
    filter: EntryFilter | None = None


class RemoveEntries(WhichEntries):
    """Entries that are taken out of the pool."""

    model_config = example(ids=[12], reason="not this week")

    reason: str = Field(default="", description="Why; it is kept.")


class MoveEntries(WhichEntries):
    """When entries that wait are published, and before which others."""

    model_config = example(filter={"content_ids": [7]}, at="2026-12-01T00:00:00Z", priority=9)

    at: Moment | None = None
    next_slot: bool = Field(
        default=False, description="true: the next free time of the target, in place of `at`."
    )
    priority: Priority | None = None


class PublishEntries(WhichEntries):
    """Entries that are published now."""

    model_config = example(ids=[12], again=False)

    again: bool = Field(
        default=False,
        description="true: also what is out; it is looked up, and published if it is not there.",
    )


class ConfirmThere(Asked):
    """An entry of which somebody looked at the target and found it published there."""

    model_config = example(
        entry_id=12, address="https://tea.example/green", reason="opened it in a browser"
    )

    entry_id: Id
    address: str = Field(description="Where it is: an http or https address, or a path.")
    reason: str = Field(description="Where you looked; it is kept.")


class UpdateEntries(WhichEntries):
    """Entries whose targets get the present texts of their contents."""

    model_config = example(filter={"account": "tea-blog"}, outdated=True)

    outdated: bool = Field(
        default=False,
        description="true: of those of the filter, or of all, where an older text is out.",
    )
    again: bool = Field(
        default=False, description="true: also where the target has the present text."
    )


class ConfirmAbsent(Asked):
    """Entries of which somebody looked at the target and did not find them there."""

    model_config = example(ids=[12], reason="not in the account's list")

    ids: list[Id] = Field(min_length=1, max_length=MOST_TOGETHER)
    reason: str = Field(description="Where you looked; it is kept.")


class EntryItem(Item):
    """What became of one entry."""

    model_config = example(entry_id=12, status="queued", outcome="due", entry=_ENTRY)

    entry_id: int
    entry: Entry | None = Field(default=None, description="As it is now; null: it failed.")
