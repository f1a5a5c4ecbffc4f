"""Which events are wanted: the same live and in a list, by words that mean one thing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from contenthub import clock
from contenthub.queries import event_filter, events
from contenthub.queries.event_filter import Wanted
from contenthub.settings import Settings
from contenthub.states import UNTOLD_ENTITIES, Entity
from contenthub.transitions import TRANSITIONS, event_type
from tests.support.events import happen


def _all() -> list[dict[str, Any]]:
    return events.after(0, 10_000)


def test_no_type_means_two_things() -> None:
    types = event_filter.types()
    assert len(types) == len(set(types))
    for entity, moves in TRANSITIONS.items():
        states = {state.value for state in moves.values()}
        kept = {event.value for (before, event), after in moves.items() if before == after}
        assert not states & kept, f"{entity}: a state and an event have the same word"


# What was published before is not said to be published once more.
AFTER_AN_UPDATE = {
    "updated": "updated",
    "updated_draft": "updated",
    "keep": "update_failed",
    "keep_draft": "update_failed",
}


def test_every_transition_has_a_type_that_says_what_became_of_the_row(database: Settings) -> None:
    told = {entity: moves for entity, moves in TRANSITIONS.items() if entity not in UNTOLD_ENTITIES}
    for entity, moves in told.items():
        for (before, event), after in moves.items():
            happen(entity=entity.value, event=event.value, before=before.value, after=after.value)
    rows = _all()
    assert {row["type"] for row in rows} <= set(event_filter.types())
    for row in rows:
        word = row["event"] if row["from_state"] == row["to_state"] else row["to_state"]
        word = AFTER_AN_UPDATE.get(row["event"], word)
        assert row["type"] == f"{row['entity']}.{word}"
        assert row["type"] == event_type(
            row["entity"], row["event"], row["from_state"], row["to_state"]
        )


def test_what_is_new_has_its_first_state_for_a_type(database: Settings) -> None:
    happen(entity="content", event="create", before=None, after="approved")
    assert [row["type"] for row in _all()] == ["content.approved"]


def test_all_entities_have_types() -> None:
    assert {type_.partition(".")[0] for type_ in event_filter.types()} == set(
        Entity
    ) - UNTOLD_ENTITIES


_NONE: frozenset[Any] = frozenset()


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (Wanted(), "abcde"),
        (Wanted(types=frozenset(["task.running"])), "ab"),
        (Wanted(types=frozenset(["task"])), "abc"),
        (Wanted(types=frozenset(["task.completed", "content"])), "cd"),
        (Wanted(types=_NONE), ""),
        (Wanted(account_ids=frozenset([1])), "acd"),
        (Wanted(account_ids=frozenset([1, 2])), "abcd"),
        (Wanted(account_ids=_NONE), ""),
        (Wanted(task_ids=frozenset(["t1"])), "acd"),
        (Wanted(task_ids=frozenset(["t1", "t2"])), "abcd"),
        (Wanted(batch_ids=frozenset(["b1"])), "be"),
        (Wanted(types=frozenset(["tick"]), batch_ids=frozenset(["b1"])), "e"),
        (Wanted(account_ids=frozenset([1, 2])).only_of([2, 3]), "b"),
        (Wanted().only_of([1]), "acd"),
        (Wanted().only_of(None), "abcde"),
        (Wanted().only_of([]), ""),
        (Wanted(account_ids=frozenset([1])).only_of([2]), ""),
    ],
)
def test_a_filter_means_the_same_rows_live_and_in_a_list(
    database: Settings, wanted: Wanted, expected: str
) -> None:
    happen(account_id=1, reason="a")
    happen(account_id=2, task_id="t2", batch_id="b1", reason="b")
    happen(account_id=1, event="complete", before="running", after="completed", reason="c")
    happen(account_id=1, entity="content", event="create", before=None, after="pending", reason="d")
    happen(entity="tick", task_id=None, batch_id="b1", before=None, after="pending", reason="e")
    assert "".join(row["reason"] for row in _all() if row in wanted) == expected
    assert "".join(row["reason"] for row in events.newest(wanted, 10)) == expected


def test_the_last_ones_are_listed_the_oldest_of_them_first(database: Settings) -> None:
    ids = happen(5)
    assert [row["id"] for row in events.newest(Wanted(), 2)] == ids[-2:]


def test_a_time_is_found_among_many(database: Settings) -> None:
    start = clock.now()
    for minute in range(20):
        with clock.use(lambda at=start + timedelta(minutes=minute): at):
            happen(3, reason=str(minute))
    since, until = start + timedelta(minutes=7), start + timedelta(minutes=9)
    told = [row["reason"] for row in events.newest(Wanted(), 50, since=since, until=until)]
    assert told == ["7", "7", "7", "8", "8", "8"]
    assert len(events.newest(Wanted(), 100, since=start)) == 60
    assert events.newest(Wanted(), 50, since=start + timedelta(hours=1)) == []
    assert events.newest(Wanted(), 50, until=start) == []
