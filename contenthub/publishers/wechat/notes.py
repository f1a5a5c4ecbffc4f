"""How far a publication came: its draft, and whether it was submitted.

Noted before a call that cannot be taken back and after its answer, so that whoever goes on, in
whichever process, knows what may have been done. It stands apart from the entry's states, which are
written once the publisher has answered.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from contenthub.publishers.memory import Memory
from contenthub.publishers.wechat.tokens import name

_KEPT = 400 * 86_400.0  # seconds: longer than anybody comes back to a publication


@dataclass(frozen=True, slots=True)
class Note:
    """What is known. Moments are seconds since 1970."""

    draft: str | None = None  # the media_id of its draft
    drafted_at: float | None = None  # when it was first asked to make one
    kept: str | None = (
        None  # the sum of what WeChat kept of it; None: it may have been written since
    )
    adding: bool = False  # a draft may have been made whose media_id nobody was told
    submitted_at: float | None = None  # from then on it may be out
    publish_id: str | None = None
    refusal_told: bool = False  # a look has told that WeChat decided against it


@dataclass(frozen=True, slots=True)
class Notebook:
    """The note of one publication at one account, whichever way leads to it."""

    memory: Memory
    app_id: str
    key: str

    @property
    def _name(self) -> str:
        return name("entry", self.app_id, self.key)

    def read(self) -> Note:
        """What is known of it; nothing, where it was never tried."""
        kept = self.memory.recall(self._name)
        if kept is None:
            return Note()
        known = {field.name for field in fields(Note)}
        return Note(**{name: value for name, value in json.loads(kept).items() if name in known})

    def claim(self, what: str) -> None:
        """This draft or address is of this publication, and of no other one of the same words."""
        self.memory.keep(self._claimed(what), self.key, _KEPT)

    def is_others(self, what: str) -> bool:
        """Whether another publication has claimed it."""
        return self.memory.recall(self._claimed(what)) not in (None, self.key)

    def _claimed(self, what: str) -> str:
        return name("claim", self.app_id, what)

    def write(self, note: Note) -> Note:
        """Keep what is known now, and return it."""
        self.memory.keep(self._name, json.dumps(asdict(note)), _KEPT)
        return note
