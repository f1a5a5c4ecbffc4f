"""`content approve` and `reject` on many.

Ids, ranges, filters, the question, and what was decided.
"""

from __future__ import annotations

import io
import os
import pty
import sys
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest

from contenthub import clock
from contenthub.commands.console import notes, output
from contenthub.commands.console.screen import Screen
from contenthub.database import db
from contenthub.lifecycle import accounts, content_by_id, contents
from contenthub.lifecycle.unit import Unit
from contenthub.settings import Settings
from tests.support.articles import article, content_of, entry_of
from tests.support.line_accounts import TAKES_SHORT, line_account

Cli = Callable[..., Any]


def reviews(*content_ids: int) -> list[str]:
    return [content_of(one).review_status for one in content_ids]


def rejected(settings: Settings, reason: str = "no sources") -> int:
    made = article(settings)
    with Unit("test") as unit:
        contents.reject(unit, content_by_id.locked(unit, made), reason)
    return made


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch, typed: str) -> Any:
    """A terminal at which somebody types this."""
    master, slave = pty.openpty()
    os.write(master, typed.encode())
    with os.fdopen(slave, "r") as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield
    os.close(master)


class TestWhich:
    def test_a_range_means_what_waits_in_it(self, cli: Cli, database: Settings) -> None:
        made = [article(database) for _ in range(4)]
        answer = cli("content", "approve", f"{made[1]}-{made[2]}", "--yes", "-f", "json")
        assert answer.code == 0
        assert [row["id"] for row in answer.json] == made[1:3]
        assert reviews(*made) == ["pending", "approved", "approved", "pending"]

    def test_ranges_and_ids_go_together_and_gaps_are_no_error(
        self, cli: Cli, database: Settings
    ) -> None:
        made = [article(database) for _ in range(4)]
        with Unit("test") as unit:
            contents.remove(unit, content_by_id.locked(unit, made[1]))
        assert cli("content", "approve", f"{made[0]}-{made[2]}", f"{made[3]}", "-y").code == 0
        assert reviews(made[0], *made[2:]) == ["approved"] * 3

    def test_filters_mean_what_waits_and_fits(self, cli: Cli, database: Settings) -> None:
        blog = accounts.add("blog")
        other, mine = article(database), article(database, account=blog)
        for filter_ in (["-a", "blog"], ["--since", "1h", "-a", "blog"]):
            assert cli("content", "reject", *filter_, "--reason", "x", "-y").code == 0
        assert reviews(other, mine) == ["pending", "rejected"]
        with db.transaction():
            db.execute("UPDATE contents SET batch_id = 'b1' WHERE account_id <> ?", (blog.id,))
        assert cli("content", "approve", "--until", "1h", "-y").code == 0
        assert reviews(other) == ["pending"]
        assert cli("content", "approve", "--batch", "b1", "-y").code == 0
        assert reviews(other, mine) == ["approved", "rejected"]

    def test_all_are_those_that_wait(self, cli: Cli, database: Settings) -> None:
        waiting, done, refused = (
            article(database),
            article(database, approved=True),
            rejected(database),
        )
        answer = cli("content", "approve", "--all", "--yes", "-f", "json")
        assert [row["id"] for row in answer.json] == [waiting]
        assert reviews(waiting, done, refused) == ["approved", "approved", "rejected"]
        assert "1 that were rejected are left out" in answer.err
        again = cli("content", "approve", "--all")
        assert (again.code, "no such contents wait" in again.out) == (0, True)

    @pytest.mark.parametrize(
        ("arguments", "code", "told"),
        [
            ([], 2, "--all"),
            (["1", "--all"], 2, "one of them"),
            (["1", "--since", "1h"], 2, "one of them"),
            (["--all", "-a", "default"], 2, "one of them"),
            (["--batch", " "], 2, "--batch is empty"),
            (["9-3"], 2, "runs upward"),
            (["0-3"], 2, "begin at 1"),
            (["1-99999999999999999999"], 2, "3-9"),
            (["1-2-3"], 2, "3-9"),
            (["x"], 2, "3-9"),
            (["3,4"], 2, "several of them with blanks between them"),
            (["-a", "nobody"], 3, "nobody"),
            (["99"], 3, "no content 99"),
        ],
    )
    @pytest.mark.parametrize("command", [("approve",), ("reject", "--reason", "x")])
    def test_what_cannot_be_meant_is_one_line(
        self,
        cli: Cli,
        database: Settings,
        command: tuple[str, ...],
        arguments: list[str],
        code: int,
        told: str,
    ) -> None:
        made = article(database)
        answer = cli("content", *command, *arguments)
        assert (answer.code, len(answer.err.splitlines())) == (code, 1)
        assert told in answer.err
        assert reviews(made) == ["pending"]


class TestQuestion:
    def test_where_nobody_can_answer_nothing_is_decided(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = [article(database) for _ in range(2)]
        monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
        for command in (("approve",), ("reject", "--reason", "x")):
            for which in (["--all"], [f"{made[0]}-{made[1]}"], ["--since", "1h"]):
                answer = cli("content", *command, *which)
                assert answer.code == 2
                assert f"{command[0]} 2 contents?" in answer.err
                assert "--yes" in answer.err
        assert reviews(*made) == ["pending", "pending"]

    @pytest.mark.parametrize(
        ("typed", "code", "after"),
        [("y\n", 0, "approved"), ("n\n", 4, "pending"), ("\n", 4, "pending")],
    )
    def test_a_persons_word_counts(
        self,
        cli: Cli,
        database: Settings,
        monkeypatch: pytest.MonkeyPatch,
        typed: str,
        code: int,
        after: str,
    ) -> None:
        made = [article(database) for _ in range(2)]
        with terminal(monkeypatch, typed):
            answer = cli("content", "approve", "--all")
        assert answer.code == code
        assert "approve 2 contents?" in answer.err
        assert ("the answer was no: nothing was changed" in answer.err) == bool(code)
        assert "interrupted" not in answer.err
        assert reviews(*made) == [after, after]

    def test_a_narrow_terminal_gets_the_question_in_lines(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        article(database)
        article(database, metadata={"truncated": True})
        monkeypatch.setattr(notes, "screen_of", lambda _: Screen(40))
        with terminal(monkeypatch, "n\n"):
            asked = cli("content", "approve", "--all").err
        question, mark, _ = asked.partition("[y/N]: ")
        assert mark
        assert max(map(len, f"{question}[y/N]:".splitlines())) <= 40

    def test_it_says_how_many_the_gate_holds(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        article(database)
        held = article(database, metadata={"truncated": True})
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        asked = cli("content", "approve", "--all").err
        assert "approve 2 contents, 1 of them held by the gate (cut_off 1; each needs a" in asked
        asked = cli("content", "approve", "--all", "--reason", "read").err
        assert "1 of them held by the gate (cut_off 1)?" in asked
        assert reviews(held) == ["pending"]

    def test_it_says_which_checks_hold_how_many_the_most_frequent_first(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        words = {"banned_words": ["cheap"], "required_words": ["lid"]}
        strict = accounts.add("strict", gate=TAKES_SHORT, **words)
        article(database, "Pots", "A cheap pot.", account=strict)
        article(database, "Pans", "A cheap pan with a lid.", account=strict)
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        asked = cli("content", "approve", "-a", "strict", "--because", "read").err
        assert "2 of them held by the gate (banned_words 2, required_words 1)?" in asked

    def test_those_that_one_check_holds_are_meant_and_counted(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        strict = accounts.add("strict", gate=TAKES_SHORT, banned_words=["cheap"])
        free = article(database, "Cups", "A tall cup.", account=strict)
        held = [article(database, "Pots", f"{n} cheap pots.", account=strict) for n in range(2)]
        monkeypatch.setattr(sys, "stdin", io.StringIO(""))
        asked = cli("content", "approve", "--check", "banned_words", "--because", "read").err
        assert "approve 2 contents, 2 of them held by the gate (banned_words 2)?" in asked
        asked = cli("content", "reject", "--check", "banned_words", "--reason", "no").err
        assert "reject 2 contents?" in asked
        only = ("--check", "banned_words", "-f", "json")
        listed = cli("content", "list", *only).json
        assert [row["id"] for row in listed] == held[::-1]
        done = cli("content", "approve", *only, "--because", "read", "--yes").json
        assert [row["id"] for row in done] == held
        assert reviews(free, *held) == ["pending", "approved", "approved"]
        assert cli("content", "list", "--review", "pending", *only).json == []
        assert len(cli("content", "list", "--review", "approved", *only).json) == 2

    @pytest.mark.parametrize("command", ["list", "approve", "reject --reason no"])
    def test_a_check_that_there_is_not_is_one_line(
        self, cli: Cli, database: Settings, command: str
    ) -> None:
        far = cli("content", *command.split(), "--check", "nosuch")
        assert (far.code, "no check 'nosuch'; there are: cut_off, " in far.err) == (2, True)
        answer = cli("content", *command.split(), "--check", "refusals")
        assert answer.code == 2
        assert answer.err.strip() == "contenthub: no check 'refusals'; did you mean 'refusal'?"
        assert len(answer.err.strip().splitlines()) == 1

    def test_where_all_are_held_and_no_reason_is_given_nobody_is_asked(
        self, cli: Cli, database: Settings
    ) -> None:
        held = article(database, metadata={"truncated": True})
        answer = cli("content", "approve", f"{held}-{held + 1}")
        assert (answer.code, "?" in answer.err) == (2, False)
        assert "all of these are held by the gate (cut_off 1; each needs a --because)" in answer.err

    def test_ids_that_were_typed_are_not_asked_about(self, cli: Cli, database: Settings) -> None:
        made = [article(database) for _ in range(2)]
        assert cli("content", "approve", *map(str, made)).code == 0
        assert reviews(*made) == ["approved", "approved"]


class TestDecisions:
    def test_in_a_list_what_was_rejected_stays_so(self, cli: Cli, database: Settings) -> None:
        refused, waiting = rejected(database), article(database)
        answer = cli("content", "approve", str(refused), str(waiting), "-f", "json")
        assert answer.code == 4
        assert "was rejected (no sources)" in answer.json[0]["error_message"]
        assert answer.json[1]["outcome"] == "approved"
        assert reviews(refused, waiting) == ["rejected", "approved"]

    @pytest.mark.parametrize("which", ["ids", "range", "all"])
    def test_even_rejected_means_it(self, cli: Cli, database: Settings, which: str) -> None:
        refused, waiting = rejected(database), article(database)
        meant = {
            "ids": [str(refused), str(waiting)],
            "range": [f"{refused}-{waiting}"],
            "all": ["--all"],
        }[which]
        answer = cli("content", "approve", *meant, "--even-rejected", "--yes", "-f", "json")
        assert answer.code == 0
        assert answer.json[0]["outcome"] == "approved; was rejected: no sources"
        assert reviews(refused, waiting) == ["approved", "approved"]

    def test_one_that_is_named_alone_is_meant(self, cli: Cli, database: Settings) -> None:
        refused = rejected(database)
        answer = cli("content", "approve", str(refused), "-f", "json")
        assert (answer.code, reviews(refused)) == (0, ["approved"])
        assert "was rejected: no sources" in answer.json[0]["outcome"]
        assert content_of(refused).review_reason is None

    def test_what_was_approved_is_rejected_by_name_or_expressly(
        self, cli: Cli, database: Settings
    ) -> None:
        named, found = article(database, approved=True), article(database, approved=True)
        assert cli("content", "reject", str(named), "--reason", "x").code == 0
        assert cli("content", "reject", "--all", "--reason", "x", "-y").code == 0
        assert reviews(named, found) == ["rejected", "approved"]
        assert cli("content", "reject", "--all", "--even-approved", "--reason", "x", "-y").code == 0
        assert reviews(found) == ["rejected"]

    def test_the_latest_reason_is_shown(self, cli: Cli, database: Settings) -> None:
        refused = rejected(database, "yesterday's")
        again = cli("content", "reject", str(refused), "--reason", "today's", "-f", "json")
        assert "already" in again.json[0]["outcome"]
        assert again.json[0]["review_reason"] == "today's"

    def test_what_the_gate_holds_needs_a_reason(self, cli: Cli, database: Settings) -> None:
        held, free = article(database, metadata={"truncated": True}), article(database)
        refused = cli("content", "approve", str(held))
        assert (refused.code, len(refused.err.splitlines())) == (4, 1)
        assert "limit" in refused.err
        assert f"content approve {held} --because" in refused.err
        both = cli("content", "approve", "--all", "--yes", "-f", "json")
        assert (both.code, reviews(held, free)) == (4, ["pending", "approved"])
        assert "held" in both.json[0]["error_message"]
        assert cli("content", "approve", str(held), "--because", "it is whole").code == 0
        assert content_of(held).review_reason == "it is whole"
        assert entry_of(held) is not None


def test_time_and_priority_outlive_a_rejection(cli: Cli, database: Settings) -> None:
    made = article(database, priority=9)
    assert cli("content", "approve", str(made), "--at", "+2h").code == 0
    assert cli("publish-pool", "set-priority", str(made), "2").code == 0
    assert cli("publish-pool", "schedule", str(made), "--at", "+5h").code == 0
    planned = entry_of(made)
    assert cli("content", "reject", str(made), "--reason", "wait").code == 0
    assert cli("content", "approve", str(made)).code == 0
    entry = entry_of(made)
    assert planned is not None
    assert entry is not None
    assert (entry.scheduled_at, entry.priority) == (planned.scheduled_at, 2)
    assert entry.scheduled_at > clock.after(4 * 3600)


class TestGenerate:
    def test_a_draft_waits_and_the_command_says_how_it_is_approved(
        self, cli: Cli, database: Settings
    ) -> None:
        done = cli("content", "generate", "--auto-approve", "-t", "tea", "-f", "json")
        assert (done.code, done.json["review_status"]) == (0, "pending")
        assert "a draft from a template" in done.json["review_reason"]
        last = done.err.splitlines()[-1]
        assert last.startswith(f"content {done.json['content_id']} waits for a person (a draft")
        assert last.endswith(f'contenthub content approve {done.json["content_id"]} --because "…"')

    def test_many_that_wait_are_told_in_few_lines(self, cli: Cli, database: Settings) -> None:
        topics = [word for number in range(7) for word in ("-t", f"tea number {number}")]
        told = cli("content", "generate", "--no-auto-approve", *topics).err
        assert told.count("waits for a person") == 5
        assert "2 more wait for a person: contenthub content list --review pending" in told

    def test_a_draft_is_in_the_language_that_it_says(self, cli: Cli, database: Settings) -> None:
        line_account("shop", language="de")
        made = cli("content", "generate", "-a", "shop", "-t", "Tee", "-f", "json").json
        shown = cli("content", "show", str(made["content_id"]), "-f", "json").json
        assert (shown["language"], shown["review_reason"]) == ("en", "ordered in de, written in en")


def test_what_many_contents_were_held_for_is_read_page_by_page(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contenthub.queries import contents as lists
    from contenthub.queries import pages
    from contenthub.states import ReviewState

    made = [article(database) for _ in range(7)]
    monkeypatch.setattr(pages, "ROWS", 2)
    read: list[str] = []
    real = db.execute

    def execute(sql: str, params: tuple[Any, ...] = ()) -> Any:
        if "findings" in sql:
            read.append(sql)
        return real(sql, params)

    monkeypatch.setattr(db, "execute", execute)
    found = lists.matching(lists.Filter(), [ReviewState.PENDING])
    assert next(found).id == made[0]
    assert len(read) == 1
    assert [one.id for one in found] == made[1:]
    assert len(read) == 4


class TestOnScreens:
    @pytest.mark.parametrize("width", [60, 80])
    def test_what_failed_does_not_take_the_room_of_what_was_done(
        self, cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, width: int
    ) -> None:
        """Why is told in full below the table; a column of it would be cut to a few letters."""
        made, refused = article(database, title="How the tea is dried"), rejected(database)
        monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
        answer = cli("content", "approve", str(made), str(refused))
        head, _, done, failed = answer.out.splitlines()
        assert head.split()[:2] == ["id", "title"]
        assert "…" not in head
        assert "How the " in done
        assert failed.split() == [str(refused), "failed"]
        assert "was rejected (no sources)" in answer.err

    def test_a_table_without_end_says_why_in_its_row(self, cli: Cli, database: Settings) -> None:
        made, refused = article(database), rejected(database)
        rows = cli("content", "approve", str(made), str(refused)).out.splitlines()
        assert "failed" in rows[-1]
        assert "was rejected (no sources)" in rows[-1]


def test_a_reason_is_given_by_the_same_word_to_approve_and_to_reject(
    cli: Cli, database: Settings
) -> None:
    made = article(database)
    assert cli("content", "reject", str(made), "--because", "no sources").code == 0
    assert content_of(made).review_reason == "no sources"


def test_an_outcome_is_read_to_its_end_on_a_narrow_screen(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = article(database, "What is new in tea on the first of May", approved=True)
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(60))
    answer = cli("content", "approve", str(made), "--because", "read again")
    last = [line.split()[-1] for line in answer.out.splitlines()]
    assert ("…" in " ".join(last), "one" in last) == (False, True)
