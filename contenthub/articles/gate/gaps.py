"""What a gap to be filled in looks like: in which marks it stands, and what it says.

Two things make one: the marks of a gap, and in them either an order to its writer ("insert …") or
nothing but the name of what is missing ("date"). Brackets around anything else are an author's.
"""

from __future__ import annotations

import re

from contenthub.articles.gate.expressions import compiled
from contenthub.articles.gate.spelled_out import lowered

_NOUNS = (
    "name|names|surname|date|dates|time|day|month|year|venue|place|location|address|e-?mail|phone"
    "|number"
    "|company|organi[sz]ation|business|product|service|brand|title|subtitle|headline|link|links|url"
    "|website|amount|price|cost|city|town|country|state|region|image|photo|picture|figure|source"
    "|sources|citation|citations|reference|references|quote|quotation|author|topic|subject|keyword"
    "|keywords|text|content|paragraph|description|details|position|role|department|industry|event"
    "|statistic|statistics|percentage|figure|example|examples|placeholder|xx+|tbd|tba|todo|caption"
    "|salutation|signature|contact|information|info|term|step|item|value|field|variable|recipient"
    "|sender|client|customer|manager|editor|university|institute|institution|expert|street|hashtag|username|handle|journal|publisher"
)
_NOUN = re.compile(rf"(?:{_NOUNS})s?(?: here| \d| goes here| to come)?")
_FOREIGN = compiled(r"""
    (?:ihr|dein|ihre|deine|hier) .{1,30}
    (?:name|datum|ort|firma|titel|link|quelle|bild|adresse|betrag)
    .{0,20}(?:einfügen|ergänzen|eintragen)|(?:votre|insérer|ajouter) .{1,30}
    (?:nom|lieu|adresse)|(?:su|tu|insertar|añadir) .{1,30}|(?:nombre|fecha|lugar)
    (?:n[úu]mero|cifra|fuente|nombre|fecha|lugar|precio|cantidad|ciudad|nom|lieu|chiffre|source
    montant
    ville|prix|zahl|quelle|name|datum|ort|betrag|stadt|preis|anzahl|firma|fonte|nome|data|luogo
    città)
    .{0,12}(?:挿入|記入|入力|氏名|会社名|日付|名前).{0,12}
""")
_ORDERS = compiled(r"""
    (?:please )?(?:insert|add|enter|include|fill|fill in|replace|specify|mention|link to|todo|tbd
    tba|put|provide|write|complete|describe|give|list|choose|select|your\w*|the name of|name of
    to be|needs?|cite|source|citation|reference|image|photo|picture|figure|quote|placeholder|expand
    check|verify|note|fixme|tk)\b[ :.,'’-]?
""")
_ABSTRACT = re.compile(r"x{1,6}|n{2,6}|\.{3}|…|_{2,}|\?{2,3}|-{3,}|#{2,5}|\$\{?\w+\}?")
_WIDE_ORDER = compiled(r"""
    ^(?:小编|编辑|美编|排版)(?:注|按|备注|提示)?[:：]\s?(?:此处|这里)(?:可以?|请|建议|需)?(?:插|配|放|加|换)
    ^请?(?:在)?(?:此处|这里)(?:可|应|需|请|再|要|建议)?(?:插入|填写|填入|补充|添加|输入|放图|附图|配图|替换|加图|写|放一|举例|列出|讲一|介绍|描述|说明)
    ^(?:此处|这里)(?:放|插|配|附)(?:图|插图|图片|照片)?[一二三四五六七八九十\d]{0,2}$
    ^请(?:插入|填写|填入|补充|添加|输入|替换)
    ^(?:插入|填写|填入|补充|添加|输入|附上?(?!有)|配图|附图|待)[^，。；]{0,14}(?:图|图片
    照片
    链接|连结|数据|案例|名|名称|姓名|内容|来源|地址|电话|日期|时间|信息|文献|标题|补充|定)$
    ^(?:配图|插图|图片|照片|视频|图表)[:：](?!.*(?:摄|摄影|供图|提供)$)|^待(?:补|定|填|写|加|插)|^(?:你|您|贵)的?(?:名|姓|公
    邮|电(?!脑)|地|产|品|网|职|联)
    ^(?:某某|xx++(?!\.\w|代表|表示|指|是|为)|×+|\*{2,})
    (?:待定|待补|待填|待补充|待确认|待完善|待续写|待更新|占位符?|自行填写|自行补充)$
    ^插入(?:图片|图表|图|照片|链接|数据|案例)
""")
_WIDE_NOUN = compiled(r"""
    ^[^.+]{0,12}(?:姓名|名称|名字|日期|时间|地点|地址|公司|单位|电话|邮箱
    链接|连结|网址|年数|年份|年|月|日|数字|数据|金额|价格|职位|职务|部门|城市|标题|正文|内容|图片|作者|来源|文献|机构|学校|品牌|产品|人名|书名|价值观|核心价值
    联系方式|主题|关键词|单号|编号|称呼)$
    ^[\u4e00-\u9fff]{1,6}名$
""")
_SAYS_WIDE = re.compile("[是了]")  # "<今天是我的生日>": a title, and no name of what is missing
_WORDS_OF_A_LINK = compiled(r"""
    (?:(?:click|tap|read more) )?here|(?:click|tap) (?:on )?this link
    点击(?:这里|此处)
""")
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_VERB = compiled(r"""
    (?:please )?(?:insert|add|include|fill in|provide|put|cite|link to|todo|tbd)\b
""")
_TO_COME = compiled(r"""
    (?:content|text|copy|details|section|paragraph|body|quote|figures?|photo|map|table) (?:to come
    to follow|coming soon|to be (?:added|written|supplied|completed|confirmed))
""")
_LATIN = re.compile("[a-z]{3}")
_MOST = 60  # characters of what stands in a gap
_CREDITS = frozenset({"photo", "photos", "image", "picture", "text", "figure", "source"})
_DATE_WIDE = re.compile(r"\d{1,4} ?[年月日]")
_CREDITS_WIDE = re.compile(
    "(?:图片?|照片|图源)[:：] ?[a-z@][a-z0-9 .@_-]*$"
    "|(?:图片?|照片|题图|封面)?来?[源自][自于]?[^，。]{0,4}(?:作者|网络)$"
)
_FEW_WORDS = 6


def names_a_gap(inside: str, *, sure: bool = False) -> bool:
    """True when the words in brackets say what is to be written there.

    ``sure``: no author would use such brackets for anything else.
    """
    text = " ".join(lowered(inside).split()).strip(" .:：")
    if not text or len(text) > _MOST or _is_credit(inside) or text.startswith("/"):
        return False
    if _WORDS_OF_A_LINK.fullmatch(text):
        return True  # of one that leads nowhere
    if text.startswith("enter ") and inside.rstrip().endswith("."):
        return False  # "[Enter CLOWN.]" is said of a stage
    if _is_sentence(inside) and _ORDERS.match(text) is None:
        return False
    if _CREDITS_WIDE.match(text) or _DATE_WIDE.search(text):
        return False
    if _WIDE.search(text):
        if len(text) == 1 or (not sure and _LATIN.search(text)):
            return False  # "[日]" says from which country an author is
        is_noun = _WIDE_NOUN.match(text) is not None and _SAYS_WIDE.search(text) is None
        return bool(_WIDE_ORDER.search(text) or is_noun or _FOREIGN.fullmatch(text))
    if _ABSTRACT.fullmatch(text) or _FOREIGN.fullmatch(text):
        return sure or len(text) > 1
    words = text.replace("'s", "").replace("/", " ").replace(",", " ").replace("_", " ").split()
    if not words:
        return False
    if _ORDERS.match(text) and (len(words) > 1 or sure or text in {"tbd", "todo", "tba", "tk"}):
        return True
    named = _NOUN.fullmatch(words[-1]) is not None or _NOUN.fullmatch(" ".join(words[-2:]))
    return bool(named) and len(words) <= _FEW_WORDS and not _withholds(words)


def orders(inside: str) -> bool:
    """True when the words in round brackets order something to be written, and what it is."""
    text = " ".join(lowered(inside).split()).strip(" .:：")
    if not text or len(text) > _MOST:
        return False
    if _WIDE.search(text):
        # It says what there is, or who made the picture, and orders nothing.
        is_list = "、" in text or "是" in text[:8] or _CREDITS_WIDE.match(text) is not None
        return not is_list and _WIDE_ORDER.search(text) is not None
    words = text.split()
    if text in {"tbd", "tba", "todo"}:
        return False  # what is not decided yet may be said
    if _VERB.match(text) is None:
        if _TO_COME.fullmatch(text):
            return True
        return text.endswith(" goes here") or text in {"citation needed", "source needed"}
    named = len(words) <= _FEW_WORDS and _NOUN.fullmatch(words[-1].strip("s")) is not None
    return named or (words[-1] in {"here", "later"} and len(words) > 1)


def commands(inside: str) -> bool:
    """True where its writer is told to put something there, or whose it is: "your", "insert"."""
    return _ORDERS.match(inside) is not None


def is_name_of_one(inside: str) -> bool:
    """True for nothing but the name of what is missing: "(date)", "(number)"."""
    text = lowered(inside)
    names = text.split(", ")
    return text not in _CREDITS and all(_NOUN.fullmatch(one) is not None for one in names)


def _is_credit(inside: str) -> bool:
    """ "Photo: Jane Doe" names who made it."""
    label, _, name = inside.partition(":")
    return lowered(label) in _CREDITS and name.strip().istitle()


def _is_sentence(inside: str) -> bool:
    """ "[He thinks for a long time.]" tells what happens; a gap names what is missing."""
    return inside.rstrip().endswith(".") and inside[:1].isupper() and inside.count(" ") > 1


def _withholds(words: list[str]) -> bool:
    """ "[the company]", "[his] name": an editor puts words of his own into a quotation."""
    return words[0] in {"the", "his", "her", "their", "its", "this", "that", "a", "an", "sic", "no"}
