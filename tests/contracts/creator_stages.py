"""What the parts of the creator contract share: which cases play, how an article is made."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from contenthub.creators.base import (
    Article,
    Control,
    DirectCreator,
    Observation,
    Phase,
    Profile,
    RemoteCreator,
    Request,
)
from tests.contracts.cases import Behaviour, Stage, all_cases
from tests.support.processes import wait_until

CASES = all_cases()
TEXT = "## A section\n\nText with a [link](https://example.org/a_b) and `code`.\n\n- one\n- two"
PROMPT = 60.0  # seconds within which a stop or a time-out has to show; else nothing would end

Play = Callable[..., AbstractContextManager[Stage]]


def over(*behaviours: Behaviour, kind: str = "", echoes: bool = False) -> pytest.MarkDecorator:
    """Run the test over each creator and behaviour that go together."""
    return pytest.mark.parametrize(
        ("case", "behaviour"),
        [
            pytest.param(case, behaviour, id=f"{name}-{behaviour}")
            for name, case in CASES.items()
            for behaviour in behaviours
            if case.kind in (kind or case.kind)
            and behaviour not in case.cannot
            and (case.echoes or not echoes)
        ],
    )


def request(topic: str = "How to get up early", *, key: str = "key-1") -> Request:
    profile = Profile(name="Morning", language="en", audience="students", requirements="Be brief")
    return Request(
        task_id=f"task-of-{key}",
        idempotency_key=key,
        attempt=1,
        topic=topic,
        account=profile,
        keywords=("sleep", "light"),
        requirements="Use examples",
        timeout=60.0,
    )


def watch(creator: RemoteCreator, external_id: str) -> Observation:
    """Look until the generation has ended."""

    def ended() -> Observation | None:
        (seen,) = creator.observe([external_id])
        return None if seen.phase in {Phase.RUNNING, Phase.UNREACHABLE} else seen

    return wait_until(ended, 60.0, f"the end of {external_id}")  # type: ignore[return-value]


def produce(stage: Stage, asked: Request) -> Article:
    """The article, however this creator comes to it; its failure is raised."""
    if isinstance(stage.creator, DirectCreator):
        return stage.creator.generate(asked, Control())
    seen = watch(stage.creator, stage.creator.submit(asked))
    if seen.error is not None:
        raise seen.error
    assert seen.phase is Phase.COMPLETED
    assert seen.article is not None
    return seen.article


def remote(stage: Stage) -> RemoteCreator:
    assert isinstance(stage.creator, RemoteCreator)
    return stage.creator


def direct(stage: Stage) -> DirectCreator:
    assert isinstance(stage.creator, DirectCreator)
    return stage.creator
