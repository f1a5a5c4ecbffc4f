"""What happened, in numbers by the day and of all time, which outlive the rows they count. Frozen.

They begin with what is still there: tasks, the ledger for those that were cleaned up, and
publications. Days of before are those of UTC. 1,000,000 tasks take about half a minute.
"""

from __future__ import annotations

from typing import Any

KEYS = ("day", "account_id", "creator", "schedule_id", "currency", "part")
ENDS = ("completed", "failed", "timeout", "cancelled")
BOUNDS = (5, 15, 30, 60, 120, 300, 600, 1_800, 3_600)
STEPS = (*(f"up_to_{bound}" for bound in BOUNDS), "longer")
COUNTS = (
    "submitted",
    *ENDS,
    "published",
    "publish_failed",
    "milliseconds",
    *STEPS,
    "input_tokens",
    "output_tokens",
    "cost_micros",
)
OUTCOMES = {
    "completed": "'complete', 'adopt'",
    "failed": "'fail', 'quarantine'",
    "timeout": "'expire'",
    "cancelled": "'cancel'",
}
GONE = "NOT EXISTS (SELECT 1 FROM generation_tasks t WHERE t.task_id = l.task_id)"


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    counts = ", ".join(f"{name} BIGINT NOT NULL" for name in COUNTS)
    db.execute_sql(
        "CREATE TABLE totals (day VARCHAR(10) NOT NULL, account_id INTEGER NOT NULL,"
        " creator VARCHAR(100) NOT NULL, schedule_id BIGINT NOT NULL, currency VARCHAR(3) NOT NULL,"
        f" part SMALLINT NOT NULL, {counts}, PRIMARY KEY ({', '.join(KEYS)}))"
        + (" WITHOUT ROWID" if sqlite else "")
    )
    for rows, moment, values, creator in sources(sqlite):
        currency = values.pop("currency", "''")
        schedule = values.pop("schedule_id", "0")
        add(db, (day(moment, sqlite), "account_id", creator, schedule, currency, "0"), values, rows)
    sums = {name: f"SUM({name})" for name in COUNTS}
    add(db, ("''", *KEYS[1:]), sums, "totals WHERE day <> ''")


def sources(sqlite: bool) -> list[tuple[str, str, dict[str, str], str]]:
    """Where numbers come from: rows, the moment that makes their day, the sums, the creator."""
    schedule = "COALESCE((SELECT k.schedule_id FROM ticks k WHERE k.tick_id = batch_id), 0)"
    tasks = "generation_tasks WHERE {} IS NOT NULL"
    of_task: dict[str, str] = {"schedule_id": schedule}
    ends = {one: f"SUM(CASE WHEN status = '{one}' THEN 1 ELSE 0 END)" for one in ENDS}
    gone = {
        one: f"SUM(CASE WHEN outcome IN ({events}) THEN 1 ELSE 0 END)"
        for one, events in OUTCOMES.items()
    }
    took = {
        name: f"SUM(COALESCE({name}, 0))"
        for name in ("input_tokens", "output_tokens", "cost_micros")
    }
    unknown = "CASE WHEN cost_micros IS NULL THEN '' ELSE COALESCE(currency, '?') END"
    ledger, account = "ledger l WHERE kind = 'generation'", "''"
    return [
        (tasks.format("created_at"), "created_at", of_task | {"submitted": "COUNT(*)"}, "creator"),
        (
            tasks.format("completed_at") + f" AND status IN ({', '.join(map(repr, ENDS))})",
            "completed_at",
            of_task | ends | durations(sqlite),
            "creator",
        ),
        (
            f"{ledger} AND {GONE} AND attempt = (SELECT MIN(o.attempt) FROM ledger o"
            " WHERE o.task_id = l.task_id AND o.kind = 'generation')",
            "ended_at",
            of_task | {"submitted": "COUNT(*)"},
            "creator",
        ),
        (f"{ledger} AND {GONE}", "ended_at", of_task | gone, "creator"),
        ("ledger l WHERE 1 = 1", "ended_at", of_task | took | {"currency": unknown}, "creator"),
        (
            "publish_entries WHERE status = 'published' AND published_at IS NOT NULL",
            "published_at",
            {"published": "COUNT(*)"},
            account,
        ),
        (
            "publish_entries WHERE status = 'failed'",
            "updated_at",
            {"publish_failed": "COUNT(*)"},
            account,
        ),
    ]


def durations(sqlite: bool) -> dict[str, str]:
    seconds = (
        "MAX(0, (julianday(completed_at) - julianday(started_at)) * 86400.0)"
        if sqlite
        else "GREATEST(0, EXTRACT(EPOCH FROM completed_at - started_at))"
    )
    timed = "status = 'completed' AND started_at IS NOT NULL"
    found = {
        "milliseconds": f"SUM(CASE WHEN {timed} THEN CAST(ROUND({seconds} * 1000) AS BIGINT)"
        " ELSE 0 END)"
    }
    low = -1
    for name, bound in zip(STEPS, (*BOUNDS, 10**15), strict=True):
        within = f"{seconds} > {low} AND {seconds} <= {bound}"
        found[name] = f"SUM(CASE WHEN {timed} AND {within} THEN 1 ELSE 0 END)"
        low = bound
    return found


def day(moment: str, sqlite: bool) -> str:
    if sqlite:
        return f"substr({moment}, 1, 10)"
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"


def add(db: Any, keys: tuple[str, ...], values: dict[str, str], rows: str) -> None:
    sums = ", ".join(f"{name} = totals.{name} + excluded.{name}" for name in COUNTS)
    selected = ", ".join((*keys, *(values.get(name, "0") for name in COUNTS)))
    db.execute_sql(
        f"INSERT INTO totals ({', '.join((*KEYS, *COUNTS))}) SELECT {selected} FROM {rows}"
        f" GROUP BY 1, 2, 3, 4, 5, 6 ON CONFLICT ({', '.join(KEYS)}) DO UPDATE SET {sums}"
    )
