"""`send`: a message to any actor, as `contenthub send` sends it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub.errors import ContentHubError, InputError
from contenthub.schedule_types import fields
from contenthub.schedule_types.fields import Context


def check(params: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The parameters as they are stored: ``event`` and its ``arguments``."""
    fields.demand_known(params, ("event", "arguments"), "send")
    event, arguments = params.get("event"), params.get("arguments", {})
    if not isinstance(event, str) or not event:
        raise InputError("event is missing: `contenthub send --list` shows them")
    if not isinstance(arguments, dict):
        raise InputError(f"arguments is {fields.shown(arguments)}; allowed: an object")
    try:
        context.demand_event(event, arguments)
    except ContentHubError as error:
        raise InputError(f"event: {error}") from None
    return {"event": event, "arguments": arguments}
