"""Examples of shapes in the contract, made whole: what one looks like, also of lists of others."""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_AROUND: dict[str, Schema] = {  # what holds shapes of any kind, by the beginning of its name
    "Page": {"has_more": False, "next": None},
    "Listed": {},
    "Changed": {"changed": 1, "failed": 0, "has_more": False},
}


def complete(schemas: dict[str, Schema]) -> None:
    """Complete the examples of these shapes, which are by name."""
    for name, schema in schemas.items():
        around = _AROUND.get(name.partition("_")[0])
        if around is not None:
            (one,) = _named(schema["properties"]["data"]["items"], schemas)["examples"]
            schema["examples"] = [around | {"data": [one]}]
    for schema in schemas.values():
        for one in schema.get("examples", []):
            _put_nulls(one, schema, schemas)


def _put_nulls(value: Any, schema: Schema, schemas: dict[str, Schema]) -> None:
    """FastAPI leaves out what is null, also where it has to be said."""
    known = _named(schema, schemas)
    if isinstance(value, list):
        for one in value:
            _put_nulls(one, known.get("items", {}), schemas)
    elif isinstance(value, dict):
        for name in known.get("required", ()):
            value.setdefault(name, None)
        for name, one in known.get("properties", {}).items():
            _put_nulls(value.get(name), one, schemas)


def _named(schema: Schema, schemas: dict[str, Schema]) -> Schema:
    """The shape that is meant, where this only names it, or says that it may be null."""
    named = [one for one in schema.get("anyOf", ()) if "$ref" in one]
    schema = named[0] if named else schema
    name = schema.get("$ref", "").rpartition("/")[2]
    return schemas[name] if name else schema
