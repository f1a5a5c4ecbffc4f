"""The least that one can write in FastAPI around the operation of a submit, to be compared with.

``python -m benchmarks.bare_submits PORT HOME``: the same insert as ours, by the same operation on
the same database. No token, no key, no limits, no log line for a call.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from contenthub import boot, logs
from contenthub.database import db
from contenthub.operations import generation
from contenthub.operations.caller import Caller
from contenthub.settings import Settings
from contenthub.topics.wishes import Wish

_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


class Wanted(BaseModel):
    """What is asked for."""

    topic: str


def build(settings: Settings) -> FastAPI:
    """The application; the database is open."""
    app = FastAPI(telemetry=_NO_TELEMETRY)
    caller = Caller(settings, "benchmark")

    @app.post("/tasks", status_code=202)
    def submit(wanted: Wanted) -> dict[str, str]:
        with db.looking():
            (task_id,) = generation.submit_one(caller, Wish(wanted.topic)).task_ids
        return {"task_id": task_id}

    return app


def main(port: str, home: str) -> None:
    """Serve until SIGTERM."""
    settings = Settings(home=Path(home))
    boot.open_database(settings)
    with Path(os.devnull).open("w") as nowhere:
        logs.configure("info", "json", nowhere)
        app = build(settings)
        uvicorn.run(app, host="127.0.0.1", port=int(port), log_config=None, access_log=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
