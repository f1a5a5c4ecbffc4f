"""Finds code that writes a state past the unit: in SQL texts, and through peewee.

The code is read, not run: string constants, f-strings with everything that is put into them as
``{}``, and calls by the names of their functions.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

COLUMNS = {"status", "review_status"}

_SET = re.compile(r"\bUPDATE\b.*?\bSET\b(?P<columns>.*?)(?=\bWHERE\b|\bFROM\b|$)", re.I | re.S)
_INSERT = re.compile(
    r"\b(?:INSERT|REPLACE)\b[^()]*?\bINTO\b(?P<columns>[^()]*\(.*?\)|.*)", re.I | re.S
)
_ASSIGNED = re.compile(r"(?<![\w.])\"?(?:review_)?status\"?\s*=", re.I)
_NAMED = re.compile(r"(?<!\w)(?:review_)?status(?!\w)", re.I)
_PUT_TOGETHER = "{}"

# By what peewee writes rows; and ours, into which a state could be handed as a further column.
_WRITERS = {
    "update",
    "insert",
    "replace",
    "create",
    "save",
    "insert_many",
    "replace_many",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "set_by_id",
    "claim",
}
_INSERTERS = {"insert_row", "insert_rows"}


def found(code: str) -> list[str]:
    """What in this module writes a state, or columns that it does not name: ``line: what``."""
    tree = ast.parse(code)
    return [f"{line}: {what}" for line, what in sorted({*_texts(tree), *_calls(tree)})]


def inserts(code: str) -> bool:
    """Whether this module inserts rows through our own statements."""
    return bool(_INSERTERS & _called(code))


def tells(code: str) -> bool:
    """Whether this module tells a unit of rows that it inserted."""
    return "created" in _called(code)


def _called(code: str) -> set[str]:
    return {_name(node) for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)}


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in inside:
            text = _text(node)
            if _writes(text):
                yield node.lineno, " ".join(text.split())


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(map(_text, node.values))
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return _PUT_TOGETHER


def _writes(sql: str) -> bool:
    updated = [one["columns"] for one in _SET.finditer(sql)]
    inserted = [one["columns"] for one in _INSERT.finditer(sql)]
    return (
        any(_ASSIGNED.search(columns) or _PUT_TOGETHER in columns for columns in updated)
        or any(_NAMED.search(columns) for columns in inserted)
        or any(_PUT_TOGETHER in columns for columns in inserted)
    )


def _calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = _name(node)
            if name == "save" and not (node.args or node.keywords):
                yield node.lineno, "save() of whatever a live row was given"
            elif name in _WRITERS and COLUMNS & _columns(node):
                yield node.lineno, f"{name}() of a state"


def _columns(call: ast.Call) -> set[str | None]:
    """What a call may name as columns: keywords, words and attributes within its arguments."""
    parts = [
        part
        for argument in (*call.args, *(k.value for k in call.keywords if k.arg is None))
        for part in ast.walk(argument)
    ]
    return (
        {keyword.arg for keyword in call.keywords}
        | {part.value for part in parts if isinstance(part, ast.Constant)}
        | {part.attr for part in parts if isinstance(part, ast.Attribute)}
        | {keyword.arg for part in parts if isinstance(part, ast.Call) for keyword in part.keywords}
    )
