"""The generator content-creator as a program: ``CREATOR_CLI_PATH`` with its subcommands.

One attempt, one generation: ``create`` knows no idempotency key and invents the task's id, so
each order ends with a line ``[ref:…]`` (a hash of the key). ``list --json`` gives requirements
back whole, which the audience, keywords and tone are not; a reference found there is this very
attempt, never another task with the same words. It costs the text 22 harmless characters.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from contenthub.articles.text import tail
from contenthub.creators import content_creator_output as output
from contenthub.creators.base import CancelOutcome, Check, Observation, Phase, Request
from contenthub.creators.content_creator import (
    Order,
    completed,
    compose,
    failed,
    in_message,
    observation,
    reference_of,
    unreachable,
)
from contenthub.creators.content_creator_output import Answer
from contenthub.creators.content_creator_program import NotStartedError, Program
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.settings import Settings

_PAGE = 500  # rows of one look at the list
_LOOKUP_TIME = 120.0  # seconds in which a list of any length has to be read
_OBSERVE_TIME = 60.0  # seconds after which a round of looks gives up on the rest
_PARALLEL = 8  # programs at the same time: each is a start of Node.js
_CLOCKS = timedelta(hours=1)  # how far the program's clock may be from ours
_URGENCY = {1: "low", 2: "normal", 3: "high", 4: "urgent"}
_OLD_MAXIMUM = 2000  # words, which builds with --max-words assume where none is given


class ContentCreatorCli:
    """Hands orders to the program and asks it about them; ``timeout`` is seconds per call."""

    name = "content-creator-cli"

    def __init__(self, command: Sequence[str], *, timeout: float = 60.0) -> None:
        self._program = Program(command, timeout)
        self._options: Callable[[Order], list[str]] | None = None  # those this build knows

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Build it from CREATOR_CLI_PATH, which may be missing: ``check`` tells."""
        return cls(settings.creator_cli_path)

    def submit(self, request: Request) -> str:
        """Run ``create`` unless the list holds this attempt already; see RemoteCreator."""
        reference = reference_of(request.idempotency_key)
        order = compose(request, reference)
        if (known := self._listed(reference, request.timeout)) is not None:
            return known
        answer = self._create(order)
        if answer.code != 0:
            raise _create_error(answer)
        return output.task_id(answer.out) or self._without_id(reference, request.timeout)

    def find(self, request: Request) -> str | None:
        """Look for the attempt's reference in the list of tasks; see RemoteCreator."""
        try:
            return self._listed(reference_of(request.idempotency_key), request.timeout)
        except BackendError as error:
            raise TransientError(f"cannot look the order up: {error}") from error

    def observe(self, external_ids: Sequence[str]) -> list[Observation]:
        """One ``list --json`` for all, ``status`` for those it lacks, ``result`` for the done."""
        wanted = list(dict.fromkeys(external_ids))
        deadline = time.monotonic() + _OBSERVE_TIME
        try:
            rows = {output.row_id(row): row for row in self._list(max(_PAGE, 2 * len(wanted)))}
        except NotStartedError as error:
            return [unreachable(each, error) for each in wanted]
        except BackendError:
            rows = {}  # a list that fails leaves the single looks

        def look(external_id: str) -> Observation:
            if time.monotonic() > deadline:
                late = TransientError("no time was left to look at this one")
                return unreachable(external_id, late)
            try:
                return self._look(external_id, rows.get(external_id))
            except BackendError as error:
                return unreachable(external_id, error)

        with ThreadPoolExecutor(_PARALLEL) as pool:
            return list(pool.map(look, wanted))

    def cancel(self, external_id: str) -> CancelOutcome:
        """Run ``cancel`` and look at what came of it: its exit code says nothing."""
        self._program.run("cancel", f"--task-id={external_id}")
        seen, _ = self._status(external_id)
        if seen.phase is Phase.UNREACHABLE:
            raise seen.error or TransientError("content-creator does not tell the status")
        if seen.phase is Phase.CANCELLED:
            return CancelOutcome.CONFIRMED
        return CancelOutcome.REFUSED if seen.phase is Phase.RUNNING else CancelOutcome.GONE

    def check(self) -> Check:
        """Run a short ``list --json``."""
        try:
            self._list(1)
        except BackendError as error:
            return Check(False, str(error))
        return Check(True, f"{self._program.name} answers")

    def _create(self, order: Order) -> Answer:
        """``create`` with the options this build knows; one that refuses them has done nothing."""
        for options in (self._options,) if self._options else (_options, _old_options):
            answer = self._program.run("create", *options(order), unsure=OutcomeUnknownError)
            if not answer.unknown_option:
                self._options = options
                return answer
        self._options = None  # another build was installed meanwhile
        return answer

    def _without_id(self, reference: str, timeout: float) -> str:
        """The id of an order that ``create`` took, or did not take, without naming one."""
        try:
            found = self._listed(reference, timeout)
        except BackendError as error:
            raise OutcomeUnknownError(f"create named no task id, and {error}") from error
        if found is None:
            raise PermanentError("content-creator ended well, but created no task")
        return found

    def _listed(self, reference: str, timeout: float) -> str | None:
        """The newest task whose requirements end with ``reference``, not older than it can be."""
        oldest = datetime.now(UTC) - timedelta(seconds=timeout) - _CLOCKS
        for page in self._pages():
            for row in page:
                if str(row.get("requirements", "")).rstrip().endswith(reference):
                    return output.row_id(row) or None
            if _created(page[-1]) < oldest:
                return None
        return None

    def _pages(self) -> Iterator[list[dict[str, Any]]]:
        """The list of tasks, newest first, page by page; no page is empty."""
        deadline = time.monotonic() + _LOOKUP_TIME
        before = ""
        for offset in range(0, 10**9, _PAGE):
            page = self._list(_PAGE, offset)
            if not page or output.row_id(page[0]) == before:  # a build without --offset
                return
            yield page
            if len(page) < _PAGE:
                return
            if time.monotonic() > deadline:
                raise TransientError("content-creator's list of tasks is too long to be read")
            before = output.row_id(page[0])

    def _list(self, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        answer = self._program.run("list", "--json", f"--limit={limit}", f"--offset={offset}")
        if answer.code != 0:
            raise TransientError(f"content-creator list failed: {_why(answer)}")
        rows = output.tasks(answer.out)
        if rows is None:
            raise PermanentError(
                f"content-creator list --json printed no JSON: {tail(answer.out.strip(), 200)!r}"
            )
        return rows

    def _look(self, external_id: str, row: dict[str, Any] | None) -> Observation:
        if row is None:
            seen, reason = self._status(external_id)
        else:
            seen = observation(external_id, row.get("status"), step=row.get("currentStep"))
            reason = str(row.get("errorMessage") or "")
        if seen.phase is Phase.FAILED:
            return failed(external_id, reason)
        return self._result(external_id) if seen.phase is Phase.COMPLETED else seen

    def _status(self, external_id: str) -> tuple[Observation, str]:
        """``status`` of one task, and the reason it gives for a failure."""
        answer = self._program.run("status", f"--task-id={external_id}")
        if answer.unknown_task:
            return Observation(external_id, Phase.UNKNOWN), ""
        read = output.status(answer.out) if answer.code == 0 else None
        if read is None:
            raise TransientError(f"content-creator status failed: {_why(answer)}")
        said, step, reason = read
        return observation(external_id, said, step=step), reason

    def _result(self, external_id: str) -> Observation:
        answer = self._program.run("result", f"--task-id={external_id}")
        if answer.unknown_task:
            return Observation(external_id, Phase.UNKNOWN)
        if answer.code != 0:
            raise TransientError(f"content-creator result failed: {_why(answer)}")
        if answer.unfinished:
            return Observation(external_id, Phase.RUNNING)
        if (read := output.result(answer.out)) is not None:
            return completed(external_id, read)
        if answer.has_no_result:
            return completed(external_id, {})
        broken = PermanentError("content-creator result printed nothing that can be understood")
        return Observation(external_id, Phase.FAILED, error=broken)


def _options(order: Order) -> list[str]:
    """The options of current builds; ``--name=value``, as a topic may begin with dashes."""
    return ["--type=content-creator", *_common(order, "--target-audience", order.keywords)]


def _old_options(order: Order) -> list[str]:
    """The options of older builds, whose keywords are words that the article must have.

    They assume 500 to 2000 words, so one limit of the account needs another one to fit to it.
    """
    options = _common(order, "--audience", (*order.keywords, *order.required_words))
    if order.min_words or order.max_words:
        low = order.min_words or 1
        high = order.max_words or max(_OLD_MAXIMUM, 2 * low)
        options += [f"--min-words={low}", f"--max-words={high}"]
    return options


def _common(order: Order, audience: str, keywords: Sequence[str]) -> list[str]:
    options = {
        "--mode": "async",
        "--topic": order.topic,
        "--requirements": order.requirements,
        audience: order.audience,
        "--tone": order.tone,
        "--keywords": ",".join(word.replace(",", " ") for word in keywords),
        "--priority": _URGENCY[order.urgency],
    }
    return [f"{name}={value}" for name, value in options.items() if value]


def _create_error(answer: Answer) -> BackendError:
    """What a ``create`` that did not end well means.

    With a message it refused; the row it may have written before is never run. A program
    that died without one may have been killed after it handed the order over.
    """
    if not answer.error:
        return OutcomeUnknownError(f"content-creator create died: {_why(answer)}")
    kind = PermanentError if answer.refuses else TransientError
    return kind(f"content-creator refused the order: {in_message(answer.error)}")


def _why(answer: Answer) -> str:
    said = in_message(answer.error or tail(answer.err.strip(), 300))
    return f"{said or 'it said nothing'} (exit code {answer.code})"


def _created(row: dict[str, Any]) -> datetime:
    """When a task was created; a row that does not tell is taken for a new one."""
    try:
        when = datetime.fromisoformat(str(row.get("createdAt")))
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
