"""A person's yes or no is about the text that was seen, whoever changes it meanwhile."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contenthub.commands.content import review
from contenthub.database import db
from contenthub.errors import NotAllowedError, NotFoundError
from contenthub.lifecycle import content_by_id, contents
from contenthub.lifecycle.unit import Unit
from contenthub.operations import contents as asked
from contenthub.operations import edits, reasons, reviews, revisions
from contenthub.operations.caller import Caller
from contenthub.operations.reviews import Approval, Rejection
from contenthub.processes.embedded import running
from contenthub.queries import integrity
from contenthub.queries import revisions as stored
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, content_of, entry_of
from tests.support.processes import Processes, wait_until

Cli = Callable[..., Any]
EDITED = f"{texts.ARTICLE} It is drunk warm."
YES, NO = Approval(reasons.optional("")), Rejection(reasons.of_rejection("no sources"))


@pytest.fixture(params=["sqlite", "postgresql"])
def used(request: pytest.FixtureRequest) -> Iterator[Settings]:
    """An open database of either kind."""
    yield request.getfixturevalue("database" if request.param == "sqlite" else "site")
    db.close()


def edit(content_id: int, **values: Any) -> None:
    with Unit("ada") as unit:
        assert contents.edit(unit, content_by_id.locked(unit, content_id), **values)


def said_meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """A person says yes to the next question, and this happens before the answer."""
    monkeypatch.setattr(review, "confirm", lambda question: happens())


@pytest.mark.parametrize("word", [("approve",), ("reject", "--reason", "x")])
class TestARevisionThatIsNamed:
    def test_is_the_only_one_that_is_meant(
        self, cli: Cli, database: Settings, word: tuple[str, ...]
    ) -> None:
        made = article(database)
        edit(made, title="Coffee", body=EDITED)
        refused = cli("content", *word, str(made), "--revision", "1")
        assert (refused.code, len(refused.err.splitlines())) == (4, 1)
        told = (
            f"content {made} was changed since revision 1: title, text, summary (revision 2 by ada)"
        )
        assert told in refused.err
        assert f"`contenthub content revisions {made} --diff 1 2` shows what is new" in refused.err
        assert "give --revision 2" in refused.err
        assert (content_of(made).review_status, entry_of(made)) == ("pending", None)
        assert cli("content", *word, str(made), "--revision", "2").code == 0
        assert content_of(made).review_status != "pending"

    def test_is_not_one_that_is_only_proposed(
        self, cli: Cli, database: Settings, word: tuple[str, ...]
    ) -> None:
        made = article(database)
        done = cli("content", "regenerate", str(made), "--note", "shorter", "-f", "json")
        assert (done.code, done.json["revision"]) == (0, 2), done.err
        refused = cli("content", *word, str(made), "--revision", "2")
        assert refused.code == 4
        assert "has revision 1 as its text; revision 2 is proposed" in refused.err
        assert cli("content", *word, str(made), "--revision", "1").code == 0

    def test_has_to_be_there(self, cli: Cli, database: Settings, word: tuple[str, ...]) -> None:
        made = article(database)
        unknown = cli("content", *word, str(made), "--revision", "9")
        assert (unknown.code, f"content {made} has no revision 9" in unknown.err) == (3, True)
        assert content_of(made).review_status == "pending"

    def test_is_that_of_one_content(
        self, cli: Cli, database: Settings, word: tuple[str, ...]
    ) -> None:
        made = [article(database) for _ in range(2)]
        for which in (["1", "2"], ["1-2"], ["--all"], ["-a", "default"]):
            answer = cli("content", *word, *which, "--revision", "1", "--yes")
            assert (answer.code, "name it by its id" in answer.err) == (2, True)
        assert {content_of(one).review_status for one in made} == {"pending"}


class TestTheQuestion:
    @pytest.mark.parametrize("word", [("approve",), ("reject", "--reason", "x")])
    def test_is_about_the_texts_that_were_there_then(
        self,
        cli: Cli,
        database: Settings,
        monkeypatch: pytest.MonkeyPatch,
        word: tuple[str, ...],
    ) -> None:
        seen, changed = article(database), article(database)
        said_meanwhile(monkeypatch, lambda: edit(changed, title="Coffee"))
        answer = cli("content", *word, "--all", "-f", "json")
        assert answer.code == 4
        assert [row["id"] for row in answer.json] == [seen, changed]
        assert answer.json[1]["code"] == "changed_since_seen"
        (line,) = answer.err.splitlines()
        assert f"content {changed} was changed since revision 1: title" in line
        assert content_of(changed).review_status == "pending"
        assert content_of(seen).review_status.startswith(word[0])

    def test_to_approve_is_not_about_what_was_rejected_meanwhile(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database)
        caller = Caller(database, "ben")
        said_meanwhile(monkeypatch, lambda: reviews.reject(caller, made, NO))
        answer = cli("content", "approve", "--all")
        assert (answer.code, "was rejected (no sources)" in answer.err) == (4, True)
        assert content_of(made).review_status == "rejected"

    def test_to_reject_is_not_about_what_was_approved_meanwhile(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = article(database)
        caller = Caller(database, "ben")
        said_meanwhile(monkeypatch, lambda: reviews.approve(caller, made, YES))
        answer = cli("content", "reject", "--all", "--reason", "x")
        assert (answer.code, "--even-approved rejects it" in answer.err) == (4, True)
        assert content_of(made).review_status == "approved"
        answer = cli("content", "reject", "--all", "--reason", "x", "--even-approved")
        assert (answer.code, content_of(made).review_status) == (0, "rejected")


def test_one_that_is_approved_already_is_not_so_by_another_text(database: Settings) -> None:
    made = article(database)
    reviewer = Caller(database, "ada")
    reviews.approve(reviewer, made, YES, read=1)
    asked.edit(reviewer, content_of(made), edits.changes(text=EDITED))
    with pytest.raises(NotAllowedError, match="changed since revision 1: text"):
        reviews.approve(reviewer, made, YES, read=1)
    assert revisions.of_content(made)[-1]["shown"]


# Takes an id from each line, and has a word on that content, as another process would.
_EACH = """
import sys
from contenthub import boot
from contenthub.errors import ContentHubError
from contenthub.operations import contents, edits, reasons, reviews
from contenthub.operations.caller import Caller
from contenthub.settings.reading import load
settings = load()
boot.open_database(settings)
print("ready", flush=True)
for line in sys.stdin:
    try:
        told = "done" if act(int(line)) else "nothing"
    except ContentHubError as error:
        told = error.code.value
    print(line.strip(), told, flush=True)
"""
_APPROVE = """
def act(id_):
    caller = Caller(settings, "cli:ada")
    return reviews.approve(caller, id_, reviews.Approval(reasons.optional("read")), read=1)
"""
_EDIT = """
def act(id_):
    changes = edits.changes(text=sys.argv[1])
    return contents.edit_version(Caller(settings, "api:ben", may_review=False), id_, 1, changes)
"""


@pytest.mark.takes_long
def test_what_goes_out_is_the_text_that_was_approved_whoever_edits_at_that_moment(
    used: Settings, tmp_path: Path
) -> None:
    """One process approves what it has read, one edits, one publishes, all at the same time."""
    made = [article(used, f"Tea {number}") for number in range(10)]
    known = {"CONTENTHUB_HOME": str(used.home_folder)}
    if used.database_url:
        known["DATABASE_URL"] = used.database_url
    with Processes(tmp_path / "processes", known) as processes, running(used):
        both = [
            processes.start([sys.executable, "-c", act + _EACH, EDITED], talks=True)
            for act in (_APPROVE, _EDIT)
        ]
        for one in both:
            wait_until(lambda one=one: "ready" in one.stdout(), 60, "a process", *both)
        for number, id_ in enumerate(made):
            for one in both[:: 1 if number % 2 else -1]:
                one.say(str(id_))
            for one in both:
                wait_until(lambda one=one, id_=id_: f"\n{id_} " in one.stdout(), 60, "it", *both)
        approved, edited = (_said(one.stdout()) for one in both)
        wait_until(lambda: not _waiting(), 60, "all publications")
    assert set(approved.values()) <= {"done", "changed_since_seen"}
    assert set(edited.values()) <= {"done", "under_way", "changed_meanwhile"}
    for id_ in made:
        out = [one["revision"] for one in stored.out_of(id_)]
        if approved[id_] == "done":  # published, unless the edit took it out of the pool in time
            assert out == [1] or (out, edited[id_]) == ([], "done")
        else:
            assert (out, edited[id_]) == ([], "done")
        waits = content_of(id_).review_status == "pending"
        assert waits == (edited[id_] == "done")
    assert integrity.findings() == []


def _said(output: str) -> dict[int, str]:
    lines = [line.split() for line in output.splitlines() if line[0].isdigit()]
    return {int(id_): told for id_, told in lines}


def _waiting() -> int:
    open_ = "SELECT COUNT(*) FROM publish_entries WHERE status IN ('queued', 'publishing')"
    return int(db.execute(open_).fetchone()[0])


def test_what_another_one_removed_right_after_it_was_approved_is_told_as_gone(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, caller = article(database), Caller(database, "me")
    original = reviews.contents.approve

    def approved(unit: Unit, content: Any, *more: Any, **rest: Any) -> bool:
        done = original(unit, content, *more, **rest)
        contents.remove(unit, content)  # as if by a transaction of its own, right behind
        return done

    monkeypatch.setattr(reviews.contents, "approve", approved)
    with pytest.raises(NotFoundError, match=f"no content {made}"):
        reviews.approve(caller, made, Approval(reasons.optional("fine")))
