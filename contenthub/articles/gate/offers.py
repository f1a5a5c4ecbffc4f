"""What an assistant says of itself, and what it offers to do next with the text."""

from __future__ import annotations

from contenthub.articles.gate.expressions import Expression, compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.own_words import Passage, speaks_as_i

_AI = (
    r"(?:ai|a\.i\.|language model|llm|artificial intelligence|chat ?bot|virtual assistant"
    r"|digital assistant"
    r"|text-based (?:ai|model|assistant)|machine learning model|ai[- ]\w+|neural network)"
)
_DISCLOSES = one_of(rf"""
    \b(?:as|being|since i am|because i am) (?:an?|just an?
    only an?) (?:\w+,? ){{0,3}}?{_AI}\b[^.!?]{{0,60}}?\b(?:i|my|me)\b
    \bi (?:do not|cannot|am|was)\b[^.!?]{{0,60}} as an? (?:\w+ ){{0,2}}?{_AI}\b
    \bmy (?:training data|knowledge (?:cut-?off|base|only|goes|ends|stops|extends|is limited
    was last)|last (?:knowledge |training )?update|training (?:cut-?off|ended))\b
    \bas of my (?:\w+ ){{0,3}}(?:update|cut-?off|training|data|knowledge)\b
    \bi (?:do not have|lack) (?:\w+ )?access to (?:real-?time|current|up-to-date|the internet|live
    external|the latest)
    \bi (?:do not have|lack) the (?:ability|capability|capacity) to (?:access|browse|look up|verify
    check|search|view|see|retrieve|provide|display|show|generate)\b
    \bi cannot (?:browse|access) (?:the )?(?:internet|web|real-?time|external|live|current)
    \bi am (?:not able|unable) to (?:browse|access|look up|display|show)\b
    (?:作为|身为|作為|身為)(?:一个|一名|一款|一位|一种|一個|一種)?[^，。,]{{0,8}}(?:ai|人工智能
    语言模型|大模型|智能助手|智能写作|机器人助手|虚拟助手|人工智慧|語言模型|智慧助理)[^。]{{0,30}}我
    我的?(?:训练数据|訓練資料|训练语料|知识(?:库|截止|更新)|知識截止)
    截[至止]我?(?:的|最后|上次|最近)(?:的|一次)?(?:知识|训练|更新|数据)
    我(?:目前|暂时|并|現在)?(?:无法|不能|無法|没有能力)(?:实时)?(?:访问|联网|浏览
    存取)(?:到)?(?:最新|实时|互联网|网络|外部|即時|網路)
    我(?:目前|暂时|并)?(?:无法|不能|無法)(?:实时)?(?:获取|查询)(?:到)?(?:最新|实时
    即時)(?:的)?(?:数据|信息|资讯|消息|行情)
    (?:ai|言語モデル|アシスタント)(?:として|である)(?:、)?(?:私|わたし|個人)
    als (?:ki|sprachmodell|ki-\w+|künstliche intelligenz)[^.]{{0,40}}\b(?:ich|mir|meine?)\b
    en tant qu(?:e |')(?:ia|modèle|intelligence|assistant)[^.]{{0,40}}\bje\b
    como (?:modelo de lenguaje|ia|inteligencia artificial|asistente)[^.]{{0,40}}\b(?:no|yo|mi|me)\b
    \bi was trained on\b|我(?:现在)?(?:不能|无法|没法)(?:上网|联网)
    我(?:只)?是(?:一个|一款)?(?:ai|人工智能)助手
""")
# "I am an AI" a figure of a story says as well.
_IS_ONE = one_of(rf"""
    \bi am (?:just |only |actually |in fact )?an? (?:\w+ ){{0,2}}?{_AI}\b
    我(?:只)?是(?:一个|一款|一名|一種)?[^，。]{{0,6}}(?:ai|人工智能|语言模型|智能助手)(?:助手
    模型)?[，,。]
""")
_ABOUT_AI = compiled(r"""
    \bai\b|artificial|robot|chatbot|language model|llm|android|machine|人工智能|机器人|模型|智能
    gpt|künstlich
""")

# Nobody else is asked this.
_OFFERS_TO_ORDERER = one_of(r"""
    \b(?:would you like|do you want|want|like|need|prefer) me to\b
    \bshall i (?:go|write|add|make|continue|create|prepare|draft|proceed|expand|revise|adjust
    shorten|turn|also|now)\b
    \bshould i (?:adjust|add|expand|shorten|write|revise|continue|go ahead)\b
    \bwould you like (?:to see|another|any changes|a \w+ version|a different|a longer|a shorter
    more (?:options|versions))
    \bis there anything (?:else )?you would like\b|需要我(?!们)|要不要我|是否(?:需要|要|希望)我
    要我(?!们)(?:再|继续|帮|把)[^。]{0,20}[吗？?]
    (?:您|你)(?:看|觉得)(?:这样|如此)(?:写|改)?(?:可以|行|好|如何|怎么样)|soll ich
    möchten sie,? dass ich|souhaitez-vous que je|voulez-vous que je
    (?:quieres|quiere|desea|te gustaría) que (?:lo |la |te )?(?:ajuste|añada|amplíe|acorte|escriba
    haga)
    vuoi che (?:lo |la )?(?:modifichi|scriva|aggiunga)|quer que eu|хотите,? чтобы я
""")
# What somebody says he could do with the text; an author who is no "I" elsewhere does not.
_SERVES = one_of(r"""
    \bi (?:can|could|would|will|may|am)(?: (?:also|gladly|certainly|happily|be|happy|glad|to|able
    easily|of course|then|further))* (?:adjust|revise|expand|shorten|trim|cut|rewrite|rework|tweak
    tailor|refine|adapt|translate|polish|turn|convert|make|provide|write|create|draft|add|prepare
    suggest|offer|include|help|assist|generate|put together|produce|format|summari[sz]e|condense
    finish|continue)\b
    我(?:还|也|再|就|很|随时)?(?:可以|能|能够|会|将|愿意|乐意|樂意|可)(?:再|继续|也|帮|为|给|替
    進一步|进一步|接着)?(?:您|你)?(?:把|将|做|进行|提供|继续|再)?[^，。]{0,8}(?:改|写|寫|提供|补充
    補充|加|扩|缩|调整|調整|翻译|润色|換|换|拟|列|整理|生成|优化|優化|完善|创作|删)
""")
_INVITES = one_of(r"""
    \blet me know\b|\bfeel free\b|\bif you (?:would|need|have|want|prefer|like|wish)\b
    \bjust (?:ask|say|tell me|let)\b|do not hesitate|\bplease (?:tell|let) me
    \btell me (?:if|what|which|whether)|随时|隨時|告诉我|告訴我|告知我?
    (?:如需|如有|如果(?:您|你)|若(?:您|你)|若需|如果(?:需要|想))
    欢迎(?:提出|告知|继续|指正|追问|提问)|请(?:您)?(?:指示|吩咐)|bescheid
    lass(?:en sie)? (?:es )?mich wissen|n'hésitez pas|dites-moi|avísa|házmelo saber|dime si
    fammi sapere|me avise|дайте знать|сообщите|お知らせ|お申し付け|おっしゃって|말씀해
""")
_WORK = one_of(r"""
    \b(?:adjust|revis|expand|shorten|rewrit|tweak|modif|tailor|refin|lengthen|reword|rephras|adapt
    rework)\w*
    \b(?:another|different|alternative|shorter|longer|new) (?:version|draft|tone|style|angle|title
    headline|format|length)s?\b
    \b(?:any|further|more|other) (?:changes|edits|revisions|adjustments|modifications|tweaks)\b
    \badd (?:\w+ ){0,3}(?:section|paragraph|details?|examples?|heading|keyword)s?|\bthe tone\b
    \bword count\b|修改|调整|優化|优化|润色|潤色|扩写|缩写|改写|完善|調整|续写|重写|重寫|版本
    语气|語氣|风格|風格|篇幅|字数|标题|摘要|大纲|配图|其他(?:需求|要求)
    进一步(?:修改|优化|完善|调整)|kürz|ergänz|anpass|überarbeit|änder|modifi|raccourc|ajust
    ampli|acort|correg|修正|追記|変更|書き直
""")
_HOPES = one_of(r"""
    \bi hope (?:this|that|these|the|it|you)\b[^.!?]{0,40}(?:\bhelps?\b|meets?|what you|works for
    \bfits\b|satisf|suits?|captures|aligns|\bfind (?:this|it)|useful|enjoy)
    \bhope this helps\b
    希望(?:以上|这篇|本文|这些|上述|本篇|這篇|这份|对您|对你|能对|符合|您|能)[^。！]{0,16}(?:帮助
    有用|符合|满足|喜欢|满意|幫助|滿意|要求)
    (?:以上|上述)(?:内容|文章|資訊)?(?:仅|僅)?供(?:您|你)参[考閱]|供您參考
    以上(?:就)?是(?:为|给)(?:您|你)|ich hoffe,[ ]|j'espère que|espero que|spero che|お役に立て
    надеюсь
""")
_SATISFIES = one_of(r"""
    \byour (?:needs?|requirements?|expectations?|request|project|guidelines|brief|criteria
    assignment|newsletter|readers)\b
    what you (?:were|are|had|needed|wanted|asked)|(?:您|你)的(?:要求|需求|期望|需要|标准)
    (?:符合|满足|滿足).{0,4}(?:要求|需求|期待)|(?:为|给)(?:您|你)(?:撰写|写|生成|准备|创作)
    欢迎继续提问
""")
# An author speaks to readers, who write comments, subscribe and call.
_TO_READERS = one_of(r"""
    \bcomments?\b|\bbelow\b|\bsubscri|\be-?mail|\bcall (?:us|me)\b|\bvisit\b|\bnewsletter\b
    \bsocial media\b|\btwitter\b|\binstagram\b|\bcontact (?:us|me)\b
    \bin the next (?:post|issue)|\bshop\b|\bour \w+|评论|評論|留言|后台|私信|公众号|電話|电话
    客服|邮箱|微信|扫码|投稿|门店|前台|关注|群里|kommentar|commentaire|comentario|コメント
""")

_TO_ORDERER = Expression(r"您|\byour (?:needs?|requirements?|readers|audience)\b")
_FEW_VOICES = 2  # an assistant speaks before the text, and behind it


def discloses(text: str, passage: Passage, article: Finished) -> bool:
    """True when somebody says that he is a model, or has a model's limits."""
    if passage.find(_DISCLOSES, text):
        return True
    return (
        passage.find(_IS_ONE, text) is not None
        and _ABOUT_AI.search(article.topic.casefold()) is None
    )


def offers(text: str, passage: Passage, article: Finished) -> bool:
    """True when somebody offers to change the text, or asks whether it is what was ordered."""
    asks, invites = passage.find(_OFFERS_TO_ORDERER, text), passage.find(_INVITES, text)
    hopes, serves = passage.find(_HOPES, text), passage.find(_SERVES, text)
    if not (asks or invites or hopes or serves) or passage.find(_TO_READERS, text):
        return False
    if asks:
        return True
    lone = speaks_as_i(text) and _is_lone(article)
    work = passage.find(_WORK, text) is not None
    if hopes and passage.find(_SATISFIES, text):
        return True
    if invites and work and (lone or serves or _TO_ORDERER.search(text)):
        return True
    return bool(lone and (serves or (invites and hopes)))


def _is_lone(article: Finished) -> bool:
    """Whether "I" is no author: elsewhere in the article nobody speaks so."""
    return article.voices <= _FEW_VOICES and len(article.passages) >= _FEW_VOICES + 3
