"""Does its writer ask himself in brackets what to write, and decide? A model's plan left behind.

A paragraph of its own, in brackets, with a question about the text and the answer to it.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "thinking_aloud"
_LONG = 260  # characters
_OPENING, _CLOSING = "[(（【{<", "])）】}>"
_ASKS = one_of(r"""
    \b(?:should|shall|do|could|can) (?:i|we)\b[^.?]{0,40}\b(?:mention|include|explain|say|write
    cover|go into|add|cut|name|quote|define)\b[^.?]{0,60}\?
    \b(?:is it|maybe|perhaps|worth|better)\b[^.?]{0,30}\b(?:mention|includ|explain|say|writ|cover
    go into|defin|quot)\w*\b[^.?]{0,60}[?.]
    (?:要不要|该不该|是不是|需不需要|是否|能不能|可不可以|还是)[^，。？]{0,14}(?:写|提到|提一
    讲|展开|说明|解释|交代|举例|引用)[^。？]{0,20}[？?，]
    (?:读者|用户|观众)[^。？]{0,24}[，。、]?(?:需要|要|该|值得)(?:回应|解释|说明|展开|补充|交代|提|写)[^。？]{0,8}[吗么？?]
""")
_DECIDES = compiled(r"""
    \b(?:probably (?:not|yes|best|fine)|no, |yes, |skip (?:it|that|this)|leave (?:it|that
    this) (?:out|in)|keep (?:it )?(?:simple|short|going|moving|brief)|move on|moving on|not needed
    for now|later|stick (?:to|with)|cut it|enough|too much|too long|out of scope|go with)\b
    还是(?:不|先不|别)|算了|先不|不写了|直接(?:写|转|讲|进|跳)|跳过|略过|免得|以免|就(?:这样|不)|放到?后面|留到|点到为止|一笔带过|篇幅|先(?:跳过|放着|不管|略)
""")
# A label that nobody has for readers, and a writer's words behind it.
_LABELLED = one_of(r"""
    ^\W*(?:internal|inner (?:voice|monologue)|thinking|thoughts?|my thoughts?|reasoning|reflection
    self|note to self|planning|plan|scratch(?:pad)?|working notes?|draft(?:ing)?(?: notes?)?
    monologue
    self-check|writer's notes?|intern|überlegung|gedanke|réflexion|pensamiento)\s?[:：—–]
    ^\W*(?:内心|思考|构思|思路|写作思路|自言自语|内部|草稿思路)(?:独白|过程|备注)?\s?[:：—]
""")
_OF_PARTS = compiled(r"""
    \b(?:para(?:graph)?s?|sections?|readers?|audience|opening|opener|ending|intro\w*|closing
    transition
    mention|tone|draft|headline|title|hook|figure|quote|source|next|end (?:on|with)|start with)\b
    段|开头|结尾|读者|标题|过渡|提到|语气|absatz|leser|einstieg|schluss|lecteur|paragraphe|lector
""")
_SEVERAL_PARTS = 2  # where no brackets set it apart
_OF_WRITING = question(
    r"writ|essay|blog|copy|article|speech|edit|diary|letter|写|文章|作文|稿|文案|演讲|编辑|日记|随笔|信"
)


def check(article: Finished) -> Iterator[Finding]:
    """The first such paragraph."""
    for passage in article.holding(_ASKS, _LABELLED):
        text = passage.low.strip(" *_\n")
        if passage.block.kind is Kind.HEADING or not 0 < len(text) <= _LONG:
            continue
        if text[0] not in _OPENING or text[-1] not in _CLOSING:
            if not _is_labelled(passage, least=_SEVERAL_PARTS):
                continue
        elif not (_asks_itself(passage) or _is_labelled(passage)):
            continue
        if not article.subject.is_about(_OF_WRITING):
            said = f"a model thinks aloud: {' '.join(passage.said.split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)
            return


def _asks_itself(passage: Passage) -> bool:
    asks = passage.find(_ASKS, passage.spelled)
    return asks is not None and _DECIDES.search(passage.spelled) is not None


def _is_labelled(passage: Passage, least: int = 1) -> bool:
    """Whether it has such a label, and so many words of a writer's behind it."""
    if not passage.begins(_LABELLED, passage.spelled):
        return False
    return len(set(_OF_PARTS.findall(passage.spelled))) >= least
