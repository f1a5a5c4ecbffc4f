"""Which topics are the same article, and which only look alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub.errors import InputError
from contenthub.topics.duplicates import MOST_KEY, Match, Memory, key
from tests.unit.topic_pairs import ONE_ARTICLE, TWO_ARTICLES

SAME = [
    ("Spring tea", "  SPRING   tea. "),
    ("北京旅游攻略", "北京，旅游攻略！"),
    ("用 Redis 做队列", "用Redis做队列"),
    ("１０ tips for Ｔｅａ", "10 tips for tea"),
    ("🎉 Tea! 🍵", "tea"),
    ("❤\ufe0f love tea", "❤ love tea"),
    ("Straße", "STRASSE"),
    ("don’t panic", "Don't panic"),
    ("state-of-the-art tea", "State of the art: tea"),
    ("#春茶# 好喝", "春茶好喝"),
    ("カフェ", "ｶﾌｪ"),
    ("cafe\u0301", "café"),
    ("tea\u200bhouse", "teahouse"),
    ("tea\nhouse", "tea house"),
]

DIFFERENT_KEYS = [
    ("C++ tips", "C# tips"),
    ("C tips", "C++ tips"),
    ("学C++的方法", "学C#的方法"),
    ("version 3.5", "version 35"),
    ("हिन्दी", "हन्द"),
    ("!!!", "???"),
]

NEAR = [
    ("How to brew green tea", "Green tea: how to brew?"),
    ("The colour of spring tea", "The color of spring tea"),
    ("Ten tips for the new year", "Ten tips for new year"),
    ("Beginners guide to tea", "A beginner's guide to tea"),
    ("春季养生茶推荐大全", "春季养生茶的推荐大全"),
    ("用 Redis 做任务队列的经验", "用 Redis 做任务队列的一些经验"),
    ("Tea news 2026-11-21", "News of tea, 2026-11-21"),
]

NOT_NEAR = [
    ("北京旅游攻略", "南京旅游攻略"),
    ("2026年最值得去的北京旅游攻略大全和路线推荐", "2026年最值得去的南京旅游攻略大全和路线推荐"),
    ("深度解读中国茶文化的历史与未来（上）", "深度解读中国茶文化的历史与未来（下）"),
    ("Tea news 2026-11-21", "Tea news 2026-11-22"),
    ("Tea news of 2026-01-02", "Tea news of 2026-02-01"),
    ("10 tips for better tea", "12 tips for better tea"),
    ("１０ tips for better tea", "12 tips for better tea"),
    ("Tea for the summer, part 1", "Tea for the summer"),
    (
        "Best hotels in Rome for families with small children",
        "Best hotels in Nice for families with small children",
    ),
    (
        "The whole history of green tea in the north of China, part one",
        "The whole history of green tea in the north of China, part two",
    ),
    ("Tea", "Tea in the long winters of the north"),
]


def similar(remembered: str, new: str, similarity: float = 90) -> Match | None:
    memory = Memory(similarity)
    memory.add(remembered)
    return memory.find(new)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_case_width_blanks_and_punctuation_make_no_other_topic(one: str, other: str) -> None:
    assert key(one) == key(other)
    assert similar(one, other, 100) == Match(one, 100)
    assert similar(other, one, 100) == Match(other, 100)


@pytest.mark.parametrize(("one", "other"), DIFFERENT_KEYS)
def test_what_carries_meaning_stays_in_the_key(one: str, other: str) -> None:
    assert key(one) != key(other)
    assert similar(one, other) is None


@pytest.mark.parametrize(("one", "other"), NEAR)
def test_added_words_spelling_and_order_are_near_duplicates(one: str, other: str) -> None:
    found, back = similar(one, other, 80), similar(other, one, 80)
    assert found is not None
    assert back is not None
    assert found.topic == one
    assert found.similarity == back.similarity >= 80


@pytest.mark.parametrize(("one", "other"), NEAR)
def test_at_a_hundred_percent_only_the_same_words_are_a_repetition(one: str, other: str) -> None:
    assert similar(one, other, 100) is None


@pytest.mark.parametrize(("one", "other"), NOT_NEAR)
def test_other_numbers_and_swapped_words_are_other_topics(one: str, other: str) -> None:
    assert similar(one, other) is None
    assert similar(other, one) is None


@pytest.mark.parametrize(("one", "other"), TWO_ARTICLES)
def test_what_makes_another_article_is_none_left_out_at_any_threshold_people_use(
    one: str, other: str
) -> None:
    for similarity in (75, 90):
        assert similar(one, other, similarity) is None
        assert similar(other, one, similarity) is None


@pytest.mark.parametrize(("one", "other"), ONE_ARTICLE)
def test_another_spelling_of_a_topic_is_a_repetition(one: str, other: str) -> None:
    for here, there in ((one, other), (other, one)):
        found = similar(here, there, 75)
        assert found is not None
        assert found.topic == here


def test_the_most_similar_topic_is_found() -> None:
    memory = Memory(70)
    for topic in ("Spring tea of the south", "Spring tea of the north", "Spring teas of the north"):
        memory.add(topic)
    assert memory.find("The spring tea of the north") == Match(
        "Spring tea of the north", pytest.approx(92, abs=1)
    )
    assert memory.find("SPRING TEAS of the north!") == Match("Spring teas of the north", 100)


def test_a_topic_with_fewer_common_letters_wins_where_no_word_was_swapped() -> None:
    memory = Memory(70)
    memory.add("Best hotels in Rima for families")
    memory.add("Best hotels in Rome for families and friends")
    found = memory.find("Best hotels in Rome for families")
    assert found is not None
    assert found.topic == "Best hotels in Rome for families and friends"


def test_a_lower_threshold_finds_more() -> None:
    assert similar("如何选择一款好茶", "怎样选择一款好茶", 90) is None
    assert similar("春季养生茶", "春季养生茶推荐", 80) is not None
    assert similar("春季养生茶", "春季养生茶推荐", 90) is None


def test_a_topic_counts_once_however_often_and_however_written_it_is_added() -> None:
    memory = Memory(90)
    for topic in ("Tea", "Tea", "TEA!", "coffee"):
        memory.add(topic)
    assert len(memory) == 2
    assert memory.find("tea") == Match("Tea", 100)


def test_an_empty_memory_finds_nothing() -> None:
    assert Memory(50).find("tea") is None
    assert len(Memory(50)) == 0


def test_many_topics_of_one_pattern_hide_no_exact_repetition() -> None:
    memory = Memory(90)
    cities = [f"{a}{b}{c}" for a in "abcdefgh" for b in "aeiou" for c in "klmnrst"]
    for city in cities:
        memory.add(f"The best hotels in {city} for families with small children and a dog")
    assert len(memory) == len(cities)
    wanted = "A dog and small children: the best hotels in hut for families with"
    assert memory.find("The best hotels in xyz for families with small children and a dog") is None
    found = memory.find(wanted)
    assert found is not None
    assert "in hut for" in found.topic


@pytest.mark.parametrize("similarity", [49.9, 100.1, float("nan")])
def test_a_threshold_out_of_range_is_refused(similarity: float) -> None:
    with pytest.raises(InputError, match="allowed: 50 to 100 percent"):
        Memory(similarity)


@given(st.text(min_size=1, max_size=600))
def test_a_key_is_never_empty_nor_too_long(topic: str) -> None:
    assert 1 <= len(key(topic)) <= MOST_KEY


WORDS = st.sampled_from(["tea", "teas", "spring", "茶", "春季", "the", "12", "7", "C++", "🎉", ","])


@given(st.lists(WORDS, min_size=1), st.lists(WORDS, min_size=1))
def test_similarity_does_not_depend_on_which_came_first(one: list[str], other: list[str]) -> None:
    here, there = " ".join(one), " ".join(other)
    found, back = similar(here, there, 60), similar(there, here, 60)
    assert (found and found.similarity) == (back and back.similarity)
