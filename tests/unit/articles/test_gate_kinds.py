"""Kinds of blocks, lines and parts are members of enumerations, which are looked up quickly."""

from __future__ import annotations

import pickle
from enum import EnumType
from typing import Any

import pytest

from contenthub.articles.gate import Finished, blocks, examine, lines, plain_parts

KINDS = (blocks.Kind, lines.Kind, plain_parts.Shape)


@pytest.mark.parametrize("kinds", KINDS, ids=lambda kinds: kinds.__name__)
def test_each_member_is_an_attribute_of_a_plain_class(kinds: Any) -> None:
    assert not isinstance(kinds, EnumType)
    assert [getattr(kinds, one.name) for one in kinds.enumeration] == list(kinds.enumeration)
    assert len(set(kinds.enumeration)) > 1


@pytest.mark.parametrize("kinds", KINDS, ids=lambda kinds: kinds.__name__)
def test_a_member_is_the_same_after_it_was_pickled(kinds: Any) -> None:
    for one in kinds.enumeration:
        assert pickle.loads(pickle.dumps(one)) is one


def test_an_article_that_was_examined_can_be_sent_to_another_process() -> None:
    article = Finished("Tea", "# Tea\n\nIt is green.\n\n- a cup\n", 5)
    found = examine(article)
    assert examine(pickle.loads(pickle.dumps(article))) == found
