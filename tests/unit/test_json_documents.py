"""JSON of others says one thing, or is refused."""

from __future__ import annotations

import json

import pytest

from contenthub import json_documents
from contenthub.creators import callbacks, results
from contenthub.errors import InputError, PermanentError
from contenthub.publishers import own_answers
from contenthub.publishers.own_answers import UnclearError


@pytest.mark.parametrize(
    "document",
    [
        '{"a": 1, "a": 2}',
        '[{"b": {"a": null, "c": 1, "a": 0}}]',
        '{"a": 1, "a": "1"}',
        '{"a": true, "a": 1}',
        '{"a": 0.0, "a": false}',
        '{"a": [[true]], "a": [[1]]}',
        '{"a": {"b": {"c": 0}}, "a": {"b": {"c": false}}}',
        '{"a": [1], "a": [1, 1]}',
        '{"a": {"b": 1}, "a": {"c": 1}}',
    ],
)
def test_a_name_with_two_values_is_refused(document: str) -> None:
    with pytest.raises(json_documents.DoubledNameError, match="'a' is given twice") as refused:
        json_documents.read(document)
    assert refused.value.name == "a"


def test_a_value_that_is_said_twice_is_said() -> None:
    assert json_documents.read(b'{"a": [1], "a": [1]}') == {"a": [1]}
    same = '{"b": [true, null, 1.5], "c": {}, "d": "x"}'
    assert json_documents.read(f'{{"a": {same}, "a": {same}}}') == {"a": json.loads(same)}
    assert json_documents.read('{"a": {"b": 1, "c": 2}, "a": {"c": 2, "b": 1.0}}')["a"]["c"] == 2


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_of_json_is_refused_on_demand(word: str) -> None:
    assert isinstance(json_documents.read(f'{{"a": {word}}}')["a"], float)
    with pytest.raises(json_documents.ConstantError, match=f"{word} is no number of JSON"):
        json_documents.read(f'{{"a": {word}}}', constants=False)


def test_what_is_no_json_says_where() -> None:
    with pytest.raises(json.JSONDecodeError):
        json_documents.read("{")


def test_a_result_that_failed_and_did_not_is_none() -> None:
    output = b'{"title": "Tea", "content": "Half.", "content": "Half of it was lost."}'
    with pytest.raises(PermanentError, match="ambiguous: 'content' is given twice"):
        results.parse_article(output)


def test_a_callback_that_says_two_things_is_refused() -> None:
    with pytest.raises(InputError, match="ambiguous: 'type' is given twice"):
        callbacks.read(b'{"type": "generation.completed", "type": "generation.failed", "data": {}}')


def test_an_answer_that_says_two_things_leaves_open_what_is_out() -> None:
    with pytest.raises(UnclearError, match="'id' is given twice"):
        own_answers.document(b'{"id": "12", "id": "13"}')
