"""The check of the spool: finished results that wait on disk, or that nobody can use."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.commands.doctor.results import Level, Result
from contenthub.commands.session import Session
from contenthub.settings import Settings


def spool(current: Session) -> Iterator[Result]:
    """Nothing where all is well."""
    for detail, advice in troubles(current.settings):
        yield Result("spool", Level.WARNING, detail, advice)


def troubles(settings: Settings) -> Iterator[tuple[str, str]]:
    """What a person should know, each with what to do about it; nothing where all is well."""
    from contenthub.boot import spool_of

    kept = spool_of(settings)
    if waiting := len(kept.attempts()):
        yield (
            f"{waiting} finished results wait in {kept.folder} for the database",
            "see that a service runs and that nobody holds the database: it takes them in by itself",
        )
    if others := len(kept.of_other_databases()):
        yield (
            f"{others} finished results in {kept.folder} belong to another database",
            "run the service once with the DATABASE_URL that they were made for, or remove them",
        )
    if aside := kept.aside():
        yield (
            f"{len(aside)} results were set aside in {aside[0].parent}: unreadable, or without use",
            "look at them, and remove them: their tasks have ended or were done again",
        )
