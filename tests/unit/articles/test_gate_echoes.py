"""What comes again in other words is a repeat; a figure of speech is none, nor are minutes."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Level, examine

PROSE = (
    "The keepers of the light wound the clock at dusk and wiped salt from the panes at dawn. In fog"
    " one of them stayed with the horn, however long it took."
)
LOOP = (
    "The lamp was more than a lamp; it was a promise to those at sea. The lamp was more than a"
    " signal; it was a promise to all at sea. The lamp was more than a beacon; it was a promise to"
    " those at sea. The lamp was more than a light; it was a promise to men at sea."
)
LOOP_ZH = (
    "保护湿地，就是保护我们共同的家园。保护湿地，就是保护我们赖以生存的家园。保护湿地，就是保护我们"
    "美丽的家园。保护湿地，就是保护我们自己的家园。保护湿地，就是保护我们共有的家园。"
)
ONE_THING = (
    "Working from home saves time, but it can make people lonely. Many miss the small talk with"
    " colleagues, and employers should find ways to keep their people connected.",
    "Working at home gives time back, and yet people feel lonely. Small talk with colleagues is"
    " missed by many. Employers should look for ways to keep people connected.",
    "Home working saves people time, while loneliness is real. Many colleagues miss their small"
    " talk. Employers need ways of keeping all people connected.",
    "In short, people save time when working from home and can be lonely. Many miss small talk"
    " with colleagues. Employers have to keep people connected.",
)
SPEECH = (
    "We shall plant the trees that were cut for the road. We shall dig the pond that was filled for"
    " the garage. We shall open the school that was closed for lack of a roof. We shall not ask"
    " again who pays, because all of us have paid already."
)
MINUTES = (
    "The budget was adopted with two votes against. The motion on the fence was withdrawn. The"
    " chair thanked the treasurer, who steps down after nine years. The motion on the gate was"
    " adopted without a count. Coffee was served at half past eight."
)
AGAIN = [(PROSE, LOOP), (LOOP_ZH,), ONE_THING]
NOT_AGAIN = [(PROSE, SPEECH), (PROSE, MINUTES), (PROSE,), (PROSE, ONE_THING[0], SPEECH, MINUTES)]


def holds(parts: tuple[str, ...]) -> bool:
    text = "\n\n".join(parts)
    found = examine(Finished("A title", text, 120), ["repetition"])
    return any(one.level is Level.HOLD for one in found)


@pytest.mark.parametrize("parts", AGAIN, ids=["sentences", "characters", "paragraphs"])
def test_the_same_in_other_words_is_held(parts: tuple[str, ...]) -> None:
    assert holds(parts)


@pytest.mark.parametrize("parts", NOT_AGAIN, ids=["speech", "minutes", "prose", "all"])
def test_what_only_has_one_form_is_let_alone(parts: tuple[str, ...]) -> None:
    assert not holds(parts)
