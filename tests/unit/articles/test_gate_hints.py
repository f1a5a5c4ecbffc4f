"""No expression is missed for its hints: whatever it matches holds one of its words."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contenthub.articles import gate
from contenthub.articles.gate import hints, literals, own_words
from contenthub.articles.gate.blocks import Block, Kind
from contenthub.articles.gate.expressions import Expression, one_of
from contenthub.articles.gate.ordered import Ordered, Question
from contenthub.articles.gate.own_words import Passage

# Looked for in texts as they are written, with words that are not read from the expression.
AS_WRITTEN = {"stand_ins._CROSSES", "stand_ins._CROSSED_NAMES"}
EXPRESSIONS = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(gate.__path__)
    for name, value in vars(importlib.import_module(f"{gate.__name__}.{module.name}")).items()
    if isinstance(value, Expression) and f"{module.name}.{name}" not in AS_WRITTEN
}

QUESTIONS = {
    f"{module.name}.{name}": value
    for module in pkgutil.iter_modules(gate.__path__)
    for name, value in vars(importlib.import_module(f"{gate.__name__}.{module.name}")).items()
    if isinstance(value, Question)
}


def passage(said: str) -> Passage:
    return Passage(Block(Kind.PARAGRAPH, said, 0, len(said)), said, said)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("tea", {"tea"}),
        (r"\btea(?:pot|s)?\b", {"tea"}),
        ("green tea|black tea", {"green tea", "black tea"}),
        (r"(?:green|black) \w+ tea", {"green ", "black "}),
        (r"(?:green|dark) \w+ teapots?\b.{0,9}", {" teapot"}),
        (
            r"cups? of (?:a|the) pot",
            {f"cup{s} of {a} pot" for s in ("", "s") for a in ("a", "the")},
        ),
        (r"[bp]ott+er", {"bot", "pot"}),
        (r"\d+字", {"字"}),
        ("(?=tea)milk", {"milk"}),
        ("TEA", {"tea"}),
        (r"tea\tmilk", set()),
        ("(?:tea){2,}", {"tea"}),
        ("(?i:rooTh)", {"rooth"}),
        (r"\w+|tea", set()),
        ("a|tea", set()),
        ("(?:tea)?", set()),
        ("(?:tea)*", set()),
        ("[a-z]+", set()),
        ("(?i:mist)", set()),
    ],
)
def test_words_are_those_without_which_nothing_matches(source: str, words: set[str]) -> None:
    assert literals.of(source) == words


def test_a_text_is_searched_for_the_words_of_all() -> None:
    known = hints.Hints()
    tea, milk, always = known.add({"tea", "pot"}), known.add({"milk"}), known.add(())
    assert known.held("a teapot") & (tea | milk | always) == tea | always
    assert known.held("milk for tea") & (tea | milk | always) == tea | milk | always
    assert known.held("water") & (tea | milk | always) == always


def test_several_texts_are_searched_at_once() -> None:
    known = hints.Hints()
    tea, milk = known.add({"tea"}), known.add({" milk"})
    texts = ["tea and", "", "water", "milk", "cold milk tea"]
    found = [held & (tea | milk) for held in known.held_each(texts)]
    assert found == [tea, 0, 0, milk, tea | milk]
    assert found == [known.held(text) & (tea | milk) for text in texts]
    assert known.held_each([]) == []


def test_what_is_made_later_may_be_in_texts_that_were_looked_at_before() -> None:
    known = hints.Hints()
    looked_at = known.held("water")
    assert looked_at & known.add({"tea"})


def test_more_expressions_than_a_number_tells_of_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hints, "MOST", 2)
    known = hints.Hints()
    known.add({"tea"})
    looked_at = known.held("water")
    assert looked_at & known.add({"milk"})
    with pytest.raises(RuntimeError, match="more than 2 expressions"):
        known.add({"pot"})


def test_the_first_way_that_matches_is_found_among_the_words_of_another_one() -> None:
    known = hints.Hints()
    known.add({"water"})
    tea = Expression("milk tea|tea|pot of", known=known)
    held = known.held("a pot of tea, and no milk")
    found = tea.search("a pot of tea, and no milk", held)
    assert found is not None
    assert found[0] == "pot of"


def test_an_expression_is_looked_for_where_its_words_are() -> None:
    tea = Expression("green tea")
    assert passage("Green tea").find(tea, "green tea") is not None
    assert passage("Tea").find(tea, "green tea") is None  # it is not even asked


@pytest.mark.parametrize("name", EXPRESSIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_what_is_found_by_hints_is_what_the_whole_expression_finds(
    name: str, data: st.DataObject
) -> None:
    expression = EXPRESSIONS[name]
    one = passage(data.draw(st.from_regex(expression.pattern)))
    for text in (one.low, one.spelled, *one.sentences):
        whole, found = expression.pattern.search(text), one.find(expression, text)
        assert (whole and whole.span()) == (found and found.span())


def test_a_contraction_is_found_as_it_is_written_and_spelled_out() -> None:
    ways = [one_of(said) for said in ("i cannot", "can't, and you", "you do not", "you don't")]
    one = passage("I can't, and\nyou don't.")
    assert all(one.held & way.bits for way in ways)


@pytest.mark.parametrize("name", QUESTIONS)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_a_question_is_answered_as_its_whole_expression_answers(
    name: str, data: st.DataObject
) -> None:
    question = QUESTIONS[name]
    said = data.draw(st.from_regex(question.expression.pattern))
    for parts in ([said], ["Tea\n ", f" of {said} "]):
        order = Ordered(*parts)
        assert order.is_about(question) == bool(question.expression.pattern.search(order.low))


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(alphabet="imycheIM _-'.é1我", max_size=12))
def test_somebody_speaks_as_i_where_the_expression_for_it_matches(said: str) -> None:
    one = passage(said)
    assert one.speaks_as_i == own_words.speaks_as_i(one.low)


@pytest.mark.usefixtures("_quick_switches")
def test_texts_are_looked_at_while_other_threads_load_checks() -> None:
    """As in the first moments of a service: a check that broke by it would hold an article."""
    known = hints.Hints()
    for place in range(2_000):
        known.add([f"some word {place}"])
    first = known.add(["tea"])
    done = Event()

    def look(_: int) -> list[int]:
        found = [known.held("a cup of tea")]
        while not done.is_set():
            found.append(known.held("a cup of tea"))
        return found

    def load(number: int) -> list[int]:
        return [known.add([f"word {number} {place}"]) for place in range(500)]

    with ThreadPoolExecutor(6) as pool:
        looks = [pool.submit(look, number) for number in range(3)]
        bits = [bit for added in pool.map(load, range(3)) for bit in added]
        done.set()
        assert all(held & first for one in looks for held in one.result())
    assert len(set(bits)) == 1_500  # none shares its place with another one
    assert known.held("word 2 499") & bits[-1]


@pytest.fixture
def _quick_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
