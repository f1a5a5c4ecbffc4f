"""What every registered publisher has to keep to; a new one needs a case, and no test."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from contenthub import publishers
from contenthub.errors import InputError, PermanentError, TransientError
from contenthub.publishers.base import Publisher
from contenthub.settings import Settings
from tests.contracts.cases.publishers import CASES, Case, Make

TITLES = {
    "Chinese": "如何用异步队列生产内容",
    "emoji only": "🎉🎉",
    "empty": "",
    "spaces": "   ",
    "path": "../../etc/passwd",
    "absolute path": "/etc/passwd",
    "device": "CON",
    "ten thousand characters": "长" * 10_000,
    "one long word": "a" * 10_000,
    "controls": "a\0b\nc\rd\x1b[31m\x7f\x85\u2028",
    "leading dots": "...hidden",
    "trailing spaces and dots": "title . . ",
    "quotes and YAML": "\"': - #{}[]&*!|>%@`",
    "a lone surrogate": "half \ud83d emoji",
}


@pytest.fixture(params=publishers.names())
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Case:
    return CASES[request.param](tmp_path, request)


def test_every_registered_publisher_has_a_case() -> None:
    assert set(CASES) == set(publishers.names())


def test_an_unknown_publisher_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(InputError, match=r"no publisher 'fax'.*files"):
        publishers.create("fax", Settings())


def test_it_is_a_publisher_under_its_registered_name(
    publisher: Publisher, request: pytest.FixtureRequest
) -> None:
    assert isinstance(publisher, Publisher)
    assert publisher.name == request.node.callspec.params["case"]


def test_the_proof_leads_to_the_article(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    proof = publisher.publish(publication())
    shown = case.read(proof.location)
    assert "A quiet queue" in shown
    assert "First paragraph." in shown
    assert "第二段。" in shown


def test_publishing_again_gives_the_same_proof_and_no_second_copy(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    first = publisher.publish(publication())
    assert publisher.publish(publication()) == first
    assert case.count() == 1


def test_verify_says_no_before_and_gives_the_proof_after(
    publication: Make, publisher: Publisher
) -> None:
    assert publisher.verify(publication()) is None
    proof = publisher.publish(publication())
    assert publisher.verify(publication()) == proof


def test_verify_knows_what_another_process_published(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    proof = publisher.publish(publication())
    another = publishers.create(publisher.name, case.settings, case.memory)
    assert another.verify(publication()) == proof


def test_verify_does_not_take_another_publication_for_this_one(
    publication: Make, publisher: Publisher
) -> None:
    publisher.publish(publication())
    assert publisher.verify(replace(publication(), key=publication(8).key)) is None
    assert publisher.verify(publication(key="entry-8", content_id=8)) is None


def test_verify_leaves_nothing_behind(publication: Make, publisher: Publisher, case: Case) -> None:
    publisher.verify(publication())
    assert case.count() == 0


@pytest.mark.parametrize("name", TITLES)
def test_any_title_is_published_once_and_found_again(
    publication: Make, publisher: Publisher, case: Case, name: str
) -> None:
    title = TITLES[name]
    if name in case.refused_titles:
        with pytest.raises(PermanentError, match="title"):
            publisher.publish(publication(title=title))
        assert case.count() == 0
        return
    proof = publisher.publish(publication(title=title))
    assert publisher.publish(publication(title=title)) == proof
    assert publisher.verify(publication(title=title)) == proof
    assert "First paragraph." in case.read(proof.location)
    assert case.count() == 1


def test_two_contents_with_the_same_title_are_two(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    first = publisher.publish(publication(body="one"))
    second = publisher.publish(publication(body="two", number=8))
    assert first != second
    assert "one" in case.read(first.location)
    assert "two" in case.read(second.location)


def test_a_place_that_was_settled_holds_whatever_the_account_becomes(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    place = json.loads(json.dumps(publisher.place(publication())))  # as it is kept
    proof = publisher.publish(publication(place=place))
    changed = publication(
        place=place,
        account="New name",
        folder_name="new-name",
        title="Another title",
        settings=case.elsewhere,
        published_at=datetime(2027, 5, 1, tzinfo=UTC),
    )
    assert publisher.verify(changed) == proof
    assert publisher.publish(changed) == proof
    assert case.count() == 1
    assert publisher.place(replace(changed, place={})) != place


def test_what_was_not_tried_goes_where_the_account_says_now(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    first, moved = publication(), publication(8, settings=case.elsewhere)
    assert publisher.publish(first) != publisher.publish(moved)
    assert case.count() == 2
    assert publisher.place(first) != publisher.place(replace(moved, title=first.title))


def test_a_place_is_not_made_of_settings_that_cannot_be_used(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    for field, settings in case.bad:
        with pytest.raises(InputError, match=field):
            publisher.place(publication(settings=settings))


def test_what_its_caller_holds_no_more_is_not_published(
    publication: Make, publisher: Publisher, case: Case
) -> None:
    with pytest.raises(TransientError):
        publisher.publish(publication(still_held=lambda: ["another"]))
    assert case.count() == 0
    assert publisher.verify(publication()) is None
    assert publisher.publish(publication(still_held=lambda: [publication().key])).location


def test_good_settings_are_accepted(publication: Make, publisher: Publisher, case: Case) -> None:
    for settings in case.good:
        publisher.validate({**case.its, **settings})
        assert publisher.publish(publication(settings=settings)).location


def test_bad_settings_are_refused_naming_the_field(publisher: Publisher, case: Case) -> None:
    for field, settings in case.bad:
        with pytest.raises(InputError, match=field):
            publisher.validate({**case.its, **settings})
