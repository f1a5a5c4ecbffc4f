"""What a reviewer answers is read as well as that is honest; what could mean two things is none."""

from __future__ import annotations

import json

import pytest

from contenthub.articles.gate import Level
from contenthub.errors import TransientError
from contenthub.reviewers.answers import parse
from contenthub.reviewers.base import Opinion, Remark

HOLD, WARN = Level.HOLD, Level.WARN


def opinion(answer: str) -> Opinion:
    return parse(answer)[0]


@pytest.mark.parametrize(
    ("answer", "score"),
    [
        ('{"score": 80}', 80),
        ('{"score": 0, "findings": null}', 0),
        ('{"score": 100.0, "findings": []}', 100),
        ('{"score": "85"}', 85),
        ('{"score": "85/100"}', 85),
        ('{"score": " 85.5 % "}', 85.5),
        ('```json\n{"score": 80}\n```', 80),
        ('Here is my opinion:\n\n{"score": 80}\n\nI hope that helps.', 80),
        ('<think>{"score": 1} or {"score": 99}?</think>\n{"score": 80}', 80),
        ('I looked at {"title": "x"} and say {"score": 80}.', 80),
        ('{"score": 80} That is, {"score": 80}.', 80),
        ('[{"score": 80}]', 80),
        ('{"score": 80, "score": 80}', 80),
        ('{{"score": 80}', 80),
        ('{"score": 80, "score_of_the_title": 1, "thoughts": {"score": 3}}', 80),
    ],
)
def test_a_score_is_found(answer: str, score: float) -> None:
    assert opinion(answer) == Opinion(score)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I'm sorry, but I can't help with that.",
        "80",
        "[80]",
        "{}",
        '{"findings": []}',
        '{"score": null}',
        '{"score": true}',
        '{"score": NaN}',
        '{"score": Infinity}',
        '{"score": 1e999}',
        '{"score": -1}',
        '{"score": 101}',
        '{"score": 1' + "0" * 400 + "}",
        '{"score": "8/10"}',
        '{"score": "nan"}',
        '{"score": "1e1"}',
        '{"score": "٤"}',
        '{"score": "good"}',
        '{"score": [80]}',
        '{"score": 80, "findings": 3}',
        '{"score": 80, "findings": [3]}',
        '{"score": 80, "findings": [{"message": 3}]}',
        '{"score": 80, "findings": [{"message": "x", "quote": ["y"]}]}',
        '{"score": 80, "findings": [{"message": "x", "level": 2}]}',
        '{"score": 80',
        '{"score": 20} no: {"score": 100}',
        '{"score": 20, "score": 100}',
        'I say {"score": 20, "score": 100, "of the title": {"score": 100}}.',
        '{"score": 80, "findings": ["x"], "findings": []}',
        '{"score": 80, "findings": [{"message": "x", "level": "hold", "level": "warn"}]}',
        '{"score": 80} and {"score": 80, "findings": ["x"]}',
        "<think>" + '{"score": 80}',
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"score": 80, "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
)
def test_what_is_no_answer_is_counted_as_none(answer: str) -> None:
    with pytest.raises(TransientError) as none:
        parse(answer)
    assert len(str(none.value)) < 400


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("", "the reviewer's answer is empty; it has to be JSON with a score"),
        (" \n", "the reviewer's answer is empty; it has to be JSON with a score"),
        ("{}", "the reviewer's answer has no score"),
        ('{"score": null}', "the reviewer's answer has no score"),
        ("Good.", "the reviewer's answer holds no score; it starts with 'Good.'"),
    ],
)
def test_an_answer_without_a_score_is_told_in_words_of_its_own(answer: str, said: str) -> None:
    with pytest.raises(TransientError) as none:
        parse(answer)
    assert str(none.value) == said


@pytest.mark.parametrize(
    ("finding", "remark"),
    [
        ({"level": "hold", "message": "m", "quote": "q"}, Remark(HOLD, "m", "q")),
        ({"level": "WARN", "message": "m"}, Remark(WARN, "m")),
        ({"level": "Warning", "message": "m"}, Remark(WARN, "m")),
        ({"level": "info", "message": "m"}, Remark(HOLD, "m")),
        ({"message": "m", "quote": None}, Remark(HOLD, "m")),
        ("m", Remark(HOLD, "m")),
        ({"quote": "q"}, Remark(HOLD, "the reviewer does not say what is wrong", "q")),
        ({"message": "a\x1b[31m\nb\u2028c\x00"}, Remark(HOLD, "a b c")),
        ({"message": "x" * 9_000}, Remark(HOLD, "x" * 499 + "…")),
        ({"message": "m", "quote": "x" * 9_000}, Remark(HOLD, "m", "x" * 299 + "…")),
    ],
)
def test_a_finding_is_bounded_and_holds_unless_it_says_that_it_warns(
    finding: object, remark: Remark
) -> None:
    found = opinion(json.dumps({"score": 50, "findings": [finding]}))
    assert found.remarks == (remark,)


def test_a_single_finding_needs_no_list() -> None:
    assert opinion('{"score": 5, "findings": "bad"}').remarks == (Remark(HOLD, "bad"),)
    alone = opinion('{"score": 5, "findings": {"message": "bad"}}')
    assert alone.remarks == (Remark(HOLD, "bad"),)


def test_of_too_many_findings_those_that_hold_are_kept() -> None:
    many = [{"level": "warn", "message": str(n)} for n in range(200)]
    many.append({"level": "hold", "message": "the one that matters"})
    found = opinion(json.dumps({"score": 5, "findings": many})).remarks
    assert len(found) == 50
    assert found[0] == Remark(HOLD, "the one that matters")


@pytest.mark.parametrize(
    "pumped",
    ["{" * 250_000, '{"' * 125_000, '{"score":' * 28_000, "<think>" * 36_000, '"\\' * 99_999],
)
def test_long_answers_that_are_none_take_no_long_time(pumped: str) -> None:
    with pytest.raises(TransientError):
        parse(pumped)
