"""``make run``: an honest way through the line, for whatever topic is typed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY, environment

pytestmark = pytest.mark.takes_long

TOPICS = [
    "The quiet craft of bookbinding",
    "What $100 buys, and $$ and $(shell touch pwned) and ${HOME}",
    """It's "quoted", `ticked` and back\\slashed \\n""",
    "--help",
    "纸的历史 # 100% & <b>; 'x'",
]


def make_run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "-s", "-C", str(REPOSITORY), "run", *arguments],
        env=environment(folder / "home") | {"PATH": os.environ["PATH"]} | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_becomes_a_published_draft_as_it_was_typed(topic: str, tmp_path: Path) -> None:
    done = make_run(tmp_path, f"TOPIC={topic}")
    assert done.returncode == 0, done.stderr
    generated, held, approved, published = done.stdout.splitlines()
    assert generated.endswith(f": {topic}")
    assert held.startswith("held ")
    assert "draft" in held
    assert approved.startswith("approved ")
    path = Path(published.removeprefix("published").strip())
    assert path.is_relative_to(tmp_path / "home")
    assert "\ndraft: true\n" in path.read_text(encoding="utf-8")
    assert not (REPOSITORY / "pwned").exists()


def test_a_topic_of_the_environment_is_taken_as_it_is(tmp_path: Path) -> None:
    done = make_run(tmp_path, TOPIC="$HOME for $100")
    assert done.stdout.splitlines()[0].endswith(": $HOME for $100"), done.stderr


def test_what_cannot_be_a_topic_is_refused_in_one_line(tmp_path: Path) -> None:
    done = make_run(tmp_path, "TOPIC= ")
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.startswith("contenthub: the topic is empty")


def test_what_make_prints_fits_a_screen_of_80_columns() -> None:
    done = subprocess.run(
        ["make", "-s", "-C", str(REPOSITORY)], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) > 10
    assert [line for line in lines if len(line) > 80] == []


def test_a_topic_without_its_quotes_is_refused_before_half_of_it_is_published(
    tmp_path: Path,
) -> None:
    done = make_run(tmp_path, "TOPIC=Green", "tea")
    assert (done.returncode, done.stdout) == (2, "")
    assert 'make run TOPIC="Green tea"' in done.stderr
    assert not (tmp_path / "home").exists()
