"""The settings in force: read from their three places, checked as a whole, with every problem told.

The environment comes before ``.env`` of the working directory, that before ``.env`` of the home.
The home itself is said by the first two alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contenthub import database_address, masked_text, masking
from contenthub.codes import Code, Remark
from contenthub.database_address import SqliteFile
from contenthub.errors import SettingError
from contenthub.settings import names as setting_names
from contenthub.settings import places
from contenthub.settings.parsers import RefusedError
from contenthub.settings.places import Layer, Place
from contenthub.settings.secret_values import resolved
from contenthub.settings.spec import Spec
from contenthub.settings.table import SPECS, Settings, default_home

HOME = "CONTENTHUB_HOME"
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the three places say: good values, where each comes from, and what is wrong."""

    values: Mapping[str, Any]  # by the setting's field
    sources: Mapping[str, str]  # by the variable's name
    problems: Sequence[SettingError]  # values and names that keep every command from starting
    hidden: Sequence[SettingError]  # bad values that another place hides
    remarks: Sequence[Remark]  # names that are ignored and may be meant for us


def load(environ: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Settings:
    """The settings of the process's environment (or ``environ``) and both files.

    ``dotenv`` defaults to ``.env`` in the working directory. Raises SettingError.
    """
    found = read(environ, dotenv)
    if more := len(found.problems[1:]):
        raise SettingError(f"{found.problems[0]} (and {more} more)", code=Code.BAD_SETTINGS)
    if found.problems:
        raise found.problems[0]
    return Settings(**found.values)


def read(environ: Mapping[str, str] | None = None, dotenv: Path | None = None) -> Reading:
    """Read and check all that is said, without raising for any of it."""
    variables = os.environ if environ is None else environ
    problems: list[SettingError] = []
    layers = _layers(variables, dotenv or Path(".env"), problems)
    names = {spec.env for spec in SPECS.values()}
    problems += _unknown(layers, names)
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    hidden: list[SettingError] = []
    for field, spec in SPECS.items():
        saying = [layer for layer in layers if layer.says(spec.env)]
        sources[spec.env] = saying[0].label if saying else DEFAULT
        for number, layer in enumerate(saying):
            value, problem = _value(spec, layer, variables)
            if problem is not None:
                (hidden if number else problems).append(problem)
            elif not number:
                values[field] = value
                _remember(spec, value)
    return Reading(values, sources, problems, hidden, list(_remarks(layers, names)))


def _layers(
    variables: Mapping[str, str], dotenv: Path, problems: list[SettingError]
) -> list[Layer]:
    layers = [places.environment(variables)]
    layers += _file(Place.FOLDER, ".env", dotenv, problems)
    home = _home(layers)
    if home is None:
        return layers  # its own value is refused: told with all others
    path = home / ".env"
    known = len(layers) > 1 and _same(path, dotenv)
    found = _file(Place.HOME, ".env" if known else str(path), path, problems)
    for layer in found:
        said = layer.says(HOME)
        if said and _path(said) != home:
            problems.append(
                SettingError(
                    f"{HOME} stands in {layer.label}, which is read because {home} is the home",
                    advice="set it in the environment, or remove the line",
                )
            )
    return layers if known else layers + [_without_home(layer) for layer in found]


def _file(place: Place, label: str, path: Path, problems: list[SettingError]) -> list[Layer]:
    try:
        return [places.file(place, label, path)]
    except SettingError as error:
        problems.append(error)
        return []


def _home(layers: Sequence[Layer]) -> Path | None:
    text = next((said for layer in layers if (said := layer.says(HOME))), "")
    return _path(text) if text else default_home()


def _path(text: str) -> Path | None:
    try:
        found = SPECS["home"].parse(text)
    except RefusedError:
        return None
    return found if isinstance(found, Path) else None


def _same(first: Path, second: Path) -> bool:
    try:
        return os.path.samefile(first, second)
    except OSError:
        return False


def _without_home(layer: Layer) -> Layer:
    rest = {name: value for name, value in layer.values.items() if name != HOME}
    return Layer(layer.place, layer.label, rest, layer.folder)


def _unknown(layers: Sequence[Layer], names: set[str]) -> Iterator[SettingError]:
    """Each misspelled name, of names without our prefix only where the right one is not set."""
    said = {name for layer in layers for name in names if layer.says(name)}
    for layer in layers:
        for name in sorted(layer.values):
            unknown = setting_names.refusal(name, names, layer.place)
            ours = name.upper().startswith(setting_names.OURS) or layer.place is Place.HOME
            if unknown and (ours or unknown.near not in said):
                yield _no_setting(f"{_named(name, layer)} is no setting", unknown.near)


def _no_setting(text: str, near: str | None) -> SettingError:
    if near is None:
        return SettingError(text, code=Code.UNKNOWN_SETTING)
    return SettingError(f"{text}; did you mean {near}?", code=Code.MISSPELLED_SETTING)


def _remarks(layers: Sequence[Layer], names: set[str]) -> Iterator[Remark]:
    for layer in layers:
        for name in sorted(layer.values):
            unknown = setting_names.ignored(name, names, layer.place)
            if unknown and layer.says(name):
                yield _ignored(f"{_named(name, layer)} is ignored", unknown.near)


def _ignored(text: str, near: str | None) -> Remark:
    if near is None:
        return Remark(f"{text}: no setting of ContentHub", code=Code.UNKNOWN_SETTING)
    return Remark(f"{text}: ContentHub reads {near}", code=Code.MISSPELLED_SETTING)


def _named(name: str, layer: Layer) -> str:
    return f"{name[:80]!r}{layer.where() or ' in the environment'}"


def _value(
    spec: Spec, layer: Layer, variables: Mapping[str, str]
) -> tuple[Any, SettingError | None]:
    """The parsed value, or what is wrong with it."""
    text = layer.says(spec.env)
    try:
        literal = resolved(text, variables) if spec.secret else text
        value = spec.parse(literal)
    except RefusedError as refused:
        hidden = spec.secret or "@" in text or masking.SENSITIVE.search(text)
        shown = "(hidden)" if hidden or masking.random_looking(text) else repr(text[:200])
        return None, SettingError(f"{spec.env}{layer.where()} is {shown}; allowed: {refused}")
    if spec.env == "DATABASE_URL":
        value = _anchored(literal, layer.folder)
    return value, None


def _anchored(text: str, folder: Path) -> str:
    """A relative path in a file starts where the file is, not where a command was typed."""
    found = database_address.parse(text, folder)
    return found.shown if isinstance(found, SqliteFile) else text


def _remember(spec: Spec, value: Any) -> None:
    """No log line and no error shows a secret, whoever quotes it."""
    if isinstance(value, tuple) and spec.secret:
        for one in value:
            masked_text.remember(one)
    if not isinstance(value, str) or not value:
        return
    if "://" in value:
        masked_text.remember_address(value)
    elif spec.secret and not value.lower().startswith("sqlite:"):
        masked_text.remember(value)
