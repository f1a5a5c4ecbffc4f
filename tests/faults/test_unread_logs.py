"""A reader of the log that stands still: a paused terminal, a pager, a shipper that hangs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from contenthub import logs
from contenthub.logs import lines
from tests.faults.conftest import Site, Until

LINES_BEFORE = 400  # of 200 bytes: more than a pipe holds


def test_the_work_goes_on_and_ends_while_nobody_reads(site: Site, until: Until) -> None:
    command = [sys.executable, "-m", "tests.support.line_program", str(site.folder)]
    environment = site.processes.environment({"CONTENTHUB_LOG_LEVEL": "debug"})
    service = subprocess.Popen(
        command, cwd=site.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert service.stdout is not None
    try:
        site.submit(150, creator="steady")
        until(lambda: site.published() == 150, "all publications", 100)
        service.send_signal(signal.SIGTERM)
        assert service.wait(60) == 0
    finally:
        service.kill()
        service.wait()
        service.stdout.close()
    site.assert_sound(150)


def test_what_was_lost_is_counted_and_told_when_somebody_reads_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lines, "READER_PATIENCE", 0.05)
    heard, tells = os.pipe()
    with open(tells, "w") as stream, open(heard, "rb", buffering=0) as reader:
        logs.configure("info", "json", stream)
        log = logs.get_logger("test")
        try:
            for number in range(LINES_BEFORE):
                log.info("line", number=number, filling="x" * 200)
            early = reader.read(1_000_000)
            log.info("the last line")
            late = reader.read(1_000_000)
        finally:
            logs.configure()
    assert early.endswith(b"\n")
    written = early.count(b'"line"')
    assert 0 < written < LINES_BEFORE
    assert b"the last line" in late
    assert f'"lines": {LINES_BEFORE - written}'.encode() in late


def test_a_line_longer_than_a_pipe_takes_is_written_whole(until: Until) -> None:
    heard, tells = os.pipe()
    pid = os.fork()
    if pid == 0:  # reads to the end, and says how much that was
        os.close(tells)
        total = 0
        while piece := os.read(heard, 65_536):
            total += len(piece)
        os._exit(0 if total > 600_000 else 1)
    os.close(heard)
    with open(tells, "w", encoding="utf-8") as stream:
        logs.configure("info", "json", stream)
        try:
            logs.get_logger("test").info("long", text="纸" * 200_000)
        finally:
            logs.configure()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
