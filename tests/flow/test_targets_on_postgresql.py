"""Targets on PostgreSQL, where several workers claim at the same time."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest

from contenthub import records
from contenthub.backends import Backends
from contenthub.database import db
from contenthub.errors import ContentHubError, InputError, NotFoundError, UnreachableError
from contenthub.lifecycle import accounts, publication_jobs, submission, targets
from contenthub.lifecycle.submission import NewTask
from contenthub.lifecycle.unit import Unit
from contenthub.operations import targets as asked
from contenthub.operations.caller import Caller
from contenthub.processes.embedded import running
from contenthub.queries import integrity
from contenthub.records import Account, Content, Entry
from contenthub.settings import Settings
from tests.support.articles import article
from tests.support.fakes import Shelves
from tests.support.lock_waits import elsewhere
from tests.support.processes import wait_until
from tests.support.story import Story


@pytest.fixture
def blog(site: Settings) -> Account:
    """An account with two targets, each a shelf of its own."""
    made = accounts.add("blog", gate={"template_draft": "off"})
    targets.update(targets.default_of(made.id), settings={"shelf": "first"})
    targets.add(made, "second", settings={"shelf": "second"})
    return made


class _Taker:
    """What a claim asks of publishers."""

    def in_batches(self, publisher: str) -> bool:
        return True

    def place(self, job: publication_jobs.Job) -> dict[str, Any]:
        return {"shelf": job.target.settings["shelf"]}


def test_a_claim_passes_over_what_another_one_is_at(site: Settings, blog: Account) -> None:
    made = [article(site, f"tea {n}", approved=True, account=blog) for n in range(3)]
    claimed: list[publication_jobs.Job] = []
    with Unit("other"):
        held = records.select(Entry, "WHERE content_id = ? FOR UPDATE", (made[0],))
        elsewhere(
            lambda: claimed.extend(publication_jobs.claim_next("token", site, "test", _Taker()))
        )
    assert len(held) == 2
    assert {job.content.id for job in claimed} == set(made[1:])
    assert {(job.content.id, job.target.name) for job in claimed} == {
        (one, name) for one in made[1:] for name in ("default", "second")
    }


def test_a_claim_does_not_wait_for_whoever_changes_its_content(
    site: Settings, blog: Account
) -> None:
    """An edit locks the content and then its entries, a claim the entries: no deadlock of them."""
    made = article(site, "tea", approved=True, account=blog)
    claimed: list[publication_jobs.Job] = []
    with Unit("other"):
        assert records.locked(Content, made) is not None
        elsewhere(
            lambda: claimed.extend(publication_jobs.claim_next("token", site, "test", _Taker()))
        )
    assert [job.content.id for job in claimed] == [made, made]


@pytest.mark.parametrize("kind", ["account", "target"])
def test_nobody_can_name_what_is_being_removed(
    site: Settings, blog: Account, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    second = targets.find(blog.id, "second")
    module = accounts if kind == "account" else targets
    users = module._users

    def name_it() -> None:
        with db.transaction():
            db.execute("SET LOCAL lock_timeout = '50ms'")
            if kind == "account":
                accounts.demand_named({"account_ids": [blog.id]})
            else:
                targets.demand([second.id])

    def looked(one: Any) -> list[str]:
        if not db.database.in_transaction():  # it is asked before as well, when nobody has to wait
            return users(one)
        with pytest.raises(UnreachableError, match="lock timeout"):
            elsewhere(name_it)
        return users(one)

    monkeypatch.setattr(module, "_users", looked)
    if kind == "account":
        accounts.remove(blog)
        with pytest.raises(InputError, match="was removed meanwhile"):
            elsewhere(name_it)
    else:
        targets.remove(second)
        with pytest.raises(NotFoundError, match="was removed meanwhile"):
            elsewhere(name_it)


def test_workers_that_claim_at_the_same_time_never_get_the_same(
    site: Settings, blog: Account
) -> None:
    for number in range(20):
        article(site, f"tea {number}", approved=True, account=blog)
    found: list[int] = []
    lock = threading.Lock()

    def claim(token: str) -> None:
        while jobs := publication_jobs.claim_next(token, site, "test", _Taker()):
            with lock:
                found.extend(job.entry.id for job in jobs)
        db.close()

    threads = [threading.Thread(target=claim, args=(f"w{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == sorted(set(found))
    waiting = db.execute("SELECT COUNT(*) FROM publish_entries WHERE status = 'queued'")
    assert len(found) + waiting.fetchone()[0] == 40
    assert integrity.findings() == []


def test_one_that_is_resumed_while_something_is_parked_for_it_leaves_nothing_behind(
    site: Settings, blog: Account
) -> None:
    """The claim has parked it and not committed; who resumes has to see that."""
    made = article(site, "tea", approved=True, account=blog)
    caller = Caller(site, "me")
    asked.pause(caller, "blog", "second")

    def resume() -> None:
        asked.resume(caller, "blog", "second")
        db.close()

    resuming = threading.Thread(target=resume)

    class Slow(_Taker):
        def in_batches(self, publisher: str) -> bool:
            resuming.start()
            resuming.join(1.0)  # it waits for the end of this claim
            return True

    claimed = publication_jobs.claim_next("token", site, "test", Slow())
    resuming.join(60)
    assert [job.target.name for job in claimed] == ["default"]
    assert integrity.findings() == []
    (second,) = publication_jobs.claim_next("token", site, "test", _Taker())
    assert (second.content.id, second.target.name) == (made, "second")


def test_two_targets_are_published_paused_and_resumed_there_too(
    site: Settings, blog: Account
) -> None:
    story, shelves, caller = Story(), Shelves({"second": ["lost"]}), Caller(site, "me")
    asked.pause(caller, "blog", "second")
    with running(site, backends=Backends(site, {}, {"files": shelves})):
        requests = [NewTask(f"tea {n}", blog, auto_approve=True) for n in range(3)]
        submission.submit(requests, site, "test")
        wait_until(lambda: story.counts("publish_entries")["published"] == 3, 60, "the first")
        parked = "status = 'queued' AND due_at IS NULL"
        wait_until(
            lambda: (
                db.execute(f"SELECT COUNT(*) FROM publish_entries WHERE {parked}").fetchone()[0]
                == 3
            ),
            60,
            "the paused ones",
        )
        asked.resume(caller, "blog", "second")
        wait_until(lambda: story.counts("publish_entries")["published"] == 6, 60, "all")
    keys = {key for _, key in shelves.calls}
    assert len(keys) == len(shelves.calls) == 6
    assert {shelf for shelf, *_ in shelves.looks} == {"second"}
    assert integrity.findings() == []


def test_a_target_is_removed_or_chosen_but_never_both(site: Settings, blog: Account) -> None:
    for number in range(5):
        made = targets.add(blog, f"t{number}", settings={"shelf": "x"})
        together = threading.Barrier(2)

        def choose(id_: int = made.id, at: threading.Barrier = together) -> None:
            at.wait(60)
            with suppress(ContentHubError):
                submission.submit([NewTask("tea", blog, target_ids=(id_,))], site, "test")
            db.close()

        thread = threading.Thread(target=choose)
        thread.start()
        together.wait(60)
        with suppress(ContentHubError):
            targets.remove(made)
        thread.join(60)
        there = bool(records.by_ids(records.Target, [made.id]))
        chosen = db.execute(
            "SELECT COUNT(*) FROM generation_tasks WHERE target_ids = ?", (f"[{made.id}]",)
        ).fetchone()[0]
        assert (there, chosen) in {(True, 1), (False, 0)}
