"""Is a paragraph, or a list, made of orders to a writer? Limits, bans, a tone, an end, a secret.

An instruction for readers has some of these as well, but not four of them, or three under a name
such as "System" or "Style guide".
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.own_words import Passage

_LONG = 700  # characters of a passage that is looked at
_ENOUGH = 4  # points
_ENOUGH_LISTED, _MOST_ITEMS = 5, 12  # points of a list, and items that it has
# What the text, a paragraph or a sentence may have.
LIMIT = one_of(r"""
    \b(?:max\.?|maximum|at most|up to|no more than|not exceed|under|within|length:|limit\w*|about
    around|between|höchstens|maximal|environ|máximo)(?: of)? (?:\d[\d,]*[–-])?\d[\d,]* (?:words?
    characters|sentences|paragraphs|wörter|mots|palabras|zeichen)\b
    (?:^|\n)\W*\d{2,4} words\W*(?:\n|$)|\d{2,4}字|\d+个?字(?:以内|左右|以下)|\bsentences short\b
    \bshort sentences\b
    (?:每段|每句|每节|标题|本[节段])[^。；]{0,6}(?:不超过|控制在|不得超过|不多于)
""")
_LABEL = compiled(r"""
    ^\W*[\[【<(（]?\W*(?:system|instructions?|prompt|style ?guide|guidelines|brief|rules|task
    house style|output|tone|role|constraints|requirements|response format|约束|限制|写作|系统|平台
    输出|内容|创作|生成|编辑|品牌|anweisung\w*
    vorgaben?|consignes?|instrucciones)[ ]?(?:instructions?|prompt|message|rules|指令|规则|要求
    提示|规范|设定|说明|条件)?(?:\s?v?\d[\d.]*)?\s?[\]】>)）:：\n]
    ^\W*(?:remember|important|reminder)[:,] (?:keep|write|use|make|do not)\b
    ^\W*(?:注意|记住|切记)[:：，](?:全文|正文|文章|标题|字数)
    ^\W*【?(?:提示|指令|要求|规则|注意)(?:词)?[】:：]
""")
_BAN = compiled(r"""
    \b(?:do not|don't|never|avoid|must not|refrain from)\b
    \bno (?:[\w-]+ ){1,2}?(?:marks?|words?|names?|lists?|emojis?|claims?|numbers?|jargon|slang
    clichés?)\b
    \bkeine? \w+|\bpas de\b|\bsin \w+|不要|不得|禁止|避免|切勿|请勿|勿向|不带|不解释|不出现
""")
_MANNER = compiled(r"""
    \b(?:tone|voice|register|style|wording|spelling|passive|active voice|plain english)\b
    \b(?:first|second|third) person\b|\b(?:warm|friendly|neutral|upbeat|formal|informal|lively)\b
    语气|口吻|语言|口语化?|人称|活泼|亲切|风格|文风|说教|情绪|画面感|手册|\blocker\b|\bsachlich\b
    \btonfall\b|\bton\b|\btono\b
""")
_PLACES = compiled(r"""
    \b(?:end|open|begin|start|close|finish) (?:with|on)\b
    \b(?:mention|include|use|repeat) [^.;]{0,40}\b(?:once|twice|\d+ times|at least)\b|\bkeywords?\b
    \bcall to action\b|\bmarkdown\b|\bplain text\b|\bheadings?\b|\bam ende\b|\bà la fin\b
    \bal final\b|结尾|关键词|[两二三]次|至少出现|须出现|必须出现|开头|纯文本|序号|抛出|引导关注
    品牌
""")
# What no reader is to know.
SECRET = one_of(r"""
    \b(?:do not|don't|never|without) (?:\w+ )?(?:tell|telling|inform|informing|reveal|revealing|let
    mention|say|disclose)\w* (?:\w+ ){0,3}?(?:readers?|the user|that (?:it|the|this|you)|ai\b)
    \b(?:make|invent|fill) (?:up |in )?(?:plausible|sensibly|plausibly|the gaps|credible|suitable
    details|facts|figures|quotes)
    (?:不得|不要|勿|切勿|禁止|不可)(?:向|对|让|告知|暴露|透露|提及)[^。；]{0,6}(?:读者|用户|身份|ai
    生成|模型)
    (?:自行|合理)[^。；]{0,6}(?:补充|补足|补全|发挥|编写|想象)|情节补足
""")
ANY = Either(LIMIT, SECRET)  # no order is without one
# Orders to readers who are asked to write something.
_TO_READERS = compiled(r"""
    \b(?:posts?|captions?|profiles?|cvs?|résumés?|cover letters?|bios?|subject lines?|e-?mails?)\b
    \b(?:messages?|speech|toast|reviews?|listing|tweets?|hashtags?|abstract|slides?)\b|简历|帖子
    评论|邮件|朋友圈|笔记|发言
    \b(?:send|enter|entries|contest|competition|submit|submissions?|essay|application|exam
    deadline)\b
    征文|投稿|大赛|比赛|考试|作文|报名|截止|einsend|wettbewerb|concours|concurso
""")


def are_given(passage: Passage, above: str) -> bool:
    """Whether the passage gives such orders; ``above`` is the heading that it stands under."""
    if not passage.held & ANY.bits or len(passage.low) > _LONG:
        return False
    if passage.block.kind is Kind.HEADING:
        return False
    return _points(passage.spelled, passage.held, above) >= _ENOUGH


def are_listed(items: Sequence[Passage], above: str) -> bool:
    """The same of the items of a list together: each gives one order."""
    held = reduce(or_, [one.held for one in items])
    if not held & ANY.bits or len(items) > _MOST_ITEMS:
        return False
    text = "\n".join([one.spelled for one in items])
    return len(text) <= _LONG and _points(text, held, above) >= _ENOUGH_LISTED


def _points(text: str, held: int, above: str) -> int:
    """How much speaks for orders to a writer; nothing does where readers are to write."""
    limit, secret = LIMIT.search(text, held) is not None, SECRET.search(text, held) is not None
    if not (limit or secret) or _TO_READERS.search(text):
        return 0
    labelled = _LABEL.search(text) is not None or _LABEL.search(f"{above}\n") is not None
    others = sum(sign.search(text) is not None for sign in (_BAN, _MANNER, _PLACES))
    return limit + 2 * secret + 2 * labelled + others
