"""Is something left to be chosen: an opening of several, or version A and version B of the text?

Colours and editions are chosen as well: it counts where a part of a text is to be picked from what
follows, or where below two bare labels stands the same in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import answers, genres, shapes
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

NAME = "several_versions"
_PARTS = (
    "(?:openings?|leads?|ledes?|hooks?|titles?|headlines?|endings?|intros?|versions?|standfirsts?"
    "|closings?|first (?:lines?|sentences?)|taglines?|slogans?)"
)
_PICK = one_of(rf"""
    \b(?:pick|choose|take|use|select|run) (?:whichever|one|any|either|the one)(?: of
    from)?(?: these| those| the)? ?(?:\w+ )?{_PARTS}\b
    \bwhichever (?:of (?:these|the) )?{_PARTS}\b
    (?:开头|标题|结尾|导语|版本|题目)[^，。]{{0,5}}(?:任选|择一|选一|挑一
    选用)|(?:以下|下面)(?:两|三|几|四|五)[个种](?:开头|标题|结尾|导语)
    \b(?:wählen sie|wähle|sucht?|nehmen sie) [^.]{{0,24}}(?:einstieg|titel|anfang|schluss|fassung)
    \bchoisissez [^.]{{0,24}}(?:accroche|titre|début|version)
    \belija [^.]{{0,24}}(?:título|comienzo)
""")
# Two sentences with a stroke between them, of which one is to go.
_ONE_OF_TWO = one_of(r"""
    [.!?] ?/ ?[^/\n]{15,300}[(\[](?:choose|pick|select|keep|use) (?:one|either|whichever)\b
    [。！？] ?/ ?[^/\n]{8,200}[（(【\[](?:二选一|任选其一|择一|选一)
""")
# Each sentence in two ways, with a stroke between them.
_IN_TWO_WAYS = re.compile(r"(?<=[.!?] )/(?= [^\W\d_])")
_FEW_WAYS = 2
_LABEL = one_of(r"""
    ^\W{0,3}(?:[a-d甲乙丙]\s?版|版本\s?[a-d甲乙丙一二三1-3]|(?:version|text) [a-c1-3])\W{0,3}$
""")
# Where a paragraph begins with its letter: "【A】…".
_LETTERED = one_of(r"""
    ^\W{0,3}【[a-d甲乙丙]】
    ^\W{0,3}\[[a-d甲乙丙]\]
    ^\W{0,3}[(（][a-d甲乙丙][)）]
    ^\W{0,3}〔[a-d甲乙丙]〕
    ^\W{0,3}[a-d甲乙丙][．、：]\s?\S
""")
# The same once more in another voice, under a label that says in which.
_VOICE = one_of(r"""
    ^\W{0,3}(?:方案|版本|选项|文案)\s?[a-d1-4一二三四甲乙丙丁]\s?[｜|:：·—（(-][^，。\n]{0,12}(?:风格?
    语气|口吻)\W{0,3}$
    ^\W{0,3}(?:版本|文案)\s?[a-d1-4一二三四甲乙丙丁]\s?[｜|:：·—-]\s?(?:文青|文艺|搞笑|幽默|简洁|正式|活泼|温情|温馨|走心|热闹
    口语|俏皮|抒情|煽情|朴实|严肃|轻松|感性|理性|克制)版?(?:\W{0,3}$|\s)
    ^\W{0,3}[a-d甲乙丙丁1-4]\s?[｜|:：·.、）)—-]\s?(?:[^，。｜|\s]{1,6}(?:风格|口吻|语气)|(?:文青|文艺|搞笑|幽默|简洁|极简|精简
    正式|正经|活泼|温情|走心|口语|俏皮|抒情|煽情|朴实|官方|严肃|轻松|感性|理性)版本?)(?:\W{0,3}$|\s)
    ^\W{0,3}(?:opening|intro|headline|title|ending|hook|lead|closing)(?:,|\s?[(–—-])\s?(?:\w+er
    light
    serious|funny|playful|formal|casual|short|long|warm|bold|punchy|dry|neutral|emotional)\)?\s?[:：]
    ^\W{0,3}(?:开头|开篇|标题|结尾|导语)[（(·｜|，,][^，。\n]{1,6}[）)]?[:：]
    ^\W{0,3}(?:version|draft|text|take|fassung) (?:[a-d1-4]|one
    two)\s?[|:·—–(-][^.\n]{0,24}\b(?:warm
    personal|chatty|crisp|breezy|earnest|upbeat|newsy|story-led|conversational|matter-of-fact
    straightforward|no-nonsense|lyrical|academic|humorous|practical|persönlich
    nüchtern)\b[^.\n]{0,20}$
    ^\W{0,3}(?:option|version|draft|variant) (?:[a-d1-4]|one|two)\s?[|:·—–(-][^.\n]{0,24}(?:tone
    voice|playful|witty|punchy|heartfelt|tongue-in-cheek)\b[^.\n]{0,16}$
""")
_SETS_APART = compiled(
    r"^\s*(?:\*\*|__)[^*_\n]{1,24}(?:\*\*|__)|^\s*(?:\d[.)、]|[①-⑤a-cA-C][.)：:、])"
)
_ALIKE, _ALIKE_WIDE = 0.3, 0.15  # of the shorter text's own words that the other one has
_MOSTLY = 0.6  # of the text
_TEXT, _LONGER = 24, 2.5  # units of each of them; times that one is as long as another
_TO_PICK = Either(_PICK, _ONE_OF_TWO)
_ANY = Either(_TO_PICK, _LABEL, _LETTERED, _VOICE)


def check(article: Finished) -> Iterator[Finding]:
    """The words that leave the choice, or the second label."""
    slashed = _slashed(article.spoken) if " / " in article.body else []
    if len(slashed) >= _FEW_WAYS and not genres.are_in(article.subject):
        yield _found(slashed[0])
        return
    if not article.may_hold(_ANY) or answers.is_about_texts(article.subject):
        return
    found = (
        _to_pick(article.spoken)
        or _labelled(article.spoken)
        or _second_voice(article.spoken)
        or _told_by_letters(article)
    )
    if found is not None:
        yield _found(found)


def _found(passage: Passage) -> Finding:
    said = f"several versions of the text stand in it: {passage.said.strip()[:60]}"
    return Finding(NAME, Level.HOLD, passage.block.span, said)


def _slashed(passages: Sequence[Passage]) -> list[Passage]:
    """Those in which a stroke stands between two sentences."""
    return [one for one in passages if " / " in one.said and _IN_TWO_WAYS.search(one.said)]


def _to_pick(passages: Sequence[Passage]) -> Passage | None:
    """Words that end in a colon, with several things below that are set apart."""
    for place, passage in enumerate(passages):
        if not passage.held & _TO_PICK.bits:
            continue
        if passage.find(_ONE_OF_TWO, passage.spelled):
            return passage
        if not passage.find(_PICK, passage.spelled) or passage.low.rstrip(" *_")[-1:] not in ":：":
            continue
        after = passages[place + 1 : place + 3]
        is_list = all(
            one.block.kind is Kind.ITEM or _SETS_APART.match(one.block.text) for one in after
        )
        if len(after) > 1 and is_list:
            return passage
    return None


def _labelled(passages: Sequence[Passage]) -> Passage | None:
    """The second of two labels that stand alone, with the same below both."""
    places = [n for n, one in enumerate(passages) if one.find(_LABEL, one.spelled)]
    if len(places) < 2:
        return None
    first, second = places[:2]
    end = places[2] if len(places) > 2 else len(passages)
    one, other = passages[first + 1 : second], passages[second + 1 : end]
    return passages[second] if _are_alike(one, other) else None


def _told_by_letters(article: Finished) -> Passage | None:
    """The second of two paragraphs with letters that say the same, and are most of the text."""
    those = [
        one
        for one in article.holding(_LETTERED)
        if one.block.kind is Kind.PARAGRAPH and one.begins(_LETTERED, one.low)
    ]
    if len(those) < 2 or sum(len(one.units) for one in those) < _MOSTLY * len(article.units):
        return None
    sizes = [len(one.units) for one in those]
    if min(sizes) < _TEXT or max(sizes) > _LONGER * min(sizes):
        return None
    return those[1] if _are_alike(those[:1], those[1:2]) else None


def _are_alike(those: Sequence[Passage], others: Sequence[Passage]) -> bool:
    """Whether both say the same in other words."""
    one = set().union(*[passage.shape for passage in those])
    other = set().union(*[passage.shape for passage in others])
    least = _ALIKE_WIDE if any(passage.is_wide for passage in (*those, *others)) else _ALIKE
    return bool(one and other) and shapes.are_alike(one, other, least)


def _second_voice(passages: Sequence[Passage]) -> Passage | None:
    """The second of the labels that each name a voice."""
    voices = [one for one in passages if one.find(_VOICE, one.spelled)]
    return voices[1] if len(voices) > 1 else None
