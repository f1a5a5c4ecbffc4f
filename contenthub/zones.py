"""Time zones by name, and the zone of this machine: understood, or refused with what to do.

Whatever cannot be understood is an error here. The C library, and most libraries above it, take
it for UTC without a word; schedules would run at other hours than the clocks of the office show.
"""

from __future__ import annotations

import io
import os
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import TZPATH, ZoneInfo

from contenthub.errors import InputError, SettingError
from contenthub.near_names import nearest

# What lies beside the zones on many machines: other counts of seconds, or this machine's choice.
_NO_ZONES = {"right", "posix", "posixrules", "localtime", "Factory"}
_LOCALTIME = "/etc/localtime"
_MOST_LINKS = 10
_SET = "set CONTENTHUB_TIMEZONE to an IANA name such as Asia/Shanghai or Europe/Berlin"


@cache
def zone(name: str) -> ZoneInfo:
    """The zone of that IANA name. Raises InputError, with the nearest name where there is one."""
    try:
        if name.split("/")[0] not in _NO_ZONES:
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        pass
    raise InputError(f"unknown time zone {name[:60]!r}; {_advice(name)}")


def _advice(name: str) -> str:
    from zoneinfo import available_timezones

    # Etc/GMT+8 lies west of Greenwich: never what somebody means who types GMT+8.
    known = [full for full in sorted(available_timezones()) if "GMT" not in full]
    wanted = name[:60].strip().replace(" ", "_")
    cities = {full.rpartition("/")[2]: full for full in known}
    city = nearest(wanted.rpartition("/")[2], cities, alike=0.8)
    near = nearest(wanted, known, alike=0.8) or (cities[city] if city else None)
    if near:
        return f"did you mean {near}?"
    return "allowed: IANA names such as UTC, Asia/Shanghai or Europe/Berlin"


def machine_zone() -> ZoneInfo:
    """The zone that this machine's clocks show: that of ``TZ``, else that of /etc/localtime.

    Its key is a label for people; ``machine_name`` answers with a name that may be stored. Raises
    SettingError for what cannot be understood.
    """
    return _machine(os.environ.get("TZ"))


@cache
def _machine(variable: str | None) -> ZoneInfo:
    if variable is None:
        return _of_file(_LOCALTIME, _LOCALTIME)
    text = variable.removeprefix(":")
    if not text:
        return zone("UTC")  # as POSIX has it
    if text.startswith("/"):
        return _of_file(text, f"TZ, which is {variable[:60]!r},")
    try:
        return zone(text)
    except InputError:
        return _of_rule(text)


def _of_file(path: str, origin: str) -> ZoneInfo:
    """The zone that a file holds; a machine without /etc/localtime runs in UTC."""
    for name in _names_on_the_way(path):
        try:
            return zone(name)
        except InputError:
            continue
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        if path == _LOCALTIME:
            return zone("UTC")
        raise SettingError(f"{origin} names a file that is not there; {_SET}") from None
    except OSError as error:
        raise SettingError(f"{origin} cannot be read ({error.strerror}); {_SET}") from None
    same = _same_data(data)
    if same is not None:
        return zone(same)
    try:
        return ZoneInfo.from_file(io.BytesIO(data), key=path)
    except (ValueError, struct.error, IndexError):
        raise SettingError(f"{origin} is no time zone file; {_SET}") from None


def _names_on_the_way(path: str) -> Iterator[str]:
    """What the links say after ``zoneinfo/``, the first link's word first: it was somebody's."""
    for _ in range(_MOST_LINKS):
        _, found, name = path.rpartition("/zoneinfo/")
        if found:
            yield name
        try:
            path = os.path.join(os.path.dirname(path), os.readlink(path))
        except OSError:
            return


def _same_data(data: bytes) -> str | None:
    """The name of a zone with exactly this file; of several that of /etc/timezone, or a city's."""
    from zoneinfo import available_timezones

    same = [name for name in available_timezones() if _has_data(name, data)]
    try:
        written = Path("/etc/timezone").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        written = ""
    return min(
        same,
        default=None,
        key=lambda name: (
            name != written,
            name != "UTC",
            "/" not in name,
            name.startswith(("Etc/", "US/")),
            name,
        ),
    )


def _has_data(name: str, data: bytes) -> bool:
    import tzdata  # for machines without zones of their own

    for folder in (*TZPATH, os.path.join(os.path.dirname(tzdata.__file__), "zoneinfo")):
        try:
            path = Path(folder, name)
            if path.stat().st_size == len(data):
                return path.read_bytes() == data
        except OSError:
            continue
    return False


def _of_rule(text: str) -> ZoneInfo:
    """The zone of a POSIX rule such as ``CST-8`` or ``EST5EDT,M3.2.0,M11.1.0``.

    The standard library reads such rules at the end of a zone file (RFC 8536, section 3.3): it
    is given a file that holds nothing else.
    """
    kind = struct.pack(">lbb", 0, 0, 0)
    head = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    block = head + kind + b"UTC\0"
    try:
        data = block + block + b"\n" + text.encode("ascii") + b"\n"
        return ZoneInfo.from_file(io.BytesIO(data), key=text)
    except (ValueError, struct.error):
        pass
    raise SettingError(
        f"TZ is {text[:60]!r}, which is neither the name of a time zone nor a whole rule; {_SET}"
    )


def machine_name() -> str:
    """The IANA name of this machine's zone, which means the same on every machine.

    Raises SettingError for one without a name: a rule with summer time, or half an hour.
    """
    found = machine_zone()
    try:
        return zone(found.key).key
    except InputError:
        pass
    name = _fixed_name(found)
    if name is None:
        raise SettingError(f"this machine's time zone, {found.key[:60]!r}, has no name; {_SET}")
    return name


def _fixed_name(found: ZoneInfo) -> str | None:
    """``Etc/GMT-8`` for the rule ``CST-8``: whole hours the year round have a name."""
    if "," in found.key or found.key.startswith("/"):
        return None  # a rule with summer time; a file, which may hold anything
    offset = datetime(2000, 1, 1, tzinfo=found).utcoffset() or timedelta(0)
    hours, rest = divmod(offset, timedelta(hours=1))
    if rest or not -12 <= hours <= 14:
        return None
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"
