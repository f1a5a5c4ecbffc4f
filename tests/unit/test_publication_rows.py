"""What lists of publications say of the time at which something goes out."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.commands.console import publication_rows
from contenthub.commands.console.output import Format

EIGHT, NINE, TEN = (f"2026-11-26T{hour}:00:00Z" for hour in ("08", "09", "10"))

LATE = {"deferred_from": EIGHT}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"publish_at": EIGHT, "slot_at": None, "due_at": EIGHT}, "queued"),
        ({"publish_at": EIGHT, "slot_at": EIGHT, "due_at": EIGHT}, "queued in a slot"),
        ({"publish_at": EIGHT, "slot_at": EIGHT, "due_at": NINE}, "queued in a slot"),
        ({"publish_at": NINE, "slot_at": EIGHT, "due_at": NINE} | LATE, "queued, deferred"),
        ({"publish_at": NINE, "slot_at": None, "due_at": NINE} | LATE, "queued, deferred"),
        ({"publish_at": NINE, "slot_at": EIGHT, "due_at": TEN} | LATE, "queued"),
        (
            {"publish_at": NINE, "slot_at": None, "due_at": NINE, "status": "failed"} | LATE,
            "failed",
        ),
        ({"publish_at": EIGHT, "slot_at": NINE, "due_at": EIGHT}, "queued"),  # earlier is not late
    ],
)
def test_a_status_says_what_gave_the_time(row: dict[str, Any], said: str) -> None:
    whole = {"status": "queued", "target_paused": False, "deferred_from": None, **row}
    (found,) = publication_rows.said([whole], Format.TABLE)
    assert found["status"] == said
