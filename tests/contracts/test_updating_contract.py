"""What every publisher has to keep to that can send an edited article out again."""

from __future__ import annotations

from pathlib import Path

import pytest

from contenthub import publishers
from contenthub.errors import PermanentError, TransientError
from contenthub.lifecycle.target_notes import TargetNotes
from contenthub.publishers.base import UpdatingPublisher
from contenthub.settings import Settings
from tests.contracts.cases.publishers import CASES, Case, Make


def updating() -> list[str]:
    """The publishers that have an update; what they need is not asked here."""
    made = {name: publishers.create(name, Settings(), TargetNotes()) for name in publishers.names()}
    return [name for name, one in made.items() if isinstance(one, UpdatingPublisher)]


@pytest.fixture(params=updating())
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    return CASES[request.param](tmp_path, request)


def test_what_readers_see_is_what_the_article_says_now(
    publication: Make, publisher: UpdatingPublisher, case: Case
) -> None:
    proof = publisher.publish(publication(body="As it was."))
    changed = publication(title="A loud queue", body="Edited.\n\n改过了。\n", proof=proof.location)
    after = publisher.update(changed)
    shown = case.read(after.location)
    assert "A loud queue" in shown
    assert "Edited." in shown
    assert "改过了。" in shown
    assert "As it was." not in shown
    assert case.count() == 1


def test_the_proof_stays_so_that_links_do(
    publication: Make, publisher: UpdatingPublisher, case: Case
) -> None:
    proof = publisher.publish(publication())
    changed = publication(title="A loud queue", proof=proof.location)
    after = publisher.update(changed)
    assert (after == proof) is case.proof_stays
    assert publisher.verify(changed) == after


def test_it_may_be_repeated_and_go_on_from_there(
    publication: Make, publisher: UpdatingPublisher, case: Case
) -> None:
    proof = publisher.publish(publication())
    for text in ("One.", "One.", "Two.", "First paragraph.\n\n第二段。"):
        changed = publication(body=f"{text}\n", proof=proof.location)
        after = publisher.update(changed)
        assert after == proof or not case.proof_stays
        assert text.split("\n")[0] in case.read(after.location)
    assert case.count() == 1


def test_another_process_updates_what_this_one_published(
    publication: Make, publisher: UpdatingPublisher, case: Case
) -> None:
    proof = publisher.publish(publication())
    other = publishers.create(publisher.name, case.settings, case.memory)
    assert isinstance(other, UpdatingPublisher)
    after = other.update(publication(body="Edited.\n", proof=proof.location))
    assert after == proof or not case.proof_stays
    assert "Edited." in case.read(after.location)


def test_what_is_not_there_is_not_made(
    publication: Make, publisher: UpdatingPublisher, case: Case
) -> None:
    with pytest.raises(PermanentError):
        publisher.update(publication(proof="where it was"))
    assert case.count() == 0


def test_what_its_caller_holds_no_more_is_left_as_it_is(
    publication: Make, publisher: UpdatingPublisher, case: Case
) -> None:
    proof = publisher.publish(publication())
    lost = publication(body="Edited.\n", proof=proof.location, still_held=lambda: ["another"])
    with pytest.raises(TransientError):
        publisher.update(lost)
    assert "First paragraph." in case.read(proof.location)


def test_another_publication_is_not_touched(
    publication: Make, publisher: UpdatingPublisher, case: Case
) -> None:
    first = publisher.publish(publication())
    second = publisher.publish(publication(8))
    publisher.update(publication(body="Edited.\n", proof=first.location))
    assert "First paragraph." in case.read(second.location)
