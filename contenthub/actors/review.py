"""Asks the reviewer about texts: a step of the line of its own, which may take minutes."""

from __future__ import annotations

from functools import partial

from contenthub import boot, logs
from contenthub.actors.work import Work, Write
from contenthub.creators.base import Control, StoppedError, StopReason
from contenthub.errors import (
    BackendError,
    InputError,
    PermanentError,
    StoppingError,
    TransientError,
)
from contenthub.generations import gate_process
from contenthub.generations.requests import profile_of
from contenthub.lifecycle import opinion_answers
from contenthub.lifecycle.opinion_answers import Job
from contenthub.lifecycle.second_opinion import Said
from contenthub.lifecycle.unit import Unit
from contenthub.records import Opinion
from contenthub.reviewers.base import Order, Question
from contenthub.states import ActorName

log = logs.get_logger("contenthub.review")


def review(refs: list[list[int]]) -> None:
    """Ask about the texts of the opinions ``refs``."""
    work = Work(boot.current(), "review")
    if work.app.fan_out(ActorName.REVIEW, refs):
        return
    pairs = [(ref[0], ref[1]) for ref in refs]
    for job in opinion_answers.claim(pairs, work.token, work.settings, work.who):
        timeout = work.settings.reviewer_timeout
        control = Control(timeout)
        work.call(
            [job.opinion],
            timeout,
            partial(_ask, work, job, control),
            lock_before=partial(opinion_answers.lock, job.opinion),
            control=control,
            unstorable=partial(_not_storable, work),
        )


def _not_storable(work: Work, error: Exception) -> Write[Opinion]:
    """An answer that cannot be written counts as none: to ask for ever would cost for ever."""
    none = TransientError(f"its answer cannot be stored: {type(error).__name__}: {error}")
    settings = work.settings
    return lambda unit, held: opinion_answers.failed(unit, held, none, settings.reviewer, settings)


def _ask(work: Work, job: Job, control: Control) -> Write[Opinion]:
    """Ask; answers how the answer, or that there is none, is written."""
    answer, settings = _answer(work, job, control), work.settings
    judged = None
    if isinstance(answer, Said):
        judged = opinion_answers.judged_now(job.opinion, gate_process.examine_all)

    def write(unit: Unit, held: Opinion) -> None:
        if isinstance(answer, Said):
            opinion_answers.given(unit, held, answer, settings, judged)
        else:
            opinion_answers.failed(unit, held, answer, settings.reviewer, settings)

    return write


def _answer(work: Work, job: Job, control: Control) -> Said | BackendError:
    name = work.settings.reviewer
    question = _question(job)
    try:
        opinion = work.app.backends.reviewer(name).review(question, control)
    except StoppedError as stopped:
        if stopped.reason is not StopReason.TIMEOUT:
            raise StoppingError("the reviewer was left: this process ends") from stopped
        return TransientError(f"no answer within {work.settings.reviewer_timeout:g} s")
    except BackendError as error:
        return error
    except InputError as error:
        return PermanentError(str(error))
    except Exception as error:  # a reviewer's mistake must not look like a lost worker
        log.exception("reviewer_broke", task_id=job.opinion.task_id)
        return TransientError(f"the reviewer broke: {type(error).__name__}: {error}")
    remarks = tuple((one.level, one.message, one.quote) for one in opinion.remarks)
    return Said(name, opinion.score, remarks, not question.is_cut, opinion.usage)


def _question(job: Job) -> Question:
    content, account = job.content, job.account
    language = account.language if account.language != "auto" else content.language
    order = Order(
        topic=content.topic,
        account=profile_of(account, language),
        keywords=tuple(content.keywords),
        category=content.category,
        requirements=job.requirements,
        min_quality=account.min_quality,
    )
    return Question(
        key=f"opinion-{job.opinion.id}-{job.opinion.attempt}",
        title=content.title,
        text=content.body,
        language=content.language,
        words=content.word_count,
        order=order,
        findings=tuple(
            {name: one.get(name) for name in ("check", "level", "message")}
            for one in content.findings
        ),
    )
