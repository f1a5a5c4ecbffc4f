"""Where settings stand: the environment, ``.env`` of the working directory, ``.env`` of the home.

Each place is a layer; the first that says something wins. An empty value says nothing, so that
``NAME=`` in the environment does not hide what a file says.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from contenthub.errors import SettingError

_MOST = 1_000_000  # bytes of a .env


class Place(StrEnum):
    """Whose layer it is: it decides which unknown names are an error."""

    ENVIRONMENT = "environment"  # shared with everything that runs on the machine
    FOLDER = "folder"  # of the working directory, which may be another project's
    HOME = "home"  # ours alone


@dataclass(frozen=True, slots=True)
class Layer:
    """One place with what it says; ``label`` names it for people."""

    place: Place
    label: str
    values: Mapping[str, str] = field(repr=False)
    folder: Path

    def says(self, name: str) -> str:
        """The value without blanks around it; "" where it says nothing."""
        return self.values.get(name, "").strip()

    def where(self) -> str:
        """For an error about one of its names: " in FILE", or nothing for the environment."""
        return "" if self.place is Place.ENVIRONMENT else f" in {self.label}"


def environment(values: Mapping[str, str]) -> Layer:
    """The layer of these variables. Raises SettingError where the working directory is gone."""
    try:
        folder = Path.cwd()
    except FileNotFoundError:
        raise SettingError(
            "the working directory is not there any more: change to another one (cd /)"
        ) from None
    return Layer(Place.ENVIRONMENT, "environment", values, folder)


def file(place: Place, label: str, path: Path) -> Layer:
    """The layer of a file, which may be missing. Raises SettingError where it cannot be read."""
    return Layer(place, label, _read(path, label), path.parent)


def _read(path: Path, label: str) -> dict[str, str]:
    try:
        with path.open("rb") as opened:
            data = opened.read(_MOST + 1)
        text = data.decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{label} cannot be read as UTF-8 text: {error}") from None
    if len(data) > _MOST:
        raise SettingError(
            f"{label} is larger than {_MOST // 1_000_000} MB: that is no settings file"
        )
    return _parsed(text, label)


def _parsed(text: str, label: str) -> dict[str, str]:
    from dotenv import dotenv_values
    from dotenv.parser import parse_stream

    for binding in parse_stream(io.StringIO(text)):
        if binding.error:
            raise SettingError(f"{label}, line {binding.original.line}, cannot be understood")
    return {key: value or "" for key, value in dotenv_values(stream=io.StringIO(text)).items()}
