"""Something in every list of alerts: what is wrong, what was, and who is told of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from contenthub.models import AlertChannel, Incident, SchedulePing, Silence

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def build() -> None:
    """Fill the open database, in which a first schedule is."""
    _incident(
        "creator_failing",
        "openai",
        "error",
        hours=2,
        summary="the creator openai completed none of the last 7 tasks: 模型没有返回文章 "
        "(the server answered 429: rate limit reached, try again in 20 s)",
        figures={"failed": 7},
    )
    _incident(
        "backlog",
        "",
        "warning",
        hours=5,
        summary="61 tasks wait for a slot",
        status="acknowledged",
        acknowledged_by="cli:编辑",
        acknowledged_at=NOW - timedelta(hours=4),
        status_reason="a large import: 茶与历史",
    )
    _incident(
        "disk",
        "",
        "error",
        hours=75,
        summary="12 MB are free on the disk of the data home /srv/contenthub",
        status="resolved",
        resolved_at=NOW - timedelta(hours=70),
    )
    for number, (rule, subject) in enumerate(((None, None), ("creator_failing", "openai"))):
        Silence.create(
            rule=rule,
            subject=subject,
            until=NOW + timedelta(hours=2 - number),
            reason="数据库迁移 (the database moves to another machine)",
            who="api:监控",
            created_at=NOW,
        )
    _channels()
    url = "https://hc-ping.com/7f3c2a11-0000-4000-8000-000000000001"
    SchedulePing.create(schedule=1, url=url, created_at=NOW)


def _incident(
    rule: str, subject: str, level: str, *, hours: float, summary: str, **more: Any
) -> None:
    began = NOW - timedelta(hours=hours)
    row = {"rule": rule, "subject": subject, "level": level, "status": "open", "summary": summary}
    times = {"began_at": began, "seen_at": NOW, "told_at": began}
    Incident.create(**row | times | {"created_at": began, "updated_at": began} | more)


def _channels() -> None:
    mails = {"host": "smtp.example.com", "to": "ops@example.com", "password": "hunter22"}
    hook = {"url": "https://hooks.example.com/services/T024BE7LD/B1H9RESGL/s3cr3tpart0fthepath"}
    for name, type_, settings, paused in (
        ("值班邮箱", "email", mails, False),
        ("desk", "webhook", hook, True),
    ):
        AlertChannel.create(
            name=name,
            type=type_,
            settings=settings,
            paused=paused,
            tested_at=None if paused else NOW - timedelta(days=1),
            created_at=NOW,
            updated_at=NOW,
        )
