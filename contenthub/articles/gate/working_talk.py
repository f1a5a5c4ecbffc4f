"""Does the writer talk of his work: in brackets within it, as an offer below it, as notes above it?

In brackets he answers what he was told before. Below the text he says what he can change and that a
word is enough. Above it stand notes on readers, tone and length, under a label of their own. Of
each several signs have to come together, since authors speak to readers in all these places.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate import answers, own_words
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage
from contenthub.articles.gate.spelled_out import lowered

NAME = "assistant_talk"
_LONG = 420  # characters of such a passage
_LAST = 2  # passages in which something is offered
_FIRST = 3  # blocks in which notes stand
_FEW_SIGNS = 3  # of planning, in notes
# What was said before, by who ordered it, and what the writer did for it.
_TOLD = one_of(r"""
    \b(?:since|as|because|after)? ?you (?:have |had |just )?(?:asked|wanted|wished|mentioned|said
    suggested|preferred|told)\b|\byour (?:last|earlier|previous|first) (?:note|message|remark|wish)
    (?:你|您)(?:刚才|刚刚|上次|之前|前面|先前)(?:提到|说|要求|希望|想|问)|(?:你|您)(?:说|提|要|要求|想要|指定|希望)的
    [按照依](?:照|据)?(?:你|您)(?:的
    之前|上次|刚才)
    \b(?:wie|da) (?:du|sie) (?:vorhin |zuletzt )?(?:gewünscht|gesagt|erwähnt)
    \bcomme (?:tu|vous) l'avez
""")
_DID = compiled(r"""
    \bi (?:have )?(?:moved|changed|switched|kept|put|added|cut|shortened|left|turned|started|wrote
    made|tell|am telling|brought)\b|\bfrom here on\b
    ^\W*(?:switching|changing|moving|keeping|using|shortening|skipping|leaving|cutting|adding)\b
    我(?:把|将|先|就|会|改|换)|我(?:再|又|也|已经?|给)[^，。]{0,6}(?:补|加|写|改|换|删|调|附|配|列)|符合[你您]|已经?[^。]{0,30}(?:删|改|补|加|调整|替换|压缩|精简|润色)|(?:改成|换成|改用|加上了|先留了|写法|视角|从这里开始)
    \b(?:habe|werde) ich\b|\bj'ai\b
""")
# What he left out or changed of the text.
_LEFT_OUT = one_of(r"""
    \bi (?:have )?(?:left out|cut|dropped|skipped|trimmed|moved|shortened) (?:the|a) (?:\w+ )?(?:bit
    part|section|paragraph|passage|line|quote|anecdote|ending|opening)\b
    \bthe (?:headline|title|standfirst|subhead) (?:is|feels|reads|may be|might be) (?:a bit
    rather|slightly
    a little|a touch) (?:long|short|flat|dry|dull)\b
    \bthe (?:\w+ )?(?:section|part|paragraph|ending|opening) (?:could do with|could use|needs
    would benefit from) (?:\w+ ){0,2}?(?:real-life |concrete |stronger |better )?(?:example|quote
    source|figure|statistic|photo|anecdote|transition|link)\b
""")
# The room that a page has, or a part of the text; what is easily done with it; how to ask for it.
_SAYS_A_WORD = one_of(r"""
    \bjust (?:say(?: so)?|shout|ask|nod)\b|\bsay the word\b|\ba word (?:is enough|will do)\b
    \ba (?:short|quick|brief) (?:note|word|hint|line) (?:is enough|will do)\b
    (?:说|吱|招呼|吩咐)一声|一句话的事|随时(?:说|讲)
    \b(?:hinweis|wort|nachricht) (?:genügt|reicht)\b
    \bun mot suffit\b|\bbasta (?:con )?una palabra\b
""")
_ROOM = compiled(r"""
    \b(?:pushed (?:us|it|me) over|over the limit|on mobile|for mobile|if you have one|put back)\b
    \b(?:slot|supplement|\d+ words|(?:the|this|\w+) paragraph|tone|box of its own|headline|deadline
    version|draft|layout|page (?:one|two|three|four|five|\d+))\b
    篇幅|字数|版面|这一?段|开头|结尾|语气|标题
    \b(?:absatz|platz|seite|wörter|tonfall|paragraphe|page|párrafo|página)\b
""")
_EASY = compiled(r"""
    \beasy (?:enough )?to (?:put back|restore|undo)|\bwould (?:fit|work|do)\b|\bif you have one\b
    \b(?:easy|simple|quick) (?:enough )?to (?:bring|cut|change|trim|shorten|drop|add|swap|extend)
    \b(?:quickly|easily|soon) (?:changed|done|cut|added|trimmed|shortened|dropped|fixed)\b
    \bit is done\b|\bbring it down\b|\b(?:can|could) (?:go|get|be (?:cut|shortened|dropped|added))\b
    (?:想要?|需要|希望|觉得)[^。]{0,12}(?:开头|结尾|段落|标题|版本|语气)
    (?:删|改|缩|加|换|压缩|拉长)(?:掉|成|短|写|一)|不难改|很快
    \blässt sich (?:\w+ )?(?:streichen|kürzen|ändern|ergänzen)\b|\bfacile à\b|\bfácil de\b
""")
# Notes above the text: a label, and what is thought of before writing.
_LABEL = compiled(r"""
    ^\W*(?:working notes?|plan|planning|notes? to self|approach|angle|thinking|strategy|outline
    my notes|before writing)\W*[:—–-]
    ^\W*(?:写作|工作)?(?:思路|构思|计划|计画|笔记|备忘|提纲思路)\W*[:：—]
    ^\W*(?:arbeitsnotiz(?:en)?|überlegung(?:en)?|notes de travail|notas de trabajo)\W*[:—–-]
""")
_PLANNING = (
    compiled(r"\b(?:audience|readers?)\b|读者|受众|\bleser|\blecteur|\blector"),
    compiled(r"\bmaybe\b|\bperhaps\b|[?？]|要不要|\bvielleicht\b|\bpeut-être\b"),
    compiled(r"\bavoid|\bcareful\b|\bkeep (?:it|the)\b|\bso no\b|避免|不用|不要|别|\bvermeiden"),
    compiled(r"\d+ ?(?:words|字)|百字|\bwörter\b|\bmots\b|\bpalabras\b"),
    compiled(r"\b(?:open|start|end|close) with\b|\bthen\b|\bfor the end\b|开头|结尾|最后"),
)
_BRACKETS = (("(", ")"), ("（", "）"), ("[", "]"), ("【", "】"))
_ANY = Either(_TOLD, _SAYS_A_WORD, _LEFT_OUT)


def check(article: Finished) -> Iterator[Finding]:
    """The first such talk."""
    if answers.is_about_texts(article.subject):
        return
    found = _notes(article) or (_talk(article) if article.may_hold(_ANY) else None)
    if found is not None:
        said = f"the writer speaks of his work: {' '.join(found.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, found.block.span, said)


def _talk(article: Finished) -> Passage | None:
    passages = article.spoken
    for place, passage in enumerate(passages):
        text = passage.spelled
        if not passage.may_hold(_ANY) or len(text) > _LONG or passage.block.kind is Kind.HEADING:
            continue
        told = _is_in_brackets(text) and passage.find(_TOLD, text)
        if told and _DID.search(text):
            return passage
        offers = place >= len(passages) - _LAST and (
            passage.find(_SAYS_A_WORD, text) or passage.find(_LEFT_OUT, text)
        )
        if offers and _ROOM.search(text) and _EASY.search(text):
            return passage
    return None


def _is_in_brackets(text: str) -> bool:
    said = text.strip(" *_")
    return any(said.startswith(begin) and said.endswith(end) for begin, end in _BRACKETS)


def _notes(article: Finished) -> Passage | None:
    """Notes among the first blocks; they may be set as a quotation."""
    for block in article.blocks[:_FIRST]:
        if block.kind is Kind.PARAGRAPH and _LABEL.search(lowered(block.text[:60])):
            passage = own_words.passage(block)
            if sum(sign.search(passage.spelled) is not None for sign in _PLANNING) >= _FEW_SIGNS:
                return passage
    return None
