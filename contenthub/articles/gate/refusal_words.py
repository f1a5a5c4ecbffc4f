"""How writers refuse, in the languages that models refuse in, and what stands beside a refusal."""

from __future__ import annotations

import re
from dataclasses import dataclass

from contenthub.articles.gate.expressions import Expression, compiled, one_of


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: ``refuses`` is the refusal, which ``others`` say of other things.

    ``beside`` are the signs of one that is meant: sorry, the order, rules, something else, what
    the writer is.
    """

    refuses: Expression
    beside: tuple[re.Pattern[str], ...]
    others: re.Pattern[str]


_WORK = (
    r"(?:write|create|generate|produce|provide|help(?! (?:but|\w+ing)\b)|assist|continue"
    "|complete|fulfil|fulfill|comply"
    "|discuss|answer|offer|share|support|engage|respond|describe|draft|compose|give|deliver|proceed"
    "|process|go into|get into|go further|go on|finish|cover|accommodate|elaborate|speculate"
    "|recommend|present"
    "|carry on|do that|do this|do\b|reproduce|quote|transcribe"
    "|advise|promote|participate|explain|detail|take on)"
)
_REFUSES_ENGLISH = one_of(rf"""
    \bi (?:\w+ ){{0,2}}?(?:cannot|could not|will not(?: be able to)?|am (?:\w+ )?(?:unable|not able
    not permitted|not allowed|not programmed|not designed|prohibited|restricted|not in a position
    not going)(?: to| from)?)(?:,[^,]{{0,60}},)? (?:\w+ ){{0,2}}?{_WORK}(?:ing)?\b(?! without)
    \bi (?:must|have to|need to|will|would|am going to|am afraid i must) (?:\w+ )?(?:decline|refuse
    pass on|abstain|refrain|(?:stop|end|pause)(?: here| there| at this point|,|\.|;))
    \bi (?:do not|would not
    am not) (?:feel )?(?:really |quite )?comfortable (?:with )?(?:\w+ )?(?:writ|creat|generat
    produc
    provid|discuss|continu|answer|complet|describ|mak)\w*
    \b(?:no (?:article|content|text) (?:(?:can|could|will|may) be|has been|was)|the (?:article
    content
    text) (?:cannot|could not|will not|can not) be) (?:provided|generated|written|produced|created)
    \bwe (?:are (?:\w+ )?(?:unable|not able) to|cannot) (?:generate|produce|create|write)\b
    \bi (?:am going to|will|would) have to (?:decline|refuse|pass|say no|stop)\b
    \bnot (?:something|a (?:topic|subject|request|piece|text)|an (?:article|essay)
    one)(?: that)? i (?:can
    am|do|will|could|feel|would)\b
    \b(?:topic|subject|area)s?(?: that| which)? i (?:cannot|do not|will not|am (?:unable
    not)|avoid|must avoid|have to avoid|stay away)\b
    \b(?:it|this|that|they|which) cannot (?:therefore )?be (?:quoted|paraphrased|reproduced
    reprinted|summari[sz]ed|described|named)\b[^.]{{0,30}}\bhere\b
    \b(?:outside|beyond) (?:of )?(?:what i|my (?:scope|capabilit|abilit|remit|guidelines|area))
    \bi (?:have )?(?:decided|chosen|opted|choose|prefer|elect)(?: (?:therefore
    instead))? not to {_WORK}
    \bi would (?:rather|prefer) not(?: to)? (?:{_WORK}|(?:get|go) into\b)
    \bi have (?:\w+ )?(?:left|kept) (?:this|that|the) (?:\w+ )?(?:section|part|step|chapter
    paragraph
    one)(?: (?:on|about) [^.,;]{{1,40}})? (?:out|blank|empty|unwritten)\b
    \bas for (?:the|those|these) (?:\w+ )?(?:tricks|methods|ways|steps|details|specifics|recipes
    techniques|instructions)\b[^.]{{0,60}} i would (?:rather|prefer to) (?:keep|leave) (?:those
    these|them|that) out of (?:this|the) (?:piece|article|text|post|guide)
    \bmy (?:\w+ )?(?:guidelines|polic(?:y|ies)|principles|instructions|programming|rules
    safety \w+) (?:prevent|prohibit|forbid|do not (?:allow|permit|let)|restrict|bar|keep|require)
    \b(?:creation|generation|writing|creating|generating|producing) (?:\w+ ){{0,4}}?(?:is
    are) (?:not )?(?:restricted
    available|allowed|permitted|disabled|blocked|prohibited|supported)\b
    \bnot (?:be )?(?:appropriate|right|responsible|ethical|possible|advisable) for me to {_WORK}
    \bi do not have (?:enough|sufficient|adequate|the necessary) (?:\w+ )?(?:information|context
    details
    material|facts|data|sources)\b[^.]{{0,20}}\bto {_WORK}
    \bto {_WORK} (?:this|the|that) (?:article|text|piece|essay)\b[^.]{{0,20}}\bi would need\b
    \bi (?:cannot|will not) in good (?:conscience|faith)
    \bi (?:would )?need (?:more|further|additional|access to) (?:\w+ )?(?:information|details
    context
    sources|material)\b[^.]{{0,30}}\b(?:to|before) (?:{_WORK}|i)
    \b(?:request|prompt|topic|article|content
    response) (?:\w+ ){{0,3}}?(?:cannot be (?:\w+ )?(?:fulfilled|completed|generated|written
    processed|answered|provided|produced|displayed)|violates|(?:was|has been
    is) (?:\w+ )?(?:flagged|filtered|blocked|declined|rejected|refused)|goes against|conflicts with
    may violate|falls outside)
""")
_SORRY_ENGLISH = compiled(r"""
    \bsorry\b|\bapolog|\bi am afraid|\bregret\b|\bunfortunately\b|appreciate your|thank you for
    hope you understand|\bhold(?:ing)? back\b
    \bnot comfortable\b|i understand (?:that )?(?:you|your)
""")
_ORDER_ENGLISH = compiled(r"""
    \b(?:this|that|the|your|such|any|these) (?:\w+ )?(?:request|topic|article|content|prompt
    subject
    query|task|essay|assignment|instructions?)\b
    \brequested\b
    \b(?:write|create|provide|generate|produce) (?:\w+ )?(?:content|material|articles?|advice)
    \bout of (?:this|the) (?:piece|text|post|guide)\b
    \b(?:rest|remainder) of (?:this|the) (?:article|story|text|piece)
    \bleft (?:this|the) (?:section|part|step|chapter|paragraph)\b
""")
_RULES_ENGLISH = compiled(r"""
    \bguidelines?\b|\bpolic(?:y|ies)\b|\bprogramming\b|\bsafety\b|\bethical|\bharm
    \binappropriate|\bunsafe\b|\birresponsible\b|\bresponsibly\b|\bprinciples\b|\bregulations\b
    (?:medical|legal|financial) advice|\bcopyright|\bmisinformation\b|\billegal\b|\bdangerous\b
    \bsensitive\b|\bviolat|\bdefam|\bmislead|\bprivate individuals?\b|\brestrictions?\b
    \ballegations\b|\bguardrails|\b(?:enable|help) (?:someone|anyone|people) to|\bmisuse|\babuse
    \bhurt (?:themselves|others|someone|people)|\bliving person|\bmedical claims|\bunproven
    \bproprietary\b|\bconfidential\b|\bno (?:\w+ )?evidence\b|\bpersonal data\b|\bprivate person
    \bconscience\b
    \brestricted\b|\brisks? of\b|\bbecause of the risks?\b
""")
_ELSE_ENGLISH = compiled(r"""
    \binstead\b|\balternative|\b(?:happy|glad) to\b|\bif you (?:would )?(?:like|prefer|want)\b
    \bi (?:can|could) (?:\w+ )?(?:offer|help|write|suggest|provide|put|summari[sz]e|paraphrase)
    let me know|feel free
    (?:different|another|other|alternative) (?:\w+ )?(?:topic|subject|way|prompt|angle|approach)
    something else|consult (?:a|your)
    (?:ask|talk to|see) your (?:doctor|pharmacist)
    \b(?:please|could you|can you) (?:\w+ )?(?:provide|share|send|clarify|supply|try|choose
    rephrase
    submit|revise|contact)\b|\bi (?:would )?(?:recommend|suggest|encourage|urge)\b
    \bwould be possible|\bgladly\b
""")
_ITSELF_ENGLISH = compiled(r"""
    \bas an? (?:\w+ ){0,3}(?:ai|model|assistant|chatbot)\b
    \bmy (?:\w+ )?(?:guidelines|programming|policies|training|capabilities|instructions)\b
""")
_OTHERS_ENGLISH = compiled(
    r"\b(?:he|she|they|it|who|spokes\w+|officials?|police|company|ministry)"
    r" (?:said|says|told|added)\b"
)
ENGLISH = Tongue(
    _REFUSES_ENGLISH,
    (
        _SORRY_ENGLISH,
        _ORDER_ENGLISH,
        _RULES_ENGLISH,
        _ELSE_ENGLISH,
        _ITSELF_ENGLISH,
    ),
    _OTHERS_ENGLISH,
)
_REFUSES_CHINESE = one_of(r"""
    (?:无法|不能(?!不)|不(?:太|是很|大)?(?:方便|便|适合|宜|可以|应|应该)|没办法
    没法|未能|恕难|恕不|难以|拒绝|暂不|还没有?学会|只能(?=到此|停
    写到))(?:再|为|给|向|对|就|直接|继续|您|你|此|在此|这里|在这里|进行|如何|具体|更多|相关|就该主题|就此|按此|真的){0,4}(?:提供|生成|撰写|创作|继续
    协助|帮
    回答|回应|解答|讨论|完成|写|输出|给出|配合|响应|展开|描述|聊|谈
    评论|发表|涉及|到此|停|展示|显示|引用|改写|转述|复述|摘录|照录|核实|预测|编写)
    我(?:无法|不能|不便|不方便|不适合|没办法)(?:对|就|为|替|代替|代)[^，。]{1,16}(?:表[达明]|发表|做出|作出|给出|下)[^，。]{0,8}(?:立场|看法|意见|评论
    观点|判断|评价|结论)
    (?:无法|不能|不便)(?:替|代替|代)(?:您|你)[^，。]{1,10}(?:评论|判断|决定|观点|文章|立场)
    (?:没法|无法|不能)负责任[地的](?:给|提供|说|写|建议)
    (?:这个|该|此|这事)(?:问题)?我(?:真的|实在)?(?:帮不了|答不了|回答不了|写不了)
    (?:提供|生成|撰写|创作|继续|回答|讨论|完成|续写)[^，。]{0,6}(?:不了|不到)
    (?:内容|请求|输入|主题)[^。]{0,8}(?:违规|敏感|不符)[^。]{0,8}(?:屏蔽|拦截|驳回|删除|拒绝)
    我就?不(?:再)?(?:写|展开|往下写|多写)了|(?:资料|信息|材料|知识)(?:还)?不足以(?:写|撰写|支撑
    完成)
    (?:选择|决定|只好|不得不|宁可|宁愿)不(?:写|撰写|生成|展开|发表|继续|提供)
    (?:不予|停止|暂停|谢绝|婉拒|回绝)(?:了)?(?:生成|展示|提供|撰写|输出|创作|这|该|此|您)
    (?:无法|不能|难以)成文|我(?:是)?不(?:会|愿|想|能够|便于)(?:去)?(?:撰写|写|生成|提供|参与
    协助|创作|展开)
    (?:话题|主题|内容|请求|问题|题目|选题)[^。，]{0,8}(?:我)?(?:不便|不宜|写不了
    没办法|无从)
    超出(?:了)?(?:我|本(?:助手|平台|服务)|系统)的?(?:服务|能力|职责|知识|回答)?(?:范围)?
    只能说(?:声)?抱歉
    没有?办法(?:写|为(?:您|你)|给(?:您|你)|完成这)|(?:所)?提供的?(?:信息|资料|材料)(?:不足|太少
    有限|不够)
    (?:后续|其余|剩余|剩下|相关|该|此)(?:的)?(?:部分|内容)(?:无法|不能|恕不)(?:继续)?(?:生成
    展示
    提供|显示|写)
    (?:涉及|包含|触及|违反)[^。]{0,12}(?:敏感|违规|政策|规定)[^。]{0,12}(?:无法|不能|暂不|拦截
    屏蔽)
    (?:生成|内容|请求|输入|输出|回复)(?:结果)?(?:已|被|已被|未能|未)(?:系统)?(?:拦截|屏蔽|过滤
    通过审核)
""")
_SORRY_CHINESE = compiled(r"""
    抱歉|对不起|遗憾|不好意思|谅解|见谅|感谢(?:您|你)?的?(?:理解|信任)
    谢谢(?:您|你)的|希望(?:您|你|大家|各位|读者)?能?够?(?:理解|体谅|谅解)|收一收
""")
_ORDER_CHINESE = compiled(r"""
    请求
    (?:这个|该|此|这一)类?(?:敏感)?(?:话题|主题|问题|内容|题目
    任务|需求|选题)
    (?:您|你)的(?:要求|需求|问题|请求|指令|信任|选题)|(?:此|这|该)类(?:内容|文章
    信息)
    (?:后续|剩余|其余|剩下|后面)(?:的)?(?:部分|内容|步骤)|相关(?:内容|的?文章|信息|话题|建议)|这篇
    这篇文章|本次(?:生成|请求)|的文章
""")
_RULES_CHINESE = compiled(r"""
    法律法规|相关规定|政策|准则|规范|安全|敏感|违规|不当|误导|非法
    违法|危险|负责任|社区规范|有害|伦理|版权|合规|价值观|未成年|风险|隐私|歧视
""")
_ELSE_CHINESE = compiled(r"""
    换个?一?个?话题|换个话题|如果(?:您|你)(?:愿意|需要|希望|有)
    我(?:可以|很乐意|非常乐意|愿意|也可以)(?:为|帮|提供|和|与|改)
    (?:如果|若)(?:您|你)希望(?:我|换)|(?:您|你)(?:若|如果)?(?:想|希望)我
    其他(?:话题|问题|方面|需求|内容|想写)|(?:换|更换|另选)(?:一)?个?(?:选题|主题|题目|话题)
    (?:我)?(?:很)?(?:愿意|乐意)(?:介绍|提供|写|帮|为)|请(?:您)?补充|补充更多|改写其他
    建议(?:您|你)?(?:咨询|请|查阅)|请专业|专业人士|修改后|重新提交|咨询专业|欢迎随时|取而代之
    以医生
    修改后重试|(?:读者|想看|有兴趣)[^。]{0,16}可以?(?:去|到|查|在)
""")
_ITSELF_CHINESE = compiled(r"""
    作为(?:一个|一名|一款|一位|一种)?(?:ai|人工智能|语言模型|大|智能|助手|机器人|虚拟)
    (?:身为|作为)(?:一个|一名|一位)?[^，。]{0,10}(?:写作|智能|文字|撰稿|内容)?(?:助[手理]|ai|人工智能|语言模型|模型)
    (?:身为|作为)(?:一个)?(?:ai|人工|语言|大型)|本(?:ai|模型|助手)
    我是(?:一个|一款)?(?:ai|人工智能|语言模型)|(?:我|系统)(?:的)?(?:准则|设定|权限)
""")
_OTHERS_CHINESE = compiled(r"""
    (?:表示|声称|回应称|称|说|说道|透露|指出)[，：:,“]?.{0,12}(?:无法|不能|不便|未能|拒绝)|我们|我司|本公司|本店|本馆|我院|商家|警方|记者|卖家
    能力并不|功能|(?:[这那它]|并)不能
    名字|姓名|真名|停[水电气]|检修|施工|物业|暂停(?:供|营业|开放|服务)|闭馆
""")
CHINESE = Tongue(
    _REFUSES_CHINESE,
    (
        _SORRY_CHINESE,
        _ORDER_CHINESE,
        _RULES_CHINESE,
        _ELSE_CHINESE,
        _ITSELF_CHINESE,
    ),
    _OTHERS_CHINESE,
)
_REFUSES_OTHER = one_of(r"""
    (?:お答え|お手伝い|お応え|お伝え|お示し|ご説明|ご紹介|ご案内|提供|作成|執筆|回答|続け|対応|予測|引用
    応じる)[^。]{0,14}(?:できません|できかね|いたしかね|ことができ|控え(?:させて|ます)|致しかね)
    \b(?:ich (?:kann|darf|werde|möchte)|(?:kann|darf|werde
    möchte) ich)\b[^.]{0,60}\bnicht (?:\w+ )?(?:helfen|schreiben|erstellen
    fortfahren|fortsetzen|erfüllen|beantworten|unterstützen|anbieten|verfassen|nachkommen|liefern
    geben|weiter|behandeln|aufgreifen|abfassen|bearbeiten)
    \bje (?:préfère|souhaite) ne pas (?:rédiger|écrire|traiter|continuer|répondre|aborder)
    \bje ne (?:vais|souhaite|veux) pas (?:rédiger|écrire|traiter|continuer|répondre|aborder)
    \bprefiero no (?:escribir|redactar|tratar)|\bpreferisco non scrivere|\bprefiro não escrever
    \bje (?:ne (?:peux|puis)(?: malheureusement)? pas|suis (?:dans l'impossibilité
    incapable))[^.]{0,60}(?:aider|rédiger|écrire|fournir|continuer|répondre|créer|générer|traiter
    poursuivre)
    \bno (?:puedo|podré|me es posible)[^.]{0,40}(?:ayudar|escribir|proporcionar|crear|continuar
    generar|cumplir|ofrecer|redactar|responder)
    \bnon posso[^.]{0,40}(?:aiut|scriv|forn|cre|continu|gener)
    \bnão (?:posso|consigo)[^.]{0,40}(?:ajudar|escrever|fornecer|criar|continuar|gerar)
    я не могу[^.]{0,40}(?:помочь|написать|предоставить|продолжить|создать)
    (?:제공|작성|도와|답변)[^.]{0,10}(?:수 없|어렵)
""")
_SORRY_OTHER = compiled(r"""
    申し訳|恐れ入り|残念|leider|tut mir leid|entschuldig|désolé|malheureusement|regrette
    lo siento|lamento|disculpa|mi dispiace|purtroppo|desculp|infelizmente|извин|сожал|죄송
""")
_ORDER_OTHER = compiled(r"""
    ご(?:依頼|要望|質問)|この(?:記事|話題|内容|トピック)|anfrage
    (?:diese[nrms]?|dieses) (?:thema|artikel|text|bitte)|demande|ce (?:sujet|contenu|texte)
    cet article|solicitud|petición|este (?:tema|artículo|contenido)|richiesta|solicitação|запрос
    요청
""")
_RULES_OTHER = compiled(r"""
    ガイドライン|ポリシー|規約|安全|倫理|richtlinien|sicherheit|directives|règles|sécurité
    politique|directrices|política|normas|linee guida|diretrizes|правил|정책
""")
_ELSE_OTHER = compiled(r"""
    代わりに|ご希望|可能です|stattdessen|gerne|wenn (?:du|sie) (?:möchte|magst|wollen)
    à la place|plutôt|si vous (?:le )?(?:souhaitez|voulez)|en su lugar|en cambio
    si (?:quieres|lo desea)|invece|em vez|вместо|대신
""")
_ITSELF_OTHER = compiled(r"""
    (?:ai|言語モデル|アシスタント)(?:として|である)|als (?:ki|sprachmodell|ai|assistent)
    en tant qu(?:e|')|como (?:modelo|ia|asistente|inteligencia)|come (?:modello|ia)
    как (?:ии|языковая)
""")
_OTHERS_OTHER = compiled(r"\b(?:sagte|dit|dijo)\b$")
OTHER = Tongue(
    _REFUSES_OTHER,
    (
        _SORRY_OTHER,
        _ORDER_OTHER,
        _RULES_OTHER,
        _ELSE_OTHER,
        _ITSELF_OTHER,
    ),
    _OTHERS_OTHER,
)
TONGUES = (ENGLISH, CHINESE, OTHER)
