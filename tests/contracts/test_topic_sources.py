"""What every topic source has to keep to; a new one needs a case, and no test."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contenthub import validation
from contenthub.errors import ContentHubError, InputError
from contenthub.settings import Settings
from contenthub.topics import sources
from contenthub.topics.sources.base import Occasion, Source, Supply, fill
from contenthub.topics.wishes import Wish
from tests.support.web import Web, serving, text

SETTINGS = Settings(allow_private_networks=True)
OCCASION = Occasion(
    "Tea House", "tea", "auto", datetime(2026, 11, 21, 8, tzinfo=ZoneInfo("Asia/Shanghai")), 1
)
FEED = """<rss version="2.0"><channel>
<item><title>First headline</title><category>tea</category></item>
<item><title>第二个标题</title></item></channel></rss>"""


@dataclass(frozen=True, slots=True)
class Case:
    """One source: parameters that mean it, what comes out of it, and how it goes wrong."""

    good: Callable[[Path, Web], list[Any]]  # parameters; the first one gives `topics`
    topics: list[str]
    bad: list[Any]  # refused when a schedule is saved
    breaks: Callable[[Path, Web], None] | None  # after this, `load` cannot succeed


def in_file(folder: Path, web: Web) -> list[Any]:
    (folder / "topics.txt").write_text(
        'First headline\n{"topic": "第二个标题"}\n', encoding="utf-8"
    )
    return [{"file": "topics.txt"}, {"file": str(folder / "topics.txt")}, "topics.txt"]


def in_feed(folder: Path, web: Web) -> list[Any]:
    web.pages["/feed"] = text(FEED, Content_Type="application/rss+xml")
    return [{"feed": f"{web.url}/feed"}, f"{web.url}/feed"]


CASES = {
    "list": Case(
        lambda folder, web: [
            ["First headline", {"topic": "第二个标题", "keywords": ["茶"], "priority": 9}],
            [{"topic": "one", "tone": "warm", "auto_approve": False, "creator": "outline"}],
        ],
        ["First headline", "第二个标题"],
        [[], [""], [5], [None], ["two\nlines"], ["x" * 501], [{"tone": "warm"}], [["tea"]],
         [{"topic": "tea", "account": "x"}], [{"topic": "tea", "idempotency_key": "x"}],
         [{"topic": "tea", "priority": 11}], [{"topic": "tea", "colour": "green"}]],
        None,
    ),
    "file": Case(
        in_file,
        ["First headline", "第二个标题"],
        [{"file": "missing.txt"}, {"file": "."}, {"file": ""}, {"file": 5}, {"file": "a\0b"},
         {"file": "x" * 4000}, {"file": "~nobody-at-all/topics.txt"}, {"file": "topics.txt",
         "x": 1}],
        lambda folder, web: (folder / "topics.txt").unlink(),
    ),
    "feed": Case(
        in_feed,
        ["First headline", "第二个标题"],
        [{"feed": "ftp://example.com/x"}, {"feed": "example.com"}, {"feed": "https://"},
         {"feed": "https://[::1/x"}, {"feed": "https://a:99999/"}, {"feed": None},
         {"feed": "http://exa mple.com/"}, "file:///etc/passwd", "gopher://example.com"],
        lambda folder, web: web.pages.clear(),
    ),
    "template": Case(
        lambda folder, web: [
            {"template": "Tea of {date:%d.%m.%Y}, part {counter}"}, "Tea of {date}", None
        ],
        ["Tea of 21.11.2026, part 1", "Tea of 21.11.2026, part 2"],
        [{"template": "{topic}"}, {"template": "{date"}, {"template": ""}, {"template": 5},
        "{date"],
        None,
    ),
}  # fmt: skip


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as server:
        yield server


@pytest.fixture(params=sources.names())
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def good(case: Case, tmp_path: Path, web: Web) -> list[Any]:
    return case.good(tmp_path, web)


@contextmanager
def refused(match: str | None = None, kind: type[ContentHubError] = InputError) -> Iterator[None]:
    """One of our errors, of one line."""
    with pytest.raises(kind, match=match) as raised:
        yield
    assert str(raised.value).strip()
    assert "\n" not in str(raised.value)


def topics(source: Source, settings: Settings = SETTINGS) -> list[str]:
    return [wish.topic for wish in source.load(settings).wishes(OCCASION)]


def test_every_registered_source_has_a_case() -> None:
    assert set(CASES) == set(sources.names())


def test_it_is_a_source_under_its_registered_name(
    good: list[Any], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    for value in good:
        source = sources.parse(value, tmp_path)
        assert isinstance(source, Source)
        assert isinstance(source.load(SETTINGS), Supply)
        assert source.name == request.node.callspec.params["case"]


def test_topics_come_in_order(case: Case, good: list[Any], tmp_path: Path) -> None:
    assert topics(sources.parse(good[0], tmp_path))[:2] == case.topics


def test_loading_twice_gives_the_same(good: list[Any], tmp_path: Path) -> None:
    for value in good:
        source = sources.parse(value, tmp_path)
        first, second = source.load(SETTINGS), source.load(SETTINGS)
        assert list(first.wishes(OCCASION)) == list(second.wishes(OCCASION))
        assert list(first.wishes(OCCASION)) == list(first.wishes(OCCASION))


def test_what_is_stored_is_json_and_means_the_same_in_any_folder(
    good: list[Any], tmp_path: Path
) -> None:
    for value in good:
        source = sources.parse(value, tmp_path)
        stored = json.loads(json.dumps(source.stored()))
        again = sources.parse(stored, tmp_path / "elsewhere")
        assert again == source
        assert again.stored() == stored
        assert topics(again) == topics(source)


def test_every_candidate_is_a_topic_that_can_be_submitted(good: list[Any], tmp_path: Path) -> None:
    for value in good:
        for wish in sources.parse(value, tmp_path).load(SETTINGS).wishes(OCCASION):
            assert validation.topic(wish.topic) == wish.topic
            assert validation.keywords(wish.keywords) == wish.keywords
            assert (wish.account, wish.idempotency_key) == (None, None)


def test_there_is_an_end_and_no_problem(good: list[Any], tmp_path: Path) -> None:
    for value in good:
        supply = sources.parse(value, tmp_path).load(SETTINGS)
        assert 1 <= len(list(supply.wishes(OCCASION))) <= 1_000
        assert supply.problems == ()


def test_lists_can_be_used_up_and_others_not(good: list[Any], tmp_path: Path) -> None:
    source = sources.parse(good[0], tmp_path)
    assert source.load(SETTINGS).finite == (source.name in {"list", "file"})


def test_a_source_calls_out_only_if_it_says_so_and_only_to_load(
    good: list[Any], tmp_path: Path, web: Web
) -> None:
    source = sources.parse(good[0], tmp_path)
    source.stored()
    assert not web.requests
    topics(source)
    assert bool(web.requests) == source.remote


def test_what_cannot_be_used_is_refused_naming_the_field(case: Case, tmp_path: Path) -> None:
    for value in case.bad:
        with refused(r"^topics(\[\d+\])?: "):
            sources.parse(value, tmp_path)


def test_a_source_that_is_gone_when_it_is_needed_is_an_error_of_one_line(
    case: Case, good: list[Any], tmp_path: Path, web: Web
) -> None:
    source = sources.parse(good[0], tmp_path)
    if case.breaks:
        case.breaks(tmp_path, web)
        with refused(kind=ContentHubError):
            source.load(SETTINGS)


@pytest.mark.parametrize(
    "value",
    [
        5,
        True,
        1.5,
        "",
        "tea",
        "missing.txt",
        {},
        {"list": ["tea"]},
        {"url": "https://x"},
        {"feed": "https://x", "file": "y"},
        "a\0b",
        "x" * 5000,
    ],
)
def test_what_means_no_source_is_refused_with_the_forms_there_are(
    value: Any, tmp_path: Path
) -> None:
    with refused(r'^topics: .*a list.*"file".*"feed".*"template"'):
        sources.parse(value, tmp_path)


def test_a_bad_entry_of_a_list_is_named_by_its_place(tmp_path: Path) -> None:
    with refused(r"^topics\[2\]: the topic is empty"):
        sources.parse(["tea", "coffee", " "], tmp_path)


def test_a_list_has_an_upper_bound(tmp_path: Path) -> None:
    assert len(topics(sources.parse(["tea"] * 10_000, tmp_path))) == 10_000
    with refused("10001 topics"):
        sources.parse(["tea"] * 10_001, tmp_path)


def test_bad_lines_of_a_file_are_left_out_and_told(tmp_path: Path) -> None:
    lines = ["tea", "", '{"topic": ""}', "# a comment", '{"topic": "x", "account": "y"}', "coffee"]
    (tmp_path / "topics.txt").write_text("\n".join(lines), encoding="utf-8")
    supply = sources.parse("topics.txt", tmp_path).load(SETTINGS)
    assert [wish.topic for wish in supply.wishes(OCCASION)] == ["tea", "coffee"]
    assert [problem.split(":")[0] for problem in supply.problems] == ["line 3", "line 5"]


def test_a_file_without_a_usable_topic_is_an_error_that_says_why(tmp_path: Path) -> None:
    (tmp_path / "topics.txt").write_text('{"topic": ""}\n', encoding="utf-8")
    with refused("line 1: the topic is empty"):
        sources.parse("topics.txt", tmp_path).load(SETTINGS)
    (tmp_path / "topics.txt").write_bytes(b"\xff\xfe")
    with refused("is not UTF-8"):
        sources.parse("topics.txt", tmp_path).load(SETTINGS)


def test_a_file_has_an_upper_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("contenthub.topics.sources.file.MOST_TOPICS", 2)
    (tmp_path / "topics.txt").write_text("a\nb\nc\n", encoding="utf-8")
    supply = sources.parse("topics.txt", tmp_path).load(SETTINGS)
    assert [wish.topic for wish in supply.wishes(OCCASION)] == ["a", "b"]
    assert supply.problems == ("what follows the first 2 topics is left out: split the file",)


def test_the_path_of_a_file_is_kept_absolute(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/topics.txt").write_text("tea\n", encoding="utf-8")
    source = sources.parse("topics.txt", Path("lists"))
    assert source.stored() == {"file": str(tmp_path / "lists" / "topics.txt")}


def test_a_file_is_read_anew_each_time(tmp_path: Path) -> None:
    (tmp_path / "topics.txt").write_text("tea\n", encoding="utf-8")
    source = sources.parse("topics.txt", tmp_path)
    assert topics(source) == ["tea"]
    (tmp_path / "topics.txt").write_text("coffee\n", encoding="utf-8")
    assert topics(source) == ["coffee"]


def test_what_a_source_leaves_open_is_filled_in_by_the_schedule(tmp_path: Path) -> None:
    common = Wish("", "tea-blog", ("all",), category="drinks", tone="warm", priority=8)
    entries = [{"topic": "tea", "keywords": ["own"], "priority": 5, "auto_approve": False}, "milk"]
    supply = sources.parse(entries, tmp_path).load(SETTINGS)
    own, plain = (fill(wish, common) for wish in supply.wishes(OCCASION))
    assert (own.keywords, own.priority, own.auto_approve) == (("own",), 5, False)
    assert (own.account, own.category, own.tone) == ("tea-blog", "drinks", "warm")
    assert plain == replace(common, topic="milk")
