"""A type of schedule is one file and one registry line: one that is added so does everything."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import contenthub
from contenthub import clock, records, schedule_types
from contenthub.errors import LeaseLostError
from contenthub.lifecycle.schedules import backfill, definitions
from contenthub.lifecycle.schedules.definitions import Definition
from contenthub.lifecycle.unit import Unit
from contenthub.records import Tick
from contenthub.schedule_types.base import RunBy
from contenthub.schedules.firing import fire_due
from contenthub.settings import Settings

ROOT = Path(contenthub.__file__).parent


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    line = {"count_up": "tests.support.throwaway_type:Count"}
    monkeypatch.setattr(schedule_types, "TYPES", {**schedule_types.TYPES, **line})


def counting(by: RunBy, start: int = 0) -> Definition:
    return Definition("mine", "count_up", "every", "3600", "UTC", {"by": by.value, "from": start})


def the_ticks() -> list[Tick]:
    return records.select(Tick, "ORDER BY id")


def fire_all(database: Settings, hours: int) -> None:
    """Let the scheduler see these hours one after the other."""
    for hour in range(1, hours + 1):
        later = clock.now() + timedelta(hours=hour)
        with clock.use(lambda now=later: now):  # type: ignore[misc]
            fire_due(database, lambda: None)


class TestWork:
    def test_the_scheduler_does_what_is_quick_in_its_own_transaction(
        self, database: Settings
    ) -> None:
        made = definitions.create(counting(RunBy.SCHEDULER), "test")
        fire_all(database, 2)
        assert [(one.status, one.result) for one in the_ticks()] == [
            ("completed", {"number": 1}),
            ("completed", {"number": 2}),
        ]
        assert definitions.find(made.id).counters == {"all": 2}

    def test_what_fails_there_fails_its_tick_and_counts(self, database: Settings) -> None:
        definition = replace(counting(RunBy.SCHEDULER, 12), pause_after_failures=2)
        made = definitions.create(definition, "test")
        fire_all(database, 3)
        assert [(one.status, one.error_message) for one in the_ticks()] == [
            ("failed", "13 is too many"),
            ("failed", "13 is too many"),
        ]
        assert definitions.find(made.id).status == "paused"

    def test_nothing_is_written_by_who_does_not_lead_any_more(self, database: Settings) -> None:
        definitions.create(counting(RunBy.SCHEDULER), "test")

        def replaced() -> None:
            raise LeaseLostError("another one leads")

        later = clock.now() + timedelta(hours=1)
        with clock.use(lambda: later), pytest.raises(LeaseLostError):
            fire_due(database, replaced)
        assert the_ticks() == []

    @pytest.mark.parametrize("by", [RunBy.WORKER, RunBy.FETCHER])
    def test_the_rest_waits_for_a_worker_who_writes_it_in_the_same_way(
        self, by: RunBy, database: Settings, line: Any, until: Callable[..., Any]
    ) -> None:
        made = definitions.create(counting(by), "test")
        fire_all(database, 1)
        assert [one.status for one in the_ticks()] == ["pending"]
        line()
        until(lambda: the_ticks()[0].status == "completed", "the end")
        assert the_ticks()[0].result == {"number": 1}
        assert definitions.find(made.id).counters == {"all": 1}

    def test_what_the_scheduler_does_by_itself_a_worker_does_where_a_person_asks(
        self, database: Settings, line: Any, until: Callable[..., Any]
    ) -> None:
        made = definitions.create(counting(RunBy.SCHEDULER, 12), "test")
        line()
        with Unit("test") as unit:
            backfill.trigger(unit, made)
        until(lambda: the_ticks()[0].status == "failed", "the end")
        assert the_ticks()[0].error_message == "13 is too many"


class TestCommands:
    def test_it_is_shown_checked_and_kept(self, cli: Any, database: Settings) -> None:
        shown = {one["type"]: one for one in cli("scheduler", "types", "-f", "json").json}
        assert shown["count_up"]["does"] == "counts its times."
        assert [one["name"] for one in shown["count_up"]["parameters"]] == ["by", "from"]
        create = ("scheduler", "create", "--name", "mine", "--type", "count_up", "--every", "1h")
        refused = cli(*create, "--params", '{"to": 1}')
        assert refused.code == 2
        assert "count_up has no parameter 'to'; it has: by, from" in refused.err
        made = cli(*create, "--params", '{"by": "worker"}', "-f", "json")
        assert made.code == 0, made.err
        changed = cli("scheduler", "update", "mine", "--param", "from=5", "-f", "json").json
        assert (changed["params"], changed["topics"]) == ({"by": "worker", "from": 5}, None)
        listed = json.loads(cli("scheduler", "list", "-f", "json").out)
        assert [(one["type"], one["topics_left"]) for one in listed] == [("count_up", None)]


def _names_in_code(path: Path) -> Iterator[str]:
    """Each text of a module that is a name of a type, but for what is written for readers."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and node.value in schedule_types.TYPES:
            yield str(node.value)


def test_nothing_outside_the_types_knows_one_of_them() -> None:
    """`cleanup`, `send` and `backup` are words of commands, too, and are left out."""
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in ROOT.rglob("*.py")
        if path.parent.name not in {"schedule_types", "migrations"}
        for name in _names_in_code(path)
        if name not in {"cleanup", "send", "backup"}
    }
    found |= {
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in ROOT.rglob("*.py")
        if path.parent.name != "schedule_types"
        for line in path.read_text(encoding="utf-8").splitlines()
        for module in {place.partition(":")[0] for place in schedule_types.TYPES.values()}
        if module in line
    }
    assert found == set()
