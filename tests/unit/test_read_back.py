"""What counts as the whole of an article at a target, and what does not."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from contenthub.errors import TransientError
from contenthub.publishers import read_back

TEXT = "<p>First “leaves”.</p>\n<ul><li>one</li><li>two</li></ul>"


@pytest.mark.parametrize(
    "held",
    [
        TEXT,
        '<div class="x"><p style="a">First "leaves".</p><ul><li>one</li><li>two</li></ul></div>',
        "<p>First &#8220;leaves&#8221;.<br></p><p>one</p><p>two</p>",
        f"{TEXT}<!-- a mark -->",
    ],
)
def test_what_readers_do_not_notice_is_no_loss(held: str) -> None:
    assert read_back.missing(TEXT, held) == ""


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("", "empty"),
        ("<p></p>", "empty"),
        ("<p>First “leaves”.</p>", "characters of text"),
        (f"{TEXT}<p>Buy this.</p>", "characters of text"),
    ],
)
def test_what_is_missing_or_not_ours_is_said(held: str, said: str) -> None:
    assert said in read_back.missing(TEXT, held)


def test_pictures_count() -> None:
    assert "2 pictures" in read_back.missing("a<img src='1'><img src='2'>", "a<img src='1'>")
    assert read_back.missing("a<img src='1'>", "a<img src='other'>") == ""


def test_a_target_that_was_given_nothing_to_read_lost_nothing() -> None:
    assert read_back.missing("", "") == ""


@pytest.mark.parametrize(
    ("held", "there"),
    [
        ("<p>one two three four</p>", True),
        ("<p>One two three four, and what a person added.</p>", True),
        ("<p>one two three</p>", True),  # a person shortened it
        ("<p>one</p><!-- contenthub:key -->", False),
        ("", False),
    ],
)
def test_what_lost_most_of_its_text_is_not_there(held: str, there: bool) -> None:
    with nullcontext() if there else pytest.raises(TransientError, match="post 7 is out"):
        read_back.demand_there("<p>one two <b>three</b> four</p>", held, "post 7")
