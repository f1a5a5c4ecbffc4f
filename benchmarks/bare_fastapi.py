"""The least that one can write in FastAPI to answer a list of tasks, to be compared with.

``python -m benchmarks.bare_fastapi PORT DATABASE STATEMENT``: the file STATEMENT has the SQL of one
list of ours, as a JSON pair of text and parameters. No token, no filters, no pages, no log.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Response
from pydantic_core import to_json

_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}
_ROWS = 50
# The same rows of the same tables as ours, as values.
_VALUES = """
SELECT t.task_id, t.status, t.topic, t.account_id, t.creator, t.priority, t.progress, t.step,
    t.attempt, t.retry_count, t.batch_id, t.content_id, t.error_message, t.created_at, t.updated_at,
    t.started_at, t.completed_at, t.timeout_at, t.cancel_requested_at, a.name AS account,
    c.title AS title, c.review_status AS review_status, p.id AS entry_id,
    p.status AS publish_status, p.publisher AS publisher, p.scheduled_at AS publish_at,
    p.published_at AS published_at, p.proof AS proof, p.error_message AS publish_error
FROM generation_tasks t
LEFT JOIN accounts a ON a.id = t.account_id
LEFT JOIN contents c ON c.id = t.content_id
LEFT JOIN publish_entries p ON p.content_id = t.content_id
WHERE t.id IN (SELECT id FROM generation_tasks ORDER BY id DESC LIMIT ?)
"""


def build(database: str, written: tuple[str, list[Any]]) -> FastAPI:
    """The application."""
    app = FastAPI(telemetry=_NO_TELEMETRY)
    own = threading.local()  # a connection belongs to a thread

    def execute(sql: str, params: list[Any]) -> sqlite3.Cursor:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(database)
        cursor: sqlite3.Cursor = own.connection.execute(sql, params)
        return cursor

    @app.get("/tasks")
    def tasks() -> Response:
        cursor = execute(_VALUES, [_ROWS + 1])
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        answer = {"data": rows[:_ROWS], "has_more": len(rows) > _ROWS}
        return Response(to_json(answer), media_type="application/json")

    @app.get("/written-tasks")
    def written_tasks() -> Response:
        texts = [text for _, text in execute(*written).fetchall()]
        more = "true" if len(texts) > _ROWS else "false"
        body = f'{{"data":[{",".join(texts[:_ROWS])}],"has_more":{more}}}'
        return Response(body, media_type="application/json")

    return app


def main(port: str, database: str, statement: str) -> None:
    """Serve until SIGTERM."""
    app = build(database, json.loads(Path(statement).read_text()))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
