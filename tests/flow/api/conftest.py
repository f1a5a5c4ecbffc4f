"""One server for each file, with a token for each scope."""

from __future__ import annotations

from collections.abc import Iterator

import httpx2
import pytest

from tests.support import calling as desks
from tests.support.api import Served, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The daemon, over a home of its own."""
    with served(tmp_path_factory.mktemp("api")) as one:
        yield one


@pytest.fixture(scope="module")
def tokens(server: Served) -> dict[str, str]:
    """A token of each scope, and one that is bound to an account."""
    found = {
        scope: server.token(scope, "--scope", scope)
        for scope in ("read", "write", "review", "admin")
    }
    bound = server.token("bound", "--scope", "admin", "--account", "tea-blog")
    return found | {"bound": bound}


@pytest.fixture(scope="module")
def reader(server: Served, tokens: dict[str, str]) -> httpx2.Client:
    return server.client(tokens["read"])


@pytest.fixture(scope="module")
def writer(server: Served, tokens: dict[str, str]) -> httpx2.Client:
    return server.client(tokens["write"])


@pytest.fixture(scope="module")
def reviewer(server: Served, tokens: dict[str, str]) -> httpx2.Client:
    return server.client(tokens["review"])


@pytest.fixture(scope="module")
def admin(server: Served, tokens: dict[str, str]) -> httpx2.Client:
    return server.client(tokens["admin"])


@pytest.fixture(scope="module")
def bound(server: Served, tokens: dict[str, str]) -> httpx2.Client:
    return server.client(tokens["bound"])


@pytest.fixture(scope="module")
def calling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[desks.Desk]:
    """A server that takes callbacks signed with one of two secrets."""
    secrets = {"CONTENTHUB_CALLBACK_SECRETS": f"{desks.SECRET} {desks.OLD_SECRET}"}
    with desks.desk(tmp_path_factory.mktemp("calling"), **secrets) as one:
        yield one
