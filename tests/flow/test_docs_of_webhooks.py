"""The receiver in docs/webhooks.md does what it says: it takes ours once, and refuses all else."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx2

from contenthub.delivery_states import DeliveryState
from contenthub.lifecycle import recovery, webhooks
from contenthub.lifecycle.unit import Unit
from contenthub.lifecycle.webhooks import NewWebhook
from contenthub.pacing import DELIVERY_WAITS, LANE_FAILED_FOR
from contenthub.queries import deliveries
from contenthub.senders.base import TIMEOUT
from contenthub.settings import Settings
from contenthub.timetable import spans
from tests.support.pages import page
from tests.support.processes import Processes, wait_until

PAGE = "docs/webhooks.md"


def test_the_receiver_takes_what_we_sign_once_and_refuses_all_else(
    database: Settings, line: Any, submit: Callable[..., str], until: Any, tmp_path: Path
) -> None:
    (block,) = [one for one in page(PAGE).blocks() if one.file_name == "receive.py"]
    (tmp_path / "receive.py").write_text(block.text)
    secret = webhooks.common_secret()
    with Processes(tmp_path) as processes:
        settings = {"PORT": "0", "SECRETS": f"{webhooks.new_secret()} {secret}"}
        process = processes.start([sys.executable, "receive.py"], settings=settings)
        wait_until(lambda: "listening" in process.stdout(), 60, "the receiver", process)
        port = int(process.stdout().split()[2])
        address = f"http://127.0.0.1:{port}/"
        with Unit("test") as unit:
            webhooks.add(unit, NewWebhook(address, ["task.completed"], public_only=False))
        task_id = submit(webhook=webhooks.TaskAddress(address, public_only=False))
        line()
        until(lambda: f"task.completed {task_id}" in process.stdout(), "the message", 60)

        def arrived() -> list[int]:
            rows = deliveries.listing(deliveries.Filter([DeliveryState.DELIVERED]), 10)
            return [row["id"] for row in rows if row["type"] == "task.completed"]

        (again,) = until(arrived, "the note")
        recovery.resend(again, "test")
        until(lambda: len(deliveries.details(again)["attempts"]) == 2, "the repetition")
        assert process.stdout().count(f"task.completed {task_id}") == 1
        refused = httpx2.post(address, json={"type": "task.completed", "data": {}})
        assert refused.status_code == 401
        strangers = [row["error_message"] for row in deliveries.listing(deliveries.Filter(), 10)]
        assert "it answered 401" in strangers  # the webhook's own secret is not the receiver's


def test_its_waits_are_those_of_the_program() -> None:
    text = page(PAGE).text.replace("\n", " ")
    told = re.search(r"tried again ((?:[\d smhin,]+?)(?: and [\d smhin]+)) after the try", text)
    assert told is not None
    words = told[1].replace(" and ", ", ").split(", ")
    seconds = [spans.parse(word.replace(" ", "").replace("min", "m")) for word in words]
    assert [one.total_seconds() for one in seconds] == list(DELIVERY_WAITS)
    assert f"within {TIMEOUT:.0f} seconds" in text
    assert LANE_FAILED_FOR == 5 * 86_400
    assert "for five days" in text
