"""The API behind the nginx of deploy/nginx, over TLS: what callers see is as without it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from contenthub.api import bodies, problems
from contenthub.codes import Code
from tests.support import nginx
from tests.support.api import Served, served
from tests.support.nginx import HOST, Proxy
from tests.support.processes import Processes, wait_until
from tests.support.servers import free_port

MEGABYTE = 2**20
TASKS = "/api/v1/tasks"
JSON = "application/json"


@pytest.fixture(
    scope="module", params=[nginx.PATH, ""], ids=["below a path", "with a name of its own"]
)
def hub(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Served, Proxy]]:
    nginx.require()
    root = request.param
    public = f"https://{HOST}{root}"
    settings = {"CONTENTHUB_API_ROOT_PATH": root, "CONTENTHUB_PUBLIC_URL": public}
    with served(tmp_path_factory.mktemp("hub"), **settings) as server:
        proxy = nginx.start(server.processes, server.address, root)
        try:
            yield server, proxy
        finally:
            proxy.close()


@pytest.fixture(scope="module")
def server(hub: tuple[Served, Proxy]) -> Served:
    return hub[0]


@pytest.fixture(scope="module")
def proxy(hub: tuple[Served, Proxy]) -> Proxy:
    return hub[1]


@pytest.fixture(scope="module")
def token(server: Served) -> str:
    return server.token("shop", "--scope", "write")


@pytest.fixture
def shop(proxy: Proxy, token: str) -> httpx2.Client:
    return proxy.client(token)


def test_what_was_made_is_found_where_the_answer_says(proxy: Proxy, shop: httpx2.Client) -> None:
    made = shop.post(f"{proxy.root}{TASKS}", json={"topic": "tea"})
    assert made.status_code == 201, made.text
    assert made.headers["location"].startswith(f"{proxy.root}{TASKS}/")
    assert shop.get(made.headers["location"]).json() == made.json()


def test_an_event_arrives_before_the_silence_is_broken(proxy: Proxy, shop: httpx2.Client) -> None:
    with shop.stream("GET", f"{proxy.root}/api/v1/events") as stream:
        lines = stream.iter_lines()
        assert next(lines).startswith("retry: ")
        topic = shop.post(f"{proxy.root}{TASKS}", json={"topic": "at once"}).json()["task_id"]
        heard = []
        for line in lines:
            heard.append(line)
            if line.startswith("data: ") and json.loads(line[6:])["task_id"] == topic:
                break
        assert [line for line in heard if line.startswith(":")] == []


def test_the_documentation_needs_a_token_and_works_below_the_path(
    proxy: Proxy, shop: httpx2.Client
) -> None:
    anybody = proxy.client()
    claims = {"x-forwarded-for": "127.0.0.1"}
    for path in ("/docs", "/docs/docs.js", "/openapi.json"):
        assert anybody.get(f"{proxy.root}{path}", headers=claims).status_code == 401
        assert shop.get(f"{proxy.root}{path}").status_code == 200
    (told,) = shop.get(f"{proxy.root}/openapi.json").json()["servers"]
    assert told == {"url": proxy.root or "/"}
    assert anybody.get(f"{proxy.root}/health").json() == {"status": "ok"}


@pytest.mark.parametrize(("chosen", "kept"), [("order-7", True), ("a b", False), ("", False)])
def test_a_call_has_one_id_in_both_logs_and_in_the_answer(
    server: Served, proxy: Proxy, shop: httpx2.Client, chosen: str, kept: bool
) -> None:
    answer = shop.get(f"{proxy.root}{TASKS}", headers={"x-request-id": chosen})
    id_ = answer.headers["x-request-id"]
    assert (id_ == chosen) is kept
    wait_until(lambda: any(line.endswith(f" {id_}") for line in proxy.access_log()), 60, "a line")
    assert id_ in {line.get("request_id") for line in server.log()}


def test_tries_are_counted_by_the_address_of_the_caller(server: Served, proxy: Proxy) -> None:
    stranger = proxy.client("ch_none", local_address="127.0.0.2")
    answer = stranger.get(f"{proxy.root}{TASKS}", headers={"x-forwarded-for": "127.0.0.9"})
    assert answer.status_code == 401
    refused = [line for line in server.log() if line["event"] == "token_refused"]
    assert refused[-1]["client"] == "127.0.0.2"


def test_another_name_is_refused(proxy: Proxy, shop: httpx2.Client) -> None:
    answer = shop.get(f"{proxy.root}{TASKS}", headers={"host": "evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


@pytest.mark.parametrize("size", [bodies.MOST_BYTES + 1, 6 * MEGABYTE], ids=["ours", "of nginx"])
def test_a_large_body_is_refused_in_the_same_words(
    proxy: Proxy, shop: httpx2.Client, size: int
) -> None:
    body = b'{"topic": "' + b"x" * size + b'"}'
    answer = shop.post(f"{proxy.root}{TASKS}", content=body, headers={"content-type": JSON})
    assert answer.status_code == 413
    demand_problem(answer, Code.BODY_TOO_LARGE)


def demand_problem(answer: httpx2.Response, code: Code) -> None:
    """The answer is an error in the one shape."""
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    told = problems.Problem.model_validate(answer.json(), strict=True, extra="forbid")
    assert (told.code, told.title, told.status) == (code, code.meaning, answer.status_code)
    assert told.type == f"urn:contenthub:problem:{code}"
    assert told.request_id == answer.headers["x-request-id"]


def test_a_service_that_is_away_is_told_as_such_and_no_secret_is_logged(tmp_path: Path) -> None:
    nginx.require()
    with Processes(tmp_path) as processes:
        proxy = nginx.start(processes, f"http://127.0.0.1:{free_port()}")
        caller = proxy.client()
        answer = caller.get(f"{proxy.root}/health")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
        demand_problem(answer, Code.UNREACHABLE)
        caller.post(f"{proxy.root}/api/v1/callbacks/1", params={"key": "secret-word"})
        wait_until(lambda: "/callbacks/1" in "".join(proxy.access_log()), 60, "a line")
        assert "secret-word" not in "".join([*proxy.access_log(), proxy.process.stderr()])
        assert "/health" in proxy.process.stderr()
        proxy.close()
