"""What each field of an account may hold, and what single changes make of what is there."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest

from contenthub.errors import InputError
from contenthub.operations import account_fields
from contenthub.operations.account_fields import EMPTY
from contenthub.records import Account

STORED = Account(
    id=1,
    name="tea",
    folder_name="tea",
    language="auto",
    tone="",
    audience="",
    requirements="",
    banned_words=[],
    required_words=[],
    min_length=None,
    max_length=None,
    min_quality=None,
    gate={},
    creator=None,
    auto_approve=None,
    auto_publish=True,
    active=True,
)
BEFORE = asdict(STORED) | {"publisher": None, "publisher_settings": {}}
KEPT: list[tuple[str, Any, Any]] = [
    ("name", " tea ", "tea"),
    ("language", "pt-BR", "pt-BR"),
    ("tone", " warm ", "warm"),
    ("banned_words", ["best, cheap", "免费，廉价"], ["best", "cheap", "免费", "廉价"]),
    ("min_length", 1, 1),
    ("min_quality", 70, 70.0),
    ("gate", {"cut_off": "warn", "repetition": "default"}, {"cut_off": "warn"}),
    ("publisher_settings", {"folder": "blog"}, {"folder": "blog"}),
    ("auto_approve", False, False),
    *((name, value, value) for name, value in EMPTY.items()),
]
REFUSED: list[tuple[str, Any, str]] = [
    ("name", "42", "would be taken for an id"),
    ("name", None, "name is None; allowed: text"),
    ("language", "tea house", "allowed: auto or a tag"),
    ("language", None, "language is None"),
    ("tone", 5, "tone is 5; allowed: text"),
    ("required_words", ",".join(map(str, range(5_001))), "allowed: up to 5000"),
    ("min_length", 0, "min-length is 0; allowed: 1 to"),
    ("min_quality", "good", "min-quality is 'good'; allowed: a number"),
    ("min_quality", float("inf"), "min-quality is inf; allowed: a number"),
    ("min_quality", True, "min-quality is True; allowed: a number"),
    ("max_length", True, "max-length is True; allowed: 1 to"),
    ("gate", {"nosuch": "hold"}, "no check 'nosuch'; there are: "),
    ("gate", {"cut_off": "loud"}, "allowed: cut_off=off|"),
    ("gate", [], "gate is []; allowed: values by their names"),
    ("creator", 5, "creator is 5; allowed: a name"),
    ("publisher_settings", {5: "x"}, "publisher_settings is {5: 'x'}"),
    ("auto_publish", None, "auto_publish is None; allowed: true or false"),
    ("active", 1, "active is 1; allowed: true or false"),
    ("folder_name", "x", "unknown field 'folder_name'; allowed: name, language, "),
]


class TestByItself:
    @pytest.mark.parametrize(("name", "given", "kept"), KEPT)
    def test_what_a_field_may_hold_is_kept(self, name: str, given: Any, kept: Any) -> None:
        assert account_fields.checked({name: given}).columns == {name: kept}

    @pytest.mark.parametrize(("name", "given", "why"), REFUSED)
    def test_anything_else_is_refused_and_the_field_is_named(
        self, name: str, given: Any, why: str
    ) -> None:
        with pytest.raises(InputError) as refused:
            account_fields.checked({name: given})
        assert why in str(refused.value)

    def test_nothing_given_is_nothing_to_change(self) -> None:
        assert not account_fields.checked({})
        assert account_fields.checked({"tone": ""})
        assert account_fields.checked({}, levels={"cut_off": "off"})
        assert account_fields.checked({}, settings={"folder": "x"})


class TestMerged:
    @pytest.mark.parametrize(
        ("there", "columns", "levels", "merged"),
        [
            ({}, {}, {"cut_off": "off"}, {"cut_off": "off"}),
            ({"cut_off": "warn"}, {}, {"cut_off": "off"}, {"cut_off": "off"}),
            (
                {"repetition": "off"},
                {},
                {"cut_off": "off"},
                {"repetition": "off", "cut_off": "off"},
            ),
            ({"cut_off": "warn"}, {}, {"cut_off": "default"}, {}),
            ({"repetition": "off"}, {"gate": {}}, {"cut_off": "off"}, {"cut_off": "off"}),
        ],
    )
    def test_levels_change_single_checks(
        self, there: Any, columns: Any, levels: Any, merged: Any
    ) -> None:
        fields = account_fields.checked(columns, levels=levels)
        assert fields.onto(BEFORE | {"gate": there}) == {"gate": merged}

    def test_settings_change_single_ones_of_what_is_there_or_replaces_it(self) -> None:
        before = BEFORE | {"publisher_settings": {"folder": "a", "format": "html"}}
        single = account_fields.checked({}, settings={"folder": "b"})
        assert single.onto(before) == {"publisher_settings": {"folder": "b", "format": "html"}}
        anew = account_fields.checked({"publisher_settings": {}}, settings={"folder": "b"})
        assert anew.onto(before) == {"publisher_settings": {"folder": "b"}}

    def test_a_new_account_has_what_was_given_alone(self) -> None:
        fields = account_fields.checked({"tone": "warm"}, settings={"folder": "b"})
        assert fields.onto({}) == {"tone": "warm", "publisher_settings": {"folder": "b"}}


@pytest.mark.parametrize(("low", "high"), [(None, None), (5, None), (None, 5), (5, 5)])
def test_lengths_that_an_article_can_have(low: int | None, high: int | None) -> None:
    account_fields.check_lengths(low, high)


def test_lengths_that_none_can_have_are_refused() -> None:
    with pytest.raises(InputError, match="min-length 6 is more than max-length 5"):
        account_fields.check_lengths(6, 5)
