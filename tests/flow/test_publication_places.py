"""A publication has one place: the one that it was first tried at, whatever the account becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from contenthub import records
from contenthub.database import db
from contenthub.errors import BackendError, TransientError
from contenthub.lifecycle import accounts, contents, entries, publishing
from contenthub.lifecycle.unit import Unit
from contenthub.publishers.base import Proof, Publication
from contenthub.publishers.fields import Field
from contenthub.publishers.files import Files
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of
from tests.support.fakes import Shelf

Until = Callable[..., Any]


class Dying(Files):
    """Writes the file and dies before it can say so; nobody can look it up meanwhile."""

    def publish_many(self, publications: Any) -> list[Proof | BackendError]:
        super().publish_many(publications)
        raise RuntimeError("died after the rename")

    def verify(self, publication: Publication) -> Proof | None:
        raise TransientError("away")


@pytest.fixture
def blog(database: Settings) -> Account:
    return accounts.add("Tea Blog", publisher_settings={"folder": "first"})


def files(config: Settings) -> list[str]:
    root = config.home_folder / "published"
    return sorted(str(path.relative_to(root)) for path in root.rglob("*.md"))


def state(content_id: int) -> str:
    entry = entry_of(content_id)
    return entry.status if entry else "none"


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Journal"},
        {"publisher_settings": {"folder": "second"}},
        {"publisher_settings": {}},
        {"name": "Journal", "publisher_settings": {"syntax": "plain"}},
    ],
)
def test_a_doubtful_publication_is_looked_for_where_it_was_tried(
    change: dict[str, Any], blog: Account, line: Any, until: Until, database: Settings
) -> None:
    made = article(database, approved=True, account=blog)
    first = line(publishers={"files": Dying(database.home_folder / "published")})
    until(lambda: state(made) == "unverified", "the doubt")
    first.stop()
    accounts.update(blog, **change)
    db.execute("UPDATE publish_entries SET due_at = created_at, lease_until = NULL")
    line()
    until(lambda: state(made) == "published", "the proof")
    (file,) = files(database)
    assert file.startswith("first/")
    entry = entry_of(made)
    assert entry is not None
    assert entry.maybe_published_since is None


def test_what_was_never_tried_follows_the_account(
    blog: Account, line: Any, until: Until, database: Settings
) -> None:
    made = article(database, approved=True, account=blog)
    accounts.update(blog, publisher_settings={"folder": "second"})
    line()
    until(lambda: state(made) == "published", "publication")
    assert [Path(file).parent.name for file in files(database)] == ["second"]


def test_a_renamed_account_keeps_its_folder(line: Any, until: Until, database: Settings) -> None:
    account = accounts.add("Tea Blog")
    line()
    one = article(database, approved=True, account=account)
    until(lambda: state(one) == "published", "publication")
    renamed = accounts.update(account, name="Coffee Blog")
    two = article(database, approved=True, account=renamed)
    until(lambda: state(two) == "published", "publication")
    assert {Path(file).parent.name for file in files(database)} == {"tea-blog"}


def test_a_retry_goes_to_the_place_of_the_first_try(
    blog: Account, line: Any, until: Until, database: Settings
) -> None:
    seen: list[dict[str, Any]] = []

    class Moving(Shelf):
        def publish(self, publication: Publication) -> Proof:
            seen.append(publication.place)
            accounts.update(blog, publisher_settings={"shelf": "second"})
            return super().publish(publication)

    accounts.update(blog, publisher_settings={"shelf": "first"})
    made = article(database, approved=True, account=blog)
    line(publishers={"files": Moving(plan=[TransientError("503")])})
    until(lambda: state(made) == "published", "publication")
    assert seen == [{"shelf": "first"}, {"shelf": "first"}]


def test_another_publisher_takes_only_what_was_never_tried(
    blog: Account, line: Any, until: Until, database: Settings
) -> None:
    shelf, fax = Shelf(plan=[TransientError("503")]), Shelf(name="fax")
    tried = article(database, "tried", approved=True, account=blog)
    first = line(publishers={"files": shelf}, retry_backoff=3600)
    until(lambda: shelf.calls, "the first try")
    until(lambda: state(tried) == "queued", "its failure")
    first.stop()
    accounts.update(blog, publisher="fax")
    new = article(database, "new", approved=True, account=blog)
    db.execute("UPDATE publish_entries SET due_at = created_at")
    line(publishers={"files": shelf, "fax": fax})
    until(lambda: state(tried) == state(new) == "published", "both publications")
    assert (shelf.calls, fax.calls) == (["tried", "tried"], ["new"])


def test_secrets_are_read_at_each_try_and_never_frozen(
    blog: Account, line: Any, until: Until, database: Settings
) -> None:
    tokens: list[str] = []

    class Guarded(Shelf):
        def publish(self, publication: Publication) -> Proof:
            tokens.append(publication.settings["token"])
            accounts.update(blog, publisher_settings={"token": "new"})
            return super().publish(publication)

    accounts.update(blog, publisher_settings={"token": "old"})
    made = article(database, approved=True, account=blog)
    line(publishers={"files": Guarded(plan=[TransientError("401")])})
    until(lambda: state(made) == "published", "publication")
    assert tokens == ["old", "new"]
    assert "old" not in db.execute("SELECT place FROM publish_entries").fetchone()[0]


@pytest.mark.parametrize("fault", [TransientError("503"), RuntimeError("the answer was lost")])
@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"shelf": "second", "token": "new"}, [("first", "old")]),
        ({"shelf": "second", "token": "old"}, [("first", "old")] * 2),
        ({"shelf": "first", "token": "new"}, [("first", "old"), ("first", "new")]),
    ],
    ids=["both are others", "another place", "another secret"],
)
def test_a_secret_is_told_to_no_place_that_had_another_one(
    blog: Account,
    line: Any,
    until: Until,
    database: Settings,
    fault: Exception,
    now: dict[str, str],
    told: list[tuple[str, str]],
) -> None:
    heard: list[tuple[str, str]] = []

    class Guarded(Shelf):
        fields: ClassVar[Mapping[str, Field]] = {
            "shelf": Field(where=True),
            "token": Field(secret=True),
        }

        def publish(self, publication: Publication) -> Proof:
            heard.append((publication.place["shelf"], publication.settings["token"]))
            accounts.update(blog, publisher_settings=now)
            return super().publish(publication)

        def verify(self, publication: Publication) -> Proof | None:
            heard.append((publication.place["shelf"], publication.settings["token"]))
            return super().verify(publication)

    accounts.update(blog, publisher_settings={"shelf": "first", "token": "old"})
    made = article(database, approved=True, account=blog)
    line(publishers={"files": Guarded(plan=[fault])})
    ended = "published" if len(told) == 2 else "failed"
    until(lambda: state(made) == ended, "its end")
    assert heard == told
    if ended == "failed":
        (why,) = db.execute("SELECT error_message FROM publish_entries").fetchone()
        assert "the secret that is set now is not told there" in why


def test_settings_that_cannot_be_used_settle_no_place(
    blog: Account, line: Any, until: Until, database: Settings
) -> None:
    accounts.update(blog, publisher_settings={"fodler": "typo"})
    made = article(database, approved=True, account=blog)
    line()
    until(lambda: state(made) == "failed", "the failure")
    accounts.update(blog, publisher_settings={"folder": "right"})
    with Unit("me") as unit:
        publishing.publish_now(unit, content_of(made), database)
    until(lambda: state(made) == "published", "publication")
    assert [Path(file).parent.name for file in files(database)] == ["right"]


def test_an_edited_title_makes_no_second_file(
    blog: Account, line: Any, until: Until, database: Settings
) -> None:
    made = article(database, approved=True, account=blog)
    first = line(publishers={"files": Shelf(plan=[TransientError("503")])}, retry_backoff=3600)
    until(lambda: records.select(records.Entry, "WHERE retry_count = 1"), "a certain failure")
    first.stop()
    before = entry_of(made)
    assert before is not None
    with Unit("me") as unit:
        assert contents.edit(unit, content_of(made), title="Another title")
        entries.reschedule(unit, before, at=unit.now)
    db.execute(
        "UPDATE publish_entries SET place = ?",
        ('{"folder": "first", "file": "2026-01-31-tea-1.md"}',),
    )
    line()
    until(lambda: state(made) == "published", "publication")
    assert files(database) == ["first/2026-01-31-tea-1.md"]
    text = (database.home_folder / "published" / files(database)[0]).read_text()
    assert 'title: "Another title"' in text
