"""What `outline` promises beyond the contract: a well-formed, honest draft by the rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from contenthub.articles.text import word_count
from contenthub.creators.base import Article, Control, Profile, Request, Rewrite
from contenthub.creators.outline import Outline
from contenthub.errors import PermanentError

ZH = Profile(name="早安", language="zh", tone="亲切", audience="上班族")


def draft(home: Path, topic: str = "怎样早起", profile: Profile = ZH, **fields: Any) -> Article:
    asked = Request("task", "key", 1, topic, profile, language=profile.language)
    return Outline(home).generate(replace(asked, **fields), Control())


def structure(markdown: str) -> list[str]:
    """The block structure of a Markdown text, without its words."""
    return [token.type for token in MarkdownIt().parse(markdown)]


def override(home: Path, text: str, name: str = "zh") -> Path:
    path = home / "templates" / "outline" / f"{name}.md.j2"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_draft_is_written_in_the_language_asked_for(tmp_path: Path) -> None:
    assert "读者" in draft(tmp_path).content
    assert "读者" in draft(tmp_path, profile=replace(ZH, language="zh-TW")).content
    assert "readers" in draft(tmp_path, profile=replace(ZH, language="en-GB")).content
    assert "readers" in draft(tmp_path, profile=replace(ZH, language="fr")).content


def test_a_draft_has_title_summary_tags_and_a_section_for_each_keyword(tmp_path: Path) -> None:
    article = draft(tmp_path, keywords=("睡眠", "光线", "睡眠"), category="健康")
    assert article.title == "怎样早起"
    assert "上班族" in article.summary
    assert article.tags == ("健康", "睡眠", "光线")
    assert article.content.count("## 睡眠") == 1
    assert "## 光线" in article.content
    assert "亲切" in article.content


def test_a_draft_that_is_written_anew_shows_what_has_to_be_different(tmp_path: Path) -> None:
    article = draft(tmp_path, rewrite=Rewrite("早起", "早睡。", "加一个例子"))
    assert "加一个例子" in article.content


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_draft_says_of_itself_that_it_is_one(tmp_path: Path, language: str) -> None:
    article = draft(tmp_path, profile=replace(ZH, language=language))
    assert article.metadata["draft"] is True
    assert article.metadata["generator"] == "outline"
    assert ("只有结构和要点" in article.content) or ("no research" in article.content)


def test_the_same_request_always_gives_the_same_draft(tmp_path: Path) -> None:
    assert draft(tmp_path, keywords=("睡眠",)) == draft(tmp_path, keywords=("睡眠",))


@pytest.mark.parametrize(
    "topic",
    [
        "# heading\n## another",
        "- item",
        "1. item",
        "> quote",
        "```\nfence",
        "<script>alert(1)</script>",
        "[a](javascript:alert(1)) ![b](c)",
        "*a* _b_ ~~c~~ `d` &lt; \\",
        "{{ 7 * 7 }}{% raw %}{# x #}",
        "| a | b |\n| - | - |",
        "===\n---",
    ],
)
def test_no_topic_or_keyword_changes_the_structure_or_is_changed(
    tmp_path: Path, topic: str
) -> None:
    simple = draft(tmp_path, "topic", keywords=("word",), requirements="rule")
    article = draft(tmp_path, topic, keywords=(topic,), requirements=topic.replace("\n", " "))
    assert structure(article.content) == structure(simple.content)
    assert article.title == " ".join(topic.split())
    html = MarkdownIt().render(article.content)
    assert "<script" not in html
    assert "<img" not in html
    assert "<a " not in html


def test_banned_words_are_left_out_of_our_own_wording(tmp_path: Path) -> None:
    plain = draft(tmp_path).content
    banned = ("草稿", "误区", "小结", "一句话", "步骤", "读者")
    assert all(word in plain for word in banned)
    article = draft(tmp_path, profile=replace(ZH, banned_words=banned), keywords=("步骤", "光"))
    assert not [word for word in banned if word in article.content]
    assert article.tags == ("光",)
    assert article.metadata["unmet"] == []


def test_a_banned_latin_word_is_only_a_whole_word(tmp_path: Path) -> None:
    profile = replace(ZH, language="en", banned_words=("ques", "mistakes"))
    content = draft(tmp_path, profile=profile).content
    assert "questions" in content
    assert "mistakes" not in content.lower()


def test_a_banned_word_of_the_topic_itself_is_reported_not_hidden(tmp_path: Path) -> None:
    article = draft(tmp_path, profile=replace(ZH, banned_words=("早起",)))
    assert "早起" in article.content
    assert article.metadata["unmet"] == ["banned word: 早起"]


def test_required_words_are_woven_in(tmp_path: Path) -> None:
    profile = replace(ZH, required_words=("规律作息", "C++"))
    article = draft(tmp_path, profile=profile)
    assert "规律作息" in article.content
    assert "C++" in article.content
    assert article.metadata["unmet"] == []


def test_the_length_follows_the_account_as_far_as_a_draft_can(tmp_path: Path) -> None:
    normal = word_count(draft(tmp_path).content)
    short = draft(tmp_path, profile=replace(ZH, max_length=normal // 2))
    longer = draft(tmp_path, profile=replace(ZH, min_length=normal + 100))
    assert word_count(short.content) <= normal // 2
    assert word_count(longer.content) >= normal + 100
    assert not short.metadata["unmet"]
    assert not longer.metadata["unmet"]
    endless = draft(tmp_path, profile=replace(ZH, min_length=90_000)).metadata["unmet"]
    assert endless
    assert endless[0].startswith("min_length: ")


def test_a_template_of_the_user_is_taken_and_given_up_without_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contenthub.creators.templating._LOOK", 0.0)
    before = draft(tmp_path)
    path = override(tmp_path, "# 我的 {{ topic }}\n\n第一段\n")
    assert draft(tmp_path).title == "我的 怎样早起"
    assert draft(tmp_path).content == "第一段"
    path.unlink()
    assert draft(tmp_path) == before


def test_a_template_for_a_further_language_is_found_by_its_name(tmp_path: Path) -> None:
    override(tmp_path, "# Sujet\n\nBonjour", "fr")
    assert draft(tmp_path, profile=replace(ZH, language="fr-CA")).content == "Bonjour"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("# a\n\n{% if %}\n", 3),
        ("# a\n{{ no_such_name }}\n", 2),
        ("# a\n\n\n{{ 1 / 0 }}", 4),
        ("{{ ''.__class__.__mro__ }}", 1),
        ("# a\n{% include 'missing' %}", 2),
    ],
)
def test_a_broken_template_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = override(tmp_path, text)
    with pytest.raises(PermanentError) as broken:
        draft(tmp_path)
    assert f"{path}, line {line} " in str(broken.value)
    assert "\n" not in str(broken.value)


def test_a_template_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = override(tmp_path, "")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(PermanentError, match="cannot be read"):
        draft(tmp_path)


def test_a_language_tag_cannot_lead_out_of_the_templates(tmp_path: Path) -> None:
    (tmp_path / "secret.md.j2").write_text("secret")
    assert "secret" not in draft(tmp_path, profile=replace(ZH, language="../../secret")).content
