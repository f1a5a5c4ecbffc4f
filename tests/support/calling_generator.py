"""A generator that calls back as content-creator does: a program of its own, which signs nothing.

Written from what the real one does: orders over HTTP, answered 202; callbacks in its own shape with
`X-Webhook-Event` and `X-Task-ID`, 10 s for an answer, three further tries, and only 200 and 202
count. `POST /control` changes its options, `GET /log` tells what it saw. Prints its address and
serves until its standard input ends.
"""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

ARTICLE = "# How green tea is brewed\n\nThe water is not boiling any more: 70 to 80 degrees."

OPTIONS: dict[str, Any] = {
    "early": False,  # calls back before it has answered the order
    "silent": False,  # ends without a word
    "held": False,  # goes on until this is false again
    "error": "",  # ends as failed with it
    "retry_delay": 0.2,  # seconds; the real one waits 5
    "id": "",  # calls its orders so, not by their idempotency key
}
LOG: dict[str, Any] = {"orders": [], "answers": [], "looks": 0}
DONE: set[str] = set()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.path == "/log":
            return self._send(200, LOG)
        if self.path == "/health":
            return self._send(200, {"status": "ok"})
        key, _, rest = self.path.removeprefix("/api/tasks/").partition("/")
        if key not in {_id(order) for order in LOG["orders"]}:
            error = {"message": f"Task not found: {key}", "code": "NOT_FOUND"}
            return self._send(404, {"success": False, "error": error})
        LOG["looks"] += 1
        data = {"taskId": key, "status": _status(key), "progress": 50}
        if rest == "result":
            data |= {"content": ARTICLE}
        elif not rest:
            data |= {"errorMessage": OPTIONS["error"]}
        return self._answer(200, data)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/control":
            OPTIONS.update(body)
            return self._send(200, OPTIONS)
        LOG["orders"].append(body)
        work = threading.Thread(target=_work, args=(body,), daemon=True)
        work.start()
        if OPTIONS["early"]:
            work.join()
        return self._answer(202, {"taskId": _id(body), "status": "pending"})

    def _answer(self, status: int, data: Any) -> None:
        self._send(status, {"success": True, "data": data})

    def _send(self, status: int, body: Any) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


def _id(order: dict[str, Any]) -> str:
    return str(OPTIONS["id"] or order["idempotencyKey"])


def _status(key: str) -> str:
    if key not in DONE:
        return "running"
    return "failed" if OPTIONS["error"] else "completed"


def _work(order: dict[str, Any]) -> None:
    _call_back(order, "progress", "running", metadata={"currentStep": "write", "progress": 50})
    while OPTIONS["held"]:
        time.sleep(0.01)
    DONE.add(_id(order))
    if OPTIONS["error"]:
        error = {"type": "Error", "message": OPTIONS["error"], "details": {}}
        _call_back(order, "failed", "failed", error=error)
    else:
        metrics = {"tokensUsed": 1200, "cost": 0.03, "duration": 90}
        result = {"content": ARTICLE, "htmlContent": ARTICLE, "images": [], "qualityScore": 8.5}
        _call_back(order, "completed", "completed", result=result | {"metrics": metrics})


def _call_back(order: dict[str, Any], event: str, status: str, **more: Any) -> None:
    url = order.get("callbackUrl")
    if OPTIONS["silent"] or not order.get("callbackEnabled") or not url:
        return
    if event not in order["callbackEvents"]:
        return
    body = {"event": event, "taskId": _id(order), "workflowType": "content-creator"}
    body |= {"status": status, "timestamp": datetime.now(UTC).isoformat(), "metadata": {}, **more}
    for _ in range(4):
        if _sent(url, body) in (200, 202):
            return
        time.sleep(OPTIONS["retry_delay"])


def _sent(url: str, body: dict[str, Any]) -> int:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    headers = {"content-type": "application/json", "user-agent": "content-creator/1.0"}
    headers |= {"x-webhook-event": body["event"], "x-task-id": body["taskId"]}
    try:
        connection.request("POST", f"{parts.path}?{parts.query}", json.dumps(body), headers)
        status = connection.getresponse().status
    except OSError:
        status = 0
    finally:
        connection.close()
    LOG["answers"].append([body["event"], status])
    return status


def main() -> None:
    """Serve until standard input ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
