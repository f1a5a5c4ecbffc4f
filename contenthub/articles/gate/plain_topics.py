"""Does a topic name its subject, as "How to fix a tap" does? A headline need not name it at all.

"The quiet thief in your kitchen" may stand over a good text on limescale, and "Copy for page 14"
over one on trowels: that none of their words is in the text says nothing.
"""

from __future__ import annotations

import re

from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.spelled_out import simplified

# What an editor says of the place, the day or the size of a text, and how much there is of what.
_PLACES_AND_DAYS = """
    monday tuesday wednesday thursday friday saturday sunday weekend weekly monthly daily january
    february march april june july august september october november december issue edition page
    section column corner series episode podcast blog site website post newsletter magazine press
    announcement update updates report copy draft leaflet catalogue catalog season month months
    hour hours minute minutes second seconds morning evening night tonight yesterday latest
    ordered cleaned version number round special feature readers reader
    eight nine eleven twelve twenty thirty forty fifty hundred thousand dozen couple half quarter
"""
EDITORIAL = frozenset(_PLACES_AND_DAYS.split())
# Somebody speaks or is spoken to, something is quoted, called out or said in two clauses.
_HEADLINE = compiled(r"""
    \b(?:my|our|ours|we|us|you|your|yours|me|i|they|them|their|he|she|his|her|hers|who|whose
    nobody|somebody|everybody|everyone|someone|no one|this|that|these|those)\b
    \b(?:mein\w*|unser\w*|euch|euer|dein\w*|wir|du|mon|ma|mes|notre|nos|votre|vos|nous|vous|mi|mis
    nuestr\w*|tu|tus|tú)\b
    ['’](?:re|ll|ve|d|m)\b|[|｜!！…“”「」『』《》。]|\.\.\.|\w"|[?？]\s*\S
    [\u3400-\u9fff][，,；;]|[你您我他她它咱俺谁]|[那这](?!么|样)|自己|一个人
    第[一二三四五六七八九十\d]+[课期站弹集章讲日天]|公开|揭秘|揭密|盘点|精选|通稿|讲述
""")
# It asks a question or names a task, or ends with a word for what is told about its subject.
_ASKED = compiled(r"""
    ^(?:how|what is|what are|what's the difference|which|why (?:do|does|is|are|did)|can|should|do
    does|is|are|when (?:to|should|is)|where to)\b
    \b(?:how to|guide to|tips (?:for|on)|ways to|introduction to|basics of|benefits of|causes of)\b
    ^what (?:\w+ ){1,4}(?:costs?|needs?|means?|does?|eats?|works?)\b
    ^(?:wie|was ist|was sind|welche\w*|warum|comment|qu'est-ce que|pourquoi|quel\w*|cómo|qué es
    por qué|cuál\w*|come|cos'è|perché|como|o que é)\b
    如何|怎样|怎么|为什么|为何|什么是|是什么|能不能|可不可以|该不该|要不要|好不好
    哪些|哪种|哪个|哪里|多久|多少|吗[？?]?$|是否|与否
    (?:做法|方法|办法|技巧|建议|攻略|指南|区别|差别|原因|误区|防护|保养|养护
    护理|工艺|问题|来历|由来|教程|流程|步骤|选购|挑选|事项|用法|影响
    历史|发展|趋势|分析|入门|对比|比较|禁忌|功效|症状|预防|治疗|政策|标准|规定|原理|常识|知识|种植|养殖|收纳|搭配|制作|方案|要点|评测
    规划|防控|管理|食谱|菜谱|介绍|推荐|选择|维修|清洁|安装
    训练|准备|理财|改造)(?=$|[：:（(—])
    過ごし方|(?:方|方法|とは|違い|仕組み|コツ|手顺|ですか|か)[？?]?$
""")
# What asks how something is done is no headline, whoever is spoken to in it.
_TASK = compiled(r"""
    ^(?:how (?:to|do|does|is|are|often|much|many|long)|(?:\d+ )?(?:tips (?:for|on)|ways to)
    (?:an? )?(?:(?:short|simple|quick|complete|beginner's) )?guide to
    如何|怎样|怎么)(?!.*[|｜!！…?？].)
""")
# A phrase that begins with one of these, or with a number, may be of any kind.
_BEGINS = compiled(r"""
    ^\W*(?:\d|(?:an?|the|in|on|at|by|from|to|of|for|with|without|when|where|what|if|as|and|but|not|no
    after|before|behind|inside|under|over|between|against|beyond|one|two|three|four|five|six|seven
    eight|nine|ten|twenty|forty|fifty|hundred|things?|words?|more|less|every|all|some|once|still
    der|die|das|ein\w*|im|am|auf|mit|ohne|von|vom|zu|zum|zur|bei|als|nach|vor|le|la|les|un|une|des
    du|au|aux|en|dans|sur|avec|sans|el|los|las|una|con|sin|por|il|lo|gli|uno)\b)
""")
_PARTED = re.compile(r"[:：;,—–?？]| - |\(|\d")
_MOST_WORDS = 9  # of a phrase that names a thing
_SPACED = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f\uac00-\ud7a3]")


def is_headline(topic: str) -> bool:
    """Whether it speaks as headlines do; ``topic`` is in lower case."""
    topic = simplified(topic)
    return _HEADLINE.search(topic) is not None and _TASK.search(topic) is None


def is_plain(topic: str) -> bool:
    """Whether it asks a question, names a task, or is no more than the name of a thing."""
    if is_headline(topic):
        return False
    return asks(topic) or _is_name(topic)


def asks(topic: str) -> bool:
    """Whether it asks a question or names a task, whoever is spoken to in it."""
    return _ASKED.search(simplified(topic).strip()) is not None


def _is_name(topic: str) -> bool:
    """A phrase without parts, in a script that sets words apart: of others too little is known."""
    if _SPACED.search(topic) is None or len(topic.split()) > _MOST_WORDS:
        return False
    return _PARTED.search(topic) is None and _BEGINS.search(topic) is None
