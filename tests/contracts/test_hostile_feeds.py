"""Feeds that are made to hold whoever reads them.

Read elsewhere, for a bounded time, or refused.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contenthub.errors import InputError, PermanentError, StoppingError
from contenthub.topics.sources import feed_process, feed_reader
from contenthub.topics.sources.feed import MOST_BYTES, Feed
from tests.contracts.test_feed_topics import RSS, load, rss, titles  # a fixture
from tests.contracts.test_topic_sources import SETTINGS
from tests.support.web import Web, serving, text

# The parser's expression for declarations goes back and forth over this for hours.
ENDLESS = b"<!DOCTYPE x [\n" + b"<!ENTITY \n" * 60_000 + RSS.encode()


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second of working time: a test does not wait for ten."""
    patched = (
        "import contenthub.topics.sources.feed_reader as r; import sys; r.CPU = 1;"
        " r.main(sys.argv[1])"
    )
    monkeypatch.setattr(feed_process, "_COMMAND", (sys.executable, "-P", "-c", patched))


@pytest.fixture
def allowed() -> Iterator[None]:
    yield
    feed_process.allow()


def test_a_feed_that_takes_for_ever_is_given_up(web: Web, quick: None) -> None:
    with pytest.raises(PermanentError, match=r"/feed takes too much time or memory"):
        load(web, ENDLESS)
    assert not feed_process._running


def test_a_reader_that_sleeps_is_killed_at_its_time_out(
    web: Web,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_process, "TIME", 0.3)
    monkeypatch.setattr(
        feed_process, "_COMMAND", (sys.executable, "-c", "import time; time.sleep(99)")
    )
    with pytest.raises(Exception, match=r"could not be read within 0\.3 s"):
        load(web, RSS)
    assert not feed_process._running


@pytest.mark.parametrize(
    "program",
    [
        "raise SystemExit(3)",
        "import os; os.kill(os.getpid(), 11)",
        "raise ValueError('what\\nnow')",
    ],
)
def test_a_reader_that_dies_is_told_in_one_line(
    web: Web,
    monkeypatch: pytest.MonkeyPatch,
    program: str,
) -> None:
    monkeypatch.setattr(feed_process, "_COMMAND", (sys.executable, "-c", program))
    with pytest.raises(Exception, match="its reader ended with") as told:
        load(web, RSS)
    assert "\n" not in str(told.value)


def test_the_end_of_the_service_waits_for_no_reader(web: Web, allowed: None) -> None:
    web.pages["/feed"] = text(ENDLESS)
    caught: list[BaseException] = []

    def read() -> None:
        try:
            Feed.parse(f"{web.url}/feed", Path()).load(SETTINGS)
        except BaseException as error:
            caught.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    while not feed_process._running:
        thread.join(0.01)
        assert thread.is_alive(), caught
    (reader,) = feed_process._running
    feed_process.end_all()
    thread.join(60)
    assert isinstance(caught[0], StoppingError)
    assert reader.returncode is not None  # waited for: no zombie
    with pytest.raises(StoppingError):
        load(web, RSS)
    feed_process.allow()
    assert titles(web, RSS) == ["tea"]


def test_a_reader_whose_caller_was_killed_ends_by_itself() -> None:
    """Its input breaks off with the caller, so it reads what it has and is done."""
    reader = subprocess.Popen(
        [sys.executable, "-m", "contenthub.topics.sources.feed_reader", ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert reader.stdin is not None
    reader.stdin.write(b"<rss>")
    reader.stdin.close()
    assert reader.wait(60) == 0


def test_the_readers_memory_is_bounded() -> None:
    program = (
        "import contenthub.topics.sources.feed_reader as r\n"
        "r.MEMORY = 2**28\n"
        "r.read = lambda *_: bytearray(2**29)\n"
        "r.main('')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=b"", capture_output=True, check=True
    )
    assert b"needs more than 256 MB of memory" in done.stdout


BLANKS: dict[str, Callable[[str], bytes]] = {
    "before the root": lambda feed: b"\n" * 1_000_000 + feed.encode(),
    "behind the declaration": lambda feed: (
        b'<?xml version="1.0"?>' + b" \n" * 500_000 + feed.encode()
    ),
    "behind a mark": lambda feed: b"\xef\xbb\xbf" + b"\n" * 1_000_000 + feed.encode(),
    "two marks": lambda feed: b"\xef\xbb\xbf\n\xef\xbb\xbf" + feed.encode(),
    "within": lambda feed: feed.replace("<item>", "\n" * 1_000_000 + "<item>").encode(),
}


@pytest.mark.parametrize("made", BLANKS.values(), ids=BLANKS)
def test_a_feed_with_megabytes_of_blanks_is_read(
    web: Web,
    made: Callable[[str], bytes],
) -> None:
    assert titles(web, made(RSS)) == ["tea"]


@pytest.mark.parametrize("coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_feed_with_a_byte_order_mark_is_read(web: Web, coding: str) -> None:
    mark = "\ufeff" if coding == "utf-16-le" else ""
    document = f'{mark}<?xml version="1.0" encoding="{coding[:6]}"?>' + RSS.replace("tea", "春茶")
    assert titles(web, document.encode(coding)) == ["春茶"]


PUMPS = ["<p ", "&lt;p ", "<a href='", "&#1", "&", "<!--", "<![CDATA[", "<b>", "&#" + "9" * 5_000]


@pytest.mark.parametrize("pump", PUMPS, ids=lambda pump: pump[:9])
def test_a_title_of_pumped_markup_costs_no_feed(web: Web, pump: str) -> None:
    hostile = f"<item><title><![CDATA[{(pump * 20_000)[:60_000]} x]]></title></item>"
    assert titles(web, rss(hostile, "<item><title>tea</title></item>"))[-1] == "tea"


def packed(times: int = 1) -> bytes:
    body = RSS.encode()
    for _ in range(times):
        body = gzip.compress(body, mtime=0)
    return body


def test_a_feed_that_is_kept_compressed_is_read(web: Web) -> None:
    assert titles(web, packed()) == ["tea"]
    assert titles(web, text(packed(), Content_Type="application/gzip")) == ["tea"]
    assert titles(web, text(packed(2), Content_Encoding="gzip")) == ["tea"]


@pytest.mark.parametrize("headers", [{}, {"Content_Encoding": "gzip"}])
def test_a_bomb_is_refused_at_the_bound(web: Web, headers: dict[str, str]) -> None:
    bomb = gzip.compress(b"<rss>" + b" " * MOST_BYTES)
    with pytest.raises(PermanentError, match=r"is larger than 5 MB"):
        load(web, text(bomb, **headers))
    with pytest.raises(PermanentError, match=r"is larger than 5 MB when it is unpacked"):
        load(web, text(gzip.compress(bomb), Content_Encoding="gzip"))


@pytest.mark.parametrize(
    "encoding", ["gzip, gzip", "gzip,gzip,gzip", "br", "zstd", "gzip, identity", "x"]
)
def test_encodings_that_nobody_asked_for_are_refused(web: Web, encoding: str) -> None:
    with pytest.raises(PermanentError, match="which nobody asked for"):
        load(web, text(packed(), Content_Encoding=encoding))


@pytest.mark.parametrize("body", [packed()[:-9], packed()[:12], b"\x1f\x8b" + b"x" * 50])
def test_a_compressed_file_that_is_broken_is_told(web: Web, body: bytes) -> None:
    with pytest.raises(PermanentError, match="cannot be unpacked"):
        load(web, body)


def test_no_entries_are_taken_from_what_a_feed_says_of_itself() -> None:
    answer: Any = feed_reader.read(RSS.encode(), "text/xml")
    assert answer == {"entries": [{"topic": "tea", "keywords": ("green",)}]}


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "100.100.100.200",
        "a..b",
        "a" * 64 + ".com",
    ],
)
def test_an_address_that_can_never_work_is_refused_before_it_is_saved(host: str) -> None:
    with pytest.raises(InputError, match=r"no host can|no feed is read there"):
        Feed.parse(f"http://{host}/feed", Path())


@pytest.mark.parametrize("host", ["10.0.0.1", "[::1]", "localhost", "例え.jp", "example.org."])
def test_an_address_that_may_work_is_taken(host: str) -> None:
    assert Feed.parse(f"http://{host}/feed", Path()).url == f"http://{host}/feed"
