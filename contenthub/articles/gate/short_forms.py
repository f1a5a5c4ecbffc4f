"""Does an order ask for something short? A slogan has four words; an article of four is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contenthub.articles.gate.spelled_out import lowered

_MOST_READ = 2_000  # characters of what was ordered
_ENGLISH = (
    r"poems?|poetry|haikus?|tankas?|sonnets?|limericks?|couplets?|quatrains?|rhymes?|lyrics"
    r"|lullab(?:y|ies)|aphorisms?|epigrams?|proverbs?|maxims?|mottoe?s?|jokes?|riddles?|sayings?"
    r"|one[- ]liners?|slogans?|taglines?|straplines?|blurbs?|teasers?|headlines?|captions?"
    r"|alt[- ]texts?|subject lines?|meta[- ]descriptions?|notices?|announcements?|reminders?"
    r"|notifications?|errat(?:um|a)|bulletins?|tickers?|news ?flash(?:es)?|breaking news|in brief"
    r"|(?:news )?briefs|postcards?|greetings?|invitations?|dedications?|epitaphs?|horoscopes?"
    r"|check-?lists?|(?:packing|shopping) lists?|text messages?|sms|tweets?|toots?|status updates?"
    r"|fun facts?|of the day|very short|micro\w*"
    r"|(?<!blog )(?<!blog-)(?<!guest )posts?(?! offices?\b)"
)
_OTHERS = (
    r"gedichte?|schlagzeilen?|bildunterschrift(?:en)?|kurzmeldung(?:en)?|kurznachrichten?|aushang"
    r"|mitteilung|sprüche|poèmes?|comptine|brèves?|annonce|poemas?|breves?|titulares|anuncio|aviso"
    r"|chistes?|refranes?|poesi[ae]|didascali[ae]|avviso|annuncio|barzellett[ae]|лозунг|объявление"
)
_WIDE = (
    "清单|诗|詩|俳句|短歌|川柳|对联|春联|歌词|童谣|儿歌|顺口溜|绕口令|谜语|灯谜"
    "|格言|警句|金句|语录|谚语|箴言|段子|笑话|口号|标语|標語|横幅|广告语|广告词|宣传语"
    "|文案|图说|图注|配文|短讯|快讯|简讯|快报|速报|短消息|一句话"
    "|一两句|公告|通知|告示|启事|温馨提示|更正|勘误|讣告|短信|便条|便签|请柬"
    "|邀请函|贺卡|贺词|祝福语|微博|朋友圈|短评|短文|弹幕|お知らせ|告知|見出し"
    "|キャッチコピー|ツイート|ひとこと|공지|알림|슬로건|트윗|시조"
)
# What is as often the subject of an article: it is a form where the topic is "… sign for …".
_ALSO_SUBJECTS = (
    "song|verse|prayer|mantra|pun|quote|quotation|claim|alert|correction|memo|note|sign|label"
    "|poster|banner|advert|ad|card|toast|message|thread|bio|definition|brief|forecast|weather|scores"
    "|results|hinweis|meldung|witz|zitat|spruch|légende|avis|citation|cita|citazione"
)
_ALSO_WIDE_SUBJECTS = "海报|广告|标题|提示|提醒|留言|名言|动态|签名|天气|比分|赛果|祝福|说说|一言"
# So many sentences, lines, words or characters: "two sentences", "in 20 words", 二十字以内.
_FEW = r"an?|one|two|three|four|five|six|ten|twelve|fifteen|twenty|[1-9]|[1-4]\d"
_SIZED = (
    rf"\b(?:{_FEW})[- ](?:short )?(?:sentences?|lines?|words?|stanzas?)\b"
    r"|\b\d{2,3} (?:characters|signs|zeichen|caractères|caracteres|caratteri)\b"
    r"|(?<![\d百千])(?:[1-9]\d?|[一二两三四五六七八九十]{1,3})\s?个?[字句](?!诀|母)"
)
_FORM = re.compile(rf"\b(?:{_ENGLISH}|{_OTHERS})\b|{_WIDE}|{_SIZED}")
_FORM_AT_ONCE = re.compile(
    rf"^\W*(?:[\w'’-]+ ){{0,3}}(?:{_ALSO_SUBJECTS})(?:$|:| (?:for|to|on|about|from|at|zum?r?)\b)"
    rf"|(?:{_ALSO_WIDE_SUBJECTS})$"
)
_FORM_IN_WORDS = re.compile(rf"\b(?:{_ALSO_SUBJECTS})s?\b|{_ALSO_WIDE_SUBJECTS}")
# Where it asks how such a thing is made or where it comes from, an article was ordered.
_ABOUT = re.compile(
    r"^\W*(?:how|why|what|when|where|who|which|(?:the |an? )?(?:short |brief |complete )?"
    r"(?:history|guide|introduction|art|meaning|origins?|story)\b)|\bhow to\b|\bguide\b"
    r"|如何|怎样|怎么|为什么|历史|由来|来历|技巧|方法|入门|指南|鉴赏|赏析"
)


def is_ordered(names: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a short form is named by the topic or the title (``names``), or by the ``others``.

    These are requirements and a category: they say how a text should be, and not what it is about.
    """
    if any(_is_a_form(lowered(one[:_MOST_READ])) for one in names):
        return True
    return any(_is_named(lowered(one[:_MOST_READ])) for one in others)


def _is_a_form(said: str) -> bool:
    named = _FORM.search(said) or _FORM_AT_ONCE.search(said)
    return named is not None and _ABOUT.search(said) is None


def _is_named(said: str) -> bool:
    return _FORM.search(said) is not None or _FORM_IN_WORDS.search(said) is not None
