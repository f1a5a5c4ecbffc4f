"""Does a topic name its subject, as "How to fix a tap" does? A headline need not name it at all.

"The quiet thief in your kitchen" may stand over a good text on limescale, and "Copy for page 14"
over one on trowels: that none of their words is in the text says nothing.
"""

from __future__ import annotations

import re

from contenthub.articles.gate.expressions import compiled

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
    [\u3400-\u9fff][，,；;]|[你您我他她它咱俺妳谁誰]|[那这這](?!么|么|麼|样|樣)|自己|一个人|一個人
    第[一二三四五六七八九十\d]+[课課期站弹彈集章讲講日天]|公开|公開|揭秘|揭密|盘点|盤點|精选|精選|通稿|讲述
""")
# It asks a question or names a task, or ends with a word for what is told about its subject.
_ASKED = compiled(r"""
    ^(?:how|what is|what are|what's the difference|which|why (?:do|does|is|are|did)|can|should|do
    does|is|are|when (?:to|should|is)|where to)\b
    \b(?:how to|guide to|tips (?:for|on)|ways to|introduction to|basics of|benefits of|causes of)\b
    ^what (?:\w+ ){1,4}(?:costs?|needs?|means?|does?|eats?|works?)\b
    ^(?:wie|was ist|was sind|welche\w*|warum|comment|qu'est-ce que|pourquoi|quel\w*|cómo|qué es
    por qué|cuál\w*|come|cos'è|perché|como|o que é)\b
    如何|怎样|怎樣|怎么|怎麼|为什么|為什麼|为何|為何|什么是|什麼是|是什么|是什麼|能不能|可不可以|该不该|要不要|好不好
    哪些|哪种|哪種|哪个|哪個|哪里|哪裡|多久|多少|吗[？?]?$|嗎[？?]?$|是否|与否
    (?:做法|方法|办法|辦法|技巧|建议|建議|攻略|指南|区别|區別|差别|差別|原因|误区|誤區|防护|防護|保养|保養|养护|養護
    护理|護理|工艺|工藝|问题|問題|来历|來歷|由来|由來|教程|流程|步骤|步驟|选购|選購|挑选|挑選|事项|事項|用法|影响|影響
    历史|歷史|发展|發展|趋势|趨勢|分析|入门|入門|对比|對比|比较|比較|禁忌|功效|症状|症狀|预防|預防|治疗|治療|政策|标准
    標準|规定|規定|原理|常识|常識|知识|知識|种植|種植|养殖|養殖|收纳|收納|搭配|制作|製作|方案|要点|要點|评测|評測
    规划|規劃|防控|管理|食谱|食譜|菜谱|菜譜|介绍|介紹|推荐|推薦|选择|選擇|维修|維修|清洁|清潔|安装|安裝
    训练|訓練|准备|準備|理财|理財|改造)(?=$|[：:（(—])
    過ごし方|(?:方|方法|とは|違い|仕組み|コツ|手順|ですか|か)[？?]?$
""")
# What asks how something is done is no headline, whoever is spoken to in it.
_TASK = compiled(r"""
    ^(?:how (?:to|do|does|is|are|often|much|many|long)|(?:\d+ )?(?:tips (?:for|on)|ways to)
    (?:an? )?(?:(?:short|simple|quick|complete|beginner's) )?guide to
    如何|怎样|怎樣|怎么|怎麼)(?!.*[|｜!！…?？].)
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
    return _HEADLINE.search(topic) is not None and _TASK.search(topic) is None


def is_plain(topic: str) -> bool:
    """Whether it asks a question, names a task, or is no more than the name of a thing."""
    if is_headline(topic):
        return False
    return asks(topic) or _is_name(topic)


def asks(topic: str) -> bool:
    """Whether it asks a question or names a task, whoever is spoken to in it."""
    return _ASKED.search(topic.strip()) is not None


def _is_name(topic: str) -> bool:
    """A phrase without parts, in a script that sets words apart: of others too little is known."""
    if _SPACED.search(topic) is None or len(topic.split()) > _MOST_WORDS:
        return False
    return _PARTED.search(topic) is None and _BEGINS.search(topic) is None
