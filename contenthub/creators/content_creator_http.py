"""The generator content-creator as an HTTP service: ``CONTENTHUB_CREATOR_URL``.

Our idempotency key becomes the id of its task, so the status of that id tells whether an
attempt was accepted. It is asked before each POST: the service answers a second POST of one
key by marking the first, running task as failed.

``mode: async`` is documented, but current builds refuse it. Then the order is a POST of
``mode: sync``, which blocks for minutes; it waits in a thread of this process while the task
is looked at as usual. If this process dies, the service goes on, and any other process sees
the rest.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any, Self
from urllib.parse import quote

from contenthub.creators.base import CancelOutcome, Check, Observation, Phase, Request
from contenthub.creators.content_creator import (
    PHASES,
    Order,
    completed,
    compose,
    failed,
    observation,
    unreachable,
)
from contenthub.creators.content_creator_callback import EVENTS
from contenthub.creators.content_creator_service import NotListeningError, Service
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.settings import Settings

_ACCEPT_TIME = 30.0  # seconds until a blocking order has to be known to the service
_OBSERVE_TIME = 30.0  # seconds after which a round of looks gives up on the rest
_ANSWER_TIME = 3.0  # seconds from the end in a row to the answer that waited for it
_PARALLEL = 32  # looks at the same time
_RUNS_KEPT = 500  # ended blocking orders whose answers are kept
_FINAL = {Phase.COMPLETED, Phase.FAILED, Phase.CANCELLED}


class _Run:
    """One blocking order of this process: it ends with the service's answer or an error."""

    def __init__(self) -> None:
        self.ended = threading.Event()
        self.result: Mapping[str, Any] | None = None
        self.error: BackendError | None = None

    @property
    def goes_on(self) -> bool:
        return not self.ended.is_set()


class ContentCreatorHttp:
    """Hands orders to the service and asks it about them; ``timeout`` is seconds per answer."""

    name = "content-creator-http"

    def __init__(self, url: str, *, timeout: float = 10.0) -> None:
        self._service = Service(url, timeout, _PARALLEL)
        self._lookers = ThreadPoolExecutor(_PARALLEL, thread_name_prefix="look")
        self._lock = threading.Lock()
        self._runs: dict[str, _Run] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it from CONTENTHUB_CREATOR_URL, which may be missing: ``check`` tells."""
        return cls(settings.creator_url)

    def submit(self, request: Request) -> str:
        """POST the order unless the service knows its key already; see RemoteCreator."""
        body = _body(compose(request), request.idempotency_key) | _callback(request.callback_url)
        if self._knows(request.idempotency_key):
            return request.idempotency_key
        reply = self._service.post("/api/tasks", {**body, "mode": "async"})
        if reply.status == 400 and "async" in reply.message.lower():
            return self._submit_blocking(request, {**body, "mode": "sync"})
        accepted = reply.data(OutcomeUnknownError)
        return str(accepted.get("taskId") or request.idempotency_key)

    def find(self, request: Request) -> str | None:
        """Ask for the status of the attempt's key; see RemoteCreator."""
        try:
            return request.idempotency_key if self._knows(request.idempotency_key) else None
        except BackendError as error:
            raise TransientError(f"cannot look the order up: {error}") from error

    def observe(self, external_ids: Sequence[str]) -> list[Observation]:
        """Ask for each status, many at a time, and for the result of each that is done."""
        wanted = list(dict.fromkeys(external_ids))
        deadline = time.monotonic() + _OBSERVE_TIME
        away: list[BackendError] = []  # once nobody listens, the rest need not wait for it

        def look(external_id: str) -> Observation:
            if time.monotonic() > deadline:
                away.append(TransientError("no time was left to look at this one"))
            if away:
                return unreachable(external_id, away[0])
            try:
                return self._look(external_id)
            except BackendError as error:
                if isinstance(error, NotListeningError):
                    away.append(error)
                return unreachable(external_id, error)

        if len(wanted) == 1:
            return [look(wanted[0])]
        return list(self._lookers.map(look, wanted))

    def cancel(self, external_id: str) -> CancelOutcome:
        """Ask for the end of a task, as far as the service can end it.

        DELETE on a blocking run would only write "cancelled" over its status, while it goes
        on: such a run is left alone, and REFUSED is the truth.
        """
        before = self._task(external_id)
        if before is None or PHASES.get(str(before.get("status"))) in _FINAL:
            return CancelOutcome.GONE
        if before.get("mode") == "sync":
            return CancelOutcome.REFUSED
        self._service.delete(_path(external_id)).raise_unless_answered()
        return self._after_cancel(external_id)

    def check(self) -> Check:
        """Ask for its health."""
        try:
            reply = self._service.get("/health")
            reply.raise_unless_answered()
        except BackendError as error:
            return Check(False, str(error))
        if reply.status == 200 and isinstance(reply.body, dict):
            return Check(True, f"{self._service.url} answers")
        return Check(False, f"{self._service.url} answers, but not as content-creator does")

    def _submit_blocking(self, request: Request, body: Mapping[str, Any]) -> str:
        """Send the blocking order and wait until the service knows its key, or refuses it."""
        key, run = request.idempotency_key, _Run()
        self._keep(key, run)
        threading.Thread(
            target=self._order, args=(run, body, request.timeout), name=f"order-{key}", daemon=True
        ).start()
        deadline, pause = time.monotonic() + _ACCEPT_TIME, 0.02
        while not run.ended.wait(pause):
            with suppress(BackendError):  # no answer is no
                if self._status(key) is not None:
                    return key
            if time.monotonic() > deadline:
                raise OutcomeUnknownError(
                    f"content-creator took the order, but after {_ACCEPT_TIME:g} s "
                    "it does not know the task"
                )
            pause = min(2 * pause, 1.0)
        if run.error is not None:
            self._forget(key)
            raise run.error
        return key

    def _order(self, run: _Run, body: Mapping[str, Any], timeout: float) -> None:
        """The blocking POST, in its own thread: its answer comes when the article is there."""
        try:
            run.result = self._service.post("/api/tasks", body, timeout).data(OutcomeUnknownError)
        except BackendError as error:
            run.error = error
        finally:
            run.ended.set()

    def _knows(self, key: str) -> bool:
        """Whether an order with this key was accepted, or is on its way right now."""
        run = self._run(key)
        return (run is not None and run.goes_on) or self._status(key) is not None

    def _status(self, external_id: str) -> dict[str, Any] | None:
        return self._service.get(_path(external_id, "/status")).found()

    def _look(self, external_id: str) -> Observation:
        run = self._run(external_id)
        if run is None or run.goes_on:
            seen = self._seen(external_id)
            if run is None:
                return seen
            if seen.phase in {Phase.CANCELLED, Phase.UNKNOWN}:  # it runs, whatever its row says
                return replace(seen, phase=Phase.RUNNING)
            if seen.phase not in _FINAL:
                return seen
            run.ended.wait(_ANSWER_TIME)  # the answer tells more than the row: it is on its way
        if run.result is not None:
            return _outcome(external_id, run.result)
        return self._seen(external_id)

    def _seen(self, external_id: str) -> Observation:
        """What the service shows to everybody."""
        status = self._status(external_id)
        if status is None:
            return Observation(external_id, Phase.UNKNOWN)
        step, progress = status.get("currentStep"), status.get("progress")
        seen = observation(external_id, status.get("status"), step=step, progress=progress)
        if seen.phase is Phase.COMPLETED:
            return self._result(external_id)
        if seen.phase is Phase.FAILED:
            return failed(external_id, (self._task(external_id) or {}).get("errorMessage"))
        return seen

    def _result(self, external_id: str) -> Observation:
        reply = self._service.get(_path(external_id, "/result"))
        if reply.status == 400:  # not completed yet: it was looked at in between
            return Observation(external_id, Phase.RUNNING)
        try:
            result = reply.found()
        except PermanentError as error:  # it is done, and will not become readable
            return Observation(external_id, Phase.FAILED, error=error)
        if result is None:
            return Observation(external_id, Phase.UNKNOWN)
        return completed(external_id, result)

    def _task(self, external_id: str) -> dict[str, Any] | None:
        return self._service.get(_path(external_id)).found()

    def _after_cancel(self, external_id: str) -> CancelOutcome:
        """What a look after the DELETE shows; the DELETE itself always says "cancelled"."""
        after = self._task(external_id)
        phase = Phase.UNKNOWN if after is None else PHASES.get(str(after.get("status")))
        if phase in {Phase.CANCELLED, Phase.UNKNOWN}:
            return CancelOutcome.CONFIRMED
        return CancelOutcome.GONE if phase in _FINAL else CancelOutcome.REFUSED

    def _run(self, key: str) -> _Run | None:
        with self._lock:
            return self._runs.get(key)

    def _keep(self, key: str, run: _Run) -> None:
        """Remember a run, and forget the oldest ended ones: the service knows those as well."""
        with self._lock:
            ended = [each for each, old in self._runs.items() if not old.goes_on]
            for each in ended[: max(0, len(ended) - _RUNS_KEPT)]:
                del self._runs[each]
            self._runs[key] = run

    def _forget(self, key: str) -> None:
        with self._lock:
            self._runs.pop(key, None)


def _body(order: Order, key: str) -> dict[str, Any]:
    """The order as JSON. ``type`` is left out: the service takes none that it can run."""
    constraints = {
        "minWords": order.min_words,
        "maxWords": order.max_words,
        "keywords": list(order.required_words),
    }
    body = {
        "topic": order.topic,
        "requirements": order.requirements,
        "targetAudience": order.audience,
        "tone": order.tone,
        "keywords": list(order.keywords),
        "priority": order.urgency,
        "idempotencyKey": key,
        "hardConstraints": {name: value for name, value in constraints.items() if value},
    }
    return {name: value for name, value in body.items() if value}


def _callback(url: str) -> dict[str, Any]:
    """Where the service tells how far it is; its builds that call nobody pass this over."""
    if not url:
        return {}
    return {"callbackUrl": url, "callbackEnabled": True, "callbackEvents": list(EVENTS)}


def _outcome(external_id: str, result: Mapping[str, Any]) -> Observation:
    """What the answer to a blocking order tells: 201 comes for failed runs as well."""
    seen = observation(external_id, result.get("status"))
    if seen.phase is Phase.FAILED:
        return failed(external_id, result.get("error"))
    return completed(external_id, result) if seen.phase is Phase.COMPLETED else seen


def _path(external_id: str, rest: str = "") -> str:
    return f"/api/tasks/{quote(external_id, safe='')}{rest}"
