"""By which names the service may be called."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.api import hosts
from contenthub.settings import Settings


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("localhost:18010", "localhost"),
        ("LocalHost.:18010", "localhost"),
        ("127.0.0.1:18010", "127.0.0.1"),
        ("[::1]:18010", "::1"),
        ("hub.example", "hub.example"),
        ("ada@hub.example:1", "hub.example"),
        ("hub.example/path", "hub.example"),
        ("", ""),
        (":18010", ""),
        ("[::1", ""),
    ],
)
def test_the_name_in_a_header(header: str, name: str) -> None:
    assert hosts.name_in(header) == name


@pytest.mark.parametrize(
    ("settings", "also"),
    [
        ({}, set()),
        ({"api_host": "192.0.2.7"}, {"192.0.2.7"}),
        ({"api_host": "0.0.0.0"}, set()),
        ({"api_host": "::"}, set()),
        ({"api_allowed_hosts": ("hub.example", "hub")}, {"hub.example", "hub"}),
        ({"public_url": "https://Hub.example/contenthub"}, {"hub.example"}),
    ],
)
def test_those_of_the_machine_and_of_the_settings_are_allowed(
    settings: dict[str, Any], also: set[str]
) -> None:
    assert hosts.allowed(Settings(**settings)) == hosts.LOOPBACK | also | (
        set() if "api_host" in settings else {"127.0.0.1"}
    )


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("localhost", True),
        ("localhost.evil.example", False),
        ("10.127.0.1", False),
        ("", False),
    ],
)
def test_what_is_this_machine(address: str, is_one: bool) -> None:
    assert hosts.is_loopback(address) is is_one
