"""A stand-in for the HTTP service content-creator: a real server with the quirks of the real one.

Written after its documentation and its current code, which differ: ``FakeService.asynchronous``
chooses which of the two it is. Run as a program, it prints its address and serves until its
standard input ends.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Self
from uuid import uuid4

ENDLESS = float("inf")

_ROUTE = re.compile(r"/api/tasks(?:/([^/]+))?(?:/(status|result))?$")
_LIMITS = {"topic": 500, "requirements": 2000, "targetAudience": 500, "tone": 100}
_REQUIRED = ("topic", "requirements", "targetAudience")


@dataclass
class Plan:
    """What becomes of the generations begun from now on; times are in seconds."""

    duration: float = 0.0
    error: str = ""  # the run ends as failed with it
    text: str = "# An article\n\nSome text."
    html: str | None = None
    images: list[dict[str, Any]] = field(default_factory=list)
    quality_score: float | None = 8.5
    metrics: dict[str, float] = field(default_factory=lambda: {"tokensUsed": 1200, "cost": 0.03})


@dataclass
class Task:
    """One row of the service, and the run that may go on whatever the row says."""

    key: str
    body: dict[str, Any]
    plan: Plan
    began: float = field(default_factory=time.monotonic)
    row: str | None = None  # what the row says while the run goes on, if not "running"
    stopped: bool = False

    @property
    def running(self) -> bool:
        return not self.stopped and time.monotonic() < self.began + self.plan.duration

    @property
    def status(self) -> str:
        if self.stopped:
            return "cancelled"
        if self.running:
            return self.row or "running"
        return "failed" if self.plan.error else "completed"

    def result(self) -> dict[str, Any]:
        plan = self.plan
        answer: dict[str, Any] = {"taskId": self.key, "status": self.status}
        if self.status == "completed":
            answer |= {"content": plan.text, "wordCount": len(plan.text)}
            answer |= {"htmlContent": plan.html} if plan.html is not None else {}
            answer |= {"images": plan.images} if plan.images else {}
        return answer


class FakeService:
    """The server; a context manager. Its attributes may be changed while it runs."""

    def __init__(self, plan: Plan | None = None, port: int = 0) -> None:
        self.plan = plan or Plan()
        self.asynchronous = False  # True: as documented, 202; False: as the code is, 400
        self.delete: Literal["marks", "ignores", "stops"] = "marks"
        self.storm: deque[tuple[int, str]] = deque()  # status and Retry-After of the next answers
        self.storm_on = "GET POST DELETE"
        self.garbage = ""  # a regular expression: paths that answer HTML
        self.hides = False  # knows no task, though it works on them
        self.loses_answers = False  # accepts an order, then drops the connection
        self.answers_late = 0.0  # seconds from the end of a blocking run to its answer
        self.posts: list[dict[str, Any]] = []  # every order that got through, in order
        self.requests: list[str] = []  # "METHOD path" of all
        self.tasks: dict[str, Task] = {}
        self.lock, self.closing = threading.Lock(), threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.service = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def running(self) -> int:
        """Generations that run right now."""
        with self.lock:
            return sum(task.running for task in self.tasks.values())

    def put(self, key: str, status: str, plan: Plan | None = None) -> None:
        """Store a task that another client created."""
        ended = status in {"completed", "failed"}
        plan = plan or Plan(duration=0.0 if ended else ENDLESS, error="x" * (status == "failed"))
        task = Task(key, {"mode": "async"}, plan, row=status, stopped=status == "cancelled")
        self.tasks[key] = task

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    service: FakeService


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one segment per answer
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve({"status": self._get_status, "result": self._get_result, None: self._get_task})

    def do_DELETE(self) -> None:
        self._serve({None: self._delete})

    def do_POST(self) -> None:
        self._serve({None: self._post})

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _serve(self, routes: dict[str | None, Any]) -> None:
        service, path = self.server.service, self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        service.requests.append(f"{self.command} {path}")
        if service.garbage and re.search(service.garbage, path):
            return self._send(200, "<html><body>Welcome!</body></html>", kind="text/html")
        if service.storm and self.command in service.storm_on:
            status, after = service.storm.popleft()
            headers = {"retry-after": after} if after else {}
            return self._refuse(status, "SERVER_BUSY", "too busy", headers=headers)
        if path == "/health":
            return self._send(200, {"status": "ok", "version": "0.2.0"})
        route = _ROUTE.match(path)
        if route is None or route[2] not in routes:
            return self._refuse(404, "NOT_FOUND", f"Route not found: {self.command} {path}")
        if self.command == "POST":
            return self._post(json.loads(body)) if route[1] is None else None
        task = service.tasks.get(route[1] or "")
        if task is None or service.hides:
            return self._refuse(404, "NOT_FOUND", f"Task not found: {route[1]}")
        routes[route[2]](task)
        return None

    def _post(self, order: dict[str, Any]) -> None:
        service = self.server.service
        if wrong := _wrong_fields(order):
            details = {"fields": wrong}
            return self._refuse(400, "VALIDATION_ERROR", "Request validation failed", details)
        if order["mode"] == "async" and not service.asynchronous:
            text = "Async mode is not available - queue not configured"
            return self._refuse(400, "VALIDATION_ERROR", text)
        task = self._begin(order)
        if service.loses_answers:
            self.close_connection = True
            return None
        if order["mode"] == "async":
            message = "Task has been queued for processing"
            data = {"taskId": task.key, "status": "pending", "message": message}
            return self._answer(202, data)
        while task.running and not service.closing.wait(0.01):
            pass
        service.closing.wait(service.answers_late)
        return self._answer(201, self._sync_result(task))

    def _begin(self, order: dict[str, Any]) -> Task:
        """Start a generation; a second one of a key marks the first as failed, as theirs does."""
        service = self.server.service
        key = order.get("idempotencyKey") or str(uuid4())
        with service.lock:
            service.posts.append(order)
            if key in service.tasks:
                broken = Plan(error="UNIQUE constraint failed: tasks.id")
                service.tasks[key].plan = broken
                return Task(key, order, broken)
            task = service.tasks[key] = Task(key, order, service.plan)
        return task

    def _sync_result(self, task: Task) -> dict[str, Any]:
        """All that only the answer to a blocking order tells; 201 whatever came of it."""
        if task.status == "failed":
            return {"taskId": task.key, "status": "failed", "error": task.plan.error}
        more = {"qualityScore": task.plan.quality_score, "metrics": task.plan.metrics}
        return task.result() | more

    def _get_task(self, task: Task) -> None:
        data = {"id": task.key, "status": task.status, "mode": task.body.get("mode")}
        if task.status == "failed":
            data["errorMessage"] = task.plan.error
        self._answer(200, data)

    def _get_status(self, task: Task) -> None:
        step = {"currentStep": "write", "progress": 50} if task.running else {"progress": 0}
        self._answer(200, {"taskId": task.key, "status": task.status, **step})

    def _get_result(self, task: Task) -> None:
        if task.running or task.status != "completed":
            return self._refuse(400, "VALIDATION_ERROR", "Task is not completed yet")
        return self._answer(200, task.result())

    def _delete(self, task: Task) -> None:
        service = self.server.service
        if task.status in {"completed", "cancelled"}:
            return self._refuse(400, "VALIDATION_ERROR", "Task cannot be cancelled")
        task.stopped = service.delete == "stops"
        if service.delete == "marks":
            task.row = "cancelled"
        return self._answer(200, {"taskId": task.key, "status": "cancelled"})

    def _answer(self, status: int, data: dict[str, Any]) -> None:
        self._send(status, {"success": True, "data": data, "timestamp": "2026-01-01T00:00:00Z"})

    def _refuse(
        self,
        status: int,
        code: str,
        message: str,
        details: Any = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        error = {"message": message, "code": code} | ({"details": details} if details else {})
        self._send(status, {"success": False, "error": error}, headers=headers)

    def _send(
        self,
        status: int,
        body: Any,
        *,
        kind: str = "application/json; charset=utf-8",
        headers: dict[str, str] | None = None,
    ) -> None:
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        raw = text.encode()
        self.send_response(status)
        for name, value in {"content-type": kind, **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)
        self.wfile.flush()


def _wrong_fields(order: dict[str, Any]) -> list[dict[str, str]]:
    """The validation of the real service, in short."""
    wrong = [(name, "Required") for name in _REQUIRED if not order.get(name)]
    wrong += [
        (name, f"String must contain at most {limit} character(s)")
        for name, limit in _LIMITS.items()
        if len(order.get(name) or "") > limit
    ]
    if "type" in order:
        wrong.append(("type", "Invalid enum value"))
    if order.get("priority", 1) not in (1, 2, 3, 4):
        wrong.append(("priority", "Number must be between 1 and 4"))
    return [{"path": path, "message": message} for path, message in wrong]


def _main(duration: str = "0") -> None:
    """Serve as documented, each run taking ``duration`` seconds, until standard input ends."""
    with FakeService(Plan(duration=float(duration))) as service:
        service.asynchronous = True
        print(service.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    _main(*sys.argv[1:])
