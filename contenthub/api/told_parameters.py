"""What the contract says of parameters: those of an address and the headers of a call.

A handler's ``str | None`` means that a parameter may be left out. In the contract ``null`` would be
a value, which neither an address nor a header can carry: generated clients ask for one, and send
numbers of such a union as they are, which no header takes.
"""

from __future__ import annotations

from typing import Any

_KNOWN_TAG = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "An `ETag` that the caller has: answered by a 304 while nothing changed.",
    "schema": {"type": "string"},
}


def complete(call: dict[str, Any]) -> None:
    """Let each parameter of a call say what it may be, and name the header that asks for a 304."""
    parameters = call.get("parameters", [])
    for one in parameters:
        one["schema"] = _without_null(one["schema"])
    if "304" in call["responses"]:
        call["parameters"] = [*parameters, _KNOWN_TAG]


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if not kinds:
        return schema
    rest = {name: value for name, value in schema.items() if name != "anyOf"}
    return rest | (kinds[0] if len(kinds) == 1 else {"anyOf": kinds})
