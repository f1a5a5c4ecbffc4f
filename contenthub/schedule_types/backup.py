"""The type that copies the database: each time one whole, checked file, and the oldest ones go."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from contenthub import private_files
from contenthub.database import backup, pg_dump, rotation
from contenthub.database_address import DatabaseAddress, SqliteFile
from contenthub.errors import ContentHubError, InputError, TransientError
from contenthub.lifecycle.schedules.ticks import Outcome
from contenthub.records import Schedule
from contenthub.schedule_types import fields
from contenthub.schedule_types.base import Context, Job, Power, Prepared, RunBy, ScheduleType
from contenthub.settings import Settings
from contenthub.states import TickState

FOLDER = "backups"  # in the data home
KEPT = 14
_MOST_KEPT = 10_000


class Backup(ScheduleType):
    """`backup`: the last ``keep`` copies in ``folder``."""

    does: ClassVar[str] = "copies the database into a file, and keeps so many of the copies."
    parameters: ClassVar[Mapping[str, str]] = {
        "folder": f"where the copies are; default: {FOLDER} in the data home",
        "keep": f"copies that are kept, 1 to {_MOST_KEPT}; default {KEPT}",
    }
    patience: ClassVar[float] = pg_dump.LONGEST

    def check(self, params: Mapping[str, Any], context: Context) -> dict[str, Any]:
        """The parameters as they are stored."""
        fields.demand_known(params, self.parameters, "backup")
        keep = fields.number(params, "keep", 1, _MOST_KEPT, KEPT)
        folder = _folder(params.get("folder"), context.folder)
        return {"keep": keep} | ({"folder": str(folder)} if folder else {})

    def run_by(self, schedule: Schedule) -> RunBy:
        """It reads all there is, which may take minutes: nobody else waits for it."""
        return RunBy.FETCHER

    def powers(self, params: Mapping[str, Any]) -> frozenset[Power]:
        """It writes into folders of the machine, and removes old copies there."""
        return frozenset({Power.WRITES_FILES})

    def copies_to(self, schedule: Schedule, settings: Settings) -> Path:
        """The folder of its copies."""
        folder = schedule.params.get("folder")
        return Path(folder) if folder else settings.home_folder / FOLDER

    def work(self, job: Job) -> Prepared:
        """Make the copy, check it, and only then remove what is surplus."""
        schedule = job.schedule
        folder, series = self.copies_to(schedule, job.settings), f"s{schedule.id}"
        address = job.settings.database
        suffix = ".db" if isinstance(address, SqliteFile) else ".dump"
        target = folder / rotation.name(series, job.scheduled_for, suffix)
        try:
            private_files.make_folder(folder)
            size = _copy(address, target)
            removed = rotation.rotate(folder, series, schedule.params["keep"], target)
        except ContentHubError as error:  # a full disk ends in a failed tick that people see
            raise TransientError.because(error, str(error)) from error
        except OSError as error:
            raise TransientError(f"{folder}: {error.strerror or error}") from error
        result = {"backup": str(target), "size_bytes": size, "removed": removed}
        return Prepared(lambda unit, tick_id: Outcome(TickState.COMPLETED, result=result))


def _copy(address: DatabaseAddress, target: Path) -> int:
    if isinstance(address, SqliteFile):
        return backup.back_up(address.path, target, force=True)
    return pg_dump.dump(address, target)


def _folder(value: Any, start: Path) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or "\0" in value:
        raise InputError(f"folder is {fields.shown(value)}; allowed: the path of a folder")
    return (start / Path(value).expanduser()).absolute()
