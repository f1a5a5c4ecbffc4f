"""The parameters of a schedule as they are typed: JSON in the call, in a file or on stdin.

What a parameter may be is said by its type of schedule; here they are only read.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from contenthub import json_documents, text_files
from contenthub.commands.console.session import Session
from contenthub.errors import InputError
from contenthub.operations import sending
from contenthub.operations.schedules.definition import Surroundings

_MOST_BYTES = 16 * 1024 * 1024
_TOPICS_APART = 'topics may stand in a file of their own: {"topics": {"file": "topics.txt"}}'
_EXAMPLE = '--params \'{"account_ids": [1], "count_per_account": 3}\''


def read(text: str | None) -> dict[str, Any] | None:
    """The object that ``--params`` means: JSON, ``@file.json``, or ``-`` for stdin; None: none.

    Raises InputError that says where the JSON is broken, or which name is given twice.
    """
    if text is None:
        return None
    if text == "-":
        what, document = "the JSON on standard input", _stdin()
    elif text.startswith("@"):
        what, document = f"the file {text[1:]}", _file(Path(text[1:]).expanduser())
    else:
        what, document = "--params", text
    found = _parsed(document, what)
    if not isinstance(found, dict):
        raise InputError(f"{what} has to be a JSON object: {_EXAMPLE}")
    return found


def single(texts: Sequence[str], known: Collection[str]) -> dict[str, Any]:
    """Each KEY=JSON of ``texts``; None takes a parameter away.

    ``known`` are the parameters that there are. Raises InputError.
    """
    found: dict[str, Any] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise InputError(f"--param {text!r}: allowed: KEY=JSON, such as count_per_account=3")
        if name in found:
            raise InputError(f"--param {name} is given twice")
        if name not in known:
            raise InputError(f"no parameter {name!r}; there are: {', '.join(known)}")
        found[name] = _parsed(value, f"--param {name}", "; texts stand in quotes: 'tone=\"warm\"'")
    return found


def surroundings(current: Session) -> Surroundings:
    """What parameters mean in this call: its folder, and the actors that there are."""

    def demand_event(event: str, arguments: dict[str, Any]) -> None:
        sending.bound(current.hooks.actors(), event, arguments)

    return Surroundings(demand_event, Path.cwd())


def _stdin() -> str:
    what = "the JSON on standard input"
    return text_files.decoded(text_files.bounded(sys.stdin.buffer, what, _MOST_BYTES), what)


def _file(path: Path) -> str:
    return text_files.decoded(text_files.read(path, _MOST_BYTES, _TOPICS_APART), str(path))


def _parsed(text: str, what: str, advice: str = "") -> Any:
    try:
        return json_documents.read(text, constants=False)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{what} is not JSON: {error.msg} at line {error.lineno}, character "
            f"{error.colno}{advice}"
        ) from None
    except (json_documents.DoubledNameError, json_documents.ConstantError) as error:
        raise InputError(f"{what}: {error}") from None
    except (ValueError, RecursionError):
        raise InputError(f"{what}: a number is too long, or it is nested too deeply") from None
