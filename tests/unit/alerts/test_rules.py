"""The rules: what each finds wrong in which situation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from contenthub.alerts import rules
from contenthub.alerts.finding import Finding, Level
from contenthub.alerts.situation import Situation
from contenthub.alerts.surroundings import BrokenChannel, PausedEndpoint, Surroundings
from contenthub.monitoring.snapshot import (
    Backlog,
    Counts,
    CreatorTrouble,
    Ended,
    Processes,
    Queue,
    ReviewerTrouble,
    Reviews,
    ScheduleTrouble,
    SlowGate,
    Snapshot,
    StuckWork,
    TargetTrouble,
    Window,
)
from contenthub.settings import Settings

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
SETTINGS = Settings()


def found(
    surroundings: Surroundings | None = None, settings: Settings = SETTINGS, **changes: Any
) -> list[Finding]:
    snapshot = replace(Snapshot(NOW), **changes)
    return rules.findings(Situation(snapshot, settings, surroundings or Surroundings()))


def ended(all_: Ended, **by_creator: Ended) -> dict[str, Any]:
    windows = dict.fromkeys(Window, Counts())
    return {"windows": windows | {Window.HOUR: Counts(ended=all_, by_creator=by_creator)}}


def keys(findings: list[Finding]) -> list[tuple[str, str]]:
    return [one.key for one in findings]


def test_a_line_that_rests_has_nothing_wrong() -> None:
    assert found() == []


class TestRates:
    @pytest.mark.parametrize(
        ("counts", "wrong"),
        [
            (Ended(16, 4), []),  # exactly 20 %
            (Ended(15, 5), ["failure_rate"]),
            (Ended(14, 5), []),  # 19 ended
            (Ended(0, 20), ["failure_rate"]),
            (Ended(18, 0, 2), []),  # exactly 10 %
            (Ended(17, 0, 3), ["timeout_rate"]),
            (Ended(10, 5, 5), ["failure_rate", "timeout_rate"]),
            (Ended(0, 0, 0, 500), []),  # a person cancelled them
        ],
    )
    def test_over_a_window_with_enough_that_ended(self, counts: Ended, wrong: list[str]) -> None:
        assert [one.rule for one in found(**ended(counts))] == wrong

    def test_a_creator_is_told_by_its_name_and_not_the_whole_as_well(self) -> None:
        bad, good = Ended(0, 30), Ended(60, 2)
        both = Ended(60, 32)
        assert keys(found(**ended(both, bad=bad, good=good))) == [("failure_rate", "bad")]

    def test_what_is_left_is_told_where_it_is_bad_without_that_creator_too(self) -> None:
        few = {f"c{number}": Ended(5, 5) for number in range(4)}  # too few to say something of each
        all_ = Ended(20, 50)
        assert keys(found(**ended(all_, bad=Ended(0, 30), **few))) == [
            ("failure_rate", "bad"),
            ("failure_rate", ""),
        ]

    def test_its_threshold_is_a_setting(self) -> None:
        strict = replace(SETTINGS, alert_failure_rate=5.0, alert_least_ended=10)
        assert found(settings=strict, **ended(Ended(9, 1)))

    def test_it_tells_the_figures_and_the_culprit(self) -> None:
        (one,) = found(**ended(Ended(15, 5), openai=Ended(15, 5)))
        assert one.figures == {"percent": 25.0, "bad": 5, "ended": 20, "limit": 20.0}
        assert one.culprits == ("creator openai",)
        assert one.level is Level.ERROR


@pytest.mark.parametrize(
    ("due", "wrong"),
    [
        (Queue(50, 60), False),
        (Queue(51, 60), True),
        (Queue(1, 7200), False),
        (Queue(1, 7201), True),
    ],
)
def test_a_backlog_is_long_or_old(due: Queue, wrong: bool) -> None:
    assert bool(found(backlog=Backlog(due))) is wrong


@pytest.mark.parametrize(
    ("processes", "subjects"),
    [
        (Processes(), []),
        (Processes(work={"task": 3}), ["worker"]),
        (Processes(workers=1, work={"task": 3}), []),
        (Processes(active_schedules=2), ["scheduler"]),
        (Processes(schedulers=1, active_schedules=2), []),
        (Processes(api_is_used=True), ["api"]),
        (Processes(apis=1, api_is_used=True), []),
        (
            Processes(work={"tick": 1}, active_schedules=1, api_is_used=True),
            ["worker", "scheduler", "api"],
        ),
    ],
)
def test_a_process_is_missing_where_there_is_work_for_it(
    processes: Processes, subjects: list[str]
) -> None:
    assert keys(found(processes=processes)) == [("process_missing", one) for one in subjects]


def test_work_that_stands_still_is_told_but_not_beside_a_missing_worker() -> None:
    stuck = (StuckWork("tasks", "overdue", 4),)
    assert keys(found(stuck=stuck)) == [("work_stuck", "tasks: overdue")]
    (many,) = found(stuck=stuck)
    assert many.summary == "4 tasks stand still: overdue"
    (one,) = found(stuck=(StuckWork("opinions", "overdue", 1),))
    assert one.summary == "1 opinion stands still: overdue"
    without = Processes(work={"task": 4})
    assert keys(found(stuck=stuck, processes=without)) == [("process_missing", "worker")]


@pytest.mark.parametrize(("waiting", "wrong"), [(2, False), (3, True)])
def test_a_creator_fails_whose_tasks_wait_for_another_try(waiting: int, wrong: bool) -> None:
    trouble = (CreatorTrouble("openai", waiting, "connection refused"),)
    findings = found(creators=trouble)
    assert keys(findings) == ([("creator_failing", "openai")] if wrong else [])
    assert all("connection refused" in one.summary for one in findings)


def completed(*windows: Window) -> dict[str, Any]:
    one = Counts(ended=Ended(1), by_creator={"openai": Ended(1)})
    return {"windows": {each: one if each in windows else Counts() for each in Window}}


@pytest.mark.parametrize(
    ("failed", "waiting", "again", "lately", "level"),
    [
        (1, 0, 0, (), Level.WARNING),  # all that there was in a day
        (1, 0, 0, (Window.DAY,), None),
        (2, 0, 0, (), Level.ERROR),
        (2, 0, 0, (Window.DAY,), Level.ERROR),
        (2, 0, 0, (Window.HOUR, Window.DAY), None),
        (3, 0, 0, tuple(Window), Level.ERROR),  # in a row
        (1, 1, 0, (), Level.ERROR),
        (0, 2, 0, (), None),
        (0, 2, 1, (), Level.ERROR),  # between two tries
        (0, 2, 1, tuple(Window), None),
        (0, 0, 3, tuple(Window), None),  # others of it are completed meanwhile
    ],
)
def test_a_creator_fails_of_which_nothing_is_completed(
    failed: int, waiting: int, again: int, lately: tuple[Window, ...], level: Level | None
) -> None:
    trouble = (CreatorTrouble("openai", waiting, "401", failed, again),)
    findings = found(creators=trouble, **completed(*lately))
    assert [(one.key, one.level) for one in findings] == (
        [(("creator_failing", "openai"), level)] if level else []
    )


def test_one_of_each_creator_is_an_error_where_nothing_comes_at_all() -> None:
    trouble = tuple(CreatorTrouble(name, 0, "401", 1) for name in ("command", "openai"))
    assert [one.level for one in found(creators=trouble)] == [Level.ERROR, Level.ERROR]


@pytest.mark.parametrize(("failed", "wrong"), [(1, False), (2, False), (3, True), (1_000, True)])
def test_a_reviewer_gave_no_opinion_on_several_texts(failed: int, wrong: bool) -> None:
    findings = found(reviewer=ReviewerTrouble("openai", failed, "no opinion: 401"))
    assert keys(findings) == ([("reviewer_failing", "openai")] if wrong else [])
    assert all(f"on {failed} texts in a row" in one.summary for one in findings)


def test_a_gate_reads_one_text_for_too_long() -> None:
    (one,) = found(slow_gates=(SlowGate("up on here, pid 7", 91.4),))
    assert (one.key, one.level) == (("gate_slow", "up on here, pid 7"), Level.WARNING)
    assert "reading one text for 91 s" in one.summary


@pytest.mark.parametrize(
    ("trouble", "level"),
    [
        (ScheduleTrouble("daily", 2, paused=False), Level.WARNING),
        (ScheduleTrouble("daily", 5, paused=True, reason="5 in a row"), Level.ERROR),
    ],
)
def test_a_schedule_failed_or_was_paused_by_that(trouble: ScheduleTrouble, level: Level) -> None:
    (one,) = found(schedules=(trouble,))
    assert (one.key, one.level) == (("schedule_failing", "daily"), level)


@pytest.mark.parametrize(
    ("failed", "unverified", "away", "wrong"),
    [
        (0, 0, 0, []),
        (2, 0, 0, ["publication_failed"]),
        (0, 1, 0, ["publication_unverified"]),
        (0, 0, 1, ["target_away"]),
        (1, 1, 2, ["publication_failed", "target_away", "publication_unverified"]),
    ],
)
def test_publications_of_a_target_failed_or_wait_or_are_in_doubt(
    failed: int, unverified: int, away: int, wrong: list[str]
) -> None:
    target = TargetTrouble(1, 1, "tea", "default", failed, unverified, "no space", away)
    assert keys(found(targets=(target,))) == [(rule, "tea/default") for rule in wrong]


@pytest.mark.parametrize(("age", "wrong"), [(86_400.0, False), (86_401.0, True)])
def test_a_text_waits_for_a_person_for_too_long(age: float, wrong: bool) -> None:
    assert bool(found(reviews=Reviews(3, age))) is wrong


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (None, None),
        (500_000_000, None),
        (499_999_999, Level.WARNING),
        (49_000_000, Level.ERROR),
        (0, Level.ERROR),
    ],
)
def test_little_space_is_left(free: int | None, level: Level | None) -> None:
    findings = found(Surroundings("/srv", free))
    assert [one.level for one in findings] == ([level] if level else [])


def test_the_ways_out_are_broken() -> None:
    around = Surroundings(
        broker="Redis does not answer",
        channels=(BrokenChannel("desk", "email", 125.0, "refused"),),
        endpoints=(PausedEndpoint(4, "https://example.com/hook", "failing for 5 days"),),
    )
    assert keys(found(around)) == [
        ("broker", ""),
        ("channel_broken", "desk"),
        ("endpoint_paused", "4"),
    ]


def test_a_rule_finds_no_more_than_anybody_reads() -> None:
    many = tuple(ScheduleTrouble(f"s{number}", 1, paused=False) for number in range(1000))
    assert len(found(schedules=many)) == rules.MOST_FINDINGS


@pytest.mark.parametrize("rule", rules.RULES, ids=[rule.name for rule in rules.RULES])
def test_each_rule_says_what_helps_and_what_its_values_are(rule: rules.Rule) -> None:
    assert "contenthub" in rules.advice(rule.name, "x") or "doctor" in rule.advice
    assert "{" not in rules.advice(rule.name, "x")
    assert isinstance(rule.threshold(SETTINGS), str)
    assert rule.hold(SETTINGS) >= 0
    assert bool(rule.threshold(SETTINGS)) >= bool(rule.variables)


def test_their_names_are_told_apart() -> None:
    names = [rule.name for rule in rules.RULES]
    assert len(names) == len(set(names))


def test_what_a_rule_finds_is_named_by_the_rule() -> None:
    around = Surroundings("/srv", 1, "away", (BrokenChannel("d", "email", 1, "x"),))
    for rule in rules.RULES:
        situation = Situation(Snapshot(NOW), SETTINGS, around)
        assert {one.rule for one in rule.find(situation)} <= {rule.name}


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("daily", "daily"),
        ("x; touch /tmp/owned #", "'x; touch /tmp/owned #'"),
        ("it's", """'it'"'"'s'"""),
        ("$(id)", "'$(id)'"),
        ("a\u202eb", "NAME"),  # what is shown would not be what is meant
        ("a`id`", "NAME"),
        ("y" * 200, "NAME"),  # cut
    ],
)
def test_a_name_is_one_word_of_the_command_that_helps(name: str, word: str) -> None:
    (command,) = rules.advice("schedule_failing", name).split("`")[1::2]
    assert command == f"contenthub scheduler history {word} --status failed"


def test_a_scheduler_that_lives_and_is_late_is_told() -> None:
    late = Processes(schedulers=1, active_schedules=2, late_schedules=("daily",))
    assert keys(found(processes=late)) == [("work_stuck", "schedules")]
