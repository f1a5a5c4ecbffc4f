"""The checks of what is around the program: settings, time zone, data home, disk."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from contenthub import boot, clock, private_files
from contenthub.codes import Code, Remark
from contenthub.errors import SettingError
from contenthub.operations.checkup.results import Kind, Level, Result
from contenthub.settings import Settings, reading
from contenthub.wording import MEGABYTE

LITTLE_SPACE = 500 * MEGABYTE
NO_SPACE = 50 * MEGABYTE


def allowed_settings(settings: Settings) -> Iterator[Result]:
    """Names that are no settings, defaults that name nothing there is, half a price."""
    found = reading.read()
    for note in (*found.hidden, *found.remarks):
        remark = Remark(str(note), code=Code.SETTING_IGNORED)
        yield Result.of("settings", Level.WARNING, remark)
    if (settings.openai_price_input is None) != (settings.openai_price_output is None):
        half = "only one of CONTENTHUB_OPENAI_PRICE_INPUT and _OUTPUT is set: no cost is recorded"
        yield Result.of("settings", Level.WARNING, Remark(half, code=Code.HALF_A_PRICE))
    try:
        boot.check_names(settings)
    except SettingError as error:
        detail, _, allowed = str(error).partition("; ")
        yield Result("settings", Level.FAILED, detail, allowed, Kind.SETTING)
        return
    mode = "embedded, without Redis" if settings.embedded else "with Redis"
    yield Result("settings", Level.OK, f"all values are allowed; {mode}")


def zone(settings: Settings) -> Iterator[Result]:
    """In which zone people read and type times."""
    name = clock.zone().key
    place = "CONTENTHUB_TIMEZONE" if settings.timezone else "this machine's"
    yield Result("time zone", Level.OK, f"{name} ({place})")


def home(settings: Settings) -> Iterator[Result]:
    """Whether the data home can be made and written to, and is its owner's alone."""
    folder = settings.home_folder
    try:
        private_files.make_folder(folder)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        advice = "make it writable for this user, or set CONTENTHUB_HOME to another folder"
        yield Result("home", Level.FAILED, f"{folder}: {error.strerror}", advice)
        return
    exposed = private_files.too_open(folder)
    if exposed:
        names = " ".join(shlex.quote(str(path)) for path in exposed)
        yield Result(
            "home",
            Level.WARNING,
            f"{folder} can be read by others than its owner",
            f"chmod go= {names}",
        )
    else:
        yield Result("home", Level.OK, f"{folder} is writable, and private")


def disk(settings: Settings) -> Iterator[Result]:
    """How much space the data home has left."""
    folder: Path = settings.home_folder
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    detail = f"{free // MEGABYTE} MB free at {folder}"
    if free < LITTLE_SPACE:
        level = Level.FAILED if free < NO_SPACE else Level.WARNING
        remark = Remark(detail, "free some space", Code.LITTLE_SPACE)
        yield Result.of("disk", level, remark)
    else:
        yield Result("disk", Level.OK, detail)
