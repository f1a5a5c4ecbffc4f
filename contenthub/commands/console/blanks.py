"""What an empty value means, said to people: a blank in a table does not tell "all" from "none"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub.commands.console.output import Format

_EMPTY: tuple[Any, ...] = (None, "", [], {})


def filled(row: Mapping[str, Any], words: Mapping[str, str], fmt: Format) -> dict[str, Any]:
    """The row; for people with the word of each field, by its name, that is empty there.

    Programs get the row as it is.
    """
    if fmt is not Format.TABLE:
        return dict(row)
    return {**row, **{name: words[name] for name in words if row.get(name, 0) in _EMPTY}}
