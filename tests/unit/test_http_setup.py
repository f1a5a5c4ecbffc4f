"""A machine whose proxy or certificates cannot be used is told which variable to change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest

from contenthub.creators import create
from contenthub.creators.base import Control, DirectCreator, RemoteCreator
from contenthub.errors import BackendError, PermanentError
from contenthub.outgoing import guarded_http
from contenthub.outgoing.http_setup import explained_setup
from contenthub.settings import Settings
from tests.contracts.creator_stages import request

HERE = "http://127.0.0.1:9"


def settings(home: Path) -> Settings:
    return Settings(home=home, openai_base_url=f"{HERE}/v1", openai_model="m", creator_url=HERE)


def writes(home: Path) -> None:
    creator = create("openai", settings(home))
    assert isinstance(creator, DirectCreator)
    creator.generate(request(), Control(20))


def submits(home: Path) -> None:
    creator = create("content-creator-http", settings(home))
    assert isinstance(creator, RemoteCreator)
    creator.submit(request())


def fetches(home: Path) -> None:
    guarded_http.fetch(HERE, allowed=lambda address: True)


BAD = [
    ("ALL_PROXY", "socks://127.0.0.1:1"),
    ("all_proxy", "bogus://127.0.0.1:1"),
    ("HTTP_PROXY", "http://[::1"),
    ("SSL_CERT_FILE", "/nowhere/at/all.pem"),
]


@pytest.mark.parametrize(("variable", "value"), BAD)
@pytest.mark.parametrize("call", [writes, submits])
def test_creators_name_the_variable_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: Callable[[Path], None],
    variable: str,
    value: str,
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(PermanentError) as refused:
        call(tmp_path)
    assert variable in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["openai", "content-creator-http"])
@pytest.mark.parametrize(("variable", "value"), BAD)
def test_so_do_their_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    check = create(name, settings(tmp_path)).check()
    assert not check.ok
    assert variable in check.detail


def test_feeds_need_no_proxy_and_name_certificates_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:1")
    with pytest.raises(BackendError, match="refused"):
        fetches(tmp_path)
    (tmp_path / "empty.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "empty.pem"))
    with pytest.raises(PermanentError, match="SSL_CERT_FILE"):
        fetches(tmp_path)


def test_a_package_that_is_not_there_is_told_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://me:hidden@127.0.0.1:1")
    with pytest.raises(PermanentError, match=r"ALL_PROXY.*socksio") as refused, explained_setup():
        raise ImportError("socksio")
    assert "hidden" not in str(refused.value)


def test_mistakes_of_ours_are_not_hidden() -> None:
    with pytest.raises(KeyError), explained_setup():
        raise KeyError("x")
    with explained_setup():
        httpx2.Client().close()
