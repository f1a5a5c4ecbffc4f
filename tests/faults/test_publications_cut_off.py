"""A service that is killed when the target has the article and nobody said so yet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from contenthub.lifecycle import accounts, targets
from tests.contracts.cases.command import alive, pids
from tests.contracts.cases.publishers import program
from tests.faults.conftest import Site, Until
from tests.support import meddling_proxy, publishing_receiver
from tests.support.git_server import Repository
from tests.support.meddling_proxy import LOST, Answer, Passing


@dataclass(frozen=True)
class Place:
    """A target that keeps its first publication waiting once it has it."""

    publisher: str
    settings: dict[str, Any]
    count: Callable[[], int]  # how many articles its readers see
    left: Callable[[], list[int]]  # processes of it that still run


def _command(folder: Path, _stack: ExitStack) -> Place:
    posts = folder / "posts"
    return Place(
        "command",
        {"command": program("hangs once", folder), "knows": "verify"},
        lambda: len(list(posts.rglob("*.md"))),
        lambda: list(filter(alive, pids(folder / "asked"))),
    )


def _git(folder: Path, _stack: ExitStack) -> Place:
    site = Repository.make(folder / "site.git")
    hung = folder / "hung"
    site.hook(
        "post-update", f"test -e {hung} && exit 0; echo $$ > {hung}.pids; touch {hung}; sleep 600"
    )
    return Place(
        "git",
        {"url": str(site.path)},
        lambda: len(site.files()),
        lambda: list(filter(alive, pids(folder))),
    )


def _webhook(_folder: Path, stack: ExitStack) -> Place:
    receiver = stack.enter_context(publishing_receiver.receiving())
    proxy = stack.enter_context(meddling_proxy.before(receiver.url))
    over = threading.Event()
    stack.callback(over.set)
    first = iter([True])

    def hold(passing: Passing, answer: Answer) -> Answer:
        if passing.method == "POST" and next(first, False):
            over.wait()
            return LOST
        return answer

    proxy.after = hold
    return Place("webhook", receiver.at(proxy.url), lambda: len(receiver.posts), list)


@pytest.fixture(params=[_command, _git, _webhook], ids=["command", "git", "webhook"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        yield request.param(tmp_path, stack)


def test_what_was_out_when_the_service_was_killed_is_found_and_not_sent_again(
    site: Site, place: Place, until: Until
) -> None:
    target = targets.default_of(accounts.default().id)
    targets.update(target, publisher=place.publisher, settings=place.settings)
    (task,) = site.submit(creator="steady")
    first = site.service()
    until(lambda: place.count() == 1, "the article at the target", 60)
    first.kill()
    until(lambda: place.left() == [], "the end of what the service ran")
    assert site.published() == 0
    site.service()
    until(lambda: site.published() == 1, "its being found", 60)
    assert place.count() == 1
    entry = site.story.entry(task)
    assert entry is not None
    assert entry.publisher == place.publisher
    assert "entry.doubt" in site.story.events(task)
    assert site.story.broken() == []
