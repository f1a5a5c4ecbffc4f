"""The reviewers in the contract suite: each before a real counterpart that plays an answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from contenthub import reviewers
from contenthub.reviewers.base import Reviewer
from contenthub.settings import Settings
from tests.contracts.cases import openai
from tests.support import openai_server, reviewer_program
from tests.support.openai_server import OpenAIServer, Script

PLAYS = ("fine", "endless", "transient", "permanent", "away")


@dataclass(frozen=True, slots=True)
class Stage:
    """A reviewer, and the questions that its counterpart got, each as one text."""

    reviewer: Reviewer
    asked: Callable[[], list[str]]


@contextmanager
def command(play: str, answer: str, folder: Path) -> Iterator[Stage]:
    """The reviewer `command` with a real program."""
    plays: dict[str, Any] = {
        "endless": {"seconds": 600},
        "transient": {"code": 1, "error": "out of memory"},
        "permanent": {"code": 65, "error": "cannot read this"},
    }
    file = folder / "play.json"
    file.write_text(json.dumps(plays.get(play, {"output": answer})), encoding="utf-8")
    program = reviewer_program.__file__ if play != "away" else str(folder / "nowhere.py")
    argv = (sys.executable, program, str(file))
    log = file.with_suffix(".asked")
    yield Stage(
        reviewers.create("command", Settings(home=folder, reviewer_command=argv)),
        lambda: log.read_text(encoding="utf-8").splitlines() if log.exists() else [],
    )


@contextmanager
def model(play: str, answer: str, folder: Path, **changes: Any) -> Iterator[Stage]:
    """The reviewer `openai` in front of a real local server."""
    scripts: dict[str, Script] = {
        "endless": openai_server.stalls(""),
        "transient": openai_server.answers(503, {"error": {"message": "overloaded"}}),
        "permanent": openai_server.answers(400, {"error": {"message": "no such model"}}),
    }
    with OpenAIServer(scripts.get(play, openai_server.streams(answer))) as server:
        url = "http://127.0.0.1:9/v1" if play == "away" else server.url
        used = replace(openai.settings(url, folder), **changes)
        yield Stage(
            reviewers.create("openai", used),
            lambda: [one["messages"][0]["content"] for one in server.requests],
        )


STAGES: dict[str, Any] = {"command": command, "openai": model}
