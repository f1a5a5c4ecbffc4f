"""What a person may ask of a content whose two entries stand differently: each case, as a table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations_with_replacement

import pytest

from contenthub import clock, records
from contenthub.codes import Code
from contenthub.database import db
from contenthub.errors import NotAllowedError
from contenthub.lifecycle import accounts, contents, publishing, targets
from contenthub.lifecycle.unit import Unit
from contenthub.records import Entry
from contenthub.settings import Settings
from contenthub.states import EntryState
from tests.support import texts
from tests.support.articles import article, content_of

Q, P, OUT, F, U, A, H, W = (
    EntryState.QUEUED,
    EntryState.PUBLISHING,
    EntryState.PUBLISHED,
    EntryState.FAILED,
    EntryState.UNVERIFIED,
    EntryState.ACCEPTED,
    EntryState.HANDED_OVER,
    EntryState.WITHDRAWN,
)
AT_WORK = {P, U, A}  # the text has to stay, whatever the other one is
GONE = {OUT, H}  # the target has it
Pair = tuple[EntryState, EntryState]
PAIRS: list[Pair] = list(combinations_with_replacement((Q, P, OUT, F, U, A, H, W), 2))

_COLUMNS: dict[EntryState, dict[str, str]] = {
    OUT: {"proof": "p"},
    H: {"proof": "p"},
}
_TRIED = AT_WORK | GONE | {F}


@pytest.fixture
def mixed(database: Settings) -> Callable[[Pair], int]:
    """Makes a content with two entries in these states; the tried ones have a place."""

    def make(pair: Pair) -> int:
        account = accounts.default()
        targets.add(account, "second")
        made = article(database, approved=True)
        now = records.moment(clock.now())
        with db.transaction():
            for entry, state in zip(entries(made), pair, strict=True):
                db.execute(
                    "UPDATE publish_entries SET status = ?, due_at = ?, place = ?, proof = ?,"
                    " published_at = ? WHERE id = ?",
                    (
                        state,
                        now if state in {Q, U, A} else None,
                        '{"folder": "x", "file": "y"}' if state in _TRIED else None,
                        _COLUMNS.get(state, {}).get("proof"),
                        now if state is OUT else None,
                        entry.id,
                    ),
                )
        return made

    return make


def entries(content_id: int) -> list[Entry]:
    return records.select(Entry, "WHERE content_id = ? ORDER BY id", (content_id,))


def after(content_id: int) -> Pair:
    first, second = (one.state for one in entries(content_id))
    return first, second


def names(pair: Pair) -> str:
    return " ".join(pair)


def taken_out(state: EntryState) -> EntryState:
    return W if state in {Q, F} else state


@pytest.mark.parametrize("pair", PAIRS, ids=names)
class TestEachPair:
    def test_rejecting(self, pair: Pair, mixed: Callable[[Pair], int]) -> None:
        """Only where no target has it and none is at it."""
        made = mixed(pair)
        refused = bool((AT_WORK | GONE) & set(pair))
        self._do(made, refused, lambda unit: contents.reject(unit, content_of(made), "no"))
        assert after(made) == (pair if refused else tuple(map(taken_out, pair)))
        assert content_of(made).review_status == ("approved" if refused else "rejected")

    def test_taking_out_of_the_pool(self, pair: Pair, mixed: Callable[[Pair], int]) -> None:
        made = mixed(pair)
        refused = bool((AT_WORK | GONE) & set(pair))
        self._do(made, refused, lambda unit: publishing.take_out(unit, content_of(made), "no"))
        assert after(made) == (pair if refused else tuple(map(taken_out, pair)))

    def test_editing(self, pair: Pair, mixed: Callable[[Pair], int]) -> None:
        """While a target is at it the text stays; afterwards it may change everywhere."""
        made = mixed(pair)
        refused = bool(AT_WORK & set(pair))
        self._do(
            made,
            refused,
            lambda unit: contents.edit(unit, content_of(made), body=f"{texts.ARTICLE} More."),
        )
        assert after(made) == pair
        assert (content_of(made).attempt == 1) == refused

    def test_removing(self, pair: Pair, mixed: Callable[[Pair], int]) -> None:
        made = mixed(pair)
        refused = bool((AT_WORK | GONE) & set(pair))
        self._do(made, refused, lambda unit: contents.remove(unit, content_of(made)))
        assert len(entries(made)) == (2 if refused else 0)

    def test_publishing_now(
        self, pair: Pair, mixed: Callable[[Pair], int], database: Settings
    ) -> None:
        """What waits is due, what failed is looked up first; what was taken out stays out, unless

        nothing else is left of the content in the pool.
        """
        made = mixed(pair)
        left: list[Entry] = []

        def publish(unit: Unit) -> None:
            left.extend(publishing.publish_now(unit, content_of(made), database))

        self._do(made, False, publish)
        assert [one.state for one in left] == [one for one in pair if one not in {Q, F, W}]
        for one in left:
            code = publishing.refusal_to_publish(one).code
            assert code is (Code.TARGET_HAS_IT if one.state in GONE else Code.UNDER_WAY)

        def then(state: EntryState) -> EntryState:
            if state is W and set(pair) == {W}:
                return Q
            return U if state is F else state

        assert after(made) == tuple(map(then, pair))

    def test_saying_that_it_is_absent(self, pair: Pair, mixed: Callable[[Pair], int]) -> None:
        """Where one is in doubt, that one; where both are, the target has to be named."""
        made = mixed(pair)
        doubtful = [state for state in pair if state in {F, U, H}]
        refused = len(doubtful) != 1
        self._do(
            made,
            refused,
            lambda unit: publishing.confirm_absent(unit, content_of(made), "looked"),
        )
        expected = [Q if state in {F, U, H} else state for state in pair]
        assert after(made) == (pair if refused else tuple(expected))

    def test_saying_of_one_that_it_is_absent(
        self, pair: Pair, mixed: Callable[[Pair], int]
    ) -> None:
        made = mixed(pair)
        second = targets.find(accounts.default().id, "second").id
        refused = pair[1] not in {F, U, H}
        self._do(
            made,
            refused,
            lambda unit: publishing.confirm_absent(unit, content_of(made), "looked", [second]),
        )
        assert after(made) == (pair[0], pair[1] if refused else Q)

    def _do(self, content_id: int, refused: bool, act: Callable[[Unit], object]) -> None:
        if not refused:
            with Unit("me") as unit:
                act(unit)
            return
        with pytest.raises(NotAllowedError), Unit("me") as unit:
            act(unit)


class TestBackAgain:
    def test_what_was_taken_out_comes_back_at_each_target_with_what_is_known_of_it(
        self, mixed: Callable[[Pair], int], database: Settings
    ) -> None:
        """One was tried and is looked up first, the other one waits for its time."""
        made = mixed((F, Q))
        tried, waited = entries(made)
        with Unit("me") as unit:
            assert publishing.take_out(unit, content_of(made), "let us see")
        assert after(made) == (W, W)
        with Unit("me") as unit:
            assert publishing.put_in(unit, content_of(made), database)
        assert after(made) == (U, Q)
        back = entries(made)
        assert [one.place for one in back] == [tried.place, None]
        assert [one.publication_key for one in back] == [
            tried.publication_key,
            waited.publication_key,
        ]

    def test_one_target_alone(self, mixed: Callable[[Pair], int], database: Settings) -> None:
        made = mixed((OUT, W))
        second = targets.find(accounts.default().id, "second").id
        with Unit("me") as unit:
            publishing.publish_now(unit, content_of(made), database, [second])
        assert after(made) == (OUT, Q)
        with Unit("me") as unit:
            assert publishing.take_out(unit, content_of(made), "no", [second])
        assert after(made) == (OUT, W)
