"""Rules about how many tasks end badly, and how many wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from contenthub.alerts.finding import MOST_SUBJECT, Finding, Level
from contenthub.alerts.situation import Situation
from contenthub.monitoring.snapshot import Ended, Window
from contenthub.wording import counted

WINDOW = Window.HOUR  # over which rates are made


def failures(situation: Situation) -> Iterator[Finding]:
    """Too many failed."""
    yield from _rates(
        "failure_rate", "failed", situation, situation.settings.alert_failure_rate, _failed
    )


def timeouts(situation: Situation) -> Iterator[Finding]:
    """Too many ran out of time."""
    yield from _rates(
        "timeout_rate", "ran out of time", situation, situation.settings.alert_timeout_rate, _timed
    )


def _failed(ended: Ended) -> int:
    return ended.failed


def _timed(ended: Ended) -> int:
    return ended.timeout


def _rates(
    rule: str, word: str, situation: Situation, limit: float, bad: Callable[[Ended], int]
) -> Iterator[Finding]:
    """Creators first; all together only where the others are too bad without these as well."""
    counts = situation.snapshot.windows[WINDOW]
    rest_bad, rest_all = bad(counts.ended), counts.ended.judged
    for creator, ended in sorted(counts.by_creator.items()):
        if _too_many(bad(ended), ended.judged, limit, situation.settings.alert_least_ended):
            yield _rate(rule, word, creator, bad(ended), ended.judged, limit)
            rest_bad, rest_all = rest_bad - bad(ended), rest_all - ended.judged
    if _too_many(rest_bad, rest_all, limit, situation.settings.alert_least_ended):
        yield _rate(rule, word, "", rest_bad, rest_all, limit)


def _too_many(bad: int, all_: int, limit: float, least: int) -> bool:
    return all_ >= least and 100 * bad > limit * all_


def _rate(rule: str, word: str, creator: str, bad: int, all_: int, limit: float) -> Finding:
    percent = 100 * bad / all_
    of = f"tasks of {creator!r}" if creator else "tasks"
    return Finding(
        rule,
        creator[:MOST_SUBJECT],
        Level.ERROR,
        f"{percent:.0f} % of the {of} that ended in the last hour {word} ({bad} of {all_})",
        {"percent": round(percent, 1), "bad": bad, "ended": all_, "limit": limit},
        (f"creator {creator}",) if creator else (),
    )


def backlog(situation: Situation) -> Iterator[Finding]:
    """Too many wait, or one for too long."""
    due, settings = situation.snapshot.backlog.due, situation.settings
    many, old = due.count > settings.alert_backlog, due.oldest_seconds > settings.alert_backlog_age
    if many or old:
        minutes = round(due.oldest_seconds / 60)
        yield Finding(
            "backlog",
            "",
            Level.WARNING,
            f"{counted(due.count, 'task')} wait for a free slot, the oldest for {minutes} min",
            {
                "waiting": due.count,
                "oldest_minutes": minutes,
                "slots_used": situation.snapshot.slots.used,
                "slots": situation.snapshot.slots.total,
            },
        )
