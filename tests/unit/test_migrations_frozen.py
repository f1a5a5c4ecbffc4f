"""A migration does for ever what it did when it was written: it depends on nothing that lives."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

from contenthub import migrations

SCRIPTS = sorted(migrations.FOLDER.glob("[0-9]*.py"))


def of_contenthub(source: str) -> list[str]:
    """The names that this source imports from contenthub, at any depth."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append("." * node.level + (node.module or ""))
    return [name for name in found if name.startswith((".", "contenthub"))]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_a_numbered_script_imports_nothing_of_contenthub(script: Path) -> None:
    assert of_contenthub(script.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import re\nfrom peewee import SQL", []),
        ("from contenthub.topics.duplicates import key", ["contenthub.topics.duplicates"]),
        ("import contenthub.clock as clock", ["contenthub.clock"]),
        ("def up():\n    from contenthub import states", ["contenthub"]),
        ("from . import names", ["."]),
    ],
)
def test_every_way_to_import_is_seen(source: str, found: list[str]) -> None:
    assert of_contenthub(source) == found


@pytest.mark.parametrize(
    ("topic", "key"),
    [
        ("  The TEA, part 1! ", "the tea part 1"),
        ("C++ and C# and #tea + milk", "c++ and c# and tea milk"),
        ("What’s new\tin Tea?", "whats new in tea"),
        ("绿茶 与 Green Tea", "绿茶与green tea"),
        ("ＴＥＡ ☕️", "tea"),
        ("☕️", "☕️"),
        ("Straße", "strasse"),
        ("x" * 600, "x" * 500),
        ("", ""),
    ],
)
def test_the_second_script_gives_topics_the_keys_of_then(topic: str, key: str) -> None:
    script = importlib.import_module("contenthub.migrations.0002_schedules")
    assert script._key(topic) == key
