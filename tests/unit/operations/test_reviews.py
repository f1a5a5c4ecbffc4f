"""A person's yes or no: what it is about, what is refused and what is answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from contenthub.commands.console import advice
from contenthub.errors import InputError
from contenthub.operations import reasons, reviews
from contenthub.operations.reasons import Reason
from contenthub.operations.reviews import Approval, Meant, Rejection, Span
from contenthub.queries.contents import Candidate, Filter
from contenthub.states import ReviewState
from tests.unit.operations.made_up import THEN, content

PENDING, APPROVED, REJECTED = ReviewState.PENDING, ReviewState.APPROVED, ReviewState.REJECTED
YES, EVEN_REJECTED = Approval(Reason("")), Approval(Reason(""), even_rejected=True)
NO, EVEN_APPROVED = Rejection(Reason("why")), Rejection(Reason("why"), even_approved=True)
ALL = [
    Candidate(1, PENDING, 1, held=frozenset()),
    Candidate(2, PENDING, 4, held=frozenset({"cut_off"})),
    Candidate(3, REJECTED, 1, held=frozenset({"cut_off"})),
    Candidate(2, PENDING, 4, held=frozenset({"cut_off"})),  # two ranges overlap
]
SEEN = {1: 1, 2: 4, 3: 1}  # the texts


@pytest.mark.parametrize(
    ("decision", "states"),
    [
        (YES, {PENDING, REJECTED}),
        (EVEN_REJECTED, {PENDING, REJECTED}),
        (NO, {PENDING}),
        (EVEN_APPROVED, {PENDING, APPROVED}),
    ],
)
def test_a_range_looks_for_what_can_be_decided(
    decision: reviews.Decision, states: set[ReviewState]
) -> None:
    assert set(decision.states) == states


@pytest.mark.parametrize(
    ("decision", "meant"),
    [
        (YES, Meant([1, 2], held=1, checks=Counter(cut_off=1), left_out=1, seen={1: 1, 2: 4})),
        (EVEN_REJECTED, Meant([1, 2, 3], held=2, checks=Counter(cut_off=2), seen=SEEN)),
        (NO, Meant([1, 2, 3], held=2, checks=Counter(cut_off=2), seen=SEEN)),
    ],
)
def test_what_was_found_is_meant_once_and_a_rejected_one_only_where_that_is_said(
    decision: reviews.Decision, meant: Meant
) -> None:
    assert reviews.chosen(decision, ALL) == meant


@pytest.mark.parametrize(
    ("decision", "states"),
    [
        (YES, {ReviewState.PENDING}),
        (EVEN_REJECTED, {ReviewState.PENDING, ReviewState.REJECTED}),
        (NO, {ReviewState.PENDING}),
    ],
)
def test_what_is_decided_about_without_counting_the_rest(
    decision: reviews.Decision, states: set[ReviewState]
) -> None:
    assert set(decision.taken) == states


def test_ids_are_meant_as_they_are_named() -> None:
    assert reviews.meant(YES, [(3, 3), (1, 1)], Filter()) == Meant([3, 1], named=True)


@pytest.mark.parametrize(
    ("spans", "which", "everything", "told"),
    [
        ([], Filter(), False, "say which"),
        ([(1, 1)], Filter(), True, "one of them"),
        ([(1, 1)], Filter(account_id=1), False, "one of them"),
        ([], Filter(account_id=1), True, "one of them"),
    ],
)
def test_all_contents_are_never_meant_by_accident(
    spans: list[Span], which: Filter, everything: bool, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        reviews.meant(YES, spans, which, everything=everything)


@pytest.mark.parametrize(
    ("state", "approval", "alone", "told"),
    [
        (PENDING, YES, False, None),
        (PENDING, Approval(Reason(""), at=THEN), False, None),
        (REJECTED, YES, True, None),
        (REJECTED, EVEN_REJECTED, False, None),
        (REJECTED, YES, False, "content 7 was rejected (no sources); --even-rejected approves"),
        (APPROVED, YES, False, None),
        (APPROVED, Approval(Reason(""), at=THEN), True, "publish-pool schedule 7 --at TIME"),
    ],
)
def test_what_was_decided_stays_unless_it_is_meant(
    state: ReviewState, approval: Approval, alone: bool, told: str | None
) -> None:
    before = content(review_status=state, review_reason="no sources")
    refused = reviews.refusal_to_approve(before, approval, alone=alone)
    assert (refused is None) == (told is None)
    assert refused is None or (told or "") in advice.line(refused)


@pytest.mark.parametrize(
    ("state", "reason", "outcome"),
    [
        (PENDING, "", "approved"),
        (REJECTED, "", "approved; was rejected: no sources"),
        (APPROVED, "", "was approved already"),
        (APPROVED, "why", "was approved already; the reason is the new one"),
    ],
)
def test_an_approval_says_what_it_changed(state: ReviewState, reason: str, outcome: str) -> None:
    before = content(review_status=state, review_reason="no sources")
    assert reviews.outcome_of_approval(before, Approval(Reason(reason))) == outcome


@pytest.mark.parametrize(
    ("state", "outcome"),
    [
        (PENDING, "rejected"),
        (APPROVED, "rejected"),
        (REJECTED, "was rejected already; the reason is the new one"),
    ],
)
def test_a_rejection_says_what_it_changed(state: ReviewState, outcome: str) -> None:
    assert reviews.outcome_of_rejection(content(review_status=state)) == outcome


class TestReasons:
    @pytest.mark.parametrize("check", [reasons.optional, reasons.of_rejection, reasons.of_absence])
    def test_a_reason_is_plain_text(self, check: Callable[[object], str]) -> None:
        assert check("  no sources\n") == "no sources"
        with pytest.raises(InputError, match="reason has control characters"):
            check("a\x07b")

    @pytest.mark.parametrize("empty", ["", " \n"])
    def test_only_some_may_be_empty(self, empty: str) -> None:
        assert reasons.optional(empty) == ""
        with pytest.raises(InputError, match="say why"):
            reasons.of_rejection(empty)
        with pytest.raises(InputError, match="say where you looked"):
            reasons.of_absence(empty)
