"""Is something delivered beside the article? Captions, posts, prompts for pictures, a rationale.

What goes with an article has a label of its own: a line that begins with what it is called, and
tells where it belongs. An author's label ("Caption:" below a picture) counts by twos.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Expression, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

NAME = "notes"
_ENOUGH = 2  # points
_LAST = 8  # passages below an article in which a weak label counts: above it stand abstracts
_WIDE_MEDIA = (
    "朋友圈|微博|小红书|抖音|视频号|社群|快手|知乎|b站|公众号|海报|短视频"
    "|推送|封面图?|配图|插图|头图|绘图|图片"
)
_WIDE_POST = "文案|标题|配文|话术|建议|提示词|提示|脚本|推广语|转发语|描述|prompt"
_LABEL_ENDS = r"(?: ?(?:\([^()]{1,40}\)|#?\d|ideas?|options?|suggestions?))*\s?"
_MEDIA = (
    "instagram|facebook|linkedin|twitter|x/twitter|threads|tiktok|pinterest|whatsapp|telegram"
    "|bluesky|mastodon|social(?:[ -]media)?|newsletter|e-?mail|push|reddit|youtube"
)
_POST = "posts?|captions?|copy|text|blurb|teaser|threads?|tweets?|version|notification|script|reel"
_PICTURE = (
    "image|picture|photo|cover|cover image|featured image|header image|hero image|hero|thumbnail"
    "|illustration|visual|dall[-·]?e|midjourney|stable diffusion"
)
# Where an article goes, and what is made for it there: nobody else needs to know.
_SURE = one_of(rf"""
    ^\W*(?:suggested |sample |short |alternative )?(?:{_MEDIA}) (?:{_POST}){_LABEL_ENDS}[:：—–-]
    ^\W*(?:suggested |sample )?tweets?(?: thread| copy)?{_LABEL_ENDS}[:：]
    ^\W*(?:{_PICTURE}) (?:prompts?|brief|suggestions?|ideas?){_LABEL_ENDS}[:：—–-]
    ^\W*(?:(?:suggested|recommended|proposed) )(?:images?|visuals?|photos?|illustrations?|tags
    hashtags|titles|headlines|internal links|external links|categor(?:y|ies)|alt text|captions?
    pull quotes?){_LABEL_ENDS}[:：—–-]
    ^\W*(?:open|outstanding|remaining) (?:questions|queries|points) (?:for|to) (?:you|the (?:client
    editor|author)|clarify|confirm)\b
    ^\W*(?:seo|meta) (?:title|description|tags?|keywords?|notes?){_LABEL_ENDS}[:：—–-]
    ^\W*(?:focus|primary|secondary|target) key ?(?:words?|phrases?)\W*[:：—–-]
    ^\W*(?:url )?slug\s?[:：]|^\W*(?:e-?mail )?(?:subject line|preheader|preview text)\W*[:：—–-]
    ^\W*(?:schema markup|json-ld)\W*[:：—–-]|--(?:ar \d+:\d+|v \d|stylize \d+|niji)\b
    ^\W*(?:{_WIDE_MEDIA})[^\n：:】]{{0,4}}(?:{_WIDE_POST})[^\n：:】]{{0,8}}(?:[:：】]|$)
    ^\W*(?:转发语|话题标签|推荐(?:标题|话题|标签)|备选标题|引导语|关键词密度
    url别名)[^\n：:】]{{0,8}}[:：】]
    ^\W*seo[^\n：:a-z]{{0,6}}[^\n：:】a-z]{{0,8}}[:：】]
    ^\W*(?:bildvorschlag|bildprompt|social-media-(?:text|post)|suchbegriffe|seo-titel)\W*[:：–-]
    ^\W*(?:suggestion d'image|légende instagram|méta-description|titre seo)\W*[:：–-]
    ^\W*(?:texto para redes|sugerencia de imagen|metadescripción|título seo)\W*[:：–-]
""")
_WEAK = one_of(r"""
    ^\W*(?:hash)?tags?\s?[:：]|^\W*alt(?:ernative)?[ -]text\s?[:：]|^\W*excerpt\s?[:：]
    ^\W*captions?\s?[:：]|^\W*pull quotes?\s?[:：]|^\W*call to action\s?[:：]|^\W*categor(?:y
    ies)\s?[:：]
    ^\W*(?:internal|external) links?\s?[:：]|^\W*keywords?\s?[:：]
    ^\W*(?:标签|导语|金句|互动话题|互动问题|结尾引导|封面|配图|分类|简介)\s?[:：】]
    ^\W*(?:schlagwörter|mots-clés|palabras clave|teaser)\s?[:：]
""")
# Why it was written so: words of a writer's trade behind such a label.
_WHY = one_of(r"""
    ^\W*(?:why (?:this|it) works|what (?:i|we) (?:changed|did)(?: here)?
    changes made|what changed|rationale|summary of (?:changes|edits|work)|change ?log|deliverables
    (?:writer|author|drafting|style|production|structure|editing)(?:'s)? notes?|writing notes?
    notes on (?:the|this) (?:draft|text|piece|article)|editor'?s checklist|approach|self-review
    quality check|how (?:this|it) meets the brief)\W*(?:[:：—–-]|$)
    ^\W*(?:创作思路|写作思路|写作说明|创作说明|设计思路|亮点说明|修改说明|结构说明|写作要点|自查
    质量自检
    改动说明|优化说明|文章亮点|选题说明)\W*(?:[:：】—–-]|$)
    ^\W*(?:warum das funktioniert|änderungen|anmerkungen zum text|notes de rédaction)\W*[:：–-]
""")
_TRADE = compiled(r"""
    \b(?:piece|article|opens?|opening|closes?|closing|tone|audience|readers?|structure|headline
    hook|paragraphs?|brief|sentences?|skimm\w+|call to action|draft|text)\b
    文章|开头|结尾|读者|语气|结构|标题|段落|全文|字数|本文|口语化|\btext|leser|lecteur|lector
""")
# The same in items below the label: words that nobody has for anything else.
_TRADE_ALONE = compiled(r"""
    \b(?:\d{2,4} words|british spelling|external links|paragraphs?|headings?|under \d+ words
    word count|news brief|the brief
    swap in|jargon|you (?:did not|didn't) mention
    you (?:asked|wanted|mentioned)|plausible|placeholder|the tone|call to action|keywords?)\b
    字数|您没有提|您要求|关键词|语气|口语化|开头用|结尾用
""")
# A reminder of the writer's: what has to be done before it goes out.
_REMINDS = one_of(r"""
    \b(?:note|reminder|memo) to (?:self|myself|editors?|the editor|desk|client|reviewer)\b
    ^\W*(?:自己)?(?:备忘|提醒自己|编辑注意|给编辑)\s?[:：]
""")
_BEFORE = compiled(r"""
    \bbefore (?:this|it|we|the (?:piece|article|post)) (?:goes?|gets?|is|runs?|publish\w*)\b
    \b(?:check|confirm|verify|clear|ask)\b[^.]{0,60}\b(?:with|by) (?:the )?(?:client|editor|legal
    author|desk|source)\b|\b(?:add|insert|update|fix|replace) (?:the |a )?(?:link|photo|quote
    source|figure|number|headline|image)s?\b|\bpublish|\bdraft\b
    发布前|上线前|刊出前|定稿|核实|补充|配图|链接
""")
_OF_TRADE = question(r"""
    social media|instagram|facebook|twitter|linkedin|tiktok|marketing|\bseo\b|copywrit|caption
    hashtag|newsletter|advertis|content (?:strategy|plan|creat)|prompt|midjourney|dall
    (?<![a-z])ai(?![a-z])
    blogg|writ|edit|journalis|publish|campaign|metadata|keyword|accessib|\bposts?\b
    文案|自媒体|公众号|小红书|朋友圈|抖音|营销|推广|运营|写作|标题|海报|提示词|绘图|编辑|投稿|排版
    剪辑
    werbung|marketing|journalis|publicité
""")
_PLACES = {Kind.PARAGRAPH, Kind.ITEM, Kind.HEADING}
_LINE = re.compile(r"[^\n]+")


def check(article: Finished) -> Iterator[Finding]:
    """The first label of what goes with an article, where there are signs enough."""
    those = (_SURE, _WEAK, _WHY, _REMINDS)
    if not any(article.may_hold(one) for one in those) or article.subject.is_about(_OF_TRADE):
        return
    points, first = 0, None
    passages = article.spoken
    for place, passage in enumerate(passages):
        if passage.block.kind not in _PLACES:
            continue
        found = _points(passage, at_end=place >= len(passages) - _LAST)
        if not found and passage.find(_WHY, passage.low.strip()) and place + _LAST >= len(passages):
            behind = " ".join(one.low for one in passages[place + 1 :])
            found = _ENOUGH if len(set(_TRADE_ALONE.findall(behind))) >= _ENOUGH else 0
        points += found
        first = first or (passage if found else None)
    if first is not None and points >= _ENOUGH:
        said = f"something that is delivered beside the article: {first.said.strip()[:60]}"
        yield Finding(NAME, Level.HOLD, first.block.span, said)


def _points(passage: Passage, *, at_end: bool) -> int:
    low = passage.low
    points = 2 * _count(_SURE, passage)
    if at_end:
        points += _count(_WEAK, passage)
        if passage.find(_WHY, low) and _TRADE.search(low):
            points += _ENOUGH
    if passage.find(_REMINDS, passage.spelled) and _BEFORE.search(passage.spelled):
        points += _ENOUGH
    return points


def _count(labels: Expression, passage: Passage) -> int:
    """Lines that begin with one of the labels."""
    if not passage.may_hold(labels):
        return 0
    return sum(
        labels.search(line[0].strip(), passage.held) is not None
        for line in _LINE.finditer(passage.low)
    )
