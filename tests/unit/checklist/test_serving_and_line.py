"""What tokens, addresses, copies and the work that waits come to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contenthub.operations.checkup.checklist import backups, line, serving
from contenthub.operations.checkup.checklist.backups import Copy
from contenthub.operations.checkup.checklist.items import Answer

NOW = datetime(2026, 12, 1, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def token(scope: str = "write", ends: Any = None, used: Any = NOW) -> dict[str, Any]:
    return {
        "name": "cms",
        "scope": scope,
        "expires_at": ends,
        "last_used_at": used,
        "created_at": NOW - 200 * DAY,
    }


def copy(hours: float) -> Copy:
    return Copy(Path("/b/contenthub-s1.db"), 5_000_000, NOW - timedelta(hours=hours))


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (serving.answers(200, 200, "/health", "it answers"), "ok"),
        (serving.answers(None, 200, "/health", "it answers"), "failed"),
        (serving.answers(200, 401, "/api", "closed"), "failed"),
        (serving.listens("127.0.0.1"), "ok"),
        (serving.listens("::1"), "ok"),
        (serving.listens("0.0.0.0"), "warning"),
        (serving.public(""), "ok"),
        (serving.public("https://hub.example.com/contenthub"), "ok"),
        (serving.public("http://hub.example.com"), "failed"),
        (serving.public("http://localhost:18010"), "ok"),
        (serving.made([], serves=True), "warning"),
        (serving.made([], serves=False), "ok"),
        (serving.made([token()], serves=True), "ok"),
        (serving.ending([token()], NOW), "ok"),
        (serving.ending([token(ends=NOW + 30 * DAY)], NOW), "ok"),
        (serving.ending([token(ends=NOW + 3 * DAY)], NOW), "warning"),
        (serving.small([token()]), "ok"),
        (serving.small([token("admin", NOW + DAY)]), "ok"),
        (serving.small([token("admin")]), "warning"),
        (serving.used([token()], NOW), "ok"),
        (serving.used([token(used=None)], NOW), "warning"),
        (serving.used([token(used=NOW - 91 * DAY)], NOW), "warning"),
        (backups.scheduled([], []), "warning"),
        (backups.scheduled(["nightly"], [Path("/b")]), "ok"),
        (backups.age(copy(1), NOW - 99 * DAY, NOW), "ok"),
        (backups.age(copy(24.5), NOW - 99 * DAY, NOW), "ok"),
        (backups.age(copy(26), NOW - 99 * DAY, NOW), "failed"),
        (backups.age(None, NOW - 99 * DAY, NOW), "failed"),
        (backups.age(None, NOW - timedelta(hours=3), NOW), "warning"),
        (backups.place(None, 1), "warning"),
        (backups.place(1, 1), "warning"),
        (backups.place(2, 1), "ok"),
        (backups.place(2, None), "ok"),
        (line.accounts(0), "warning"),
        (line.accounts(3), "ok"),
        (line.targets([]), "ok"),
        (line.targets(["tea-blog"]), "warning"),
        (line.reviews(0, None, NOW), "ok"),
        (line.reviews(2, NOW - DAY, NOW), "ok"),
        (line.reviews(2, NOW - 4 * DAY, NOW), "warning"),
        (line.slots([], NOW), "ok"),
        (line.slots([("blog", "default", NOW + 40 * DAY)], NOW), "warning"),
        (line.unproven(0), "ok"),
        (line.unproven(1), "warning"),
        (line.failed(0), "ok"),
        (line.failed(1), "warning"),
        (line.success({}), "ok"),
        (line.success({"completed": 3, "failed": 3}), "ok"),
        (line.success({"completed": 80, "failed": 20}), "ok"),
        (line.success({"completed": 79, "failed": 20, "timeout": 1}), "warning"),
        (line.cleaned([], 10, NOW, NOW), "ok"),
        (line.cleaned([], 10, NOW - 100 * DAY, NOW), "warning"),
        (line.cleaned([], 200_000, NOW, NOW), "warning"),
        (line.cleaned(["tidy"], 200_000, NOW, NOW), "ok"),
    ],
)
def test_facts_have_their_level(answer: Answer, level: str) -> None:
    assert answer.level == level


def test_only_what_begins_as_a_copy_counts_as_one(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("no copy")
    (tmp_path / "empty.db").write_bytes(b"")
    assert backups.newest_of(list(tmp_path.iterdir())) is None
    (tmp_path / "a.db").write_bytes(b"SQLite format 3\0 and more")
    (tmp_path / "b.dump").write_bytes(b"PGDMP and more")
    found = backups.newest_of([*tmp_path.iterdir(), tmp_path / "gone.db"])
    assert found is not None
    assert found.path.name in {"a.db", "b.dump"}
