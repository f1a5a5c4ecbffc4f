"""A real Prometheus with the repository's example, over a server of the tests.

It comes from Debian's packages; ``make test`` installs it where that is permitted.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.support.processes import REPOSITORY, Process, Processes, wait_until
from tests.support.servers import free_port

FOLDER = REPOSITORY / "deploy" / "monitoring"
RULES = FOLDER / "contenthub.rules.yml"
EXAMPLE = FOLDER / "prometheus.yml"

_REQUIRED = "CONTENTHUB_TEST_REQUIRE_PROMETHEUS"  # CI sets it: there no test must be skipped


def require() -> None:
    """Skip the test where Prometheus is missing, and fail it where it must not be."""
    if all(shutil.which(program) for program in ("prometheus", "promtool")):
        return
    reason = (
        "METRICS ARE NOT READ BY A REAL PROMETHEUS: it is missing;"
        " as root on Debian: scripts/install-test-packages.sh"
    )
    if os.environ.get(_REQUIRED, "") not in ("", "0"):
        pytest.fail(f"{reason} ({_REQUIRED} is set)")
    pytest.skip(reason)


@dataclass
class Prometheus:
    """One that scrapes and evaluates every second."""

    process: Process
    client: httpx2.Client

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The series that the expression has now."""
        answer = self.client.get("/api/v1/query", params={"query": expression})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["data"]["result"])

    def value(self, expression: str) -> float | None:
        """The value of the one series that the expression has; None where there is none yet."""
        found = self.query(expression)
        assert len(found) < 2, found
        return float(found[0]["value"][1]) if found else None

    def rules(self) -> list[dict[str, Any]]:
        """All rules, with what became of them."""
        groups = self.client.get("/api/v1/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]


@contextmanager
def running(processes: Processes, api: str, token: str) -> Iterator[Prometheus]:
    """One over the server at the address ``api``, that answers while the block runs."""
    folder = processes.folder / "prometheus"
    folder.mkdir()
    _write(folder, api, token)
    port = free_port()
    process = processes.start(
        [
            "prometheus",
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ]
    )
    address = f"http://127.0.0.1:{port}"
    with httpx2.Client(base_url=address, timeout=30, trust_env=False) as client:
        wait_until(lambda: _is_ready(client), 60, "Prometheus", process)
        yield Prometheus(process, client)


def _is_ready(client: httpx2.Client) -> bool:
    try:
        return client.get("/-/ready").status_code == 200
    except httpx2.TransportError:
        return False


def _write(folder: Path, api: str, token: str) -> None:
    """The example, with the places of this machine in it, and without a wait."""
    (folder / "token").write_text(token)
    shutil.copy(RULES, folder / RULES.name)
    text = EXAMPLE.read_text(encoding="utf-8")
    replaced = {
        "127.0.0.1:18010": urlsplit(api).netloc,
        "/etc/prometheus/contenthub.token": str(folder / "token"),
        "scrape_interval: 30s": "scrape_interval: 1s",
        "evaluation_interval: 30s": "evaluation_interval: 1s",
    }
    for old, new in replaced.items():
        assert old in text, f"the example has no {old!r}"
        text = text.replace(old, new)
    (folder / "prometheus.yml").write_text(text)
