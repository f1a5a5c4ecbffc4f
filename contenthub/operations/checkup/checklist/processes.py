"""The checks of what runs: who is there, as whom, by whom it is started again, and after a boot."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from contenthub import __version__
from contenthub.codes import Code
from contenthub.identity import process as identity
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, bad, doubt, good
from contenthub.operations.checkup.checklist.items import examined as _examined
from contenthub.queries import schedules, service
from contenthub.queries.service import LivingWorker
from contenthub.wording import counted

FEW_FILES = 1_024  # descriptors that a process may have
STOP_MARGIN = 8.0  # seconds that a worker takes beyond what its work is given to finish
_SERVING = {"api", "up"}
_UNIT = re.compile(r"/([A-Za-z0-9@_.\\-]{1,200}\.service)(?:/|$)")
_SERVICE_FILES = ("/etc/systemd/system/contenthub*.service", "/etc/contenthub/supervisord.conf")
_WANTED = "/etc/systemd/system/*.wants/contenthub*.service"
_STOP = re.compile(r"^(?:TimeoutStopSec|stopwaitsecs)=(\d{1,6})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Local:
    """A living process of this machine, as the kernel knows it."""

    kind: str
    pid: int
    owner: int
    files: int | None  # descriptors that it may have; None: without a limit, or not known
    supervisor: str | None


def versions(living: Sequence[LivingWorker]) -> Answer:
    """Whether all processes are of this version."""
    others = sorted({f"{one.kind} {one.version}" for one in living if one.version != __version__})
    if others:
        return bad(f"{', '.join(others)}; this is {__version__}", "restart them")
    return good(f"{__version__}, {len(living)} of {len(living)}")


def slots(living: Sequence[LivingWorker], allowed: int) -> Answer:
    """Whether the processes that run allow as many generations as the settings say now."""
    others = sorted({one.slots for one in living if one.slots and one.slots != allowed})
    if others:
        told = f"processes allow {', '.join(map(str, others))} generations, settings {allowed}"
        return doubt(told, "set ASYNC_MAX_CONCURRENT_TASKS alike everywhere, and restart them")
    return good(f"{allowed} generations at a time")


def scheduler(living: int, leads: bool, active: int) -> Answer:
    """Whether somebody fires the schedules."""
    if not living:
        found = bad if active else doubt
        told = f"no scheduler runs; {counted(active, 'schedule')} active"
        return found(told, code=Code.NO_SCHEDULER)
    if not leads:
        return doubt("none of the schedulers leads", "look again in some seconds, and at its log")
    return good(f"{counted(living, 'scheduler')}, of which one leads")


def since_start(changed: datetime | None, living: Sequence[LivingWorker]) -> Answer:
    """Whether settings were changed after processes read them."""
    old = [one for one in living if changed is not None and one.started_at < changed]
    if old:
        named = ", ".join(f"{one.kind} (pid {one.pid})" for one in old[:3])
        return doubt(f".env was changed after {named} began", "restart them")
    return good("no process is older than the settings")


def supervised(found: Sequence[Local]) -> Answer:
    """Whether somebody starts again what ends."""
    alone = [f"{one.kind} (pid {one.pid})" for one in found if one.supervisor is None]
    if alone:
        return doubt(
            f"nobody starts {', '.join(alone)} again", "let supervisord or systemd start them"
        )
    if not found:
        return doubt("no process runs on this machine")
    return good(", ".join(sorted({f"{one.kind} by {one.supervisor}" for one in found})))


def owners(found: Sequence[Local], owner: int) -> Answer:
    """Whether the processes run as the user of the data home."""
    strange = [
        f"{one.kind} (pid {one.pid}) is user {one.owner}" for one in found if one.owner != owner
    ]
    if strange:
        return bad(f"{'; '.join(strange)}, the home is user {owner}'s", "start them as that user")
    if any(one.owner == 0 for one in found):
        return doubt("they run as root", "give the service a user of its own")
    return good(f"user {owner}" if found else "no process runs on this machine")


def files(found: Sequence[Local]) -> Answer:
    """Whether the processes may open as many files and connections as they may need."""
    few = [one for one in found if one.files is not None and one.files < FEW_FILES]
    if few:
        told = f"{few[0].kind} (pid {few[0].pid}) may open {few[0].files} files"
        return doubt(told, "LimitNOFILE= of its unit, minfds= of supervisord")
    return good("as many as they need" if found else "no process runs on this machine")


def file_limit(limits: str) -> int | None:
    """From the text of /proc/PID/limits."""
    found = re.search(r"^Max open files\s{1,40}(\d{1,18})", limits, re.MULTILINE)
    return int(found[1]) if found else None


def supervisor_of(ancestors: Sequence[str], cgroup: str) -> str | None:
    """Who starts a process again, by the names of those above it and its group of processes."""
    for name in ("supervisord", "runsv", "s6-supervise", "docker-init", "tini", "dumb-init"):
        if name in ancestors:
            return name
    unit = _UNIT.findall(cgroup)
    ours = [name for name in unit if not name.startswith(("user@", "session"))]
    return f"systemd ({ours[-1]})" if ours and "systemd" in ancestors else None


def stop_time(texts: dict[str, str], needed: float) -> Answer:
    """Whether who stops a service waits until its work was handed back."""
    if not texts:
        return doubt("no service file of this program is found", "see the page on deployment")
    short = []
    for name, text in texts.items():
        longest = max((int(one) for one in _STOP.findall(text)), default=0)
        program = name.rpartition("/")[2]
        if "scheduler" not in program and "-api" not in program and longest < needed:
            short.append(f"{program} ({longest} s)")
    if short:
        return bad(
            f"{', '.join(short)} kill before {needed:.0f} s have passed",
            "raise TimeoutStopSec or stopwaitsecs with CONTENTHUB_SHUTDOWN_TIMEOUT",
        )
    return good(f"{counted(len(texts), 'file')}: they wait {needed:.0f} s or more")


def at_boot(systemd: bool, wanted: Sequence[str]) -> Answer:
    """Whether the service comes back after a boot."""
    if wanted:
        return good(", ".join(wanted))
    if systemd:
        return doubt("no unit of this program is enabled", "systemctl enable it")
    return doubt(
        "there is no systemd here: what starts the service cannot be seen",
        "start supervisord at boot, and try a reboot",
    )


def local(living: Sequence[LivingWorker]) -> list[Local]:
    """Those of them that live on this machine; what the kernel hides is left out."""
    found = []
    for one in living:
        if one.host != socket.gethostname() or not identity.lives_here(one.boot_id, 0.0):
            continue
        place = Path(f"/proc/{one.pid}")
        try:
            limit = file_limit((place / "limits").read_text())
            who = supervisor_of(_ancestors(one.pid), (place / "cgroup").read_text())
            found.append(Local(one.kind, one.pid, place.stat().st_uid, limit, who))
        except OSError:
            continue
    return found


def configuration_of(words: Sequence[str]) -> str | None:
    """The configuration that a supervisord was told to read, by the words it was started with."""
    programs = [at for at, word in enumerate(words[:4]) if word.rpartition("/")[2] == "supervisord"]
    options = list(words[programs[0] + 1 :]) if programs else []
    for at, word in enumerate(options):
        if word in ("-c", "--configuration"):
            return next(iter(options[at + 1 :]), None)
        for start in ("--configuration=", "-c"):
            if word.startswith(start):
                return word.removeprefix(start)
    return None


def _above(pid: int) -> list[int]:
    """Its parent, the parent of that, and so on."""
    found: list[int] = []
    for _ in range(20):
        text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
        pid = int(text.rpartition(")")[2].split()[1])
        if pid <= 0:
            break
        found.append(pid)
    return found


def _words(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")


def _ancestors(pid: int) -> list[str]:
    """By which names those above it go: their programs' and those of what Python runs."""
    names = []
    for one in _above(pid):
        names += [word.rpartition("/")[2].rpartition(".")[2] for word in _words(one)[:4]]
        names.append(Path(f"/proc/{one}/comm").read_text(errors="replace").strip())
    return names


def _configurations(found: Sequence[Local]) -> set[Path]:
    """The files that the supervisords above these processes were started with, where they are."""
    files = set()
    for one in found:
        with suppress(OSError):
            for pid in _above(one.pid):
                if name := configuration_of(_words(pid)):
                    path = Path(os.readlink(f"/proc/{pid}/cwd")) / name
                    files |= {path} if os.access(path, os.R_OK) else set()
    return files


def _here() -> list[Local]:
    return local(service.living_workers())


def _scheduler(site: Site) -> Answer:
    return scheduler(
        len(service.schedulers()), schedules.leader() is not None, schedules.overview().active
    )


def _api(site: Site) -> Answer:
    serving = [one for one in service.living_workers() if one.kind in _SERVING]
    if not serving:
        return doubt("no process answers calls of the API", code=Code.NO_API)
    return good(", ".join(f"{one.kind} on {one.host}, pid {one.pid}" for one in serving[:3]))


def _since_start(site: Site) -> Answer:
    path = site.settings.home_folder / ".env"
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path.exists() else None
    mine = [one for one in service.living_workers() if one.host == socket.gethostname()]
    return since_start(changed, mine)


def _owners(site: Site) -> Answer:
    home = site.settings.home_folder
    return owners(_here(), home.stat().st_uid if home.exists() else os.geteuid())


def _stop_time(site: Site) -> Answer:
    allowed = site.settings.shutdown_timeout
    needed = max(2 * (allowed + STOP_MARGIN), allowed + 2 * STOP_MARGIN)
    root = Path("/")
    installed = {path for pattern in _SERVICE_FILES for path in root.glob(pattern[1:])}
    paths = sorted(installed | _configurations(_here()))
    ours = [path for path in paths if not re.search("check|log-", path.name)]
    return stop_time({str(path): path.read_text(errors="replace") for path in ours}, needed)


def _at_boot(site: Site) -> Answer:
    wanted = [path.name for path in sorted(Path("/").glob(_WANTED[1:]))]
    return at_boot(Path("/run/systemd/system").is_dir(), wanted)


ITEMS = (
    _examined("workers", "somebody does the work", "none is needed"),
    Item("scheduler", "somebody fires the schedules", _scheduler, asks_database=True),
    Item("api", "somebody answers calls", _api, asks_database=True),
    Item(
        "versions",
        "all processes are of this version",
        lambda _: versions(service.living_workers()),
        asks_database=True,
    ),
    Item(
        "slots",
        "all processes allow as many generations",
        lambda site: slots(service.living_workers(), site.settings.max_concurrent_tasks),
        asks_database=True,
    ),
    Item("settings in force", "no process has old settings", _since_start, asks_database=True),
    Item("process user", "processes run as the home's user", _owners, asks_database=True),
    Item("open files", "processes may open enough", lambda _: files(_here()), asks_database=True),
    Item(
        "supervision",
        "what ends is started again",
        lambda _: supervised(_here()),
        asks_database=True,
    ),
    Item("stop time", "work is handed back before a kill", _stop_time, asks_database=True),
    Item("start at boot", "the service comes back after a boot", _at_boot),
)
