"""Near copies of contents are found when they come, whatever they are called."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from contenthub.actors import outcome
from contenthub.api.routes import gate as routes
from contenthub.api.shapes.gate import Draft
from contenthub.articles import fingerprints
from contenthub.database import db
from contenthub.lifecycle import (
    accounts,
    content_by_id,
    contents,
    judging,
    looked,
    near_copies,
    submission,
)
from contenthub.lifecycle.drafts import Draft as Article
from contenthub.lifecycle.unit import Unit
from contenthub.operations import contents as operations
from contenthub.operations import edits, gate
from contenthub.operations.caller import Caller
from contenthub.records import Content
from contenthub.settings import Settings
from tests.support.articles import article, content_of

WAITING = (  # connections that wait for their turn
    "SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
    " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted"
)
WALK = (
    "The path leaves the village by the mill and follows the brook for a mile. In spring the "
    "banks are white with garlic, and you smell them before you see them. At the second bridge "
    "turn left, climb the stile, and keep the wall on your right hand until the larches begin. "
    "From there on somebody has painted yellow dots on the stones, not always where you would "
    "look for them. The hut at the top is open from May to October and sells soup, cake and "
    "postcards of itself.\n\n"
    "Going down, choose the old road. It is longer by half an hour, but it has the view, and "
    "the last bus stops where it meets the river. Take a coin for the toll at the footbridge."
)
OTHER = (
    "A kettle with a broken lid is no kettle at all, my aunt used to say, and she had three."
    " One hung on the stove, one stood in the garden and held geraniums, and the third was lent"
    " to whoever asked for it and came back each time with a new dent. When she died we counted the"
    " dents and found that they told the story of the whole street: the flood, both weddings, the"
    " winter in which the pipes froze, and the year when nobody had any coal to speak of at all."
)


def changed(text: str) -> str:
    """The same with some words in it replaced."""
    return text.replace("village", "town").replace("mile", "while").replace("cake", "bread")


def copies(content: Content) -> list[str]:
    """What the gate said of near copies."""
    return [one["message"] for one in content.findings if one["check"] == "near_copy"]


def numbers() -> list[tuple[Any, ...]]:
    rows = db.execute("SELECT content_id, COUNT(*) FROM content_fingerprints GROUP BY content_id")
    return sorted(rows.fetchall())


def edit(content_id: int, **values: Any) -> Content:
    with Unit("test") as unit:
        assert contents.edit(unit, content_by_id.locked(unit, content_id), **values)
    return content_of(content_id)


def test_a_copy_with_other_words_and_another_title_waits_and_says_what_it_is_like(
    database: Settings,
) -> None:
    first = article(database, "The mill walk", WALK, approved=True)
    second = content_of(article(database, "Up to the hut", changed(WALK), approved=True))
    (said,) = copies(second)
    assert second.review_status == "pending"
    assert said.startswith("near copy: ")
    assert said.endswith(f"% of it stands in content {first} as well: The mill walk")
    assert copies(content_of(first)) == []


def test_another_text_and_a_short_one_are_no_copies(database: Settings) -> None:
    article(database, "The mill walk", WALK, approved=True)
    other = content_of(article(database, "Kettles", OTHER, approved=True))
    assert (copies(other), other.review_status) == ([], "approved")
    for _ in range(2):
        topic, said = "Notice for the door of the hut", "The hut is closed today."
        brief = content_of(article(database, "Closed", said, topic=topic, approved=True))
        assert (copies(brief), brief.review_status) == ([], "approved")


def test_chinese_is_compared_by_characters(database: Settings) -> None:
    text = (
        "小路从磨坊旁离开村子，沿着溪水走一里多。春天两岸开满了白色的野蒜，还没看见就先闻到。"
        "走到第二座桥向左，翻过木栅，让石墙一直在右手边，直到松林开始。从那里起，有人在石头上画了黄点，"
        "不总在你会看的地方。山顶的小屋五月到十月开门，卖汤、卖蛋糕，也卖印着它自己的明信片。"
    )
    article(database, "山路", text)
    assert copies(content_of(article(database, "去山顶", text.replace("蛋糕", "面包"))))


def test_accounts_have_their_own_unless_the_setting_says_otherwise(database: Settings) -> None:
    blog, news = accounts.add("blog"), accounts.add("news")
    article(database, "The mill walk", WALK, account=blog)
    assert copies(content_of(article(database, "Hut", WALK, account=news))) == []
    both = replace(database, copies_across_accounts=True)
    assert len(copies(content_of(article(both, "Hut", WALK, account=news)))) == 2


@pytest.mark.parametrize(("level", "told"), [("off", 0), ("warn", 1)])
def test_an_account_may_allow_them(database: Settings, level: str, told: int) -> None:
    blog = accounts.add("blog", gate={"near_copy": level})
    article(database, "The mill walk", WALK, account=blog)
    copy = content_of(article(database, "Hut", WALK, account=blog, approved=True))
    assert (len(copies(copy)), copy.review_status) == (told, "approved")


def test_what_was_rejected_may_be_written_again(database: Settings) -> None:
    first = article(database, "The mill walk", WALK)
    with Unit("test") as unit:
        contents.reject(unit, content_by_id.locked(unit, first), "dull")
    assert copies(content_of(article(database, "Hut", WALK))) == []


def test_drafts_from_templates_are_alike_by_nature(database: Settings) -> None:
    for _ in range(2):
        draft = content_of(article(database, "Hut", WALK, metadata={"draft": True}))
        assert copies(draft) == []


def test_an_edit_renews_the_fingerprint_and_is_no_copy_of_itself(database: Settings) -> None:
    first = article(database, "The mill walk", WALK)
    assert numbers() == [(first, 6)]
    assert copies(edit(first, title="Another title")) == []
    assert copies(edit(first, body=changed(WALK))) == []
    edit(first, body=OTHER)
    assert numbers() == [(first, 6)]
    assert copies(content_of(article(database, "Hut", WALK))) == []
    assert copies(content_of(article(database, "Kettles", OTHER)))


def test_an_edit_that_makes_a_copy_takes_the_approval_back(database: Settings) -> None:
    article(database, "The mill walk", WALK, approved=True)
    second = article(database, "Kettles", OTHER, approved=True)
    assert content_of(second).review_status == "approved"
    now = edit(second, body=changed(WALK))
    assert now.review_status == "pending"
    assert "near copy" in str(now.review_reason)


def test_an_edit_of_an_original_is_not_held_by_its_later_copies(database: Settings) -> None:
    first = article(database, "The mill walk", WALK, approved=True)
    later = [article(database, f"Again {number}", changed(WALK)) for number in range(7)]
    now = edit(first, body=WALK.replace("coin", "penny"))
    assert (copies(now), now.review_status) == ([], "approved")
    kettle = article(database, "Kettles", OTHER, approved=True)
    # what it had is no copy of that one, and now it is
    assert f"content {kettle} as well" in copies(edit(first, body=OTHER))[0]
    # a copy stays one, whatever is older
    assert f"content {kettle} as well" in copies(edit(first, body=f"{OTHER} It was so."))[0]
    assert copies(edit(later[0], body=f"{WALK} It was so."))


def test_the_older_ones_are_found_behind_many_copies(database: Settings) -> None:
    allowed = accounts.add("blog", gate={"near_copy": "off"})
    oldest = article(database, "The first walk", WALK, account=allowed)
    first = article(database, "The mill walk", WALK, account=allowed)
    for number in range(7):
        article(database, f"Again {number}", changed(WALK), account=allowed)
    accounts.update(allowed, gate={"near_copy": "warn"})
    told = copies(edit(first, body=WALK.replace("coin", "penny")))
    assert [f"content {oldest} as well" in one for one in told] == [True]


@pytest.mark.parametrize("changes", [{"body": changed(WALK)}, {"title": "Another title"}])
def test_an_edit_computes_each_fingerprint_once(
    database: Settings, monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    first = article(database, "The mill walk", WALK)
    asked: Counter[str] = Counter()
    compute = fingerprints.of

    def counted(body: str) -> tuple[int, ...]:
        asked[body] += 1
        return compute(body)

    monkeypatch.setattr(fingerprints, "of", counted)
    now = content_of(first)
    wanted = edits.changes(text=changes.get("body"), title=changes.get("title"))
    assert operations.edit(Caller(database, "ada"), now, wanted)
    assert set(asked.values()) == {1}
    assert set(asked) == {WALK, content_of(first).body}
    assert numbers() == [(first, 6)]
    assert compute(content_of(first).body) == stored_of(first)


def stored_of(content_id: int) -> tuple[int, ...]:
    sql = "SELECT value FROM content_fingerprints WHERE content_id = ? ORDER BY value"
    return tuple(row[0] for row in db.execute(sql, (content_id,)).fetchall())


def found_now(settings: Settings, content_id: int) -> list[str]:
    """What `content check` says of near copies."""
    return [one.message for one in gate.of_content(settings, content_id) if is_copy(one)]


def is_copy(found: gate.Found) -> bool:
    return found.check == "near_copy"


def test_a_check_holds_the_copy_and_not_what_it_is_a_copy_of(database: Settings) -> None:
    first = article(database, "A walk", WALK)
    later = [article(database, f"Again {number}", changed(WALK)) for number in range(7)]
    assert found_now(database, first) == []
    assert found_now(database, later[0]) == copies(content_of(later[0]))
    assert f"content {first} as well" in found_now(database, later[0])[0]
    # where the account allowed copies when it came, by what is older
    blog = accounts.add("blog", gate={"near_copy": "off"})
    first, second, third = (article(database, title, WALK, account=blog) for title in "abc")
    accounts.update(blog, gate={"near_copy": "warn"})
    assert found_now(database, first) == []
    (told,) = [one for one in gate.of_content(database, second) if is_copy(one)]
    assert (told.level, f"content {first} as well" in told.message) == ("warn", True)
    assert len(found_now(database, third)) == 2


def test_a_check_says_what_an_edit_made_a_copy_of(database: Settings) -> None:
    older = article(database, "Kettles", OTHER)
    newer = article(database, "A walk", WALK)
    edit(older, body=changed(WALK))
    assert found_now(database, older) == copies(content_of(older))
    assert f"content {newer} as well" in found_now(database, older)[0]


@pytest.mark.parametrize(("level", "told"), [("hold", ["hold"]), ("warn", ["warn"]), ("off", [])])
def test_a_text_in_a_file_is_compared_with_the_contents_of_its_account(
    database: Settings, level: str, told: list[str]
) -> None:
    blog = accounts.add("blog", gate={"near_copy": level})
    made = article(database, "A walk", WALK, account=blog)
    before = numbers()
    text = f"# Another title\n\n{changed(WALK)}\n"

    def levels(account: str | None, *, across: bool = False) -> list[str]:
        found = gate.of_text("walk.md", text, account=account, across_accounts=across)
        assert all(f"content {made} as well" in one.message for one in found if is_copy(one))
        return [one.level for one in found if is_copy(one)]

    assert levels("blog") == told
    assert levels(None) == []
    accounts.default()
    assert levels(None, across=True) == ["hold"]
    assert numbers() == before


def test_who_sees_one_account_learns_of_no_copy_that_another_one_has(database: Settings) -> None:
    blog, other = accounts.add("blog"), accounts.add("other")
    article(database, "A walk", WALK, account=blog)
    caller = SimpleNamespace(settings=replace(database, copies_across_accounts=True))
    wanted = Draft(text=f"# Another title\n\n{WALK}\n", account="other")

    def told(*bound_to: int) -> bool:
        access: Any = SimpleNamespace(caller=caller, accounts=bound_to or None)
        access.sees = lambda account_id: not bound_to or account_id in bound_to
        rows = routes.check_text(access, wanted)["data"]
        return "near_copy" in {row["check"] for row in rows}

    assert told()
    assert not told(other.id)


def test_a_removed_content_leaves_nothing(database: Settings) -> None:
    first = article(database, "The mill walk", WALK)
    with Unit("test") as unit:
        contents.remove(unit, content_by_id.locked(unit, first))
    assert numbers() == []
    assert copies(content_of(article(database, "Hut", WALK))) == []


def test_of_very_many_alike_the_newest_few_are_told(database: Settings) -> None:
    ids = [article(database, f"Walk {number}", WALK) for number in range(8)]
    said = copies(content_of(ids[-1]))
    assert len(said) == 4
    assert said[3] == "near copy: of at least 2 more contents as well"


@pytest.mark.parametrize("way", ["made", "edited"])
def test_of_two_that_come_at_the_same_moment_one_is_held(
    site: Settings, until: Callable[..., Any], way: str
) -> None:
    """The second one waits for the first, of which PostgreSQL shows nothing before its commit."""
    first, other = article(site, "A walk", "It rains."), article(site, "Kettles", OTHER)
    found: list[Content] = []

    def second() -> None:
        try:
            if way == "made":
                found.append(content_of(article(site, "A tour", changed(WALK))))
            else:
                found.append(edit(other, body=changed(WALK)))
        finally:
            db.close()

    thread = threading.Thread(target=second)
    with Unit("test") as unit:
        contents.edit(unit, content_by_id.locked(unit, first), body=WALK)
        thread.start()
        until(lambda: found or db.execute(WAITING).fetchone()[0], "the second one")
    thread.join(60)
    assert [copies(one) != [] for one in found] == [True]


def test_a_copy_of_one_whose_account_allows_them_is_found_while_that_one_comes(
    site: Settings, until: Callable[..., Any]
) -> None:
    """Across accounts the other one is compared with it, so it takes its turn all the same."""
    both = replace(site, copies_across_accounts=True)
    blog = accounts.add("blog", gate={"near_copy": "off"})
    first = article(both, "A walk", "It rains.", account=blog)
    found: list[Content] = []

    def second() -> None:
        try:
            found.append(content_of(article(both, "A tour", changed(WALK))))
        finally:
            db.close()

    thread = threading.Thread(target=second)
    with Unit("test") as unit:
        contents.edit(unit, content_by_id.locked(unit, first), body=WALK, settings=both)
        thread.start()
        until(lambda: found or db.execute(WAITING).fetchone()[0], "the second one")
    thread.join(60)
    assert [copies(one) != [] for one in found] == [True]
    assert copies(content_of(first)) == []


@pytest.mark.parametrize(
    ("level", "across", "takes"),
    [("off", False, False), ("off", True, True), ("warn", False, True), ("hold", False, True)],
)
def test_a_turn_is_taken_only_where_something_is_compared(
    site: Settings, level: str, across: bool, takes: bool
) -> None:
    used = replace(site, copies_across_accounts=across)
    blog = accounts.add("blog", gate={"near_copy": level})
    first = article(used, "A walk", "It rains.", account=blog)
    held: list[int] = []

    def look() -> looked.Looked:
        return looked.at_edit(content_of(first), {"body": WALK}, judging.here)

    def act(unit: Unit, found: looked.Looked) -> bool:
        held.append(turns())
        wanted = {"body": WALK}
        return contents.edit(unit, content_of(first), settings=used, found=found, **wanted)

    assert looked.write("ada", content_of(first), look, act, used)
    draft = Article("A tour", WALK, "", "en", 120)
    task = submission.by_task_id(content_of(first).task_id)
    assert task is not None
    with Unit("test") as unit:
        outcome.take_turns(unit, [(task, blog, draft), (task, blog, None)], used)
        held.append(turns())
    with Unit("test") as unit:
        near_copies.of_draft(unit, draft, blog, used)
        held.append(turns())
    assert [one > 0 for one in held] == [takes] * 3
    assert numbers() == [(first, 6)]  # kept for the day on which copies are looked for


def turns() -> int:
    """How many this transaction has."""
    own = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
    return int(db.execute(own).fetchone()[0])


@pytest.mark.parametrize(
    ("first", "second", "waits"),
    [
        ([1, 2], [2, 3], True),
        ([2**62], [2**62 + 2**31], True),  # of 63 bits the lower ones are told apart
        ([1, 2], [3, 2 + 512], False),
        (range(61), [100], True),
        ([100], range(61), True),
        (range(61), range(100, 161), True),
        (range(60), range(100, 160), False),
    ],
)
def test_texts_without_a_number_in_common_do_not_wait_for_each_other(
    site: Settings,
    until: Callable[..., Any],
    first: Sequence[int],
    second: Sequence[int],
    waits: bool,
) -> None:
    found: list[str] = []

    def other() -> None:
        try:
            with Unit("test") as unit:
                near_copies.take_turn(unit, second)
            found.append("got them")
        finally:
            db.close()

    thread = threading.Thread(target=other)
    with Unit("test") as unit:
        near_copies.take_turn(unit, first)
        thread.start()
        until(lambda: found or db.execute(WAITING).fetchone()[0], "the second one")
        assert found == ([] if waits else ["got them"])
        near_copies.take_turn(unit, first[:1])
        db.take_turns("near copies", first[:1], 60)  # those who wait do not stop whoever has it
    thread.join(60)
    assert found == ["got them"]
