"""Something in the lists of who is told and of who may ask: webhooks, messages, tokens."""

from __future__ import annotations

from datetime import timedelta

from contenthub.models import ApiToken, Delivery, DeliveryLane, Webhook
from tests.support.showcase import NOW, task_id

URL = "https://hooks.example.com/services/T024BE7LD/contenthub?channel=%E8%8C%B6&team=editors"
ERROR = "the server answered 503: 服务暂时不可用 (try again when its maintenance is over)"


def build() -> None:
    """Fill the open database, in which two accounts and five tasks are."""
    for number in (1, 2):
        common = {"who": "cli:编辑", "created_at": NOW, "updated_at": NOW}
        Webhook.create(
            url=URL,
            lane=f"webhook:{number}",
            secret="whsec_x",
            event_types=["task.completed", "task.failed", "entry"] if number == 1 else [],
            account_id=2 if number == 1 else None,
            status=("active", "paused")[number - 1],
            status_reason="" if number == 1 else "failing for 5 days",
            **common,
        )
        DeliveryLane.create(
            lane=f"webhook:{number}",
            failing_since=NOW - timedelta(hours=3) if number == 1 else None,
            failures=number - 1,
            last_error=ERROR if number == 1 else None,
            taken_at=NOW,
        )
        ApiToken.create(
            name=("监控 (monitoring of the editorial office)", "ci")[number - 1],
            digest=f"d{number}",
            scope=("read", "admin")[number - 1],
            account_ids=[1, 2, 3] if number == 1 else [],
            who="cli:编辑",
            created_at=NOW - timedelta(days=90),
            expires_at=NOW + timedelta(days=9) if number == 1 else None,
            last_used_at=NOW - timedelta(minutes=4) if number == 1 else None,
        )
    for number, status in enumerate(("pending", "delivered", "failed"), 1):
        Delivery.create(
            message_id=f"msg_{number}",
            kind="webhook",
            lane="webhook:1",
            webhook_id=1,
            account_id=2,
            webhook_account_id=2,
            task_id=task_id(number),
            event_id=f"e{number}",
            sequence=number,
            type="task.completed",
            body='{"type": "task.completed"}',
            status=status,
            retry_count=number,
            max_retries=9,
            due_at=NOW + timedelta(hours=2) if status == "pending" else None,
            error_message=None if status == "delivered" else ERROR,
            created_at=NOW - timedelta(hours=number),
            updated_at=NOW,
        )
