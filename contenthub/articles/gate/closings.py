"""Last lines that need no full stop: signatures, thanks, calls to the reader, marks of the end."""

from __future__ import annotations

import re

from contenthub.articles.gate.spelled_out import lowered, simplified

_CLOSING_MARKS = "—–-•©®™#@✦★☆♥→※◆■●▲~"
# "Author: Jane Doe", "本周　司会：王明"
_LABEL = re.compile(r"[^\s:：]{1,20}(?:[ \u3000][^\s:：]{1,20}){0,3}[:：]\s*\S")
# "12 Canal Street · Tuesday to Sunday · Dogs welcome": fields side by side, and no sentence
_BETWEEN_FIELDS = re.compile(r" [·•|] |[｜\u3000]")
_FIELD, _FIELD_WIDE = 60, 20  # characters of the longest last one
_IN_SENTENCES = re.compile(r"[.!?;](?:\s|$)|[。！？；，]")
_NOTE = re.compile(r"(?:\\?\*|[†‡§※¹²³⁴⁵]|\d )[^\W\d_]|(?:\\?\*|[†‡§※¹²³⁴⁵]) [^\W\d_]")
_LONGEST_NOTE = 160  # characters of a note of the small print
_LONGEST_DATE = 45  # characters of a line that says when it was written
_WHEN = re.compile(
    r"\W*(?:[^\W\d]{1,12}[ ，,]?)?\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2}(?: ?[日号])?"
    r"[^。！？]{0,20}$"
    r"|[^，。]{0,12}[写作记书摄]于[^，。！？]{2,30}$|\W*于[^，。！？]{2,30}[笔稿记书]$"
)
_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w.'’-]{0,30} ){1,3}[A-ZÀ-Þ][\w.'’-]{0,30}")
# "– 30 –", "(ENDS)", "— 完 —": marks of the end as newsrooms and books have them
_END = re.compile(
    r"[\W_]*(?:30|ends?|the end"
    r"|fin|ende|fine|fim|koniec|konec|slut|конец|完|全文完|完结|终|끝|おわり|了)[\W_]*",
    re.IGNORECASE,
)
_FAREWELL_WORDS = (
    "see you|until next|thank|happy |cheers|enjoy|stay |good luck|bye|best|yours|love|keep |the end"
    "|to be continued|read more|learn more|bis |viel |danke|merci|à |gracias|hasta"
)
_FAREWELL_WORDS_WIDE = "谢谢|感谢|再见|下期|下次|我们下|敬请|欢迎|祝|未完待续|完|全文完|愿"
_FAREWELLS_WIDE = tuple(_FAREWELL_WORDS_WIDE.split("|"))
_FAREWELLS = (*_FAREWELL_WORDS.split("|"), *_FAREWELLS_WIDE)
# What a last line asks its reader to do, or says of who made the text.
_CALL_WORDS = (
    "subscribe|follow us|follow me|follow our|follow @|sign up|sign in|click|download|share this"
    "|share your|share it|like and |visit us|visit our|contact us|contact the|call us"
    "|join us|join our"
    "|join the|order now|order your|book now|book your|discover more|check out|don't forget"
    "|don’t forget|please |leave a |let us know|tell us|if you liked|if you enjoyed|thank"
    "|photo by|photos by|photo:|photos:|text by|written by|translated |edited by|reported by"
    "|reporting by|additional reporting|source:|sources:|image:|images:|with thanks|our thanks"
    "|this article|this story|this post|this piece|this text"
    "|wishing you|with best|with warm|with love|special thanks|many thanks|see you"
    "|first published|originally published|originally appeared|a version of this|reprinted"
    "|last updated|updated on|updated:|copyright|all rights|disclosure|disclaimer|as an amazon"
    "|affiliate links|some of the links|some links|links marked|you are receiving|you're receiving"
    "|you’re receiving"
    "|you received this|sent with|forward this|enjoyed this|enjoyed it|liked this"
    "|for more information|for further information|for more details|coming up|coming next"
    "|next up|printed on|printed in"
    "|printed by|registered charity|registered in|registered office"
    "|abonnieren|folgen sie|folgt uns|jetzt abonnieren|jetzt bestellen|jetzt anmelden|mehr dazu"
    "|mehr zum|mehr infos|weitere infos|teilen sie|schreiben sie|foto:|fotos:|bild:|übersetzt"
    "|mit freundlichen|herzlich|ihr team|ihre redaktion|euer |eure |dieser artikel|dieser text"
    "|abonnez|suivez|partagez|inscrivez|retrouvez|cliquez|traduit|cet article"
    "|suscríb|síguenos|comparte|haz clic|traducido|este artículo|iscriviti|seguici|condividi"
    "|inscreva|siga|compartilhe|подпис|делитесь|ставьте|с уважением"
    "|お問い合わせ|詳しくは|文・|写真|撮影|구독|다음 글|문의"
    "|关注我|点赞|转发|点击|扫码|扫描|长按|订阅|收藏|更多精彩|更多内容|更多信息|如果你喜欢|如果您喜欢"
    "|本文刊|本文节选|本文摘|本文选|本文原|本文仅代表|本文仅供|本文不构成|本文不代表|本文编译|本文版权"
    "|以上价格|以上信息|以上数据|以上内容仅|以上仅|部分图片|部分内容|图片来|图源|如有侵权|侵删"
    "|广告合作|商务合作|合作请|投稿请|投稿邮箱|评论区|留言区|姐妹们|宝子们|家人们|市场有风险|投资有风险"
    "|如果觉得|如果你觉得|如果您觉得|喜欢就|喜欢的话|别忘|觉得有用|觉得不错|本文由|本文作者|本文首发|本文转"
    "|本文来|本文系|原文|原载|首发|作者|译者|翻译|编辑|责编|校对|撰文|供图|插图|记者|通讯员|摄影|来源"
    "|转载|转自|往期|记得|快来|期待你|期待您|期待与|让我们一起"
)
_CALLS = tuple(_CALL_WORDS.split("|"))
_ASKS_WIDE = re.compile(
    "点赞|转发|在看|关注|公众号|阅读原文|评论区|留言|收藏|扫码|二维码|订阅|小程序"
)
_POLITE_WIDE = re.compile("请|欢迎|别忘|记得|点个|一下|我们")
_THANKS_WIDE = re.compile(
    "(?:谢谢|感谢)(?:[你您]|大家|各位|诸位)?的?(?:阅读|观看|收看|支持|耐心)?$"
    "|别忘了?[^，。]{0,6}(?:分享|转发|点赞|收藏)"
)
_PARTICLES = tuple("哦啦吧呢吗呀啊喔哟嘛哈噢咯啰了ねよ요다")
_WHO = re.compile(
    r"(?:[^\W\d_][\w.'’-]{0,30} ){1,4}"
    r"(?:is|was|are|lives|writes|works|teaches|covers|ist|lebt|schreibt"
    r"|arbeitet|est|vit|es|vive|è|é|jest)\b"
)


def is_end_mark(line: str) -> bool:
    """Whether the whole line is a mark of the end."""
    return len(line) <= 24 and _END.fullmatch(simplified(line)) is not None


def is_closing(paragraph: list[str]) -> bool:
    """A signature, a label, hashtags, or something set off as a whole by emphasis."""
    if len(paragraph) > 1:
        return _is_card(paragraph) or all(is_closing([line]) for line in paragraph)
    line = paragraph[0]
    if line[0] in _CLOSING_MARKS or _is_labelled(line) or _is_row(line) or _is_note(line):
        return True
    return line[0] in "*_" and line[-1] == line[0]


def _is_labelled(line: str) -> bool:
    """A label and what it names; behind "他这样说：" stand sentences, of which the last goes on."""
    label = _LABEL.match(line)
    if label is None:
        return False
    said = line[label.end() :]
    head = max(map(said.rfind, "。！？"))
    fragment = said[head + 1 :]
    return head < 0 or "，" not in fragment or "：" in fragment


def _is_card(paragraph: list[str]) -> bool:
    """A name, and under it line by line who that is: no sentence among them."""
    named = _NAME.fullmatch(paragraph[0].strip("*_ ")) is not None
    return named and not any(_IN_SENTENCES.search(line) for line in paragraph[1:])


def _is_row(line: str) -> bool:
    """Fields side by side, such as an address, the hours and the day of rest."""
    marks = list(_BETWEEN_FIELDS.finditer(line.strip()))
    if len(marks) < (1 if marks and marks[0][0] == "\u3000" else 2):
        return False
    last = line.strip()[marks[-1].end() :]
    return len(last) <= (_FIELD if last.isascii() else _FIELD_WIDE) and not _IN_SENTENCES.search(
        last
    )


def _is_note(line: str) -> bool:
    """ "*Prices at the time of printing": the small print, which has its mark and no full stop."""
    return len(line) <= _LONGEST_NOTE and _NOTE.match(line) is not None and "*" not in line[2:]


def says_when(line: str) -> bool:
    """ "李明 2012/3/21", "写于杭州": who wrote it, when and where."""
    return len(line) <= _LONGEST_DATE and _WHEN.match(line) is not None


def is_farewell(fragment: str) -> bool:
    """ "See you next week": words that begin like a sentence of their own and say good-bye."""
    return _first(fragment).startswith(_FAREWELLS)


def speaks_to_reader(paragraph: list[str]) -> bool:
    """A call to the reader, a credit or a line about the author, as a paragraph of its own."""
    if len(paragraph) != 1:
        return False
    line = simplified(paragraph[0])
    first = _first(line)
    if first.startswith(_CALLS + _FAREWELLS_WIDE) or first.endswith(_PARTICLES):
        return True
    if _THANKS_WIDE.search(line[-20:]):
        return True
    asks = set(_ASKS_WIDE.findall(line[-60:]))
    is_call = len(asks) > 1 or (asks and _POLITE_WIDE.search(line[-60:]) is not None)
    return bool(is_call) or line[-1].isdigit() or _is_about_author(line)


def _is_about_author(line: str) -> bool:
    """ "Jane Doe is a writer who lives in Oslo": two names, and what they are."""
    words = line.strip("*_ ").split(" ", 3)[:2]
    named = len(words) == 2 and all(word[:1].isupper() for word in words)
    return named and _WHO.match(line.strip("*_ ")) is not None


def _first(line: str) -> str:
    return lowered(line.strip("*_~ >👉👇👆👈⬇⬆☝▼▲↓↑↗➡📌💬🌟⭐📖🔔❤\ufe0f"))
