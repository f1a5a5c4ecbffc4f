"""Which situations callers may want to tell apart: each has one stable word, its code.

Errors carry a code, and so do remarks, which are no errors. What to do then is said by each face in
its own words, which it finds by the code; the plain values that these words need go along as facts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Code(StrEnum):
    """A situation, by the word that callers see; ``meaning`` says in one line what has happened."""

    meaning: str

    def __new__(cls, word: str, meaning: str) -> Code:
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        return member

    # What an error says by its class alone.
    UNEXPECTED = "unexpected", "something failed that nobody foresaw"
    BAD_INPUT = "bad_input", "what was given cannot be used"
    BAD_SETTING = "bad_setting", "a setting has a value that is not allowed"
    NOT_FOUND = "not_found", "what was named is not there"
    NOT_ALLOWED = "not_allowed", "it is there, and its state does not allow this"
    UNREACHABLE = "unreachable", "the database, the broker or a backend cannot be reached"
    LEASE_LOST = "lease_lost", "another process does what this one was doing alone"
    WORK_FAILED = "work_failed", "the work was done to its end, and its end is a failure"
    OUTPUT_LOST = "output_lost", "the work was done, and its answer could not be written"
    STOPPING = "stopping", "the process ends, and another one takes the work up"
    BACKEND_UNAVAILABLE = "backend_unavailable", "a creator or publisher failed, and may work later"
    BACKEND_REFUSED = "backend_refused", "a creator or publisher fails in the same way every time"
    OUTCOME_UNKNOWN = "outcome_unknown", "whether a backend has done it has to be looked up"

    # Tasks
    KEY_USED = "key_used", "the idempotency key was used for another request"


@dataclass(frozen=True, slots=True)
class Remark:
    """What a person should know although nothing failed; the parts are those of an error."""

    message: str
    advice: str = ""  # what to do, where it is the same whoever asks
    code: Code | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.message}: {self.advice}" if self.advice else self.message
