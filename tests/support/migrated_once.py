"""New SQLite databases of tests are copies of one that was migrated once.

Migrating takes longer than most tests. Only the opening of a database in this process is spared it:
processes, ``contenthub db migrate`` and tests with other scripts migrate as ever.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from contenthub import boot, migrations
from contenthub.database import db, sqlite_file
from contenthub.settings import Settings

_NAMES, _FOLDER = migrations.names, migrations.FOLDER


class Copies:
    """Stands where the composition root has ``sqlite_file``."""

    def __init__(self, folder: Path) -> None:
        """``folder`` takes the home whose database is migrated."""
        settings = Settings(home=folder / "home")
        boot.open_database(settings)
        path = db.sqlite_path()
        db.close()
        assert not sqlite_file.log_size(path)  # all is in the file
        self._data = path.read_bytes()

    def prepare(self, path: Path) -> None:
        """As ``sqlite_file.prepare``, but a new file is already migrated."""
        if self._may_be_new(path):
            with suppress(OSError):  # the real one says what is wrong
                self._put(path)
        sqlite_file.prepare(path)

    def _may_be_new(self, path: Path) -> bool:
        same = migrations.names is _NAMES and migrations.FOLDER == _FOLDER
        return same and not path.exists() and not sqlite_file.log_size(path)

    def _put(self, path: Path) -> None:
        """In one step, as somebody else may open it at the same time."""
        copy = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with open(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
                file.write(self._data)
            os.link(copy, path)
        finally:
            copy.unlink(missing_ok=True)
