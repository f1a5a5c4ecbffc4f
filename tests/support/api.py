"""A server of the REST API in a process of its own, and programs that call it."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2

from contenthub import cli
from contenthub.database import db
from tests.support.processes import Process, Processes, wait_until

ACCOUNTS = ("tea-blog", "coffee-blog")


class Served:
    """A server that answers, and the tokens that open it."""

    def __init__(self, processes: Processes, process: Process, address: str) -> None:
        self.processes = processes
        self.process = process
        self.address = address
        self._clients: list[httpx2.Client] = []

    def token(self, name: str, *options: str) -> str:
        """Make a token by the command line."""
        made = self.command("token", "create", name, *options, "-f", "json")
        return str(json.loads(made)["token"])

    def command(self, *arguments: str) -> str:
        """What a command prints that a person of its machine types."""
        return _command(self.processes, *arguments)

    def client(self, token: str | None = None) -> httpx2.Client:
        """A program that calls; with this token, or with none."""
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        client = httpx2.Client(base_url=self.address, headers=headers, timeout=60, trust_env=False)
        self._clients.append(client)
        return client

    def log(self) -> list[dict[str, Any]]:
        """What the server has logged."""
        return [json.loads(line) for line in self.process.stdout().splitlines() if line[:1] == "{"]

    def close(self) -> None:
        for client in self._clients:
            client.close()


def _command(processes: Processes, *arguments: str) -> str:
    """What a command over the home of these processes prints; it runs in this one."""
    printed = io.StringIO()
    with patch.dict(os.environ, processes.environment(), clear=True), redirect_stdout(printed):
        db.close()
        code = cli.run([*arguments])
        db.close()
    assert code == 0, arguments
    return printed.getvalue()


def start(processes: Processes, *arguments: str, **settings: str) -> Served:
    """Start a server, by default the daemon, on a free port, and wait until it answers."""
    process = processes.contenthub(
        *(arguments or ("api",)),
        settings={
            "CONTENTHUB_API_PORT": "0",
            "CONTENTHUB_LOG_FORMAT": "json",
            "CONTENTHUB_LOG_LEVEL": "debug",
            **settings,
        },
    )

    def address() -> str | None:
        lines = [line for line in process.stdout().splitlines() if '"api_listens"' in line]
        return str(json.loads(lines[0])["address"]) if lines else None

    return Served(processes, process, wait_until(address, 60, "its address", process) or "")


def article(client: httpx2.Client, topic: str, **fields: Any) -> dict[str, Any]:
    """A content that waits for a person, once the service that is asked has written it."""
    wish = {"topic": topic, "account": "tea-blog", "auto_approve": False, "creator": "outline"}
    asked = client.post("/api/v1/tasks", json=wish | fields)
    assert asked.status_code == 201, asked.text
    place = asked.headers["location"]
    content_id = wait_until(lambda: client.get(place).json()["content_id"], 60, "the article")
    found = client.get(f"/api/v1/contents/{content_id}")
    assert found.status_code == 200, found.text
    return dict(found.json())


@contextmanager
def served(
    folder: Path, *arguments: str, of_all: Mapping[str, str] | None = None, **settings: str
) -> Iterator[Served]:
    """A server over a home of its own with two accounts, ended with the block.

    ``of_all`` are settings of all processes, ``settings`` those of the server alone.
    """
    with Processes(folder, of_all) as processes:
        for name in ACCOUNTS:
            _command(processes, "account", "add", name)
        server = start(processes, *arguments, **settings)
        try:
            yield server
        finally:
            server.close()
