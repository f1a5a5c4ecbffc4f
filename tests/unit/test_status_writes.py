"""A state changes in one place: nothing but ``Unit`` writes a status column of any table."""

from __future__ import annotations

from pathlib import Path

import pytest

import contenthub
from tests.support import status_writes

ROOT = Path(contenthub.__file__).parent
MODULES = {path.relative_to(ROOT).as_posix(): path.read_text() for path in ROOT.rglob("*.py")}

ALLOWED = {  # how many there may be, and why
    "lifecycle/statements.py": (2, "what Unit prepares; who calls it is looked at below"),
    "lifecycle/leases.py": (1, "the columns of a claim, which its callers name"),
    "lifecycle/updates.py": (1, "the record as the move left it, from which the next one goes"),
    "operations/checkup/backends.py": (1, "a result of doctor, which is no row"),
    "queries/health.py": (2, "touch no row: they show whether the database takes them"),
    "migrations/0004_publishing.py": (2, "an old home is brought up to date, and nobody works"),
    "migrations/0007_targets_and_revisions.py": (4, "the same"),
    "lifecycle/totals.py": (2, "a table of numbers, all of which are columns of its statement"),
    "migrations/0013_totals.py": (1, "the same"),
    "lifecycle/task_sums.py": (4, "the same"),
    "migrations/0028_task_sums.py": (2, "the same"),
    "lifecycle/gate_holds.py": (1, "the same"),
    "migrations/0033_gate_holds.py": (1, "the same"),
}


def test_no_other_code_writes_a_state() -> None:
    found = {module: status_writes.found(code) for module, code in MODULES.items()}
    most = {module: number for module, (number, _) in ALLOWED.items()}
    assert {one: lines for one, lines in found.items() if len(lines) > most.get(one, 0)} == {}


def test_only_the_unit_updates_by_prepared_statements() -> None:
    users = {module for module, code in MODULES.items() if "update_sql" in code}
    assert users == {"lifecycle/unit.py", "lifecycle/statements.py"}


STATELESS = {  # they insert rows of tables without a state
    "lifecycle/accounts.py": "accounts",
    "lifecycle/targets.py": "targets",
    "lifecycle/revisions.py": "texts of contents, whose own events tell of them",
    "lifecycle/near_copies.py": "fingerprints of contents",
    "lifecycle/ledger.py": "rows of the ledger",
    "lifecycle/idempotency.py": "idempotency keys",
    "lifecycle/tokens.py": "tokens of the API",
    "lifecycle/channels.py": "channels of alerts",
    "lifecycle/silences.py": "of what nobody is told",
    "lifecycle/schedule_pings.py": "deliveries as well",
    "lifecycle/alert_messages.py": "deliveries, whose own moves are no events",
    "lifecycle/kept_answers.py": "answers of the API",
    "lifecycle/callback_ids.py": "ids of callbacks",
    "lifecycle/happened.py": "events",
    "lifecycle/outbox.py": "messages to others, which no event tells of",
    "lifecycle/deliveries.py": "what came of single tries",
    "lifecycle/statements.py": "nothing by itself",
}


def test_whoever_inserts_a_row_that_has_a_state_tells_the_unit() -> None:
    inserting = {module for module, code in MODULES.items() if status_writes.inserts(code)}
    silent = {module for module in inserting if not status_writes.tells(MODULES[module])}
    assert silent - set(STATELESS) == set()


@pytest.mark.parametrize(
    "planted",
    [
        "db.execute(\"UPDATE generation_tasks SET status = 'failed' WHERE id = ?\", (1,))",
        "db.execute('update contents set title = ?,review_status=? where id = ?', row)",
        "db.execute(f'UPDATE {table} SET due_at = NULL, status = ? WHERE id = {id_}')",
        "db.execute(f'UPDATE publish_entries SET {columns} WHERE id = ?', (1,))",
        "db.execute('UPDATE ticks SET due_at = ?,'\n    ' status = ? WHERE id = ?', row)",
        "db.execute('INSERT INTO ticks (tick_id, status) VALUES (?, ?)', row)",
        "db.execute('INSERT OR REPLACE INTO ticks (status) VALUES (?)', row)",
        "db.execute(f'INSERT INTO ticks ({names}) VALUES (?)', row)",
        "db.execute_many(f'INSERT INTO {table} ({names}) SELECT status FROM ticks')",
        "Schedule.update(status=ScheduleState.PAUSED).where(Schedule.id == 1).execute()",
        "Schedule.update({Schedule.status: 'paused'}).execute()",
        "Schedule.update({'status': 'paused'}).execute()",
        "Content.update(**{'review_status': 'approved'}).execute()",
        "Content.update(**dict(review_status='approved')).execute()",
        "Tick.create(status='pending')",
        "Tick.insert_many([{'status': 'pending'}]).execute()",
        "Schedule.set_by_id(1, {'status': 'paused'})",
        "row.save()",
        "leases.claim(Task, refs, wanted, token, 15, status='failed')",
    ],
)
def test_a_planted_write_is_found(planted: str) -> None:
    assert len(status_writes.found(planted)) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        "db.execute(\"UPDATE ticks SET due_at = ? WHERE status = 'pending'\", (at,))",
        "db.execute('SELECT status FROM ticks WHERE status = ? FOR UPDATE', (at,))",
        "db.execute('UPDATE schedules SET status_reason = ? WHERE id = ?', row)",
        "db.execute('INSERT INTO events (entity, to_state) VALUES (?, ?)', row)",
        "Schedule.update(failures=0).where(Schedule.status == 'active').execute()",
        "unit.move(Entity.TASK, task, TaskEvent.FAIL, due_at=None)",
    ],
)
def test_what_only_reads_a_state_is_not(harmless: str) -> None:
    assert status_writes.found(harmless) == []
