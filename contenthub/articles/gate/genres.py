"""Is the order for a poem, a story, a letter? Its topic then names a form, and not a subject."""

from __future__ import annotations

import re
from collections.abc import Sequence

from contenthub.articles.gate.ordered import Ordered, Question
from contenthub.articles.gate.own_words import Passage

_ENGLISH = (
    "poems?|poetry|haikus?|sonnets?|villanelles?|limericks?|ballads?|rhymes?|verses?|songs?|lullab"
    "(?:y|ies)|hymns?|stor(?:y|ies)|tales?|fables?|novels?|fiction|essays?|columns?|jokes?|letters?"
    "|speech|toast|eulog(?:y|ies)|sketch(?:es)?|scripts?|plays?|diar(?:y|ies)|journal|memoirs?"
    "|personal|confessions?|prayers?|picture[- ]books?|text messages|chronicles?|portraits?"
    "|profiles?|slogans?|briefs?|captions?|greetings?|riddles?"
)
_BEGINNINGS = "satir|parod|lyric|obituar|monolog|dialog|rhyming"
_OTHERS = (
    "gedichte?|lied(?:er)?|märchen|erzählung|geschichten?|brief|glosse|rede|nachruf|tagebuch|kolumne"
    "|poème|chanson|conte|nouvelle|lettre|chronique|discours|éloge|journal"
    "|breves|brèves|poema|canción|cuento|relato|carta|crónica|discurso|diario|columna"
    "|poesia|canzone|racconto|lettera|poesía|стих|песня|рассказ|сказка|письмо|эссе"
)
_WIDE = (
    "诗|詩|歌词|歌谣|童谣|儿歌|摇篮曲|散文|小说|故事|家书|书信|的信"
    "|一封|来信|相声|小品|剧本|随笔|日记|悼|祭文|自述|口述|童话|寓言|对联"
    "|春联|绕口令|杂文|独白|回忆|致辞|致词|演讲|讲话|贺词|祝福|文案|段子"
    "|快讯|简讯|谜语|俳句|短歌|物語|物语|小説|手紙|手纸|手记|手記|エッセイ|詩歌|随想|札记|侧记|专栏"
    "|시|소설|편지|수필|노래"
)
_GENRE = Question(rf"\b(?:{_ENGLISH}|{_OTHERS})\b|\b(?:{_BEGINNINGS})|{_WIDE}")


_SALUTES = re.compile(
    r"\W*(?:dear|liebe[rs]?|sehr geehrte|cher|chère|mesdames|querid[oa]s?|estimad[oa]s?|sirs?,"
    r"|to (?:the|all|whom)|各位|亲爱的|尊敬的|敬爱的|致)\b"
)
_FIRST = 3  # passages, of which one may be a title and one a date


def is_letter(spoken: Sequence[Passage]) -> bool:
    """Whether a text begins with the words by which a letter speaks to those it is for."""
    return any(_SALUTES.match(one.low) is not None for one in spoken[:_FIRST])


def is_named(*order: str) -> bool:
    """Whether one of these parts of an order names such a form."""
    return are_in(Ordered(*order))


def are_in(order: Ordered) -> bool:
    """Whether it names such a form."""
    return order.is_about(_GENRE)
