"""The pictures of an article, over real sockets: foreign text asks for as many as it likes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import pytest

from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.outgoing.addresses import private_too
from contenthub.publishers import pictures
from tests.support import picture_server
from tests.support.meddling_proxy import Proxy
from tests.support.servers import free_port

MOST = 2**19  # bytes of one picture


@pytest.fixture
def server() -> Iterator[Proxy]:
    with picture_server.serving() as serving:
        yield serving


def error_of(address: str, most: int = MOST) -> BackendError:
    with pytest.raises(BackendError) as raised:
        pictures.fetcher(private_too, most)(address)
    return raised.value


class TestAnErrorSaysWhichPicture:
    """Else it reads as if the target could not be reached."""

    def test_where_its_address_is_refused(self) -> None:
        error = error_of("http://169.254.169.254/latest/pot.png")
        assert isinstance(error, PermanentError)
        assert str(error) == (
            "the picture http://169.254.169.254/latest/pot.png cannot be fetched: "
            "169.254.169.254 is no public address but a machine's own (link-local or metadata): "
            "no setting allows it; correct the article, or set images=link"
        )

    def test_where_nobody_answers(self) -> None:
        address = f"http://127.0.0.1:{free_port()}/pot.png"
        error = error_of(address)
        assert isinstance(error, TransientError)
        assert str(error).startswith(f"the picture {address} cannot be fetched: cannot reach")

    def test_where_it_is_too_large(self, server: Proxy) -> None:
        address = f"{server.url}/large.png"
        error = error_of(address)
        assert isinstance(error, PermanentError)
        assert re.search(
            r"the picture .*/large.png cannot be fetched: .* is larger than 0.5 MB;", str(error)
        )


class TestManyPictures:
    def test_as_many_as_are_handed_on(self) -> None:
        wanted = [str(number) for number in range(pictures.MOST)]
        assert list(pictures.each(wanted)) == wanted

    def test_more_are_refused_before_the_first_is_fetched(self) -> None:
        html = "".join(f'<img src="http://a.example/{n}.png">' for n in range(pictures.MOST + 1))
        asked: list[str] = []

        def place(address: str) -> pictures.Picture:
            asked.append(address)
            raise AssertionError(address)

        with pytest.raises(PermanentError, match=f"shows {pictures.MOST + 1} pictures"):
            pictures.placed(html, None, "http://own.example/", place)
        assert asked == []

    def test_those_of_the_target_itself_are_not_counted(self) -> None:
        html = "".join(f'<img src="http://own.example/{n}.png">' for n in range(1000))
        there = pictures.placed(html, None, "http://own.example/", pictures.fetcher(private_too, 1))
        assert there == (html, None)

    def test_a_slow_server_does_not_keep_the_publisher_for_hours(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = itertools.count(step=19.0)  # seconds that each takes, a second before its end
        monkeypatch.setattr(pictures.time, "monotonic", lambda: next(at))
        given = pictures.each([str(number) for number in range(100)])
        assert list(itertools.islice(given, 7)) == [str(number) for number in range(7)]
        with pytest.raises(TransientError, match="7 of the article's 100 pictures took more than"):
            next(given)
