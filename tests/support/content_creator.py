"""What the tests of both ways to the generator content-creator share: an order and a look."""

from __future__ import annotations

from contenthub.creators.base import (
    Article,
    Observation,
    Phase,
    Profile,
    RemoteCreator,
    Request,
)
from tests.support.processes import wait_until

PROFILE = Profile(
    name="Morning",
    language="en",
    tone="calm",
    audience="students",
    requirements="Be brief",
    banned_words=("cure", "best"),
    required_words=("sleep",),
    min_length=300,
    max_length=800,
)
REQUEST = Request(
    task_id="t-1", idempotency_key="key-1", attempt=1, topic="Get up early", account=PROFILE
)


def look(creator: RemoteCreator, external_id: str) -> Observation:
    """One look at one generation."""
    (seen,) = creator.observe([external_id])
    return seen


def end_of(creator: RemoteCreator, external_id: str) -> Observation:
    """Look until it does not run any more."""

    def ended() -> Observation | None:
        seen = look(creator, external_id)
        return None if seen.phase is Phase.RUNNING else seen

    found = wait_until(ended, 60.0, f"the end of {external_id}")
    assert found is not None
    return found


def article_of(creator: RemoteCreator, external_id: str) -> Article:
    """The article of a generation that has to end well."""
    seen = end_of(creator, external_id)
    assert seen.article is not None, seen
    return seen.article
