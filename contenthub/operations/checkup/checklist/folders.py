"""The checks of files and disks: whose they are, who may read them, how much they still take."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from contenthub.database_address import SqliteFile
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt, good
from contenthub.operations.checkup.checklist.items import examined as _examined
from contenthub.settings import Settings
from contenthub.wording import MEGABYTE

FULL, NEARLY_FULL = 0.98, 0.90  # of a disk, or of its inodes
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OF_THE_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "ceph", "gluster")
_FORGETFUL = ("tmpfs", "ramfs")
_NAMED = 3  # files that a line names


@dataclass(frozen=True, slots=True)
class Seen:
    """A file or folder: its mode and its owner."""

    path: Path
    mode: int
    owner: int


def private(found: Iterable[Seen], what: str) -> Answer:
    """Whether nobody but the owner can read these; ``what`` names them."""
    seen = list(found)
    exposed = [one.path for one in seen if one.mode & _OTHERS]
    if exposed:
        return bad(f"others can read {_named(exposed)}", f"chmod go= {_named(exposed, ' ')}")
    return good(f"{what}: {len(seen)} looked at" if seen else f"{what}: there is none yet")


def owned(found: Iterable[Seen], owner: int) -> Answer:
    """Whether all of these belong to the home's owner."""
    strange = [one.path for one in found if one.owner != owner]
    if strange:
        return bad(
            f"{_named(strange)} belong to another user than the home",
            "chown them to the service's user; run commands as that user alone",
        )
    return good(f"all of it belongs to user {owner}")


def filesystem(kind: str | None, sqlite: bool) -> Answer:
    """Whether the data home's file system keeps what is written, and locks as SQLite needs it."""
    if kind is None:
        return good("this system does not say which it is")
    if kind.startswith(_FORGETFUL):
        return bad(f"{kind}: all of it is gone after a reboot", "put the data home on a disk")
    if sqlite and kind.startswith(_OF_THE_NETWORK):
        return bad(
            f"{kind}: SQLite's locks do not hold there",
            "put the database on a local disk, or use PostgreSQL",
        )
    return good(kind)


def filesystem_of(path: Path, mounts: str) -> str | None:
    """The kind of file system that holds ``path``, from the text of /proc/self/mounts."""
    best: tuple[int, str] | None = None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        place = Path(fields[1].replace("\\040", " "))
        if path.is_relative_to(place) and (best is None or len(place.parts) >= best[0]):
            best = (len(place.parts), fields[2])
    return best[1] if best else None


def used(share: float, what: str, path: Path) -> Answer:
    """Whether a disk has some of ``what`` left; ``share`` is what is used of it."""
    told = f"{what} at {path}: {share:.0%} used"
    advice = "free some, or give the data home a larger disk"
    if share >= FULL:
        return bad(told, advice)
    return doubt(told, advice) if share >= NEARLY_FULL else good(told)


def look(paths: Iterable[Path]) -> Iterator[Seen]:
    """Those of them that are there."""
    for path in paths:
        with suppress(OSError):
            found = path.stat()
            yield Seen(path, stat.S_IMODE(found.st_mode), found.st_uid)


def database_folder(settings: Settings) -> Path | None:
    """Where a SQLite database is; None: it is a server's."""
    address = settings.database
    return address.path.parent if isinstance(address, SqliteFile) else None


def _named(paths: list[Path], between: str = ", ") -> str:
    more = len(paths) - _NAMED
    return between.join(map(str, paths[:_NAMED])) + (f" and {more} more" if more > 0 else "")


def _home(site: Site, *patterns: str) -> Iterator[Seen]:
    home = site.settings.home_folder
    return look(path for pattern in patterns for path in sorted(home.glob(pattern)))


def _database(site: Site) -> Answer:
    address = site.settings.database
    if not isinstance(address, SqliteFile):
        return good("does not apply: the database is a server's")
    found = look(sorted(address.path.parent.glob(f"{address.path.name}*")))
    return private(found, "the database's files")


def _owner(site: Site) -> Answer:
    home = site.settings.home_folder
    if not home.exists():
        return good("there is no home yet")
    return owned(look([home, *sorted(home.iterdir())]), home.stat().st_uid)


def _filesystem(site: Site) -> Answer:
    folder = database_folder(site.settings)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return filesystem(None, sqlite=folder is not None)
    where = (folder or site.settings.home_folder).resolve()
    return filesystem(filesystem_of(where, mounts), sqlite=folder is not None)


def _space(site: Site) -> Answer:
    folder = existing(site.settings.home_folder)
    usage = shutil.disk_usage(folder)
    return used(1 - usage.free / max(1, usage.total), "space", folder)


def _inodes(site: Site) -> Answer:
    folder = existing(site.settings.home_folder)
    found = os.statvfs(folder)
    share = 1 - found.f_favail / found.f_files if found.f_files else 0.0
    return used(share, "inodes", folder)


def _database_space(site: Site) -> Answer:
    folder = database_folder(site.settings)
    if folder is None:
        return good("does not apply: the database is a server's")
    address = site.settings.database
    size = address.path.stat().st_size if isinstance(address, SqliteFile) else 0
    free = shutil.disk_usage(folder).free
    told = f"{free // MEGABYTE} MB free at {folder}, the database has {size // MEGABYTE} MB"
    if free < 2 * size:
        return doubt(told, "a migration and its copy need twice the database's size")
    return good(told)


def existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder


ITEMS = (
    _examined("home", "the data home is writable, and private", "not looked at"),
    Item(
        "settings file rights",
        "nobody else reads passwords and keys",
        lambda site: private(_home(site, ".env"), ".env"),
    ),
    Item("database rights", "nobody else reads the database", _database),
    Item(
        "log rights",
        "nobody else reads the logs",
        lambda site: private(_home(site, "logs", "logs/*"), "logs"),
    ),
    Item(
        "backup rights",
        "nobody else reads the copies",
        lambda site: private(_home(site, "backups", "backups/*"), "copies of the database"),
    ),
    Item("owner", "what is in the home belongs to the service's user", _owner),
    Item("file system", "what is written stays, and locks hold", _filesystem),
    _examined("disk", "there is space for the next articles", "not looked at"),
    Item("disk share", "the disk is not nearly full", _space),
    Item("inodes", "the disk takes more files", _inodes),
    Item("database space", "a migration has the space of its copy", _database_space),
    _examined("spool", "no finished article waits on disk", "no result waits on disk"),
)
