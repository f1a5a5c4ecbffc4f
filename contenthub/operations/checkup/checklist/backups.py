"""The checks of copies: that there is a young one, that it can be put back, and where it is."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contenthub import clock, migrations, schedule_types
from contenthub.codes import Code
from contenthub.database import backup
from contenthub.operations.checkup.checklist import folders
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt, good
from contenthub.queries import in_use, installation
from contenthub.wording import MEGABYTE, counted

FOLDER = "backups"  # in the data home: where people put their own copies, too
YOUNG = timedelta(hours=25)  # a nightly copy, and the time that it takes
LARGEST = 100 * MEGABYTE  # bytes of a copy that can be read within a check's time
_MAGIC = {b"SQLite format 3\0": "SQLite", b"PGDMP": "pg_dump"}


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the database that lies in a folder of copies."""

    path: Path
    size: int
    made_at: datetime


def scheduled(names: list[str], folders_: list[Path]) -> Answer:
    """Whether copies are made by themselves."""
    if not names:
        return doubt("no schedule copies the database", code=Code.NO_BACKUP_SCHEDULE)
    return good(f"{', '.join(map(repr, names[:3]))} into {folders_[0]}")


def age(newest: Copy | None, made_at: datetime, now: datetime) -> Answer:
    """Whether the newest copy is younger than a day; a database of today may lack one."""
    if newest is None:
        text = "there is no copy of the database"
        young = now - made_at < YOUNG
        found = doubt if young else bad
        return found(text, code=Code.NO_YOUNG_BACKUP)
    hours = (now - newest.made_at).total_seconds() / 3600
    told = f"{newest.path.name} is {hours:.0f} h old, {newest.size / MEGABYTE:.1f} MB"
    if now - newest.made_at > YOUNG:
        return bad(told, code=Code.NO_YOUNG_BACKUP)
    return good(told)


def place(copies: int | None, database: int | None) -> Answer:
    """Whether the copies outlive the database's disk; by the numbers of their devices."""
    if copies is None:
        return doubt("there is no folder of copies yet", code=Code.NO_YOUNG_BACKUP)
    if database is not None and copies == database:
        return doubt(
            "the copies are on the disk of the database",
            "copy them to another machine as well, or name a folder on another disk",
        )
    return good("the copies are on another disk than the database")


def newest_of(found: list[Path]) -> Copy | None:
    """The youngest of these files that begins as a copy does."""
    copies = []
    for path in found:
        with suppress(OSError):
            if _made_by(path):
                stat = path.stat()
                made = datetime.fromtimestamp(stat.st_mtime, UTC)
                copies.append(Copy(path, stat.st_size, made))
    return max(copies, key=lambda one: one.made_at, default=None)


def _schedules(site: Site) -> list[tuple[str, Path]]:
    found = []
    for one in in_use.schedules():
        if one.type in schedule_types.TYPES:
            folder = schedule_types.get(one.type).copies_to(one, site.settings)
            if folder is not None:
                found.append((one.name, folder))
    return found


def _folders(site: Site) -> list[Path]:
    usual = site.settings.home_folder / FOLDER
    return list(dict.fromkeys([*(folder for _, folder in _schedules(site)), usual]))


def _newest(site: Site) -> Copy | None:
    files = []
    for folder in _folders(site):
        with suppress(OSError):
            files += [path for path in folder.iterdir() if path.is_file()]
    return newest_of([path for path in files if not path.name.startswith(".")])


def _scheduled(site: Site) -> Answer:
    found = _schedules(site)
    return scheduled([name for name, _ in found], [folder for _, folder in found])


def _age(site: Site) -> Answer:
    return age(_newest(site), installation.made_at(), clock.now())


def _made_by(path: Path) -> str:
    """The program that wrote a copy, by its first bytes; empty for what is no copy."""
    with path.open("rb") as file:
        head = file.read(32)
    return next((name for magic, name in _MAGIC.items() if head.startswith(magic)), "")


def _whole(site: Site) -> Answer:
    newest = _newest(site)
    if newest is None:
        return doubt("there is no copy of the database", code=Code.NO_YOUNG_BACKUP)
    if _made_by(newest.path) == "pg_dump":  # whatever it is called
        return good(f"{newest.path.name}: pg_restore could read it when it was made")
    if newest.size > LARGEST:
        return good(f"{newest.path.name} is too large to be read here; it was when it was made")
    found = backup.inspect(newest.path, migrations.names())
    return good(f"{newest.path.name} is whole, with {counted(found.tasks, 'task')}")


def _place(site: Site) -> Answer:
    there = next((folder for folder in _folders(site) if folder.is_dir()), None)
    database = folders.database_folder(site.settings)
    return place(
        None if there is None else os.stat(there).st_dev,
        None if database is None else os.stat(database).st_dev,
    )


ITEMS = (
    Item("backup schedule", "copies are made by themselves", _scheduled, asks_database=True),
    Item("backup age", "there is a copy younger than a day", _age, asks_database=True),
    Item("backup whole", "the newest copy can be put back", _whole, asks_database=True),
    Item("backup place", "the copies outlive the database's disk", _place, asks_database=True),
)
