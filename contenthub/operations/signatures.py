"""Whether a JSON value fits a function's annotation: what is sent by hand is checked before."""

from __future__ import annotations

import types
from typing import Any, Union, get_args, get_origin


def fits(value: object, annotation: Any) -> bool:
    """True if the JSON value ``value`` is of the type; an unknown kind of type fits nothing."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return True
    if origin in {Union, types.UnionType}:
        return any(fits(value, part) for part in parts)
    if origin is list:
        return isinstance(value, list) and all(fits(item, parts[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(item, parts[1]) for item in value.values())
    return _fits_plain(value, annotation)


def _fits_plain(value: object, annotation: Any) -> bool:
    if annotation is None or annotation is type(None):
        return value is None
    if annotation in {int, float} and isinstance(value, bool):
        return False
    if annotation is float:
        return isinstance(value, int | float)
    return isinstance(annotation, type) and isinstance(value, annotation)
