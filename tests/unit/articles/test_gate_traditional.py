"""A Chinese text is judged alike in both scripts, and is shown in the one that it is written in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.articles import gate
from contenthub.articles.gate import Finished, Level, Rules, examine, spelled_out
from contenthub.articles.gate.spelled_out import lowered, simplified
from contenthub.articles.text import word_count
from tests.support import corpus
from tests.support.corpus import Sample

# The first of several characters that are simplified to one: read again, each is this one.
TRADITIONAL: dict[str, str] = {}
for one, other in zip(spelled_out._TRADITIONAL, spelled_out._SIMPLIFIED, strict=True):
    TRADITIONAL.setdefault(other, one)
# Words with words are compared in off_topic: what it tells apart is no wording of ours.
OWN_WORDS = "off_topic"
ZH = (
    "绿茶来自中国，后来传到日本和欧洲。采下的叶子先要杀青，再揉捻，最后烘干，不同的地方做法不一样。\n\n"
    "泡茶的水不要太烫，八十度左右就够了，时间也不要太长，一两分钟就可以喝。\n\n"
    "喝茶的人越来越多，卖茶的店也开了不少，价格有高有低，好坏要自己喝过才知道。\n\n"
)
# Wording that checks look for in the text as it is written, beside what they read in lower case.
AS_WRITTEN = [
    ("cut_off", ZH + "人们喜欢喝茶是由于"),
    ("cut_off", ZH + "## 总结\n\n绿茶"),
    ("cut_off", ZH + "## 总结\n\n另一方面，价格"),
    ("placeholders", ZH + "去年一共卖出了XX辆车，今年超过XX万元。"),
    ("placeholders", ZH + "超过XX万人喝过，还有X辆车在路上，也有X条路。"),
    ("placeholders", ZH + "【照片：待补充，请联系店主】"),
    ("empty_section", ZH + "## 历史\n\n待续\n\n## 现在\n\n" + ZH),
    (
        "thinking_aloud",
        ZH + "嗯，不对，还是先写一段总结吧。用户想要一篇关于绿茶的文章，字数要控制好。",
    ),
    ("thoughts", "好的，用户想要一篇文章。\n\n" + ZH),
    ("tool_marks", ZH + "【系统提示：内容生成失败，无法显示】"),
    ("tool_marks", ZH + "绿茶来自中国【网页 3】。"),
    ("not_an_article", "服务器错误，请稍后再试。"),
    ("notes", ZH + "编辑意见：这一段太长，建议删去。"),
]
# Japanese is left as it is, and so these words stand in expressions beside their Chinese kin.
_JAPANESE = (
    "記事 追記 規約 倫理 執筆 物語 詩 手紙 詩歌 手記 英語 英単語 日本語 中国語 漢字 標語 練習 雛形"
    " 予測 調整 個人 公開前 学習 推測 憶測 当館 記入 問"
)
JAPANESE = frozenset(_JAPANESE.split())
KANA = re.compile("[\u3041-\u30ff]")
AS_IT_COMES = {"chinese_scripts", "common_words", "mojibake", "spelled_out"}  # they name characters


def in_traditional(said: Any) -> Any:
    """A text, or all texts of an order, in traditional characters."""
    if isinstance(said, str):
        return "".join([TRADITIONAL.get(one, one) for one in said])
    if isinstance(said, list):
        return [in_traditional(one) for one in said]
    return (
        {name: in_traditional(one) for name, one in said.items()}
        if said.__class__ is dict
        else said
    )


def held(check: str, text: str, language: str) -> list[tuple[Any, str]]:
    found = examine(Finished("茶", text, word_count(text), rules=Rules(language=language)), [check])
    return [(one.span, one.message) for one in found if one.level is Level.HOLD]


@pytest.mark.parametrize(("check", "text"), AS_WRITTEN)
def test_wording_is_found_in_both_scripts_at_the_same_place(check: str, text: str) -> None:
    found = held(check, text, "zh-Hans")
    assert found
    assert in_traditional(text) != text
    shown = [(span, in_traditional(message)) for span, message in found]
    assert held(check, in_traditional(text), "zh-Hant") == shown


@pytest.mark.parametrize("half", ["first", "second", "eighth"])
def test_texts_are_judged_alike_in_both_scripts(half: str) -> None:
    chinese = [one for one in corpus.samples(corpus.FOLDER / half) if is_simplified(one)]
    assert len(chinese) > 20
    for one in chinese:
        other = replace(one, text=in_traditional(one.text), facts=of_traditional(one.facts))
        assert checks(corpus.held_for(other)) == checks(corpus.held_for(one)), one.name


def is_simplified(sample: Sample) -> bool:
    language = str(sample.facts["language"])
    return language.startswith("zh") and simplified(sample.text) == sample.text


def of_traditional(facts: dict[str, Any]) -> dict[str, Any]:
    return in_traditional(facts) | {"language": "zh-Hant"}


def checks(held: list[str]) -> list[str]:
    """Their names; a text in another script than was ordered is a matter of its own."""
    names = [one.partition(":")[0] for one in held]
    return [one for one in names if one not in {OWN_WORDS, "chinese_script"}]


def test_a_place_in_the_text_is_the_same_in_simplified_characters() -> None:
    written = "請您確認：這個問題，回覆「繼續」\n茶の歴史を学習する時間です\n後記"
    assert (
        simplified(written) == "请您确认：这个问题，回复「继续」\n茶の歴史を学習する時間です\n后记"
    )
    assert len(lowered(written)) == len(written)
    assert len(set(spelled_out._TRADITIONAL)) == len(spelled_out._TRADITIONAL)


def test_every_expression_is_written_in_the_characters_that_texts_are_read_in() -> None:
    left = {
        f"{path.stem}: {word}"
        for path in Path(gate.__path__[0]).glob("*.py")
        if path.stem not in AS_IT_COMES
        for word in wording(path)
        if simplified(word) != word and word not in JAPANESE
    }
    assert not left, "no text that is looked at has these characters"


def wording(path: Path) -> Iterator[str]:
    """The words of its texts, but for those of sentences in Japanese."""
    tree = ast.parse(path.read_text("utf-8"))
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for way in re.split(r"\n\s*|\|(?![^(]*\))", node.value):
                if id(node) not in described and KANA.search(way) is None:
                    yield from re.findall("[\u4e00-\u9fff]+", way)


def test_what_others_do_with_a_text_is_no_aside_about_it() -> None:
    text = ZH * 3 + "交來的東西讓我很意外。有人把整段刪掉，只留一個地名，旁邊畫了地圖。"
    about_ai = Finished("紅筆", text, word_count(text), topic="大學課堂怎麼面對AI代筆")
    assert not examine(about_ai, ["aside"])
