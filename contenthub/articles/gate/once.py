"""A property that is computed when it is first asked, and kept.

``functools.cached_property`` takes a lock for each before Python 3.12, which costs more than most
of what is kept here; texts are judged by one thread each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 - a decorator
    """Keeps what the method answers in the object, under the method's name."""

    def __init__(self, method: Callable[[Any], Value]) -> None:
        self._method = method
        self.__doc__ = method.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, one: Any, owner: type | None = None) -> Value:
        value = one.__dict__[self._name] = self._method(one)
        return value
