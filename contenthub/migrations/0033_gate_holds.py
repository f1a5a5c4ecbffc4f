"""How often each check of the gate held, by the day. Frozen.

It begins with what the contents of the last 30 days still tell: what is found in each as it is
now, and whether a person approved it. Contents of before are not read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

PORTION = 500  # contents that are held in memory
DAYS = 30
KEYS = ("day", "account_id", "check_name", "part")
COUNTS = ("held", "approved", "edited")


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    counts = ", ".join(f"{name} BIGINT NOT NULL" for name in COUNTS)
    db.execute_sql(
        "CREATE TABLE gate_holds (day VARCHAR(10) NOT NULL, account_id INTEGER NOT NULL,"
        f" check_name VARCHAR(40) NOT NULL, part SMALLINT NOT NULL, {counts},"
        f" PRIMARY KEY ({', '.join(KEYS)}))" + (" WITHOUT ROWID" if sqlite else "")
    )
    held: Counter[tuple[str, int, str]] = Counter()
    approved: Counter[tuple[str, int, str]] = Counter()
    for account_id, findings, is_approved, made, decided in contents(db, sqlite):
        for check in {one["check"] for one in json.loads(findings) if one["level"] == "hold"}:
            held[made, account_id, check] += 1
            if is_approved:
                approved[decided or made, account_id, check] += 1
    mark = "?" if sqlite else "%s"
    rows = [(*of, 0, held[of], approved[of], 0) for of in sorted({*held, *approved})]
    if rows:
        db.cursor().executemany(
            f"INSERT INTO gate_holds ({', '.join((*KEYS, *COUNTS))})"
            f" VALUES ({', '.join([mark] * (len(KEYS) + len(COUNTS)))})",
            rows,
        )


def contents(db: Any, sqlite: bool) -> Iterator[Any]:
    mark = "?" if sqlite else "%s"
    since = (datetime.now(UTC) - timedelta(days=DAYS)).strftime("%Y-%m-%d")
    # by the index alone: what is older is not read
    first = db.execute_sql(
        f"SELECT MIN(id) FROM contents WHERE created_at >= {mark}", (since,)
    ).fetchone()[0]
    after = (first or 0) - 1
    while first is not None:
        rows = db.execute_sql(
            f"SELECT id, account_id, findings, CASE WHEN review_status = 'approved'"
            f" AND reviewed_by <> 'gate' THEN 1 ELSE 0 END, {day('created_at', sqlite)},"
            f" {day('reviewed_at', sqlite)} FROM contents WHERE id > {mark}"
            f" AND findings <> '[]' ORDER BY id LIMIT {PORTION}",
            (after,),
        ).fetchall()
        if not rows:
            return
        yield from (row[1:] for row in rows if row[4] >= since)
        after = rows[-1][0]


def day(moment: str, sqlite: bool) -> str:
    if sqlite:
        return f"substr({moment}, 1, 10)"
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
