"""Topics that stand in the schedule itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Self

from contenthub import validation
from contenthub.errors import InputError
from contenthub.settings import Settings
from contenthub.topics import wishes
from contenthub.topics.sources.base import FIELDS, UNSET, Topics, said
from contenthub.topics.wishes import Wish

MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of texts, or of objects with the fields of a topics file."""

    entries: tuple[Wish, ...]
    name: ClassVar[str] = "list"
    remote: ClassVar[bool] = False

    @classmethod
    def parse(cls, value: Any, folder: Path) -> Self:
        """Raises InputError that names the entry, counted from 0 as in JSON."""
        if not isinstance(value, list | tuple):
            raise InputError("topics: the list is no list")
        if not 1 <= len(value) <= MOST_ENTRIES:
            raise InputError(
                f"topics: {len(value)} topics in the list; allowed: 1 to 10,000, "
                'more as {"file": "topics.txt"}'
            )
        return cls(tuple(_entry(index, entry) for index, entry in enumerate(value)))

    def load(self, settings: Settings) -> Topics:
        """The list as it is."""
        return Topics(self.entries, finite=True)

    def stored(self) -> list[str | dict[str, Any]]:
        """Texts where nothing else is said of a topic."""
        return [_stored(entry) for entry in self.entries]


def _entry(index: int, entry: Any) -> Wish:
    try:
        if isinstance(entry, str):
            return replace(UNSET, topic=validation.topic(entry))
        return wishes.from_values(_known(entry), UNSET)
    except InputError as error:
        raise InputError(f"topics[{index}]: {error}") from None


def _known(entry: Any) -> dict[str, Any]:
    if not isinstance(entry, dict):
        raise InputError(f"{entry!r:.60} is no topic; allowed: a text or an object with a topic")
    for name in entry:
        if name not in FIELDS:
            raise InputError(f"unknown field {name!r}; allowed: {', '.join(FIELDS)}")
    return entry


def _stored(entry: Wish) -> str | dict[str, Any]:
    values = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in said(entry).items()
    }
    return entry.topic if len(values) == 1 else values
