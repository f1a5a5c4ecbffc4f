"""The real service with creators of a test's choice: ``python -m tests.support.line_program
FOLDER``.

Runs until SIGTERM like ``contenthub up``, with the settings of its environment. The flag
``impatient`` shortens the waits for a database that is away; with ``rare`` a row that was rung is
not rung again within the minutes of a test, and each ring is noted in FOLDER/rings. Creators:

- ``steady``: direct; takes FOLDER/seconds (default 0.05), notes each call in FOLDER/calls
- ``poison``: direct; its worker process dies of it, every time
- ``freezer``: direct; it holds the interpreter of its worker process, every time
- ``notary``: remote; keeps what it accepted in FOLDER, notes each acceptance in FOLDER/accepted;
  while FOLDER/kill exists, the worker is killed between the acceptance and its commit

Publisher: ``files``, whose worker is killed in an update where FOLDER/kill_update says: ``before``
the file is touched, ``between`` its new text and its name, or ``after`` it, before the commit.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from contenthub import boot, pacing
from contenthub.actors import keeping
from contenthub.backends import Backends
from contenthub.broker import Bell
from contenthub.creators.base import (
    Article,
    CancelOutcome,
    Check,
    Control,
    Observation,
    Phase,
    Request,
)
from contenthub.database import db
from contenthub.processes import daemons
from contenthub.publishers.base import Proof, Publication
from contenthub.publishers.files import Files
from contenthub.settings.reading import load
from contenthub.states import ActorName, Ref
from tests.support.freezing import hold_the_interpreter


class Steady:
    name = "steady"
    instant = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def generate(self, request: Request, control: Control) -> Article:
        note(self._folder / "calls", request.idempotency_key)
        with suppress(FileNotFoundError):
            seconds = float((self._folder / "seconds").read_text())
            if control.wait(seconds):
                control.check()
            return article_of(request)
        time.sleep(0.05)
        return article_of(request)

    def check(self) -> Check:
        return Check(True, "steady")


class Poison:
    name = "poison"
    instant = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def generate(self, request: Request, control: Control) -> Article:
        note(self._folder / "calls", request.idempotency_key)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError("still alive")

    def check(self) -> Check:
        return Check(True, "poison")


class Freezer:
    name = "freezer"
    instant = False

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def generate(self, request: Request, control: Control) -> Article:
        note(self._folder / "calls", request.idempotency_key)
        hold_the_interpreter()
        raise AssertionError("still alive")

    def check(self) -> Check:
        return Check(True, "freezer")


class Notary:
    name = "notary"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def submit(self, request: Request) -> str:
        place = self._folder / f"accepted-{request.idempotency_key}"
        try:
            with place.open("x") as file:
                file.write(request.topic)
            note(self._folder / "accepted", request.idempotency_key)
        except FileExistsError:
            pass
        with suppress(FileNotFoundError):
            (self._folder / "kill").unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        return request.idempotency_key

    def find(self, request: Request) -> str | None:
        place = self._folder / f"accepted-{request.idempotency_key}"
        return request.idempotency_key if place.exists() else None

    def observe(self, external_ids: Sequence[str]) -> list[Observation]:
        return [
            Observation(e, Phase.COMPLETED, article=Article(content=f"Of {e}."))
            if (self._folder / f"accepted-{e}").exists()
            else Observation(e, Phase.UNKNOWN)
            for e in external_ids
        ]

    def cancel(self, external_id: str) -> CancelOutcome:
        return CancelOutcome.CONFIRMED

    def check(self) -> Check:
        return Check(True, "notary")


class MortalFiles(Files):
    """The real publisher, in a process that is killed once in an update."""

    _kill: Path

    def update(self, publication: Publication) -> Proof:
        try:
            stage = self._kill.read_text()
            self._kill.unlink()
        except FileNotFoundError:
            return super().update(publication)
        if stage == "before":
            die()
        found = replace(publication, still_held=die) if stage == "between" else publication
        proof = super().update(found)
        die()
        return proof


def die() -> frozenset[str]:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


def article_of(request: Request) -> Article:
    return Article(content=f"About {request.topic}.", title=request.topic)


def note(path: Path, line: str) -> None:
    """Append a line in one write, which no crash can tear and no neighbour can mix up."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)


def deliver_twice() -> None:
    """Let every message of this process come twice."""
    send = Bell.send

    def twice(self: Bell, actor: str, args: tuple[Any, ...], **kwargs: Any) -> None:
        send(self, actor, args, **kwargs)
        send(self, actor, args, **kwargs)

    Bell.send = twice  # type: ignore[method-assign]


def note_rings(folder: Path) -> None:
    """Note each ring, whether it is heard or not."""
    ring = Bell.__call__

    def noted(self: Bell, actor: ActorName, refs: Sequence[Ref]) -> None:
        ring(self, actor, refs)
        note(folder / "rings", actor)

    Bell.__call__ = noted  # type: ignore[method-assign]


def main(folder: Path, *flags: str) -> int:
    used = load()
    if "twice" in flags:
        deliver_twice()
    if "impatient" in flags:  # before the database is opened
        db.BUSY_TIMEOUT, keeping.PATIENCE = 0.2, 0.5
    if "rare" in flags:
        pacing.RING_AGAIN = pacing.LONGEST_RING_AGAIN = 600.0
        note_rings(folder)
    boot.open_database(used)
    creators: dict[str, Any] = {c.name: c(folder) for c in (Steady, Poison, Freezer, Notary)}
    files = MortalFiles.from_settings(used)
    files._kill = folder / "kill_update"
    return daemons.serve(used, Backends(used, creators, {"files": files}))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
