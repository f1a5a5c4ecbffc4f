"""Is a paragraph of the article a briefing? Sentence by sentence it orders how to write.

A recipe orders as well, and so does advice on letters: an order counts where its object is a text,
and nothing does where texts are the subject.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import answers, genres
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered

NAME = "leaked_prompt"
_LONG = 700  # characters
_ENOUGH, _SHARE = 3, 0.6  # such sentences, and their share of the paragraph
_OBJECT = one_of(r"""
    \b(?:first|second|third) person\b|\bin the voice of\b|\b(?:present|past) tense\b|\btone\b
    \b(?:keep|use|write|avoid) (?:\w+ ){0,3}?(?:sentences?|paragraphs?|adjectives|jargon|register)\b
    \bcompetitors?\b|\bcall to action\b|\bbrand voice\b|\bthe (?:target )?reader is\b
    \bclichés?\b|\breading (?:age|level)\b|\b(?:british|american) spelling\b|\bunless (?:provided
    asked|given|stated)\b|\b(?:each|every) \w+ gets \d
    \b(?:output|return) (?:[\w-]+ ){1,2}only\b
    \bwrite for \w+|\b(?:finish|end|close) with an? question\b|\b(?:output|return|write) only\b
    只(?:输出|返回)|写给[^，。]{1,20}看|面向[^，。]{1,20}写
    第[一二三]人称|语气|竞争对手|竞品|每段|每句|少用|多用短句
    \b(?:ich-form|wir-form|tonfall|wettbewerber|sätze|absätze)\b|\bconcurrents?\b|\bcompetidores\b
""")
_ORDERS = compiled(r"""
    ^\W*(?:please )?(?:write|use|keep|avoid|do not|never|mention|include|end|open|begin|close|start
    make sure|address|aim|stick|refer|name|quote|limit)\b.*\b(?:voice|tone|person|tense|sentences?
    paragraphs?|words?|adjectives|jargon|competitors?|by name|sponsor|brand|call to action|readers?
    headings?|headline|keywords?|praise|near the end|register|spelling|once|twice)\b
    ^\W*(?:please )?(?:write for (?:\w+|\d)|(?:output|return|write) only\b)
    ^\W*(?:avoid|no) (?:clichés?|phrases|words|buzzwords|superlatives|adjectives)\b
    ^\W*(?:each|every) \w+ (?:gets|has) \d[\d –-]*(?:words|sentences|paragraphs)\b
    ^\W*(?:output|return) (?:[\w-]+ ){1,2}only\b|^\W*(?:do not|never)\b.*\bunless (?:provided
    asked|given|stated)\b
    ^\W*(?:finish|end|close) with\b.*\b(?:questions?|readers?)\b
    ^\W*(?:avoid|no)\b.*\b(?:claims|names)\b
    ^\W*(?:the |our )?(?:target )?(?:reader|audience|tone|voice|register)(?:\s?[:：]| (?:is|are
    should)\b)
    ^\W*reading (?:age|level) (?:of )?\d|^\W*(?:never|do not|don't) (?:say|write|use the (?:word
    phrase))\b
    ^\W*mention\b.*\b(?:before|after|first|last|once|early|towards)\b
    ^\W*(?:end|close|finish) without\b
    ^\W*(?:schreib\w*|verwende\w*|vermeide\w*|erwähne\w*|halte\w*|nenne\w*|beende\w*
    beginne\w*)\b.*(?:\bton|person|\bform\b|sätz|satz|absätz|absatz|wörter|leser|wettbewerber
    marke|namen|einmal)
    ^\W*(?:写给.*看|面向.*写|只(?:输出|返回).*(?:正文|文章|内容|markdown))
    ^\W*(?:避免|不要|不得).*(?:宣称|品牌名?|一词)
    ^\W*(?:用|使用|采用|不要|不得|避免|每[段句]|语气|结尾|开头|标题|面向|读者|字数).*(?:人称|口吻|语气|对手|竞品|句|字|形容词|引导|读者|关注)
""")
# A remark to whoever writes, set apart by its mark: what this part is to be made into.
_MARKED = one_of(r"""
    ^\W*(?:※|注[:：]|【(?:注|要求|提示|改写|说明)】)?\s?(?:本段|此段|该段|本节|本文|全文|这段|开头
    结尾)(?:请|需|须|要|应)[^。]{0,6}(?:改写|写成|写作|扩写|缩写|置入|植入|融入|使用|采用|控制)
    ^\W*(?:※|note:|\[)?\s?(?:please )?(?:rewrite|rework|expand|shorten) (?:this
    the (?:above|following)) (?:paragraph|section|part|passage|intro\w*)\b
""")
_NAMES_ORDER = compiled(r"""
    人称|口吻|语气|关键词|关键字|字(?:以内|左右)|各出现|不可生硬|风格
    \bperson\b|\btone\b|\bkeywords?\b|\bwords\b|\bvoice\b|\bnaturally\b|\bstyle\b
""")
_FOR_READERS = compiled(r"""
    \b(?:letters?|e-?mails?|speech|cv|résumé|applications?|diary|posts?|essay|reviews?|captions?)\b
    作文|书信|邮件|简历|演讲|日记|\bbrief\b|\brede\b|\blettre\b|\bcarta\b
""")

_EITHER = Either(_OBJECT, _MARKED)


def check(article: Finished) -> Iterator[Finding]:
    """The first paragraph that is made of such orders."""
    if not article.may_hold(_EITHER) or answers.is_about_texts(article.subject):
        return
    if genres.are_in(article.subject):
        return
    for passage in article.holding(_EITHER):
        if passage.block.kind is not Kind.PARAGRAPH:
            continue
        if _is_marked(passage) or _is_made_of_orders(passage):
            said = f"the prompt stands in the text: {' '.join(passage.said.split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)
            return


def _is_marked(passage: Passage) -> bool:
    marked = passage.find(_MARKED, passage.spelled) is not None
    return marked and _NAMES_ORDER.search(lowered(passage.plain)[:_LONG]) is not None


def _is_made_of_orders(passage: Passage) -> bool:
    if len(passage.low) > _LONG or _FOR_READERS.search(passage.low):
        return False
    sentences = passage.sentences
    those = sum(_ORDERS.search(one) is not None for one in sentences)
    return those >= _ENOUGH and those >= _SHARE * len(sentences)
