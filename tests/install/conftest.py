"""The machine that all tests of the installation share: whatever they do to it, it works after."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.install.machine import Machine
from tests.support import bare_root
from tests.support.bare_root import BareRoot


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine on which a first version was installed."""
    if why := bare_root.unusable():
        assert not os.environ.get("CONTENTHUB_TEST_REQUIRE_BARE_ROOT"), why
        pytest.skip(f"a bare root {why}")
    folder = tmp_path_factory.mktemp("install")
    root, wheels, versions = folder / "root", folder / "wheels", folder / "versions"
    for one in (root, wheels, versions):
        one.mkdir()
    root.chmod(0o755)
    bare_root.make(root)
    bare_root.wheels(wheels)
    with BareRoot(root, [wheels, versions]) as started:
        made = Machine(started, versions)
        before = _files(root)
        dry = made.install(first := made.version(), more="--dry-run")
        assert "would run: useradd" in dry
        assert _files(root) == before
        assert "starting Redis" in made.install(first, umask="000")
        yield made
    shutil.rmtree(folder)


def _files(root: Path) -> set[str]:
    """All that stands in a root, but for what runs in it writes."""
    return {
        str(path)
        for top in ("etc", "opt", "usr/local", "var/lib")
        for path in (root / top).rglob("*")
    }
