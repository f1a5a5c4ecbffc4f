"""Articles that are there at once, for tests of what people do with them afterwards."""

from __future__ import annotations

from typing import Any

from contenthub import records
from contenthub.articles.text import guess_language, word_count
from contenthub.database import db
from contenthub.lifecycle import accounts, contents, submission, task_sums
from contenthub.lifecycle.drafts import Draft
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Content, Entry
from contenthub.settings import Settings
from tests.support import texts


def article(
    settings: Settings,
    title: str = "Tea",
    body: str = texts.ARTICLE,
    *,
    topic: str = "",
    approved: bool = False,
    account: Account | None = None,
    priority: int = 5,
    **draft: Any,
) -> int:
    """Store one as if a creator had written it; returns its id. Approved ones enter the pool.

    Without a topic its title is the topic's words, which the gate shows.
    """
    used = account or accounts.default()
    request = NewTask(topic or title, used, auto_approve=approved, priority=priority)
    task_id = submission.submit([request], settings, "test")[0].task_id
    task = submission.by_task_id(task_id)
    assert task is not None
    language = used.language if used.language != "auto" else guess_language(topic or title)
    finished = Draft(title, body, "", language, word_count(body), **draft)
    with Unit("test") as unit:
        content_id = contents.create(unit, task, used, finished, settings)
    with db.transaction():  # nobody is to write it once more
        db.execute(
            "UPDATE generation_tasks SET status = 'completed', content_id = ?, due_at = NULL,"
            " timeout_at = NULL, completed_at = updated_at WHERE id = ?",
            (content_id, task.id),
        )
    task_sums.count_anew()
    return content_id


def content_of(content_id: int) -> Content:
    """The content as it is now."""
    return records.by_ids(Content, [content_id])[0]


def entry_of(content_id: int) -> Entry | None:
    """Its entry in the publish pool as it is now; None also for one that was taken out."""
    sql = "WHERE content_id = ? AND status <> 'withdrawn'"
    found = records.select(Entry, sql, (content_id,))
    return found[0] if found else None


def set_entry(content_id: int, status: str, **columns: Any) -> None:
    """Put its entry into a state that only a publisher leads to."""
    names = ", ".join(f"{name} = ?" for name in columns)
    with db.transaction():
        db.execute(
            f"UPDATE publish_entries SET status = ?, due_at = NULL{', ' if names else ''}{names}"
            " WHERE content_id = ?",
            (status, *columns.values(), content_id),
        )
