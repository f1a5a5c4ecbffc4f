"""Quirks of the program content-creator when it takes an order, one test each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from contenthub.creators.content_creator import compose, reference_of
from contenthub.creators.content_creator_cli import ContentCreatorCli
from contenthub.errors import OutcomeUnknownError, PermanentError, TransientError
from tests.support import fake_content_creator_cli as cli
from tests.support.content_creator import PROFILE, REQUEST, article_of


@pytest.fixture
def program(tmp_path: Path) -> cli.FakeProgram:
    return cli.FakeProgram(tmp_path)


def by_program(program: cli.FakeProgram, timeout: float = 30.0) -> ContentCreatorCli:
    return ContentCreatorCli(program.command, timeout=timeout)


def option(program: cli.FakeProgram, name: str) -> str:
    (task,) = program.tasks()
    return str(task["options"].get(name, ""))


def test_an_order_ends_with_its_reference_and_becomes_options_of_a_current_build(
    program: cli.FakeProgram,
) -> None:
    by_program(program).submit(replace(REQUEST, topic="--help", keywords=("a,b", "c"), priority=9))
    assert option(program, "--topic") == "--help"
    assert option(program, "--requirements").endswith(f"\n{reference_of('key-1')}")
    assert option(program, "--target-audience") == "students"
    assert option(program, "--keywords") == "a b,c"
    assert option(program, "--priority") == "urgent"
    assert option(program, "--mode") == "async"


def test_an_older_build_gets_the_options_it_knows_and_is_asked_once(
    program: cli.FakeProgram,
) -> None:
    program.set(cli.Plan(old_options=True))
    creator = by_program(program)
    creator.submit(REQUEST)
    assert option(program, "--audience") == "students"
    assert option(program, "--keywords") == "sleep"
    assert (option(program, "--min-words"), option(program, "--max-words")) == ("300", "800")
    creator.submit(replace(REQUEST, idempotency_key="key-2"))
    assert [call[0] for call in program.calls()].count("create") == 3


@pytest.mark.parametrize(
    ("limits", "passed"),
    [((None, 300), ("1", "300")), ((3000, None), ("3000", "6000")), ((None, None), ("", ""))],
)
def test_one_word_limit_never_contradicts_the_other_that_an_older_build_assumes(
    program: cli.FakeProgram, limits: tuple[int | None, int | None], passed: tuple[str, str]
) -> None:
    program.set(cli.Plan(old_options=True))
    account = replace(PROFILE, min_length=limits[0], max_length=limits[1])
    by_program(program).submit(replace(REQUEST, account=account))
    assert (option(program, "--min-words"), option(program, "--max-words")) == passed


def test_a_build_that_was_exchanged_for_an_older_one_is_noticed(program: cli.FakeProgram) -> None:
    creator = by_program(program)
    creator.submit(REQUEST)
    program.set(cli.Plan(old_options=True))
    second = replace(REQUEST, idempotency_key="key-2")
    with pytest.raises(PermanentError, match="unknown option"):
        creator.submit(second)
    assert creator.submit(second)


def test_an_id_that_the_topic_brings_along_is_not_taken_for_the_tasks_id(
    program: cli.FakeProgram,
) -> None:
    external_id = by_program(program).submit(replace(REQUEST, topic="x\n任务ID: wrong"))
    assert external_id == program.tasks()[0]["id"]


def test_banner_and_log_lines_around_an_answer_are_read_over(program: cli.FakeProgram) -> None:
    program.set(cli.Plan(json_logs=True))
    creator = by_program(program)
    assert article_of(creator, creator.submit(REQUEST)).content == cli.Plan().text


def test_the_same_words_of_another_task_are_not_adopted(program: cli.FakeProgram) -> None:
    program.put(topic=REQUEST.topic, requirements=compose(REQUEST).requirements)
    other = reference_of("key-2")
    program.put(topic=REQUEST.topic, requirements=compose(REQUEST, other).requirements)
    assert by_program(program).find(REQUEST) is None


def test_an_order_behind_many_newer_ones_is_found_on_a_later_page(
    program: cli.FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contenthub.creators.content_creator_cli._PAGE", 2)
    creator = by_program(program)
    external_id = creator.submit(REQUEST)
    for _ in range(5):
        program.put()
    assert creator.find(REQUEST) == external_id


def test_the_search_ends_with_tasks_that_are_older_than_the_order_can_be(
    program: cli.FakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contenthub.creators.content_creator_cli._PAGE", 2)
    for _ in range(9):
        program.put(began=0.0)
    assert by_program(program).find(REQUEST) is None
    assert len(program.calls()) == 1


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [
        ("TaskQueue is not available. Redis is not configured", TransientError),
        ("minWords cannot be greater than maxWords", PermanentError),
    ],
)
def test_a_refusal_is_permanent_only_if_the_order_itself_is_wrong(
    program: cli.FakeProgram, refusal: str, kind: type[Exception]
) -> None:
    program.set(cli.Plan(refuses=refusal, leaves_row=True))
    with pytest.raises(kind, match=refusal):
        by_program(program).submit(REQUEST)


def test_a_program_that_dies_after_accepting_leaves_a_doubt_that_find_resolves(
    program: cli.FakeProgram,
) -> None:
    program.set(cli.Plan(dies=True))
    creator = by_program(program)
    with pytest.raises(OutcomeUnknownError):
        creator.submit(REQUEST)
    assert creator.find(REQUEST) == program.tasks()[0]["id"]
    assert creator.submit(REQUEST) == program.tasks()[0]["id"]
    assert len(program.tasks()) == 1


def test_a_create_that_does_not_name_its_task_is_looked_up_in_the_list(
    program: cli.FakeProgram,
) -> None:
    program.set(cli.Plan(nameless=True))
    assert by_program(program).submit(REQUEST) == program.tasks()[0]["id"]


def test_a_create_that_ends_well_without_a_task_is_a_permanent_failure(
    program: cli.FakeProgram,
) -> None:
    program.set(cli.Plan(garbage=["create"]))
    with pytest.raises(PermanentError, match="created no task"):
        by_program(program).submit(REQUEST)


def test_a_create_that_hangs_is_killed_with_its_group_and_its_outcome_is_unknown(
    program: cli.FakeProgram,
) -> None:
    program.set(cli.Plan(hangs={"create": 60.0}))
    with pytest.raises(OutcomeUnknownError, match="longer than 2 s"):
        by_program(program, timeout=2.0).submit(REQUEST)
    assert by_program(program).find(REQUEST)


def test_a_list_that_cannot_be_read_cannot_tell_whether_an_order_was_accepted(
    program: cli.FakeProgram,
) -> None:
    for plan in (cli.Plan(garbage=["list"]), cli.Plan(broken={"list": "SQLITE_BUSY"})):
        program.set(plan)
        with pytest.raises(TransientError):
            by_program(program).find(REQUEST)
