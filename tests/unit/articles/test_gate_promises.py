"""Points that are promised are counted where they are numbered, and nowhere else."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Level, Rules, examine
from tests.support.line_accounts import TAKES_SHORT

MAILING = "## Step 1: List\n\nMake it.\n\n## Step 2: Merge\n\nPrint it."
FEWER = [
    (
        "Five Ways to Better Bread",
        "1. **Weigh the flour.** Cups lie.\n2. **Use less yeast.** Wait.\n3. **Steam it.**",
    ),
    (
        "Better Bread",
        "There are four reasons why a loaf stays flat.\n\nFirst, the yeast is old.\n\n"
        "Second, the water was too hot.",
    ),
    (
        "Flat Loaves",
        "A flat loaf has three causes, and each can be mended. The first is old yeast. It should"
        " foam. The second is a cold kitchen.",
    ),
    ("Seven Steps to a Loaf", "## Step 1: Mix\n\nMix.\n\n## Step 2: Rest\n\nRest."),
    ("Three Lessons", "He had three lessons.\n\n**1. Wait.** It rises.\n\n**2. Touch.** Feel it."),
    ("做好面包的五个要点", "第一，称面粉。\n\n第二，少放酵母。\n\n第三，炉里要有蒸汽。"),
    ("面包为什么发不起来", "发不起来，主要有四个原因。\n\n一是酵母放久了。\n\n二是水太烫。"),
    ("烘焙新手的六大误区", "## 误区一：酵母越多越好\n\n会酸。\n\n## 误区二：不预热\n\n长不高。"),
    ("Six Habits of Bakers", "## Rise early\n\nAt two.\n\n## Weigh\n\nAll.\n\n## Wait\n\nLong."),
    ("护眼的六个习惯", "**多眨眼。** 记得。\n\n**看远处。** 二十秒。\n\n**调亮度。** 别太亮。"),
    ("Fünf Fehler beim Brotbacken", "## 1. Eile\n\nWarten.\n\n## 2. Kälte\n\nEr steht."),
    ("Huit pains à goûter", "### 1. La miche\n\nRonde.\n\n### 2. La fougasse\n\nPlate."),
    ("7 consejos para el pan", "**1. Pesar.** Todo.\n\n**2. Esperar.** Mucho."),
    ("选面粉的四步", "选面粉分四步走。首先看蛋白质含量。其次看灰分。"),
    ("Five Days in Rome", "## Day 1: River\n\nWalk.\n\n## Day 2: Hill\n\nClimb."),
    ("Four Steps in Ten Minutes", MAILING),
    ("Ten Minutes, Four Steps", MAILING),
]
ENOUGH = [
    ("A Hundred Letters in Ten Minutes", MAILING),
    ("Better Posture Within 6 Weeks", MAILING),
    ("Twelve Quiet Weeks on a Boat", MAILING),
    ("Dinner for Eight People", MAILING),
    ("Mock Paper (60 minutes, 40 marks)", MAILING),
    ("Test (45 minutes, 30 points)", "1. Name a flour. (2)\n2. Name a yeast. (4)"),
    ("A Test", "You can have 20 points.\n\n1. Name a flour. [2 points]\n2. A yeast? [4 points]"),
    ("How 1,40 Loaves Sold in a Day", MAILING),
    ("Three Generations of Bakers", "## 1. The oven\n\nOld.\n\n## 2. The shop\n\nNew."),
    ("Four Friends and a Boat", "## One\n\nWe left.\n\n## Two\n\nWe came back."),
    ("Bread for Under Five Pounds", "1. Buy flour.\n2. Bake."),
    ("Ten Miles on an Empty Stomach", "1. Drink water.\n2. Start slowly."),
    ("三个月学会游泳", "## 一、憋气\n\n先憋气。\n\n## 二、换气\n\n再换气。"),
    ("五个人的晚饭怎么做", "一、先煮饭。\n\n二、再炒菜。"),
    ("八个小时走完环湖路", "第一段沿着湖。\n\n第二段上山。"),
    ("Two Ways to Bread", "## 1. Knead\n\nKnead it.\n\n## 2. Wait\n\nWait for it."),
    (
        "Three Reasons",
        "There are three reasons. First, price. Second, taste. And then there is luck.",
    ),
    ("Flour", "You need three things: flour, water and time. First, the flour. Second, the water."),
    ("Five Ways to Eat Bread", "## At breakfast\n\nToast.\n\n## At night\n\nSoup, and a salad."),
    ("Three Days in Rome", "## The river\n\nWalk.\n\n## The hill\n\nClimb."),
    ("Four Rules", "## Wait\n\nLong.\n\n## Weigh\n\nAll.\n\n## Conclusion\n\nBe kind."),
    ("Three Walks", "## The mill\n\nFlat.\n\n## The hill\n\nSteep.\n\n## 2. The lake\n\nWet."),
    ("Four Tips", "First, wait.\n\nSecond, weigh.\n\nThird, steam.\n\nFinally, let it cool."),
    (
        "Five Days in Rome",
        "Pack 1. a hat and 2. a coat. The second day was hot, the first was not.",
    ),
    ("Four Loaves", "- rye\n- oat\n- wheat\n- spelt\n\nFirst bake, second taste."),
    ("Brot in vier Stunden", "## 1. Kneten\n\nFest.\n\n## 2. Warten\n\nLange."),
    ("Trois jours à Rome", "## 1. Le fleuve\n\nLent.\n\n## 2. La colline\n\nHaute."),
    ("Drei Regeln", "1. Wiegen.\n2. Warten.\n3. Schweigen."),
    ("三个原因", "这里有三个原因，面粉、天气，还有运气。第一次没成，第二次成了。"),
    ("五个要点", "第一，称面粉。第二，少放酵母。\n\n第三，等。\n\n第四，蒸汽。\n\n最后，别偷看。"),
]


@pytest.mark.parametrize(("title", "text"), FEWER, ids=[one[0] for one in FEWER])
def test_fewer_points_than_promised_are_seen(title: str, text: str) -> None:
    article = Finished(title, text, 60, rules=Rules(levels=TAKES_SHORT))
    found = [one.check for one in examine(article) if one.level is Level.HOLD]
    assert found == ["fewer_than_promised"]


@pytest.mark.parametrize(("title", "text"), ENOUGH, ids=[one[0] for one in ENOUGH])
def test_points_that_may_all_be_there_are_let_alone(title: str, text: str) -> None:
    assert list(examine(Finished(title, text, 60), ("fewer_than_promised",))) == []
