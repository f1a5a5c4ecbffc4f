"""Quirks of the service content-creator when it takes an order, one test each."""

from __future__ import annotations

import socket
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from contenthub.creators.base import (
    Phase,
)
from contenthub.creators.content_creator_http import ContentCreatorHttp
from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from tests.support import fake_content_creator_http as http
from tests.support.content_creator import REQUEST, article_of, look


@pytest.fixture
def service() -> Iterator[http.FakeService]:
    with http.FakeService() as running:
        yield running


def by_service(service: http.FakeService, timeout: float = 10.0) -> ContentCreatorHttp:
    return ContentCreatorHttp(service.url, timeout=timeout)


def test_a_service_that_refuses_async_gets_a_blocking_order_and_the_id_comes_at_once(
    service: http.FakeService,
) -> None:
    service.plan = http.Plan(duration=http.ENDLESS)
    creator = by_service(service)
    assert creator.submit(REQUEST) == "key-1"
    assert [post["mode"] for post in service.posts] == ["sync"]
    assert look(creator, "key-1").progress == 50


def test_a_service_that_takes_async_gets_that(service: http.FakeService) -> None:
    service.asynchronous = True
    creator = by_service(service)
    assert article_of(creator, creator.submit(REQUEST)).content == http.Plan().text
    (order,) = service.posts
    assert "type" not in order
    assert {name: order[name] for name in ("mode", "idempotencyKey", "targetAudience")} == {
        "mode": "async",
        "idempotencyKey": "key-1",
        "targetAudience": "students",
    }
    assert order["hardConstraints"] == {"minWords": 300, "maxWords": 800, "keywords": ["sleep"]}


def test_an_order_says_where_to_call_back_where_there_is_such_a_place(
    service: http.FakeService,
) -> None:
    service.asynchronous = True
    creator = by_service(service)
    creator.submit(REQUEST)
    url = "http://127.0.0.1:18010/api/v1/callbacks/task?key=1.secret"
    creator.submit(replace(REQUEST, idempotency_key="key-2", callback_url=url))
    without, with_place = service.posts
    assert not any(name.startswith("callback") for name in without)
    assert {name: with_place[name] for name in with_place if name.startswith("callback")} == {
        "callbackUrl": url,
        "callbackEnabled": True,
        "callbackEvents": ["completed", "failed", "progress"],
    }


def test_a_known_key_is_never_posted_again_as_that_would_break_the_running_task(
    service: http.FakeService,
) -> None:
    service.plan = http.Plan(duration=http.ENDLESS)
    creator = by_service(service)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(creator.submit, REQUEST).result()
        assert by_service(service).submit(REQUEST) == "key-1"
    assert len(service.posts) == 1
    assert look(creator, "key-1").phase is Phase.RUNNING


@pytest.mark.parametrize(("answer", "pause"), [((429, "7"), 7.0), ((500, ""), None)])
def test_a_busy_service_may_be_tried_again_after_the_pause_it_asks_for(
    service: http.FakeService, answer: tuple[int, str], pause: float | None
) -> None:
    for method in ("GET", "POST"):
        service.storm_on, service.storm = method, deque([answer])
        with pytest.raises(TransientError, match="too busy") as refused:
            by_service(service).submit(REQUEST)
        assert refused.value.retry_after == pause
    assert service.posts == []


def test_a_busy_service_that_names_a_date_is_left_alone_until_then(
    service: http.FakeService,
) -> None:
    service.storm = deque([(503, "Fri, 01 Jan 2100 00:00:00 GMT")])
    with pytest.raises(TransientError) as refused:
        by_service(service).submit(REQUEST)
    assert refused.value.retry_after == 86_400  # a day is the longest that is honoured


def test_a_refused_order_says_which_field_is_wrong(service: http.FakeService) -> None:
    service.storm_on, service.storm = "POST", deque([(422, "")])
    with pytest.raises(PermanentError, match="422: too busy"):
        by_service(service).submit(REQUEST)


def test_an_answer_that_gets_lost_is_looked_up_and_not_repeated(
    service: http.FakeService,
) -> None:
    service.asynchronous, service.loses_answers = True, True
    service.plan = http.Plan(duration=http.ENDLESS)
    with pytest.raises(OutcomeUnknownError):
        by_service(service).submit(REQUEST)
    assert by_service(service).find(REQUEST) == "key-1"
    assert by_service(service).submit(REQUEST) == "key-1"
    assert len(service.posts) == 1


def test_a_service_that_connects_and_says_nothing_leaves_no_doubt_before_the_order() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(TransientError, match="no answer") as failed:
            ContentCreatorHttp(url, timeout=0.3).submit(REQUEST)
        assert not isinstance(failed.value, OutcomeUnknownError)
        assert look(ContentCreatorHttp(url, timeout=0.3), "key-1").phase is Phase.UNREACHABLE


def test_an_address_that_is_another_service_is_a_permanent_failure_and_never_gets_the_order(
    service: http.FakeService,
) -> None:
    service.garbage = "."
    creator = by_service(service)
    with pytest.raises(PermanentError, match="without data"):
        creator.submit(REQUEST)
    with pytest.raises(TransientError, match="cannot look"):
        creator.find(REQUEST)
    assert not creator.check().ok
    assert service.posts == []


def test_a_wrong_path_in_the_address_is_not_taken_for_an_unknown_task() -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    class Nothing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Nothing) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        creator = ContentCreatorHttp(f"http://127.0.0.1:{server.server_address[1]}")
        with pytest.raises(TransientError):
            creator.find(REQUEST)
        assert look(creator, "key-1").phase is Phase.UNREACHABLE
        server.shutdown()
        thread.join()


def test_a_blocking_order_that_the_service_does_not_show_is_in_doubt_and_counts_as_running(
    service: http.FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contenthub.creators.content_creator_http._ACCEPT_TIME", 0.2)
    service.plan, service.hides = http.Plan(duration=http.ENDLESS), True
    creator = by_service(service)
    with pytest.raises(OutcomeUnknownError, match="does not know the task"):
        creator.submit(REQUEST)
    assert creator.find(REQUEST) == "key-1"
    assert look(creator, "key-1").phase is Phase.RUNNING
    assert creator.submit(REQUEST) == "key-1"
    assert len(service.posts) == 1
