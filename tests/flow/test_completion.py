"""Tab offers what there is: states, types, creators, accounts, ids; and no names of files."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub import cli, publishers
from contenthub.lifecycle import accounts

Offered = Callable[..., list[str]]


def asked(*words: str) -> dict[str, str]:
    """What bash tells the program of these words, the last of which is being typed."""
    return {
        "_CONTENTHUB_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(["contenthub", *words]),
        "COMP_CWORD": str(len(words)),
    }


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Offered:
    """What bash is offered for the last of these words."""

    def call(*words: str) -> list[str]:
        with monkeypatch.context() as told:
            for name, value in asked(*words).items():
                told.setenv(name, value)
            with pytest.raises(SystemExit):
                cli.run([])
        out, err = capsys.readouterr()
        assert err == ""
        return out.split()

    return call


def test_the_real_program_offers_words() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "contenthub"],
        env={**os.environ, **asked("task", "list", "--status", "c")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (set(done.stdout.split()), done.stderr) == ({"completed", "cancelled"}, "")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["task", "list", "--status", "c"], {"completed", "cancelled"}),
        (["content", "list", "--review", "p"], {"pending"}),
        (["publish-pool", "list", "--status", "publ"], {"published", "publishing"}),
        (["scheduler", "history", "--status", "s"], {"skipped"}),
        (["scheduler", "create", "--type", "p"], {"publish_due"}),
        (["content", "generate", "--creator", "content-creator-c"], {"content-creator-cli"}),
        (["account", "add", "x", "--publisher", ""], set(publishers.names())),
        (["task", "stats", "--by", "a"], {"account"}),
        (["monitor", "stats", "--by", ""], {"account", "creator", "schedule"}),
        (["worker", "--queue", "l"], {"line", "look"}),
        (["task", "list", "-f", "j"], {"json"}),
    ],
)
def test_words_that_are_known_without_a_database(
    words: list[str], expected: set[str], offered: Offered
) -> None:
    assert set(map(str.strip, offered(*words))) == expected
    assert not Path(os.environ["CONTENTHUB_HOME"]).exists()


def test_ids_and_names_of_the_home(submit: Any, offered: Offered) -> None:
    task_id = submit("tea")
    accounts.add("tea-blog")
    accounts.add("茶事")
    assert offered("task", "status", task_id[:3]) == [task_id]
    assert offered("task", "cancel", "") == [task_id]
    assert offered("task", "list", "--account", "t") == ["tea-blog"]
    assert offered("account", "show", "茶") == ["茶事"]
    assert set(offered("account", "show", "")) == {"default", "tea-blog", "茶事"}


@pytest.mark.parametrize(
    "words",
    [
        ["account", "show", "x"],
        ["task", "status", "x"],
        ["scheduler", "pause", "x"],
        ["content", "show", "9"],
    ],
)
def test_an_empty_or_broken_home_is_silent_and_no_file_is_offered(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offered: Offered
) -> None:
    (tmp_path / f"{words[-1]}file.txt").touch()
    assert offered(*words) in ([words[-1]], [])
    home = Path(os.environ["CONTENTHUB_HOME"])
    home.mkdir()
    (home / "contenthub.db").write_text("no database")
    assert offered(*words) in ([words[-1]], [])
    monkeypatch.setenv("ASYNC_POLL_INTERVAL", "fast")
    assert offered(*words) in ([words[-1]], [])
