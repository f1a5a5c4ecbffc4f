"""A bare Debian in a folder whose first process is the real systemd, with its journal.

It has a control group of its own, and /dev, /run and /tmp of its own besides what every bare root
has.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support import bare_root
from tests.support.bare_root import BareRoot
from tests.support.processes import wait_until

_GROUPS = Path("/sys/fs/cgroup")
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
cd {root}
mount -t proc proc proc
for own in dev run sys; do mount -t tmpfs -o mode=755 tmpfs $own; done
mount -t tmpfs -o mode=1777 tmpfs tmp
mkdir -p sys/fs/cgroup dev/pts dev/shm
{groups}
for device in null zero full random urandom tty; do
  touch dev/$device
  mount --bind /dev/$device dev/$device
done
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
pivot_root . mnt
umount -l /mnt
exec env -i container=test PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system
"""
_OLD_GROUPS = """
mount -t tmpfs -o mode=755 cgroup sys/fs/cgroup
mkdir sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd,xattr cgroup sys/fs/cgroup/systemd
"""
_GROUPS_OF_TODAY = "mount -t cgroup2 cgroup2 sys/fs/cgroup"


def unusable() -> str:
    """Why no such root can be made here; empty where it can."""
    if why := bare_root.unusable():
        return why
    return "" if _parent() else "needs control groups that it may write to"


def _parent() -> Path | None:
    """Below which group the root gets its own."""
    parent = _GROUPS if (_GROUPS / "cgroup.controllers").exists() else _GROUPS / "systemd"
    return parent if os.access(parent / "cgroup.procs", os.W_OK) else None


def _removed(group: Path) -> bool:
    """Remove a group with all below it; False where something in it has not ended yet."""
    try:
        for path, _, _ in os.walk(group, topdown=False):
            os.rmdir(path)
    except OSError:
        return False
    return True


class SystemdRoot(BareRoot):
    """The root at work, until the context is left."""

    def __enter__(self) -> Self:
        parent = _parent()
        assert parent is not None
        self._group = parent / f"contenthub-test-{os.getpid()}"
        self._group.mkdir()
        super().__enter__()
        code, out = self.run("systemctl is-system-running --wait")
        if code != 0:
            out += self.run("systemctl --failed --no-pager")[1]
            self.__exit__(None, None, None)
        assert code == 0, out
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        super().__exit__(kind, error, trace)
        wait_until(lambda: _removed(self._group), 60, "the end of the group")

    def cut_power(self) -> None:
        """All that runs is gone at once, and it starts from its disk again."""
        self.__exit__(None, None, None)
        self.__enter__()

    def _command(self) -> list[str]:
        groups = _GROUPS_OF_TODAY if self._group.parent == _GROUPS else _OLD_GROUPS
        setup = _SETUP.format(**self._filled(), groups=groups)
        spaces = ("--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup", "--fork")
        unshare = shlex.join(["unshare", *spaces, "--kill-child", "bash", "-c", setup])
        own = f"echo $$ >{shlex.quote(str(self._group / 'cgroup.procs'))}"
        return ["bash", "-c", f"{own} && exec {unshare}"]

    def _is_inside(self, pid: str) -> bool:
        if not os.readlink(f"/proc/{pid}/exe").endswith("/systemd"):
            return False
        self._first = int(pid)
        return self.run("systemctl show -P Version")[0] == 0
