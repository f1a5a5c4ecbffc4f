"""Is it the script of a film where an article was ordered? Each line names what it is for.

"Visual:", "Voice-over:", "Music:" and the like before most lines, of several kinds.
"""

from __future__ import annotations

from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question

NAME = "wrong_form"
_KINDS, _LINES = 3, 5  # kinds of such lines, and how many of them
_SHARE = 0.4  # of all lines
_FEW_KINDS, _FEW_LINES, _NEARLY_ALL = 2, 4, 0.75  # of a short one, which is nothing else
_FIELDS = one_of(r"""
    ^\W{0,4}(scene|shot|cut|visuals?|video|vo|v\.o\.|voice-?over|narrator|narration|sfx
    sound(?: effects?)?|music|bgm|b-?roll|audio|graphics?|camera|super|lower third
    on-?screen(?: text)?|text on screen|caption|cta|hook|outro|intro|host|fade (?:in|out)|cut to
    int\.|ext\.)(?: ?#?\d{1,2})?(?: \([^()\n]{1,40}\))?\W{0,3}(?:[:：—–]|$)
    ^\W{0,4}(镜头|分镜|画面|口播|旁白|字幕|音效|配乐|背景音乐|bgm|转场|时长|景别|场景|片头|片尾|主播|运镜|花字|台词
    特写)[一二三四五六七八九十\d]{0,3}(?:[（(][^（）()\n]{1,30}[)）])?(?:\W{0,3}[:：]|[】\]])
    ^\W{0,4}(bild|sprecher|musik|ton|einblendung|szene|plan|voix off|musique|séquence|escena
    voz en off|música)(?: ?\d{1,2})?\W{0,3}[:：]
""")
_ORDERED = question(r"""
    script|screenplay|video|film|podcast|radio|scene|storyboard|tutorial|dialog|play\b|drama|sketch
    youtube|tiktok|reel
    脚本|剧本|视频|影片|短片|口播|分镜|直播|电影|播客|小品|文案|拍摄
    drehbuch|guion|scénario
""")


def check(article: Finished) -> Iterator[Finding]:
    """A text most of whose lines are the fields of a script."""
    if not article.may_hold(_FIELDS):
        return
    names: list[str] = []
    for passage in article.holding(_FIELDS):
        if passage.block.kind is not Kind.CELL:
            found = [_FIELDS.pattern.match(line) for line in passage.low.split("\n")]
            names += [next(filter(None, one.groups())) for one in found if one is not None]
    if len(names) < _FEW_LINES or len(set(names)) < _FEW_KINDS:
        return  # as in most texts
    prose = (one for one in article.spoken if one.block.kind is not Kind.CELL)
    lines = sum(one.low.count("\n") + 1 for one in prose)
    are_many = len(names) >= max(_LINES, _SHARE * lines) and len(set(names)) >= _KINDS
    if not are_many and len(names) < _NEARLY_ALL * lines:
        return
    if not (article.order.is_about(_ORDERED) or article.subject.is_about(_ORDERED)):
        said = f"the script of a film, and no article: {', '.join(sorted(set(names))[:4])}"
        yield Finding(NAME, Level.HOLD, None, said)
