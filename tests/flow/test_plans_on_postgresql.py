"""PostgreSQL reads no list of tasks by sorting them or by looking at all, as SQLite does not."""

from __future__ import annotations

import re
from typing import Any

from contenthub.database import db
from contenthub.lifecycle import accounts, submission
from contenthub.lifecycle.submission import NewTask
from contenthub.settings import Settings
from tests.flow.test_work_of_lists import LISTS, lists
from tests.support.plans import recorded

ROWS = 20_000


def _plan(sql: str, params: tuple[Any, ...]) -> str:
    return "\n".join(
        row[0] for row in db.database.obj.execute_sql(f"EXPLAIN {sql}", params).fetchall()
    )


def test_no_list_of_tasks_sorts_or_reads_all(site: Settings) -> None:
    account = accounts.default()
    accounts.add("others")
    topics = [NewTask(f"topic {n}", account) for n in range(ROWS)]
    submission.submit(topics, site, "test", batch_id="x")
    db.execute("ANALYZE")
    with recorded() as found:
        for _, act in lists({"tasks": LISTS["tasks"]}):
            act()
    plans = {sql: _plan(sql, params) for sql, params in found}
    assert len(plans) > 15
    whole = re.compile(r"Seq Scan on generation_tasks|Sort Key", re.I)
    assert {sql: plan for sql, plan in plans.items() if whole.search(plan)} == {}
    assert whole.search(_plan("SELECT id FROM generation_tasks ORDER BY topic LIMIT 5", ()))
