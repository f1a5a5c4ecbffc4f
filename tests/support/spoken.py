"""What code says to people: the texts in it, and the situations that it tells of.

The code is read, not run: string constants, f-strings with everything that is put into them as
``{}``, and the members of ``Code`` with the facts that stand beside them in the same call.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import contenthub

PACKAGE = Path(contenthub.__file__).parent
_PUT_TOGETHER = "{}"
_NO_FACTS = {"code", "advice", "facts", "retry_after"}
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


class Text(NamedTuple):
    """A text that is no docstring, and the line where it begins."""

    line: int
    text: str


class Told(NamedTuple):
    """A member of ``Code`` that is named, and the facts that the same call gives."""

    line: int
    code: str
    facts: frozenset[str]


def files(*but: str) -> list[Path]:
    """Every file of the package, but for these folders and files below it."""
    left_out = [PACKAGE / name for name in but]
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if not any(path.is_relative_to(one) for one in left_out)
    ]


def texts(code: str) -> list[Text]:
    """All texts in this module but docstrings; what is put together is one text."""
    tree = ast.parse(code)
    documented = [node for node in ast.walk(tree) if isinstance(node, _DOCUMENTED) and node.body]
    known = {id(node.body[0]) for node in documented}
    return list(_texts(tree, known))


def _texts(node: ast.AST, documentation: set[int]) -> Iterator[Text]:
    if isinstance(node, ast.Expr) and id(node) in documentation:
        if not isinstance(node.value, ast.Constant):
            yield from _texts(node.value, documentation)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield Text(node.lineno, node.value)
    if isinstance(node, ast.JoinedStr):
        parts = [
            one.value if isinstance(one, ast.Constant) else _PUT_TOGETHER for one in node.values
        ]
        yield Text(node.lineno, "".join(map(str, parts)))
        children = [one for one in node.values if not isinstance(one, ast.Constant)]
    else:
        children = list(ast.iter_child_nodes(node))
    for child in children:
        yield from _texts(child, documentation)


def told(code: str) -> list[Told]:
    """Each mention of a member of ``Code`` in this module."""
    return list(_told(ast.parse(code), None)) if "Code." in code else []


def _told(node: ast.AST, call: ast.Call | None) -> Iterator[Told]:
    if isinstance(node, ast.Compare):  # asks for a code, and gives none
        return
    if isinstance(node, ast.Call):
        call = node
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    if named and node.value.id == "Code":
        yield Told(node.lineno, node.attr, frozenset(_facts(call)))
    for child in ast.iter_child_nodes(node):
        yield from _told(child, call)


def _facts(call: ast.Call | None) -> Iterator[str]:
    for one in call.keywords if call else ():
        if one.arg == "facts" and isinstance(one.value, ast.Dict):
            yield from (str(ast.literal_eval(key)) for key in one.value.keys if key is not None)
        elif one.arg is not None and one.arg not in _NO_FACTS:
            yield one.arg
