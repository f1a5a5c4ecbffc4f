"""What the generator content-creator calls back with, which it does not sign.

``{event, taskId, workflowType, status, timestamp, metadata, result | error}``, where the result is
that of its other ways, and the event is the status, or `progress`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub.creators.base import Observation, Phase
from contenthub.creators.content_creator import PHASES, completed, failed, observation

EVENTS = ("completed", "failed", "progress")


def is_one(body: Mapping[str, Any]) -> bool:
    """True for a body that is meant to be in this shape, whether or not it is whole."""
    return "event" in body and "type" not in body


def seen(body: Mapping[str, Any]) -> Observation:
    """What the body tells of the generation; UNREACHABLE where that is not understood.

    COMPLETED without an article: it has ended, and its result has to be fetched.
    """
    external_id, event, status = str(body["taskId"]), str(body["event"]), body.get("status")
    metadata = _mapping(body.get("metadata"))
    step, progress = (_first(name, metadata, body) for name in ("currentStep", "progress"))
    told = observation(external_id, _word(event, status), step=step, progress=progress)
    result = _mapping(body.get("result"))
    if told.phase is Phase.COMPLETED and (result.get("content") or result.get("htmlContent")):
        return completed(external_id, result)
    if told.phase is Phase.FAILED:
        return failed(external_id, _reason(body.get("error")))
    return told


def _word(event: str, status: object) -> object:
    """The status; None where event and status contradict each other."""
    if event not in PHASES:
        return "running" if event == "progress" else status
    told = PHASES.get(status) if isinstance(status, str) else None
    return event if told in {None, PHASES[event]} else None


def _first(name: str, *places: Mapping[str, Any]) -> Any:
    return next((place[name] for place in places if name in place), None)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _reason(error: object) -> object:
    return error.get("message") if isinstance(error, dict) else error
