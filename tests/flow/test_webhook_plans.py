"""A backlog of messages, however long, is not read by who writes, claims or looks at a few."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub import clock
from contenthub.database import db
from contenthub.delivery_states import DeliveryState
from contenthub.lifecycle import deliveries, lanes, old_deliveries, outbox, recovery, webhooks
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.queries import deliveries as stored
from contenthub.queries import due
from contenthub.queries import webhooks as stored_webhooks
from contenthub.queries.deliveries import Filter
from contenthub.records import Webhook
from contenthub.settings import Settings
from tests.support.plans import Statement, faults, plan, recorded

_MANY = 2_000
# What may look at all that it counts, each with the reason.
_EXEMPT = {
    "COUNT(DISTINCT d.lease_owner)": "of a lane it looks at what is leased, which is little",
    "WHERE webhook_id = ? GROUP BY status": "counts what one webhook has",
    "DELETE FROM webhooks WHERE": "goes through webhooks, of which there are few",
}


def _filled(settings: Settings) -> list[Webhook]:
    """Three receivers, of which the first has a long backlog."""
    with Unit("test") as unit:
        made = [
            webhooks.add(unit, NewWebhook(f"http://127.0.0.1:1/{number}", public_only=False))
            for number in range(3)
        ]
    series = f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {_MANY})"
    for number, status in enumerate(DeliveryState):
        due_at = "'2026-01-01T00:00:00.000000+00:00'" if status == "pending" else "NULL"
        ended_at = "NULL" if status == "pending" else "'2126-01-01T00:00:00.000000+00:00'"
        db.execute(
            f"{series} INSERT INTO deliveries (attempt, due_at, crash_count, retry_count,"
            " max_retries, message_id, kind, lane, webhook_id, account_id, task_id, event_id,"
            f" type, body, status, ended_at, created_at, updated_at) SELECT 1, {due_at}, 0, 0, 9,"
            f" 'm{number}-' || n, 'webhook', ?, ?, 1, 't' || n, 'e{number}-' || n,"
            f" 'task.completed', '{{}}', '{status}', {ended_at}, '2026-01-01', '2026-01-01' FROM s",
            (made[0].lane, made[0].id),
        )
    return made


@pytest.fixture(params=["without statistics", "with statistics"])
def asked(request: pytest.FixtureRequest, database: Settings, submit: Any) -> list[Statement]:
    """Every statement of writing, claiming, looking and cleaning."""
    first, *_ = _filled(database)
    if request.param == "with statistics":
        db.execute("ANALYZE")
        db.close()
    now = clock.now()
    with recorded() as found:
        submit()
        lanes.next_lane(now)
        lanes.next_release(now)
        due.next_due(now)
        jobs = deliveries.claim_next("token:1", database, "test")
        assert len(jobs) == deliveries.BATCH
        outbox.listening(["t1", "t2"])
        recovery.resend_failed(first, now, "test")
        old_deliveries.forget_some()
        old_deliveries.forget_all()
        for wanted in (
            Filter(),
            Filter([DeliveryState.FAILED, DeliveryState.DROPPED]),
            Filter(webhook_id=first.id),
            Filter([DeliveryState.FAILED], first.id),
            Filter(task_id="t5"),
            Filter(within=(1, 2)),
        ):
            stored.listing(wanted, 50)
            stored.listing(wanted, 50, before=_MANY)
        stored.details(1)
        stored_webhooks.listing(50)
        stored_webhooks.details(first.id)
        stored_webhooks.troubles()
    return found


def test_no_question_reads_or_sorts_the_backlog(asked: list[Statement]) -> None:
    texts = {" ".join(sql.split()): (sql, params) for sql, params in asked}
    wanted = {sql: one for sql, one in texts.items() if not any(part in sql for part in _EXEMPT)}
    assert len(wanted) > 20
    assert {sql: found for sql, one in wanted.items() if (found := faults(one))} == {}


def test_whose_turn_it_is_is_found_by_indexes_alone(database: Settings) -> None:
    _filled(database)
    with recorded() as found:
        lanes.next_lane(clock.now())
    steps = plan(found[0])
    of_messages = [step for step in steps if step.split()[:2] == ["SEARCH", "d"]]
    assert len(of_messages) == 3
    assert all(" INDEX delivery_lane_" in one for one in of_messages)
    assert not [step for step in steps if step.startswith("SCAN d")]
