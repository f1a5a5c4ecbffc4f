"""What every registered publisher has to keep to; a new one needs a case, and no test."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import publishers
from contenthub.errors import InputError, TransientError
from contenthub.publishers.base import Publication, Publisher
from contenthub.settings import Settings
from tests.contracts.cases.publishers import CASES, Case

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
    return CASES[request.param](tmp_path)


@pytest.fixture
def publisher(case: Case, request: pytest.FixtureRequest) -> Publisher:
    return publishers.create(request.node.callspec.params["case"], case.settings)


def publication(**changes: Any) -> Publication:
    plain = Publication(
        key="entry-7",
        content_id=7,
        account="Tech Weekly",
        title="A quiet queue",
        body="First paragraph.\n\n第二段。\n",
        created_at=datetime(2026, 1, 31, 23, 30, tzinfo=UTC),
    )
    return replace(plain, **changes)


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


def test_the_proof_leads_to_the_article(publisher: Publisher, case: Case) -> None:
    proof = publisher.publish(publication())
    shown = case.read(proof.location)
    assert "A quiet queue" in shown
    assert "First paragraph.\n\n第二段。" in shown


def test_publishing_again_gives_the_same_proof_and_no_second_copy(
    publisher: Publisher, case: Case
) -> None:
    first = publisher.publish(publication())
    assert publisher.publish(publication()) == first
    assert case.count() == 1


def test_verify_says_no_before_and_gives_the_proof_after(publisher: Publisher) -> None:
    assert publisher.verify(publication()) is None
    proof = publisher.publish(publication())
    assert publisher.verify(publication()) == proof


def test_verify_knows_what_another_process_published(publisher: Publisher, case: Case) -> None:
    proof = publisher.publish(publication())
    assert publishers.create(publisher.name, case.settings).verify(publication()) == proof


def test_verify_does_not_take_another_publication_for_this_one(publisher: Publisher) -> None:
    publisher.publish(publication())
    assert publisher.verify(publication(key="entry-8")) is None
    assert publisher.verify(publication(key="entry-8", content_id=8)) is None


def test_verify_leaves_nothing_behind(publisher: Publisher, case: Case) -> None:
    publisher.verify(publication())
    assert case.count() == 0


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES.keys())
def test_any_title_is_published_once_and_found_again(
    publisher: Publisher, case: Case, title: str
) -> None:
    proof = publisher.publish(publication(title=title))
    assert publisher.publish(publication(title=title)) == proof
    assert publisher.verify(publication(title=title)) == proof
    assert "First paragraph." in case.read(proof.location)
    assert case.count() == 1


def test_two_contents_with_the_same_title_are_two(publisher: Publisher, case: Case) -> None:
    first = publisher.publish(publication(body="one"))
    second = publisher.publish(publication(body="two", content_id=8, key="entry-8"))
    assert first != second
    assert "one" in case.read(first.location)
    assert "two" in case.read(second.location)


def test_a_place_that_was_settled_holds_whatever_the_account_becomes(
    publisher: Publisher, case: Case
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
    publisher: Publisher, case: Case
) -> None:
    first = publisher.publish(publication())
    moved = publisher.publish(publication(settings=case.elsewhere, content_id=8, key="entry-8"))
    assert Path(first.location).parent != Path(moved.location).parent


def test_a_place_is_not_made_of_settings_that_cannot_be_used(
    publisher: Publisher, case: Case
) -> None:
    for field, settings in case.bad:
        with pytest.raises(InputError, match=field):
            publisher.place(publication(settings=settings))


def test_what_its_caller_holds_no_more_is_not_published(publisher: Publisher, case: Case) -> None:
    with pytest.raises(TransientError):
        publisher.publish(publication(still_held=lambda: ["entry-9"]))
    assert case.count() == 0
    assert publisher.verify(publication()) is None
    assert publisher.publish(publication(still_held=lambda: ["entry-7"])).location


def test_good_settings_are_accepted(publisher: Publisher, case: Case) -> None:
    for settings in case.good:
        publisher.validate(settings)
        assert publisher.publish(publication(settings=settings)).location


def test_bad_settings_are_refused_naming_the_field(publisher: Publisher, case: Case) -> None:
    for field, settings in case.bad:
        with pytest.raises(InputError, match=field):
            publisher.validate(settings)
