"""The least that one can write in FastAPI to answer a list of tasks, to be compared with.

``python -m benchmarks.bare_fastapi PORT DATABASE STATEMENTS``: the file STATEMENTS has the SQL of
one list of ours, as JSON pairs of text and parameters. No token, no filters, no pages, no log.
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
COLUMNS = 20  # at least: tells the tasks from what is looked up besides


def build(database: str, statements: list[tuple[str, list[Any]]]) -> FastAPI:
    """The application."""
    app = FastAPI(telemetry=_NO_TELEMETRY)
    own = threading.local()  # a connection belongs to a thread

    @app.get("/tasks")
    def tasks() -> Response:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(database)
        rows: list[dict[str, Any]] = []
        for sql, params in statements:
            cursor = own.connection.execute(sql, params)
            found = cursor.fetchall()
            names = [column[0] for column in cursor.description]
            if len(names) >= COLUMNS:
                rows = [dict(zip(names, row, strict=True)) for row in found]
        answer = {"data": rows[:50], "has_more": len(rows) > 50}
        return Response(to_json(answer), media_type="application/json")

    return app


def main(port: str, database: str, statements: str) -> None:
    """Serve until SIGTERM."""
    app = build(database, json.loads(Path(statements).read_text()))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
