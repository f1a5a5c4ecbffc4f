"""Topics files, and files of other kinds that were given as such."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from contenthub.errors import InputError
from contenthub.settings import Settings
from contenthub.topics.sources.file import File
from contenthub.topics.wishes import Rejected, Wish, read


def lines_of(path: Path, content: str | bytes) -> list[Wish | Rejected]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [line for _, line in read(path, Wish(""))]


def topics_of(path: Path, content: str | bytes) -> list[str]:
    found = lines_of(path, content)
    assert all(isinstance(line, Wish) for line in found), found
    return [line.topic for line in found]


WISH = {"topic": "Tea", "requirements": "Short.\u2028No prices.\x85No names.", "priority": 9}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_lf_and_crlf_end_a_line(tmp_path: Path, end: str) -> None:
    text = json.dumps(WISH, ensure_ascii=False) + end + "Coffee" + end
    first, second = lines_of(tmp_path / "t", text)
    assert isinstance(first, Wish)
    assert (first.topic, first.priority) == ("Tea", 9)
    assert first.requirements == "Short.\u2028No prices.\nNo names."
    assert isinstance(second, Wish)
    assert second.topic == "Coffee"


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_a_separator_within_a_topic_becomes_a_blank(tmp_path: Path, mark: str) -> None:
    assert topics_of(tmp_path / "t", f"Tea{mark}and milk\n") == ["Tea and milk"]
    as_json = json.dumps({"topic": f"Tea{mark}and milk"}, ensure_ascii=False)
    assert topics_of(tmp_path / "t", as_json) == ["Tea and milk"]


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x1d", "\x1e"])
def test_other_separators_do_not_make_two_topics_of_one(tmp_path: Path, mark: str) -> None:
    (found,) = lines_of(tmp_path / "t", f"Tea{mark}and milk\n")
    assert isinstance(found, Rejected)
    assert "control characters" in str(found.error)


OTHER_KINDS = {
    '["one", "two"]': "a JSON array",
    "[1, 2]": "a JSON array",
    '[\n  {"topic": "a"},\n  {"topic": "b"}\n]\n': "a JSON array",
    '[{"topic": "a"},\n {"topic": "b"': "a JSON array",
    "[]": "a JSON array",
    '"just a string"': "a JSON string",
    '"one"\n"two"\n': "a list of JSON strings",
    "42": "a JSON number",
    "1\n2\n3": "a list of numbers",
    "-1.5e3": "a JSON number",
    "true": "a JSON number",
    "null": "JSON null",
    '{\n  "topic": "a"\n}': "a JSON document of several lines",
    '{"topics":\n ["a", "b"]}': "a JSON document of several lines",
    "topic,priority\nTea,3\n": "a table (CSV)",
    "Topic;Keywords\nTea;a\n": "a table (CSV)",
    "account\ttopic\n1\tTea\n": "a table (CSV)",
    '"id","name"\n"1","Tea"\n': "a table (CSV)",
    "title,category\nTea,food\n": "a table (CSV)",
    "\ufeffTitle;Keywords;\nTea;a;\n": "a table (CSV)",  # as Excel saves it
    "主题,关键词\n茶,水\n": "a table (CSV)",
    "sep=;\nTea;food\n": "a table (CSV)",
    "topics:\n  - Tea\n  - Coffee\n": "YAML",
    "---\ntopic: Tea\n": "YAML",
    "Tea\n<<<<<<< HEAD\nMilk\n=======\nCream\n>>>>>>> main\n": "a file with a merge conflict",
    "<!DOCTYPE html>\n<p>Tea": "HTML",
    "<html><body>Tea": "HTML",
    "<ul><li>Tea</ul>": "HTML",
    '<?xml version="1.0"?><topics/>': "XML",
    "<topics><topic>Tea</topic></topics>": "XML",
    '<?xml version="1.0"?>\n<rss version="2.0">': "an RSS or Atom feed",
    '<feed xmlns="http://www.w3.org/2005/Atom">': "an RSS or Atom feed",
    "%PDF-1.7\nTea": "a PDF document",
    "{\\rtf1 Tea}": "an RTF document",
}
BINARY_KINDS = {
    gzip.compress(b"Tea", mtime=0): "compressed by gzip",
    b"PK\x03\x04 [Content_Types].xml": "a ZIP archive",
    "Tea\n".encode("utf-16"): "UTF-16 text",
    b"\x7fELF\0": "a binary file",
}


@pytest.mark.parametrize(("content", "kind"), [*OTHER_KINDS.items(), *BINARY_KINDS.items()])
def test_a_file_of_another_kind_is_refused_as_a_whole_and_by_its_name(
    tmp_path: Path, content: str | bytes, kind: str
) -> None:
    with pytest.raises(InputError) as refused:
        lines_of(tmp_path / "t", content)
    assert f"is {kind}" in str(refused.value)
    assert "\n" not in str(refused.value)
    with pytest.raises(InputError) as refused_too:
        File(tmp_path / "t").load(Settings())
    assert str(refused_too.value) == str(refused.value)


TOPICS = [
    "[Interview] The tea masters of Fujian",
    "1984",
    '"Tea" and what it means',
    "Tea, coffee and cocoa: a comparison",
    "Why <b> is better than <strong>",
    "{date}: the news",
    "true stories of tea",
    "Topic of the day: tea, milk",
    "Style, type",
    "Tea: a history",
    "Tea:",
    "🍵",
]


def test_topics_that_only_look_like_something_else_stay_topics(tmp_path: Path) -> None:
    plain = [topic for topic in TOPICS if not topic.startswith("{")]
    assert topics_of(tmp_path / "t", "\n".join(plain)) == plain
    for topic in plain:
        if topic != "1984":
            assert topics_of(tmp_path / "t", topic) == [topic]


@pytest.mark.parametrize("mark", ["\ufeff", "\u200b", "\ufeff\u200b", "\u00a0"])
def test_what_nobody_sees_before_a_line_is_no_part_of_it(tmp_path: Path, mark: str) -> None:
    lines = f'{mark}Tea{mark}\n{mark}{{"topic": "{mark}Milk"}}\r\n{mark}# a note\n{mark}\n'
    assert topics_of(tmp_path / "t", lines) == ["Tea", "Milk"]


@pytest.mark.parametrize("line", ["---", "…", "***", "=======", '{"topic": "?!"}'])
def test_a_line_without_a_word_asks_for_no_article(tmp_path: Path, line: str) -> None:
    first, second = lines_of(tmp_path / "t", f"Tea\n{line}\n")
    assert isinstance(first, Wish)
    assert isinstance(second, Rejected)
    assert "without a word" in str(second.error)


def test_of_two_topics_in_one_object_none_is_lost_in_silence(tmp_path: Path) -> None:
    (found,) = lines_of(tmp_path / "t", '{"topic": "Tea", "topic": "Milk"}')
    assert isinstance(found, Rejected)
    assert str(found.error) == "'topic' is there twice: write one object a line"


def test_objects_one_a_line_are_topics(tmp_path: Path) -> None:
    assert topics_of(tmp_path / "t", '\ufeff{"topic": "a"}\n\n{"topic": "b"}\n') == ["a", "b"]
    assert topics_of(tmp_path / "t", '{"topic": "a"}') == ["a"]


@pytest.mark.parametrize(
    "line", ['{"topic": ' + "[" * 100_000, '{"priority": ' + "1" * 5_000 + "}"]
)
def test_json_that_no_reader_takes_is_a_rejected_line(tmp_path: Path, line: str) -> None:
    found = lines_of(tmp_path / "t", f"Tea\n{line}\n")
    assert isinstance(found[1], Rejected)
    assert str(found[1].error).startswith("broken JSON")
