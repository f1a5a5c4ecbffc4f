"""The checks of the machine: what the program runs on, and by which clock."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import sqlite3
import ssl
import sys
import tempfile
from importlib import metadata
from pathlib import Path

from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt, good
from contenthub.operations.checkup.checklist.items import examined as _examined
from contenthub.wording import MEGABYTE, counted

TRIED = ((3, 11), (3, 13))  # the oldest and the newest Python that the tests run on
OLDEST_SQLITE = (3, 35, 0)  # the first that knows RETURNING
FEW_PROCESSORS = 2
LITTLE_MEMORY, NO_MEMORY = 512 * MEGABYTE, 128 * MEGABYTE  # free at this moment
TEMPORARY = 100 * MEGABYTE
_UNSYNCHRONISED = 0x0040  # STA_UNSYNC of adjtimex(2)
_REQUIREMENT = re.compile(r"^\s*([A-Za-z0-9._-]{1,100})")


def python_version(version: tuple[int, int]) -> Answer:
    """Whether the program was tried on this Python."""
    name = ".".join(map(str, version))
    if version < TRIED[0]:
        return bad(f"Python {name}", "install Python 3.11 or newer, and the program anew with it")
    if version > TRIED[1]:
        return doubt(f"Python {name}: newer than any that this program was tried with")
    return good(f"Python {name}")


def sqlite_version(version: tuple[int, ...]) -> Answer:
    """Whether SQLite knows the statements that the program uses."""
    name = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        return bad(f"SQLite {name}", "install a Python whose SQLite is 3.35 or newer")
    return good(f"SQLite {name}")


def packages(lacking: list[str]) -> Answer:
    """Whether what the program needs is installed."""
    if lacking:
        named = ", ".join(lacking[:5])
        return bad(f"not installed: {named}", "install the program anew, from its lock file")
    return good("all that the program needs is installed")


def lacking() -> list[str]:
    """The packages that the program names and that are not there."""
    found = []
    for line in metadata.requires("contenthub") or ():
        name = _REQUIREMENT.match(line)
        if name is None or "extra ==" in line:
            continue
        try:
            metadata.version(name[1])
        except metadata.PackageNotFoundError:
            found.append(name[1])
    return found


def processors(count: int) -> Answer:
    """Whether a generator that computes leaves anything to the service."""
    told = counted(count, "processor")
    if count < FEW_PROCESSORS:
        return doubt(told, "enough for small sites; give it two or more, or start fewer threads")
    return good(told)


def memory(available: int | None) -> Answer:
    """Whether there is memory left; None: this system does not say."""
    if available is None:
        return good("this system does not say how much is free")
    told = f"{available // MEGABYTE} MB available"
    advice = "give the machine more, or move generators to another one"
    if available < NO_MEMORY:
        return bad(told, advice)
    return doubt(told, advice) if available < LITTLE_MEMORY else good(told)


def available_memory(meminfo: str) -> int | None:
    """Bytes, from the text of /proc/meminfo."""
    found = re.search(r"^MemAvailable:\s{0,20}(\d{1,15}) kB", meminfo, re.MULTILINE)
    return int(found[1]) * 1024 if found else None


def synchronised(status: int | None) -> Answer:
    """Whether a time service keeps the clock right; ``status`` is the kernel's, None: not known."""
    if status is None:
        return good("this system does not say whether the clock is kept right")
    if status & _UNSYNCHRONISED:
        return doubt(
            "the kernel says that nobody keeps the clock right",
            "install and start a time service, such as chrony or systemd-timesyncd",
        )
    return good("a time service keeps the clock right")


def clock_status() -> int | None:
    """The kernel's bits about its clock, read only; None where there are none."""
    buffer = ctypes.create_string_buffer(512)  # struct timex has 208; modes = 0 changes nothing
    try:
        answer = ctypes.CDLL(None, use_errno=True).adjtimex(buffer)
    except (OSError, AttributeError):
        return None
    if answer < 0:
        return None
    # int modes; long offset, freq, maxerror, esterror; int status
    at = 5 * ctypes.sizeof(ctypes.c_long)
    return int.from_bytes(buffer.raw[at : at + 4], sys.byteorder)


def temporary_folder(folder: str | None, free: int) -> Answer:
    """Whether programs have a place for what they write in between; None: there is none."""
    if folder is None:
        return bad("no temporary folder can be written", "make /tmp writable, or set TMPDIR")
    told = f"{folder}, {free // MEGABYTE} MB free"
    return doubt(told, "free some space") if free < TEMPORARY else good(told)


def certificates(count: int, file: str | None) -> Answer:
    """Whether servers of others can be told from impostors."""
    if not count and not (file and Path(file).exists()):
        return doubt("no certificates of authorities were found", "install ca-certificates")
    return good(f"authorities are known ({file or count})")


def encoding(name: str) -> Answer:
    """Whether names of files may be in any script."""
    if name.lower().replace("-", "") != "utf8":
        return doubt(f"names of files are {name}", "set LANG=C.UTF-8 for the service")
    return good("UTF-8")


def account(uid: int, owner: int | None) -> Answer:
    """Whether the program runs as the user to whom its home belongs; None: there is no home yet."""
    if owner is not None and uid != owner:
        return bad(
            f"this runs as user {uid}, the data home belongs to user {owner}",
            "do it as the service's user: what others write there it cannot change",
        )
    if uid == 0:
        return doubt("this is root", "give the service a user of its own, without rights")
    return good(f"user {uid}, without root's rights")


def program(writable: bool, place: str) -> Answer:
    """Whether whoever takes over the service could change the program itself."""
    if writable:
        return doubt(
            f"{place} can be changed by the user who runs it",
            f"let it belong to root: `chown -R root: {place}`",
        )
    return good(f"{place} belongs to somebody else")


def _memory(site: Site) -> Answer:
    try:
        return memory(available_memory(Path("/proc/meminfo").read_text(encoding="ascii")))
    except OSError:
        return memory(None)


def _temporary(site: Site) -> Answer:
    try:
        folder = tempfile.gettempdir()
    except OSError:
        return temporary_folder(None, 0)
    return temporary_folder(folder, shutil.disk_usage(folder).free)


def _certificates(site: Site) -> Answer:
    count = ssl.create_default_context().cert_store_stats()["x509_ca"]
    return certificates(count, ssl.get_default_verify_paths().cafile)


def _account(site: Site) -> Answer:
    home = site.settings.home_folder
    return account(os.geteuid(), home.stat().st_uid if home.exists() else None)


def _program(site: Site) -> Answer:
    place = Path(__file__).parents[3]
    return program(os.access(place, os.W_OK), str(place))


ITEMS = (
    Item("python", "the tests run on this Python", lambda _: python_version(sys.version_info[:2])),
    Item("sqlite", "SQLite is new enough", lambda _: sqlite_version(sqlite3.sqlite_version_info)),
    Item("packages", "what the program needs is installed", lambda _: packages(lacking())),
    Item("program", "the service cannot change its own program", _program),
    Item("user", "the service runs as a user of its own", _account),
    Item(
        "processors", "there are enough of them", lambda _: processors(len(os.sched_getaffinity(0)))
    ),
    Item("memory", "some of it is free", _memory),
    _examined("clock", "the clock is right", "not looked at"),
    Item("time service", "the clock stays right", lambda _: synchronised(clock_status())),
    _examined("time zone", "people's times are in the zone they mean", "not looked at"),
    Item("temporary folder", "programs have a place to write to", _temporary),
    Item("certificates", "other servers' identities can be checked", _certificates),
    Item("encoding", "files may have any name", lambda _: encoding(sys.getfilesystemencoding())),
)
