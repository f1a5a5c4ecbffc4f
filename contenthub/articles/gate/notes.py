"""Has it notes on how it was made? On its words, on instructions, for an editor.

A note speaks of the order and of the text itself, in one sentence: what was asked for, and that
it was done. Readers know neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate import answers
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage, leads_elsewhere
from contenthub.articles.gate.spelled_out import spelled_out

NAME = "notes"
_MOST = 800  # characters of a passage that are looked at: a note is short
_FIRST, _LAST = 3, 2  # passages in which a number of words is no news
_SHORT = 300  # characters of a passage that is a note as a whole

_ORDER = one_of(r"""
    \bas (?:you )?(?:have )?(?:requested|instructed|asked|specified|directed|required|desired
    wanted
    wished)\b(?! (?:by|in) )
    \b(?:as )?per (?:your|the) (?:\w+ )?(?:request|instructions?|guidelines?|brief|requirements?
    specifications?|prompt|feedback|outline)
    \b(?:according to|in line with|in accordance with|based on|following|to meet|meets?) (?:your
    the) (?:\w+ ){0,2}?(?:request|instructions?|requirements?|feedback|brief|guidelines|prompt)\b
    \b(?:length|word|space|character) (?:limits?|constraints?|range|target|budget)\b
    \byour (?:request|instructions?|brief|prompt|requirements|guidelines|feedback|outline)\b
    (?<!of )\byou (?:asked|requested|wanted|specified|mentioned)\b
    \b(?:in keeping|in accordance|in line) with (?:your|the) (?:\w+ )?(?:brief|guidelines|request
    prompt
    instructions)|\bgiven (?:your|the) (?:audience|brief|word limit|length)
    \bwithin (?:your|the) (?:\w+ )?(?:limit|word count|length)
    \bfollows? (?:the|your) (?:outline|brief|structure|template|style guide)\b
    \bthe (?:brief|prompt|instructions|assignment|client) (?:did|does|do|asked|asks|specif\w+
    calls?
    required?s?|said|says|was|were|wanted)\b
    \bas (?:you )?(?:suggested|discussed|agreed)\b,? (?:i|the|this)
    \b(?:required|requested|specified|given|provided|target|mandatory) (?:keywords?|word count
    length|tone|format|phrases|elements)
    \bi (?:was|have been) (?:asked|told|instructed) to (?:write|avoid|include|keep|use|mention)
    (?!(?:符合|满足)你的?需求)(?:根据|按照?|遵照|依照|应|依|照|依据|遵循|符合|满足)(?:您|你|客户|甲方|题目|任务
    上述
    给定|指定|用户(?!的?需求))(?:的)?(?:要求|需求|指示|指令|提示词?)
    (?:已|此处|这里|全文|本文|均|都)(?:严格)?(?:按|根据|按照|遵循|符合)(?:照)?要求
    按要求(?![^，。]{0,2}(?:处理|完成|提交|填|进行|操作|执行|安装|配置))
    ^\W*(?:[注备]注?[:：])?(?:根据|按照?|应)要求
    (?:您|题目|客户|甲方|用户(?!的?需求)|你(?!的?需求|要求))的?(?:要求|需求|指令)|提示词(?:要求|中)|(?:题目|需求|字数)要求
    wie gewünscht|laut vorgabe|auf ihren wunsch|comme demandé
    selon vos (?:instructions|consignes)|como solicit|según (?:sus|tus) instrucciones
    come richiesto|conforme solicitado|ご(?:指示|要望|依頼)(?:通り|どおり|に)
""")
_MADE = one_of(r"""
    \b(?:avoided|avoids|kept|keeps|included|includes?|used|uses|mentioned|omitted|left out|adjusted
    written|incorporated|limited|followed|follows|maintained|ensured|added|removed|excluded
    structured|aimed|shortened|appears?|repeated|met|stays?|remains?|not (?:been )?(?:mention
    includ
    use|name)\w*|no \w+ (?:\w+ )?(?:are|is|were|was)|refrained|does not|did not|has been|have been
    contains?|complies|adheres|skipped|cut)\b
    \bi will (?:now |also )?(?:write|add|expand|cover|keep|include|leave out|avoid)\b
    \bthere (?:is|are) no\b|\b(?:tone|style|language|voice|length) is\b|\bskipp(?:ed|ing)\b
    \b(?:expanded|focused|wrote|rewrote|split|went with|tried to|made sure|reduced|replaced
    simplified
    trimmed|highlighted|emphasi[sz]ed|targeted|optimi[sz]ed|revised|organi[sz]ed|divided)\b
    扩写|精简|压缩|改写|撰写|展开|补充|删除|强调|避免|包含|出现|调整|控制|不提及|不写
    未提|未使用|没有(?:提|写|使用)|使用|采用|加入
    融入|保持|遵循|省略|删去|达到|涵盖|突出|符合|vermieden|verwendet|erwähnt|gehalten|enthält
    évité|utilis|inclu|évit|避け|使用し|含め
""")
_OF_TEXT = one_of(r"""
    \bwords?\b|\bword count|\bkeywords?|\bparagraphs?|\bsentences?|\bheadings?|\bsections?\b(?! \d)
    \btone\b|\bbrand(?: name)?s?\b|\bcall to action|\btitle\b|\bintroduction\b|\bconclusion\b
    \bthe article\b|\bthis (?:article|text|piece|post)\b|\bdraft\b|\bphrases?\b|\bbullet points
    \bcitations|\bthe length\b|\bthis version\b|\bseo\b|\bfirst person|\bjargon\b|\bemojis?\b
    \badjectives\b|\badverbs\b|\bthe (?:opening|ending|closing)\b
    \blanguage\b|\bstyle\b|\bterms\b|\bprices?\b|\bcopy\b|本文|文章|全文|正文|文中|关键词
    关键字|段落|一段|字数|\d+字|语言|语气|篇幅|标题|词语|词汇|用词|句子|口吻|此处
    这里|第[一二三四五\d]+[点段部节]|wörter|schlüsselwörter|absatz|abschnitt|titel|mots
    paragraphe|palabras|párrafo|文字数|キーワード
""")
_COUNT = one_of(r"""
    \b(?:word|character) count\W{0,3}[:：] ?(?:about |approx\w* |~ ?)?\d
    ^\W*(?:(?:total|approx\w*|final|estimated|actual|current) )*(?:word|character) ?(?:count
    total)\b
    ^\W*(?:approx\.?|approximately|about|total(?: of)?:?|exactly|roughly|~
    ≈)?\s*\d[\d,.]* ?words\W*(?:\((?:excluding|including|without|with
    not counting) [^()]{1,30}\)\W*)?$
    ^\W*length: .{0,12}words
    \b(?:this|the) (?:article|text|piece|post|essay|draft) (?:is|has|contains|comes to
    runs to) (?:\w+ )?\d[\d,]* words
    ^\W*(?:\d[\d,]* words)[,;.].{0,60}(?:keyword|tone|paragraph|sentence|request)
    ^\W*(?:全文|本文|正文|文章|以上|总|实际|约|合计)*(?:总)?字数(?:统计|共计|约|为
    是
    共)?[:：约为是共 ]
    (?:全文|本文|正文|以上文章|以上(?:内容)?|总计|合计|总共)(?:总字数|字数)?(?:大?约|共计?|约为?
    合计|总计|总共|为|是)*\s?\d{2,5}\s?(?:余|多|个)?(?:汉)?字
    ^\W*(?:约|共)?\d{2,5}字\W*$
    (?:wortzahl|anzahl der wörter|nombre de mots|número de palabras|文字数)[:： ]
""")
_ABOUT_LENGTH = question(r"""
    \bwords?\b|\blengths?\b|\blong\b|\bshort|\bessays?\b|\bwrit|\bconcis|\bbrief|字数|篇幅|字|长度
    写作|作文
    简短|精简
""")
_READING_TIME = compiled(r"阅读|分钟|\bread\b|\bminutes?\b|\bmin\b|lesezeit|lecture")
# What belongs to an article's page, and not into its text.
_FOR_THE_PAGE = one_of(r"""
    (?:关键词|关键字)[^。，]{0,20}(?:出现|自然|融入|覆盖|包含)(?:了|在
    于)?(?:“”)?\s?\d*
    关键词(?:密度|布局|分布)[:：约为]
    (?:融入|包含|使用|覆盖|植入)(?:了)?(?:全部|所有|指定|以下|核心)?(?:的)?关键词
    \bkeywords?\b[^.]{0,40}\b(?:appears?|used|included|incorporated|occurs?) (?:\w+ )?(?:\d+|once
    twice|three|four|five|naturally|throughout|in the)
    \bkeyword density
    \b(?:should|must|need to|to) be (?:re-?)?(?:checked|verified|fact-checked
    confirmed) before (?:publi|post|you)
    \bi have (?:invented|made up|assumed)\b.{0,40}\b(?:quotes?|names?|figures|numbers|data|details
    sources)
    \b(?:quotes?|names|figures|numbers|data|sources) (?:\w+ )?(?:are|is) (?:invented|made up
    placeholders?|fictional|illustrative)\b.{0,30}\b(?:replace|check|before)
    (?:数据|案例|人名|引语|数字)[^。]{0,6}(?:(?<!作)为|是|系)(?:示例|占位|假设)
    发布前(?:请)?(?:您)?(?:核实|核对|确认|校对|检查)(?!$)
    ^\W*(?:target|primary|secondary|focus|seo|main|required) keywords?\b.{0,12}:
    ^\W*keywords? (?:used|included|covered)\b.{0,6}:
    ^\W*(?:meta[ -](?:description|title|tags?|keywords)|seo[ -](?:title|description|tags?)
    focus keyphrase|(?:suggested|proposed|recommended) (?:meta \w+|url|slug|excerpt|description)
    (?:suggested|alternative|possible) (?:title|headline|image|tag|caption
    hashtag)s?|title (?:options|ideas|suggestions)|image prompts?|alt[ -]text|internal links?
    social media (?:caption|post)s?|target audience|url slug|slug)\b.{0,10}:
    ^\W*(?:元描述|meta描述|seo(?:标题|描述|关键词)|备选标题|推荐标题|标题建议|配图建议|封面建议
    目标受众|(?:建议|推荐)(?:标签|话题|关键词)|核心关键词|备用标题|图片提示词)[】）)]?[:：]
""")
# At the end: what was done to the text, by two words of the trade.
_WAS_DONE = one_of(r"""
    \b(?:has|have) (?:all |both |also )?been (?:\w+ )?(?:worked|woven|kept|placed|included
    integrated
    observed|respected|avoided|addressed|covered|followed|met|left out|added|maintained|used
    incorporated|mentioned|distributed|adapted|checked)\b
    \b(?:tone|style|voice|length|structure|text|article|piece|copy) (?:follows|matches|meets
    keeps to
    adheres|respects|stays within|corresponds|sticks to)\b
    \b(?:used|avoided|included|kept|observed|respected|mentioned|placed|followed
    applied)(?: throughout
    as requested|[;,.)])
    \b(?:wurden?|sind|ist) (?:\w+ ){0,6}(?:eingebaut|eingearbeitet|berücksichtigt|eingehalten
    vermieden)\b
    \b(?:a|ont) été (?:intégrée?s?|respectée?s?|évitée?s?|placée?s?)\b
    \b(?:se ha|se han|ha sido|han sido) (?:incluido|respetado|evitado|integrado)s?\b
""")
_TRADE = compiled(r"""
    \b(present tense|past tense|clichés?|active voice|passive voice|(?:first|second|third) person
    as per (?:point|item)|keywords?|key ?phrases?|tone|guidelines|brief|headings?|subheadings?
    word count|word limit
    style guide|brand voice|call to action|jargon|reading level|requirements?|specifications?
    stuffing|length|adjectives|british english|house style|outline|paragraphs|bullet points|cta
    schlüsselwörter|tonfall|vorgaben?|wortzahl|mots-clés|consignes?|palabras clave|instrucciones)\b
""")
_FEW_TRADE = 2
_DONE = "a note on what was done to the text"
_PARENS = re.compile(r"[(（\[【]{1,2}([^()（）\[\]【】]{4,200})[)）\]】]{1,2}")
# The rest of the text is not there, and a bracket says so.
_ELIDED = one_of(r"""
    ^\W*(?:the )?(?:rest|remainder|remaining|other|following)(?: of the)? (?:\w+ )?(?:sections?
    paragraphs?|text|article|content|chapters?)\b[^.]{0,20}\b(?:follows?|same|unchanged|omitted
    truncated|as (?:above|before)|continues?|similar|goes? here|remains?|stays?)\b
    ^\W*(?:(?:其余|其他|剩余|后续|以下|下文|后文)(?:部分|内容|段落|章节|各节)?)(?:同上|不变|类似
    照此|以此类推|从略|省略|略)\W*$
""")
_EDITOR = one_of(r"""
    ^\W*(?:nb|n\.b\.|note|attn|query|memo)?[:,]?\s*(?:to |for )(?:the |my |your )?(?:editors?|ed
    layout|desk|legal|proofreader)\b
    ^\W*(?:nb|n\.b\.)?:?\s*(?:the )?(?:editors?|ed
    proofreader)(?:'s)?(?: note)?\.?\s?[:,–—-].*\b(?:check|verify|confirm|cut|add|before|please)\b
    ^\W*(?:nb|note) (?:editor|ed)\b
    ^\W*(?:eds?:|subs?:|au:|query:|desk:|legal:)[^\n]*(?:\?\W*$|\bpls\b|\bplease\b|\bcheck\b
    \bcut\b
    \bconfirm\b)
    ^\W*à (?:vérifier|compléter|confirmer|ajouter)\b|^\W*(?:da|por|para) (?:verific|complet
    conf[ei]rm
    aggiung|añad)\w+
    ^\W*(?:hier|noch|bitte|zahl|quelle|zitat)\b[^()]{0,50}\b(?:einfügen|ergänzen|nachtragen
    prüfen)\b
    ^\W*(?:insérer|ajouter|inserire|aggiungere|insertar|añadir) (?:ici|qui|aquí|un[ea]?|le|la|il
    el)\b
    ^\W*(?:nota|ndr|nb|anmerkung|notiz|note)(?: \w+){0,3}\W{0,3}[:：] ?(?:noch |bitte
    da |à |por |falta )?(?:verific|controll|aggiung|inser|vérifi|ajout|insér|prüf|ergänz|einfüg|klär
    revis|comprob|añad|confirm[ae]r)
    ^\W*(?:can|could|should) (?:we|you|someone|somebody|i) (?:\w+ )?(?:verify|check|confirm|add|cut
    source|cite|find|get|use|put)\b
    \bplease (?:\w+ )?(?:verify|check|confirm|fact|double-check|cross-check)\b.{0,30}(?:price|date
    name|figure|number|this|before|source|spelling)
    \bi would suggest (?:a|an|adding|using|cutting)\b
    \b(?:figure|number|date|name|claim|quote|statistic)s? needs? (?:a )?(?:source|citation|fact
    check|verif|confirm|to be)
    \bto be (?:verified|fact-checked|sourced)\b|^\W*fact[- ]?check
    ^\W*(?:source\?|check (?:this|figure|number|date|name|price|spelling)s?\b)
    \bcould not (?:confirm|verify|find a source)\b
    ^\W*(?:photo|image|picture|graphic|chart) here\b
    ^\W*insert (?:a |an )?(?:photo|image|picture|graphic|quote)|\bbefore publi(?:shing|cation)\b
    ^\W*(?:编辑|主编|责编|校对)(?:注意|请|备注|看)
    ^\W*(?:请|麻烦|待|需)(?:编辑|编者|校对|您|你|再)?(?:核实|核对|确认(?!被|您|你|是否已|已|没有|选)|查证|配图|查一下)
    ^\W*(?:此处|这里|本段|该段)(?:按|根据|可|应|需|建议|已|为(?!了?与|公))[^。]{0,30}(?:要求|不写
    不提
    配图|插|调整|图)
    \bclient to (?:choose|confirm|approve|decide|supply|provide|check)\b|\b(?:pick|choose) (?:one
    whichever|between|either) (?:\w+ )?(?:ending|opening|title|headline|version|hook|caption|line
    cta)\b
    \b(?:cta|call to action|ending|headline|title|opening|quote|caption|link) (?:is )?(?:to be
    tbd|tbc)\b
    (?:结尾|开头|标题|题目|文案|此句|这句|本句|金句|链接)[^，。]{0,6}(?:待定|可替换|可换成|可视)
    (?:标题|开头|结尾|文案|版)[^。]{0,20}(?:任选|二选一|三选一|(?<!选)择一)
    需找案例|数据待|来源待|^\W*(?:存疑|有待核)|待核实|需要核实|有待查证
""")
_ON_ORDER = (_ORDER, _MADE, _OF_TEXT)
# Outside of brackets, a paragraph says at its beginning to whom it speaks.
_TO_EDITOR = one_of(r"""
    ^\W*(?:fact[- ]?check|check|cut|move|rewrite|shorten|verify) this (?:para(?:graph)?|section
    sentence
    line|quote|figure|bit)\W*$
    ^\W*(?:nb|n\.b\.|note|attn|query|memo|p\.s\.|ps)[.:,]?\s*(?:to|for) (?:the |my )?(?:editors?
    layout|desk|proofreader|client)\b
    ^\W*(?:给编辑|编辑注意|致编辑|写给编辑|编辑备注)(?:的话)?[：:]
""")

# What a part should be like stands in brackets behind its heading.
_IN_HEADING = one_of(r"""
    [(（\[【][^()（）\[\]【】]{0,60}?\d+ ?(?:words?|字|wörter|mots|palabras)
    (?<![\u4e00-\u9fff])[(（\[【](?:insert|add|mention|include|keep)\b[^()（）\[\]【】]{4,60}[)）\]】]
    [(（\[【](?:举|要|突出|语气
    结尾)[^()（）\[\]【】]{4,60}[)）\]】]
""")

_ANY = Either(
    _IN_HEADING, _ORDER, _COUNT, _FOR_THE_PAGE, _EDITOR, _TO_EDITOR, _ELIDED, _WAS_DONE
)  # each note has one of these


def check(article: Finished) -> Iterator[Finding]:
    """The first note."""
    if not article.may_hold(_ANY):
        return
    passages = article.spoken
    about_length = article.subject.is_about(_ABOUT_LENGTH)
    for place, passage in enumerate(passages):
        at_end = place < _FIRST or place >= len(passages) - _LAST
        is_last = place >= len(passages) - _LAST
        what = _what(passage, at_end=at_end, is_last=is_last, about_length=about_length)
        if what == _DONE and answers.is_about_texts(article.subject):
            continue
        if what:
            said = f"{what}: {' '.join(passage.said.split())[:60]}"
            yield Finding(NAME, Level.HOLD, passage.block.span, said)
            return


def _what(passage: Passage, *, at_end: bool, is_last: bool, about_length: bool) -> str | None:
    if not passage.may_hold(_ANY):
        return None
    text = passage.spelled[:_MOST]
    if passage.block.kind is Kind.HEADING and passage.find(_IN_HEADING, text):
        return None if about_length else "a note on what a part should be like"
    is_the_authors = leads_elsewhere(passage)
    may_be = _may_be_on_order(passage) and len(text) < _SHORT and not is_the_authors
    if may_be and any(_is_on_order(one, passage) for one in passage.sentences):
        return "a note on the instructions"
    if at_end and passage.find(_COUNT, text):
        return (
            None if _READING_TIME.search(text) or about_length else "a note on the number of words"
        )
    if at_end and len(text) < _SHORT and passage.find(_FOR_THE_PAGE, text):
        return "a note for the page, and not for its readers"
    if is_last and not about_length and _tells_what_was_done(passage, text):
        return _DONE
    if is_the_authors:
        return None
    if len(text) < _SHORT and passage.begins(_TO_EDITOR, text):
        return "a note to the editor"
    if _is_bracket(passage) and passage.find(_ELIDED, text):
        return "a note that the rest is left out"
    if passage.held & (_ORDER.bits | _EDITOR.bits) and has(text, "([（【") and _PARENS.search(text):
        inside = [one for one in _PARENS.findall(text) if _is_note(one, passage)]
        return "a note to the editor" if inside else None
    return None


def _tells_what_was_done(passage: Passage, text: str) -> bool:
    """Whether a short paragraph tells of nothing but the text."""
    if len(text) > _SHORT or passage.find(_WAS_DONE, text) is None:
        return False
    return len(set(_TRADE.findall(text))) >= _FEW_TRADE


def _may_be_on_order(passage: Passage) -> bool:
    return all(passage.held & sign.bits for sign in _ON_ORDER)


def _is_on_order(sentence: str, passage: Passage) -> bool:
    text = spelled_out(sentence)
    return all(passage.find(sign, text) is not None for sign in _ON_ORDER)


def _is_bracket(passage: Passage) -> bool:
    said = passage.said.strip(" *_\n")
    return said[:1] in "([（【" and said[-1:] in ")]）】"


def _is_note(inside: str, passage: Passage) -> bool:
    if passage.find(_ORDER, inside) and passage.find(_MADE, inside):
        return True
    return passage.find(_EDITOR, inside) is not None
