"""Quirks of the program content-creator when it is asked about a task, one test each."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from contenthub.creators.base import (
    CancelOutcome,
    Phase,
)
from contenthub.creators.content_creator_cli import ContentCreatorCli
from contenthub.errors import PermanentError, TransientError
from tests.support import fake_content_creator_cli as cli
from tests.support.content_creator import REQUEST, article_of, look


@pytest.fixture
def program(tmp_path: Path) -> cli.FakeProgram:
    return cli.FakeProgram(tmp_path)


def by_program(program: cli.FakeProgram, timeout: float = 30.0) -> ContentCreatorCli:
    return ContentCreatorCli(program.command, timeout=timeout)


def test_one_list_answers_for_all_tasks_and_status_for_those_it_lacks(
    program: cli.FakeProgram,
) -> None:
    known = [program.put(plan={"duration": cli.ENDLESS, "error": ""}) for _ in range(9)]
    seen = by_program(program).observe([*known, "stranger"])
    assert [each.phase for each in seen] == [Phase.RUNNING] * 9 + [Phase.UNKNOWN]
    assert [(each.progress, each.step) for each in seen][:2] == [(50, "write")] * 2
    assert sorted(call[0] for call in program.calls()) == ["list", "status"]


@pytest.mark.parametrize("status", ["pending", "running", "waiting"])
def test_the_labels_of_status_are_read_where_there_is_no_list(
    program: cli.FakeProgram, status: str
) -> None:
    task_id = program.put(status=status)
    program.set(cli.Plan(broken={"list": "database is locked"}))
    assert look(by_program(program), task_id).phase is Phase.RUNNING


def test_a_failure_keeps_its_reason_by_list_and_by_status(program: cli.FakeProgram) -> None:
    program.set(cli.Plan(error="LLM is away"))
    creator = by_program(program)
    external_id = creator.submit(REQUEST)
    for plan in (cli.Plan(), cli.Plan(garbage=["list"])):
        program.set(plan)
        seen = look(creator, external_id)
        assert (seen.phase, str(seen.error)) == (
            Phase.FAILED,
            "content-creator failed: LLM is away",
        )


def test_a_blocking_run_that_prints_success_although_it_failed_has_failed(
    program: cli.FakeProgram,
) -> None:
    program.set(cli.Plan(synchronous=True, error="no search results", text="任务ID: wrong"))
    creator = by_program(program)
    external_id = creator.submit(REQUEST)
    assert external_id == program.tasks()[0]["id"]
    assert look(creator, external_id).phase is Phase.FAILED


def test_a_cancelled_task_is_seen_as_cancelled(program: cli.FakeProgram) -> None:
    assert look(by_program(program), program.put(status="cancelled")).phase is Phase.CANCELLED


@pytest.mark.parametrize(
    "text", ["a\n字数: 9", "1\n" + "─" * 40 + "\n3. X\n" + "─" * 40, " \r\n x\n"]
)
def test_an_article_that_looks_like_the_frame_around_it_arrives_whole(
    program: cli.FakeProgram, text: str
) -> None:
    program.set(cli.Plan(text=text, images=["https://example.org/1.png"]))
    creator = by_program(program)
    article = article_of(creator, creator.submit(REQUEST))
    assert article.content == text
    assert article.images == ("https://example.org/1.png",)


def test_the_article_with_its_images_filled_in_is_preferred(program: cli.FakeProgram) -> None:
    program.set(
        cli.Plan(text="![](image-placeholder-1)", final_text="![](a.png)", images=["a.png"])
    )
    creator = by_program(program)
    article = article_of(creator, creator.submit(REQUEST))
    assert (article.content, article.images) == ("![](a.png)", ("a.png",))
    assert article.metadata == {"word_count": 10}


@pytest.mark.parametrize("plan", [cli.Plan(text=""), cli.Plan(no_result=True)])
def test_a_task_that_ended_well_without_an_article_has_failed(
    program: cli.FakeProgram, plan: cli.Plan
) -> None:
    program.set(plan)
    creator = by_program(program)
    seen = look(creator, creator.submit(REQUEST))
    assert seen.phase is Phase.FAILED
    assert isinstance(seen.error, TransientError)


def test_a_result_that_cannot_be_read_is_a_permanent_failure(program: cli.FakeProgram) -> None:
    creator = by_program(program)
    external_id = creator.submit(REQUEST)
    program.set(cli.Plan(garbage=["result"]))
    seen = look(creator, external_id)
    assert seen.phase is Phase.FAILED
    assert isinstance(seen.error, PermanentError)


def test_a_program_that_answers_with_errors_or_nonsense_is_unreachable(
    program: cli.FakeProgram,
) -> None:
    creator = by_program(program)
    external_id = creator.submit(REQUEST)
    for plan in (
        cli.Plan(garbage=["list", "status"]),
        cli.Plan(broken={"list": "no", "status": "no"}),
        cli.Plan(broken={"result": "no"}),
    ):
        program.set(plan)
        assert look(creator, external_id).phase is Phase.UNREACHABLE


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("running", CancelOutcome.REFUSED),
        ("waiting", CancelOutcome.REFUSED),
        ("completed", CancelOutcome.GONE),
        ("failed", CancelOutcome.GONE),
    ],
)
def test_a_cancel_that_refuses_with_exit_code_0_is_judged_by_the_status(
    program: cli.FakeProgram, status: str, outcome: CancelOutcome
) -> None:
    program.set(cli.Plan(cancel_works=False))
    assert by_program(program).cancel(program.put(status=status)) is outcome


def test_a_cancel_without_an_answer_says_so(program: cli.FakeProgram) -> None:
    program.set(cli.Plan(broken={"status": "database is locked"}))
    with pytest.raises(TransientError):
        by_program(program).cancel(program.put(status="running"))


def test_the_program_sees_the_environment_without_our_own_settings(
    program: cli.FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = {"CONTENTHUB_OPENAI_API_KEY": "sk-1", "REDIS_URL": "redis://a", "DATABASE_URL": "b://c"}
    for name, value in {**ours, "LLM_API_KEY": "theirs", "FORCE_COLOR": "1"}.items():
        monkeypatch.setenv(name, value)
    by_program(program).submit(REQUEST)
    seen = program.environment()
    assert not set(ours) & set(seen)
    assert (seen["LLM_API_KEY"], seen["NO_COLOR"], "FORCE_COLOR" in seen) == ("theirs", "1", False)
    assert seen["PATH"] == os.environ["PATH"]


def test_what_is_no_program_is_named_in_the_error(tmp_path: Path) -> None:
    creator = ContentCreatorCli((str(tmp_path),))
    with pytest.raises(TransientError, match="cannot run"):
        creator.submit(REQUEST)
