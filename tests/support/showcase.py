"""A home with something in every list, in several scripts; always the same, to the last id."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from contenthub.lifecycle import accounts, targets, task_sums
from contenthub.models import Content, Event, GenerationTask, PublishEntry, Schedule, Tick

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
FAMILY = "👩\u200d👩\u200d👧\u200d👦"
TOPICS = (
    "内容生产线如何在没有人值守的情况下把一个选题变成一篇发布的文章，并且不丢失任何工作",
    f"{FAMILY} Families, flags 🇩🇪🇫🇷 and hearts ❤\ufe0f in one title that is a good deal too long",
    "Cafe\u0301s of Zu\u0308rich",
    "A short one",
    "evil \x1b[31mred\x1b[0m \u202egnitirw\u202c \u200bhidden",
)
ERRORS = (
    None,
    "the server answered 429: rate limit reached for requests per minute, try again in 20 s",
    None,
    "模型没有返回文章",
    None,
)
STATES = ("completed", "failed", "running", "timeout", "pending")


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def task_id(number: int) -> str:
    return f"{number * 0x11111111:08x}-9d0f-4b7e-8f57-1f1d2b3c4d{number:02x}"


def build() -> None:
    """Fill the open database."""
    account = accounts.default()
    chinese = accounts.add("茶事与历史编辑部", language="zh", auto_approve=False)
    accounts.add("tea-blog", language="en", creator="openai", publisher="files", active=False)
    for number, (topic, state, error) in enumerate(zip(TOPICS, STATES, ERRORS, strict=True), 1):
        owner = chinese if number == 1 else account
        _task(number, owner.id, topic, state, error)
    task_sums.count_anew()
    for number, review in enumerate(("approved", "pending", "rejected"), 1):
        _content(number, chinese.id if number == 1 else account.id, review)
    _schedules()


def _task(number: int, account: int, topic: str, state: str, error: str | None) -> None:
    made = ago(minutes=3**number)
    GenerationTask.create(
        task_id=task_id(number),
        account=account,
        topic=topic,
        creator="outline",
        status=state,
        progress=42 if state == "running" else None,
        error_message=error,
        priority=number,
        attempt=1 + (error is not None),
        batch_id="7f3c2a11-0000-4000-8000-000000000001",
        content_id=number if number == 1 else None,
        started_at=made,
        completed_at=made + timedelta(seconds=125),
        created_at=made,
        updated_at=made,
    )
    Event.create(
        event_id=f"e{number}",
        entity="task",
        entity_id=number,
        task_id=task_id(1),
        attempt=1,
        event="create",
        from_state=None,
        to_state=state,
        who="cli:编辑",
        created_at=made,
        reason=error or "",
        data={"topic": topic[:20]},
    )


def _content(number: int, account: int, review: str) -> None:
    made = ago(hours=5**number)
    Content.create(
        generation_task_id=task_id(number),
        account=account,
        topic=TOPICS[number - 1],
        title=TOPICS[number - 1],
        body="text",
        word_count=10**number,
        review_status=review,
        review_reason={"pending": "标题过长：超过 64 个字符 (title too long)"}.get(review),
        created_at=made,
        updated_at=made,
    )
    states = {1: "published", 2: "queued", 3: "failed"}
    PublishEntry.create(
        content=number,
        target=targets.default_of(account).id,
        publication_key=task_id(number),
        task_id=task_id(number),
        account=account,
        publisher="files",
        status=states[number],
        scheduled_at=NOW + timedelta(hours=20 * (number - 1)),
        proof="/home/you/published/tea/2026-11-25-a-short-one.md" if number == 1 else None,
        error_message=ERRORS[1] if number == 3 else None,
        created_at=made,
        updated_at=made,
    )


def _schedules() -> None:
    common: dict[str, Any] = {
        "type": "cleanup",
        "params": {"days": 90},
        "catch_up": "latest",
        "catch_up_window": 86_400.0,
        "overlap": "allow",
        "anchor_at": NOW,
        "created_at": NOW,
        "updated_at": NOW,
    }
    Schedule.create(
        name="每日生成：茶与历史",
        kind="cron",
        trigger="0 8 * * 1-5",
        timezone="Asia/Shanghai",
        status="active",
        next_at=NOW + timedelta(hours=12),
        **common,
    )
    Schedule.create(
        name="weekly",
        kind="every",
        trigger="604800",
        timezone="Europe/Berlin",
        status="paused",
        next_at=NOW + timedelta(days=3),
        **common,
    )
    for number, state in enumerate(("completed", "failed", "skipped"), 1):
        time = ago(days=number)
        done = state != "skipped"
        Tick.create(
            tick_id=f"schedule-1-{time:%Y%m%dT%H%M%S}Z",
            schedule=1,
            scheduled_for=time,
            origin="schedule",
            status=state,
            tasks=number if done else 0,
            started_at=time + timedelta(seconds=160266.7207 * (number == 2) + 0.25)
            if done
            else None,
            finished_at=time + timedelta(days=2, hours=3) if done else None,
            error_message=ERRORS[3] if number == 2 else None,
            created_at=time,
            updated_at=time,
        )
