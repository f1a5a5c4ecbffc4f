"""The colours of states: red needs a person, yellow waits, green is well, blue is under way."""

from __future__ import annotations

RED, GREEN, YELLOW, BLUE, GREY = "31", "32", "33", "36", "90"

_COLOURS = {
    GREEN: {"completed", "published", "approved", "active", "ok", "created"},
    RED: {"failed", "timeout", "rejected", "unverified"},
    YELLOW: {"pending", "queued", "queued, paused", "handed_over", "partial", "paused", "warning"},
    BLUE: {"submitted", "running", "publishing", "accepted", "updating"},
    GREY: {"cancelled", "skipped", "ended"},
}
_OF_STATE = {state: colour for colour, states in _COLOURS.items() for state in states}
_COLUMNS = {"outcome", "ok"}


def colour_of(column: str, value: object) -> str:
    """The colour of a value in this column; empty for what is no state."""
    if column not in _COLUMNS and not column.endswith(("status", "_state")):
        return ""
    if isinstance(value, bool):
        return GREEN if value else RED
    return _OF_STATE.get(str(value), "")
