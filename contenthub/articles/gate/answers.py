"""Does a text begin or end as an answer: with an exclamation, under a label of a program?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import compiled, one_of
from contenthub.articles.gate.ordered import Ordered, Question
from contenthub.articles.gate.own_words import Passage

_LONG = 500  # characters: no label is longer
_WRITING = Question(
    r"writ|essay|article|blog|copy|author|content|newsletter|edit|journalis|prompt|chat|(?<![a-z])ai(?![a-z])"
    r"|assistant|写(?!给)|文章|作文|稿|文案|编辑|公众号|提示词|助手"
)
# It does so with a mark of exclamation, and has not said anything yet.
_EXCLAIMS = one_of(r"""
    \W*(?:sure(?: thing)?|certainly|of course|absolutely|got it|understood|no problem|gladly
    (?:great|good|excellent|fantastic) (?:question|topic|choice))!
    \W*(?:好的|没问题|当然可以|收到|明白了?|好嘞|遵命|好哒)[！!，,。]
""")
# A name that only a program gives to what it answers.
_LABELS = compiled(r"""
    \W*(?:(?:final|generated|suggested|proposed|full|complete|revised|edited|polished|sample
    model|draft|blog|new) )*(?:response|answer|output|article|draft|blog post|post|version|result
    assistant|text|content|essay|body|reply|rewrite|copy)(?: \d| [ab]| text| body)?(?: below
    starts here| begins here)?\s?[:：]\W*
    [\W_]*(?:begin|start|end) (?:of )?(?:the )?(?:article|draft|response|output|text|document
    content|blog post|essay)[\W_]*
    \W*(?:以下为|以下是|下面是|下为)?(?:文章|正文|译文|回答|答案|输出|回复|草稿|初稿|成稿|全文|文案
    结果
    内容
    改写|(?:改写|修改|润色|优化|翻译|扩写|缩写|精简|整理|校对|调整)(?:后|过)的?(?:文章|文案|正文|内容|版本|译文|全文)
    终稿|最终版本?|修改版|版本[一二三\d])(?:内容|正文|部分|如下|开始){0,2}[:：】\]]\W*
""")
# The one for the whole text, between its parts: a template has it, or what was told to write it.
OF_THE_TEXT = one_of(r"""
    ^\W*(?:(?:final|full|complete|generated|revised|blog|new|the|main) )*(?:article|blog post
    essay)(?: text| body| content)?\s?[:：]\W*$
    ^\W*(?:文章)?正文(?:内容|部分|如下)?\s?[:：]\W*$
""")
_FINAL = compiled(r"""
    \W*final (?:answer|response|output|article|draft|version)\W{0,3}[:：]
    \W*最终(?:答案|回答|输出|版本|成稿|稿件?)\W{0,3}[:：]
""")
_END_LABELS = compiled(r"""
    [\W_]*(?:end of (?:the )?(?:article|draft|response|output|document|blog post|essay)
    (?:the )?(?:article|draft) ends(?: here)?|文章结束|正文结束|全文结束|以上(?:为|是)全文
    输出结束)[\W_]*
""")
_TITLE_LABEL = compiled(r"""
    [\W_]*(?:title|headline|blog title|article title|subject line|标题|题目|文章标题
    主标题)\s?
    [:：]\W{0,3}\S
""")
_LABELLED = re.compile(r"^[\W_]*[^\W\d_][^:：\n]{0,24}[:：]", re.MULTILINE)


# A chat product offers what else its user may ask.
_NEXT_QUESTIONS = compiled(r"""
    ^\W*(?:related|follow-?up|suggested|further|more|next) (?:[\w-]+ )?(?:questions|prompts
    queries)\b.{0,40}$
    ^\W*(?:questions )?you (?:might|may|could|can) (?:also |want to )?ask\b.{0,40}$
    ^\W*people also ask\W*$
    ^\W*(?:您|你)?(?:可能)?(?:还想|也想|还可以|可以继续)(?:继续)?(?:问|追问|了解).{0,8}$
    ^\W*(?:相关问题|推荐追问|延伸提问|猜你想问|后续问题|追问建议).{0,8}$
    ^\W*(?:weitere|verwandte|mögliche) (?:folge)?fragen\b.{0,30}$
    ^\W*(?:questions|preguntas) (?:associées|suivantes|relacionadas|sugeridas)\b.{0,30}$
""")


def asks_on(spoken: Sequence[Passage]) -> Passage | None:
    """The label of a list of questions that nobody answers, with which the text ends."""
    place = len(spoken)
    while place and _is_question(spoken[place - 1]):
        place -= 1
    if len(spoken) - place < 2 or not place:
        return None
    label = spoken[place - 1]
    return label if _NEXT_QUESTIONS.search(label.low.strip()) else None


def _is_question(passage: Passage) -> bool:
    text = passage.said.rstrip(' *_"”')
    return passage.block.kind is Kind.ITEM and text.endswith(("?", "？"))


def begins(text: str, passage: Passage, above: str, subject: Ordered) -> bool:
    """Whether the first passage begins as an answer does, or under a program's label.

    ``above`` is the title; a text that is itself about writing may speak of all that.
    """
    if passage.block.kind not in {Kind.PARAGRAPH, Kind.HEADING}:
        return False
    asks = above.rstrip().endswith(("?", "？"))  # an author may answer it: "Absolutely!"
    if not asks and passage.begins(_EXCLAIMS, text):
        return True
    return not is_about_texts(subject) and _is_label(text, passage)


def is_about_texts(subject: Ordered) -> bool:
    """Whether texts are the subject: it may speak of drafts and of who ordered them."""
    return subject.is_about(_WRITING)


def _is_label(text: str, passage: Passage) -> bool:
    if len(text) > _LONG:
        return False
    if _LABELS.fullmatch(text):
        return True
    if _FINAL.match(text):
        return True
    return _TITLE_LABEL.match(text) is not None and len(_LABELLED.findall(passage.low)) == 1


def labels_the_text(text: str, passage: Passage) -> bool:
    """Whether a paragraph is the label of the text itself, and nothing more."""
    return passage.block.kind is Kind.PARAGRAPH and passage.find(OF_THE_TEXT, text) is not None


def ends(text: str) -> bool:
    """Whether the last passage is a mark that only a program sets below a text."""
    return _END_LABELS.fullmatch(text) is not None
