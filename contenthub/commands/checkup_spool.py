"""What `contenthub doctor` says of finished results that wait on disk, or that nobody can use."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.boot import spool_of
from contenthub.settings import Settings


def troubles(settings: Settings) -> Iterator[tuple[str, str]]:
    """What a person should know, each with what to do about it; nothing where all is well."""
    spool = spool_of(settings)
    if waiting := len(spool.attempts()):
        yield (
            f"{waiting} finished results wait in {spool.folder} for the database",
            "see that a service runs and that nobody holds the database: it takes them in by itself",
        )
    if others := len(spool.of_other_databases()):
        yield (
            f"{others} finished results in {spool.folder} belong to another database",
            "run the service once with the DATABASE_URL that they were made for, or remove them",
        )
    if aside := spool.aside():
        yield (
            f"{len(aside)} results were set aside in {aside[0].parent}: unreadable, or without use",
            "look at them, and remove them: their tasks have ended or were done again",
        )
