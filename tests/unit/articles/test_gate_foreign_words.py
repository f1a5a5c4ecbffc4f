"""Words of another language that stand in a sentence, and those that belong there."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Rules, examine

EN = (
    "A roof is a good place for bees. {} Nobody walks past, the cats stay away, and the limes"
    " of the avenue flower just below. Two hives weigh as much as four people, so ask first."
)
ZH = "楼顶养蜂其实很合适。{}没有人路过，猫也上不来，楼下的椴树六月开花，正好够得着。"


PHRASES = "四月里 the colony grows by a thousand a day，which is more than most fields can give。"


def found(said: str, language: str, topic: str) -> list[str]:
    text = (EN if language == "en" else ZH).format(said)
    article = Finished(topic, text, 50, topic=topic, rules=Rules(language))
    return [one.check for one in examine(article, ["mixed_languages"])]


SLIPS = [
    ("en", "Look for 阴凉 at noon."),
    ("en", "Look for тень at noon."),
    ("en", "The keeper 必须 be quicker than they are."),
    ("en", "收成要看天气，雨水多的年份蜜就少。"),
    ("en", "Ask the 관리자 first."),
    ("zh", "蜜里有椴花的 вкус。"),
    ("zh", "养蜂的人 يجب 手脚快。"),
    ("zh", "养蜂的人 반드시 手脚快。"),
    ("zh", PHRASES),
]
BELONGS = [
    ("en", "My aunt's name for it (阴凉) means shade.", "Bees"),
    ("en", "They call it “тень”, says my aunt.", "Bees"),
    ("en", "The hotel in Beijing puts 蜂蜜 on its signs.", "Bees"),
    ("en", "A neighbour from Kyiv says мёду when he comes for honey.", "Bees"),
    ("en", "Photo: Иван Петров.", "Bees"),
    ("en", "\n\nThanks to all who helped:\n\n- mdinger\n- らいどっと\n- tynopex\n\n", "Bees"),
    ("en", "See [Мед, мёд, Honey](https://a.example/honey).", "Bees"),
    ("en", "The app speaks your language: Deutsch, 中文, русский.", "Bees"),
    ("en", "¯\\_(ツ)_/¯ said the engineer, and (´；д；`) said I.", "Bees"),
    ("zh", "我常听 The Sound of Silence，也听 Let It Be。", "养蜂"),
    ("zh", "他只说了一句 you can't connect the dots looking forward，就走了。", "养蜂"),
    ("zh", "用 pull request 提交，等 code review，再 merge。", "养蜂"),
    ("zh", "俄罗斯人管它叫 мёд 和 пчела。", "养蜂"),
    ("zh", PHRASES, "养蜂英语"),
]


@pytest.mark.parametrize(("language", "said"), SLIPS)
def test_a_word_that_slipped_in_is_found(language: str, said: str) -> None:
    topic = "Bees on a roof" if language == "en" else "楼顶养蜂"
    assert found(said, language, topic) == ["mixed_languages"]


@pytest.mark.parametrize(("language", "said", "topic"), BELONGS)
def test_names_quotations_and_what_is_spoken_of_are_let_alone(
    language: str, said: str, topic: str
) -> None:
    assert found(said, language, topic) == []


def test_clauses_are_no_names_however_many_they_are() -> None:
    clauses = (
        "苹果清洗干净之后，需要切成小块，这样出汁率会更高。",
        "在发酵的过程中，避免阳光直射。",
        "不用担心，苹果酸会在接下来的几个月里转化。",
    )
    names = ("清明、立夏、芒种、", "大暑、处暑、白露、", "霜降、小雪。")
    room = EN.replace(" {}", " ") * 3 + "\n\n"
    held, passed = (
        found(f"\n\n{room}".join(["", *those, ""]), "en", "Bees on a roof")
        for those in (clauses, names)
    )
    assert (held, passed) == (["mixed_languages"], [])
