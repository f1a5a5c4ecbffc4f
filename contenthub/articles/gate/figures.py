"""Does it show what it says that it shows? "See Figure 2" without a picture is half an article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, Expression, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.own_words import Passage, leads_elsewhere

NAME = "missing_figures"
_PICTURE = (
    r"(?:picture|image|photo|photograph|diagram|chart|graph|figure|illustration|infographic"
    r"|screenshot|map|drawing|sketch|gallery|slideshow|animation|plot)"
)
# Several of them, or what a drawing is called by how it is made; and where it stands on a page.
_DRAWN_AS = (
    r"(?:the |this |a )?(?:pair|series|set|row|sequence) of (?:\w+ )?"
    rf"{_PICTURE}s?|(?:the|this|our) (?:\w+ )?(?:cutaway|cross-?section|floor ?plan|schematic"
    rf"|close-?up|collage|{_PICTURE})(?: drawing| view)?s?"
)
_PLACE = (
    "(?:below|underneath|opposite|overleaf|alongside|that follows?"
    "|at the (?:foot|bottom|top|end) of (?:the|this) (?:page|article|post|story))"
    "(?! the| a| my| our| his| her| it| them)"
)
_GERMAN = "querschnitt|grundriss|skizze|schaubild|(?:bild|foto|aufnahme|zeichnung)e?[rsn]?|diagramm"
_FIGURES = one_of(rf"""
    \b(?:see|in|as in|shown in|from|of|compare)(?: also)? (?:the )?(?:figure|fig\.|image|diagram
    chart|photo|illustration) ?\d+
    \b(?:figure|fig\.|diagram|chart|illustration) ?\d+\w? (?:\w+ )?(?:shows?|illustrates?|depicts?
    below|above|presents|compares|displays|gives)
    \b(?:the|this|following|see|our) (?:\w+ )?{_PICTURE}s? (?:(?!is|are|was)\w+ )?(?:below
    above|to the (?:left
    right)|on the (?:left|right|next page)|at the top
    here)(?! the| a | my| our| his| her| side| of)
    \bas (?:you can see|can be seen|shown|seen|illustrated|depicted|pictured) (?:in|by
    on) (?:the |this |our )?(?:\w+ )?{_PICTURE}
    \b(?:the )?(?:following|accompanying|attached) (?:\w+ )?{_PICTURE}\b
    \bthe embedded {_PICTURE}\b
    \b(?:numbered|marked|shown|drawn|circled) (?:\w+ )?(?:on|in) our (?:\w+ )?(?:map|plan|chart
    sketch)\b
    \b{_PICTURE} (?:above|below) (?:shows|illustrates)
    \b(?:in|see|with) the (?:gallery|slideshow|sidebar|picture|image)s? (?:below|above|beside|here)
    \bcompare the (?:two|three|four) {_PICTURE}s\b|^\W*(?:photo |image )?caption ?:
    ^\W*(?:图注|图说|配图说明)[:：]
    (?:下面|以下|上面|下方)(?:的)?(?:这)?(?:组|张|幅|些)(?:图|照片|图片)|点击图片
    \bthe next (?:picture|image|photo|screenshot|figure|diagram|chart) (?:shows?|illustrates?
    gives)
    ^\W*(?:figure|fig\.|abb\.|abbildung|image|photo) ?\d{{1,2}} ?[:.–—] ?[^\n]{{3,160}}$
    \b(?:photo|picture|diagram|map|chart|graph
    drawing)s? (?:overleaf|opposite|alongside) (?:shows?|gives?|compares?)\b
    ^\W*(?:figure|fig\.) ?\d{{1,2}}\W*$|[(\[](?:see )?(?:figure|fig\.) ?\d{{1,2}}[a-d]?[)\]]
    \bscan the (?:qr )?code\b(?:[^.]{{0,20}}\b(?:below|above|at the (?:end|bottom)))?
    扫(?:描|一扫)?(?:下方|下面|文末|上方|下图|左侧|右侧|图中)(?:的)?(?:小程序|图片)?(?:二维|小程序
    码)
    (?:图片|配图|照片|图表|示意图)(?:见|在)(?:文末|文后|下方|附件|下)
    (?:图片|图表|示意图)(?:放|附)在(?!题图)
    (?:如|见|参见|参考|详见|从|由|看)?(?:下|上|左|右|附)图(?:所示|中|可见|可以|是|为|显示
    箭头|右|左|的|，|。|所|为例|可)
    (?:如|见|参见|参考|看)(?:下|上|左|右|附)图
    (?:如|见|参见|从|由|在|看|据)图\s?[0-9一二三四五六七八九十]{{1,3}}(?:-\d)?(?!下)
    (?<![\u4e00-\u9fff])图\s?\d{{1,2}}(?:-\d)?(?:所示|中|可见|显示|展示|是|为|左|右|上|下
    为例|给出|的)
    \bsee (?:the |our |this )?(?:infographic|diagram|chart|graph|figure|illustration)\b(?! of )
    (?<![\u4e00-\u9fff])[下上]图|图中(?:箭头|所示|可见|标注|虚线|红色|蓝色)
    (?:上面|下面|左边|右边|上方|下方|左侧|右侧)(?:的|这|那)?(?:张|幅|个)?(?:图(?![书馆案纸腾])
    照片|图片|截图
    示意图|图表)
    [（(](?:见|如)?图\s?\d{{1,2}}[^）)]{{0,6}}[）)]|以下(?:图片|照片|截图|示意图)
    (?:图片|照片|截图|示意图)(?:如下|见下|见附)|abbildung \d+|(?:siehe|im) (?:bild|foto)
    \b(?:abbildung|grafik|bild|foto|zeichnung|karte) (?:unten|oben|am ende|rechts|links)\b
    \b(?:photo|image|schéma|carte|dessin|graphique) ci-(?:dessous|dessus|contre|après)\b
    \b(?:imagen|foto|gráfico|mapa|dibujo) (?:de abajo|siguiente|adjunt[oa]|al final)\b
    \b(?:as|see|compare|in|from|on|study|look at) (?:{_DRAWN_AS}) (?:{_PLACE})
    \b(?:{_DRAWN_AS}) (?:{_PLACE}) (?:\w+ )?(?:shows?|makes? (?:it )?(?:plain|clear)
    (?:was|were) (?:taken|drawn|made)|compares?|illustrates?|gives?|explains?|helps?)\b
    \bcan be seen (?:from|in|on) (?:the |this )?(?:{_DRAWN_AS}|plan) (?:{_PLACE})
    \bzeig(?:t|en) (?:der|die|das) (?:\w+ )?(?:{_GERMAN}) (?:unten|darunter|oben|rechts|links)\b
    \b(?:{_GERMAN}) (?:unten|darunter|oben) (?:zeig|sind|ist|mach|stell)
    \b(?:photos|images|schémas|coupe|plan|croquis|clichés?|vues?) ci-(?:dessous|dessus|contre
    après)\b
    \b(?:fotos|imágenes|corte|plano|croquis|esquema) (?:de abajo|siguientes?|adjunt[oa]s?
    al final)\b
    (?:下方|下面|底下|以下|上方|右侧|左侧
    文末)的?[这那]?[一两三]?[张幅组]?(?:平面|剖面
    示意|结构|对比|布局|分布|流程|解剖|分解|原理)图
    (?:底下|下方|下面|以下)的?[这那]?[一两三]?[张幅组](?:图|照片|相片|插图)
    (?:^|[.!?] )the (?:graph|diagram|infographic|(?:bar|pie|line|flow) ?chart) (?:clearly )?(?:shows
    compares|illustrates|gives|plots|makes (?:it )?(?:plain|clear))\b
    (?:如|见|参见)图(?:所示|[，,。；）)])
    \b(?:screen|window|dashboard|menu|dialog|desktop)(?: should| will)?(?: now)? looks? like this\b
    \b(?:photo|photograph|picture|image|drawing|sketch|diagram|map|chart|graph)s? on the (?:left
    right|opposite page
    facing page|previous page|next page)\b(?! of | side| hand|-)
    \b(?:see|seen|compare|apart|spot|visible|clear|recognised) (?:\w+ ){{0,3}}?in the (?:pictures
    photos|images|drawings)\b(?! of| by| from| that| he| she| they)
    \bas the (?:close-?up|photo|picture|image|screenshot|map|drawing|sketch|diagram|graph|chart
    illustration
    figure)s? (?:above |below )?(?:make|show|reveal|demonstrate|illustrate)s?\b
    \b(?:marked|circled|highlighted|labelled|labeled|ringed|indicated|visible
    arrowed) (?:\w+ ){{0,4}}?(?:in|on) the (?:photo|picture|image|screenshot|drawing|sketch|diagram
    illustration)\b
    \b(?:photo|photograph|picture|image|drawing|sketch|diagram|map|chart|graph|table|box|panel
    illustration) \((?:top
    bottom|left|right|above|below|opposite|overleaf|centre|center)\)
    \((?:pictured(?: (?:above|below|left|right|here))?|see (?:the )?(?:photo|picture|image|map
    chart|diagram
    illustration|drawing)(?: (?:above|below|left|right))?)\)
    ^\W*(?:above|below|opposite|pictured|top|bottom|top left|top right|above left|above right): \w
    ^\W*(?:图为|图左|图右)
    (?:就像|正如|如同|像)(?:图片|照片|视频|影片|图)(?:里|中|上)
    (?<![想要可])(?:见|看|参考|参照|对照)(?:图片|图表|照片|示意图|地图|附图)(?=[。，；）)]|$)
    voir (?:la )?figure|ver (?:la )?figura|下の(?:図|写真|画像)|図\d+(?:の|に|は)
""")
_VIDEOS = one_of(r"""
    \b(?:attached|embedded|accompanying|following) (?:\w+ )?(?:video|clip|recording)\b
    \b(?:the|this) video (?:below|above)\b|\bwatch the (?:video|clip) (?:below|above|here)
    \bclick (?:on )?(?:the )?(?:video|image|picture|play)
    点击(?:观看|播放|下方|查看)?(?:的)?(?:视频|图片)|(?:下方|以下|上方|下面的)(?:的)?视频
    (?:附|见)视频|\bthe (?:audio|podcast|recording) (?:below|above)\b
    \b(?:listen to|watch|hear|play|view) [^.!?]{0,60}\bat the (?:top|bottom|end|foot) of (?:this
    the) (?:page|article|post|story)\b
    \bin the (?:video|clip|animation|gif),? (?:you (?:can|will) (?:see|hear|notice)|we (?:see
    show))\b
    \bplay the (?:audio|clip) below|(?:^|[.!?] )watch the (?:video|clip|animation)(?: to see
     for\b|\W*$)
    \bas (?:you can see|shown|seen|demonstrated|described) in the (?:video|clip|animation|gif)\b
    (?:如|见|参考|看(?=[下上]))(?:下方|下面|上方|上面)?(?:视频|动图)(?:所示|中|演示|，|。)
    \bin the (?:video|clip) (?:below|above|at the (?:top|bottom|end))
    (?:下方|以下|下面|文末|上面|上方)(?:的|这段|这个)*(?:视频|音频|动图|录音)
    视频(?:中|里)?(?:演示|如下|见下)|(?:下方|以下|下面|文末|上面|上方)(?:的|这段|这个)*影片
    \bvideo (?:am ende|unten|oben|unter diesem)\b
    \b(?:video|clip) at the (?:top|bottom|end) of (?:this|the) (?:page|article|post)\b
    \bvidéo (?:ci-dessous|ci-dessus|ci-contre|en bas|à la fin)
    \bvídeo (?:de abajo|al final|adjunto)
""")
_TABLES = one_of(r"""
    \b(?:the|this|following|see) (?:\w+ )?table (?:below|above|on the next page)\b
    \b(?:table|timetable|grid|spreadsheet) at the (?:end|bottom|foot|top) of (?:the|this
    our) (?:article|page|post|guide|story|text|piece)\b
    \bin the (?:table|timetable|grid) at the (?:end|bottom|foot|top)\b(?! of (?:his|her|their))
    \b(?:table|box|panel|list)s? (?:overleaf|opposite|alongside) (?:\w+ )?(?:shows?|lists?|gives?
    compares?|sums?|sets|has)\b
    \bsee (?:the )?(?:box|panel|sidebar|inset)(?:$|[.)]|,? (?:below|above|left|right))
    \bthe following table\b|\b(?:see|in|consult|from|check|refer to) table \d+\b
    \btable \d+ (?:shows|lists|below|above|compares|summari[sz]es)
    (?:如|见|详见|参见)?(?<!一)(?:下|上|附)表(?:所示|所列|中|是|为|列|可|格|，|。)|(?:如|见|参见)表\s?\d
    \bas (?:shown |listed |seen )?(?:in )?table \d+\b|[(\[](?:see )?table \d{1,2}[)\]]
    (?:由|从|据|如|见|参见)表\s?[0-9一二三四五六七八九十]{1,3}
    表\s?\d{1,2}(?:所示|列|中|可知|可见|显示)|以下表格|表格如下
    (?:见|详见|参见|在)(?:文末|文后|下方|下面|附录)的?(?:表格|图表|清单|列表)
    (?:下方|下面|上方|上面)的?表格?(?:中|里|列|所|。|，)
    (?:文末|文后|附录)(?:的|里的|中的)?(?:[对参汇]?[照比考总])?(?:表格?|清单)(?!示|达|明|现|面)
    (?:文末|文后|本文最后|文章(?:末尾|最后))(?:的|那张|附的){0,2}[\u4e00-\u9fff]{0,6}(?:计划|时间|日程|训练|对照|课程|安排|价格)表
    \b(?:prices|figures|costs|times|dates|listed|given|shown|set out|summed up
    compared) in the table\b
    ^each (?:row|column) (?:names|shows|lists|gives)\b
    (?:见|详见|参见)(?:对比|比较|汇总|价格|时间|数据|参数)表(?=[）)，。；])
    \bthe table (?:lists|compares|sums up|summari[sz]es|sets out|gives an overview)\b
    \b(?:listed|given|found|explained|set out|described|collected|summed up|see
    shown) in the (?:info ?)?(?:box|panel
    sidebar|inset)\b
    (?:见|看|参考|参照|对照)(?:表格|附表|清单)(?=[。，；）)]|$)
    (?:见|列在|列于|写在|看)(?:右侧|左侧|右边|左边|文末|下方|旁边)的?(?:方框|边栏|资料框|信息框
    小方框)
    \btabelle (?:unten|oben|am ende)\b|\b(?:folgende|nachstehende) tabelle\b
    \btableau (?:ci-dessous|ci-dessus|ci-après|suivant)\b|\btabla (?:siguiente|de abajo|adjunta)\b
""")
_ATTACHED = one_of(r"""
    \b(?:attached|enclosed) (?:\w+ )?(?:file|spreadsheet|pdf|document|table|sheet|worksheet)\b
    (?:请)?(?:参阅|参见|参考|详见|查看|见)附件|附件(?:表格|中|文档)|见附表
    \b(?:see|in) (?:the )?appendix(?: [a-d\d])?\b(?! of)
    \bappendix [a-d\d] (?:lists|shows|contains|gives|has)\b
    (?:见|参见|详见|列于|附于)(?:文末|文后|本文)?附录|\bclick here\b
    \b(?:click|follow|use|open) (?:on )?the (?:link|button) (?:below|above|here)\b
    \b(?:use|try|fill in|complete) (?:the|our|this) (?:\w+ )?(?:calculator|form|tool|slider|quiz
    widget|map) (?:below|above|at the (?:end|bottom|top))\b
    \b(?:with|via|using|through|press|tap|hit) the (?:\w+ )?(?:button|link) (?:at the (?:end|bottom
    top|foot)|below|above|underneath|here)\b(?! (?:the|an?|my|your|our|his|her|its?)\b)
    \b(?:fields|form|boxes|calculator|tool|widget|player) below\b
    \b(?:attached|appended) to this (?:post|article|guide|page|story|text)\b
    (?:附在|见于|放在)(?:本文|文章)(?:后面|末尾|最后|结尾)|文末(?:附有|附上|附了)
    \b(?:download|get) (?:it|the \w+|our \w+|your \w+) (?:below|here|via the link)\b
    (?:点击|打开|点|戳|通过)(?:下方|下面|文末|以下|上方)(?:的)?(?:链接|按钮|网址)
""")
# A part of this text, by its number.
_SECTIONS = one_of(r"""
    \b(?:see|in|to) (?:section|chapter|part) (\d{1,2}) (?:below|above|of this (?:article|guide
    text))
    (?:见|详见|参见|如)(?:下文|上文|本文|后文)?第([一二三四五六七八九十\d]{1,2})(?:节|部分
    章)(?!课)
    在第([一二三四五六七八九十\d]{1,2})(?:节|部分)(?:会|将|再)(?:再|专门)?(?:详细|具体)?(?:说明|讲
    介绍|讨论|细说|展开)
    \b(?:covered|explained|described|discussed|compared|shown) in (?:section|chapter
    part) (\d{1,2})\b(?! of (?:the|his|her|their))
""")
_NUMBERS = {sign: str(value) for value, sign in enumerate("一二三四五六七八九十", 1)}
_ELSEWHERE = compiled(r"""
    \b(?:his|her|their|the (?:report|study|paper|book|original|manual|authors?)|darwin)\b.{0,12}$
    (?:原书|报告|论文|书中|原文)[^，。]{0,8}$|(?:原文|该文|旧文|那篇)[^。]{0,16}，$
""")
# Also what is put there when it is shown: a script, a mark of an editor's program.
_IMAGE = re.compile(
    r"<(?:img|svg|picture|figure|video|iframe|object|embed|script)\b"
    r"|\[(?:youtube|vimeo|embed|gallery|tweet)[ \]]",
    re.IGNORECASE,
)
_MAY_SHOW = ("<", "[youtube", "[vimeo", "[embed", "[gallery", "[tweet")
_SURE = 2  # mentions, in a very long text: a story has pictures of its own
_VERY_LONG = 2_000  # words
_DESCRIPTION = re.compile(
    r"\[(?:(?:hero|header|featured|cover) )?(?:image|picture|photo|illustration|img|screenshot"
    r"|infographic|video)(?: \d)?(?:[:：] ?| [–—-] )([^\[\]\n]{12,300})\]",
    re.IGNORECASE,
)
_CREDIT = re.compile(r"\bcourtesy\b|\bcredits?\b|\bby\b|©|\bcommons\b|\barchives?\b")
_FEW_UNITS = 5
_DRAWN = frozenset({"mermaid", "plantuml", "dot", "svg", "graphviz", "text", "txt", "ascii", ""})

# "The first photo was taken …, the second shows": a row of pictures.
_IN_A_ROW = one_of(r"""
    \bthe (first|second|third|fourth|fifth|last|next|left|right|upper|lower) (?:photo|image|picture
    screenshot|diagram|chart|graph|map|illustration|figure)s? (?:\w+ )?(?:was|were|shows?|is|has
    gives?
    compares?|illustrates?)\b
""")
_ROW = 2
_ANY = Either(_IN_A_ROW, _FIGURES, _VIDEOS, _TABLES, _ATTACHED, _SECTIONS)


def check(article: Finished) -> Iterator[Finding]:
    """What is named and not there: pictures, videos, tables, attachments."""
    if (described := _described(article)) is not None:
        said = f"a picture is described and not there: {described.said.strip()[:60]}"
        yield Finding(NAME, Level.HOLD, described.block.span, said)
    if not article.may_hold(_ANY):
        return
    yield from _of_sections(article)
    if (shown := _row(article)) is not None and not _shows_image(article):
        said = f"it names pictures that are not there: {' '.join(shown.said.split())[:60]}"
        yield Finding(NAME, Level.HOLD, shown.block.span, said)
    for expression, what, is_there in _SHOWN:
        found = _named(article, expression)
        if found is not None and not is_there(article):
            passage, words = found
            said = f"it names {what} that is not there: {' '.join(words.split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)


def _described(article: Finished) -> Passage | None:
    """A bracket of its own that tells what a picture would show; a credit names who made it."""
    if "[" not in article.body or _has_image(article.body):
        return None
    for passage in article.passages:
        text = passage.block.text.strip()
        found = _DESCRIPTION.fullmatch(text) if text.startswith("[") else None
        if found and not found[1].istitle() and len(passage.units) > _FEW_UNITS:
            return None if _CREDIT.search(passage.low) else passage
    return None


def _shows_image(article: Finished) -> bool:
    """Whether there is a picture, or a drawing in signs."""
    if article.images or any(map(_has_image, (article.body, article.html or ""))):
        return True
    return any(one.info in _DRAWN for one in article.blocks if one.kind is Kind.CODE)


def _shows_table(article: Finished) -> bool:
    has_table = "<table" in article.body or any(one.kind is Kind.CELL for one in article.blocks)
    return has_table or _shows_image(article)


def _has_attachment(article: Finished) -> bool:
    """A link, a form to fill in, or so much to see that nothing seems to be missing."""
    return (
        "](" in article.body
        or "____" in article.body
        or "://" in article.body
        or _shows_image(article)
    )


_SHOWN = (
    (_FIGURES, "a picture", _shows_image),
    (_VIDEOS, "a video", _shows_image),
    (_TABLES, "a table", _shows_table),
    (_ATTACHED, "an attachment", _has_attachment),
)


def _has_image(text: str) -> bool:
    return "![" in text or (has(text, _MAY_SHOW) and _IMAGE.search(text) is not None)


def _named(article: Finished, expression: Expression) -> tuple[Passage, str] | None:
    """The first passage that names such a thing, with the words that do."""
    named = []
    for passage in article.holding(expression):
        text = passage.spelled
        found = passage.find(expression, text)
        if found and not (_is_elsewhere(text, found.start()) or leads_elsewhere(passage)):
            named.append((passage, found[0]))
            if article.words < _VERY_LONG or passage.is_wide or len(named) == _SURE:
                return named[0]
    return None


def _of_sections(article: Finished) -> Iterator[Finding]:
    """A numbered part of the text that it refers to, where no heading has the number."""
    for passage in article.holding(_SECTIONS):
        found = passage.find(_SECTIONS, passage.spelled)
        if found is None:
            continue
        number = next(filter(None, found.groups()))
        names = {number, _NUMBERS.get(number, number)}
        headings = [one.low for one in article.passages if one.block.kind is Kind.HEADING]
        is_counted = len(headings) >= int(_NUMBERS.get(number, number))
        if not is_counted and not any(name in one for one in headings for name in names):
            said = f"it refers to a part that is not there: {' '.join(found[0].split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)
            return


def _row(article: Finished) -> Passage | None:
    """The first passage that names one of several pictures by its place, and none leads away."""
    those = [one for one in article.holding(_IN_A_ROW) if not leads_elsewhere(one)]
    named = [(place, one) for one in those for place in _IN_A_ROW.pattern.findall(one.spelled)]
    return named[0][1] if len({place for place, _ in named}) >= _ROW else None


def _is_elsewhere(text: str, place: int) -> bool:
    """Whether the figure is one of another book or report."""
    return _ELSEWHERE.search(text[max(0, place - 30) : place]) is not None
