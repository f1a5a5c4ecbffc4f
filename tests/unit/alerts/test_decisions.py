"""When something that is wrong becomes an incident, when it is over, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contenthub.alerts.decisions import GATHER, Known, Plan, Times, decide, is_silenced
from contenthub.alerts.finding import Finding, Level
from contenthub.records import Incident, Silence

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
TIMES = Times({"backlog": 15.0, "disk": 15.0}, quiet=60.0, repeat=3600.0)
BACKLOG = Finding("backlog", "", Level.WARNING, "60 tasks wait")
KEY = BACKLOG.key


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def incident(**changes: object) -> Incident:
    one = Incident(
        id=1,
        rule="backlog",
        subject="",
        level="warning",
        status="open",
        summary="51 tasks wait",
        figures={},
        culprits=[],
        began_at=ago(600),
        seen_at=ago(5),
        clear_since=None,
        told_at=ago(580),
        acknowledged_by=None,
        acknowledged_at=None,
        status_reason="",
        resolved_at=None,
        attempt=1,
        created_at=ago(585),
        updated_at=ago(585),
    )
    return replace(one, **changes)  # type: ignore[arg-type]  # names are those of the record


def silence(**changes: object) -> Silence:
    one = Silence(1, None, None, NOW + timedelta(hours=1), "an import", "ada", ago(60))
    return replace(one, **changes)  # type: ignore[arg-type]  # names are those of the record


def known(
    *incidents: Incident, since: float | None = None, silences: tuple[Silence, ...] = ()
) -> Known:
    return Known({} if since is None else {KEY: ago(since)}, list(incidents), silences)


class TestBeforeAnIncident:
    def test_what_is_wrong_for_the_first_time_is_a_suspicion(self) -> None:
        plan = decide([BACKLOG], known(), NOW, TIMES)
        assert plan.suspect == {KEY: NOW}
        assert not plan.open

    def test_a_suspicion_that_is_too_young_changes_nothing(self) -> None:
        assert not decide([BACKLOG], known(since=14.9), NOW, TIMES)

    def test_one_that_has_lasted_is_an_incident_since_it_was_suspected(self) -> None:
        plan = decide([BACKLOG], known(since=15), NOW, TIMES)
        assert [(one.finding, one.began_at, one.told) for one in plan.open] == [
            (BACKLOG, ago(15), True)
        ]
        assert plan.forget == [KEY]

    def test_one_that_passed_is_forgotten(self) -> None:
        assert decide([], known(since=10), NOW, TIMES).forget == [KEY]

    def test_one_from_the_future_begins_anew_as_the_clock_was_set_back(self) -> None:
        plan = decide([BACKLOG], known(since=-3600), NOW, TIMES)
        assert plan.suspect == {KEY: NOW}

    def test_a_rule_without_a_wait_opens_at_once(self) -> None:
        plan = decide([BACKLOG], known(), NOW, Times({}, 60, 3600))
        assert [one.began_at for one in plan.open] == [NOW]
        assert not plan.suspect


class TestAnIncident:
    def test_that_was_seen_a_moment_ago_is_not_written_again(self) -> None:
        assert not decide([BACKLOG], known(incident()), NOW, TIMES)

    def test_is_noted_anew_after_a_minute(self) -> None:
        one = incident(seen_at=ago(61))
        assert decide([BACKLOG], known(one), NOW, TIMES).seen == [(one, BACKLOG)]

    def test_is_noted_anew_where_the_clock_was_set_back(self) -> None:
        one = incident(seen_at=ago(-3600), told_at=ago(-3600), began_at=ago(-3700))
        plan = decide([BACKLOG], known(one), NOW, TIMES)
        assert plan.seen == [(one, BACKLOG)]
        assert not plan.tell, "nobody is told again since a clock was set"
        assert not plan.resolve

    def test_is_told_again_after_a_while(self) -> None:
        one = incident(told_at=ago(3600))
        assert decide([BACKLOG], known(one), NOW, TIMES).tell == [(one, BACKLOG)]

    @pytest.mark.parametrize(
        ("one", "silences"),
        [
            (incident(told_at=ago(3600), status="acknowledged"), ()),
            (incident(told_at=ago(3600)), (silence(),)),
            (incident(told_at=None), (silence(rule="backlog"),)),
        ],
        ids=["acknowledged", "silenced", "silenced from the beginning"],
    )
    def test_is_not_told_again(self, one: Incident, silences: tuple[Silence, ...]) -> None:
        assert not decide([BACKLOG], known(one, silences=silences), NOW, TIMES).tell

    def test_is_told_when_its_silence_has_ended(self) -> None:
        one = incident(told_at=None)
        over = silence(until=ago(1))
        plan = decide([BACKLOG], known(one, silences=(over,)), NOW, TIMES)
        assert plan.tell == [(one, BACKLOG)]

    def test_is_told_when_there_is_a_way_to_tell(self) -> None:
        one = incident(told_at=None)
        assert not decide([BACKLOG], replace(known(one), reach=False), NOW, TIMES).tell
        assert decide([BACKLOG], known(one), NOW, TIMES).tell

    def test_is_no_suspicion_as_well(self) -> None:
        plan = decide([BACKLOG], known(incident(), since=100), NOW, TIMES)
        assert plan.forget == [KEY]
        assert not plan.open


class TestTheEnd:
    def test_what_is_right_for_a_moment_is_not_over(self) -> None:
        one = incident()
        plan = decide([], known(one), NOW, TIMES)
        assert plan.clearing == [one]
        assert not plan.resolve

    def test_what_is_wrong_again_meanwhile_goes_on(self) -> None:
        one = incident(clear_since=ago(30))
        plan = decide([BACKLOG], known(one), NOW, TIMES)
        assert plan.seen == [(one, BACKLOG)]
        assert not plan.resolve
        assert not plan.tell

    def test_it_is_over_when_it_was_right_for_long_enough(self) -> None:
        one = incident(clear_since=ago(60))
        (ending,) = decide([], known(one), NOW, TIMES).resolve
        assert (ending.incident, ending.ended_at, ending.told) == (one, ago(60), True)

    @pytest.mark.parametrize(
        ("changes", "silences", "told"),
        [
            ({}, (), True),
            ({"status": "acknowledged"}, (), True),
            ({"told_at": None}, (), False),
            ({}, (silence(),), False),
        ],
        ids=["told", "acknowledged", "never told", "silenced"],
    )
    def test_who_hears_of_it(
        self, changes: dict[str, object], silences: tuple[Silence, ...], told: bool
    ) -> None:
        one = incident(clear_since=ago(61), **changes)
        (ending,) = decide([], known(one, silences=silences), NOW, TIMES).resolve
        assert ending.told is told

    def test_a_clock_that_was_set_back_begins_the_quiet_time_anew(self) -> None:
        one = incident(clear_since=ago(-3600))
        plan = decide([], known(one), NOW, TIMES)
        assert plan.clearing == [one]
        assert not plan.resolve

    def test_without_a_quiet_time_it_is_over_at_once(self) -> None:
        plan = decide([], known(incident()), NOW, Times({}, 0, 3600))
        assert [one.ended_at for one in plan.resolve] == [NOW]
        assert not plan.clearing


class TestManyAtOnce:
    def test_what_comes_after_a_message_waits_so_that_it_is_one(self) -> None:
        told = incident(id=7, rule="disk", told_at=ago(GATHER - 1))
        disk = Finding("disk", "", Level.ERROR, "little space")
        plan = decide([BACKLOG, disk], known(told, since=15), NOW, TIMES)
        assert [one.told for one in plan.open] == [False]
        later = decide([BACKLOG, disk], known(incident(told_at=None)), NOW, TIMES)
        assert len(later.tell) == 1

    def test_an_end_waits_as_well(self) -> None:
        told = incident(told_at=ago(1), clear_since=ago(100))
        assert not decide([], known(told), NOW, TIMES)

    def test_fifty_open_in_one_plan(self) -> None:
        findings = [Finding("backlog", str(number), Level.ERROR, "?") for number in range(50)]
        suspicions = {one.key: ago(20) for one in findings}
        plan = decide(findings, Known(suspicions, []), NOW, TIMES)
        assert len(plan.open) == 50
        assert all(one.told for one in plan.open)


@pytest.mark.parametrize(
    ("one", "silenced"),
    [
        (silence(), True),
        (silence(rule="backlog"), True),
        (silence(rule="disk"), False),
        (silence(subject="openai"), False),
        (silence(rule="backlog", subject=""), True),
        (silence(until=NOW), False),
    ],
)
def test_a_silence_is_about_a_rule_a_subject_or_all_until_its_end(
    one: Silence, silenced: bool
) -> None:
    assert is_silenced(KEY, [one], NOW) is silenced


def test_a_plan_without_anything_is_none() -> None:
    assert not Plan()
