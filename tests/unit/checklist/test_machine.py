"""What the facts of a machine come to."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.operations.checkup.checklist import machine
from contenthub.operations.checkup.checklist.items import Answer
from contenthub.wording import MEGABYTE


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        (machine.python_version((3, 10)), "failed"),
        (machine.python_version((3, 11)), "ok"),
        (machine.python_version((3, 13)), "ok"),
        (machine.python_version((3, 14)), "warning"),
        (machine.sqlite_version((3, 34, 1)), "failed"),
        (machine.sqlite_version((3, 35, 0)), "ok"),
        (machine.packages([]), "ok"),
        (machine.packages(["peewee"]), "failed"),
        (machine.processors(1), "warning"),
        (machine.processors(2), "ok"),
        (machine.memory(None), "ok"),
        (machine.memory(100 * MEGABYTE), "failed"),
        (machine.memory(400 * MEGABYTE), "warning"),
        (machine.memory(512 * MEGABYTE), "ok"),
        (machine.synchronised(None), "ok"),
        (machine.synchronised(0x2001), "ok"),
        (machine.synchronised(0x0041), "warning"),
        (machine.temporary_folder(None, 0), "failed"),
        (machine.temporary_folder("/tmp", MEGABYTE), "warning"),
        (machine.temporary_folder("/tmp", 1_000 * MEGABYTE), "ok"),
        (machine.certificates(0, None), "warning"),
        (machine.certificates(0, "/nowhere.pem"), "warning"),
        (machine.certificates(140, None), "ok"),
        (machine.encoding("utf-8"), "ok"),
        (machine.encoding("ascii"), "warning"),
        (machine.account(1000, 1000), "ok"),
        (machine.account(1000, None), "ok"),
        (machine.account(0, 1000), "failed"),
        (machine.account(0, 0), "warning"),
        (machine.program(True, "/opt/contenthub"), "warning"),
        (machine.program(False, "/opt/contenthub"), "ok"),
    ],
)
def test_facts_have_their_level_and_what_is_wrong_its_advice(answer: Answer, level: str) -> None:
    assert answer.level == level
    assert bool(answer.advice) >= (level == "failed")


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("MemTotal:  1 kB\nMemAvailable:   24000 kB\n", 24_000 * 1024),
        ("MemTotal:  1 kB\n", None),
        ("", None),
    ],
)
def test_available_memory_is_read(text: str, bytes_: Any) -> None:
    assert machine.available_memory(text) == bytes_


def test_a_package_that_is_gone_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = ["peewee>=4", "no-such-package>=1", "psycopg>=3; extra == 'postgresql'"]
    monkeypatch.setattr(machine.metadata, "requires", lambda name: wanted)
    assert machine.lacking() == ["no-such-package"]


def test_the_kernel_is_asked_about_its_clock() -> None:
    status = machine.clock_status()
    assert status is None or 0 <= status < 0x10000


def test_the_advice_on_the_program_is_a_whole_command() -> None:
    told = machine.program(True, "/opt/contenthub")
    assert "`chown -R root: /opt/contenthub`" in told.advice
