"""A question to a reviewer as a frozen record; the other records are in ``rows``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contenthub.states import OpinionState


@dataclass(frozen=True, slots=True)
class Opinion:
    """A question to a reviewer as it was read; ``number`` is that of the revision."""

    id: int
    content_id: int
    number: int
    task_id: str
    account_id: int
    batch_id: str | None
    reviewer: str
    auto_approve: bool
    status: str
    attempt: int
    retry_count: int
    max_retries: int
    crash_count: int
    lease_owner: str | None
    due_at: datetime | None
    timeout_at: datetime
    error_message: str | None
    created_at: datetime
    updated_at: datetime

    @property
    def state(self) -> OpinionState:
        return OpinionState(self.status)

    @property
    def label(self) -> str:
        return self.task_id
