"""What may be out there stays in doubt until there is proof, whatever is done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock, records
from contenthub.errors import NotAllowedError, PermanentError
from contenthub.lifecycle import by_hand, contents, publishing
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of
from tests.support.fakes import Shelf

Until = Callable[..., Any]
Cli = Callable[..., Any]


def any_entry(content_id: int) -> Entry:
    """Also one that was taken out."""
    return records.select(Entry, "WHERE content_id = ?", (content_id,))[0]


def state(content_id: int) -> str:
    return any_entry(content_id).status


@pytest.fixture
def doubtful(line: Any, until: Until, database: Settings, monkeypatch: Any) -> tuple[int, Shelf]:
    """A content whose target took it, never said so, and cannot be asked; nobody is at work."""
    monkeypatch.setattr("contenthub.pacing.VERIFY_TRIES", 0)
    shelf = Shelf(plan=[RuntimeError("no answer")], verify_error=PermanentError("away"))
    made = article(database, approved=True)
    engine = line(publishers={"files": shelf})
    until(lambda: state(made) == "failed", "the end of the looks")
    engine.stop()
    return made, shelf


def publish_again(content_id: int, settings: Settings) -> None:
    with Unit("me") as unit:
        publishing.publish_now(unit, content_of(content_id), settings)


def edit_title(content_id: int) -> None:
    with Unit("me") as unit:
        assert contents.edit(unit, content_of(content_id), title="Another title")


def test_doubt_outlives_another_try_that_ends_in_doubt(
    doubtful: tuple[int, Shelf], line: Any, until: Until, database: Settings
) -> None:
    made, shelf = doubtful
    since = any_entry(made).maybe_published_since
    assert since is not None
    publish_again(made, database)
    engine = line(publishers={"files": shelf})
    until(lambda: state(made) == "failed", "the end of the looks")
    engine.stop()
    assert any_entry(made).maybe_published_since == since
    with pytest.raises(NotAllowedError, match="may be published"):
        edit_title(made)
    assert len(shelf.calls) == 1


def test_doubt_outlives_that_it_is_taken_out_its_cleanup_and_its_return(
    doubtful: tuple[int, Shelf], line: Any, until: Until, database: Settings
) -> None:
    made, shelf = doubtful
    with Unit("me") as unit:
        assert publishing.take_out(unit, content_of(made), "let us see")
    assert entry_of(made) is None
    with pytest.raises(NotAllowedError, match="may be published"):
        edit_title(made)
    assert by_hand.cleanup(clock.after(60)) == 1
    with Unit("me") as unit:
        assert publishing.put_in(unit, content_of(made), database)
    assert state(made) == "unverified"
    shelf.verify_error = None
    line(publishers={"files": shelf})
    until(lambda: state(made) == "published", "the proof")
    assert any_entry(made).maybe_published_since is None
    assert len(shelf.calls) == 1


def test_the_targets_word_that_it_is_not_there_ends_the_doubt(
    doubtful: tuple[int, Shelf], line: Any, until: Until, database: Settings
) -> None:
    made, shelf = doubtful
    shelf.verify_error = None
    shelf.kept.clear()
    shelf.plan = [PermanentError("refused")]
    publish_again(made, database)
    line(publishers={"files": shelf})
    until(lambda: len(shelf.calls) == 2 and state(made) == "failed", "a certain failure")
    assert any_entry(made).maybe_published_since is None
    edit_title(made)


class TestConfirmAbsent:
    def test_it_publishes_anew_what_cannot_be_looked_up(
        self, cli: Cli, doubtful: tuple[int, Shelf], line: Any, until: Until, story: Any
    ) -> None:
        made, shelf = doubtful
        answer = cli(
            "publish-pool", "confirm-absent", str(made), "--reason", "not in the list", "-f", "json"
        )
        assert (answer.code, answer.json[0]["status"]) == (0, "queued")
        assert any_entry(made).place is None
        assert "not in the list" in story.reasons(content_of(made).generation_task_id)
        shelf.kept.clear()
        line(publishers={"files": shelf})
        until(lambda: state(made) == "published", "publication")
        assert len(shelf.calls) == 2  # and it was not looked up: it could not be

    def test_what_was_taken_out_stays_out_and_may_be_edited(
        self, cli: Cli, doubtful: tuple[int, Shelf]
    ) -> None:
        made, _ = doubtful
        assert cli("publish-pool", "remove", str(made)).code == 0
        answer = cli(
            "publish-pool", "confirm-absent", str(made), "--reason", "looked", "-f", "json"
        )
        assert answer.json[0]["status"] == "withdrawn"
        assert cli("content", "edit", str(made), "--title", "Another title").code == 0
        assert cli("publish-pool", "add", str(made)).code == 0
        assert state(made) == "queued"

    @pytest.mark.parametrize("reason", ["", "  ", "a\x07"])
    def test_it_needs_a_reason(self, cli: Cli, doubtful: tuple[int, Shelf], reason: str) -> None:
        made, _ = doubtful
        assert cli("publish-pool", "confirm-absent", str(made), "--reason", reason).code == 2
        assert any_entry(made).maybe_published_since is not None

    def test_where_nothing_is_in_doubt_there_is_nothing_to_confirm(
        self, cli: Cli, database: Settings
    ) -> None:
        pending, queued = article(database), article(database, approved=True)
        for made, why in ((pending, "never tried"), (queued, "waits")):
            answer = cli("publish-pool", "confirm-absent", str(made), "--reason", "looked")
            assert (answer.code, why in answer.err) == (4, True)
        cli("publish-pool", "remove", str(queued))
        answer = cli("publish-pool", "confirm-absent", str(queued), "--reason", "looked")
        assert (answer.code, "never tried" in answer.err) == (4, True)
        assert cli("publish-pool", "confirm-absent", "99", "--reason", "looked").code == 3


class TestWithdrawn:
    def test_it_is_listed_only_when_asked_for(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        cli("publish-pool", "remove", str(made))
        for more in ([], ["--all"]):
            assert cli("publish-pool", "list", *more, "-f", "json").json == []
        rows = cli("publish-pool", "list", "--status", "withdrawn", "-f", "json").json
        assert [row["content_id"] for row in rows] == [made]
        assert cli("publish-pool", "stats", "-f", "json").json["total"] == 0
        rows = cli("content", "list", "--publish", "withdrawn", "-f", "json").json
        assert [row["publish_status"] for row in rows] == ["withdrawn"]
        assert cli("content", "list", "--publish", "none", "-f", "json").json == []

    def test_a_plan_survives_a_rejection(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True, priority=8)
        at = clock.now().replace(microsecond=0) + timedelta(hours=5)
        cli("publish-pool", "schedule", str(made), "--at", at.isoformat())
        cli("publish-pool", "set-priority", str(made), "3")
        assert cli("content", "reject", str(made), "--reason", "not yet").code == 0
        assert cli("content", "approve", str(made)).code == 0
        entry = entry_of(made)
        assert entry is not None
        assert (entry.status, entry.priority, entry.scheduled_at) == ("queued", 3, at)

    def test_its_content_can_be_deleted(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        cli("publish-pool", "remove", str(made))
        assert cli("content", "remove", str(made), "--yes").code == 0
        assert records.select(Entry, "") == []
