"""An article has something of the words that were ordered, or it is about something else."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Rules, examine
from contenthub.articles.gate.finished import UNTITLED
from contenthub.articles.gate.genres import is_named

FARMING = (
    "Yield farming is the practice of lending tokens to a protocol in return for more tokens. The"
    " lender deposits a pair of assets into a pool, the pool serves traders, and each trade leaves"
    " a small fee behind."
)
SWITCHES = (
    "青轴响，红轴软，茶轴在中间。其余的轴都是它们的远房亲戚，"
    "买之前去店里试一试，十个指头各按二十下。"
)
LEDGER = (
    "到了月底才发现工资不见了，拿一个小本子，把每一笔支出写下来。每个月最后一天，泡一壶茶，"
    "花半小时对一遍账。"
)


def found(
    body: str,
    topic: str,
    *keywords: str,
    language: str = "en",
    title: str = "A title",
    requirements: str = "",
    words: int = 249,
    is_untitled: bool = False,
) -> list[str]:
    """What the check says of a text for this topic."""
    rules = Rules(language, requirements=(requirements,) if requirements else ())
    metadata = {UNTITLED: True} if is_untitled else {}
    article = Finished(
        title, body, words, topic=topic, keywords=keywords, rules=rules, metadata=metadata
    )
    return [one.message for one in examine(article) if one.check == "off_topic"]


@pytest.mark.parametrize(
    ("body", "topic", "keywords", "language"),
    [
        (FARMING, "How to teach a child to ride a bicycle", ("bicycle", "children"), "en"),
        (FARMING, "Winter care for leather shoes", (), "en"),
        (FARMING, "How to fix a dripping tap", ("dripping tap", "washer", "plumbing"), "en"),
        (SWITCHES, "高血压患者的饮食建议", ("高血压", "低盐饮食"), "zh"),
        (SWITCHES, "長野縣的滑雪場與溫泉", ("滑雪", "溫泉"), "zh-TW"),
        (LEDGER, "武夷岩茶的焙火工艺", ("岩茶", "焙火"), "zh"),  # one cup of tea in it
        ("先懂后背，读不懂的课文背不下来。睡前读一遍，早晨再读。", "怎样挑选儿童书包", (), "zh"),
        ("先懂后背，书读百遍，其义自见。睡前读一遍，早晨再读。", "怎样挑选儿童书包", (), "zh"),
        (
            "Der Antrag umfasst mehrere Seiten und einen Geschäftsplan für drei Jahre.",
            "Wühlmäuse im Garten vertreiben",
            ("Schädlinge",),
            "de",
        ),
        ("겨울에는 따뜻한 옷이 필요합니다.", "자전거 타이어 수리 방법과 도구", (), "ko"),
    ],
)
def test_nothing_of_the_topic_is_held(
    body: str, topic: str, keywords: tuple[str, ...], language: str
) -> None:
    assert found(body, topic, *keywords, language=language) == [
        f"off topic: nothing in it of {topic!r}"
    ]


@pytest.mark.parametrize(
    ("body", "topic", "keywords", "language"),
    [
        (
            "She learned cycling: the bicycles were old.",
            "How to teach a child to ride a bicycle",
            (),
            "en",
        ),
        ("Photographers know it.", "Landscape photography without heavy equipment", (), "en"),
        ("They retire at sixty.", "Retirement savings in your thirties, pension", (), "en"),
        ("Eine Gartenbank aus Eiche.", "Eine Bank für den Garten selbst bauen, Holz", (), "de"),
        ("Gegen die Wühlmaus hilft Geduld.", "Wühlmäuse im Garten vertreiben", (), "de"),
        ("血压高的人要少吃盐。", "高血压患者的饮食建议", (), "zh"),
        ("자전거를 고치다", "자전거 타이어 수리 방법과 도구", (), "ko"),
        # too little is known of the topic
        (FARMING, "Emoticons", ("emoticon",), "en"),
        (FARMING, "How to fix a dripping tap", ("washer",), "en"),
        (FARMING, "The funniest failed mail merges", (), "en"),
        (SWITCHES, "装修术语小词典", (), "zh"),
        (FARMING, "How to read Roman numerals on buildings", (), "en"),
        # the topic is in another language than the text
        (SWITCHES, "How to choose a mechanical keyboard for the office", (), "zh"),
        (
            "Das ist ein Text über Tastaturen und ihre Schalter.",
            "Mechanical keyboards and switches for offices",
            (),
            "de",
        ),
        ("แป้นพิมพ์", "วิธีเลือกแป้นพิมพ์สำหรับสำนักงาน", (), "th"),
    ],
)
def test_a_word_of_it_in_any_form_passes_and_so_does_what_cannot_be_compared(
    body: str, topic: str, keywords: tuple[str, ...], language: str
) -> None:
    assert found(body, topic, *keywords, language=language) == []


@pytest.mark.parametrize(
    ("topic", "keywords", "language"),
    [
        ("What your grandmother knew about saving the planet", ("jars", "thrift"), "en"),
        ("Is it worth the money? Three months with the cheapest noise cancelling cans", (), "en"),
        ("Podcast episode 61, cleaned up for the site", ("beekeeping",), "en"),
        ("Copy for the spring catalogue, page 14", (), "en"),
        ("Retirement do, Friday, about five minutes", (), "en"),
        ("The long goodbye of the corner bakery shop", (), "en"),
        ("From the maths corner: the harmonic series never stops", ("series",), "en"),
        ("Unsere Nachbarin und ihr Wintergarten voller Kakteen", (), "de"),
        ("巷口那間亮燈的小店", ("麵攤", "台南"), "zh-TW"),
        ("对话｜一个在海上住了九年的人", ("灯塔", "守塔人"), "zh"),
        ("编辑部常用指令大公开", ("提示词", "写作"), "zh"),
        ("长野县的滑雪场与温泉", (), "zh"),
        ("双语晨读 No. 118", (), "zh"),
    ],
)
def test_a_headline_need_not_name_its_subject(
    topic: str, keywords: tuple[str, ...], language: str
) -> None:
    body = SWITCHES if language.startswith("zh") else FARMING
    if language == "de":
        body = "Der Antrag umfasst mehrere Seiten und einen Geschäftsplan für drei Jahre."
    assert found(body, topic, *keywords, language=language) == []


@pytest.mark.parametrize(
    ("topic", "keywords", "language"),
    [
        ("Knee pain when climbing stairs", (), "en"),
        ("How do you stop your bathroom faucet dripping?", ("washer",), "en"),
        ("The bicycle as a toy for toddlers", ("bicycle", "balance bike"), "en"),
        ("如何让你的孩子爱上阅读", ("绘本",), "zh"),
        ("高血压患者的饮食建议：低盐与运动", (), "zh"),
        ("银杏果能不能吃", ("银杏果", "白果"), "zh"),
        ("杭州灵隐寺的桂花", ("桂花", "灵隐寺"), "zh"),
    ],
)
def test_a_topic_in_plain_words_or_with_keywords_has_to_be_there(
    topic: str, keywords: tuple[str, ...], language: str
) -> None:
    body = SWITCHES if language == "zh" else FARMING
    assert found(body, topic, *keywords, language=language)


def test_a_keyword_as_it_was_ordered_is_enough() -> None:
    topic, keywords = "How harmonic series grow without bounds", ("series", "proof")
    assert found(FARMING, topic, *keywords)
    assert found(f"{FARMING} The proof is short.", topic, *keywords) == []


def test_a_character_that_stands_there_often_is_no_chance() -> None:
    topic, keywords = "路边摊位的经营方法", ("粥摊", "台南")
    assert found(f"{SWITCHES}煮一碗粥。", topic, *keywords, language="zh")
    bowls = "白粥、菜粥、鱼片粥，一天卖三百碗。"
    assert found(f"{SWITCHES}{bowls}", topic, *keywords, language="zh") == []


def test_a_letter_is_let_alone_whatever_its_topic() -> None:
    topic = "Knee pain when climbing stairs"
    assert found(f"Dear Anna,\n\n{FARMING}", topic) == []


def test_title_and_headings_count() -> None:
    topic = "How to teach a child to ride a bicycle"
    assert found(FARMING, topic, title="Bicycles for the youngest") == []
    assert found(f"## Bicycles\n\n{FARMING}", topic) == []
    assert found(FARMING, topic, title=topic, is_untitled=True)  # there was none


def test_a_title_of_its_own_that_repeats_the_topic_is_enough() -> None:
    topic = "How night-shift nurses stay awake"
    body = "1. Three is worse than four.\n2. Cold tea is a food.\n3. The sunrise is free."
    assert found(body, topic, title=topic, words=2_500) == []
    assert found(body, topic, title=topic, words=250, is_untitled=True)


@pytest.mark.parametrize(
    ("topic", "language"),
    [
        ("Report and scorecard of a village cricket match", "en"),
        ("Classified advertisements for the Saturday edition", "en"),
        ("Horoscope for every sign of the zodiac", "en"),
        ("Winter driving quiz for the fleet", "en"),
        ("Opinion: open source needs holidays", "en"),
        ("Verbatim transcript of the parish council's meeting", "en"),
        ("县篮球联赛决赛文字直播", "zh"),
        ("本周十二星座运势", "zh"),
    ],
)
def test_what_is_told_in_rows_and_turns_is_let_alone(topic: str, language: str) -> None:
    assert found(SWITCHES if language == "zh" else FARMING, topic, language=language) == []


def test_one_word_by_chance_says_nothing_of_a_long_topic() -> None:
    topic = "高血压患者的饮食建议：低盐与运动"
    assert found(SWITCHES + "压力合适就行。", topic, language="zh")
    assert found("## 低盐\n\n" + SWITCHES, topic, language="zh") == []


def test_an_answer_without_a_title_needs_less() -> None:
    topic = "How is maple syrup made?"
    assert found(FARMING, topic, title=topic, is_untitled=True)
    assert found(FARMING, topic, title="Liquid gold") == []


@pytest.mark.parametrize(
    ("topic", "requirements"),
    [
        ("A villanelle about a harbour in winter", ""),
        ("A harbour in winter with boats", "In the form of a letter"),
        ("一首写给外卖骑手的诗", ""),
        ("外卖骑手在冬天清晨", "现代诗"),
        ("Gedicht über einen kaputten Fahrkartenautomaten", ""),
    ],
)
def test_poems_and_letters_are_let_alone(topic: str, requirements: str) -> None:
    assert is_named(f"{topic} {requirements}")
    language = "zh" if "外" in topic else "en"
    body = SWITCHES if language == "zh" else FARMING
    assert found(body, topic, language=language, requirements=requirements) == []


@pytest.mark.parametrize("order", ["How to play chess well", "Scripting in Python", "诸葛亮其人"])
def test_few_words_name_a_form(order: str) -> None:
    assert is_named(order) == (order == "How to play chess well")


@pytest.mark.parametrize(
    ("body", "topic", "keywords", "language", "short", "long"),
    [
        (
            FARMING,
            "How to fix a dripping tap",
            ("dripping tap", "washer", "plumbing"),
            "en",
            119,
            120,
        ),
        (SWITCHES, "高血压患者的饮食建议", ("高血压", "低盐饮食"), "zh", 149, 150),
        (SWITCHES, "長野縣的滑雪場與溫泉", ("滑雪", "溫泉"), "zh-TW", 199, 200),  # not plain
    ],
)
def test_a_short_text_may_do_without_the_words_of_its_subject(
    body: str, topic: str, keywords: tuple[str, ...], language: str, short: int, long: int
) -> None:
    assert found(body, topic, *keywords, language=language, words=short) == []
    assert len(found(body, topic, *keywords, language=language, words=long)) == 1


def test_words_with_what_they_mean_are_a_glossary_whatever_its_topic_is() -> None:
    terms = ("Hunt", "Dodge", "Call", "Lead", "Stay")
    entries = [f"**{one}** – to move by one place in the order." for one in terms]
    topic = "Speak like a bell-ringer"
    assert found("\n\n".join(entries), topic, is_untitled=True) == []
    assert len(found("\n\n".join([*entries[:3], FARMING]), topic, is_untitled=True)) == 1


CRANES = (
    "At dawn the cranes call. A flock of four hundred rests in the reeds, where no fox comes, and"
    " the young keep between their parents. They fly to the stubble and are back by dusk. "
) * 3


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("A day in the life of a crane operator", CRANES),
        ("Python for beginners: lists and loops", CRANES.replace("cranes", "python and its prey")),
    ],
)
def test_another_thing_of_the_same_name_is_another_subject(topic: str, text: str) -> None:
    text = text.replace("flock", "reptile") if "Python" in topic else text
    assert found(text, topic, title="At dawn", words=120)


def test_a_name_is_let_alone_where_the_order_or_the_text_has_both_meanings() -> None:
    assert found(CRANES, "Cranes in the marsh", title="At dawn", words=120) == []
    assert found(CRANES, "Building sites beside a marsh of cranes", title="At dawn") == []
    text = CRANES + "The operator of a crane on the building site counts them from his cab."
    assert found(text, "A day in the life of a crane operator", title="At dawn") == []
