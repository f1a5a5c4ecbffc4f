"""Imports every module of a package without those that usually come before it.

To load all that a module needs anew for each of them would take long. So what was imported first
itself, and does not need the module, stays loaded while the module has its turn; everything else is
hidden. The modules that need little come first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from importlib import import_module
from types import ModuleType

import grimp


def needs(package: str) -> dict[str, set[str]]:
    """All that each module of ``package`` needs, also by way of others."""
    graph = grimp.build_graph(package, exclude_type_checking_imports=True, cache_dir=None)
    found = {name: set(graph.find_upstream_modules(name)) for name in graph.modules}
    return {name: found[name] | set(_packages(name)) for name in sorted(found)}


def failures(package: str) -> Iterator[str]:
    """A line for each module that cannot be imported first."""
    needed = needs(package)
    loaded: dict[str, ModuleType] = {}
    for name in sorted(needed, key=lambda name: len(needed[name])):
        if name.rpartition(".")[2][0].isdigit():
            continue  # scripts, run and not imported
        _show({one: loaded[one] for one in _before(name, needed) if one in loaded}, package)
        try:
            loaded[name] = import_module(name)
        except Exception as error:
            yield f"{name}: {error!r}"


def _before(name: str, needed: Mapping[str, set[str]]) -> Iterator[str]:
    """What the module needs and what does not need it."""
    return (one for one in sorted(needed[name]) if name not in needed[one])


def _show(modules: Mapping[str, ModuleType], package: str) -> None:
    """Let these modules of ``package`` be loaded, and no others."""
    for name in [one for one in sys.modules if one.partition(".")[0] == package]:
        del sys.modules[name]
    sys.modules.update(modules)
    packages = {name: module for name, module in modules.items() if hasattr(module, "__path__")}
    for name, module in packages.items():
        for own, value in list(vars(module).items()):
            inner = f"{name}.{own}"
            if isinstance(value, ModuleType) and value.__name__ == inner not in modules:
                delattr(module, own)


def _packages(name: str) -> Iterator[str]:
    while name := name.rpartition(".")[0]:
        yield name
