"""Which name was meant by one that is not there: what resembles it, and nothing else."""

from __future__ import annotations

import pytest

from contenthub.near_names import nearest

KNOWN = ("tea-blog", "coffee-blog", "Nightly", "茶事博客", "default")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("tea-blgo", "tea-blog"),
        ("teablog", "tea-blog"),
        ("TEA-BLOG", "tea-blog"),
        (" cofee-blog", "coffee-blog"),
        ("nightly", "Nightly"),
        ("茶市博客", "茶事博客"),
        ("defualt", "default"),
        ("nobody", None),
        ("beer-blog", "tea-blog"),
        ("coffee", "coffee-blog"),
        ("milk", None),
        ("99", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_the_name_that_it_resembles_is_meant(name: str, meant: str | None) -> None:
    assert nearest(name, KNOWN) == meant


def test_how_much_alike_they_have_to_be_is_said_by_who_asks() -> None:
    assert nearest("tea-block", KNOWN) == "tea-blog"
    assert nearest("tea-block", KNOWN, alike=0.95) is None


def test_among_no_names_none_is_meant() -> None:
    assert nearest("tea", ()) is None
