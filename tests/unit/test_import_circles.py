"""No module needs another one that needs it: neither at its top nor within its functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import grimp
import pytest


def circles(needs: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Groups of modules each of which reaches all others of its group, sorted by their names."""
    reached = {name: _reached(needs, name) for name in needs}
    groups = {
        tuple(sorted({name} | {one for one in reached[name] if name in reached.get(one, ())}))
        for name in needs
        if name in reached[name]
    }
    return sorted(map(list, groups))


def _reached(needs: Mapping[str, Iterable[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(needs.get(start, ()))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += needs.get(name, ())
    return found


@pytest.mark.parametrize(
    ("needs", "found"),
    [
        ({"a": ["b"], "b": ["c"], "c": []}, []),
        ({"a": ["b"], "b": ["a"]}, [["a", "b"]]),
        ({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}, [["a", "b", "c"]]),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, [["a", "b"], ["c", "d"]]),
    ],
)
def test_a_circle_is_found_wherever_it_begins(
    needs: dict[str, list[str]], found: list[list[str]]
) -> None:
    assert circles(needs) == found


def test_no_imports_of_contenthub_go_in_a_circle() -> None:
    """Imports for type checkers alone are left out: they are never carried out."""
    graph = grimp.build_graph("contenthub", exclude_type_checking_imports=True, cache_dir=None)
    needs = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert circles(needs) == []
