"""POST requests that follow each other on one connection, over real sockets."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from contenthub.errors import PermanentError, TransientError
from contenthub.outgoing.addresses import private_too
from contenthub.outgoing.guarded_http import Limits
from contenthub.outgoing.posting import Poster, posting
from tests.support.certificates import self_signed

LIMITS = Limits(connect=60.0, total=60.0, size=100)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

Serve = Callable[[socket.socket], None]


@contextmanager
def served(serve: Serve) -> Iterator[tuple[str, list[str]]]:
    """A server that deals with each connection like this; its address, and who connected."""
    connected: list[str] = []
    threads: list[threading.Thread] = []

    def work(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            serve(connection)

    def accept() -> None:
        with suppress(OSError):
            while True:
                connection, peer = listener.accept()
                connected.append(str(peer))
                threads.append(threading.Thread(target=work, args=(connection,)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        accepting = threading.Thread(target=accept)
        accepting.start()
        yield f"127.0.0.1:{listener.getsockname()[1]}", connected
        listener.shutdown(socket.SHUT_RDWR)
    for thread in (accepting, *threads):
        thread.join()


def request(connection: socket.socket) -> bytes:
    """The next request, of which the body is ``end``; empty where there is none."""
    come = b""
    while not come.endswith(b"end"):
        piece = connection.recv(65_536)
        if not piece:
            return b""
        come += piece
    return come


def answering(*answers: bytes) -> Serve:
    """Gives one answer to each request on a connection, and closes after the last one."""

    def serve(connection: socket.socket) -> None:
        for answer in answers:
            if not request(connection):
                return
            connection.sendall(answer)

    return serve


@contextmanager
def poster() -> Iterator[Poster]:
    with posting(LIMITS, allowed=private_too) as one:
        yield one


def test_requests_that_follow_each_other_use_one_connection() -> None:
    with served(answering(*[ANSWER] * 3)) as (address, connected), poster() as one:
        answers = [one.post(f"http://{address}/hook?a=b", {"x-id": "1"}, b"end") for _ in range(3)]
    assert {(each.status, each.start) for each in answers} == {(200, b"ok")}
    assert len(connected) == 1


def test_they_do_over_tls_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate, tls = self_signed(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    def serve(connection: socket.socket) -> None:
        with tls.wrap_socket(connection, server_side=True) as secure:
            answering(*[ANSWER] * 3)(secure)

    with served(serve) as (address, connected), poster() as one:
        answers = [one.post(f"https://{address}/", {}, b"end") for _ in range(3)]
    assert {(each.status, each.start) for each in answers} == {(200, b"ok")}
    assert len(connected) == 1


def test_what_is_asked_is_a_plain_request() -> None:
    came: list[bytes] = []

    def serve(connection: socket.socket) -> None:
        came.append(request(connection))
        connection.sendall(ANSWER)

    with served(serve) as (address, _), poster() as one:
        one.post(f"http://{address}/hook?a=b", {"webhook-id": "msg_1"}, b"the end")
    first, *headers = came[0].partition(b"\r\n\r\n")[0].decode().split("\r\n")
    assert first == "POST /hook?a=b HTTP/1.1"
    named = dict(line.lower().split(": ", 1) for line in headers)
    assert (named["host"], named["content-length"]) == (address, "7")
    assert named["webhook-id"] == "msg_1"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 200),
        (b"HTTP/1.0 204 No Content\r\n\r\n", 204),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n" + b"x" * 400, 200),
        (b"HTTP/1.1 200 OK\r\n\r\nuntil it ends", 200),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n" + ANSWER, 200),
        (ANSWER + b"HTTP/1.1 500 What nobody asked for\r\nContent-Length: 0\r\n\r\n", 200),
    ],
    ids=["closing", "old", "long", "endless", "informed", "twice"],
)
def test_the_next_request_gets_its_own_answer(answer: bytes, status: int) -> None:
    with served(answering(answer, ANSWER)) as (address, _), poster() as one:
        assert one.post(f"http://{address}/", {}, b"end").status == status
        assert one.post(f"http://{address}/", {}, b"end").status == status


def test_a_connection_that_the_server_ended_is_not_used_again() -> None:
    ended = threading.Event()

    def serve(connection: socket.socket) -> None:
        answering(ANSWER)(connection)
        connection.close()
        ended.set()

    with served(serve) as (address, connected), poster() as one:
        for _ in range(2):
            assert one.post(f"http://{address}/", {}, b"end").status == 200
            assert ended.wait(60)
            ended.clear()
    assert len(connected) == 2


def test_an_answer_that_comes_before_the_request_was_read_counts() -> None:
    def serve(connection: socket.socket) -> None:
        connection.recv(1)
        connection.sendall(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65_536):
            pass

    with served(serve) as (address, _), poster() as one:
        assert one.post(f"http://{address}/", {}, b"x" * 20_000).status == 413


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 200 OK\r\n: no\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200_000,
    ],
    ids=["none", "half", "another protocol", "broken", "upgrade", "endless"],
)
def test_what_is_no_answer_is_tried_again_later(answer: bytes) -> None:
    broken = pytest.raises(TransientError, match="cannot reach")
    with served(answering(answer)) as (address, _), poster() as one, broken:
        one.post(f"http://{address}/", {}, b"end")


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "127.0.0.1/hook"])
def test_what_is_no_address_of_a_server_cannot_be_called(url: str) -> None:
    with poster() as one, pytest.raises(PermanentError, match="cannot be called"):
        one.post(url, {}, b"end")


def test_a_header_of_two_lines_is_not_sent() -> None:
    refused = pytest.raises(PermanentError, match="cannot be called")
    with served(answering(ANSWER)) as (address, _), poster() as one, refused:
        one.post(f"http://{address}/", {"x-id": "1\r\nx-more: 2"}, b"end")


@pytest.mark.parametrize("greets", [True, False], ids=["silent", "silent before TLS stands"])
def test_a_call_over_tls_is_broken_off(
    greets: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As is done when a process ends: no receiver, however it hangs, is waited for."""
    certificate, tls = self_signed(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    reached, ended = threading.Event(), threading.Event()

    def serve(connection: socket.socket) -> None:
        if greets:
            connection = tls.wrap_socket(connection, server_side=True)
            request(connection)
        reached.set()
        ended.wait()
        connection.close()

    failed: list[Exception] = []
    with served(serve) as (address, _), posting(LIMITS, allowed=private_too) as one:

        def post() -> None:
            try:
                one.post(f"https://{address}/", {}, b"end")
            except TransientError as error:
                failed.append(error)

        thread = threading.Thread(target=post)
        thread.start()
        assert reached.wait(60)
        one.break_off()
        thread.join(60)
        was_waiting = thread.is_alive()
        ended.set()
        thread.join()
    assert not was_waiting
    assert "cannot reach" in str(failed)


@pytest.mark.parametrize("at_once", [True, False], ids=["while it looks up", "while it connects"])
def test_a_call_that_is_not_connected_yet_is_broken_off(at_once: bool) -> None:
    """Nobody sees a connection before it stands: it must not be used afterwards either."""

    def resolve(host: str, port: int) -> list[str]:
        if at_once:
            one.break_off()
        return ["127.0.0.1"]

    def allowed(address: str) -> bool:
        if not at_once:
            one.break_off()
        return True

    one = Poster(LIMITS, allowed=allowed, resolve=resolve)
    broken = pytest.raises(TransientError, match="broken off")
    with served(answering(ANSWER)) as (address, _), closing(one):
        port = address.partition(":")[2]
        for _ in range(2):
            with broken:
                one.post(f"http://example.org:{port}/", {}, b"end")
