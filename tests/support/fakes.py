"""Backends whose behaviour a test decides; they keep the contracts of the real ones."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, cast

from contenthub.creators.base import (
    Article,
    CancelOutcome,
    Check,
    Control,
    Observation,
    Phase,
    Request,
)
from contenthub.errors import ContentHubError, OutcomeUnknownError
from contenthub.publishers.base import HandedOver, Proof, Publication, Refused, Taken
from contenthub.publishers.fields import Field
from contenthub.reviewers.base import Opinion, Question
from tests.support import texts

ARTICLE = Article(content=texts.ARTICLE, title="A title")


@dataclass
class Direct:
    """A direct creator: each call does what the next of ``plan`` says, the last one for ever.

    A plan's item is an article, an error to raise, or a function of request and control.
    """

    plan: list[Any] = field(default_factory=lambda: [ARTICLE])
    name: str = "fake"
    instant: bool = False
    requests: list[Request] = field(default_factory=list)
    running: Counter[str] = field(default_factory=Counter)
    most_at_once: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def generate(self, request: Request, control: Control) -> Article:
        with self._lock:
            self.requests.append(request)
            step = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
            self.running[request.task_id] += 1
            self.most_at_once = max(self.most_at_once, self.running.total())
        try:
            return self._do(step, request, control)
        finally:
            with self._lock:
                self.running[request.task_id] -= 1

    def _do(self, step: Any, request: Request, control: Control) -> Article:
        if isinstance(step, BaseException):
            raise step
        found = step(request, control) if callable(step) else step
        assert isinstance(found, Article)
        return found

    def check(self) -> Check:
        return Check(True, "a fake")


def until_stopped(request: Request, control: Control) -> Article:
    """A generation that ends only when it is stopped."""
    while not control.wait(60):
        pass
    control.check()
    return ARTICLE


def after(event: threading.Event) -> Callable[[Request, Control], Article]:
    """A generation that ends when ``event`` is set, or when it is stopped."""

    def generate(request: Request, control: Control) -> Article:
        while not event.wait(0.01):
            control.check()
        return ARTICLE

    return generate


@dataclass
class Judge:
    """A reviewer: each call does what the next of ``plan`` says, the last one for ever.

    A plan's item is an opinion, an error to raise, or a function of question and control.
    """

    plan: list[Any] = field(default_factory=lambda: [Opinion(80.0)])
    name: str = "command"
    questions: list[Question] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def review(self, question: Question, control: Control) -> Opinion:
        with self._lock:
            self.questions.append(question)
            step = self.plan.pop(0) if len(self.plan) > 1 else self.plan[0]
        if isinstance(step, BaseException):
            raise step
        found = step(question, control) if callable(step) else step
        assert isinstance(found, Opinion)
        return found

    def check(self) -> Check:
        return Check(True, "a fake")


@dataclass
class Remote:
    """A remote creator that keeps its generations in memory; tests move them on."""

    name: str = "fake"
    submits: list[Any] = field(default_factory=list)  # errors for the next submits; None: accept
    deaf: bool = False  # accepts, and its answer is lost
    unreachable: bool = False
    cancels: CancelOutcome | ContentHubError = CancelOutcome.CONFIRMED
    accepted: dict[str, str] = field(default_factory=dict)  # idempotency key -> external id
    state: dict[str, Observation] = field(default_factory=dict)
    looks: Counter[str] = field(default_factory=Counter)
    cancelled: list[str] = field(default_factory=list)
    asked_to_cancel: int = 0
    finish_at_once: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def submit(self, request: Request) -> str:
        with self._lock:
            error = self.submits.pop(0) if self.submits else None
            if isinstance(error, ContentHubError) and not getattr(error, "accepted", False):
                raise error
            external = self.accepted.setdefault(
                request.idempotency_key, f"ext-{len(self.accepted) + 1}"
            )
            self.state.setdefault(external, Observation(external, Phase.RUNNING))
            if self.finish_at_once:
                self.finish(external)
            if error is not None:
                raise error
            return external

    def find(self, request: Request) -> str | None:
        return self.accepted.get(request.idempotency_key)

    def observe(self, external_ids: Sequence[str]) -> list[Observation]:
        self.looks.update(external_ids)
        if self.unreachable:
            return [Observation(e, Phase.UNREACHABLE) for e in external_ids]
        return [self.state.get(e, Observation(e, Phase.UNKNOWN)) for e in external_ids]

    def cancel(self, external_id: str) -> CancelOutcome:
        self.asked_to_cancel += 1
        if isinstance(self.cancels, ContentHubError):
            raise self.cancels
        self.cancelled.append(external_id)
        return self.cancels

    def check(self) -> Check:
        return Check(not self.unreachable, "a fake")

    def finish(self, external_id: str, article: Article = ARTICLE) -> None:
        self.state[external_id] = Observation(external_id, Phase.COMPLETED, 100, article=article)

    def say(self, external_id: str, phase: Phase, **values: Any) -> None:
        self.state[external_id] = Observation(external_id, phase, **values)


@dataclass
class Shelf:
    """A publisher that keeps what it was given; answers as the next of ``plan`` says."""

    plan: list[Any] = field(default_factory=list)  # errors, or "lost": kept, but no answer
    fields: ClassVar[Mapping[str, Field]] = {}
    name: str = "files"
    kept: dict[str, Publication] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    looks: int = 0
    verify_error: ContentHubError | None = None
    # What the next updates answer, each once: an answer, an error to raise, or a function of the
    # publication; without a plan the newer text is kept and proved.
    updates: list[Any] = field(default_factory=list)
    updated: list[Publication] = field(default_factory=list)

    def place(self, publication: Publication) -> dict[str, Any]:
        return {"shelf": publication.settings.get("shelf", "first")}

    def publish(self, publication: Publication) -> Proof:
        self.calls.append(publication.title)
        step = self.plan.pop(0) if self.plan else None
        if isinstance(step, ContentHubError):
            raise step
        assert publication.key not in self.kept, "published twice"
        self.kept[publication.key] = publication
        if isinstance(step, Exception):
            raise step
        return Proof(f"shelf/{publication.key}")

    def verify(self, publication: Publication) -> Proof | None:
        self.looks += 1
        if self.verify_error is not None:
            raise self.verify_error
        held = publication.key in self.kept
        return Proof(f"shelf/{publication.key}") if held else None

    def update(self, publication: Publication) -> Proof | HandedOver:
        self.updated.append(publication)
        step = self.updates.pop(0) if self.updates else None
        if callable(step):
            step(publication)
        elif step is not None:
            return cast("Proof | HandedOver", _given(step))
        self.kept[publication.key] = publication
        return Proof(f"shelf/{publication.key}")

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        return f"shelf/{folder_name}"

    def validate(self, settings: dict[str, Any]) -> None:
        return None


@dataclass
class Shelves:
    """A publisher of several targets, told apart by their setting ``shelf``.

    ``publishes`` and ``sees`` say, by shelf, what its next calls and looks answer, each once: an
    answer, an error to raise, or a function without arguments that gives one. ``lost`` is kept,
    and its answer is lost. Without a plan a call keeps and proves, and a look tells what is kept.
    """

    publishes: dict[str, list[Any]] = field(default_factory=dict)
    sees: dict[str, list[Any]] = field(default_factory=dict)
    fields: ClassVar[Mapping[str, Field]] = {}
    name: str = "files"
    kept: dict[str, dict[str, Publication]] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)  # shelf, key
    looks: list[tuple[str, str, str | None]] = field(default_factory=list)  # … external id

    def place(self, publication: Publication) -> dict[str, Any]:
        return {"shelf": publication.settings["shelf"]}

    def publish(self, publication: Publication) -> Taken:
        shelf, key = publication.place["shelf"], publication.key
        self.calls.append((shelf, key))
        step = _next(self.publishes, shelf)
        if step not in (None, "lost"):
            return _given(step)
        kept = self.kept.setdefault(shelf, {})
        assert key not in kept, f"published twice on {shelf}"
        kept[key] = publication
        if step == "lost":
            raise OutcomeUnknownError("the answer was lost")
        return Proof(f"{shelf}/{key}")

    def verify(self, publication: Publication) -> Taken | Refused | None:
        shelf, key = publication.place["shelf"], publication.key
        self.looks.append((shelf, key, publication.external_id))
        step = _next(self.sees, shelf)
        if step == "absent":
            return None
        if step is not None:
            return _given(step)
        return Proof(f"{shelf}/{key}") if key in self.kept.get(shelf, {}) else None

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        return str(settings["shelf"])

    def validate(self, settings: dict[str, Any]) -> None:
        return None


def _next(plans: dict[str, list[Any]], shelf: str) -> Any:
    plan = plans.get(shelf)
    return plan.pop(0) if plan else None


def _given(step: Any) -> Any:
    found = step() if callable(step) else step
    if isinstance(found, Exception):
        raise found
    return found
