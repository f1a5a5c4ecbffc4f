"""What counts as an edit that people made at a target, and what does not."""

from __future__ import annotations

import pytest

from contenthub.errors import PermanentError
from contenthub.publishers import edited_there
from contenthub.publishers.edited_there import Held, Stamp

HTML = '<p>Tea <b>is</b> <a href="/hot">hot</a>.</p><img src="/a.png">'
OTHERS = ["A title", "tea"]


@pytest.mark.parametrize(
    "now",
    [
        HTML,
        '<p class="x">Tea <b>is</b>\n<a rel="y" href="/hot">hot</a>.</p><img alt="" src="/a.png">',
        f"{HTML}<!-- a comment -->",
    ],
)
def test_what_a_target_does_by_itself_is_no_edit(now: str) -> None:
    assert edited_there.whole(now, OTHERS) == edited_there.whole(HTML, OTHERS)


@pytest.mark.parametrize(
    "now",
    [
        HTML.replace("hot<", "cold<"),
        HTML.replace("<b>is</b>", "is"),
        HTML.replace("/hot", "/cold"),
        HTML.replace("/a.png", "/b.png"),
        HTML.replace("<p>", "<h2>").replace("</p>", "</h2>"),
        "",
    ],
)
def test_what_a_person_would_miss_is_an_edit(now: str) -> None:
    assert edited_there.whole(now, OTHERS) != edited_there.whole(HTML, OTHERS)
    assert edited_there.whole(HTML, ["A title", "te", "a"]) != edited_there.whole(HTML, OTHERS)


def test_what_was_sent_is_known_again_in_what_a_target_made_of_it() -> None:
    made = '<h1 id="t">Tea is <strong>hot</strong>.</h1><figure><img src="/b.png"></figure>'
    assert edited_there.text("A title", made) == edited_there.text("A title", HTML)
    assert edited_there.text("A title", made) != edited_there.text("A title", f"{made}more")


@pytest.mark.parametrize("stamp", [Stamp("0" * 16), Stamp("0" * 16, "f" * 16), Stamp("", "f" * 16)])
def test_what_is_noted_is_read_again(stamp: Stamp) -> None:
    assert Stamp.read(f"Made by somebody: {stamp}") == stamp


def test_a_note_that_says_nothing_is_none() -> None:
    assert Stamp.read("") is None
    assert Stamp.read("kept tea, sent coffee") is None


@pytest.mark.parametrize(
    ("stamp", "ours"),
    [
        (None, False),
        (Stamp("a"), True),
        (Stamp("x"), False),
        (Stamp("x", "b"), True),
        (Stamp("a", "x"), True),
        (Stamp("x", "x"), False),
        (Stamp("", ""), False),
    ],
)
def test_only_what_we_kept_or_sent_is_written_over(stamp: Stamp | None, ours: bool) -> None:
    held = Held(whole="a", text="b", stamp=stamp)
    if ours:
        held.demand_ours("Ghost", "post 1")
        return
    with pytest.raises(PermanentError, match="somebody changed post 1 at Ghost"):
        held.demand_ours("Ghost", "post 1")
