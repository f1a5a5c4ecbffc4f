"""The least quality an account takes, and what near copies of contents are told by. Frozen.

The contents of before get their fingerprints here, in portions, and not when they are first asked
for: no process has to know of contents without one, and the first article after an upgrade waits
for nobody. The service is stopped meanwhile; 100,000 contents of 2 kB take about a minute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zlib import crc32

PORTION = 500  # contents that are held in memory
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
SIGN = re.compile(r"[^\W_]")
PLAIN = bytes(code if code >= 128 or chr(code).isalnum() else 32 for code in range(256))
FIRST, SECOND, BITS = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 2**63 - 1


def up(migrator: Any, db: Any) -> None:
    sqlite = type(db).__name__.casefold().startswith("sqlite") or "sqlite" in type(db).__module__
    db.execute_sql("ALTER TABLE accounts ADD COLUMN min_quality DOUBLE PRECISION")
    db.execute_sql(
        "CREATE TABLE content_fingerprints (value BIGINT NOT NULL, account_id INTEGER NOT NULL,"
        " content_id BIGINT NOT NULL, PRIMARY KEY (value, account_id, content_id))"
        + (" WITHOUT ROWID" if sqlite else "")
    )
    mark = "?" if sqlite else "%s"
    insert = (
        "INSERT INTO content_fingerprints (value, account_id, content_id)"
        f" VALUES ({mark}, {mark}, {mark})"
    )
    for rows in portions(db, mark):
        values = [(value, row[1], row[0]) for row in rows for value in fingerprint(row[2])]
        if values:
            db.cursor().executemany(insert, values)


def portions(db: Any, mark: str) -> Iterator[list[Any]]:
    after = 0
    while True:
        rows = db.execute_sql(
            f"SELECT id, account_id, body FROM contents WHERE id > {mark} ORDER BY id"
            f" LIMIT {PORTION}",
            (after,),
        ).fetchall()
        if not rows:
            return
        yield rows
        after = rows[-1][0]


def fingerprint(body: str) -> list[int]:
    text = body[:200_000].casefold()
    beginning = text[:2_000]
    if not beginning.isascii() and len(WIDE.findall(beginning)) > 0.3 * len(beginning):
        return sorted(of_characters("".join(SIGN.findall(text))))[:6]
    return sorted(of_words(text))[:6]


def of_words(text: str) -> set[int]:
    words = list(map(crc32, text.encode("utf-8", "replace").translate(PLAIN).split()))
    if len(words) < 60:
        return set()
    return {
        ((a * FIRST ^ b) * SECOND ^ c * FIRST) & BITS
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
        if not a & 3
    }


def of_characters(signs: str) -> set[int]:
    if len(signs) < 100:
        return set()
    hashes = (
        crc32(signs[place : place + 6].encode("utf-8", "replace"))
        for place, sign in enumerate(signs[:-5])
        if not ord(sign) & 3
    )
    return {(value * FIRST ^ value * SECOND >> 7) & BITS for value in hashes}
