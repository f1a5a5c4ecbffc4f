"""The check of the spool: finished results that wait on disk, or that nobody can use."""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.boot import spool_of
from contenthub.operations.checkup.results import Level, Result
from contenthub.queries import tasks
from contenthub.settings import Settings
from contenthub.wording import counted


def spool(settings: Settings) -> Iterator[Result]:
    """What waits on disk; nothing where all is well."""
    for detail, advice in _waiting(settings):
        yield Result("spool", Level.WARNING, detail, advice)


def set_aside(settings: Settings) -> Iterator[Result]:
    """What was set aside, by whether its task has an article; nothing where all is well."""
    for detail, advice in _aside(settings):
        yield Result("spool", Level.WARNING, detail, advice)


def _waiting(settings: Settings) -> Iterator[tuple[str, str]]:
    kept = spool_of(settings)
    if waiting := len(kept.attempts()):
        yield (
            f"{waiting} finished results wait in {kept.folder} for the database",
            "see that a service runs and that nobody holds the database: it takes them in"
            " by itself",
        )
    if others := len(kept.of_other_databases()):
        yield (
            f"{others} finished results in {kept.folder} belong to another database",
            "run the service once with the DATABASE_URL that they were made for, or remove them",
        )


def _aside(settings: Settings) -> Iterator[tuple[str, str]]:
    kept = spool_of(settings)
    aside = kept.aside()
    if not aside:
        return
    of_task = {path: task for path in aside if (task := kept.task_of(path)) is not None}
    lacking = tasks.without_article(list(of_task.values()))
    wanted = [path for path, task in of_task.items() if task in lacking]
    if wanted:
        yield (
            f"{counted(len(wanted), 'result')} set aside of tasks without an article, in "
            f"{aside[0].parent}, such as {wanted[0].name}",
            "the log says why (spooled_result_set_aside, spooled_result_unreadable): put that "
            f"right and move the file into {kept.folder}, where a running service takes it in",
        )
    if rest := len(aside) - len(wanted):
        yield (
            f"{counted(rest, 'result')} without use set aside in {aside[0].parent}: the task has "
            "an article or is gone, or the file is half written or of another database",
            "look at them, and remove them",
        )
