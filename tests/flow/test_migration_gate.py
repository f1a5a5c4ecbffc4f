"""A home of before near copies and opinions: its contents get fingerprints, its ledger goes on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from contenthub import boot, migrations
from contenthub.articles import fingerprints
from contenthub.database import db
from contenthub.lifecycle import accounts, ledger, near_copies, submission, unit
from contenthub.lifecycle.ledger import Made
from contenthub.lifecycle.unit import Unit
from contenthub.queries import integrity
from contenthub.settings import Settings
from contenthub.states import TaskEvent
from tests.support import texts as shortest
from tests.support.articles import article, content_of
from tests.support.older_home import all_rows

ENGLISH = " ".join(f"Kettle {n} was mended by the smith of street {n * 7}." for n in range(40))
CHINESE = "".join(f"第{n}把壶在第{n * 7}条街上由铁匠修好了。" for n in range(40))
CALLBACKS = {"installation_keys", "callback_ids", "calling_creators"}
WEBHOOKS = {"webhooks", "deliveries", "delivery_attempts", "delivery_lanes"}
ALERTS = {"incidents", "suspicions", "silences", "alert_channels", "incident_messages"}
PINGS = {"schedule_pings"}
NOTES = {"target_notes"}
SUMS = {"task_sums", "gate_holds", "held_contents"}
TOLD = {*CALLBACKS, *WEBHOOKS, *ALERTS, *PINGS, *NOTES, *SUMS}
LATER = {"content_fingerprints", "opinions", "api_tokens", "kept_answers", "totals", *TOLD}
PACE = {"slots", "at_least", "at_most", "full_until", "full_zone"}
BEFORE = (
    *(f"DROP TABLE {table}" for table in sorted(LATER, reverse=True)),
    "ALTER TABLE events DROP COLUMN request_id",
    "ALTER TABLE accounts DROP COLUMN min_quality",
    "ALTER TABLE targets DROP COLUMN at_once",
    "DROP INDEX entry_leased",
    "DROP INDEX entry_queued_at",
    "DROP INDEX entry_away",
    *(
        f"DROP INDEX {name}"
        for name in (
            *("task_account_status", "content_account_review", "entry_account_status"),
            *("task_creator_status", "task_account_creator", "task_late"),
            "entry_account_content",
            *("account_active", "target_account", "target_publisher", "schedule_status"),
            *("event_account", "event_batch"),
        )
    ),
    "DROP INDEX ledger_attempt",
    "ALTER TABLE ledger DROP COLUMN kind",
    "CREATE UNIQUE INDEX ledger_attempt ON ledger (task_id, attempt)",
    *(f"DROP INDEX {name}" for name in ("task_in_batch", "task_account_batch", "entry_target")),
    *(f"DROP INDEX tick_{name}" for name in ("schedule", "schedule_status", "status_time")),
    "DROP INDEX entry_slot",
    "DROP INDEX entry_target_time",
    *(f"ALTER TABLE targets DROP COLUMN {name}" for name in sorted(PACE)),
    "ALTER TABLE publish_entries DROP COLUMN slot_at",
    "ALTER TABLE publish_entries DROP COLUMN deferred_from",
    "ALTER TABLE worker_heartbeats DROP COLUMN gate_waits_since",
    "ALTER TABLE contents RENAME COLUMN planned_for TO scheduled_publish_at",
    f"DELETE FROM {migrations.HISTORY} WHERE name >= '0008'",
)
NEW = {
    "accounts": {"min_quality"},
    "ledger": {"kind"},
    "events": {"request_id"},
    "targets": PACE | {"at_once"},
    "publish_entries": {"slot_at", "deferred_from"},
}
RENAMED = {"planned_for": "scheduled_publish_at"}


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, config: Settings) -> Iterator[tuple[Settings, list[int]]]:
    """Such a home with three contents, and their ids."""
    used = config
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").create_database()
        used = replace(config, database_url=url)
    yield used, _filled(used)
    unit.hang_bell(None)
    db.close()


def _filled(settings: Settings) -> list[int]:
    boot.open_database(settings)
    blog = accounts.add("blog")
    texts = (("Kettles", ENGLISH), ("水壶", CHINESE), ("Short", "A kettle."))
    made = [article(settings, title, body, account=blog) for title, body in texts]
    for content_id in made:
        task = submission.by_task_id(content_of(content_id).task_id)
        assert task is not None
        with Unit("test") as one:
            ledger.write(one, task, TaskEvent.COMPLETE, Made(1, content_id=content_id))
    with db.transaction():
        for statement in BEFORE:
            db.execute(statement)
    return made


def _known(rows: dict[str, Any]) -> dict[str, Any]:
    """What the program before knew, of each table that it had."""
    return {
        table: [
            {
                RENAMED.get(name, name): value
                for name, value in row.items()
                if name not in NEW.get(table, ())
            }
            for row in found
        ]
        for table, found in rows.items()
        if table not in LATER
    }


def test_everything_is_kept_and_contents_are_found_by_their_copies(
    old: tuple[Settings, list[int]],
) -> None:
    _, made = old
    before = all_rows()
    assert migrations.migrate() == [name for name in migrations.names() if name >= "0008"]
    after = all_rows()
    assert _known(after) == before
    assert {row["min_quality"] for row in after["accounts"]} == {None}
    assert {row["kind"] for row in after["ledger"]} == {"generation"}
    for content_id in made:
        content = content_of(content_id)
        sql = "SELECT value FROM content_fingerprints WHERE content_id = ? ORDER BY value"
        kept = [row[0] for row in db.execute(sql, (content_id,)).fetchall()]
        assert kept == sorted(fingerprints.of(content.body))
    blog = accounts.find("blog")
    for content_id, body in zip(made, (ENGLISH, CHINESE), strict=False):
        (copy,) = near_copies.find(body, fingerprints.of(body), blog.id)
        assert copy.content_id == content_id
    assert integrity.findings() == []


def test_the_line_goes_on_with_a_reviewer(old: tuple[Settings, list[int]]) -> None:
    settings, _ = old
    migrations.migrate()
    asking = replace(settings, reviewer="command")
    made = article(asking, "Pans", shortest.ARTICLE, account=accounts.find("blog"), approved=True)
    (row,) = db.execute("SELECT content_id, number, status, findings FROM opinions").fetchall()
    assert tuple(row) == (made, 1, "wanted", "[]")
    assert integrity.findings() == []
