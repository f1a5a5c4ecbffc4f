"""Tasks in numbers: the columns of ``task_sums``, and how SQL reads them from the tasks' own rows.

Whoever adds to the sums, makes them anew, compares them or answers from rows what they do not
cover says the same here, so that all of them mean the same.
"""

from __future__ import annotations

from datetime import datetime

from contenthub.clock import utc
from contenthub.database import db
from contenthub.states import FINAL_TASK_STATES

EVER = ""  # the day under which all tasks are counted once more
UNNAMED = "-"  # the currency of amounts from before there were currencies

KEYS = ("account_id", "day", "creator", "currency")
ENDS = tuple(sorted(state.value for state in FINAL_TASK_STATES))
AMOUNTS = ("timed", "microseconds", "input_tokens", "output_tokens", "priced", "cost_micros")
OF_ENDS = (*ENDS, *AMOUNTS)  # what a task counts for once it has ended
COUNTS = ("asked", *OF_ENDS)


def day(made: datetime) -> str:
    """The day, in UTC, under which a task that was made then is counted."""
    return utc(made).date().isoformat()


def microseconds(started: datetime, completed: datetime) -> int:
    """How long it took, exactly as the rows say; less than nothing where a clock went back."""
    took = completed - started
    return (took.days * 86_400 + took.seconds) * 1_000_000 + took.microseconds


def keys(table: str) -> dict[str, str]:
    """Under what the end of a task of ``table`` is counted, as SQL.

    That it was asked for is counted under no currency.
    """
    unnamed = f"CASE WHEN {table}.cost_micros IS NULL THEN '' ELSE '{UNNAMED}' END"
    kept = f"COALESCE({table}.currency, {unnamed})"
    made = f"{table}.created_at"
    return {
        "account_id": f"{table}.account_id",
        "day": f"substr({made}, 1, 10)"
        if db.is_sqlite()
        else f"to_char({made} AT TIME ZONE 'UTC', 'YYYY-MM-DD')",
        "creator": f"{table}.creator",
        "currency": f"CASE WHEN {table}.status = 'completed' THEN {kept} ELSE '' END",
    }


def ends(table: str) -> dict[str, str]:
    """What a row of ``table`` counts for by its end, as SQL: amounts are of what has completed."""
    took = f"{table}.started_at IS NOT NULL AND {table}.completed_at IS NOT NULL"
    found = {end: f"CASE WHEN {table}.status = '{end}' THEN 1 ELSE 0 END" for end in ENDS}
    amounts = {
        "timed": (took, "1"),
        "microseconds": (took, _between(f"{table}.started_at", f"{table}.completed_at")),
        "input_tokens": (f"{table}.input_tokens IS NOT NULL", f"{table}.input_tokens"),
        "output_tokens": (f"{table}.output_tokens IS NOT NULL", f"{table}.output_tokens"),
        "priced": (f"{table}.cost_micros IS NOT NULL", "1"),
        "cost_micros": (f"{table}.cost_micros IS NOT NULL", f"{table}.cost_micros"),
    }
    return found | {
        name: f"CASE WHEN {table}.status = 'completed' AND {known} THEN {amount} ELSE 0 END"
        for name, (known, amount) in amounts.items()
    }


def of_rows(condition: str = "1 = 1") -> str:
    """The sums by the day of the tasks ``t`` that meet a condition, as a SELECT of KEYS and COUNTS.

    Both halves of it hold the condition, so it has no parameters of its own.
    """
    account, made, creator, currency = keys("t").values()
    end = ends("t")
    none = ", ".join(f"0 AS {name}" for name in OF_ENDS)
    sums = ", ".join(f"SUM({sql}) AS {name}" for name, sql in end.items())
    whose = f"SELECT {account} AS account_id, {made} AS day, {creator} AS creator"
    rows = f"FROM generation_tasks t WHERE {condition}"
    return (
        f"{whose}, '' AS currency, COUNT(*) AS asked, {none} {rows} GROUP BY 1, 2, 3"
        f" UNION ALL {whose}, {currency} AS currency, 0 AS asked, {sums} {rows}"
        f" AND t.status IN ({db.listed(ENDS)}) GROUP BY 1, 2, 3, 4"
    )


def _between(started: str, completed: str) -> str:
    if db.is_sqlite():
        return f"({_since_1970(completed)} - {_since_1970(started)})"
    return f"CAST(ROUND(EXTRACT(EPOCH FROM {completed} - {started}) * 1000000) AS BIGINT)"


def _since_1970(moment: str) -> str:
    """Microseconds of a moment as SQLite keeps it, which julianday would round to milliseconds."""
    seconds = f"CAST(strftime('%s', substr({moment}, 1, 19)) AS INTEGER)"
    return f"({seconds} * 1000000 + CAST(substr({moment}, 21, 6) AS INTEGER))"
