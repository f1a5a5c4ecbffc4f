"""What an assistant says of itself: that it is a model, and has a model's limits."""

from __future__ import annotations

from contenthub.articles.gate import genres
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage

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
    (?:作为|身为)(?:一个|一名|一款|一位|一种)?[^，。,]{{0,8}}(?:(?<![a-z])ai(?![a-z])|人工智能
    语言模型|大模型|智能助手|智能写作|机器人助手|虚拟助手|人工智慧
    智慧助理)[^，。,]{{0,8}}(?:[，,][^。]{{0,20}})?我
    我的?(?:训练数据(?![源集从]|来自|是?哪)|训练资料|训练语料|知识(?:库(?=[^，。]{{0,4}}[截更新中里没有限尚未停只仅不])|截止|更新)|知识截止)
    我的?(?:知识|训练|数据|资料)库?(?:存在|有|[仅只])?(?:截至|截止|更新[到至])
    (?:由于|因为|鉴于)(?:我)?(?:的)?(?:知识|训练数据|训练资料)库?(?:有|存在)?[^。，]{{0,6}}截止
    截[至止]我?(?:的|最后|上次|最近)(?:的|一次)?(?:知识|训练|更新|数据)
    我(?:目前|暂时|并|现在)?(?:无法|不能|没有能力)(?:实时)?(?:访问|联网|浏览
    存取)(?:到)?(?:最新|实时|互联网|网络|外部|即时|网路)
    我(?:目前|暂时|并)?(?:无法|不能)(?:实时)?(?:获取|查询)(?:到)?(?:最新|实时
    即时)(?:的)?(?:数据|信息|资讯|消息|行情)
    (?:ai|言語モデル|アシスタント)(?:として|である)(?:、)?(?:私|わたし|個人)
    als (?:ki|sprachmodell|ki-\w+|künstliche intelligenz)[^.]{{0,40}}\b(?:ich|mir|meine?)\b
    en tant qu(?:e |')(?:ia|modèle|intelligence|assistant)[^.]{{0,40}}\bje\b
    como (?:modelo de lenguaje|ia|inteligencia artificial|asistente)[^.]{{0,40}}\b(?:no|yo|mi|me)\b
    \bi have no (?:\w+ )?(?:internet|web|real-?time|live|online) access\b
    \bi have no access to (?:the
    real|live|current|internet|external)
    \bas (?:a|an|your) (?:\w+ ){{0,3}}?(?:writing|ai|virtual|content|digital) (?:\w+ )?assistant\b
    \bi was trained on\b|我(?:现在|这里|这边|目前)?(?:没有|不能|无法|没法)(?:上网|联网)
    我(?:只)?是(?:一个|一款)?(?:ai|人工智能)助手
""")
# "I am an AI" a figure of a story says as well.
_IS_ONE = one_of(rf"""
    \bi am (?:just |only |actually |in fact )?an? (?:\w+ ){{0,2}}?{_AI}\b
    我(?:只)?是(?:一个|一款|一名|一种)?[^，。]{{0,6}}(?:ai|人工智能|语言模型|智能助手)(?:助手
    模型)?[，,。]
""")
_ABOUT_AI = question(r"""
    \bmodels? refus|\brefusals?\b|拒答|(?<![a-z])ai(?![a-z])|artificial|robot|chatbot
    language model|llm|android|machine
    人工智能|机器人|模型|智能
    gpt|künstlich
""")
_REPORTED = compiled(r"""
    [,.] (?:it |they |he |she )?(?:says?|said|writes?|wrote|answers?|answered
    repl(?:ies|ied)|reads)\b
    \b(?:says?|said|answers?|answered|repl(?:ies|ied)) (?:one|another|it|the \w+|that)\b
    (?:它|他|她|模型|助手|机器人)们?(?:会|总|就|都|常)?(?:说|答|回答|回复)[，：:道]
""")

_FEW_VOICES = 3  # passages in which somebody says "I": more of them make it who tells the story

# Each way of disclosing has one of these.
ANY = Either(_DISCLOSES, _IS_ONE)


def discloses(text: str, passage: Passage, article: Finished) -> bool:
    """True when somebody says that he is a model, or has a model's limits."""
    about_ai = article.subject.is_about(_ABOUT_AI)
    if about_ai and (_REPORTED.search(text) or _is_told_by_one(article)):
        return False  # it tells what chatbots say
    return passage.find(_DISCLOSES, text) is not None or (
        not about_ai and passage.find(_IS_ONE, text) is not None
    )


def _is_told_by_one(article: Finished) -> bool:
    """A story of a machine in its own words: "I" from beginning to end."""
    return genres.are_in(article.subject) and article.voices > _FEW_VOICES
