"""The wheel that is built from the tree: it carries all that the program needs, and runs elsewhere.

An editable installation finds every file of the tree; what the wheel forgets is missed by users
only.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY, Processes, wait_until

NOT_SHIPPED = ("__pycache__", "*.pyc")
NEEDED_TO_BUILD = ("pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of the tree, so that nothing is left in it."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    shutil.copytree(
        REPOSITORY / "contenthub",
        tree / "contenthub",
        ignore=shutil.ignore_patterns(*NOT_SHIPPED),
    )
    for name in NEEDED_TO_BUILD:
        shutil.copy(REPOSITORY / name, tree)
    build = ["-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", str(folder)]
    subprocess.run([sys.executable, *build, str(tree)], check=True, capture_output=True)
    (built,) = folder.glob("contenthub-*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``contenthub`` of an environment that has the wheel, and of the tests' one the libraries."""
    environment = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(environment, symlinks=True)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    found = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True,
        capture_output=True,
        text=True,
    )
    # A folder that a .pth file names brings its packages, and not its own .pth files: so not the
    # editable contenthub of the tests' environment.
    (Path(found.stdout.strip()) / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    return environment / "bin" / "contenthub"


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    """Processes that see nothing of the tree."""
    with Processes(tmp_path, settings={"PYTHONPATH": "", "PYTHONSAFEPATH": "1"}) as started:
        yield started


def test_the_wheel_carries_every_file_of_the_package(wheel: Path) -> None:
    carried = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert carried == {
        str(path.relative_to(REPOSITORY))
        for path in (REPOSITORY / "contenthub").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


def test_the_wheel_installed_elsewhere_runs_the_service(
    program: Path, processes: Processes
) -> None:
    service = processes.start([str(program), "up"])
    asked = processes.start([str(program), "content", "generate", "-t", "纸的历史", "--async"])
    assert asked.wait() == 0, asked.report()
    wait_until(lambda: '"completed"' in service.stdout(), 60.0, "the article", service)
    listed = processes.start([str(program), "content", "list", "-f", "json"])
    assert listed.wait() == 0, listed.report()
    assert "纸的历史" in listed.stdout()
    assert str(REPOSITORY) not in service.report()
    assert service.terminate() == 0


def test_the_program_of_the_wheel_is_the_wheels_own(program: Path, processes: Processes) -> None:
    look = "import contenthub, sys; print(contenthub.__file__)"
    asked = processes.start([str(program.with_name("python")), "-c", look])
    assert asked.wait() == 0, asked.report()
    assert Path(asked.stdout().strip()).is_relative_to(program.parent.parent)
