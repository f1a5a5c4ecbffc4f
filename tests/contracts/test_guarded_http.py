"""Calls to addresses that people typed, over real sockets: where they end, and when."""

from __future__ import annotations

import gzip
import socket
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import __version__, clock
from contenthub.errors import PermanentError, TransientError
from contenthub.outgoing.addresses import private_too, public
from contenthub.outgoing.guarded_http import Limits, fetch
from contenthub.outgoing.retry_after import retry_after
from tests.support.certificates import self_signed
from tests.support.web import Handler, Page, Web, drips, redirect, serving, text

OUTSIDE = "127.0.0.2"  # plays the public internet
INSIDE = "127.0.0.1"


def outside_only(address: str) -> bool:
    return address == OUTSIDE


@pytest.fixture
def web() -> Iterator[Web]:
    with serving(OUTSIDE) as server:
        yield server


@pytest.fixture
def inside() -> Iterator[Web]:
    with serving(INSIDE) as server:
        yield server


def names(**addresses: list[str]) -> Callable[[str, int], list[str]]:
    """A resolver that knows these names and, like the system's, addresses."""

    def resolve(host: str, port: int) -> list[str]:
        return addresses.get(host, [host])

    return resolve


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "0.0.0.0",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.1",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[fe80::1]",
        "100.100.100.200",
        "224.0.0.1",
        "168.63.129.16",
        "１２７.0.0.1",
        "127。0。0。1",
    ],
)
def test_private_places_are_refused_however_they_are_written(host: str) -> None:
    with serving(INSIDE) as server:
        with pytest.raises((PermanentError, TransientError)) as refused:
            fetch(f"http://{host}:{server.port}/")
        assert "no public address" in str(refused.value) or "cannot be" in str(refused.value)
        assert not server.requests


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("2002:808:808::", True),
        ("fc00::1", False),
        ("::", False),
        ("::7f00:1", False),
        ("fec0::1", False),
        ("fe80::1%lo", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("ff0e::1", False),
        ("2001::1", False),
    ],
)
def test_public_means_reachable_by_anybody(address: str, expected: bool) -> None:
    assert public(address) is expected


MACHINES_OWN = [
    "169.254.169.254",
    "169.254.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%lo",
    "febf::1",
    "::ffff:169.254.169.254",
    "::169.254.169.254",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::169.254.169.254",
    "64:ff9b:1:0:a9:fea9:fe00:0",
    "2002:a9fe:a9fe::1",
    "2001:db8::5efe:169.254.169.254",
    "::ffff:100.100.100.200",
    "2002:6464:64c8::",
]


@pytest.mark.parametrize("address", MACHINES_OWN)
def test_allowing_private_networks_opens_no_machines_own_address(address: str) -> None:
    assert not private_too(address)
    assert not public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::10.0.0.1",
        "8.8.8.8",
        "2001:4860:4860::8888",
    ],
)
def test_allowing_private_networks_opens_what_networks_are_made_of(address: str) -> None:
    assert private_too(address)


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "0xa9fea9fe",
        "2852039166",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "[64:ff9b::a9fe:a9fe]",
    ],
)
def test_neither_a_redirect_nor_a_name_leads_to_a_machines_own_address(web: Web, host: str) -> None:
    web.pages["/"] = redirect(f"http://{host}/latest/meta-data/")
    with pytest.raises(PermanentError, match="no setting allows it"):
        fetch(f"{web.url}/", allowed=private_too)
    resolve = names(cloud=[OUTSIDE, "169.254.169.254"])
    with pytest.raises(PermanentError, match="no setting allows it"):
        fetch(f"http://cloud:{web.port}/", allowed=private_too, resolve=resolve)


def test_a_name_with_one_private_address_among_others_is_refused(web: Web) -> None:
    resolve = names(mixed=[OUTSIDE, INSIDE])
    with pytest.raises(PermanentError, match=f"mixed is at {INSIDE}"):
        fetch(f"http://mixed:{web.port}/", allowed=outside_only, resolve=resolve)
    assert not web.requests


def test_the_connection_goes_to_the_address_that_was_checked(web: Web) -> None:
    web.pages["/"] = text("outside")
    answers = [[OUTSIDE], [INSIDE]]

    def changes_its_mind(host: str, port: int) -> list[str]:
        return answers.pop(0)

    with serving(INSIDE, web.port) as other:
        answer = fetch(
            f"http://rebinding:{web.port}/", allowed=outside_only, resolve=changes_its_mind
        )
        assert answer.body == b"outside"
        assert web.requests[0][1]["Host"] == f"rebinding:{web.port}"
        assert answers == [[INSIDE]]
        assert not other.requests


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """Of a server whose name is feed.test, trusted by nobody yet."""
    return self_signed(tmp_path, "DNS:feed.test")[1]


def test_a_certificate_is_checked_against_the_name_and_not_the_address(
    certificate: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = names(**{"feed.test": [OUTSIDE], "other.test": [OUTSIDE]})
    with serving(OUTSIDE, tls=certificate) as web:
        web.pages["/"] = text("secure")

        def call(host: str) -> bytes:
            url = f"https://{host}:{web.port}/"
            return fetch(url, allowed=outside_only, resolve=resolve).body

        with pytest.raises(TransientError, match="self-signed certificate"):
            call("feed.test")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        assert call("feed.test") == b"secure"
        with pytest.raises(TransientError, match="Hostname mismatch"):
            call("other.test")
        assert len(web.requests) == 1


def test_the_next_address_of_a_name_is_tried(web: Web) -> None:
    web.pages["/"] = text("here")
    resolve = names(two=["127.0.0.3", OUTSIDE])
    answer = fetch(f"http://two:{web.port}/", allowed=private_too, resolve=resolve)
    assert answer.body == b"here"


def test_a_redirect_into_a_private_network_is_refused(web: Web, inside: Web) -> None:
    inside.pages["/secret"] = text("secret")
    for target in (f"{inside.url}/secret", f"http://2130706433:{inside.port}/secret"):
        web.pages["/"] = redirect(target)
        with pytest.raises(PermanentError, match=f"{INSIDE}(, which)? is no public address"):
            fetch(f"{web.url}/", allowed=outside_only)
    assert not inside.requests


def test_five_redirects_are_followed_and_no_more(web: Web) -> None:
    for number in range(6):
        web.pages[f"/{number}"] = redirect(f"/{number - 1}")
    web.pages["/0"] = text("arrived")
    assert fetch(f"{web.url}/5", allowed=private_too).body == b"arrived"
    web.pages["/6"] = redirect("/5")
    with pytest.raises(PermanentError, match="redirects more than 5 times"):
        fetch(f"{web.url}/6", allowed=private_too)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.com/"])
def test_a_redirect_leads_nowhere_but_to_http(web: Web, target: str) -> None:
    web.pages["/"] = redirect(target)
    with pytest.raises(PermanentError, match="cannot be called"):
        fetch(f"{web.url}/", allowed=private_too)


def test_a_redirect_to_what_is_no_address_is_the_answer(web: Web) -> None:
    web.pages["/"] = redirect("javascript:1")
    assert fetch(f"{web.url}/", allowed=private_too).status == 302


def test_a_password_does_not_follow_to_another_server(web: Web, inside: Web) -> None:
    web.pages["/"] = redirect(f"{inside.url}/")
    inside.pages["/"] = text("")
    fetch(f"http://reader:secret@{OUTSIDE}:{web.port}/", allowed=private_too)
    assert "Authorization" in web.requests[0][1]
    assert "Authorization" not in inside.requests[0][1]


@pytest.mark.parametrize(
    "page",
    [
        drips(b"HTTP/1.1 200 OK\r\nX-Endless: "),
        drips(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n<rss>"),
        drips(b"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 9999999\r\n\r\n"),
        lambda handler: handler.ending.wait(60),
    ],
    ids=["head", "body", "redirect", "silence"],
)
def test_a_server_that_drips_is_given_up_in_time(web: Web, page: Page) -> None:
    web.pages["/"] = page
    web.pages["/other"] = drips(b"")
    with pytest.raises(TransientError, match=r"did not answer within 0\.5 s"):
        fetch(f"{web.url}/", allowed=private_too, limits=Limits(total=0.5))


def test_a_name_server_that_hangs_is_given_up_in_time() -> None:
    released: list[Any] = []

    def hangs(host: str, port: int) -> list[str]:
        ours, theirs = socket.socketpair()
        released.append(theirs)
        with ours:
            return [ours.recv(1).decode()]

    try:
        with pytest.raises(TransientError, match="the name slow could not be looked up in time"):
            fetch("http://slow/", resolve=hangs, limits=Limits(connect=0.1, total=0.5))
    finally:
        for end in released:
            end.close()


@pytest.mark.parametrize("host", ["no-such-name.invalid", "a" * 64 + ".com"])
def test_a_name_that_cannot_be_found_is_told(host: str) -> None:
    with pytest.raises((TransientError, PermanentError)) as refused:
        fetch(f"http://{host}/")
    assert "\n" not in str(refused.value)


def test_passwords_are_in_no_error(web: Web) -> None:
    address = f"http://reader:s3cret@{OUTSIDE}:{web.port}/"
    web.pages["/"] = redirect("/")
    for port in (web.port, 1):
        with pytest.raises((PermanentError, TransientError)) as refused:
            fetch(address.replace(str(web.port), str(port)), allowed=private_too)
        assert "s3cret" not in str(refused.value)
        assert "reader" not in str(refused.value)  # the first half may be the token
        assert OUTSIDE in str(refused.value)


def endless(handler: Handler) -> None:
    handler.begin(200)
    while not handler.ending.is_set():
        handler.wfile.write(b"x" * 65_536)


def test_more_than_the_limit_is_not_read(web: Web) -> None:
    web.pages["/"] = endless
    with pytest.raises(PermanentError, match="is larger than 5 MB"):
        fetch(f"{web.url}/", allowed=private_too)


@pytest.mark.parametrize("status", [200, 302])
def test_a_gzip_bomb_fills_no_memory(web: Web, status: int) -> None:
    import tracemalloc

    bomb = gzip.compress(b"0" * 200_000_000)
    web.pages["/"] = text(bomb, status, Content_Encoding="gzip", Location="/end")
    web.pages["/end"] = endless
    tracemalloc.start()
    try:
        with pytest.raises(PermanentError, match="is larger than 5 MB"):
            fetch(f"{web.url}/", allowed=private_too)
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()


def test_what_cannot_be_decompressed_is_refused(web: Web) -> None:
    web.pages["/"] = text("plain", Content_Encoding="gzip")
    with pytest.raises(PermanentError, match="cannot be decompressed"):
        fetch(f"{web.url}/", allowed=private_too)


@pytest.mark.parametrize("answer", [b"", b"\xff\xfe nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n"])
def test_an_answer_that_breaks_off_may_pass(web: Web, answer: bytes) -> None:
    def page(handler: Handler) -> None:
        handler.wfile.write(answer)

    web.pages["/"] = page
    with pytest.raises(TransientError, match="cannot reach"):
        fetch(f"{web.url}/", allowed=private_too)


def test_who_calls_is_told_and_proxies_of_the_environment_are_not_used(
    web: Web, inside: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, inside.url)
    web.pages["/"] = text("direct")
    assert fetch(f"{web.url}/", allowed=outside_only).body == b"direct"
    assert web.requests[0][1]["User-Agent"] == f"ContentHub/{__version__}"
    assert not inside.requests


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("Sat, 21 Nov 2026 08:01:00 GMT", 60),
        ("soon", None),
        ("", None),
        ("-5", None),
        ("9" * 400, 86_400),
        ("Sat, 21 Nov 2020 08:00:00 GMT", 0),
        ("1.5", None),
    ],
)
def test_when_to_come_again_is_read_from_seconds_and_dates(
    header: str, seconds: float | None
) -> None:
    with clock.use(lambda: datetime(2026, 11, 21, 8, 0, tzinfo=UTC)):
        assert retry_after({"retry-after": header}) == seconds
