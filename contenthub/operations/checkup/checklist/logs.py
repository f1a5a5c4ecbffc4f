"""The checks of the logs: that lines arrive, can be read by programs, and do not fill the disk."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from contenthub import masked_text
from contenthub.operations.checkup.checklist import processes
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt, good
from contenthub.queries import service
from contenthub.wording import MEGABYTE, counted

LARGE = 100 * MEGABYTE  # of one file: nobody rotates it
SLACK = timedelta(seconds=60)  # in which a process that was started writes its first line
LATELY = timedelta(days=1)
TAIL = 64_000  # bytes of a file's end that are read
TROUBLES = "troubles.txt"  # of the sender: what it has to send again
_FILE = {"up": "contenthub"}  # the program's name where it is not the kind of the process


@dataclass(frozen=True, slots=True)
class Log:
    """The log file of a program that runs; ``None``: there is no file."""

    program: str
    started_at: datetime
    written_at: datetime | None
    last: str


def arriving(found: list[Log], journal: bool) -> Answer:
    """Whether each program that runs writes into its file; ``journal``: systemd's has the lines."""
    if not found:
        return good("nothing runs here that would write")
    if journal:
        return good("the journal takes the lines")
    silent = [
        one.program
        for one in found
        if one.written_at is None or one.written_at + SLACK < one.started_at
    ]
    if len(silent) == len(found) and all(one.written_at is None for one in found):
        return doubt(
            "the programs that run write into no file in logs/",
            "let supervisord or systemd start them: what they say is lost otherwise",
        )
    if silent:
        named = ", ".join(silent)
        return bad(f"no line since its start: {named}", "see that logs/ can be written")
    newest = max(one.written_at for one in found if one.written_at)
    return good(
        f"{counted(len(found), 'program')} wrote, the last line at {newest:%Y-%m-%d %H:%M:%S} UTC"
    )


def readable(found: list[Log]) -> Answer:
    """Whether programs can read the lines: one JSON object each, with its moment and its event."""
    written = [one for one in found if one.last]
    broken = [one.program for one in written if not _is_line(one.last)]
    if broken:
        return doubt(f"no JSON line: {', '.join(broken)}", "set CONTENTHUB_LOG_FORMAT=json")
    return good("JSON lines" if written else "nothing runs here that writes a file")


def quiet(said: dict[str, str]) -> Answer:
    """Whether programs said what is no log line; the last such line of each, by its file."""
    if said:
        name, line = next(iter(said.items()))
        more = f" (and {len(said) - 1} more files)" if len(said) > 1 else ""
        return doubt(f"{name}: {line[:200]}{more}", "look into it: a start may have failed")
    return good("nothing within a day")


def rotated(sizes: dict[str, int]) -> Answer:
    """Whether somebody begins a new file in time."""
    large = [name for name, size in sizes.items() if size > LARGE]
    told = f"{sum(sizes.values()) // MEGABYTE} MB in {counted(len(sizes), 'file')}"
    if large:
        return doubt(f"{told}; nobody rotates {', '.join(large[:3])}", "see supervisord.conf")
    return good(told)


def sent(folder: bool, troubles: int, waiting: int) -> Answer:
    """Whether the lines leave the machine: what the sender noted, bytes that wait in its queue."""
    if not folder:
        return good("the lines stay on this machine: no sender is set up")
    told = f"{waiting // MEGABYTE} MB wait for the aggregator"
    if troubles or waiting > LARGE:
        return doubt(
            f"{told}, {counted(troubles, 'trouble')} noted", "see whether the aggregator is there"
        )
    return good(told)


def _is_line(text: str) -> bool:
    try:
        read = json.loads(text)
    except ValueError:
        return False
    return isinstance(read, dict) and {"timestamp", "event"} <= read.keys()


def _logs(site: Site) -> list[Log]:
    here = {one.pid for one in processes.local(service.living_workers())}
    folder = site.settings.home_folder / "logs"
    return [
        _log(folder, _FILE.get(one.kind, one.kind), one.started_at)
        for one in service.living_workers()
        if one.pid in here
    ]


def _log(folder: Path, program: str, started_at: datetime) -> Log:
    path = folder / f"{program}.log"
    try:
        written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        return Log(program, started_at, written, last_line(path))
    except OSError:
        return Log(program, started_at, None, "")


def last_line(path: Path) -> str:
    """The last whole line of a file; empty where there is none. Raises OSError."""
    with path.open("rb") as opened:
        opened.seek(max(0, opened.seek(0, os.SEEK_END) - TAIL))
        lines = opened.read(TAIL).decode(errors="replace").split("\n")
    return next((line for line in reversed(lines[:-1]) if line.strip()), "")


def _arriving(site: Site) -> Answer:
    here = processes.local(service.living_workers())
    journal = bool(here) and all((one.supervisor or "").startswith("systemd") for one in here)
    return arriving(_logs(site), journal)


def _quiet(site: Site) -> Answer:
    said: dict[str, str] = {}
    oldest = datetime.now(UTC) - LATELY
    for path in sorted((site.settings.home_folder / "logs").glob("*.err")):
        with suppress(OSError):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) > oldest:
                line = masked_text.text(last_line(path))
                said |= {path.name: line} if line else {}
    return quiet(said)


def _rotated(site: Site) -> Answer:
    sizes = {}
    for path in sorted((site.settings.home_folder / "logs").glob("*")):
        with suppress(OSError):
            sizes[path.name] = path.stat().st_size
    return rotated(sizes)


def _sent(site: Site) -> Answer:
    folder = site.settings.home_folder / "log-sender"
    if not folder.is_dir():
        return sent(folder=False, troubles=0, waiting=0)
    troubles = 0
    with suppress(OSError):
        troubles = len((folder / TROUBLES).read_text(errors="replace").splitlines())
    waiting = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return sent(folder=True, troubles=troubles, waiting=waiting)


ITEMS = (
    Item("logs arriving", "each program that runs writes its log", _arriving, asks_database=True),
    Item("log lines", "programs can read it", lambda site: readable(_logs(site)), True),
    Item("error output", "no start failed lately", _quiet),
    Item("log rotation", "logs do not fill the disk", _rotated),
    Item("log sender", "the lines leave the machine, where they should", _sent),
)
