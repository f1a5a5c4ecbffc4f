"""Is it there? Looks that a person asks for, a person's word, and publishing after them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub import records
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError, PermanentError, TransientError
from contenthub.lifecycle import leases, publications, publishing, targets, verification
from contenthub.lifecycle.unit import Unit
from contenthub.operations import pool
from contenthub.operations import targets as targets_asked
from contenthub.operations import verification as asked
from contenthub.operations.caller import Caller
from contenthub.operations.reasons import Reason
from contenthub.publishers.base import Accepted, HandedOver, Proof, Refused
from contenthub.queries import integrity
from contenthub.records import Entry
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of, set_entry
from tests.support.fakes import Shelf, Shelves

Until = Callable[..., Any]
Cli = Callable[..., Any]
OUT = {"proof": "shelf/1", "published_at": "2026-11-01 00:00:00+00:00"}


def there(content_id: int) -> Entry:
    found = records.select(Entry, "WHERE content_id = ?", (content_id,))
    return found[0]


def column(content_id: int, name: str) -> Any:
    sql = f"SELECT {name} FROM publish_entries WHERE content_id = ?"
    return db.execute(sql, (content_id,)).fetchone()[0]


def last_event() -> tuple[str, str, str]:
    sql = "SELECT event, who, reason FROM events ORDER BY id DESC LIMIT 1"
    return tuple(db.execute(sql).fetchone())


class TestWhatALookMeans:
    """``seen``, on rows, for every state at rest and every answer."""

    @pytest.mark.parametrize(
        ("state", "answer", "after", "event", "error"),
        [
            ("published", Proof("shelf/2"), "published", "there", None),
            ("published", None, "published", "gone", "not found at its target at 20"),
            ("published", Refused("taken down"), "published", "gone", "taken down"),
            ("published", HandedOver("draft/1"), "handed_over", "hand_over", None),
            ("published", Accepted("x"), "published", "unseen", "could not be looked up"),
            ("published", TransientError("away"), "published", "unseen", "could not be looked up"),
            ("handed_over", HandedOver("draft/1"), "handed_over", "there", None),
            ("handed_over", Proof("shelf/2"), "published", "publish", None),
            ("handed_over", None, "handed_over", "gone", "not found at its target"),
            ("handed_over", PermanentError("no"), "handed_over", "unseen", "could not be looked"),
            ("failed", Proof("shelf/2"), "published", "publish", None),
            ("failed", HandedOver("draft/1"), "handed_over", "hand_over", None),
            ("failed", Accepted("x"), "accepted", "accept", None),
            ("failed", None, "failed", "gone", "it had failed"),
            ("failed", TransientError("away"), "failed", "unseen", "it had failed"),
        ],
    )
    def test_it(
        self,
        state: str,
        answer: Any,
        after: str,
        event: str,
        error: str | None,
        database: Settings,
    ) -> None:
        made = article(database, approved=True)
        known = {"published": OUT, "handed_over": {"proof": "draft/0"}, "failed": {}}[state]
        set_entry(made, state, **known, error_message="it had failed")
        with Unit("me") as unit:
            assert verification.request(unit, there(made))
        ref = (there(made).id, there(made).attempt)
        token = leases.new_token()
        (entry,) = leases.claim(
            Entry, [ref], verification.RESTING, token, database.lease, passed="due_at"
        )
        with Unit("verify") as unit:
            (held,) = leases.held([entry], token)
            assert verification.seen(unit, held, answer, database)
        assert (there(made).status, last_event()[0]) == (after, event)
        told = column(made, "error_message")
        assert (error is None and told is None) or (error is not None and error in told)
        if after != "accepted":
            assert integrity.findings() == []
        if isinstance(answer, Proof | HandedOver):
            assert there(made).proof == answer.location


def test_a_message_that_comes_late_makes_nobody_look(database: Settings) -> None:
    made = article(database, approved=True)
    set_entry(made, "published", **OUT)
    ref = (there(made).id, there(made).attempt)
    token = leases.new_token()
    assert leases.claim(Entry, [ref], verification.RESTING, token, 5, passed="due_at") == []


class TestCommand:
    def test_what_is_there_is_said_to_be(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        assert cli("publish-pool", "publish", str(made)).code == 0
        answer = cli("publish-pool", "verify", str(made), "-f", "json")
        assert (answer.code, answer.json[0]["status"]) == (0, "published")

    def test_what_is_gone_is_told_and_published_again_when_that_is_wanted(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        assert cli("publish-pool", "publish", str(made)).code == 0
        path = Path(str(there(made).proof))
        path.unlink()
        gone = cli("publish-pool", "verify", str(made))
        assert gone.code == 6
        assert "not found at its target" in gone.err
        assert there(made).status == "published"
        assert cli("publish-pool", "publish", str(made)).code == 0
        assert not path.exists()
        assert cli("publish-pool", "publish", str(made), "--again").code == 0
        assert path.exists()
        assert column(made, "error_message") is None
        assert integrity.findings() == []

    @pytest.mark.parametrize("state", ["published", "handed_over"])
    def test_what_went_out_by_another_publisher_stays_out_and_is_for_a_person_to_look_at(
        self, state: str, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        known = {"proof": "https://tea.example/1", "place": '{"url": "https://tea.example"}'}
        set_entry(made, state, publisher="wordpress", **known)
        said = "the target is published by files now, without the settings of wordpress"
        looked = cli("publish-pool", "verify", str(made))
        assert (looked.code, said in looked.err) == (6, True)
        assert there(made).status == state
        again = cli("publish-pool", "publish", str(made), "--again")
        assert (again.code, said in again.err) == (4, True)
        assert (there(made).status, there(made).proof) == (state, known["proof"])

    def test_what_needs_no_settings_is_looked_for_by_the_publisher_of_then(
        self, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        assert cli("publish-pool", "publish", str(made)).code == 0
        its = targets_asked.Changes("wordpress", {"url": "https://x.example", "user": "a"})
        with_password = replace(its, settings={**its.settings, "password": "p4ssw0rd"})
        targets_asked.update(
            Caller(database, "cli"), there(made).account_id, "default", with_password
        )
        assert cli("publish-pool", "verify", str(made)).code == 0
        assert cli("publish-pool", "publish", str(made), "--again").code == 0

    def test_what_the_target_still_works_on_is_not_there_yet(self, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "accepted", external_id="x-1")
        (row,) = pool.rows_of(made, [there(made).target_id])
        told = asked.failure(row, 60.0)
        assert told is not None
        assert (told.exit_code, "the target works on it" in str(told)) == (6, True)

    @pytest.mark.parametrize("state", ["queued", "updating", "publishing"])
    def test_what_cannot_be_looked_up_is_refused(
        self, state: str, cli: Cli, database: Settings
    ) -> None:
        made = article(database, approved=True)
        set_entry(made, state)
        assert cli("publish-pool", "verify", str(made)).code == 4

    def test_what_is_not_there_is_not_found(self, cli: Cli, database: Settings) -> None:
        assert cli("publish-pool", "verify", "99").code == 3
        assert cli("publish-pool", "verify", str(article(database))).code == 3

    def test_a_persons_word_is_kept_with_who_and_why(self, cli: Cli, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "unverified", maybe_published_since="2026-11-01 00:00:00+00:00")
        words = ("--it-is-there", "https://tea.example/1", "--because", "opened it")
        answer = cli("publish-pool", "verify", str(made), *words, "-f", "json")
        assert answer.code == 0, answer.err
        (row,) = answer.json
        assert (row["status"], row["proof"]) == ("published", "https://tea.example/1")
        event, who, reason = last_event()
        assert (event, reason) == ("confirm_there", "opened it")
        assert who.startswith("cli:")
        assert integrity.findings() == []
        assert cli("publish-pool", "verify", str(made), *words).code == 4  # nothing is in doubt

    @pytest.mark.parametrize(
        "words",
        [
            ("7", "--it-is-there", "https://tea.example/1"),  # without a reason
            ("7", "--it-is-there", "tea", "--because", "saw it"),
            ("7", "8", "--it-is-there", "https://tea.example/1", "--because", "saw it"),
        ],
    )
    def test_a_word_that_cannot_be_taken(
        self, words: tuple[str, ...], cli: Cli, database: Settings
    ) -> None:
        assert cli("publish-pool", "verify", *words).code == 2


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://tea.example/1", True),
        ("http://127.0.0.1:8080/?p=7", True),
        (" https://茶.example/绿茶 ", True),
        ("/srv/site/tea.md", True),
        ("", False),
        ("tea.md", False),
        ("ftp://tea.example/1", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[::1/x", False),
        ("https://ada:secret@tea.example/1", False),
        ("https://tea.example/a b", False),
        ("https://tea.example/\x1b[31m", False),
        ("/srv/a\nb", False),
        ("https://tea.example/\u202egnp", False),
        ("https://tea.example/" + "a" * 2_000, False),
    ],
)
def test_an_address_is_checked_as_text(address: str, good: bool) -> None:
    if good:
        assert asked.checked(address) == address.strip()
    else:
        with pytest.raises(InputError, match="cannot be a proof"):
            asked.checked(address)


class TestDoubt:
    """An entry of which nobody knows, decided by hand in both directions."""

    @pytest.fixture
    def doubtful(
        self, line: Any, until: Until, database: Settings, monkeypatch: Any
    ) -> tuple[int, Shelf]:
        """A content whose target took it, never said so, and cannot be asked for a while."""
        monkeypatch.setattr("contenthub.pacing.doubt_look", lambda *_: 3_600.0)
        shelf = Shelf(plan=[RuntimeError("no answer")], verify_error=PermanentError("away"))
        made = article(database, approved=True)
        line(publishers={"files": shelf})
        until(lambda: there(made).looks == 1, "the first look, which tells nothing")
        return made, shelf

    def test_a_look_that_finds_it_proves_it(
        self, doubtful: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, shelf = doubtful
        shelf.verify_error = None
        asked.request(Caller(database, "me"), made)
        until(lambda: there(made).status == "published", "the proof")
        assert len(shelf.calls) == 1

    def test_a_look_that_does_not_lets_it_be_published(
        self, doubtful: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, shelf = doubtful
        shelf.verify_error = None
        shelf.kept.clear()
        asked.request(Caller(database, "me"), made)
        until(lambda: there(made).status == "published", "its publication")
        assert len(shelf.calls) == 2

    def test_it_is_there(self, doubtful: tuple[int, Shelf], database: Settings) -> None:
        made, _ = doubtful
        address = asked.checked("https://tea.example/1")
        asked.confirm(Caller(database, "me"), made, address, Reason("saw it"))
        assert (there(made).status, there(made).proof) == ("published", "https://tea.example/1")
        assert integrity.findings() == []

    def test_it_is_not_there(
        self, doubtful: tuple[int, Shelf], until: Until, database: Settings
    ) -> None:
        made, shelf = doubtful
        shelf.kept.clear()
        with Unit("me") as unit:
            publishing.confirm_absent(unit, content_of(made), "looked")
        until(lambda: there(made).status == "published", "its publication")
        assert len(shelf.calls) == 2

    def test_a_word_outweighs_what_a_worker_is_about_to_write(self, database: Settings) -> None:
        made = article(database, approved=True)
        set_entry(made, "unverified", maybe_published_since="2026-11-01 00:00:00+00:00")
        token = leases.new_token()
        ref = (there(made).id, there(made).attempt)
        (entry,) = leases.claim(Entry, [ref], frozenset({there(made).state}), token, 60)
        address = asked.checked("https://tea.example/1")
        asked.confirm(Caller(database, "me"), made, address, Reason("saw it"))
        with Unit("verify") as unit:
            assert leases.held([entry], token) == []
            assert not publications.absent(unit, entry)
        assert there(made).status == "published"

    def test_several_targets_in_doubt_are_told_apart(self, database: Settings) -> None:
        made = article(database, approved=True)
        account = records.accounts_of([there(made)])[content_of(made).account_id]
        second = targets.add(account, "second")
        with Unit("me") as unit:
            publishing.publish_now(unit, content_of(made), database, [second.id])
        set_entry(made, "failed")
        caller, address = Caller(database, "me"), asked.checked("https://tea.example/1")
        with pytest.raises(NotAllowedError, match="in doubt at default, second"):
            asked.confirm(caller, made, address, Reason("saw it"))
        (row,) = asked.confirm(caller, made, address, Reason("saw it"), "second")
        assert (row["target"], row["status"]) == ("second", "published")


class TestAgain:
    def test_what_is_there_is_not_published_twice_and_keeps_its_date(
        self, line: Any, until: Until, database: Settings
    ) -> None:
        shelf, made = Shelf(), article(database, approved=True)
        line(publishers={"files": shelf})
        until(lambda: there(made).status == "published", "its publication")
        before = there(made)
        with Unit("me") as unit:
            assert not publishing.publish_now(unit, content_of(made), database, again=True)
        until(lambda: there(made).status == "published", "the look")
        after = there(made)
        assert (len(shelf.calls), shelf.looks) == (1, 1)
        assert (after.published_at, after.proof) == (before.published_at, before.proof)
        sql = "SELECT SUM(published) FROM totals WHERE day = ''"
        assert db.execute(sql).fetchone()[0] == 1

    def test_what_was_taken_out_after_a_try_is_looked_up_first(
        self, line: Any, until: Until, database: Settings
    ) -> None:
        shelf = Shelf(plan=[PermanentError("no")])
        made = article(database, approved=True)
        line(publishers={"files": shelf})
        until(lambda: there(made).status == "failed", "its failure")
        with Unit("me") as unit:
            publishing.take_out(unit, content_of(made), "later")
        with Unit("me") as unit:
            publishing.publish_now(unit, content_of(made), database, again=True)
        until(lambda: there(made).status == "published", "its publication")
        assert (len(shelf.calls), shelf.looks) == (2, 1)


def test_a_word_of_one_target_leaves_the_others(
    line: Any, until: Until, database: Settings
) -> None:
    shelves = Shelves(publishes={"second": [PermanentError("no")]})
    made = article(database, approved=True)
    entry = entry_of(made)
    assert entry is not None
    account = records.accounts_of([entry])[content_of(made).account_id]
    targets.update(targets.default_of(account.id), settings={"shelf": "first"})
    second = targets.add(account, "second", settings={"shelf": "second"})
    with Unit("me") as unit:
        publishing.publish_now(unit, content_of(made), database, [second.id])
    line(publishers={"files": shelves})

    def states() -> list[str]:
        sql = "SELECT status FROM publish_entries ORDER BY target_id"
        return [row[0] for row in db.execute(sql).fetchall()]

    until(lambda: states() == ["published", "failed"], "both ends")
    address = asked.checked("/srv/second/tea.md")
    asked.confirm(Caller(database, "me"), made, address, Reason("saw it"))
    assert states() == ["published", "published"]
