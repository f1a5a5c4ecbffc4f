"""Enumerations whose members are looked up for each passage and line, a thousand times a text.

Before Python 3.12 a look at a member of an enumeration takes ten times as long as at an attribute
of any other class: a seventh of what the whole gate takes for a short article.
"""

from __future__ import annotations

from enum import Enum
from typing import Any, TypeVar

Members = TypeVar("Members", bound=Enum)


def plain_members(kinds: type[Members]) -> type[Members]:
    """A class with the members of this enumeration, which itself is its ``enumeration``."""
    named = {"__doc__": kinds.__doc__, "enumeration": kinds, **kinds.__members__}
    plain: Any = type(kinds.__name__, (), named)
    kinds.__qualname__ += ".enumeration"  # where ``pickle`` looks for the class of a member
    return plain  # type: ignore[no-any-return]  # what is asked of it is a member
