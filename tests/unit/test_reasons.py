"""A reason says something: what nobody can see is none."""

from __future__ import annotations

import pytest

from contenthub.errors import InputError
from contenthub.operations import reasons

UNSEEN = ["", " \n", "\u200b\u2060", "\ufeff", "\u200d \u00ad", "\u2800", "\u202e", "\u3164"]


@pytest.mark.parametrize("text", UNSEEN)
def test_what_nobody_can_see_is_no_reason(text: str) -> None:
    assert reasons.optional(text) == ""
    with pytest.raises(InputError, match="reason is empty"):
        reasons.of_rejection(text)


@pytest.mark.parametrize("text", ["ok", "…", "好", "\U0001f44d", "क्‍ष", "\u200bok"])
def test_what_is_seen_is_kept_as_it_was_typed(text: str) -> None:
    assert reasons.optional(text) == text
