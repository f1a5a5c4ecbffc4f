"""What is told a second time in other words is held; what only has words in common is not."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, examine
from contenthub.articles.text import word_count

VISIT = (
    "Two nurses enter the room and greet the patient by name. They check the bandage, measure the"
    " temperature and write both into a blue notebook. Before leaving they open the window for five"
    " minutes and water the geranium on the sill, which the patient likes to watch."
)
VISIT_AGAIN = (
    "A pair of nurses comes into the room, greeting the patient with a name. First the bandage is"
    " checked; next they take the temperature, and a blue notebook receives the figures. For some"
    " minutes a window stays open before they leave, and the geranium on its sill gets water."
)
ROAD = (
    "The house stands at the end of a gravel road. It was built by a doctor who wanted to keep"
    " bees, and for thirty years there was honey on every table in the valley. Since his death the"
    " meadow belongs to the village, and children learn to mow there with a scythe in June."
)
RECAP = (
    "So the meadow stays, and with it the road. Whoever comes in June will see children with a"
    " scythe, and beyond them the house of a doctor. The nurses still open windows. Bees have"
    " returned as well, by themselves, and nobody in the valley knows from where they came back."
)
CORK = (
    "装瓶以后的酒仍在缓慢呼吸。天然软木塞每年放进约一毫克氧气，红酒的单宁因此变软。氧气太多，酒老得快，颜色发棕；"
    "太少，又有臭鸡蛋味。螺旋盖的秘密在垫片，垫片不同，透氧不同，酒庄像调温度一样选择。"
)
CORK_AGAIN = (
    "瓶子里的酒其实没有睡着，一直在呼吸。一只软木塞一年让一毫克左右的氧气进去，单宁会因此变得柔和。要是氧气过多，"
    "酒便老得早，颜色变褐；过少则有臭鸡蛋的气味。螺旋盖靠垫片，不同的垫片透氧也不同，酿酒师像调温度那样去选。"
)
HARVEST = (
    "葡萄牙南部的栓皮栎长到二十五岁才能第一次剥皮，此后每九年剥一回，一辈子剥十五六次。工人用斧头沿树干划下去，"
    "像替它脱一件大衣，再用白漆在树身上写下年份的最后一个数字，等下一个九年过去。"
)
PHONES = (
    "It costs 300 euros and weighs 180 grams. The battery lasts a day and a half, the camera is"
    " good in daylight, and at night it blurs whatever moves. Whoever takes pictures of children"
    " should look elsewhere; for letters and maps it is quick enough, and fits into a shirt.",
    "This one is dearer, at 450 euros, and heavier by a third. Its screen is so bright that one can"
    " read in the sun. We dropped it twice on stone, and it only lost a little paint. The speaker"
    " rattles, and there is no way to put in a second card, which travellers will miss.",
)
LOOP = (
    "Trains at night are part of the answer for travel in Europe. They offer comfort and save"
    " emissions. Night trains are an important part of the answer for how Europe will travel."
    " They offer comfort, and emissions are saved. In future, night trains will be part of"
    " the answer to travel in Europe. They offer comfort while emissions are saved. Trains at"
    " night remain an answer for European travel, with comfort and fewer emissions."
)
LOOP_ZH = (
    "拥有得少，心里反而更轻松。当拥有的东西变少，内心就会更轻松。减少拥有的过程，也是让内心轻松的过程。"
    "东西减少了，心也轻松了。一个人拥有的越少，内心越轻松。内心的轻松，来自拥有的减少。"
)
DREAM = (
    "I dream of a kitchen with a window. I dream of bread that somebody else has cut. I dream that"
    " my brother comes home in the rain and laughs. I dream of nothing for weeks, and then of"
    " the sea. I dream, says the doctor, as people do at my age, and writes it down."
)
TERM = (
    "人工智能不是一个人发明的。一九五六年的那个夏天，人工智能第一次有了名字。此后三十年，人工智能冷过两回，经费断了，"
    "人也散了。再热起来的时候，人工智能换了做法，不再写规则，改吃数据。今天说起人工智能，年轻人想到的是聊天。"
)


def told_again(*parts: str) -> bool:
    body = "\n\n".join(f"## Part {n}\n\n{part}" for n, part in enumerate(parts))
    article = Finished("Tea", body, word_count(body))
    return [one.check for one in examine(article, ("repetition",))] == ["repetition"]


@pytest.mark.parametrize(
    "parts",
    [
        (VISIT, ROAD, VISIT_AGAIN),
        (ROAD, VISIT, VISIT_AGAIN, PHONES[0]),
        (HARVEST, CORK, CORK_AGAIN),
        (CORK, HARVEST, CORK_AGAIN),
        (ROAD, LOOP),
        (HARVEST, LOOP_ZH),
    ],
)
def test_what_is_told_again_is_held(parts: tuple[str, ...]) -> None:
    assert told_again(*parts)


@pytest.mark.parametrize(
    "parts",
    [
        (VISIT, ROAD),
        (VISIT, ROAD, RECAP),  # takes up what was said, in another order
        PHONES,
        (CORK, HARVEST),
        (ROAD, DREAM),  # one word begins all sentences
        (HARVEST, TERM),  # a long word is one word
    ],
)
def test_what_only_has_words_in_common_is_let_alone(parts: tuple[str, ...]) -> None:
    assert not told_again(*parts)
