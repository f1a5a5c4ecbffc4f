"""Each expression of the gate is asked: what a check looks at first names all that it looks for.

A check asks one question for many expressions before it searches any. One that stands in none of
these lists finds nothing, and no other test sees that it does not.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator

import pytest

from contenthub.articles.gate.expressions import Either, Expression

# Where a check asks first, and the lists that have to name every expression of these modules.
ASKED_FIRST = {
    "assistant": ("assistant._ANY",),
    "choices": ("choices._ANY",),
    "disclosures": ("assistant._WITHIN", "disclosures.ANY"),
    "figures": ("figures._ANY",),
    "giving_up": ("refusals._ANY",),
    "handing_over": ("assistant._ANY",),
    "met_orders": ("met_orders._EITHER",),
    "not_begun": ("not_begun._ANY",),
    "notes": ("notes._ANY",),
    "offers": ("assistant._ANY",),
    "refusal_words": ("refusals._ANY",),
    "page_frames": ("page_frames._ANY",),
    "second_thoughts": ("second_thoughts._ANY",),
    "thinking_aloud": ("thinking_aloud._POINTS",),
    "unwritten": ("unwritten.ANY",),
    "withholding": ("refusals._ANY",),
    "working_papers": ("working_papers._EITHER",),
}
# Only asked beside one that is in the list, so that it need not stand there itself.
BESIDE = {
    "assistant": {"_ASKS_TO_GO_ON"},
    "handing_over": {"_EDITED", "_FORM", "_OF_READERS", "_ORDERED", "_TEXT"},
    "notes": {"_MADE", "_OF_TEXT"},
    "offers": {
        "_GOES_ON_WITH",
        "_SATISFIES",
        "_TO_ORDERER",
        "_TO_READERS",
        "_WORK",
        "_WORK_ON_TEXT",
    },
    "second_thoughts": {"_DECIDES"},
    "thinking_aloud": {"_MUSES", "_OF_TEXT"},
}
# Tables that are gone through, and the expressions of the module that are no rows of one.
ROWS = {
    "figures": ("figures._SHOWN", {"_IN_A_ROW", "_SECTIONS"}),
    "prompts": ("prompts._SIGNS", {"_ASKED", "_MAKE_SURE"}),
    "refusal_words": ("refusal_words.TONGUES", set()),
    "talk_signs": ("talk._KINDS", {"MAKER", "READERS", "THING"}),
}


def named(place: str) -> object:
    module, _, name = place.partition(".")
    return getattr(importlib.import_module(f"contenthub.articles.gate.{module}"), name)


def expressions(module: str) -> dict[str, Expression]:
    """The module's own expressions."""
    loaded = importlib.import_module(f"contenthub.articles.gate.{module}")
    return {name: one for name, one in vars(loaded).items() if isinstance(one, Expression)}


def within(rows: object) -> Iterator[Expression]:
    """All expressions in a table, however deep they stand in it."""
    if isinstance(rows, Expression):
        yield rows
    elif isinstance(rows, tuple):
        for row in rows:
            yield from within(row)
    elif hasattr(rows, "refuses"):
        yield rows.refuses


@pytest.mark.parametrize("module", ASKED_FIRST)
def test_what_is_asked_first_names_every_expression(module: str) -> None:
    for place in ASKED_FIRST[module]:
        first = named(place)
        assert isinstance(first, Either)
        left_out = {
            name
            for name, one in expressions(module).items()
            if one.bits & first.bits != one.bits and name not in BESIDE.get(module, ())
        }
        assert not left_out, f"{place} does not name these, so they are never looked for"


@pytest.mark.parametrize("module", ROWS)
def test_every_expression_is_a_row_of_its_table(module: str) -> None:
    table, others = ROWS[module]
    rows = list(within(named(table)))
    left_out = {
        name
        for name, one in expressions(module).items()
        if name not in others and all(one is not row for row in rows)
    }
    assert rows
    assert not left_out, f"{table} does not name these, so they are never looked for"


def test_no_exception_outlives_its_expression() -> None:
    for module, names in BESIDE.items():
        assert names <= expressions(module).keys()
    for module, (_, others) in ROWS.items():
        assert others <= expressions(module).keys()


def test_one_that_is_left_out_is_told() -> None:
    tea, milk = Expression("green tea"), Expression("cold milk")
    assert milk.bits & Either(tea).bits != milk.bits
    assert milk.bits & Either(tea, milk).bits == milk.bits
