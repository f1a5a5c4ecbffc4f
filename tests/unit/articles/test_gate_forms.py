"""Texts in forms of their own (tickers, poems, stories told by machines) are whole articles."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Rules, examine
from contenthub.articles.text import word_count
from tests.support.line_accounts import TAKES_SHORT

TICKER = """**Full time: Holm 2, Strand 2 (Holm win 5–4 on penalties)**

**21:47** Saved. No, it is in. It is over.

**20:51 | 90'** Strand equalise. Of course they do.

**20:33 | 72'** A dog on the pitch. It is the best player so far.

**19:00** Kick-off.
"""
VERSE = """again the
        again the
                again the leaves

go down like people who have read the notice

and the notice says

        closed

again the
"""
LOG = """[06:00] Good morning. I have counted the crew. There is one.

[06:10] I have been asked to prepare the report in a friendly tone. You have no messages.

[07:30] He has had no breakfast. I have set the porridge to cinnamon.

[09:00] As an artificial intelligence I do not sleep, and I have watched him not sleep.

[13:15] I have read four thousand novels, and in most of them something follows.

[22:00] All systems normal. Good night.
"""
BAG = """待产包可以收拾好了。\
下面的清单请产科护士长和五位刚生完的妈妈一起删减过，只剩下三十样。

入院证件放在最外层。

宽松的衣服带两套。

吸管杯一个。

婴儿包被两条。

纸尿裤一包就够。
"""
EXAM = """1. Which gas goes in? **Carbon dioxide.**
2. Complete: 6 CO₂ + 6 H₂O → ______ + 6 O₂. **C₆H₁₂O₆**
3. Fill in: Roots take up ______ and ______. **Water and minerals.**
"""
PACKING = """Print it and tick it.

- [ ] Boots, worn in
- [ ] Hat

Name of hut: ______________

Back on: __ / __
"""
LETTER = """We, two hundred and six translators, write this ourselves.

You have told us that a machine will do the first draft and that we shall "just tidy up".

We do not refuse the machine. We shut it, as we shut a dictionary.

We ask that our name stands under what we have answered for.
"""


def held(text: str, title: str, topic: str) -> list[str]:
    rules = Rules(levels=TAKES_SHORT)  # some are a line or two
    article = Finished(title, text, word_count(text), topic=topic, rules=rules)
    return [one.check for one in examine(article)]


@pytest.mark.parametrize(
    ("text", "title", "topic"),
    [
        (TICKER, "Holm v Strand: as it happened", "Live ticker: cup final Holm against Strand"),
        (VERSE, "November", "A poem about November"),
        (LOG, "Log of the tug Patience", "A short story: the log of a ship's machine"),
        (BAG, "待产包", "待产包物品清单"),
        (EXAM, "Photosynthesis", "Exam questions on photosynthesis with answers"),
        (PACKING, "A week in a hut", "Packing checklist for a week in a hut"),
        (LETTER, "To those who pay for our words", "An open letter from translators"),
    ],
)
def test_an_odd_form_is_let_alone(text: str, title: str, topic: str) -> None:
    assert held(text, title, topic) == []


def test_the_same_forms_are_held_for_what_is_wrong_with_them() -> None:
    prose = VERSE.replace("notice\n", "notice.\n")
    assert held(prose, "November", "A poem about November") == ["cut_off"]
    assert held(VERSE, "November", "The weather in November") == ["cut_off"]
    assert held("**Holm wins**\n\n12 May 2026", "Holm", "Holm wins the cup") == ["no_text"]
    lone = "It rains in the story.\n\nAs an AI language model, I cannot feel rain.\n\nIt ends."
    assert "assistant_talk" in held(lone, "Rain", "A short story about a robot")
