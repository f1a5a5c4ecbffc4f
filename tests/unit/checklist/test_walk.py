"""The walk itself: every check answers in its time, whatever it does."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest

from contenthub import masked_text
from contenthub.operations.checkup import examination
from contenthub.operations.checkup.checklist import registry, walk
from contenthub.operations.checkup.checklist.items import Answer, Item, Site, examined, good
from contenthub.operations.checkup.results import Kind, Level, Result
from contenthub.settings import Settings
from tests.support.processes import wait_until


def broken(site: Site) -> Answer:
    raise KeyError("a mistake")


@pytest.fixture
def hang(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Hangs who calls it. The time of a check is over when it does so, and never before."""
    begun, release = threading.Event(), threading.Event()

    class Thread(threading.Thread):
        def join(self, timeout: float | None = None) -> None:
            wait_until(lambda: begun.is_set() or not self.is_alive(), 60, "its answer, or a hang")
            begun.clear()

    def call() -> None:
        begun.set()
        release.wait()

    monkeypatch.setattr(walk, "threading", SimpleNamespace(Thread=Thread))
    yield call
    release.set()


def test_names_are_told_apart_and_there_are_fifty_or_more() -> None:
    names = Counter(item.name for item in registry.ITEMS)
    assert len(names) >= 50
    assert [name for name, count in names.items() if count > 1] == []
    assert all(item.ensures for item in registry.ITEMS)


def test_a_check_that_hangs_or_breaks_is_one_that_failed_and_ends_no_other(
    database: Settings, hang: Callable[[], None]
) -> None:
    def hangs(site: Site) -> Answer:
        hang()
        return good("late")

    items = [
        Item("hangs", "x", hangs),
        Item("breaks", "x", broken),
        Item("works", "x", lambda _: good("y")),
    ]
    found = list(walk.walk(database, items=items, limit=7.0))
    assert [(one.check, one.status) for one in found] == [
        ("hangs", "failed"),
        ("breaks", "failed"),
        ("works", "ok"),
    ]
    assert "no answer within 7 s" in found[0].detail
    assert "KeyError" in found[1].detail


def test_what_needs_the_database_is_not_known_without_it(config: Settings) -> None:
    config.home_folder.mkdir()
    (config.home_folder / "contenthub.db").write_text("no database" * 500)
    found = {one.check: one for one in walk.walk(config)}
    assert found["database"].status == "failed"
    assert found["database"].kind is Kind.BACKEND
    assert found["backup age"].status == "warning"
    assert "cannot be used" in found["backup age"].detail
    assert found["python"].status == "ok"


def test_an_examination_that_hangs_is_told_where(
    database: Settings, hang: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def examine(settings: Settings, *, feeds: bool) -> Iterator[Result]:
        yield Result("settings", Level.OK, "allowed")
        hang()

    monkeypatch.setattr(examination, "examine", examine)
    found = {one.check: one for one in walk.walk(database)}
    assert found["settings"].status == "ok"
    assert found["database"].status == "failed"
    assert "hangs behind 'settings'" in found["creator"].detail


def test_secrets_do_not_get_into_what_is_told(database: Settings) -> None:
    masked_text.remember("hunter2hunter2")
    items = [Item("tells", "x", lambda _: good("the key is hunter2hunter2"))]
    (found,) = walk.walk(database, items=items)
    assert "hunter2" not in found.detail


def test_of_several_findings_the_worst_is_told() -> None:
    findings = [
        Result("creator", Level.OK, "a works"),
        Result("creator", Level.FAILED, "b is away", "start it", Kind.BACKEND),
        Result("creator", Level.FAILED, "c is away", "start it", Kind.BACKEND),
    ]
    answer = examined("creator", "x", "none").check(Site(Settings(), {"creator": findings}, True))
    assert (answer.level, answer.detail) == ("failed", "b is away (and 1 more)")
    assert (answer.advice, answer.kind) == ("start it", Kind.BACKEND)
