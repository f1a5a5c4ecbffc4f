"""A home as the program before targets left it: rows in every state, files that are out there."""

from __future__ import annotations

import json
from typing import Any

from contenthub import boot
from contenthub.database import db
from contenthub.settings import Settings
from tests.support.older_home import insert

SCRIPT = "0007"
THEN = "2026-11-01T10:00:00.000000+00:00"
LATER = "2026-11-01T11:00:00.000000+00:00"
FAR = "2100-01-01T00:00:00.000000+00:00"
MOMENTS = {"created_at": THEN, "updated_at": LATER}
LEASED = {"attempt": 1, "crash_count": 0, "retry_count": 0, "max_retries": 3}
# content id -> its entry's state, what else is known of it; None: it has no entry
TRIED = {"place": '{"folder": "blog", "file": "%d.md"}'}
DOUBT = TRIED | {"maybe_published_since": THEN}
ENTRIES: dict[int, tuple[str | None, dict[str, Any]]] = {
    1: ("queued", {"due_at": THEN}),
    2: ("queued", {"due_at": FAR, "scheduled_at": FAR, "priority": 9}),
    3: ("published", TRIED | {"proof": "/x/3.md", "published_at": LATER}),
    4: ("unverified", DOUBT | {"due_at": THEN, "looks": 1, "error_message": "lost"}),
    5: ("unverified", DOUBT | {"due_at": THEN}),
    6: (
        "publishing",
        TRIED | {"lease_owner": "dead:1", "lease_until": THEN, "due_at": THEN},
    ),
    7: ("failed", TRIED | {"error_message": "no right", "retry_count": 3}),
    8: ("failed", DOUBT | {"error_message": "nobody knows"}),
    9: ("withdrawn", {}),
    10: ("withdrawn", DOUBT),
    11: (None, {}),
}
FOUND = {4, 6}  # their files are there
EDITED = {3, 7}
CLEANED_UP = {3}  # their tasks are gone
OPEN_TASKS = ("pending", "submitted", "running")
ENDED_TASKS = ("failed", "timeout", "cancelled")


def fill(settings: Settings) -> None:
    """Make it, with the scripts that the program of then knew."""
    boot.open_database(settings)
    with db.transaction():
        _accounts()
        for number in ENTRIES:
            _article(number)
        for number, state in enumerate((*OPEN_TASKS, *ENDED_TASKS), 21):
            _task(number, state)
        _schedule()
        # an id is never given again: that of an entry that is gone is the largest there was
        db.execute("DELETE FROM publish_entries WHERE content_id = 11")
        db.execute("DELETE FROM generation_tasks WHERE task_id = 't3'")
    if not db.is_sqlite():
        db.execute("SELECT setval('contents_id_seq', 11)")
    home = settings.home_folder / "published" / "blog"
    home.mkdir(parents=True)
    for number in FOUND:
        (home / f"{number}.md").write_text(
            f'---\ncontenthub: {{"content_id": {number}, "key": "t{number}"}}\n---\n'
        )


def _accounts() -> None:
    texts = dict.fromkeys(("tone", "audience", "requirements"), "")
    words = dict.fromkeys(("banned_words", "required_words"), "[]")
    for name, publisher, settings in (
        ("blog", "files", {"syntax": "hugo"}),
        ("news", None, {}),
    ):
        insert(
            "accounts",
            name=name,
            folder_name=name,
            language="auto",
            publisher=publisher,
            publisher_settings=json.dumps(settings),
            gate='{"template_draft": "off"}',
            active=True,
            auto_publish=True,
            **texts,
            **words,
            **MOMENTS,
        )


def _task(number: int, status: str, **values: Any) -> None:
    is_open, ended = status in OPEN_TASKS, status in (*ENDED_TASKS, "completed")
    lost = {"lease_owner": "dead:1", "lease_until": THEN} if status == "running" else {}
    row = {
        "task_id": f"t{number}",
        "account_id": 1,
        "topic": f"topic {number}",
        "keywords": '["a"]',
        "category": "",
        "requirements": "",
        "tone": "",
        "creator": "outline",
        "status": status,
        "priority": 5,
        "lost_looks": 0,
        "auto_approve": True,
        "batch_id": "b1" if number % 2 else None,
        "due_at": THEN if is_open else None,
        "timeout_at": FAR if is_open else None,
        "started_at": THEN,
        "completed_at": LATER if ended else None,
        "input_tokens": 100 + number,
        "output_tokens": None if number % 2 else 7,
        "cost": 0.1234567 if number % 3 else None,
    }
    insert("generation_tasks", **(row | LEASED | MOMENTS | lost | values))
    _event(number, "task", number, "create", status)


def _article(number: int) -> None:
    _task(number, "completed", content_id=number)
    edited = number in EDITED
    row = {
        "id": number,
        "generation_task_id": f"t{number}",
        "account_id": 1,
        "topic": f"topic {number}",
        "title": f"Title {number}",
        "body": f"Body {number} 茶",
        "html": "<p>x</p>" if number == 1 else None,
        "summary": "s",
        "images": '["https://x/i.png"]',
        "tags": '["t"]',
        "keywords": '["a"]',
        "category": "c",
        "language": "en",
        "word_count": 2,
        "quality_score": 0.5,
        "metadata": '{"m": 1}',
        "review_status": "approved",
        "auto_publish": True,
        "attempt": 2 if edited else 1,
        "priority": 5,
    }
    insert("contents", **(row | MOMENTS))
    _event(number, "content", number, "create", "approved")
    if edited:
        _event(number, "content", number, "edit", "approved", actor="cli:olga")
    state, known = ENTRIES[number]
    entry = {
        "content_id": number,
        "task_id": f"t{number}",
        "account_id": 1,
        "publisher": "files",
        "status": state or "queued",
        "priority": 5,
        "scheduled_at": THEN,
        "looks": 0,
    }
    known = {name: value % number if name == "place" else value for name, value in known.items()}
    insert("publish_entries", **(entry | LEASED | MOMENTS | known))
    _event(number, "entry", number, "create", "queued")


def _event(number: int, entity: str, id_: int, event: str, to: str, actor: str = "test") -> None:
    insert(
        "events",
        event_id=f"e{entity}{number}{event}",
        entity=entity,
        entity_id=id_,
        task_id=f"t{number}" if entity != "tick" else None,
        attempt=1,
        event=event,
        to_state=to,
        actor=actor,
        reason="why",
        created_at=THEN,
    )


def _schedule() -> None:
    insert(
        "schedules",
        name="s",
        type="publish_due",
        kind="cron",
        trigger="@daily",
        timezone="UTC",
        params="{}",
        description="",
        status="paused",
        status_reason="",
        catch_up="latest",
        catch_up_window=1.0,
        overlap="allow",
        failures=0,
        counters="{}",
        anchor_at=THEN,
        attempt=1,
        **MOMENTS,
    )
    insert(
        "ticks",
        tick_id="k1",
        schedule_id=1,
        scheduled_for=THEN,
        origin="schedule",
        status="completed",
        stands_for=1,
        tasks=0,
        finished_at=LATER,
        **LEASED,
        **MOMENTS,
    )
    _event(0, "tick", 1, "complete", "completed")
