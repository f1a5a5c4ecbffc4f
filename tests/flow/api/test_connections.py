"""Callers that are slow, silent, or too many: each is let go, and others are served meanwhile."""

from __future__ import annotations

import gc
import json
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from typing import Any

import pytest

from contenthub.api import connections
from contenthub.api import server as serving
from contenthub.api.parsers import fastest, refusal
from contenthub.api.parsers.in_c import HttpToolsConnection
from contenthub.api.parsers.in_python import H11Connection
from contenthub.api.server import Server
from contenthub.operations import tokens
from contenthub.operations.caller import Caller
from contenthub.settings import Settings
from tests.support.articles import article
from tests.support.processes import wait_until

SHORT = 0.3  # seconds, instead of many
Open = Callable[[bytes], socket.socket]


PARSERS = {"h11": H11Connection, "httptools": HttpToolsConnection}


@pytest.fixture(params=PARSERS)
def server(
    database: Settings, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Server]:
    """The server in this process, with little patience and each of the parsers."""
    monkeypatch.setattr(serving, "fastest", lambda: PARSERS[request.param])
    monkeypatch.setattr(connections, "HEAD_SECONDS", SHORT)
    monkeypatch.setattr(connections, "READ_SECONDS", SHORT)
    one = Server(replace(database, api_port=0))
    one.start()
    yield one
    one.stop()
    gc.unfreeze()


@pytest.fixture
def opened(server: Server) -> Iterator[Open]:
    """Opens a connection and sends this."""
    host, port = server.address.removeprefix("http://").split(":")
    with ExitStack() as all_:

        def call(text: bytes) -> socket.socket:
            one = all_.enter_context(closing(socket.create_connection((host, int(port)))))
            one.settimeout(30)
            one.sendall(text.replace(b"HOST", f"Host: {host}:{port}\r\n".encode()))
            return one

        yield call


def answer(connection: socket.socket) -> bytes:
    """All that comes until the connection ends; nothing where it broke."""
    found = b""
    try:
        while piece := connection.recv(65_536):
            found += piece
    except ConnectionResetError:
        pass
    return found


LOOK = b"GET /health HTTP/1.1\r\nHOSTConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "begun",
    [b"", b"GET /hea", b"GET /health HTTP/1.1\r\nHOSTX-Slow: a", LOOK.replace(b"close", b"x") * 2],
    ids=["nothing", "half a line", "half a head", "two calls and silence"],
)
def test_a_head_that_does_not_come_ends_the_connection(opened: Open, begun: bytes) -> None:
    slow = opened(begun)
    assert answer(opened(LOOK)).startswith(b"HTTP/1.1 200")
    assert answer(slow).count(b"HTTP/1.1 200") == begun.count(b"\r\n\r\n")


def test_half_a_call_behind_a_whole_one_ends_the_connection(opened: Open) -> None:
    kept = opened(LOOK.replace(b"close", b"keep-alive") + b"GET /health HT")
    assert answer(kept).count(b"HTTP/1.1 200") == 1


def test_who_does_not_take_the_answer_is_let_go(
    opened: Open, server: Server, database: Settings
) -> None:
    content_id = article(database, body="Tea is a drink. " * 100_000)
    token = tokens.create(Caller(database, "test"), "reader", "read").text
    call = f"GET /api/v1/contents/{content_id} HTTP/1.1\r\nHOSTAuthorization: Bearer {token}\r\n"
    deaf = opened(f"{call}\r\n".encode() * 20)
    wait_until(lambda: not server._server.server_state.connections, 60, "its end")
    assert deaf.fileno() > 0  # it never closed it
    whole = answer(opened(f"{call}Connection: close\r\n\r\n".encode()))
    assert json.loads(whole.partition(b"\r\n\r\n")[2])["id"] == content_id


def test_of_too_many_connections_the_next_is_let_go(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 60.0)
    monkeypatch.setattr(connections, "MOST", 3)
    held: list[Any] = [opened(b"GET") for _ in range(3)]
    for one in held:
        one.sendall(b" ")
    assert answer(opened(b"")) == b""
    held.pop().close()
    wait_until(lambda: answer(opened(LOOK)).startswith(b"HTTP/1.1 200"), 60, "a free place")


def test_a_body_that_ends_in_two_ways_is_refused(opened: Open) -> None:
    head = b"POST /api/v1/tasks HTTP/1.1\r\nHOSTContent-Length: 5\r\nTransfer-Encoding: chunked\r\n"
    refused = answer(opened(head + b"Connection: close\r\n\r\n0\r\n\r\n"))
    assert refused.startswith(b"HTTP/1.1 400")
    assert b"body_unreadable" in refused


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /health?" + b"a" * refusal.MOST_HEAD,
        b"GET /health HTTP/1.1\r\nHOSTX-Long: " + b"a" * refusal.MOST_HEAD,
        b"GET /health HTTP/1.1\r\nHOST" + b"X-One: a\r\n" * 4_000,
        LOOK.replace(b"close", b"x") + b"GET /health?" + b"a" * 10 * refusal.MOST_HEAD,
    ],
    ids=["an address", "a header", "many headers", "behind another call"],
)
def test_a_head_without_end_is_refused(
    opened: Open, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 60.0)
    assert b"body_unreadable" in answer_of_what_may_break(opened, begun)


def answer_of_what_may_break(opened: Open, begun: bytes) -> bytes:
    """The answer to a head that the server refuses before it has taken all of it."""
    connection = opened(begun[: refusal.MOST_HEAD])
    with suppress(ConnectionError):
        for start in range(refusal.MOST_HEAD, len(begun), 4_096):
            connection.sendall(begun[start : start + 4_096])
    return answer(connection)


def test_a_long_head_that_comes_whole_is_taken(opened: Open) -> None:
    head = LOOK.replace(b"HOST", b"HOSTX-Long: " + b"a" * (refusal.MOST_HEAD - 500) + b"\r\n")
    for at in (len(head), 20_000):
        connection = opened(head[:at])
        connection.sendall(head[at:])
        assert answer(connection).startswith(b"HTTP/1.1 200")


def test_many_calls_that_come_together_are_all_answered(opened: Open) -> None:
    calls = LOOK.replace(b"Connection: close\r\n", b"") * 500
    assert answer(opened(calls + LOOK[:-2] + b"\r\n")).count(b"HTTP/1.1 200") == 501


@pytest.mark.parametrize("garbage", [b"{}\x00 \r\n\r\n", b"NO SUCH THING\r\n\r\n"])
def test_what_is_no_request_is_refused_as_a_problem(opened: Open, garbage: bytes) -> None:
    head, _, body = answer(opened(garbage)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "body_unreadable"


def test_two_hosts_are_none(opened: Open) -> None:
    told = answer(opened(LOOK.replace(b"HOST", b"HOSTHost: elsewhere.example\r\n")))
    assert told.startswith(b"HTTP/1.1 400")


def test_letters_in_an_address_are_told_how_they_are_sent(opened: Open) -> None:
    path = "/api/v1/tasks?account=\N{CJK UNIFIED IDEOGRAPH-8336}".encode()
    _, _, body = answer(opened(b"GET " + path + b" HTTP/1.1\r\nHOST\r\n")).partition(b"\r\n\r\n")
    assert "%E8%8C%B6" in json.loads(body)["advice"]


@pytest.mark.parametrize(
    "call", [LOOK, LOOK.replace(b"Connection: close\r\n", b"")], ids=["closing", "kept"]
)
def test_who_has_ended_its_own_side_gets_the_answer(opened: Open, call: bytes) -> None:
    connection = opened(call)
    connection.shutdown(socket.SHUT_WR)
    assert answer(connection).startswith(b"HTTP/1.1 200")


def test_who_ends_within_a_body_is_let_go(opened: Open) -> None:
    head = b"POST /api/v1/tasks HTTP/1.1\r\nHOSTContent-Type: application/json\r\n"
    connection = opened(head + b'Content-Length: 90\r\n\r\n{"topic": ')
    connection.shutdown(socket.SHUT_WR)
    assert b"HTTP/1.1 2" not in answer(connection)


def test_garbage_behind_a_call_does_not_break_its_answer(opened: Open) -> None:
    call = LOOK.replace(b"Connection: close\r\n", b"")
    found = answer(opened(call + b"{}\x00 \r\n\r\n"))
    head, _, body = found.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert json.JSONDecoder().raw_decode(body.decode())[0]["status"] == "ok"


def test_a_wish_for_another_protocol_is_passed_over(opened: Open) -> None:
    wish = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    first = LOOK.replace(b"Connection: close\r\n", wish)
    assert answer(opened(first)).startswith(b"HTTP/1.1 200")


def test_the_server_serves_without_httptools(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fastest() is HttpToolsConnection
    monkeypatch.setitem(sys.modules, "contenthub.api.parsers.in_c", None)
    assert fastest() is H11Connection


def test_a_long_path_is_not_told_back(opened: Open) -> None:
    path = b"/" + b"a" * 20_000
    told = answer(opened(b"GET " + path + b" HTTP/1.1\r\nHOSTConnection: close\r\n\r\n"))
    assert told.startswith(b"HTTP/1.1 404")
    assert len(told) < 1_500


def test_what_was_loaded_before_it_began_stops_no_call_again(server: Server) -> None:
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < gc.get_freeze_count()
