"""What people see of a reviewer: why a text waits, what was said of it, whether it can be asked."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.commands.console import output
from contenthub.commands.console.screen import Screen
from contenthub.database import db
from contenthub.lifecycle import accounts, opinion_answers
from contenthub.lifecycle.second_opinion import Said
from contenthub.lifecycle.unit import Unit
from contenthub.queries.opinions import waits
from contenthub.records import Opinion, by_ids
from contenthub.settings import Settings
from tests.support import reviewer_program
from tests.support.articles import article
from tests.support.line_accounts import line_account
from tests.support.processes import Processes

Cli = Callable[..., Any]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets a reviewer of which a test says what it answers."""

    def call(**what: Any) -> None:
        file = tmp_path / "play.json"
        file.write_text(json.dumps(what), encoding="utf-8")
        command = f"{sys.executable} {reviewer_program.__file__} {file}"
        monkeypatch.setenv("CONTENTHUB_REVIEWER", "command")
        monkeypatch.setenv("CONTENTHUB_REVIEWER_COMMAND", command)

    return call


def test_generate_waits_for_the_opinion_and_publishes(cli: Cli, play: Any) -> None:
    play(output='{"score": 90}')
    cli("account", "add", "blog", "--gate", "template_draft=off")
    answer = cli("content", "generate", "-t", "Tea", "-a", "blog", "-f", "json")
    assert answer.code == 0, answer.err
    assert answer.json["publish_status"] == "published"
    shown = cli("content", "show", str(answer.json["content_id"]), "-f", "json").json
    (opinion,) = shown["opinions"]
    assert (opinion["status"], opinion["score"], opinion["waits"]) == ("given", 90, None)
    rows = cli("task", "ledger", answer.json["task_id"], "-f", "json").json
    assert [row["kind"] for row in rows] == ["generation", "review"]


@pytest.mark.parametrize("width", [60, 80])
def test_a_narrow_ledger_tells_the_review_from_the_generation(
    cli: Cli, play: Any, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """Both are attempt 1; and a table of cut words says nothing."""
    play(output='{"score": 90, "usage": {"input_tokens": 812, "output_tokens": 31, "cost": 0.002}}')
    cli("account", "add", "blog", "--gate", "template_draft=off")
    answer = cli("content", "generate", "-t", "Tea", "-a", "blog", "-f", "json")
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
    head, _, generation, review = cli("task", "ledger", answer.json["task_id"]).out.splitlines()
    assert "…" not in head
    assert generation.split()[0] == "generation"
    assert review.split()[0] == "review"
    assert {"812", "31", "0.002"} <= set(review.split())


def test_generate_says_what_the_reviewer_holds(cli: Cli, play: Any) -> None:
    play(output='{"score": 20, "findings": ["made up"]}')
    cli("account", "add", "blog", "--gate", "template_draft=off")
    answer = cli("content", "generate", "-t", "Tea", "-a", "blog", "-f", "json")
    assert answer.json["review_reason"] == "the reviewer says: made up"
    assert "--because" in answer.err
    content = str(answer.json["content_id"])
    assert cli("content", "approve", content).code == 4
    assert cli("content", "approve", content, "--because", "it is not").code == 0
    rows = {row["check"]: row for row in cli("gate", "list", "-f", "json").json}
    assert (rows["reviewer"]["held"], rows["reviewer"]["approved"]) == (1, 1)


def test_generate_says_why_no_opinion_came(cli: Cli, play: Any) -> None:
    """Nothing is held, so that the article's own fields would be all that says it."""
    play(error="no model at hand", code=65)
    cli("account", "add", "blog", "--gate", "template_draft=off")
    answer = cli("content", "generate", "-t", "Tea", "-a", "blog")
    assert "waits for a person (no opinion: " in answer.err
    assert "no model at hand); approve it: contenthub content approve 1\n" in answer.err


def test_a_wait_for_an_opinion_says_so_and_why_it_takes_longer(
    cli: Cli, play: Any, database: Settings, tmp_path: Path, until: Any
) -> None:
    """The article is there and nothing is decided: "completed" alone would be no word of that."""
    play(error="no model at hand", code=75)
    cli("account", "add", "blog", "--gate", "template_draft=off")
    names = ("CONTENTHUB_REVIEWER", "CONTENTHUB_REVIEWER_COMMAND")
    settings = {name: os.environ[name] for name in names} | {"CONTENTHUB_RETRY_BACKOFF": "300"}
    with Processes(tmp_path) as processes:
        order = ("content", "generate", "-t", "Tea", "-a", "blog")
        waiting = processes.contenthub(*order, settings=settings)
        until(lambda: "Ctrl-C ends the wait" in waiting.stderr(), "the reason")
        waiting.signal(signal.SIGINT)
        assert waiting.wait() == 130
        said = waiting.stderr()
    assert "in review  " in said
    (line,) = [one for one in said.splitlines() if "Ctrl-C ends the wait" in one]
    assert line.startswith("the reviewer of content 1 is asked again by itself in ")
    assert "no model at hand" in line
    assert "content 1 stays in review: its reviewer has yet to answer" in said


def test_of_many_articles_those_in_review_are_counted(cli: Cli, database: Settings) -> None:
    from contenthub.commands.console import waiting
    from contenthub.queries import progress

    settings, account = replace(database, reviewer="command"), line_account()
    for topic in ("One", "Two"):
        article(settings, approved=True, account=account, topic=topic)
    tasks = [row[0] for row in db.execute("SELECT task_id FROM generation_tasks").fetchall()]
    seen = progress.of(tasks)
    assert [one.is_reviewed and one.question is not None for one in seen] == [True, True]
    assert waiting._standing(seen).detail.endswith(", 2 in review")


def test_an_account_may_set_how_it_is_taken(cli: Cli) -> None:
    assert cli("account", "add", "blog", "--gate", "reviewer=off").code == 0
    assert accounts.find("blog").gate == {"reviewer": "off"}


def test_doctor_says_whether_the_reviewer_can_be_asked(
    cli: Cli, play: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "reviewer" not in {row["check"] for row in cli("doctor", "-f", "json").json}
    play(output="")
    rows = {row["check"]: row for row in cli("doctor", "-f", "json").json}
    assert rows["reviewer"]["status"] == "ok"
    monkeypatch.setenv("CONTENTHUB_REVIEWER_COMMAND", "/no/such/program")
    answer = cli("doctor", "-f", "json")
    rows = {row["check"]: row for row in answer.json}
    assert (rows["reviewer"]["status"], answer.code) == ("failed", 5)
    assert "/no/such/program" in rows["reviewer"]["detail"]


def test_what_waits_for_the_reviewer_says_so(cli: Cli, database: Settings) -> None:
    made = article(replace(database, reviewer="command"), approved=True, account=line_account())
    shown = cli("content", "show", str(made))
    assert "waits for a second opinion" in shown.out
    assert "waits for a worker that asks the reviewer command" in " ".join(shown.out.split())
    (row,) = cli("content", "list", "--review", "pending", "-f", "json").json
    assert row["review_reason"] == "waits for a second opinion"


def test_a_row_without_an_answer_says_why_in_one_sentence(database: Settings) -> None:
    from datetime import timedelta

    from contenthub import clock

    now = clock.now()
    row = {
        "reviewer": "openai",
        "due_at": now,
        "lease_until": None,
        "retry_count": 1,
        "crash_count": 0,
        "max_retries": 2,
    }
    later, before = now + timedelta(minutes=5), now - timedelta(minutes=5)
    assert waits(row) == "waits for a worker that asks the reviewer openai (try 2 of 3)"
    assert waits(row | {"lease_until": later}) == (
        "the reviewer openai is being asked (try 2 of 3)"
    )
    assert waits(row | {"lease_until": before}).startswith("the worker that asked")
    again = waits(row | {"due_at": later, "error_message": "no answer within 4 s"})
    assert again.startswith("the reviewer openai is asked again at ")
    assert again.endswith(" (try 2 of 3), as it gave no answer: no answer within 4 s")
    lost = waits(row | {"due_at": later, "error_message": None})  # by a worker that was lost
    assert lost.endswith(" (try 2 of 3), as it gave no answer")


def test_a_late_answer_for_what_is_gone_is_dropped(database: Settings) -> None:
    made = article(replace(database, reviewer="command"), approved=True, account=line_account())
    (row,) = db.execute("SELECT id FROM opinions WHERE content_id = ?", (made,)).fetchall()
    (opinion,) = by_ids(Opinion, [row[0]])
    with Unit("review") as unit:  # nobody holds its lease by that name
        held = replace(opinion, lease_owner="somebody:1")
        assert not opinion_answers.given(unit, held, Said("command", 90.0), database)
    assert db.execute("SELECT status FROM opinions").fetchone()[0] == "wanted"


@pytest.mark.parametrize("width", [60, 80])
def test_a_content_says_to_the_end_why_it_has_no_opinion_yet(
    cli: Cli, database: Settings, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    made = article(replace(database, reviewer="command"), approved=True, account=line_account())
    monkeypatch.setattr(output, "screen_of", lambda _: Screen(width))
    said = cli("content", "show", str(made)).out.rpartition("opinions:")[2]
    assert all(len(line) <= width for line in said.splitlines())
    why = "waits for a worker that asks the reviewer command (try 1 of 3)"
    assert " ".join(said.split()).endswith(why)
