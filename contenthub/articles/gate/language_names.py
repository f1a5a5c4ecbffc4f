"""Does an order speak of another language? "Five French phrases" holds French, as it should."""

from __future__ import annotations

import re

_TWO = re.compile(
    r"bilingu|zweisprachig|dual[- ]language|(?:two|both|three|four|five|six|seven|eight|nine"
    r"|ten|twelve|many|several|all|other|different) languages|parallel text|side by side"
    r"|translat|übersetz|tradu[czi]|双语|对照|翻译|译文|原文|バイリンガル|対訳|翻訳"
    r"|двуязыч|перевод",
    re.IGNORECASE,
)
# Of one language into another, and nothing beside it.
_INTO = re.compile(
    r"(?:[译翻]|翻译)(?:成|为|到)(?:[简繁]体|流畅的|通顺的|地道的){0,2}"
    r"|\btranslat\w* (?:\w+ ){0,5}?(?:in)?to (?:plain |simplified |traditional |natural |good )?"
    r"|\bübersetz\w* (?:\w+ ){0,5}?(?:ins?|auf) |\btradu[a-z]* (?:\w+ ){0,5}?(?:en|al|in|para) ",
    re.IGNORECASE,
)
# The same said of what is handed in: whoever gets the order writes in the account's language.
_OF_A_TEXT = re.compile(
    r"(?:^|[.;!,\n] ?)(?:please )?translate(?: and \w+)? (?:the|this|our|my|it|from)\b"
    r"|(?:^|[.;!,\n] ?)(?:bitte )?übersetzen? (?:sie )?(?:den|die|das|diesen|diese|dieses)\b"
    r"|(?:^|[.;!,\n] ?)tradu(?:ire|isez|ce|cir|zca|rre|zir) "
    r"(?:le|la|les|ce|cet|cette|el|los|este|il|o)\b",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"bilingu|zweisprachig|dual[- ]language|two languages|both languages|parallel|side by side"
    r"|original|双语|对照|原文|逐[句段]|保留",
    re.IGNORECASE,
)
_NAMES = {
    "ar": "arabic|arabisch|arabe|阿拉伯语|阿拉伯文",
    "cs": "czech|tschechisch|捷克语",
    "da": "danish|dänisch|丹麦语",
    "de": "german|deutsch|allemand|alemán|tedesco|德语|德文|ドイツ語",
    "el": "greek|griechisch|希腊语|希腊文",
    "en": "english|englisch|anglais|inglés|inglese|英语|英文|英語|英単語|单词|单字|托福|雅思|四六级"
    "|английск",
    "es": "spanish|spanisch|espagnol|español|西班牙语|西班牙文|西语|スペイン語",
    "fr": "french|französisch|français|francés|francese|法语|法文|フランス語",
    "it": "italian|italienisch|italien|意大利语|义大利语|イタリア語",
    "ja": "japanese|japanisch|japonais|japonés|日语|日文|日本語|俳句|和歌",
    "ko": "korean|koreanisch|coréen|韩语|韩文|한국어",
    "la": "latin|latein|拉丁",
    "nl": "dutch|niederländisch|néerlandais|荷兰语",
    "no": "norwegian|norwegisch|挪威语",
    "pl": "polish|polnisch|polonais|波兰语",
    "pt": "portuguese|portugiesisch|portugais|葡萄牙语|葡语",
    "ru": "russian|russisch|russe|俄语|俄文|русск",
    "sv": "swedish|schwedisch|suédois|瑞典语",
    "tr": "turkish|türkisch|turc|土耳其语",
    "uk": "ukrainian|ukrainisch|乌克兰语",
    "vi": "vietnamese|越南语",
    "zh": "chinese|chinesisch|chinois|chino|cinese|mandarin|中文|汉语|汉字|漢字|中国語"
    "|唐诗|китайск",
}
_NAMED = {language: re.compile(names, re.IGNORECASE) for language, names in _NAMES.items()}


def asks_for_two(order: str) -> bool:
    """Whether the order asks for a text in two languages, or speaks of translations."""
    return _TWO.search(order) is not None


def asks_for_translation(order: str, language: str) -> bool:
    """Whether the order is to translate a text into this language, with nothing left of it."""
    known = _NAMED.get(language)
    if known is None or _BESIDE.search(order):
        return False
    into = list(_INTO.finditer(order))
    if not into:
        return _OF_A_TEXT.search(order) is not None
    return any(known.match(order, one.end()) for one in into)


def names(order: str, language: str) -> bool:
    """Whether the order names this language (a primary tag)."""
    known = _NAMED.get(language)
    return known is not None and known.search(order) is not None
