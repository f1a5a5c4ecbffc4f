"""A home of the program before targets: what it knew is kept, it goes on; and the way back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub import boot, migrations
from contenthub.database import db
from contenthub.lifecycle import accounts, unit
from contenthub.processes.embedded import running
from contenthub.queries import integrity
from contenthub.settings import Settings
from tests.support.articles import article
from tests.support.home_before_targets import (
    CLEANED_UP,
    EDITED,
    ENTRIES,
    FAR,
    FOUND,
    SCRIPT,
    fill,
)
from tests.support.older_home import Rows, all_rows, program_before
from tests.support.processes import wait_until

Cli = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, config: Settings, tmp_path: Path) -> Iterator[Settings]:
    """The settings of such a home, with rows in every state."""
    used = config
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql").create_database()
        used = replace(config, database_url=url)
    with program_before(SCRIPT, tmp_path / "older"):
        fill(used)
    yield used
    unit.hang_bell(None)
    db.close()


RENAMED = {"actor": "who", "scheduled_publish_at": "planned_for"}
MOVED = {"publisher", "publisher_settings", "cost"}  # of accounts and tasks


def _kept(before: dict[str, Rows], after: dict[str, Rows]) -> None:
    """Every row and every value is there, but for what has a place of its own now."""
    for table, rows in before.items():
        assert len(after[table]) == len(rows), table
        for old_row, new_row in zip(rows, after[table], strict=True):
            for name, value in old_row.items():
                if table in {"accounts", "generation_tasks"} and name in MOVED:
                    continue
                assert new_row[RENAMED.get(name, name)] == value, (table, name)


def test_every_row_is_kept_and_what_moved_is_where_it_belongs(old: Settings) -> None:
    before = all_rows()
    migrations.migrate()
    after = all_rows()
    _kept(before, after)
    assert [
        (one["account_id"], one["name"], one["publisher"], json.loads(one["settings"]))
        for one in after["targets"]
    ] == [(1, "default", "files", {"syntax": "hugo"}), (2, "default", None, {})]
    _entries_of(after)
    _revisions_of(after)
    _money_of(before, after)
    _events_of(after)
    assert [str(one) for one in integrity.findings()] == []


def _entries_of(after: dict[str, Rows]) -> None:
    first = {one["content_id"]: one["id"] for one in after["revisions"] if one["number"] == 1}
    for entry in after["publish_entries"]:
        number = entry["content_id"]
        assert (entry["target_id"], entry["publication_key"]) == (1, f"t{number}")
        assert entry["batch_id"] == ("b1" if number % 2 and number not in CLEANED_UP else None)
        out = entry["place"] is not None or entry["maybe_published_since"] is not None
        assert entry["revision_id"] == (first.get(number) if out else None)


def _revisions_of(after: dict[str, Rows]) -> None:
    texts = {one["id"]: one for one in after["contents"]}
    assert len(after["revisions"]) == len(ENTRIES)
    for one in after["revisions"]:
        content = texts[one["content_id"]]
        assert (one["number"], one["status"]) == (content["attempt"], "accepted")
        assert one["task_id"] == content["generation_task_id"]
        for name in ("title", "body", "html", "summary", "images", "tags", "metadata"):
            assert one[name] == content[name]
        person = one["content_id"] in EDITED
        assert one["author_kind"] == ("person" if person else "creator")
        assert one["author"] == ("cli:olga" if person else "outline")


def _money_of(before: dict[str, Rows], after: dict[str, Rows]) -> None:
    for old_row, row in zip(before["generation_tasks"], after["generation_tasks"], strict=True):
        assert row["cost_micros"] == (None if old_row["cost"] is None else 123_457)
    ended = [one for one in after["generation_tasks"] if one["completed_at"] is not None]
    assert [(one["task_id"], one["attempt"]) for one in after["ledger"]] == [
        (one["task_id"], one["attempt"]) for one in ended
    ]
    for row, task in zip(after["ledger"], ended, strict=True):
        for name in ("cost_micros", "input_tokens", "output_tokens", "batch_id", "creator"):
            assert row[name] == task[name]


def _events_of(after: dict[str, Rows]) -> None:
    batches = {one["task_id"]: one["batch_id"] for one in after["generation_tasks"]}
    for event in after["events"]:
        if event["entity"] == "tick":
            assert (event["account_id"], event["batch_id"]) == (None, "k1")
        else:
            assert event["account_id"] == 1
            assert event["batch_id"] == batches.get(event["task_id"])


def test_the_line_goes_on_and_asks_for_what_is_out_there_by_its_old_key(old: Settings) -> None:
    migrations.migrate()
    last = max(one["id"] for one in all_rows()["publish_entries"])
    with running(old):
        wait_until(lambda: _waiting() == 0, 60, "the end of all that was due")
    boot.open_database(old)
    new = article(old, "new", approved=True, account=accounts.find("news"))  # nobody else writes it
    with running(old):
        wait_until(lambda: _waiting() == 0, 60, "the new one")
    found = {one["content_id"]: one for one in all_rows()["publish_entries"]}
    states = {number: found[number]["status"] for number in ENTRIES if number in found}
    assert states == {
        **dict.fromkeys((1, 3, 4, 5, 6), "published"),
        2: "queued",
        7: "failed",
        8: "failed",
        9: "withdrawn",
        10: "withdrawn",
    }
    published = old.home_folder / "published"
    for number in FOUND:  # found, and not written anew
        assert found[number]["proof"] == str(published / "blog" / f"{number}.md")
        assert "Title" not in (published / "blog" / f"{number}.md").read_text()
    assert '"key": "t5"' in (published / "blog" / "5.md").read_text()  # looked up, and not there
    (first,) = (published / "blog").glob("*-1.md")
    assert '"key": "t1"' in first.read_text()
    entry = found[new]
    assert entry["id"] > last + 1  # that of the entry which is gone is not given again
    assert entry["publication_key"] == f"{entry['task_id']}-t2"
    assert [one["status"] for one in all_rows()["generation_tasks"][-7:-4]] == ["completed"] * 3
    assert [str(one) for one in integrity.findings()] == []


def _waiting() -> int:
    sql = (
        "SELECT (SELECT COUNT(*) FROM publish_entries WHERE status IN ('publishing', 'unverified')"
        f" OR status = 'queued' AND due_at < '{FAR}') + (SELECT COUNT(*) FROM generation_tasks"
        " WHERE status IN ('pending', 'submitted', 'running'))"
    )
    return int(db.execute(sql).fetchone()[0])


def _dump(path: Path) -> list[str]:
    """The whole of a SQLite database: tables, rows, counters of ids."""
    with closing(sqlite3.connect(path)) as opened:
        return list(opened.iterdump())


def test_the_way_back_is_the_backup_that_the_migration_took(
    config: Settings, cli: Cli, tmp_path: Path
) -> None:
    older = tmp_path / "older"
    with program_before(SCRIPT, older):
        fill(config)
        before = all_rows()
    db.close()
    live = config.home_folder / "contenthub.db"
    dump = _dump(live)
    assert cli("task", "list").code == 4
    told = cli("db", "migrate", "-f", "json").json
    assert min(told["applied"]).startswith(SCRIPT)  # and what came after it
    assert cli("db", "check").code == 0
    assert cli("content", "approve", "1", "--reason", "looked").code == 0  # it is used
    answer = cli("db", "restore", told["backup"])
    assert answer.code == 0, answer.err
    db.close()
    assert _dump(live) == dump
    with program_before(SCRIPT, older):
        boot.open_database(config)  # the program of then takes it for its own
        assert all_rows() == before


def test_amounts_get_their_currency_although_the_migration_was_ended_before_that(
    config: Settings, cli: Cli, tmp_path: Path
) -> None:
    with program_before(SCRIPT, tmp_path / "older"):
        fill(config)
    migrations.migrate()
    db.close()
    assert cli("db", "migrate").code == 0
    assert cli("task", "stats", "-f", "json").json["currency"] == config.currency


def _steps(folder: Path, more: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many thousand steps SQLite takes for a home with so many further publications."""
    for number in range(100, 100 + more):
        monkeypatch.setitem(ENTRIES, number, ENTRIES[3])
    with program_before(SCRIPT, folder / "older"):
        fill(Settings(home=folder / "home"))
    steps = []
    connection = db.database.connection()
    connection.set_progress_handler(lambda: steps.append(1), 1_000)
    migrations.migrate()
    connection.set_progress_handler(None, 1_000)
    db.close()
    return len(steps)


def test_a_home_of_four_times_the_size_takes_about_four_times_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.mkdir()
    large.mkdir()
    few = _steps(small, 300, monkeypatch)
    assert _steps(large, 1_200, monkeypatch) < 6 * few
