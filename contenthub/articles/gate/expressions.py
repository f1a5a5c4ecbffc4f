"""Expressions that are long lists of what may be said, written one alternative to a line."""

from __future__ import annotations

import re


def one_of(lines: str) -> re.Pattern[str]:
    """An expression that finds any of the lines; a group may run over several of them."""
    return re.compile("|".join(line.strip() for line in lines.strip().splitlines()))
