"""One publication's way at WeChat: from nothing to a draft, and from a draft to an article.

Each step that cannot be taken back is noted before it is asked for. So whoever goes on after a lost
answer or a killed worker knows what may have been done, looks, and never submits two drafts:

- no note: WeChat never heard of it.
- ``adding``: a draft may be there; it is looked for by its mark, and another one is harmless.
- ``draft``: that one is brought up to date and gone on with.
- ``submitted_at``: it may be out. With a ``publish_id`` WeChat is asked how it stands. Without one,
  a draft that is still there after a while was not taken; one that is gone is looked for among what
  was published, and what is neither there nor out was deleted by somebody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contenthub import clock
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers import edited_there
from contenthub.publishers.base import Accepted, HandedOver, Proof, Publication, Refused, Taken
from contenthub.publishers.wechat import answers, drafts, releases
from contenthub.publishers.wechat.calls import Calls
from contenthub.publishers.wechat.drafts import Article
from contenthub.publishers.wechat.notes import Note, Notebook
from contenthub.publishers.wechat.written import Desk

SETTLED = 600.0  # seconds after which a draft that is still there was not taken
DELETED = 1_800.0  # seconds after which one that is nowhere was deleted
_GONE, _NO_RIGHT = 40007, 48001
_NOWHERE = "its draft is gone, and nothing of it is published: somebody deleted it"


@dataclass(frozen=True, slots=True)
class Way:
    """All that one publication goes by."""

    publication: Publication
    publishes: bool
    calls: Calls
    desk: Desk
    notebook: Notebook

    def publish(self) -> Taken:
        """Go on from wherever an earlier try came to. Raises as ``Publisher.publish`` does."""
        return self._claimed(self._gone_on())

    def _gone_on(self) -> Taken:
        self.publication.demand_held()
        note = self.notebook.read()
        if note.submitted_at is not None and (taken := self._taken_before(note)) is not None:
            return taken
        note = replace(note, submitted_at=None, publish_id=None, refusal_told=False)
        if self._is_gone(note) and (found := self._out_by_hand(note)) is not None:
            return found
        note = self._drafted(note)
        if not self.publishes:
            return self._handed_over(note)
        self.publication.demand_held()
        return self._submitted(note)

    def verify(self) -> Taken | Refused | None:
        """What WeChat holds of it. Raises TransientError where that cannot be told yet."""
        seen = self._seen()
        return seen if seen is None or isinstance(seen, Refused) else self._claimed(seen)

    def _seen(self) -> Taken | Refused | None:
        note = self.notebook.read()
        publish_id = note.publish_id or self.publication.external_id
        if publish_id:
            return self._told(note, releases.look(self.calls, publish_id, _age(note)))
        if note.submitted_at is not None:
            return self._told(note, self._settled(note))
        if self.publishes and not self._is_handed_over():
            return None
        return self._told(note, self._kept(note))

    def _is_handed_over(self) -> bool:
        """Whether its draft was left for a person: it stays so, whatever the target is set to."""
        return bool(self.publication.proof) and not self.publication.proof.startswith("http")

    def update(self) -> HandedOver:
        """Bring the draft to what the article says now; what is out cannot be changed."""
        note = self.notebook.read()
        if note.submitted_at is not None or self.publication.proof.startswith("http"):
            raise PermanentError(
                "WeChat lets nobody change an article that is published; delete it at "
                "mp.weixin.qq.com and publish it anew, or leave it as it is"
            )
        if note.draft is None or self._is_gone(note):
            out = self._out_by_hand(note)
            became = f"published it: {out.location}" if out else "deleted it"
            raise PermanentError(f"its draft is not at WeChat any more, as somebody {became}")
        self.publication.demand_held()
        return self._handed_over(self._drafted(note))

    def _taken_before(self, note: Note) -> Taken | None:
        """What became of an earlier submission; None where it certainly came to nothing."""
        if note.publish_id is not None:
            seen = releases.look(self.calls, note.publish_id, _age(note))
            return None if isinstance(seen, Refused) else seen
        try:
            found = self._settled(note)
        except TransientError as error:
            raise OutcomeUnknownError(str(error)) from error
        if isinstance(found, Refused):
            raise OutcomeUnknownError(found.reason)
        return found

    def _is_gone(self, note: Note) -> bool:
        return note.draft is not None and not drafts.read(self.calls, note.draft)

    def _out_by_hand(self, note: Note) -> Proof | None:
        """The article, where a person published its draft."""
        try:
            return self._found(note.drafted_at)
        except PermanentError as error:
            if answers.number_in(error) == _NO_RIGHT:  # nor may this account look
                return None
            raise

    def _found(self, since: float | None) -> Proof | None:
        """The article among those that were published since then."""
        sketch = self.desk.sketch(self.publication)
        return releases.find(self.calls, sketch, since or 0.0, self.notebook.is_others)

    def _drafted(self, note: Note) -> Note:
        """Its draft says what the article says, and is whole."""
        article = self.desk.article(self.publication)
        media_id = note.draft
        if media_id is None and note.adding:
            media_id = drafts.find(self.calls, article, self.notebook.is_others)
        there = drafts.read(self.calls, media_id) if media_id is not None else ()
        drafts.demand_alone(there)
        self._demand_unchanged(note, there)
        self.publication.demand_held()
        if there:
            note = self.notebook.write(replace(note, draft=media_id, adding=False, kept=None))
        else:
            media_id = None
            begun = replace(note, draft=None, adding=True, drafted_at=_now(), kept=None)
            note = self.notebook.write(begun)
        media_id, article = self._saved(media_id, article)
        note = self.notebook.write(replace(note, draft=media_id, adding=False))
        self.notebook.claim(media_id)
        held = drafts.read(self.calls, media_id)
        if not held:
            raise TransientError("WeChat took the draft, and does not find it")
        drafts.demand_whole(held[0], article)
        return self.notebook.write(replace(note, kept=drafts.sum_of(held[0])))

    def _demand_unchanged(self, note: Note, there: Sequence[Mapping[str, Any]]) -> None:
        """Raise PermanentError where a person changed the draft, unless that may be undone."""
        changed = there and note.kept is not None and drafts.sum_of(there[0]) != note.kept
        if changed and not self.desk.target.overwrites:
            raise edited_there.refusal("WeChat", "the draft")

    def _saved(self, media_id: str | None, article: Article) -> tuple[str, Article]:
        """Write a draft; a cover that was deleted at WeChat is uploaded again."""
        try:
            return drafts.save(self.calls, media_id, article), article
        except BackendError as error:
            deleted = answers.number_in(error) == _GONE and self.desk.shelf.forget(article.cover)
            if not deleted:
                raise
        article = self.desk.article(self.publication)
        return drafts.save(self.calls, media_id, article), article

    def _submitted(self, note: Note) -> Accepted:
        note = self.notebook.write(replace(note, submitted_at=_now()))
        try:
            publish_id = releases.submit(self.calls, str(note.draft))
        except OutcomeUnknownError:
            raise
        except BackendError:  # certainly not taken
            self.notebook.write(replace(note, submitted_at=None))
            raise
        self.notebook.write(replace(note, publish_id=publish_id))
        return Accepted(publish_id, releases.look_after(0.0))

    def _settled(self, note: Note) -> Proof | Refused | None:
        """What became of a submission whose answer was lost. Raises TransientError: not known."""
        age = _age(note)
        if not self._is_gone(note):
            if age < SETTLED:
                raise TransientError(
                    "WeChat may yet publish the draft: whether it took the order is not known"
                )
            return None
        if (found := self._found(note.submitted_at)) is not None:
            return found
        if age < DELETED:
            raise TransientError("its draft is gone, and is not yet among what WeChat published")
        return Refused(_NOWHERE)

    def _kept(self, note: Note) -> Taken | Refused | None:
        """What there is of a draft that is for a person to publish."""
        if note.draft is None and note.adding:
            sketch = self.desk.sketch(self.publication)
            media_id = drafts.find(self.calls, sketch, self.notebook.is_others)
            if media_id is not None:
                note = self.notebook.write(replace(note, draft=media_id, adding=False))
        if note.draft is None:
            return None
        if not self._is_gone(note):
            return self._handed_over(note)
        return self._out_by_hand(note) or Refused(_NOWHERE)

    def _told(self, note: Note, seen: Taken | Refused | None) -> Taken | Refused | None:
        """A refusal is told until it is written with the entry; then it is as if never tried.

        With a refusal the entry loses its ``external_id``: so another try is known from a look
        that is made again.
        """
        if not isinstance(seen, Refused):
            return seen
        if self.publication.external_id is None and note.refusal_told:
            left = Note(draft=note.draft, drafted_at=note.drafted_at, kept=note.kept)
            self.notebook.write(left)
            return None
        self.notebook.write(replace(note, refusal_told=True))
        return seen

    def _handed_over(self, note: Note) -> HandedOver:
        app_id = self.calls.account.app_id
        return HandedOver(f"draft {note.draft} of {app_id}, at mp.weixin.qq.com among the drafts")

    def _claimed(self, taken: Taken) -> Taken:
        """Remember whose an address is: where WeChat keeps no marks, words alone do not tell."""
        if isinstance(taken, Proof):
            self.notebook.claim(taken.location)
        return taken


def _now() -> float:
    return clock.now().timestamp()


def _age(note: Note) -> float:
    """Seconds since it was submitted; long ago, where that is not known any more."""
    return DELETED if note.submitted_at is None else _now() - note.submitted_at
