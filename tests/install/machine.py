"""A bare Debian on which versions of ContentHub are installed, one after the other."""

from __future__ import annotations

import json
import os
import shlex
import shutil
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from tests.support.bare_root import BareRoot
from tests.support.processes import REPOSITORY

OPTIONS = "--wheels /wheels --redis"
AS_OWNER = (
    "cd /var/lib/contenthub && runuser -u contenthub -- env CONTENTHUB_HOME=/var/lib/contenthub "
    "/opt/contenthub/bin/contenthub"
)
_TAKEN = ("contenthub", "deploy", "pyproject.toml", "README.md", "LICENSE", ".env.example")
_LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
# A shell as somebody has it: what is in it must not lead the installation elsewhere.
SHELL = "umask {umask}; export CDPATH=/ PIP_TARGET=/tmp/elsewhere PYTHONPATH=/tmp/elsewhere; "
number = partial(next, count(1))

MIGRATION = '''"""Of a later version."""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    db.execute_sql("CREATE TABLE later_{number} (id INTEGER)")
'''


class Machine:
    """The bare machine, and the versions that are made for it."""

    def __init__(self, root: BareRoot, versions: Path) -> None:
        self.root = root
        self.installed = ""  # the version that was installed last, where the machine sees it
        self._versions = versions

    def version(self, *, knows_later: bool = True, **changes: tuple[str, str]) -> str:
        """A checkout of a version of its own with a migration; returns where the machine sees it.

        ``knows_later``: it has the migrations of what is installed; else it is an older one.
        ``changes``: by the module's path, with ``__`` for each slash, what is replaced by what.
        """
        release = number()
        folder = self._versions / f"of today, v{release}"
        for name in (*_TAKEN, *_LOCKS, "supervisord.conf"):
            source = REPOSITORY / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                folder.mkdir(exist_ok=True)
                shutil.copy2(source, folder / name)
        if knows_later:
            self._migrate(folder / "contenthub" / "migrations", release)
        for name, (old, new) in changes.items():
            path = folder / f"{name.replace('__', '/')}.py"
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new), encoding="utf-8")
        return f"/versions/{folder.name}"

    def _migrate(self, migrations: Path, release: int) -> None:
        before = self._versions / Path(self.installed).name / "contenthub" / "migrations"
        for path in before.glob("09*") if self.installed else ():
            shutil.copy2(path, migrations)
        later = migrations / f"09{release:02}_later.py"
        later.write_text(MIGRATION.format(number=release))

    def ask(self, *arguments: str) -> Any:
        """What a command of the service's user answers, as JSON."""
        code, out = self.root.run(f"{AS_OWNER} {' '.join(arguments)} -f json 2>/dev/null")
        assert code == 0, out
        return json.loads(out)

    def checks(self) -> dict[str, str]:
        """How each check of the checklist stands."""
        _, out = self.root.run(f"{AS_OWNER} doctor --checklist -f json 2>/dev/null")
        return {row["check"]: row["status"] for row in json.loads(out)}

    def release(self) -> str:
        """What is installed."""
        return os.readlink(self.root.folder / "opt" / "contenthub")

    def later(self) -> set[str]:
        """The migrations of later versions that the database has."""
        found = self.ask("db", "status")["migrations"]
        return {one["migration"] for one in found if one["migration"].startswith("09")}

    def command(self, version: str = "", options: str = OPTIONS) -> str:
        """The installer of a version, of the installed one without, as it is typed."""
        return f"{shlex.quote(f'{version or self.installed}/deploy/install.sh')} {options}"

    def install(self, version: str, wanted: int = 0, more: str = "", umask: str = "022") -> str:
        """Run the installer of a version; returns what it said."""
        typed = SHELL.format(umask=umask) + self.command(version, f"{OPTIONS} {more}")
        code, out = self.root.run(typed, timeout=600)
        assert code == wanted, out
        if code == 0 and not more:
            self.installed = version
        return out
