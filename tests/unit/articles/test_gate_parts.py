"""Parts of a text that are missing, or that are not what was ordered.

Each stands within a whole article: what is wrong is in its middle, where no last line tells.
"""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Level, Rules, examine
from contenthub.articles.text import word_count

BIKE = (
    "A good bicycle from a second hand costs a third of a new one. Twenty minutes will tell you"
    " whether you look at a bargain."
)
FRAME = "Run a fingernail along every weld. Cracked paint hides metal that has moved."
RIDE = "Ride for ten minutes, uphill if there is a hill. Change through every gear under load."
PAPERS = "Ask for the receipt or the frame number. Compare it with the register of the police."
HALF = "二十一公里听起来吓人，其实十二周就够。前提是你现在能跑完五公里，每周抽得出四天。"
TRAIN = "周二跑间歇，四百米六组。周四跑节奏跑，四十分钟，能说短句但说不了长句。"
FOOD = "长跑前一晚多吃米饭和面条，少吃油。早饭在起跑前两个半小时吃完。"
REST = "跑完不要马上坐下，走十分钟。接下来一周不跑，只散步。"


def of_bikes(frame: str = FRAME, ride: str = RIDE, papers: str = PAPERS) -> str:
    """An article on buying a bicycle, with these sections."""
    return f"{BIKE}\n\n## The frame\n\n{frame}\n\n## The ride\n\n{ride}\n\n## Papers\n\n{papers}\n"


def of_running(training: str = TRAIN, food: str = FOOD, heading: str = "## {}") -> str:
    """An article on running, with these sections."""
    names = ("怎么练", "怎么吃", "跑完以后")
    parts = zip(names, (training, food, REST), strict=True)
    return HALF + "".join(f"\n\n{heading.format(name)}\n\n{text}" for name, text in parts) + "\n"


def held(
    body: str,
    *,
    language: str = "en",
    title: str = "Buying a used bicycle",
    topic: str = "",
    requirements: str = "",
) -> list[str]:
    """The checks that hold it."""
    rules = Rules(language, requirements=(requirements,) if requirements else ())
    article = Finished(title, body, word_count(body), topic=topic or title, rules=rules)
    return [one.check for one in examine(article) if one.level is Level.HOLD]


def held_zh(body: str, *, title: str = "第一次跑半程马拉松", topic: str = "") -> list[str]:
    """The same of a Chinese article."""
    return held(body, language="zh", title=title, topic=topic)


@pytest.mark.parametrize("text", [of_bikes(), of_running(), of_running(heading="**{}**")])
def test_whole_parts_are_let_alone(text: str) -> None:
    is_chinese = text.startswith("二")
    assert (held_zh(text) if is_chinese else held(text)) == []


@pytest.mark.parametrize(
    "frame",
    [
        f"{FRAME}\n\nPhotograph: Ellen Marsh, taken in the yard of a shop in the first week of May",
        f"{FRAME}\n\nOpen Tuesday to Saturday, ten to six",
        f"{FRAME}\n\n**For one frame** · two hours · a rag and a lamp",
        f"{FRAME}\n\nThe share of bad ones is then\n\n$$p = 1 - q$$\n\nof all.",
        "Three questions. What cracked? Who fell? See the note at the end, where it says why:\n\n"
        "> A frame that fell is bent.",
        "| Part | Cost |\n|---|---|\n| Chain | €20 |\n| **Together** |\n\nThat is not much.",
        "- Lift it.\n- Spin the wheels.\n- Run a fingernail along every weld, and look at the\n"
        "  paint beside it.\n\nThen ride it.",
        # A paragraph may be broken in two, and a list have nothing in its last item.
        "Run a fingernail along every weld. Cracked paint hides metal that has\n\nmoved.",
        "Do these two things:\n\n- Run a fingernail along every weld.\n-\n\nThen lift it.",
        # Points may be told in the prose, and a step may be left out.
        "Take these five tools with you:\n\n- a rag\n- a lamp\n- a pump\n\nLift it.",
        "**Step 1: look**\n\nLift it.\n\n**Step 2: hear**\n\nSpin it.\n\n**Step 4: go**\n\nRide.",
        f'"If I turn now\u2014"\n\n"Turn," he said.\n\n{FRAME}',
    ],
)
def test_what_ends_without_a_mark_on_purpose_is_let_alone(frame: str) -> None:
    assert held(of_bikes(frame)) == []


def test_an_author_who_ends_no_paragraph_is_let_alone() -> None:
    said = [BIKE, FRAME, RIDE, PAPERS]
    assert "cut_off" not in held("\n\n".join(one.rstrip(".") for one in said) + ".")


@pytest.mark.parametrize(
    ("requirements", "is_held"),
    [
        ("Questions and answers.", True),
        ("Please write an interview, about 200 words.", True),
        ("A numbered list of ten tips.", True),
        ("Include a comparison table.", True),
        ("Write it as a poem in rhymed couplets.", True),
        ("An open letter to the council.", True),
        ("No table, and do not write it as a poem.", False),
        ("A list or a table where it helps.", False),
        ("Include a quotation from the interview with the mechanic.", False),
        ("A love letter to old bicycles.", False),
        ("As a list of tips under short headings.", False),
        ("How to write a letter is not the subject.", False),
    ],
)
def test_a_form_that_was_ordered_is_there(requirements: str, is_held: bool) -> None:
    prose = "\n\n".join([f"{BIKE} {FRAME}", f"{RIDE} {FRAME} Do it twice.", f"{PAPERS} {BIKE}"])
    assert ("wrong_form" in held(prose, requirements=requirements)) is is_held


@pytest.mark.parametrize("requirements", ["问答形式，至少六个问题", "写成一首现代诗", "用表格列出"])
def test_a_form_that_was_ordered_in_chinese_is_there(requirements: str) -> None:
    text = HALF + "\n\n" + "\n\n".join([TRAIN * 2, FOOD * 2, REST * 2])
    rules = Rules("zh", requirements=(requirements,))
    article = Finished("半程马拉松", text, word_count(text), topic="半程马拉松", rules=rules)
    assert "wrong_form" in [one.check for one in examine(article)]


def test_the_ordered_form_is_let_alone_where_it_is_there() -> None:
    table = "| Part | Cost |\n|---|---|\n| Chain | €20 |\n| Rims | €60 |"
    assert held(of_bikes(f"{FRAME}\n\n{table}"), requirements="Include a comparison table.") == []
    asked = f"**What breaks first?**\n\n{FRAME}\n\n**And then?**\n\n{FRAME} Then the chain."
    assert "wrong_form" not in held(of_bikes(asked), requirements="Questions and answers.")


@pytest.mark.parametrize(
    "topic",
    [
        "How to pay off credit card debt",
        "A guide to sourdough",
        "Tips for people whose dog barks at the neighbours",
        "What heat pumps cost",
    ],
)
def test_an_article_that_does_what_its_own_title_says_may_be_off_topic(topic: str) -> None:
    text = of_bikes(f"A used bicycle has used bicycle parts. {FRAME}") + of_bikes(papers=RIDE)
    assert "off_topic" in held(text, topic=topic)


@pytest.mark.parametrize(
    "topic",
    [
        "How to choose a second-hand bike",
        "Cycling on a budget",
        "The quiet thief in your shed",  # a headline
        "Ride your luck",
        "What a frame tells",
        "A poem for the cycling club",
    ],
)
def test_an_article_on_what_was_ordered_in_other_words_is_let_alone(topic: str) -> None:
    text = of_bikes(f"A used bicycle has used bicycle parts. {FRAME}")
    assert "off_topic" not in held(text, topic=topic)


def test_a_chinese_article_on_something_else_is_held() -> None:
    text = of_running(f"半程马拉松要练。{TRAIN}", f"半程马拉松前要吃。{FOOD}")
    assert "off_topic" in held_zh(text, topic="家庭财务规划")
    assert "off_topic" in held_zh(text, topic="如何给猫剪指甲")
    assert "off_topic" not in held_zh(text, topic="长跑新手训练指南")
    assert "off_topic" not in held_zh(text, topic="父爱")
    assert "off_topic" not in held_zh(text, topic="城市里的马路生活")


def test_one_heading_of_many_may_have_nothing_beneath_it_but_the_last_one_may_not() -> None:
    open_day = "## Noon\n\nSoup.\n\n## Lunch\n\n## One\n\nA walk.\n\n## Two\n\nA talk.\n\n"
    assert "empty_section" not in held(f"{BIKE}\n\n{open_day}## Three\n\nTea.")
    assert "empty_section" in held(f"{BIKE}\n\n{open_day}## Three\n\nTea.\n\n## Four\n")
    assert "empty_section" in held(f"{BIKE}\n\n{open_day}## Three\n\n## Four\n\nTea.")


def test_what_is_told_alike_in_a_long_text_is_let_alone_and_held_in_a_short_one() -> None:
    again = (
        "Wipe the chain dry, oil each link from within, and wipe off what is left on the plates."
    )
    short = f"{again}\n\n{FRAME}\n\n{again}\n\n{again}\n\n{again}\n"
    long = [f"Yard {one} has its own smell of rust, as row {one**3} says." for one in range(120)]
    for place in (20, 40, 60, 80):
        long.insert(place, again)
    assert "repetition" in held(short)
    assert not any("one sentence" in one for one in messages("\n\n".join(long)))


def messages(body: str) -> list[str]:
    """What is said of it."""
    article = Finished("A yard", body, word_count(body), topic="A yard", rules=Rules("en"))
    return [one.message for one in examine(article) if one.level is Level.HOLD]


@pytest.mark.parametrize(
    ("said", "is_held"),
    [
        ("The full cost is printed in the box: prices in the table show it.", True),
        ("As the close-up reveals, the weld is cracked.", True),
        ("The weld is marked with a red circle in the photo.", True),
        ("Use our calculator below for the sum.", True),
        ("Measure the leg with our chart (right).", True),
        ("The chart shows a rock two cables off the pier.", False),
        ("In the photograph on my desk he stands on the left, squinting.", False),
        ("Use the form on the website of your supplier.", False),
        ("Sit at the table in the yard.", False),
    ],
)
def test_what_is_named_by_its_place_is_there(said: str, is_held: bool) -> None:
    assert ("missing_figures" in held(of_bikes(f"{FRAME} {said}"))) is is_held


def test_a_section_in_another_language_is_held_and_a_quoted_paragraph_is_not() -> None:
    german = (
        "Der Rahmen ist der wichtigste Teil, und wer ihn nicht prüft, zahlt dafür. Mit dem Nagel"
        " fährt man an jeder Naht entlang und sucht nach Rissen."
    )
    long = [FRAME.replace(".", f" in place {at}.") + f" {RIDE}" for at in range(6)]
    text = "\n\n".join([BIKE, *long, "## The frame", "{}", "## The ride", *long[:1]])
    assert "mixed_languages" in held(text.format(german))
    assert "mixed_languages" not in held(text.format(f"> {german}"))
    assert "mixed_languages" not in held(text.format(f"{FRAME}\n\n{german}\n\n{PAPERS}"))


@pytest.mark.parametrize("title", ["How much sleep does a toddler need?", "一岁的孩子要睡多久？"])
def test_a_label_of_a_program_is_one_below_a_question_as_well(title: str) -> None:
    text = f"Title: {title}\n\n{BIKE}\n\n{FRAME}\n\n{RIDE}\n\n{PAPERS}\n"
    article = Finished(title, text, word_count(text), topic="Sleep")
    assert "assistant_talk" in {one.check for one in examine(article)}


def test_an_author_may_answer_his_title() -> None:
    text = f"Absolutely! And it takes an afternoon.\n\n{BIKE}\n\n{FRAME}\n\n{RIDE}\n\n{PAPERS}\n"
    title = "Can you buy a good bicycle for a hundred euros?"
    article = Finished(title, text, word_count(text), topic=title)
    assert "assistant_talk" not in {one.check for one in examine(article)}
