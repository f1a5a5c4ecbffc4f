"""``make run``: an honest way through the line, for whatever topic is typed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.processes import REPOSITORY, environment

pytestmark = pytest.mark.takes_long

HARD_TOPICS = ["--help", """纸的历史 # 100% & <b>; 'x' "y" `z` \\n $(shell touch pwned)"""]
TOPICS = [
    *HARD_TOPICS,
    "The quiet craft of bookbinding",
    "What $100 buys, and $$ and $(shell touch pwned) and ${HOME}",
    """It's "quoted", `ticked` and back\\slashed \\n""",
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


@pytest.fixture
def shows(tmp_path: Path) -> str:
    """The variable that makes ``make`` start a program that only shows what it was given."""
    program = tmp_path / "bin" / "python"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\nprintf "%s|" "$#" "$2"\n')
    program.chmod(0o755)
    return f"BIN={program.parent}"


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_handed_on_as_it_was_typed(topic: str, tmp_path: Path, shows: str) -> None:
    typed = make_run(tmp_path, shows, f"TOPIC={topic}")
    assert (typed.returncode, typed.stdout) == (0, f"2|{topic}|"), typed.stderr
    of_the_environment = make_run(tmp_path, shows, TOPIC=topic)
    assert of_the_environment.stdout == f"2|{topic}|", of_the_environment.stderr
    assert not (REPOSITORY / "pwned").exists()


@pytest.mark.parametrize("topic", HARD_TOPICS)
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
    assert "\ndraft: false\n" in path.read_text(encoding="utf-8")  # a person approved it


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
