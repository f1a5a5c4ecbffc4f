"""The rules: what counts as wrong. One registry line each, each a pure function over a snapshot.

A rule answers a finding for each thing that is wrong; what becomes of findings is not its business.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contenthub.alerts import (
    creator_rules,
    line_rules,
    rate_rules,
    reviewer_rules,
    surrounding_rules,
)
from contenthub.alerts.finding import MOST_SUBJECT, Finding
from contenthub.alerts.situation import Situation
from contenthub.inert import one_line
from contenthub.pacing import GATE_SLOW
from contenthub.settings import Settings
from contenthub.wording import MEGABYTE

MOST_FINDINGS = 200  # of one rule


@dataclass(frozen=True, slots=True)
class Rule:
    """``meaning`` says what it finds, ``threshold`` its values, ``variables`` where these stand.

    ``advice`` names the command that helps; it may hold ``{subject}``.
    """

    name: str
    meaning: str
    find: Callable[[Situation], Iterable[Finding]]
    advice: str
    threshold: Callable[[Settings], str] = lambda _: ""
    variables: tuple[str, ...] = ()
    # For how many seconds it must be wrong before people are told.
    hold: Callable[[Settings], float] = lambda settings: settings.alert_for


def findings(situation: Situation) -> list[Finding]:
    """What is wrong, by all rules."""
    return [
        finding
        for rule in RULES
        for number, finding in enumerate(rule.find(situation))
        if number < MOST_FINDINGS
    ]


def advice(rule: str, subject: str) -> str:
    """The command that helps, to be pasted as it is; empty for a rule that is no more.

    A name comes from outside: it is one word to a shell. One that cannot be shown as it is, or was
    cut, would name something else: it is left to the reader.
    """
    found = next((one for one in RULES if one.name == rule), None)
    if found is None:
        return ""
    whole = subject == one_line(subject) and len(subject) < MOST_SUBJECT and "`" not in subject
    return found.advice.replace("{subject}", shlex.quote(subject) if whole else "NAME")


def holds(settings: Settings) -> dict[str, float]:
    """For how many seconds something must be wrong before people are told, by rule."""
    return {rule.name: rule.hold(settings) for rule in RULES}


def _percent_of(name: str) -> Callable[[Settings], str]:
    return lambda settings: (
        f"over {getattr(settings, name):g} % of at least {settings.alert_least_ended} in an hour"
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "failure_rate",
        "too many of the tasks that ended failed, of a creator or in all",
        rate_rules.failures,
        "`contenthub monitor failed` groups them by cause",
        _percent_of("alert_failure_rate"),
        ("CONTENTHUB_ALERT_FAILURE_RATE", "CONTENTHUB_ALERT_LEAST_ENDED"),
    ),
    Rule(
        "timeout_rate",
        "too many of the tasks that ended ran out of time, of a creator or in all",
        rate_rules.timeouts,
        "`contenthub task list --status timeout`",
        _percent_of("alert_timeout_rate"),
        ("CONTENTHUB_ALERT_TIMEOUT_RATE", "CONTENTHUB_ALERT_LEAST_ENDED"),
    ),
    Rule(
        "backlog",
        "too many tasks wait for a free slot, or one for too long",
        rate_rules.backlog,
        "`contenthub monitor pending` says why they wait",
        lambda s: f"over {s.alert_backlog} tasks, or over {s.alert_backlog_age / 60:g} min",
        ("CONTENTHUB_ALERT_BACKLOG", "CONTENTHUB_ALERT_BACKLOG_AGE"),
    ),
    Rule(
        "process_missing",
        "no worker, scheduler or API is alive, and there is work for it",
        line_rules.missing,
        "`contenthub doctor`, then start it again",
    ),
    Rule(
        "work_stuck",
        "work is due, and nobody takes it up",
        line_rules.stuck,
        "`contenthub doctor` says more",
    ),
    Rule(
        "creator_failing",
        "tasks of a creator failed or wait after a failure, and none was completed since",
        creator_rules.creators,
        "`contenthub creator check {subject}`",
        lambda _: (
            f"{creator_rules.MANY} tasks, {creator_rules.FEW} where none was completed in an hour,"
            " or 1 where none was in a day"
        ),
    ),
    Rule(
        "reviewer_failing",
        "a reviewer gave no opinion on several texts, and on none since",
        reviewer_rules.reviewer,
        "`contenthub doctor` asks whether it could work",
        lambda _: f"{reviewer_rules.MANY} texts in a row",
    ),
    Rule(
        "gate_slow",
        "the gate of a process has been reading one text for too long",
        line_rules.slow_gates,
        "`contenthub doctor` says what to do",
        lambda _: f"over {GATE_SLOW:g} s",
    ),
    Rule(
        "schedule_failing",
        "a schedule failed, or was paused by its failures",
        line_rules.schedules,
        "`contenthub scheduler history {subject} --status failed` says why",
    ),
    Rule(
        "publication_failed",
        "publications of a target failed in the last day",
        line_rules.publications,
        "`contenthub publish-pool list --status failed`",
    ),
    Rule(
        "target_away",
        "a target did not take what was tried there several times",
        line_rules.away,
        "`contenthub target check --all` says why; they are tried again by themselves",
    ),
    Rule(
        "publication_unverified",
        "whether publications came out is not known",
        line_rules.unverified,
        "`contenthub publish-pool list --status unverified`; a person can look and tell",
        lambda s: f"for {s.alert_unverified_age / 60:g} min",
        ("CONTENTHUB_ALERT_UNVERIFIED_AGE",),
        hold=lambda s: s.alert_unverified_age,
    ),
    Rule(
        "review_waiting",
        "a text waits for a person for too long",
        line_rules.reviews,
        "`contenthub content list --review pending`",
        lambda s: f"over {s.alert_review_age / 3600:g} h",
        ("CONTENTHUB_ALERT_REVIEW_AGE",),
    ),
    Rule(
        "disk",
        "little space is left on the disk of the data home",
        surrounding_rules.disk,
        "`contenthub task cleanup --days 90`, or free some space",
        lambda _: f"under {surrounding_rules.LITTLE_SPACE // MEGABYTE} MB",
    ),
    Rule(
        "broker",
        "Redis does not do what the work needs",
        surrounding_rules.broker,
        "`contenthub doctor`",
    ),
    Rule(
        "channel_broken",
        "alerts do not arrive by a channel",
        surrounding_rules.channels,
        "`contenthub alert channel test {subject}`",
    ),
    Rule(
        "endpoint_paused",
        "a webhook was paused by its failures",
        surrounding_rules.endpoints,
        "`contenthub webhook resume {subject}`",
    ),
)
