"""Has it remarks of a translator to an editor or a client? Readers get a translator's notes too.

A note for readers explains a word. One for an editor says that a word is not settled, or asks: so
that it has both a translator's words and a doubt, in one bracket or one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage

NAME = "notes"
_MOST = 1_200  # characters of a passage that are looked at
_BRACKETS = re.compile(r"[(（\[【]([^()（）\[\]【】]{4,240})[)）\]】]")
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
_NOTE = re.compile("[a-z]{0,8} ?(?:译者?[注按]|译者|译文)")

# Who translates, and from what.
_TRANSLATES = one_of(r"""
    \b(?:tn|t/n|ndt|n\.d\.t|nota del traductor|note du traducteur)\b|\btranslat(?:or|ion|ed|e)\b
    \buntranslated\b|\bliterally\b|\borig(?:inal)?\b|\bthe source (?:text|has|says|is|date|repeats
    reads)\b|\bsource (?:text|has|date|says
    reads|word|sentence|segment|unclear)\b|\bglossary\b|\bidiom\b|\bpun\b|\benglish equivalent\b
    \bfuzzy match\b|\bsegment \d|\bterm base\b|译|原文|直译|意译|术语[表库]|\bausgangstext\b
    \bwörtlich\b
    \banm\. d\. ü|\bübersetz\w*|\btexte source\b|\btraduct\w*|\btexto (?:fuente|origen)\b
    \blittéralement\b
""")
# It is not settled, or somebody is asked: in a bracket, where readers are told what is.
_DOUBTS = one_of(r"""
    \b(?:check|confirm|verify|clarify|advise) with\b|\bplease (?:\w+ )?(?:check|confirm|verify
    advise|clarify
    review)\b|\b(?:for|to) the (?:client|editor)\b|\bthe client\b|\bas per\b|\buntranslated\b
    \b(?:could|can) ?not (?:keep|render|translate|find a|preserve)\b|\bnot sure\b|\bunsure\b
    \bis better\b
    \bkeep (?:the )?(?:\w+ )?(?:term|word|original)\b|\billegible\b|\bunclear\b|\bverb missing\b
    \bno (?:good|exact|real|direct) (?:\w+ )?equivalent\b|\bdoes not work\b
    \bi (?:have )?(?:replaced|shortened
    cut|omitted|adapted|guessed)\b|\bseems wrong\b|\bfuzzy match\b|\btbc\b|\bmaybe\b.{0,40}\?|\?\s*$
    待[核定查]|暂(?:译|定|作|保留)|请(?:编辑|客户|审校|校对|译审)?(?:确认|核实|定夺|告知|核对|指正)
    定夺|不好处理
    未译|补译|不清|无法直译|难以直译|或可译|存疑|按上下文|(?<!\w)(?:译|是否|要不要|原)[^，。]{0,30}[?？]\s*$|无对应|译法不一|统一译名
    \bbitte (?:prüfen|klären|bestätigen)\b|\bunklar\b|\brückfrage\b|\bvérifier\b|\bà (?:valider
    confirmer)\b
    \b(?:confirmar|revisar|consultar) con\b|\bpor confirmar\b|\bincierto\b
""")
# Outside of brackets only what nobody tells his readers.
_PLAINLY = compiled(r"""
    \buntranslated as per\b|\b(?:please|pls) (?:\w+ )?(?:check|confirm|verify
    advise)\b[^.]{0,80}\b(?:source|translat
    term|client)|\b(?:source|translat|term)\w{0,8}\b[^.]{0,80}\bplease (?:\w+ )?(?:check|confirm
    verify
    advise)\b
    \bfuzzy match\b|原文[^，。]{0,20}不好处理|暂译[作为]?|请(?:编辑|客户|审校
    译审)[^，。]{0,6}(?:定夺|确认|核实|告知)
    如需补译|无法直译，?(?:采用|改用)意译|译名待[核定]
    translat\w{0,6}\b[^.]{0,80}\bi (?:have )?(?:replaced
    shortened|cut|omitted)\b
""")
_ABOUT = compiled(r"""
    translat|interpret|idiom|bilingual|localis|localiz|翻译|译者|译文|口译|übersetz|traduc
    tradui
""")
# A note with its label that tells of choices, and explains nothing.
_LABEL = one_of(r"""
    ^\W*(?:translator'?s?'? (?:notes?|remarks?|comments?)|translation notes?
    notes? (?:from the translator
    on (?:the )?translation)|tn)\W{0,3}[:：]
    ^\W*(?:译注|译者注|翻译说明|译者说明|译后说明|翻译备注
    译文说明)\W{0,3}[:：]
""")
_CHOICES = compiled(r"""
    \b(?:render(?:s|ed|ing)?|translat(?:es|ed|ing) (?:\S+ )?as)\b|\bkept the\b|\bsoftened\b
    \b(?:were|was|have been|been) (?:merged|split|dropped|shortened|adapted|locali[sz]ed|omitted
    left out)\b
    \b(?:i|we) (?:merged|split|dropped|shortened|adapted|locali[sz]ed|kept|chose|opted|left)\b
    \bmay (?:need|want) to be\b|\bfor (?:flow|a (?:us|uk|british|american) audience|readability)\b
    \bcould also be\b
    译作|译为|意译|直译|未能?保留|未译|合并|拆分|拆成|调整了?语序|句式
    在中文里|不自然
    做了[^，。]{0,8}(?:处理|调整|改写)|(?:统一|酌情|略作)[^，。]{0,6}(?:译|删|改|调整)|斟酌|请审校
""")
_FEW_CHOICES = 2
_EITHER = Either(_TRANSLATES, _LABEL)


def check(article: Finished) -> Iterator[Finding]:
    """The first remark of a translator that is not for readers."""
    if not article.may_hold(_EITHER):
        return
    if _ABOUT.search(article.subject.low):
        return
    for passage in article.spoken:
        if passage.may_hold(_EITHER) and (_is_remark(passage) or _tells_choices(passage)):
            said = f"a remark of its translator: {' '.join(passage.said.split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)
            return


def _tells_choices(passage: Passage) -> bool:
    """Whether it says in a note of its own how it was translated, and nothing of the subject."""
    text = passage.spelled[:_MOST]
    if not passage.begins(_LABEL, text):
        return False
    return len(set(_CHOICES.findall(text))) >= _FEW_CHOICES


def _is_remark(passage: Passage) -> bool:
    if not passage.may_hold(_DOUBTS):
        return False
    text = passage.spelled[:_MOST]
    inside: Sequence[str] = _BRACKETS.findall(text)
    if any(passage.find(_TRANSLATES, one) and _doubts(passage, one) for one in inside):
        return True
    return any(_PLAINLY.search(one) for one in _SENTENCE.findall(text))


def _doubts(passage: Passage, text: str) -> bool:
    """Whether it doubts; a note that says it is for readers may end with a question to them."""
    said = text.rstrip("?？ \t") if _NOTE.match(text) else text
    return passage.find(_DOUBTS, said) is not None
