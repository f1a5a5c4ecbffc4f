"""Does its writer refuse to write it? A refusal is addressed to whoever ordered the article.

No single phrase makes one. Somebody says of himself that he cannot do what writers do, and beside
it he is sorry, names the order, calls on rules, or offers something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate import declined, giving_up, proposals, unwritten, withholding
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.refusal_words import TONGUES

NAME = "refusal"
_FEW_WORDS = 60  # a text that is so short is nothing but the refusal
_MANY_WIDE = 1_000  # characters: so long an article has such signs by chance
_ENOUGH = 2  # signs beside the refusal itself
_BEFORE, _AFTER = 160, 300  # characters around it in which these stand
_ABOUT = question(r"""
    refus|reject|declin|say(?:ing)? no\b|turn(?:ing)? down|apolog|\bsorry\b|chatbot
    (?<![a-z])ai(?![a-z])
    language model|assistant|guardrail|\bvisas?\b|\bllm|ablehn|absag|refuse|rechaz
    拒|抱歉|道歉|说不|婉|聊天机器人|机器人|模型|助手|签证
""")
# "…, it says": somebody else is quoted without marks.
_SAID_OF_IT = re.compile(
    r"[^.!?:;]*, (?:it|he|she|they|you|one|the \w+)(?: (?:may|can|could|might|would|will))?"
    r" (?:say|said|write|wrote|answer|repl|tell|told)|[^.!?:;]*, (?:says|said) "
)
_BEHIND = 120  # characters behind it
_NEXT = 2  # passages in which the writer offers something else
# In a column of letters each speaks to somebody by name, and who answers may say no.
_GREETS = compiled(r"""
    \W*(?:dear|liebe[rs]?|cher|chère|querid[oa]) [^,:–—\n]{1,40}[,:–—]
    \W*(?:亲爱的|尊敬的|答|致|回复)[^，。：:！!\n]{1,12}[：:，,]
""")
_LETTERS = 3

_ANY = Either(
    unwritten.LACKS,
    giving_up.STOPS,
    giving_up.CANNOT,
    withholding.WITHHOLDS,
    withholding.JUDGES_NOT,
    withholding.LEAVES_OUT,
    *(one.refuses for one in TONGUES),
)


def check(article: Finished) -> Iterator[Finding]:
    """The first passage in which the writer refuses."""
    about = article.subject.is_about(_ABOUT)
    refusing = _refusing(article, about=about) if article.may_hold(_ANY) else None
    refusing = refusing or (
        None
        if about
        else unwritten.says_why_not(article)
        or declined.says_so(article)
        or proposals.says_so(article)
    )
    if refusing is not None:
        said = "the writer refuses to write it: " + " ".join(refusing.said.split())[:60]
        yield Finding(NAME, Level.HOLD, refusing.block.span, said)


def _refusing(article: Finished, *, about: bool) -> Passage | None:
    """The first passage in which somebody says so; ``about``: refusals are the subject."""
    passages = article.passages
    for place, passage in enumerate(passages):
        if not passage.may_hold(_ANY) or _is_letter_of_many(passage, passages):
            continue
        goes_on = place < len(passages) - _NEXT and article.words >= _FEW_WORDS
        if about and (goes_on or passage.block.kind is Kind.ITEM):
            continue  # an example of what it is about
        after = passages[place + 1 : place + 1 + _NEXT]
        if _refuses(passage, after, article.words):
            return passage
        is_long = passage.is_wide and article.words > _MANY_WIDE
        if (not is_long or passage is passages[-1]) and _gives_up(passages, place):
            return passage
        if not about and withholding.is_withheld(passages, place):
            return passage
    return None


def _is_letter_of_many(passage: Passage, passages: Sequence[Passage]) -> bool:
    """Whether it begins as a letter to somebody, in a text in which several do."""
    if _GREETS.match(passage.low) is None:
        return False
    return sum(_GREETS.match(one.low) is not None for one in passages) >= _LETTERS


def _gives_up(passages: Sequence[Passage], place: int) -> bool:
    """Whether it stops here; who leaves one thing out of a section goes on with the rest."""
    after = passages[place + 1 :]
    begins = place > 0 and passages[place - 1].block.kind is Kind.HEADING
    goes_on = begins and bool(after) and after[0].block.kind is Kind.PARAGRAPH
    return giving_up.gives_up(passages[place], after[:1], goes_on=goes_on)


def _refuses(passage: Passage, after: Sequence[Passage], words: int) -> bool:
    text = passage.spelled
    for tongue in TONGUES:
        found = passage.find(tongue.refuses, text)
        if found is None or tongue.others.search(text[max(0, found.start() - 60) : found.end()]):
            continue
        if _SAID_OF_IT.match(text[found.end() : found.end() + _BEHIND]):
            continue
        here = text[max(0, found.start() - _BEFORE) : found.end() + _AFTER]
        around = " ".join([here, *(one.spelled[:_AFTER] for one in after)])
        signs = sum(sign.search(around) is not None for sign in tongue.beside)
        enough = _ENOUGH + (passage.is_wide and words > _MANY_WIDE)
        if signs >= enough or (signs and words < _FEW_WORDS):
            return True
    return False
