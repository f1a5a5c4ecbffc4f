"""Feeds of every age and in every state, read from a real server."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.settings import Settings
from contenthub.topics.sources.feed import Feed
from contenthub.topics.sources.feed_reader import MOST_ENTRIES
from contenthub.topics.wishes import Wish
from tests.contracts.test_topic_sources import OCCASION, SETTINGS
from tests.support.web import Page, Web, serving, text


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


def load(web: Web, page: Page | str | bytes) -> list[Wish]:
    web.pages["/feed"] = page if callable(page) else text(page)
    return list(Feed.parse(f"{web.url}/feed", Path()).load(SETTINGS).wishes(OCCASION))


def titles(web: Web, page: Page | str | bytes) -> list[str]:
    return [wish.topic for wish in load(web, page)]


def rss(*items: str) -> str:
    return f'<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'


def item(title: str, more: str = "") -> str:
    return f"<item><title>{title}</title>{more}</item>"


RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="http://example.com/"><title>T</title></channel>
<item rdf:about="http://example.com/1"><title>tea</title><dc:subject>green</dc:subject></item>
</rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>
<entry><title type="html">&lt;b&gt;tea&lt;/b&gt;</title><category term="green"/></entry></feed>"""
RSS = rss(item("tea", "<category>green</category>"))


@pytest.mark.parametrize(
    "document",
    [RDF, ATOM, RSS, RSS.replace("2.0", "0.92"), RSS.replace("2.0", "0.91")],
    ids=["RSS 1.0", "Atom", "RSS 2.0", "RSS 0.92", "RSS 0.91"],
)
def test_every_kind_of_feed_gives_titles_and_keywords(web: Web, document: str) -> None:
    assert [(wish.topic, wish.keywords) for wish in load(web, document)] == [("tea", ("green",))]


@pytest.mark.parametrize(
    ("written", "topic"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("AT&amp;amp;T", "AT&T"),
        ("&lt;b&gt;bold&lt;/b&gt; tea", "bold tea"),
        ("<![CDATA[<p>Hot</p><p>tea &amp; <i>milk</i></p>]]>", "Hot tea & milk"),
        ("a &lt; b", "a < b"),
        ("&lt;b&gt;tea&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt;", "tea"),
        ("&lt;img src='x'&gt;tea&lt;br/&gt;house", "tea house"),
        ("std::vector&lt;int&gt; explained", "std::vector<int> explained"),
        ("Use the &lt;script&gt; tag well", "Use the <script> tag well"),
        ("&lt;p&gt;The &lt;TITLE&gt; tag&lt;/p&gt;", "The <TITLE> tag"),
        ("tea &#55357;&#56832; time &#xD83C;&#xDF05;", "tea 😀 time 🌅"),
        ("tea &#55357; time", "tea � time"),
        ("tea &#56832;&#55357; time", "tea �� time"),
        ("tea &#1114112; time", "tea � time"),
        ("tea &#99999999999999999999; time &#x1F375;", "tea � time 🍵"),
        ("tea &#" + 5000 * "9" + "; time", "tea � time"),
        ("  many\n\t blanks ", "many blanks"),
        ("bell and\u202e turned\u0090 text", "bell and turned text"),
        ("茶" * 600, "茶" * 500),
    ],
)
def test_titles_become_one_plain_line(web: Web, written: str, topic: str) -> None:
    assert titles(web, rss(item(written))) == [topic]


def test_the_newest_entry_comes_first_whatever_the_order(web: Web) -> None:
    assert titles(
        web,
        rss(
            item("old", "<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate>"),
            item("undated"),
            item("new", "<pubDate>Mon, 02 Nov 2026 12:00:00 +0200</pubDate>"),
            item("undated too"),
        ),
    ) == ["new", "old", "undated", "undated too"]


def test_a_date_that_cannot_be_read_counts_as_none(web: Web) -> None:
    broken = item("broken", "<pubDate>2026-99-99</pubDate>")
    dated = item("dated", "<pubDate>Mon, 02 Nov 2026 08:00:00 GMT</pubDate>")
    assert titles(web, rss(broken, dated)) == ["dated", "broken"]


def test_an_encoding_that_is_none_is_no_crash(web: Web) -> None:
    declared = '<?xml version="1.0" encoding="a\0b"?>'
    with suppress(PermanentError):
        assert titles(web, declared + RSS) == ["tea"]
    assert titles(web, text(RSS, Content_Type="text/xml; charset=zlib")) == ["tea"]


def test_without_dates_the_order_of_the_feed_stays(web: Web) -> None:
    assert titles(web, rss(item("b"), item("a"), item("c"))) == ["b", "a", "c"]


def test_entries_without_a_title_are_left_out(web: Web) -> None:
    empty = item("") + item("&lt;b&gt; &lt;/b&gt;") + "<item><link>http://example.com</link></item>"
    assert titles(web, rss(empty, item("tea"))) == ["tea"]
    with pytest.raises(PermanentError, match="has no entries with a title"):
        load(web, rss(empty))


def test_titles_without_a_word_are_left_out(web: Web) -> None:
    assert titles(web, rss(item("…") + item("tea") + item("---"))) == ["tea"]


def test_at_most_two_hundred_entries_are_taken(web: Web) -> None:
    assert len(load(web, rss(*(item(f"topic {n}") for n in range(300))))) == MOST_ENTRIES


def test_at_most_ten_keywords_that_fit_are_taken(web: Web) -> None:
    tags = ["a,b", " a ", "x" * 101, *(f"tag {n}" for n in range(20))]
    (wish,) = load(web, rss(item("tea", "".join(f"<category>{t}</category>" for t in tags))))
    assert wish.keywords == ("a", "b", *(f"tag {n}" for n in range(8)))


def test_the_encoding_is_the_one_the_server_names(web: Web) -> None:
    document = rss(item("春茶")).encode("gb18030")
    page = text(document, Content_Type="text/xml; charset=gb18030")
    assert titles(web, page) == ["春茶"]


def test_a_compressed_feed_is_read(web: Web) -> None:
    assert titles(web, text(gzip.compress(RSS.encode()), Content_Encoding="gzip")) == ["tea"]


def test_a_feed_that_breaks_off_gives_what_came(web: Web) -> None:
    assert titles(web, rss(item("tea"), item("coffee"))[:-20]) == ["tea", "coffee"]


def test_entities_that_grow_are_not_expanded(web: Web) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    document = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>' + rss(item("tea &l11;"))
    assert len("".join(titles(web, document))) < 600


def test_no_file_is_read_for_a_feed(web: Web, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{tmp_path}/secret">]>'
    assert "secret" not in "".join(titles(web, entity + rss(item("tea &e;"))))


@pytest.mark.parametrize("body", ["", "<html><title>tea</title></html>", '{"items": []}', "\0" * 9])
def test_what_is_no_feed_is_refused_for_good(web: Web, body: str) -> None:
    with pytest.raises(PermanentError, match="is no RSS or Atom feed"):
        load(web, body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (429, TransientError),
        (500, TransientError),
        (503, TransientError),
        (408, TransientError),
        (404, PermanentError),
        (410, PermanentError),
        (401, PermanentError),
        (204, PermanentError),
    ],
)
def test_the_status_decides_whether_it_is_tried_again(
    web: Web, status: int, kind: type[BackendError]
) -> None:
    with pytest.raises(kind, match=f"answered {status}"):
        load(web, text("", status))


def test_the_server_may_say_when_to_come_again(web: Web) -> None:
    with pytest.raises(TransientError) as refused:
        load(web, text("", 503, Retry_After="120"))
    assert refused.value.retry_after == 120


def test_a_server_that_is_away_may_come_back(web: Web) -> None:
    with serving() as gone:
        address = gone.url
    with pytest.raises(TransientError, match=f"cannot reach {address}"):
        Feed.parse(address, Path()).load(SETTINGS)


def test_passwords_are_sent_and_never_shown(web: Web) -> None:
    web.pages["/feed"] = text(RSS)
    address = web.url.replace("//", "//reader:s3cret@")
    assert Feed.parse(f"{address}/feed", Path()).load(SETTINGS)
    assert web.requests[-1][1]["Authorization"].startswith("Basic ")
    for path in ("/gone", "/nofeed"):
        web.pages["/nofeed"] = text("nothing")
        with pytest.raises(PermanentError) as refused:
            Feed.parse(f"{address}{path}", Path()).load(SETTINGS)
        assert "s3cret" not in str(refused.value)


def test_private_networks_are_out_of_bounds_unless_they_are_allowed(web: Web) -> None:
    web.pages["/feed"] = text(RSS)
    feed = Feed.parse(f"{web.url}/feed", Path())
    with pytest.raises(PermanentError, match="CONTENTHUB_ALLOW_PRIVATE_NETWORKS"):
        feed.load(Settings())
    assert not web.requests
    assert feed.load(SETTINGS)
