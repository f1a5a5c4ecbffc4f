"""What is set, to what and by what, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contenthub.codes import Remark
from contenthub.errors import SettingError
from contenthub.settings import Settings, reading
from contenthub.wording import counted


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in all places that settings are read from.

    ``problems`` are not allowed, wherever they stand; ``remarks`` may be meant for other programs.
    """

    problems: list[SettingError]
    remarks: list[Remark]


def shown(settings: Settings) -> list[dict[str, Any]]:
    """Each setting with its ``value``, ``help`` and ``source``; secrets are masked."""
    sources = reading.read().sources
    return [row | {"source": sources[row["name"]]} for row in settings.shown()]


def check() -> Checked:
    """Read all places; also a value that another place hides is a problem."""
    found = reading.read()
    hidden = [
        SettingError.because(problem, f"{problem} (hidden by another place)")
        for problem in found.hidden
    ]
    return Checked([*found.problems, *hidden], list(found.remarks))


def demand_allowed(problems: list[SettingError]) -> None:
    """Raise SettingError, which counts them, where there are any."""
    if problems:
        raise SettingError(f"{counted(len(problems), 'problem')} in the settings, see above")
