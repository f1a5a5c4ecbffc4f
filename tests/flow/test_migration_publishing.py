"""A database from before: nothing moves, nothing that was known is forgotten by the migration."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot, migrations, records
from contenthub.database import db
from contenthub.lifecycle import accounts, held_back, publishing, submission
from contenthub.lifecycle.submission import NewTask, Refused, Submitted
from contenthub.lifecycle.unit import Unit
from contenthub.publishers.files import Files
from contenthub.records import Entry
from contenthub.settings import Settings
from tests.support.articles import content_of
from tests.support.older_home import insert

THEN = "2026-11-01T10:00:00.000000+00:00"
OLDER = ("0001_initial", "0002_schedules")

NAMES = ("Tea Blog", "tea-blog", "茶事", "查时", "own", "own!", "tea-blog-2")
SETTINGS = {"own": {"folder": "elsewhere"}}
# content id -> entry's state, crashes, events of the entry; None: it has no entry
ENTRIES: dict[int, tuple[str | None, int, list[str]]] = {
    1: ("published", 0, ["claim", "publish"]),
    2: ("unverified", 1, ["claim", "doubt"]),
    3: ("failed", 0, ["claim", "doubt", "revive", "doubt", "fail"]),  # crashes were forgotten
    4: ("failed", 0, ["claim", "doubt", "absent", "claim", "fail"]),
    5: ("queued", 0, []),
    6: (None, 0, ["remove"]),
    7: (None, 0, ["claim", "doubt", "fail", "remove"]),
    8: (None, 0, []),
    9: ("publishing", 0, ["claim"]),
    10: ("failed", 2, []),  # its events were cleaned up
}


def _fill() -> None:
    yes = 1 if db.is_sqlite() else True
    moments = {"created_at": THEN, "updated_at": THEN}
    leased = {"attempt": 1, "crash_count": 0, "retry_count": 0, "max_retries": 3}
    for name in NAMES:
        insert(
            "accounts",
            name=name,
            language="auto",
            tone="",
            audience="",
            requirements="",
            banned_words="[]",
            required_words="[]",
            active=yes,
            auto_publish=yes,
            publisher_settings=json.dumps(SETTINGS.get(name, {})),
            **moments,
        )
    for number in ENTRIES:
        insert(
            "generation_tasks",
            task_id=f"t{number}",
            account_id=2,
            topic=f"topic {number}",
            keywords='["a"]',
            category="",
            requirements="",
            tone="",
            creator="outline",
            status="completed",
            priority=9,
            lost_looks=0,
            auto_approve=yes,
            content_id=number,
            idempotency_key=f"k{number}" if number < 4 else None,
            completed_at=THEN,
            **leased,
            **moments,
        )
        insert(
            "contents",
            id=number,
            generation_task_id=f"t{number}",
            account_id=2,
            topic="x",
            title="A title",
            body="Body",
            summary="",
            images="[]",
            tags="[]",
            keywords="[]",
            category="",
            language="en",
            word_count=1,
            metadata="{}",
            review_status="approved",
            auto_publish=yes,
            attempt=1,
            **moments,
        )
        state, crashes, events = ENTRIES[number]
        if state is not None:
            insert(
                "publish_entries",
                content_id=number,
                task_id=f"t{number}",
                account_id=2,
                publisher="files",
                status=state,
                priority=4,
                scheduled_at=THEN,
                looks=0,
                proof="/x.md" if state == "published" else None,
                **(leased | {"crash_count": crashes}),
                **moments,
            )
        for event in events:
            insert(
                "events",
                event_id=f"e{number}",
                entity="entry",
                entity_id=number,
                task_id=f"t{number}",
                attempt=1,
                event=event,
                to_state="x",
                actor="test",
                reason="",
                created_at=THEN,
            )
    insert(
        "schedules",
        name="s",
        type="publish_due",
        kind="cron",
        trigger="@daily",
        timezone="UTC",
        params='{"account_ids": [40]}',
        description="",
        status="active",
        status_reason="",
        catch_up="latest",
        catch_up_window=1,
        overlap="allow",
        failures=0,
        counters='{"70": 3}',
        anchor_at=THEN,
        attempt=1,
        **moments,
    )
    insert("account_topics", account_id=2, key="x", topic="x", task_id="t1", created_at=THEN)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(
    request: pytest.FixtureRequest, config: Settings, tmp_path: Path, monkeypatch: Any
) -> Iterator[Settings]:
    """A database as the program before had it, in use."""
    folder = tmp_path / "older"
    folder.mkdir()
    for name in OLDER:
        shutil.copy(migrations.FOLDER / f"{name}.py", folder)
    if request.param == "sqlite":
        yield from _opened(config, folder, monkeypatch)
        return
    url = request.getfixturevalue("postgresql").create_database()
    yield from _opened(Settings(home=config.home, database_url=url), folder, monkeypatch)


def _opened(config: Settings, folder: Path, monkeypatch: Any) -> Iterator[Settings]:
    with monkeypatch.context() as older:
        older.setattr(migrations, "FOLDER", folder)
        boot.open_database(config)
        with db.transaction():
            _fill()
            if not db.is_sqlite():
                db.execute("SELECT setval('contents_id_seq', 10)")
    yield config
    db.close()


def stored_entries() -> dict[int, Entry]:
    return {one.content_id: one for one in records.select(Entry, "ORDER BY content_id")}


def test_nothing_that_was_known_is_forgotten(old: Settings) -> None:
    counts = {
        table: db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]
        for table in ("generation_tasks", "contents", "events", "account_topics")
    }
    migrations.migrate()
    for table, count in counts.items():  # a table that is rebuilt must not take others along
        assert db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] == count, table
    _folders()
    _ids()
    _entries()
    _keys(old)
    _decisions(old)


def _folders() -> None:
    found = {name: accounts.find(name).folder_name for name in NAMES}
    assert found["Tea Blog"] == "tea-blog"  # who had a folder first keeps it
    assert found["茶事"] == "cha-shi"
    assert found["own!"] == "own"  # the account `own` never used a folder of that name
    assert len(set(found.values())) == len(NAMES)


def _ids() -> None:
    assert [accounts.find(name).id for name in NAMES] == list(range(1, len(NAMES) + 1))
    new = accounts.add("new")
    assert new.id == 71  # above what a schedule names, and above what it counted
    accounts.remove(new)
    assert accounts.add("newer").id == 72


def _entries() -> None:
    found = stored_entries()
    assert {id_: entry.status for id_, entry in found.items()} == {
        id_: state or "withdrawn" for id_, (state, _, _) in ENTRIES.items() if id_ != 8
    }
    in_doubt = {id_ for id_, entry in found.items() if entry.maybe_published_since is not None}
    assert in_doubt == {2, 3, 7, 9, 10}
    placed = {id_ for id_, entry in found.items() if entry.place is not None}
    assert placed == {2, 3, 4, 7, 9, 10}
    # Where the publisher of then looked: the folder that two accounts shared.
    assert found[2].place == {"folder": "tea-blog", "file": "2026-11-01-a-title-2.md"}
    assert (found[6].priority, found[2].priority) == (9, 4)
    assert content_of(8).priority == 9


def _keys(config: Settings) -> None:
    account = accounts.find("tea-blog")
    same = NewTask("topic 1", account, keywords=("a",), priority=9, idempotency_key="k1")
    other = NewTask("topic 9", account, keywords=("a",), priority=9, idempotency_key="k2")
    answers = submission.submit([same, other], config, "test")
    assert answers[0] == Submitted("t1", existing=True)
    assert isinstance(answers[1], Refused)
    assert "topic is another one" in answers[1].reason


def _decisions(config: Settings) -> None:
    with Unit("test") as unit:
        assert held_back.release(unit, config, account_ids=None, limit=None) == 0
    for id_, state in ((6, "queued"), (7, "unverified")):
        with Unit("me") as unit:
            assert publishing.put_in(unit, content_of(id_), config)
        assert stored_entries()[id_].status == state


def test_a_file_that_was_published_before_is_found_where_it_is(old: Settings) -> None:
    folder = old.home_folder / "published" / "tea-blog"
    folder.mkdir(parents=True)
    line = '---\ncontenthub: {"content_id": 2, "key": "t2"}\n---\n'
    (folder / "2026-11-01-a-title-2.md").write_text(line)
    migrations.migrate()
    from contenthub.publishers.base import Publication

    place = stored_entries()[2].place
    assert place is not None
    content = content_of(2)
    wanted = Publication(
        "t2",
        2,
        "tea-blog",
        content.title,
        "",
        content.created_at,
        place=place,
        folder_name=accounts.find("tea-blog").folder_name,
    )
    assert Files(old.home_folder / "published").verify(wanted) is not None


def test_columns_that_came_in_between_stay(
    config: Settings, tmp_path: Path, monkeypatch: Any
) -> None:
    folder = tmp_path / "older"
    later = shutil.ignore_patterns("__*", "000[5-9]*", "00[1-9]?_*")
    shutil.copytree(migrations.FOLDER, folder, ignore=later)
    (folder / "0003_between.py").write_text(
        "def up(migrator, db):\n"
        "    db.execute_sql(\"ALTER TABLE accounts ADD COLUMN mood TEXT DEFAULT 'calm'\")\n"
        "    db.execute_sql('CREATE INDEX account_mood ON accounts (mood)')\n"
    )
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "FOLDER", folder)
        boot.open_database(config)
        db.execute(
            "INSERT INTO accounts (name, folder_name, language, tone, audience,"
            " requirements, banned_words, required_words, publisher_settings, active,"
            " created_at, updated_at) VALUES ('a', 'a', '', '', '', '', '', '', '', 1, '', '')"
        )
        assert db.execute("SELECT mood FROM accounts").fetchone()[0] == "calm"
        indexes = db.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall()
        assert ("account_mood",) in [tuple(row) for row in indexes]
    db.close()
