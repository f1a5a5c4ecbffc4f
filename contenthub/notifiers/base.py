"""What a notifier is: it carries one message to people, and says whether it arrived.

Its settings are plain texts, as they are typed. What it raises or cannot do is no defect of the
message: whoever asked tries again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from contenthub.errors import InputError

TIMEOUT = 12.0  # seconds that one try may take


@dataclass(frozen=True, slots=True)
class Letter:
    """What is carried: ``id`` is the same at every try, ``thread`` that of what belongs together.

    ``document`` is the same for programs.
    """

    id: str
    title: str
    text: str
    document: Mapping[str, Any]
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of one try.

    ``certain``: it did not arrive for sure, else it may have. ``note`` is what a person should know
    although it arrived, such as a recipient that was refused. ``status`` is the answer's number.
    """

    arrived: bool
    error: str = ""
    certain: bool = False
    note: str = ""
    status: int | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """A setting of a notifier; ``secret``: it is not shown."""

    name: str
    help: str
    required: bool = False
    secret: bool = False


class Notifier(Protocol):
    """One way to people."""

    fields: tuple[Field, ...]
    local: bool  # only who reaches this machine may set it up: it runs programs, or may call any

    def validate(self, settings: Mapping[str, str]) -> None:
        """Raise InputError for settings that cannot work."""
        ...

    def host(self, settings: Mapping[str, str]) -> str:
        """The host that is called, by these valid settings; empty where a program knows it."""
        ...

    def carry(self, settings: Mapping[str, str], letter: Letter) -> Carried:
        """One try, of TIMEOUT seconds at most; nothing is raised for what may go wrong there."""
        ...


def demand_known(settings: Mapping[str, Any], fields: tuple[Field, ...]) -> None:
    """Raise InputError for settings that there are not, and for those that are missing."""
    names = [field.name for field in fields]
    for name, value in settings.items():
        if name not in names:
            raise InputError(f"setting {name!r} is not known; there are: {', '.join(names)}")
        if not isinstance(value, str) or len(value) > 2_000 or not value.isprintable():
            raise InputError(f"setting {name!r} has to be one line of text")
    for field in fields:
        if field.required and not settings.get(field.name, "").strip():
            raise InputError(f"setting {field.name!r} is missing: {field.help}")
