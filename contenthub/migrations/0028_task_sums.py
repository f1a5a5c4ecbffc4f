"""Sums of the tasks that there are, by the day on which they were made. Frozen.

They are filled from the tasks: of 1,000,000 in some seconds.
"""

from __future__ import annotations

from typing import Any

KEYS = ("account_id", "day", "creator", "currency", "part")
ENDS = ("cancelled", "completed", "failed", "timeout")
AMOUNTS = ("timed", "microseconds", "input_tokens", "output_tokens", "priced", "cost_micros")
COUNTS = ("asked", *ENDS, *AMOUNTS)


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    counts = ", ".join(f"{name} BIGINT NOT NULL" for name in COUNTS)
    db.execute_sql(
        "CREATE TABLE task_sums (account_id INTEGER NOT NULL, day VARCHAR(10) NOT NULL,"
        " creator VARCHAR(100) NOT NULL, currency VARCHAR(3) NOT NULL, part SMALLINT NOT NULL,"
        f" {counts}, PRIMARY KEY ({', '.join(KEYS)}))" + (" WITHOUT ROWID" if sqlite else "")
    )
    columns = ", ".join((*KEYS, *COUNTS))
    sums = ", ".join(f"SUM({name})" for name in COUNTS)
    db.execute_sql(
        f"INSERT INTO task_sums ({columns}) SELECT account_id, day, creator, currency, 0, {sums}"
        f" FROM ({of_tasks(sqlite)}) AS tasks GROUP BY 1, 2, 3, 4"
    )
    db.execute_sql(
        f"INSERT INTO task_sums ({columns}) SELECT account_id, '', creator, currency, 0, {sums}"
        " FROM task_sums GROUP BY 1, 3, 4"
    )


def of_tasks(sqlite: bool) -> str:
    """By account, day, creator and currency; what was asked for is of no currency."""
    day = (
        "substr(created_at, 1, 10)"
        if sqlite
        else "to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    )
    whose = f"SELECT account_id, {day} AS day, creator"
    currency = (
        "CASE WHEN status <> 'completed' THEN '' WHEN currency IS NOT NULL THEN currency"
        " WHEN cost_micros IS NULL THEN '' ELSE '-' END AS currency"
    )
    nothing = ", ".join(f"0 AS {name}" for name in (*ENDS, *AMOUNTS))
    ends = [f"SUM(CASE WHEN status = '{end}' THEN 1 ELSE 0 END) AS {end}" for end in ENDS]
    of_ends = ", ".join((*ends, *(f"{sql} AS {name}" for name, sql in amounts(sqlite).items())))
    return (
        f"{whose}, '' AS currency, COUNT(*) AS asked, {nothing} FROM generation_tasks"
        f" GROUP BY 1, 2, 3 UNION ALL {whose}, {currency}, 0 AS asked, {of_ends}"
        f" FROM generation_tasks WHERE status IN ({', '.join(map(repr, ENDS))})"
        " GROUP BY 1, 2, 3, 4"
    )


def amounts(sqlite: bool) -> dict[str, str]:
    took = "started_at IS NOT NULL AND completed_at IS NOT NULL"
    between = (
        f"({since_1970('completed_at')} - {since_1970('started_at')})"
        if sqlite
        else "CAST(ROUND(EXTRACT(EPOCH FROM completed_at - started_at) * 1000000) AS BIGINT)"
    )
    values = {
        "timed": (took, "1"),
        "microseconds": (took, between),
        "input_tokens": ("input_tokens IS NOT NULL", "input_tokens"),
        "output_tokens": ("output_tokens IS NOT NULL", "output_tokens"),
        "priced": ("cost_micros IS NOT NULL", "1"),
        "cost_micros": ("cost_micros IS NOT NULL", "cost_micros"),
    }
    return {
        name: f"SUM(CASE WHEN status = 'completed' AND {known} THEN {value} ELSE 0 END)"
        for name, (known, value) in values.items()
    }


def since_1970(moment: str) -> str:
    seconds = f"CAST(strftime('%s', substr({moment}, 1, 19)) AS INTEGER)"
    return f"({seconds} * 1000000 + CAST(substr({moment}, 21, 6) AS INTEGER))"
