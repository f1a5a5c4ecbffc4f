"""How often a check held, and how that ended, is counted when it happens, each time once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from contenthub import clock, migrations, records
from contenthub.articles.gate import held_by
from contenthub.database import db
from contenthub.errors import InputError, NotAllowedError, NotFoundError
from contenthub.lifecycle import accounts, by_hand, content_by_id, contents, gate_holds
from contenthub.lifecycle.unit import Unit
from contenthub.operations import gate, reasons, reviews
from contenthub.operations.caller import Caller
from contenthub.operations.reviews import Approval
from contenthub.processes.engine import App
from contenthub.processes.sweep import Sweeper
from contenthub.queries import contents as lists
from contenthub.queries.contents import Filter
from contenthub.records import Account, Content
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, content_of
from tests.support.same_moment import at_the_same_moment

Cli = Callable[..., Any]
CHEAP = f"The pot was cheap.\n\n{texts.ARTICLE}"
RARE = f"The pot was cheap, and rare.\n\n{texts.ARTICLE}"


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest) -> Settings:
    used: Settings = request.getfixturevalue("database" if request.param == "sqlite" else "site")
    return used


@pytest.fixture
def strict(settings: Settings) -> Iterator[Account]:
    """An account that forbids a word; in the end, contents are found by what holds them."""
    yield accounts.add("strict", banned_words=["cheap"])
    rows = db.execute("SELECT check_name, content_id FROM held_contents").fetchall()
    held = [(check, one.id) for one in everything() for check in held_by(one.findings)]
    assert sorted(map(tuple, rows)) == sorted(held)


def everything() -> Sequence[Content]:
    return records.select(Content, "ORDER BY id")


def counted(settings: Settings, account: str | None = None) -> dict[str, tuple[int, int, int]]:
    """Held, approved and edited, of each check that held."""
    rows = gate.listing(settings, account)
    return {
        one.check: (one.held, one.approved, one.edited)
        for one in rows
        if one.held or one.approved or one.edited
    }


def approve(settings: Settings, content_id: int, reason: str = "") -> None:
    caller = Caller(settings, "editor")
    reviews.approve(caller, content_id, Approval(reasons.optional(reason)))


def reject(content_id: int) -> None:
    with Unit("editor") as unit:
        contents.reject(unit, content_by_id.locked(unit, content_id), "no")


def edit(settings: Settings, content_id: int, body: str) -> None:
    with Unit("editor") as unit:
        content = content_by_id.locked(unit, content_id)
        assert contents.edit(unit, content, settings=settings, body=body)


def test_a_hold_is_counted_once_and_its_approval_once(settings: Settings, strict: Account) -> None:
    made = article(settings, "Pots", CHEAP, account=strict)
    assert counted(settings) == {"banned_words": (1, 0, 0)}
    approve(settings, made, "it is")
    assert counted(settings) == {"banned_words": (1, 1, 0)}
    approve(settings, made, "another reason")
    assert counted(settings) == {"banned_words": (1, 1, 0)}


def test_an_article_that_nothing_holds_writes_nothing(settings: Settings, strict: Account) -> None:
    accounts.update(strict, gate={"off_topic": "warn"})
    made = article(settings, "Tea", texts.ARTICLE, account=accounts.find("strict"), approved=True)
    assert content_of(made).review_status == "approved"
    made = article(settings, "Cups", texts.ARTICLE, account=accounts.find("strict"))
    approve(settings, made)
    reject(made)
    assert db.execute("SELECT COUNT(*) FROM gate_holds").fetchone()[0] == 0


def test_a_hold_that_an_edit_ends_is_told_apart(settings: Settings, strict: Account) -> None:
    made = article(settings, "Pots", CHEAP, account=strict)
    edit(settings, made, f"{CHEAP}\n\nIt is black.")
    assert counted(settings) == {"banned_words": (1, 0, 0)}
    edit(settings, made, texts.ARTICLE)
    assert counted(settings) == {"banned_words": (1, 0, 1)}
    approve(settings, made)
    assert counted(settings) == {"banned_words": (1, 0, 1)}


def test_what_an_edit_brings_is_held_and_what_was_approved_is_held_anew(
    settings: Settings, strict: Account
) -> None:
    made = article(settings, "Pots", CHEAP, account=strict)
    approve(settings, made, "it is")
    edit(settings, made, f"{CHEAP}\n\nDear [Your Name], buy two.")
    assert content_of(made).review_status == "pending"
    assert counted(settings) == {"banned_words": (2, 1, 0), "placeholders": (1, 0, 0)}
    approve(settings, made, "a form")
    assert counted(settings) == {"banned_words": (2, 2, 0), "placeholders": (1, 1, 0)}


def test_a_rejection_approves_nothing_and_ends_an_approval(
    settings: Settings, strict: Account
) -> None:
    made = article(settings, "Pots", CHEAP, account=strict)
    reject(made)
    assert counted(settings) == {"banned_words": (1, 0, 0)}
    approve(settings, made, "all the same")
    assert counted(settings) == {"banned_words": (1, 1, 0)}
    reject(made)
    approve(settings, made, "after all")
    assert counted(settings) == {"banned_words": (2, 2, 0)}


def test_a_removal_takes_nothing_back(settings: Settings, strict: Account) -> None:
    made = article(settings, "Pots", CHEAP, account=strict)
    with Unit("editor") as unit:
        contents.remove(unit, content_by_id.locked(unit, made))
    assert counted(settings) == {"banned_words": (1, 0, 0)}


def test_what_present_rules_find_at_an_approval_is_held_once(
    settings: Settings, strict: Account
) -> None:
    made = article(settings, "Pots", RARE, account=strict)
    accounts.update(strict, banned_words=["rare"], gate={"banned_words": "warn"})
    accounts.update(strict, required_words=["kettle"])
    for _ in range(2):
        with pytest.raises(NotAllowedError):
            approve(settings, made)
    assert counted(settings) == {"banned_words": (1, 0, 0), "required_words": (1, 0, 0)}
    approve(settings, made, "a pot")
    assert counted(settings) == {"banned_words": (1, 0, 0), "required_words": (1, 1, 0)}


def test_an_edit_of_what_was_read_before_other_rules_were_noted_counts_nothing_twice(
    settings: Settings, strict: Account
) -> None:
    made = article(settings, "Pots", texts.ARTICLE, account=strict)
    with Unit("editor") as unit:
        read = content_by_id.locked(unit, made)
    accounts.update(strict, required_words=["kettle"])
    with pytest.raises(NotAllowedError):
        approve(settings, made)
    with Unit("editor") as unit:
        assert contents.edit(unit, read, settings=settings, body=f"Hot.\n\n{texts.ARTICLE}")
    assert counted(settings) == {"required_words": (1, 0, 0)}


def test_a_unit_that_fails_counts_nothing(settings: Settings, strict: Account) -> None:
    made = article(settings, "Pots", CHEAP, account=strict)

    def fail() -> None:
        with Unit("editor") as unit:
            contents.approve(unit, content_by_id.locked(unit, made), strict, settings, "it is")
            raise InputError("after all")

    with pytest.raises(InputError):
        fail()
    assert counted(settings) == {"banned_words": (1, 0, 0)}


def test_approvals_at_the_same_moment_count_once(settings: Settings, strict: Account) -> None:
    made = [article(settings, f"Pots {n}", CHEAP, account=strict) for n in range(3)]

    def decide() -> None:
        for content_id in made:
            approve(settings, content_id, "it is")

    at_the_same_moment(decide)
    assert counted(settings) == {"banned_words": (3, 3, 0)}


def test_it_is_told_by_account_and_goes_with_its_account(
    settings: Settings, strict: Account
) -> None:
    other = accounts.add("other", banned_words=["cheap"])
    article(settings, "Pots", CHEAP, account=strict)
    made = article(settings, "Pans", CHEAP, account=other)
    assert counted(settings) == {"banned_words": (2, 0, 0)}
    assert counted(settings, "other") == {"banned_words": (1, 0, 0)}
    named = gate.listing(settings, "other")
    assert gate.listing(settings, None, (other.id,)) == [replace(one, level=None) for one in named]
    with pytest.raises(NotFoundError, match="no account 'strict'"):
        gate.listing(settings, "strict", (other.id,))
    with Unit("editor") as unit:
        contents.remove(unit, content_by_id.locked(unit, made))
    by_hand.cleanup(clock.now() + timedelta(days=1))
    accounts.remove(other)
    assert counted(settings) == {"banned_words": (1, 0, 0)}
    assert {row[0] for row in db.execute("SELECT account_id FROM gate_holds").fetchall()} == {
        strict.id
    }


def test_the_last_thirty_days_count_and_the_sweep_removes_what_is_before(
    settings: Settings, strict: Account
) -> None:
    begin = clock.now()
    with clock.use(lambda: begin):  # midnight may pass on the machine
        _count_thirty_days(settings, strict, begin)


def _count_thirty_days(settings: Settings, strict: Account, begin: datetime) -> None:
    article(settings, "Pots", CHEAP, account=strict)

    def move(days: int) -> None:
        day = gate_holds.day(begin - timedelta(days=days))
        with db.transaction():
            db.execute("UPDATE gate_holds SET day = ?", (day,))

    move(29)
    assert counted(settings) == {"banned_words": (1, 0, 0)}
    sweeper = Sweeper(settings, lambda *_: None, App(settings, "test", 0).spool)
    sweeper._tend()
    assert counted(settings) == {"banned_words": (1, 0, 0)}
    move(30)
    assert counted(settings) == {}
    assert gate_holds.forget_old() == 1
    move(30)
    article(settings, "Pans", CHEAP, account=strict)
    db.execute("UPDATE gate_holds SET day = ?", (gate_holds.day(begin - timedelta(days=31)),))
    sweeper._tended = float("-inf")
    sweeper._tend()
    assert db.execute("SELECT COUNT(*) FROM gate_holds").fetchone()[0] == 0


def test_a_database_of_before_begins_with_what_its_contents_tell(
    settings: Settings, strict: Account
) -> None:
    made = [article(settings, f"Pots {n}", CHEAP, account=strict) for n in range(4)]
    article(settings, "Tea", texts.ARTICLE, account=strict, approved=True)
    approve(settings, made[0], "it is")
    reject(made[1])
    with db.transaction():
        old = (clock.now() - timedelta(days=40)).isoformat(sep=" ", timespec="microseconds")
        db.execute("UPDATE contents SET created_at = ? WHERE id = ?", (old, made[3]))
        db.execute("DROP TABLE gate_holds")
        db.execute("DROP TABLE held_contents")
        db.execute("ALTER TABLE worker_heartbeats DROP COLUMN gate_waits_since")
        db.execute(f"DELETE FROM {migrations.HISTORY} WHERE name >= '0033'")
    migrations.migrate()
    assert counted(settings) == {"banned_words": (3, 1, 0)}
    approve(settings, made[2], "it is")
    assert counted(settings) == {"banned_words": (3, 2, 0)}


def test_contents_are_found_by_what_holds_them(settings: Settings, strict: Account) -> None:
    other = accounts.add("other", required_words=["kettle"])
    cheap = [article(settings, f"Pots {n}", CHEAP, account=strict) for n in range(3)]
    lacking = article(settings, "Cups", texts.ARTICLE, account=other)
    article(settings, "Tea", texts.ARTICLE, account=strict)
    approve(settings, cheap[0], "it is")
    for wanted, found in (
        (Filter(check="banned_words"), cheap[::-1]),
        (Filter(check="banned_words", review="pending"), cheap[:0:-1]),
        (Filter(check="banned_words", publish="queued"), cheap[:1]),
        (Filter(check="banned_words", publish="none"), cheap[:0:-1]),
        (Filter(check="banned_words", within=(other.id,)), []),
        (Filter(check="required_words", within=(other.id, strict.id)), [lacking]),
        (Filter(check="required_words", account_id=strict.id), []),
        (Filter(check="banned_words", proposed=True), []),
        (Filter(check="refusal"), []),
    ):
        assert [row["id"] for row in lists.page(wanted, 10)] == found
        assert [key for key, _ in lists.listed(wanted, 10)] == found
    edit(settings, cheap[1], texts.ARTICLE)
    assert [row["id"] for row in lists.page(Filter(check="banned_words"), 10)] == cheap[::-2]


def test_the_command_tells_of_one_account(cli: Cli, database: Settings) -> None:
    strict = accounts.add("strict", banned_words=["cheap"])
    article(database, "Pots", CHEAP, account=strict)
    accounts.add("other")

    def held(*args: str) -> Any:
        rows = cli("gate", "list", "-f", "json", *args).json
        return next(row for row in rows if row["check"] == "banned_words")

    told = {"check": "banned_words", "default": "hold", "held": 1, "approved": 0, "edited": 0}
    assert held() == told | {"level": None}
    assert held("--account", "strict") == told | {"level": "hold"}
    assert held("--account", "other") == told | {"level": "hold", "held": 0}
    assert cli("gate", "list", "--account", "nobody").code == 3
