"""Why a task waits, what happens next and when: one sentence for each, from plain values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contenthub.monitoring.snapshot import Slots
from contenthub.states import EntryState, ReviewState, TaskState
from contenthub.timetable import pace
from contenthub.wording import counted, moment


@dataclass(frozen=True, slots=True)
class Explanation:
    """``next_at`` is when it happens, None where that is not known; ``deadline``: at the latest."""

    why: str
    next: str
    next_at: datetime | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What a task may wait for: who works, and how many slots are taken."""

    now: datetime
    slots: Slots
    workers: int


@dataclass(frozen=True, slots=True)
class Open:
    """A task that has not ended; ``ahead`` is how many get a slot before it, where it waits."""

    status: TaskState
    creator: str
    attempt: int
    retry_count: int
    max_retries: int
    due_at: datetime | None
    timeout_at: datetime | None
    lease_until: datetime | None
    cancel_requested_at: datetime | None
    started_at: datetime | None
    external_id: str | None
    progress: int | None
    step: str | None
    error_message: str | None
    ahead: int = 0


def of_open(task: Open, line: Line) -> Explanation:
    """Why a task that has not ended waits."""
    if task.cancel_requested_at is not None and task.status is not TaskState.PENDING:
        return Explanation(
            f"a cancel was asked for; its creator {task.creator} has yet to confirm it",
            "it is cancelled when its creator confirms, or goes on where that refuses",
            _later(task.due_at, line),
            task.timeout_at,
        )
    if not line.workers:
        return Explanation(
            "no worker is alive: nothing happens to any task",
            "it goes on when a worker is started",
            None,
            task.timeout_at,
        )
    if task.lease_until is not None and task.lease_until <= line.now:
        return Explanation(
            "the worker that had it is gone, and its lease is over",
            "another worker takes it up within seconds",
            line.now,
            task.timeout_at,
        )
    return _STATES[task.status](task, line)


def _pending(task: Open, line: Line) -> Explanation:
    if task.due_at is not None and task.due_at > line.now:
        failed = f"attempt {task.attempt - 1} failed ({_cut(task.error_message)})"
        why = failed if task.retry_count and task.error_message else "its time has not come"
        return Explanation(why, f"attempt {task.attempt} begins", task.due_at, task.timeout_at)
    turn = f"{counted(task.ahead, 'task')} before it" if task.ahead else "it is the next one"
    if line.slots.used >= line.slots.total:
        return Explanation(
            f"all {counted(line.slots.total, 'slot')} are taken; {turn}",
            "it gets a slot when one is free and those before it have theirs",
            None,
            task.timeout_at,
        )
    return Explanation(
        f"{line.slots.total - line.slots.used} of {counted(line.slots.total, 'slot')} free; {turn}",
        "it gets a slot within seconds",
        line.now,
        task.timeout_at,
    )


def _submitted(task: Open, line: Line) -> Explanation:
    if task.lease_until is not None:
        return Explanation(
            f"a worker is asking the creator {task.creator}",
            "the creator takes it, or refuses it",
            None,
            task.timeout_at,
        )
    if task.due_at is not None and task.due_at > line.now:
        return Explanation(
            f"the creator {task.creator} could not be asked ({_cut(task.error_message)})",
            "it is asked again",
            task.due_at,
            task.timeout_at,
        )
    return Explanation(
        f"it has a slot and waits for a thread of a worker that asks the creator {task.creator}",
        "the creator is asked as soon as a thread is free",
        line.now,
        task.timeout_at,
    )


def _running(task: Open, line: Line) -> Explanation:
    since = f" since {moment(task.started_at)}" if task.started_at is not None else ""
    how_far = [f"{task.progress} %"] if task.progress is not None else []
    how_far += [task.step] if task.step else []
    told = f" ({', '.join(how_far)})" if how_far else ""
    why = f"the creator {task.creator} works on it{since}{told}"
    left = max(0, task.max_retries - task.retry_count)
    retries = counted(left, "retry", "retries")
    then = f"the next attempt; {retries} {'is' if left == 1 else 'are'} left"
    end = then if left else "its end as a time-out"
    if task.external_id is not None:
        return Explanation(
            why,
            f"the creator is looked at; if it is not ready by its deadline, {end}",
            _later(task.due_at, line),
            task.timeout_at,
        )
    return Explanation(
        why, f"it is ready when the creator is; at its deadline, {end}", None, task.timeout_at
    )


_STATES = {
    TaskState.PENDING: _pending,
    TaskState.SUBMITTED: _submitted,
    TaskState.RUNNING: _running,
}


@dataclass(frozen=True, slots=True)
class Ended:
    """A task that ended without content; ``due_at``: its late result is looked for then."""

    status: TaskState
    error_message: str | None
    due_at: datetime | None
    late_result: bool


def of_ended(task: Ended) -> Explanation:
    """What becomes of a task that ended without content."""
    why = {
        TaskState.FAILED: "it failed",
        TaskState.TIMEOUT: "it took longer than it may",
        TaskState.CANCELLED: "it was cancelled",
    }[task.status]
    why += f": {_cut(task.error_message)}" if task.error_message else ""
    if task.late_result:
        return Explanation(why, "its result came late and can be adopted, or it can be retried")
    if task.due_at is not None:
        return Explanation(why, "its creator is looked at, as a result may come late", task.due_at)
    return Explanation(why, "nothing by itself; it can be retried")


@dataclass(frozen=True, slots=True)
class Entry:
    """A publication of an article."""

    target: str
    status: EntryState
    publish_at: datetime
    due_at: datetime | None
    paused: bool
    error_message: str | None
    proof: str | None
    slot_at: datetime | None = None  # the time that its target's pace gave it first
    deferred_from: datetime | None = None  # the time that it had before others there took it
    limits: str = ""  # how far apart its target takes articles

    @property
    def is_deferred(self) -> bool:
        """Whether it waits as others went out, and not for its first time or another try."""
        return pace.is_deferred(self.deferred_from, self.publish_at, self.due_at)


@dataclass(frozen=True, slots=True)
class Text:
    """The article of a completed task; ``asks`` says where a reviewer has yet to answer."""

    review_status: ReviewState
    review_reason: str | None
    auto_publish: bool
    asks: str | None
    entries: tuple[Entry, ...]


def of_text(text: Text, line: Line) -> Explanation:
    """What becomes of the article of a completed task."""
    if text.review_status is ReviewState.REJECTED:
        because = f": {_cut(text.review_reason)}" if text.review_reason else ""
        return Explanation(f"its text was rejected{because}", "nothing by itself")
    if text.review_status is ReviewState.PENDING:
        if text.asks:
            return Explanation(text.asks, "its text is approved, or left to a person")
        because = f" ({_cut(text.review_reason)})" if text.review_reason else ""
        return Explanation(
            f"its text waits for a person{because}",
            "somebody approves or rejects it",
        )
    waiting = [one for one in text.entries if one.status in _NEXT]
    if waiting:
        return _of_entry(min(waiting, key=lambda one: (one.paused, one.due_at or line.now)), line)
    if not text.entries:
        why = "its text is approved" + (
            "" if text.auto_publish else ", and not to go out by itself"
        )
        return Explanation(why, "somebody has it published")
    return _done(text.entries)


def _of_entry(entry: Entry, line: Line) -> Explanation:
    where = f"at {entry.target!r}"
    if entry.status is EntryState.QUEUED and entry.paused:
        return Explanation(f"its target {entry.target!r} is paused", "somebody resumes the target")
    if entry.status is EntryState.QUEUED and entry.due_at is not None and entry.due_at > line.now:
        failed = entry.error_message and not entry.is_deferred
        why = f"a try failed ({_cut(entry.error_message)})" if failed else _planned(entry)
        return Explanation(why, f"it is published {where}", entry.due_at)
    if not line.workers:
        return Explanation(
            "no worker is alive: nothing is published", "it goes on when a worker is started"
        )
    why, following = _NEXT[entry.status]
    error = f" ({_cut(entry.error_message)})" if entry.error_message else ""
    return Explanation(f"{why} {where}{error}", following, _later(entry.due_at, line))


def _planned(entry: Entry) -> str:
    """When it goes out, and what gave it that time."""
    why = f"it is to go out at {entry.target!r} at {moment(entry.publish_at)}"
    if entry.slot_at is None and not entry.is_deferred:
        return why
    why += f", as that takes articles {entry.limits}" if entry.limits else ""
    first = entry.deferred_from if entry.is_deferred else None
    return why if first is None else f"{why}; its time was {moment(first)}"


_NEXT = {
    EntryState.QUEUED: ("it waits for its turn to be published", "a worker publishes it"),
    EntryState.PUBLISHING: ("it is being published", "the target gives its proof, or refuses it"),
    EntryState.UNVERIFIED: ("whether it is out is not known", "the target is looked at"),
    EntryState.ACCEPTED: ("the target works on it", "the target is looked at"),
    EntryState.UPDATING: ("it is out, and its newer text is sent", "the target holds that as well"),
}


def _done(entries: tuple[Entry, ...]) -> Explanation:
    failed = next((one for one in entries if one.status is EntryState.FAILED), None)
    if failed is not None:
        why = f"its publication at {failed.target!r} failed: {_cut(failed.error_message)}"
        return Explanation(why, "nothing by itself; it can be published again")
    handed = next((one for one in entries if one.status is EntryState.HANDED_OVER), None)
    if handed is not None:
        return Explanation(f"{handed.target!r} has it as a draft", "a person publishes it there")
    out = next((one for one in entries if one.status is EntryState.PUBLISHED), None)
    if out is not None:
        return Explanation(f"it is published: {out.proof}", "nothing: it is done")
    return Explanation("it was taken out of the pool", "nothing by itself")


def _later(at: datetime | None, line: Line) -> datetime | None:
    return None if at is None else max(at, line.now)


def _cut(text: str | None) -> str:
    told = " ".join((text or "no reason was given").split())
    return told if len(told) <= 160 else told[:159] + "…"
