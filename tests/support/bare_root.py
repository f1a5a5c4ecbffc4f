"""A bare Debian in a folder, with processes, network and mounts of its own, to install things in.

It reaches nothing of the machine around it but the folders that it is shown, read-only. Whatever
runs in it ends with it. It has no network but loopback, and no systemd (``systemd_root`` has).
"""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.processes import REPOSITORY, wait_until

PACKAGES = "python3,python3-venv,redis-server,procps"
_ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LANG": "C.UTF-8",
    "HOME": "/root",
}
# Its first process: takes in what its children leave behind.
_INIT = "trap : CHLD; while :; do sleep 1000 & wait $!; done"
_SETUP = """
set -e
ip link set lo up
mount --make-rprivate /
mount --bind {root} {root}
for shown in {shown}; do
  mkdir -p {root}/$(basename $shown)
  mount --bind $shown {root}/$(basename $shown)
  mount -o remount,bind,ro {root}/$(basename $shown)
done
mount -t proc proc {root}/proc
mount --rbind /dev {root}/dev
exec chroot {root} bash -c {init}
"""


def unusable() -> str:
    """Why no bare root can be made here; empty where it can."""
    if os.geteuid() != 0:
        return "needs root"
    lacking = [one for one in ("mmdebstrap", "unshare", "nsenter", "ip") if not shutil.which(one)]
    if lacking:
        return f"needs {', '.join(lacking)} (Debian: mmdebstrap, util-linux, iproute2)"
    done = subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "true"], check=False)
    return "" if done.returncode == 0 else "may make no namespaces"


def make(folder: Path, *more: str) -> None:
    """Make the root, from the packages that this machine's apt knows; takes half a minute.

    ``more``: further packages.
    """
    # One that was made before, to save the time.
    prepared = os.environ.get("_WITH_".join(["CONTENTHUB_TEST_ROOT", *map(str.upper, more)]))
    if prepared:
        subprocess.run(["cp", "-a", f"{prepared}/.", folder], check=True)
        return
    packages = ",".join((PACKAGES, *more))
    command = ["mmdebstrap", "--variant=minbase", f"--include={packages}", "bookworm", folder]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]


def wheels(folder: Path) -> None:
    """Fetch all that an installation takes, for the Python of the root, by the lock files."""
    prepared = os.environ.get("CONTENTHUB_TEST_WHEELS")
    if prepared:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)
        return
    lock = folder / "all.lock"
    lock.write_text("".join(_wanted()), encoding="utf-8")
    done = subprocess.run(
        [
            *("python3", "-m", "pip", "download", "-q", "--disable-pip-version-check"),
            *("--no-deps", "--require-hashes", "--only-binary=:all:", "--python-version=3.11.2"),
            *("-d", folder, "-r", lock),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3_000:]


def _wanted() -> list[str]:
    """The lines of the lock files that hold for a Python 3.11.2 on Linux, without conditions."""
    only = {"requirements-dev.lock": ("supervisor==", "psycopg==", "psycopg-binary==")}
    found, takes = [], False
    for name in ("requirements-build.lock", "requirements.lock", "requirements-dev.lock"):
        for line in (REPOSITORY / name).read_text(encoding="utf-8").splitlines(keepends=True):
            if not line.startswith(" "):
                elsewhere = "sys_platform" in line
                takes = not elsewhere and line.startswith(only.get(name, ""))
                before, _, condition = line.partition(" ; ")
                line = f"{before} \\\n" if condition else line
            found += [line] if takes else []
    return found


class BareRoot:
    """The root at work, until the context is left. ``shown``: folders that it sees at its top."""

    def __init__(self, folder: Path, shown: list[Path]) -> None:
        self.folder = folder
        self._shown = shown
        self._first = 0

    def __enter__(self) -> Self:
        self._holder = subprocess.Popen(self._command())

        def first() -> int:
            place = Path(f"/proc/{self._holder.pid}/task/{self._holder.pid}/children")
            pids = place.read_text().split()
            return int(pids[0]) if pids and self._is_inside(pids[0]) else 0

        try:
            self._first = wait_until(first, 60, "the bare root")
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _command(self) -> list[str]:
        """What holds the root, and has its first process as its only child."""
        setup = _SETUP.format(**self._filled(), init=shlex.quote(_INIT))
        spaces = ("--mount", "--pid", "--net", "--fork", "--kill-child")
        return ["unshare", *spaces, "bash", "-c", setup]

    def _filled(self) -> dict[str, str]:
        shown = " ".join(shlex.quote(str(path)) for path in self._shown)
        return {"root": shlex.quote(str(self.folder)), "shown": shown}

    def _is_inside(self, pid: str) -> bool:
        """Whether the first process has arrived."""
        return os.readlink(f"/proc/{pid}/root") == str(self.folder)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._holder.send_signal(signal.SIGKILL)
        self._holder.wait()

    def start(self, script: str) -> subprocess.Popen[str]:
        """Begin a script of bash in it, as root; its output comes in one stream."""
        return subprocess.Popen(
            [
                *("nsenter", "--target", str(self._first), "--mount", "--pid", "--net", "--root"),
                *(
                    "env",
                    "-i",
                    "--chdir=/",
                    *(f"{name}={value}" for name, value in _ENVIRONMENT.items()),
                ),
                *("bash", "-c", script),
            ],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, script: str, timeout: float = 300.0) -> tuple[int, str]:
        """The exit code of a script, and all it printed."""
        with self.start(script) as process:
            out, _ = process.communicate(timeout=timeout)
        return process.returncode, out
