"""Tasks in the states in which callbacks find them, and who sends those callbacks."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from contenthub import boot, signing
from contenthub.database import db
from contenthub.lifecycle import callback_keys, handover, leases, slots, submission, unit
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.records import Account, Task
from contenthub.settings import Settings
from tests.support.api import Served, served
from tests.support.line_accounts import line_account
from tests.support.story import Story

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OLD_SECRET = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"  # is being replaced
ANOTHER_SECRET = "whsec_" + "QUFB" * 10  # none of ours
ARTICLE = "# How green tea is brewed\n\nThe water is not boiling any more: 70 to 80 degrees."
_ids = count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a callback was answered."""

    status_code: int
    headers: http.client.HTTPMessage
    text: str

    def json(self) -> Any:
        return json.loads(self.text)


@dataclass
class Desk:
    """A server of the API, the database behind it, and a program that sends callbacks."""

    server: Served
    settings: Settings
    account: Account
    story: Story

    def pending(self, creator: str = "content-creator-http", **wishes: Any) -> Task:
        """A task that waits."""
        request = replace(NewTask(f"tea {next(_ids)}", self.account, creator=creator), **wishes)
        task_id = submission.submit([request], self.settings, "test")[0].task_id
        return self.story.task(task_id)

    def handed_over(self, **wishes: Any) -> Task:
        """A task whose order is under way to its creator, which has not answered yet."""
        task = self.pending(**wishes)
        self.hand_over(task)
        return self.story.task(task.task_id)

    def hand_over(self, task: Task) -> str:
        """Begin to hand it over; returns the token of the lease."""
        slots.dispatch(self.settings, "test")
        token = leases.new_token()
        assert handover.claim_for_submit([(task.id, task.attempt)], token, self.settings)
        return token

    def running(self, external_id: str = "", **wishes: Any) -> Task:
        """A task that its creator has accepted, under its idempotency key unless it says so."""
        return self.start(self.pending(**wishes), external_id)

    def start(self, task: Task, external_id: str = "") -> Task:
        """Hand a pending task over."""
        token = self.hand_over(task)
        with Unit("test") as one:
            (held,) = leases.held([self.story.task(task.task_id)], token)
            handover.start_remote(one, held, external_id or task.creator_key, self.settings)
        return self.story.task(task.task_id)

    def key(self, task: Task, attempt: int | None = None) -> str:
        """The key of the secret address of an attempt."""
        return callback_keys.secret(task.task_id, attempt or task.attempt)

    def send(
        self,
        task: Task | str,
        body: Any,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        address: str = "",
    ) -> Answer:
        """Call back; the body as it is where it is bytes.

        From an address that was not used yet, unless it says so: many failed tries are slowed down.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        path = f"/api/v1/callbacks/{task if isinstance(task, str) else task.task_id}"
        path += "" if key is None else f"?{urlencode({'key': key})}"
        number = next(_ids)
        source = address or f"127.1.{number // 250 % 250}.{number % 250 + 1}"
        server = urlsplit(self.server.address).netloc
        connection = http.client.HTTPConnection(server, timeout=60, source_address=(source, 0))
        try:
            sent = {"content-type": "application/json", **(headers or {})}
            connection.request("POST", path, raw, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    def tell(self, task: Task, event: str = "completed", attempt: int | None = None) -> str:
        """Call back as content-creator does, at the secret address; returns what became of it."""
        return self.caller(task, event, attempt)()

    def caller(
        self, task: Task, event: str = "completed", attempt: int | None = None
    ) -> Callable[[], str]:
        """``tell`` for any thread: it asks the database nothing any more."""
        number = attempt or task.attempt
        body, key = generators(f"{task.task_id}-{number}", event), self.key(task, number)

        def call() -> str:
            answer = self.send(task, body, key)
            assert answer.status_code == 200, answer.text
            return str(answer.json()["outcome"])

        return call

    def contents(self, task: Task) -> int:
        sql = "SELECT COUNT(*) FROM contents WHERE generation_task_id = ?"
        return int(db.execute(sql, (task.task_id,)).fetchone()[0])


def raw(body: Any) -> bytes:
    """A body as it is sent, for who signs it."""
    return json.dumps(body).encode()


def refused(answer: Answer, status: int, code: str) -> None:
    """The callback was answered with this error."""
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def unchanged(calling: Desk, task: Task) -> bool:
    """Whether nothing of the task has changed since it was read."""
    return calling.story.task(task.task_id) == task


def generators(id_: str, event: str = "completed", **more: Any) -> dict[str, Any]:
    """A body in the shape of content-creator."""
    body = {"event": event, "taskId": id_, "workflowType": "content-creator", "metadata": {}}
    body |= {"status": {"progress": "running"}.get(event, event), "timestamp": "2026-11-26T12:00Z"}
    if event == "completed":
        body["result"] = {"content": ARTICLE, "qualityScore": 8.5}
    elif event == "failed":
        body["error"] = {"type": "Error", "message": "the model is away", "details": {}}
    else:
        body["metadata"] = {"currentStep": "write", "progress": 40}
    return body | more


def ours(task: Task | None, kind: str = "completed", **data: Any) -> dict[str, Any]:
    """A body in the documented shape."""
    named = {} if task is None else {"task_id": task.task_id, "attempt": task.attempt}
    told = {"completed": {"article": {"content": ARTICLE}}, "failed": {"error": "no model"}}
    values = named | told.get(kind, {}) | data
    return {"type": f"generation.{kind}", "timestamp": "2026-11-26T12:00:00Z", "data": values}


def signature(
    body: bytes, secret: str = SECRET, id_: str = "", at: float | None = None
) -> dict[str, str]:
    """The headers of a signed body."""
    id_, moment = id_ or f"msg_{next(_ids)}", int(time.time() if at is None else at)
    signed = signing.sign(secret, id_, moment, body)
    return {"webhook-id": id_, "webhook-timestamp": str(moment), "webhook-signature": signed}


@contextmanager
def desk(folder: Path, database_url: str = "", **settings: str) -> Iterator[Desk]:
    """A server in a process of its own; its database is open in this one, too."""
    of_all = {"DATABASE_URL": database_url} if database_url else {}
    with served(folder, of_all=of_all, **settings) as server:
        used = Settings(
            home=server.processes.home, database_url=database_url, max_concurrent_tasks=1000
        )
        boot.open_database(used)
        try:
            yield Desk(server, used, line_account(), Story())
        finally:
            unit.hang_bell(None)
            db.close()
