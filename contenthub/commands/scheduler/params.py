"""The parameters of a schedule as they are typed: JSON in the call, in a file or on stdin.

What a parameter may be is said by ``contenthub.schedule_types``; here they are read, and checked
against the accounts, creators and actors of this home.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from contenthub.commands.console.session import Session
from contenthub.commands.system import send
from contenthub.errors import InputError, NotFoundError

_MOST_BYTES = 16 * 1024 * 1024
_EXAMPLE = '--params \'{"account_ids": [1], "count_per_account": 3}\''


def read(text: str) -> dict[str, Any]:
    """The object that ``--params`` means: JSON, ``@file.json``, or ``-`` for stdin.

    Raises InputError that says where the JSON is broken, or which name is given twice.
    """
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


def merged(
    before: Mapping[str, Any], single: Sequence[str], known: Collection[str]
) -> dict[str, Any]:
    """``before`` with each KEY=JSON of ``single``; null takes a parameter away.

    ``known`` are the parameters that there are. Raises InputError.
    """
    found, seen = dict(before), set()
    for text in single:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise InputError(f"--param {text!r}: allowed: KEY=JSON, such as count_per_account=3")
        if name in seen:
            raise InputError(f"--param {name} is given twice")
        seen.add(name)
        if name not in known:
            raise InputError(f"no parameter {name!r}; there are: {', '.join(known)}")
        found[name] = _parsed(value, f"--param {name}", "; texts stand in quotes: 'tone=\"warm\"'")
    return {name: value for name, value in found.items() if value is not None}


def checked(current: Session, type_: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as they are stored. The database must be open.

    Raises InputError that names the field.
    """
    from contenthub import schedule_types
    from contenthub.lifecycle import accounts
    from contenthub.queries import accounts as known
    from contenthub.schedule_types.fields import Context

    if params.get("account_ids") and not known.listing(None, 1):
        accounts.default()  # the one of calls that name none; a fresh home has no other
    context = Context(
        account=accounts.find,
        creators=current.creator_names(),
        demand_event=lambda event, arguments: _demand_event(current, event, arguments),
        folder=Path.cwd(),
    )
    return schedule_types.check(type_, params, context)


def _demand_event(current: Session, event: str, arguments: dict[str, Any]) -> None:
    actors = current.hooks.actors()
    if event not in actors:
        raise NotFoundError(f"no event {event!r}; there are: {', '.join(actors)}")
    send.bound(event, actors[event], arguments)


def _stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("the JSON on standard input is not UTF-8") from None


def _file(path: Path) -> str:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise InputError(
                f"{path} is larger than {_MOST_BYTES // 2**20} MB; topics may stand "
                'in a file of their own: {"topics": {"file": "topics.txt"}}'
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8; save it as UTF-8") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read {path}: {why}") from None


def _parsed(text: str, what: str, advice: str = "") -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                raise InputError(f"{what}: {name!r} is given twice")
            found[name] = value
        return found

    def refused(constant: str) -> Any:
        raise InputError(f"{what}: {constant} is no number of JSON")

    try:
        return json.loads(text, object_pairs_hook=unique, parse_constant=refused)
    except json.JSONDecodeError as error:
        raise InputError(
            f"{what} is not JSON: {error.msg} at line {error.lineno}, character "
            f"{error.colno}{advice}"
        ) from None
    except (ValueError, RecursionError):
        raise InputError(f"{what}: a number is too long, or it is nested too deeply") from None
