"""Two real rsyslogd processes with the repository's configuration: a sender and an aggregator."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY, Process, Processes, wait_until
from tests.support.servers import free_port

CONFIGURATION = REPOSITORY / "deploy" / "logging" / "rsyslog"
_REQUIRED = "CONTENTHUB_TEST_REQUIRE_RSYSLOG"  # CI sets it: there the test must not be skipped
_PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def require() -> None:
    """Skip the test where rsyslog is missing, and fail it where it must not be."""
    folders = [Path("/usr/lib/rsyslog"), *Path("/usr/lib").glob("*/rsyslog")]
    modules = any((folder / "omrelp.so").exists() for folder in folders)
    if shutil.which("rsyslogd", path=_PATH) and modules:
        return
    reason = (
        "THE WAY OF THE LOGS TO AN AGGREGATOR IS NOT TESTED: rsyslog with RELP is missing;"
        " as root on Debian: scripts/install-test-packages.sh"
    )
    if os.environ.get(_REQUIRED, "") not in ("", "0"):
        pytest.fail(f"{reason} ({_REQUIRED} is set)")
    pytest.skip(reason)


class Shipping:
    """The log files in ``logs`` on their way to an aggregator that keeps them in ``store``."""

    def __init__(self, processes: Processes, logs: Path) -> None:
        self._processes = processes
        self.logs = logs
        self.store = processes.folder / "store"
        self.sender_state = processes.folder / "sender"
        self._aggregator_state = processes.folder / "aggregator"
        self._port = str(free_port())
        for folder in (logs, self.store, self._aggregator_state):
            folder.mkdir(parents=True, exist_ok=True)

    def start_sender(self) -> Process:
        """Start the sender as supervisord or systemd would, and wait until it is at work."""
        sender = self._processes.start(
            [str(CONFIGURATION / "send.sh")],
            settings={
                "PATH": _PATH,
                "CONTENTHUB_LOGS": str(self.logs),
                "CONTENTHUB_LOG_STATE": str(self.sender_state),
                "CONTENTHUB_LOG_AGGREGATOR": "127.0.0.1",
                "CONTENTHUB_LOG_PORT": self._port,
            },
        )
        pid = self.sender_state / "sender.pid"
        wait_until(lambda: _text(pid) == str(sender.pid), 60, "the sender", sender)
        return sender

    def start_aggregator(self) -> Process:
        """Start the aggregator, always on the same port, and wait until it listens there."""
        aggregator = self._processes.start(
            ["rsyslogd", "-n", "-f", str(CONFIGURATION / "aggregator.conf"), "-iNONE"],
            settings={
                "PATH": _PATH,
                "CONTENTHUB_LOG_STORE": str(self.store),
                "CONTENTHUB_LOG_STATE": str(self._aggregator_state),
                "CONTENTHUB_LOG_ADDRESS": "127.0.0.1",
                "CONTENTHUB_LOG_PORT": self._port,
            },
        )
        wait_until(self._listening, 60, "the aggregator", aggregator)
        return aggregator

    def _listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(self._port))) == 0

    def restart_sender(self, sender: Process) -> Process:
        """End the sender in good order and start it again; it takes its time to save its queue."""
        assert sender.terminate() == 0, sender.report()
        return self.start_sender()

    def arrived(self, kind: str = "contenthub") -> list[bytes]:
        """The complete lines that the aggregator has stored of this host, in their order."""
        found: list[bytes] = []
        for file in self.store.glob(f"*/{kind}.log"):
            assert file.parent.name == socket.gethostname().split(".")[0]
            found += file.read_bytes().split(b"\n")[:-1]
        return found

    def written(self, pattern: str = "*.log*") -> list[bytes]:
        """The lines in all log files, the rotated ones included."""
        return [line for file in self.logs.glob(pattern) for line in _lines(file)]

    def wait_for_all(self, sender: Process, timeout: float = 60.0) -> None:
        """Wait until every line of the log files has arrived."""
        wanted = set(self.written())
        wait_until(lambda: wanted <= set(self.arrived()), timeout, "every line", sender)


def _text(file: Path) -> str:
    return file.read_text().strip() if file.exists() else ""


def _lines(file: Path) -> list[bytes]:
    return [line for line in file.read_bytes().split(b"\n") if line]
