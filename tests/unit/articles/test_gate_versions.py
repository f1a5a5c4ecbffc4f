"""Several versions of a text, or of its parts, stand in it; and what only looks so."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, examine
from contenthub.articles.text import word_count

ROOF = (
    "A roof is a good place for bees. Nobody walks past, and the limes flower just below.\n\n"
    "Look for shade at noon and shelter from the west wind. Two hives weigh as much as four people,"
    " so ask an engineer first.\n\n"
    "In May the colony wants to swarm. Thirty kilos of honey is a good year on a city roof.\n\n"
)
AGAIN = (
    "Nobody bothers a bee on a roof, and the limes flower just below.\n\n"
    "It wants shade at noon and shelter from the west wind. An engineer should look at it, as"
    " two hives weigh as much as four people.\n\n"
    "It will swarm in May. In a good year a roof in the city gives thirty kilos of honey.\n"
)
OTHER = (
    "Queens are bred in boxes of their own, far from the drones of strangers.\n\n"
    "A breeder moves the youngest larvae with a needle, twenty at a time, and feeds syrup for ten"
    " days. On the eleventh the first cells open.\n\n"
    "Each queen gets a spot of paint: blue for years that end in five.\n"
)
ZH = "楼顶养蜂要看三样：荫、风、承重。四月长群，五月防分蜂，好年景三十公斤。\n\n"
THREE = ("My aunt kept bees.", "When did you last see a bee?", "Thirty kilos: that is a lot.")
SAN = ("外婆把蜂箱放在教堂后面。", "你上一次看见蜜蜂是什么时候？", "三十公斤，这是楼顶的甜。")


def several(first: str, second: str, third: str, said: tuple[str, ...], body: str) -> str:
    parts = zip((first, second, third), said, strict=True)
    return "".join([f"{label} {text}\n\n" for label, text in parts]) + body


def found(text: str, title: str, topic: str) -> list[str]:
    article = Finished(title, text, word_count(text), topic=topic)
    return [one.check for one in examine(article, ["several_versions"])]


BAD = [
    # one title in two manners
    ("Bees on roofs (short)", ROOF + "# Bees on roofs (long)\n\n" + OTHER),
    ("楼顶养蜂怎么开始（简洁版）", ZH + "# 楼顶养蜂怎么开始（详细版）\n\n" + ZH),
    # a second one that says the same, or only a label above it
    ("Bees on roofs", ROOF + "---\n\n# High above the traffic\n\n" + AGAIN),
    ("Bees on roofs", ROOF + "**Version 2 (livelier)**\n\n" + OTHER),
    ("Bees on roofs", ROOF + "### Rewritten in a friendlier tone\n\n" + OTHER),
    ("Bees on roofs", ROOF + "**Alternate take:**\n\n" + OTHER),
    ("Bees on roofs", "**Take 1:**\n\n" + ROOF + "**Take 2:**\n\n" + OTHER),
    ("楼顶养蜂", ZH + "版本二（口语化）：\n\n" + ZH),
    ("楼顶养蜂", ZH + "另附一版更活泼的：\n\n" + ZH),
    # openings to choose from
    ("Bees", several("**Opening 1 (story):**", "**Opening 2:**", "**Opening 3:**", THREE, ROOF)),
    ("Bees", several("Hook A –", "Hook B –", "Hook C –", THREE, ROOF)),
    ("Bees", several("[Intro option 1]", "[Intro option 2]", "[Intro option 3]", THREE, ROOF)),
    ("Bees", several("Lede #1:", "Lede #2:", "Lede #3:", THREE, ROOF)),
    ("Bees", several("Option 1 (warm):", "Option 2 (funnier):", "Option 3:", THREE, ROOF)),
    ("楼顶养蜂", several("【开头一·故事型】", "【开头二·设问型】", "【开头三】", SAN, ZH)),
    ("楼顶养蜂", several("结尾一（温情）：", "结尾二（幽默）：", "结尾三：", SAN, ZH)),
    ("楼顶养蜂", several("标题1：", "标题2：", "标题3：", SAN, ZH)),
    ("Bees", "Choose whichever opening suits you best:\n\n" + ROOF),
    ("Bees", ROOF + "*or, for a punchier start:* Thirty kilos of sweetness."),
    ("Bees: a newsletter", "Pick any opening.\n\n" + several("(a)", "(b)", "(c)", THREE, ROOF)),
    ("楼顶养蜂", "## 结尾（A/B/C 三选一）\n\n" + ZH),
    ("楼顶文案", several("方案一：", "方案二：", "方案三：", SAN, ZH) + "您觉得哪一个更合适？"),
    ("Bees", f"**Version A (lively)**\n\n{ROOF}**Version B (sober)**\n\n{OTHER}"),
]
GOOD = [
    ("How to begin a post", "Pick any opening.\n\n" + several("(a)", "(b)", "(c)", THREE, ROOF)),
    ("Bees", ROOF + "Choose any hive with a wide opening, or, for a start, borrow one."),
    ("楼顶养蜂", ZH + "买和租，只能二选一。您更喜欢哪一个？"),
    ("Bees on roofs", ROOF + "# Breeding queens\n\n" + OTHER),
    ("Walks", "## Lake (short)\n\n" + ROOF + "## Lake (long)\n\n" + OTHER),
    ("Rent or buy", several("**Option A: rent.**", "**Option B: buy.**", "Or:", THREE, ROOF)),
    ("怎么选蜂箱", several("方案一：", "方案二：", "方案三：", SAN, ZH)),
    ("楼顶养蜂", several("第一种是买。", "第二种是租。", "第三种是借。", SAN, ZH)),
    ("How to write a headline", several("Headline 1:", "Headline 2:", "Or:", THREE, ROOF)),
    ("Version 2 of our bee counter", ROOF + "**Version 2 (lighter)**\n\n" + OTHER),
]


@pytest.mark.parametrize(("title", "text"), BAD)
def test_of_several_versions_nobody_chose_one(title: str, text: str) -> None:
    assert found(text, title, title) == ["several_versions"]


@pytest.mark.parametrize(("title", "text"), GOOD)
def test_versions_of_things_and_options_of_readers_are_let_alone(title: str, text: str) -> None:
    assert found(text, title, title) == []
