"""A cover that a WordPress shows already: found among its media by the address of any size."""

from __future__ import annotations

from typing import Any

import pytest

from contenthub.publishers.server_calls import Reply
from contenthub.publishers.wordpress import media
from contenthub.publishers.wordpress.media import Media
from contenthub.publishers.wordpress.site import Site

OWN = "https://tea.example/wp-content/uploads/2026/01"
POT: dict[str, Any] = {
    "id": 5,
    "source_url": f"{OWN}/pot-scaled.png",
    "media_details": {"sizes": {"small": {"source_url": f"{OWN}/pot-300x200.png"}}},
}


class _Site(Site):
    """A site that answers the same to every question."""

    found: Any

    def get(self, path: str, **query: Any) -> Reply:
        return Reply(200, self.found, {}, "")


def asked(found: Any, address: str) -> Media | None:
    site = _Site("https://tea.example", "ada", "p4ssw0rd")
    object.__setattr__(site, "found", found)
    return media.at(site, address)


@pytest.mark.parametrize("name", ["pot-scaled.png", "pot-300x200.png"])
@pytest.mark.parametrize("host", ["https://tea.example", "http://tea.example", "//tea.example"])
def test_it_is_known_by_any_of_its_addresses(name: str, host: str) -> None:
    address = f"{host}/wp-content/uploads/2026/01/{name}"
    assert asked([POT], address) == Media(5, address)


@pytest.mark.parametrize(
    "found",
    [
        [],
        {},
        {"pot": 1},
        ["pot"],
        [{"id": 5, "source_url": "http://[", "media_details": []}],
        [{"id": 5, "source_url": None, "media_details": {"sizes": {"small": 3}}}],
        [{**POT, "source_url": f"{OWN}/teapot.png", "media_details": {"sizes": []}}],
    ],
)
def test_what_is_something_else_is_not_taken_for_it(found: Any) -> None:
    assert asked(found, f"{OWN}/pot.png") is None


@pytest.mark.parametrize("address", [OWN, "https://tea.example/", "https://tea.example/?p=5"])
def test_what_names_no_file_is_not_asked_for(address: str) -> None:
    assert asked([POT], address) is None
