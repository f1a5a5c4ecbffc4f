"""Secrets that are kept elsewhere: a value may name the variable or the file that holds one.

One reading for the settings of the program and for those of targets, so that no secret has to
stand in a database or in a command's line.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from contenthub.masking import stands_elsewhere
from contenthub.settings.parsers import RefusedError
from contenthub.settings.table import SECRET_VARIABLES

_MOST = 64_000  # bytes of a file that holds one secret


def resolved(text: str, variables: Mapping[str, str]) -> str:
    """What ``env:NAME`` or ``file:/path`` stand for; every other text is the secret itself.

    A variable that is named is no more handed to other programs. Raises RefusedError, with what is
    allowed, where the variable is not set or the file cannot be used.
    """
    if not stands_elsewhere(text):
        return text
    kind, _, rest = text.partition(":")
    return _variable(rest, variables) if kind == "env" else _file(Path(rest).expanduser())


def _variable(name: str, variables: Mapping[str, str]) -> str:
    found = variables.get(name, "").strip()
    if not found:
        raise RefusedError(f"env: and the name of a variable that is set; {name[:80]!r} is not")
    SECRET_VARIABLES.add(name)
    return found


def _file(path: Path) -> str:
    try:
        if not path.is_absolute():
            raise RefusedError("file: and a path that begins with /")
        with path.open("rb") as opened:
            data = opened.read(_MOST + 1)
        if len(data) > _MOST or not data.strip():
            raise RefusedError(
                f"file: and a file with the secret alone; {path} is empty or too large"
            )
        return data.decode("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no UTF-8 text"
        raise RefusedError(f"file: and a readable file; {path}: {why}") from None
