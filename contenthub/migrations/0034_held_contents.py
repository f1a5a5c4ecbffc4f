"""Which contents a check of the gate holds by what it finds in them: lists find them so. Frozen.

Filled from the contents, in portions: of 100,000 in some seconds.
"""

from __future__ import annotations

import json
from typing import Any

PORTION = 500  # contents that are held in memory


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    db.execute_sql(
        "CREATE TABLE held_contents (check_name VARCHAR(40) NOT NULL, content_id BIGINT NOT NULL,"
        " PRIMARY KEY (check_name, content_id))" + (" WITHOUT ROWID" if sqlite else "")
    )
    mark, after = ("?" if sqlite else "%s"), 0
    select = (
        f"SELECT id, findings FROM contents WHERE id > {mark} AND findings <> '[]'"
        f" ORDER BY id LIMIT {PORTION}"
    )
    insert = f"INSERT INTO held_contents (check_name, content_id) VALUES ({mark}, {mark})"
    while rows := db.execute_sql(select, (after,)).fetchall():
        held = [(check, row[0]) for row in rows for check in held_by(row[1])]
        if held:
            db.cursor().executemany(insert, held)
        after = rows[-1][0]


def held_by(findings: str) -> set[str]:
    return {one["check"] for one in json.loads(findings) if one["level"] == "hold"}
