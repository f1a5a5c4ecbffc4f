"""Quirks of the service content-creator when it is asked about a task, one test each."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from contenthub.creators.base import (
    Article,
    CancelOutcome,
    Phase,
)
from contenthub.creators.content_creator_http import ContentCreatorHttp
from contenthub.errors import PermanentError, TransientError
from contenthub.usage import Cost, Usage
from tests.support import fake_content_creator_http as http
from tests.support.content_creator import REQUEST, article_of, end_of, look


@pytest.fixture
def service() -> Iterator[http.FakeService]:
    with http.FakeService() as running:
        yield running


def by_service(service: http.FakeService, timeout: float = 10.0) -> ContentCreatorHttp:
    return ContentCreatorHttp(service.url, timeout=timeout)


def test_a_blocking_order_keeps_score_cost_html_and_images(service: http.FakeService) -> None:
    images = [{"url": "https://example.org/1.png", "prompt": "dawn"}]
    service.plan = http.Plan(duration=0.1, html="<h1>Dawn</h1>", images=images)
    creator = by_service(service)
    article = article_of(creator, creator.submit(REQUEST))
    assert article == Article(
        content=http.Plan().text,
        html="<h1>Dawn</h1>",
        images=("https://example.org/1.png",),
        quality_score=8.5,
        usage=Usage(output_tokens=1200, cost=Cost(30_000)),
        metadata={"word_count": len(http.Plan().text)},
    )


def test_the_answer_to_a_blocking_order_is_waited_for_when_the_row_is_ahead_of_it(
    service: http.FakeService,
) -> None:
    service.plan, service.answers_late = http.Plan(duration=0.1), 0.5
    creator = by_service(service)
    assert article_of(creator, creator.submit(REQUEST)).quality_score == 8.5


def test_a_blocking_order_whose_connection_broke_is_seen_by_its_row(
    service: http.FakeService,
) -> None:
    service.plan = http.Plan(duration=1.5)
    creator = by_service(service)
    external_id = creator.submit(replace(REQUEST, timeout=1.0))  # patience for the answer
    assert article_of(creator, external_id).quality_score is None


def test_another_process_sees_the_result_of_a_blocking_order(service: http.FakeService) -> None:
    service.plan = http.Plan(duration=0.1)
    by_service(service).submit(REQUEST)
    article = article_of(by_service(service), "key-1")
    assert (article.content, article.quality_score) == (http.Plan().text, None)


def test_html_content_that_is_markdown_with_its_images_is_the_content(
    service: http.FakeService,
) -> None:
    service.plan = http.Plan(text="![](image-placeholder-1)", html="# T\n\n![](a.png)")
    service.asynchronous = True
    creator = by_service(service)
    article = article_of(creator, creator.submit(REQUEST))
    assert (article.content, article.html) == ("# T\n\n![](a.png)", None)


def test_a_201_for_a_run_that_failed_is_a_failure_with_its_reason(
    service: http.FakeService,
) -> None:
    service.plan = http.Plan(error="LLM is away")
    creator = by_service(service)
    external_id = creator.submit(REQUEST)
    for each in (creator, by_service(service)):
        seen = end_of(each, external_id)
        assert (seen.phase, str(seen.error)) == (
            Phase.FAILED,
            "content-creator failed: LLM is away",
        )


def test_a_result_that_is_not_there_yet_means_that_the_task_still_runs(
    service: http.FakeService,
) -> None:
    service.put("key-1", "completed", http.Plan(duration=http.ENDLESS))
    assert look(by_service(service), "key-1").phase is Phase.RUNNING
    assert service.requests[-1] == "GET /api/tasks/key-1/result"


def test_a_result_that_cannot_be_understood_is_a_permanent_failure(
    service: http.FakeService,
) -> None:
    service.put("key-1", "completed")
    service.garbage = "/result$"
    seen = look(by_service(service), "key-1")
    assert seen.phase is Phase.FAILED
    assert isinstance(seen.error, PermanentError)


def test_a_status_that_nobody_knows_says_nothing_about_the_task(
    service: http.FakeService,
) -> None:
    service.put("key-1", "dreaming")
    seen = look(by_service(service), "key-1")
    assert seen.phase is Phase.UNREACHABLE
    assert "dreaming" in str(seen.error)


def test_a_delete_on_a_blocking_run_would_be_a_lie_and_is_not_sent(
    service: http.FakeService,
) -> None:
    service.plan = http.Plan(duration=http.ENDLESS)
    creator = by_service(service)
    external_id = creator.submit(REQUEST)
    assert creator.cancel(external_id) is CancelOutcome.REFUSED
    assert not any(each.startswith("DELETE") for each in service.requests)
    assert look(creator, external_id).phase is Phase.RUNNING


def test_a_blocking_run_that_somebody_else_marked_as_cancelled_still_runs(
    service: http.FakeService,
) -> None:
    service.plan = http.Plan(duration=http.ENDLESS)
    creator = by_service(service)
    creator.submit(REQUEST)
    service.tasks["key-1"].row = "cancelled"
    assert look(creator, "key-1").phase is Phase.RUNNING


@pytest.mark.parametrize(
    ("delete", "outcome"),
    [("ignores", CancelOutcome.REFUSED), ("stops", CancelOutcome.CONFIRMED)],
)
def test_a_delete_that_says_cancelled_is_believed_only_after_another_look(
    service: http.FakeService, delete: Any, outcome: CancelOutcome
) -> None:
    service.asynchronous, service.delete = True, delete
    service.plan = http.Plan(duration=http.ENDLESS)
    creator = by_service(service)
    assert creator.cancel(creator.submit(REQUEST)) is outcome
    assert service.running == (outcome is CancelOutcome.REFUSED)


def test_a_cancel_of_what_has_ended_or_is_not_known_finds_it_gone(
    service: http.FakeService,
) -> None:
    for status in ("completed", "failed", "cancelled"):
        service.put(status, status)
        assert by_service(service).cancel(status) is CancelOutcome.GONE
    assert by_service(service).cancel("stranger") is CancelOutcome.GONE


def test_a_busy_service_during_a_cancel_says_nothing(service: http.FakeService) -> None:
    service.put("key-1", "running")
    service.storm_on, service.storm = "DELETE", deque([(429, "")])
    with pytest.raises(TransientError):
        by_service(service).cancel("key-1")


def test_hundreds_of_generations_are_seen_in_one_round_and_each_id_is_asked_once(
    service: http.FakeService,
) -> None:
    ids = [f"key-{number}" for number in range(300)]
    for number, each in enumerate(ids):
        service.put(each, ("running", "completed", "failed")[number % 3])
    seen = by_service(service).observe([*ids, *ids])
    assert [each.external_id for each in seen] == ids
    assert [each.phase for each in seen[:3]] == [Phase.RUNNING, Phase.COMPLETED, Phase.FAILED]


def test_a_slash_in_an_id_stays_in_the_id(service: http.FakeService) -> None:
    assert look(by_service(service), "../../health?x=1").phase is Phase.UNKNOWN
    assert service.requests == ["GET /api/tasks/..%2F..%2Fhealth%3Fx%3D1/status"]
