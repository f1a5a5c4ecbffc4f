"""What the tables of settings say of a single one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Spec:
    """What the table says of one setting."""

    env: str
    parse: Callable[[str], Any]
    help: str
    secret: bool = False


def setting(
    env: str, parse: Callable[[str], Any], default: Any, help: str, *, secret: bool = False
) -> Any:
    """A field of a table of settings."""
    return field(default=default, metadata={"spec": Spec(env, parse, help, secret)})
