"""Signs that somebody speaks of the text to whom it is for: each may stand in any article.

They are words of a kind rather than phrases: what a text is called by who makes it, what is done to
it, who ordered it, what is asked. Which of them come together is weighed in `talk`.
"""

from __future__ import annotations

from contenthub.articles.gate.expressions import one_of
from contenthub.articles.gate.ordered import question

# The text, or a part of it, as a thing. Nothing is weighed where none of these is.
THING = one_of(r"""
    \b(?:an?|the|this|my|your|our|agreed|approved) outline\b
    \b(?:article|draft|piece|write-?up|blog post|(?<!to )copy|headlines?
    subheads?|subheadings?|teaser|word (?:count|limit)|level of detail|first pass|statistics
    sort of thing)\b
    \bthe story\b|\bversion \d\b|\b(?:first|second|third|your|last) (?:point|topic|question)\b
    (?<!know )\b(?:an|the|last|previous) answer\b|以下(?:内容|文字)
    (?<![需只不])要点(?!击|开|进|按|一下)|选题|题目|初稿|\bdie genannten\b
    \bpassage\b|\bencadré\b
    \b(?:this|the|that|my|another|an?|previous|next|last|first|second|third|(?:short|long|punchi
    light|simpl|liveli|bett|tight|strong)er|english|german|french|spanish
    chinese) (?:version|text|post(?! office)|paragraph|section|heading|title|intro(?:duction)?
    ending|conclusion|example(?! of\b)|(?<!know the )answer|response|topic
    (?<!\ba )content|chart|(?<!\ba )bit|passage|part|quotes?|facts)\b
    \b(?:all|the|any) (?:\w+ )?(?:quotes|facts|figures|names|prices|statistics|dates)\b|本文|全文
    正文|文中|[本这该]篇|(?<!投)稿|文案|文章|这一?版|大纲|提纲|标题|[这上下本]一?段(?!时)|这段
    [这上下本]一?节(?![^，。；！？]{0,2}课|[车目日气奏约]|电池)|篇幅
    (?<![大一小多])(?<!组成)(?<!某些)部分(?!人|时|地|用户|读者|是因|原因)|[这下上前后]一部分|字数|(?:这|的|个)(?:开头|结尾)|例子|以上(?:数据|内容|文字)
    (?:以上|上述)[^，。]{0,14}(?:数字|数据|案例|人物|姓名|引语|价格|日期)
    一版|\b(?:text|artikel|beitrag|entwurf|fassung|absatz|abschnitt|gliederung)(?:s|es|e[sn]?)?\b
    \b(?:zwischen)?überschrift(?:en)?\b|\bder ton\b|\bdieser stelle\b|\b(?:die|alle) zitate\b
    \b(?:texte|article|version(?!s? (?:of|control)\b)|titre|paragraphe|brouillon
    (?:la|les|cette|une) partie|chapô|exemple|cet endroit)s?\b
    \b(?:texto|artículo|artigo|versión|versão|título|apartado|párrafo|sección|borrador|tono)s?\b
    \b(?:testo|articolo|versione|titolo|paragrafo|bozza|tono)\b|記事|原稿|見出し|текст|статья
    \b(?:second|third|fourth|next) item\b|\b(?:dieser|der nächste|der letzte) teil\b|\btitular\b
    \bcitations\b|\bthis should work\b
""")
# What was ordered is named: whoever reads an article knows no order.
ORDERED = one_of(r"""
    \bas (?:briefed|requested|agreed|instructed|specified)\b|\bper (?:your|our)\b
    \byou (?:have )?(?:listed|flagged|asked for|gave me|mentioned|sent|provided|specified|requested
    supplied|suggested|ordered)\b
    \byour (?:outline|brief|list|request|client|requirements|instructions|notes|approval|guidelines
    feedback)\b
    \byour (?:first|second|third|last|next|other) (?:point|topic|question|heading)\b
    \bin keeping with the\b|\b(?:the|all|these|those|stated|given
    your) (?:\w+ )?(?:criteria|requirements|specifications)\b(?! (?:of|for|in|to)\b)
    \bthe (?:brief|instructions|assignment)\b|(?<!is )(?<!are )\bthe outline\b
    \bon request\b|\bbriefing\b
    (?:按照?|根据|依照?|遵循)(?!你的?(?:实际|具体|个人|自己)?的?需求)[^，。]{0,12}(?:要求|大纲(?!笔记)|提纲|需求|指示|设定|主题)
    (?:符合|满足|达到)[^，。]{0,12}(?:要求|大纲|提纲|指示|设定|主题)
    按需|您(?:提到|说|列|问|要(?!是)|给)|me (?:pediste|pidió)
    (?:题目|任务|各项|写作|您|你|给定)的?[^，。]{0,3}(?:要求|大纲|选题|篇幅)
    wie (?:gewünscht|besprochen|vorgegeben|bestellt|vereinbart)|\bgewünscht|\bvorgaben?\b
    \bcomme (?:demandé|convenu|prévu|vous)|\bcomo (?:pedi|solicit|querías|acord)|richiest
    lo que (?:buscab|pedí|quer)|ご(?:依頼|要望|指定)|\b(?:in|on) your list\b
    \byou (?:wanted|disliked|preferred|needed)\b|\bla consigne\b|您关心|符合[^，。]{0,6}调性
""")
# Somebody is spoken to; readers of an article are, too.
ADDRESSED = one_of(r"""
    您|\byour (?:team|blog|readers|audience|site|style|channel|side|needs|purposes|project)\b
    \bfor you\b|\byou are (?:happy|after)\b|\byou would (?:like|prefer)\b|\b(?:sie|ihnen|dir)\b
    \bvous\b|\bvotre\b|\b(?:te|usted|le) (?:dejo|parece|gusta|envío|paso|preparo|interesa)
""")
# Somebody speaks of himself, without any word for "I".
MAKER = one_of(r"""
    \bmine\b|本(?:模型|助手|ai)
    \b(?:amplío|sigo|cambio|escribo|preparo|continúo|adapto|añado|redacto|ajusto|dejo|puedo|siga
    amplíe|dímelo)\b
    \bposso\b|\bj'
""")
# What is done to a text.
WORKS = one_of(r"""
    \b(?:re-?)?(?:writ(?:e|es|ing|ten)|wrote|word(?:ed|ing)|work(?:ed|ing)|phras(?:e|ed|ing))\b
    \b(?:draft|shorten|expand|trimm?|add|insert|adjust|extend|translat|tailor|adapt|tweak|swapp?
    drop(?:p(?:ed|ing))?|replac|edit|polish|includ|produc|review|cover|describ|generat|publish
    proofread|improv|summari[sz])(?:e?s|e?d|ing|e)?\b
    \bput (?:this|it|something) together\b|\bkept? it\b|\bflesh\w* out\b|\bslot(?:s|ted)? in\b
    \bremov(?:e|ed|ing|es)\b|增减|接着写|我来|\bfalta\b|\bsiga con\b|\bsimplifi\w+
    \b(?:i can (?:also )?|want me to |shall i )(?:do|make|give)\b|\bswap(?:s|ped)?(?: out| in)?\b
    改写|改成|改为|重写|扩写|缩写|润色|调整|补充|换成|换个|换一|增删|展开|重新|配一|讲进|写好|写成
    写了|生成|编写|撰写|续写|来一版|出一版|继续|修改|采用|加进|完成|删|精简|\w*schreib\w*
    \bergänz\w*|\beinfüg\w*|\bkürz(?:e|en|er)\b|\bänder\w*|\banpass\w*|\berweiter\w*
    \büberarbeit\w*|\bersetz\w*|\b(?:re-?)?formulier\w*|\br[ée]é?(?:cri|dig)\w*
    \b(?:adapt|raccourci|ajout|modifi|développ|remani|complét)\w*|\breformul\w*
    \b(?:reescrib|redact|acort|añad|ampl[ií]|modific|cambi|ajust)\w*
    \b(?:riscriv|accorci|aggiung|modific)\w*|修正|追記|書き直|調整|\bleft (?:it|them|this) out\b
    \bleave it (?:at|out)\b|\bsubstitut\w+|\bauslass\w*|记得改
""")
# Somebody asks what he may do, or offers it.
ASKS = one_of(r"""
    [?？][^?？]{0,40}$|\b(?:shall|should) (?:i|we)\b[^?]*\?\W*$|\blet me know\b|\btell me\b
    \bsay the word\b|\bjust (?:shout|say|ask)\b|\b(?:happy|glad) to\b
    \bif (?:you (?:would )?(?:like|prefer|want|need)|that|this|it) ?(?:fits|suits|helps|works
    is)?\b
    \bi can\b|\bi could\b|\bon request\b
    \bplease (?:review|check|confirm|let|tell|add|replace|fill)\b|\brate (?:this|my)\b
    \bdo you want\b|\bwould you\b|[吗呢]\W*$|要不要|是否|说一声|告诉我|如果(?:您|你|觉得|还)|如对
    如需|如有|我可以|可以再|马上|请(?:您|告|指|查)|合不合|够不够|还要|随时
    \bsag(?:en sie|t|e)?\b(?: mir)?|\bgern\b|\bgerne\b|\bwenn (?:sie|der|die|das|du)\b
    \bsoll(?:te)? ich\b|\bob ich\b|\bmöchten sie\b|dites-moi|n'hésitez pas|souhaitez|préférez
    voulez-vous|\bsi vous\b|\bsi (?:lo |te )?(?:prefie|quier|gusta|dese|interesa)|faut-il
    disposition|\bsinon\b|\bsi no\b|\bdime\b|avísa|\bquieres\b|\bse (?:vuoi|preferi|quiser)|ご希望
    必要(?:であれば|でしたら)|\banything you would (?:like|want)\b|\bfalls\b|\bte gustaría\b
    \bdo you want (?:more|me)\b|\bhit the right note\b
""")
# It goes on with the text, and says so.
MOVES = one_of(r"""
    \b(?:continu(?:e|es|ing)|moving on|move on|carry on|carrying on|proceed(?:ing)?
    pausing)\b|\b(?:i|we|me|us|to|will|shall|can) pause\b
    \bon to the (?:next|second|third|last)\b
    \bnext (?:section|part|bit|heading|paragraph|topic|question|point)\b
    \b(?:second|third|fourth|fifth|last|final) (?:heading|section|part|question|subhead\w*)\b
    \bwhat follows\b|\bbelow,? (?:i|is|you)\b|\bat this point\b|\bunderneath\b
    \bhere (?:is|comes)\b|\bfollowing is\b|\bthe following is\b|(?<!no )\battached\b|接下来
    下[一面](?:节|段|部分|个问题|继续|进入|回答|写|是)|继续(?:回答|写|说明|第|讲)|写到这|先停
    进入[^，。]{0,10}部分|第[一二三四五六]部分|见下|\b(?:ich|mache|fahre) [^.]{0,30}\bweiter\b
    \b(?:im )?nächsten? (?:absatz|abschnitt|teil)\b|\ban dieser stelle\b|\banbei\b|\bim folgenden\b
    voici|\bje (?:poursuis|continue|passe|reprends|m'arrête)\b|à cet endroit|ci-(?:après|dessous)
    \bsigo\b|\bcontinúo\b|de momento|a continuación|\bdejo\b|di seguito
    \bpick(?:ing|s)? (?:it )?up\b|\bhere goes\b|\bwraps? up\b|\bcut off\b
    接着(?!说|问|想|走|又|再|就|是|听|看)
    中断|\bpassons\b
    \bsiga con\b|现在展开|\bat this stage\b|次に|続け|\bnow for the\b|\bnun zu[mr]?\b
    \bweiter mit\b|写完了|\bjust to flag\b
""")
# What is in it was made up, or has to be looked up before it goes out.
CHECKS = one_of(r"""
    \binvented\b(?! (?:it|them|him|her|this|that|these|those|the|an?|in|for)\b)
    \b(?:placeholders?|illustrative|fictional|fictitious|fabricated
    made[- ]up(?! (?:entirely |mostly |mainly )?of\b))\b
    \b(?:double|fact|cross)-?check|\bverif(?:y|ied)\b|\b(?:genuine|real|actual) ones?\b
    \b(?:before|prior to) (?:you )?(?:it |this |the \w+ )?(?:goes|going|publi\w+|posting|use\b
    print)
    \bno way of (?:confirming|checking|knowing)|虚构|编造
    (?:案例|人物|情节|数据|数字)[^，。]{0,8}编写
    示例[^，。]{0,4}(?:数据|数字|人物|姓名|价格|日期|引语|案例|性质)|[为系作是属]示例(?=[，。、；]|$)|占位|核实|核对
    (?:内容|数据|数字|信息|姓名|名称|价格|日期|人物|案例|引语)[^，。]{0,6}替换[成为]|替换[成为](?:真实|实际|您)
    真实信息|(?:发表|发布|刊登)(?:之)?前|使用前|\berfunden\b|\bfiktiv|vor (?:der )?veröffentlichung
    \bvor dem veröffentlichen|\b(?:ersetzt|geprüft|überprüft) werden|\binventé|\bfictif|\bfictive
    avant (?:la |de )?publi|\bvérifi|\binventad|\bfictici|antes de (?:la )?publi|\bverific|架空
    公開前|\bfrom memory\b|\bagainst a \w+ ?source|\bbefore (?:running|printing)\b
    \bvor dem druck\b|\bimaginaires?\b|编的(?!程|码|译)|(?<!\w)(?:发|用)之前|\bremplacée?s\b
""")
# How well it was done, by whoever did it.
PRAISES = one_of(r"""
    \b(?:approachable|well[- ](?:organi[sz]ed|structured|written)|clear structure|easy to (?:read
    follow)|readable|engaging|concise|jargon|plain english
    with (?!(?:this|that|these|those)\b)[\w' -]{1,30} in mind|aimed at|tone|style|register)\b
    \b(?:fulfil|fulfill|meet|satisf(?:y|ie))s?\b
    \b(?:sticks to|stays within|lands (?:just )?(?:under|within)|under the limit|keeps (?:to
    within)|avoids|complies|adheres)\b
    \b\d{2,4}[- ]words?\b|结构(?:清晰|完整|合理|严谨|分明)|语言(?:生动|通俗|流畅|简洁|优美|平实)
    语气|重点突出|可读性|总分总|(?:层次|条理|逻辑)(?:清[晰楚]|分明)|通俗易懂
    达到了?[^，。]{0,10}(?:目的|效果)|避开|控制在|(?:符合|满足|达到)[^，。]{0,12}要求
    适合[^，。]{0,12}(?:阅读|读者|推送)|面向|可直接用|约?一?百字|\d+字|[更偏]口语|由浅入深|兼顾
    趣味性|术语|生活化|切入|verständlich|\blockerer?\b|\bbewusst\b|\bwörter\b|gut lesbar
    \baccessible\b|sans jargon|\bplus court|bien structuré
    \b(?:shorter|(?<!no )(?<!any )longer|simpler|livelier|choppy|smooth(?:er|ly))\b
    \bthis length\b|\bkürzer
    \blänger|\bausführlicher|\bmás (?:corta|larga|breve)|\btrop (?:long|court|technique)
    更(?:活泼|口语|短|长|通俗)|太专业|\btono\b|\bcercano\b|\bsencill|\bgeneral audience\b
    \bsteered clear\b|\bplain words\b|\bfachbegriffe|\bpublic débutant\b|贴近(?:生活|读者)
    引起[^，。]{0,4}共鸣|语言简洁|分好|便于|方便(?:排版|发布)
""")
# Whether it is what was wanted.
SUITS = one_of(r"""
    \bwhat you (?:had in mind|were (?:after|looking for)|wanted|needed)\b|\bthing you were after\b
    \b(?:is|does) (?:this|that|it) (?:okay|ok|fine|right|work|suit|fit)\b|\bdetail is right\b
    可以(?:了|用|发|发布|接受|直接[用发])?(?:吗|么|不(?!\w)|？)
    (?:合适|满意|够不够|还缺|合不合|行不行)[^，。]{0,6}(?:吗|么|不|什么|？)|够不够|合不合适
    \bpasst (?:der|das|die|es|so)\b|\bgefällt (?:ihnen|dir)\b|vous (?:convient|plaît|paraît)
    (?:te|le) (?:parece|sirve|gusta)\b|lo que (?:buscab|necesit|querías)|ti piace|va bene così
""")
# Who made it is a model.
MODEL = one_of(r"""
    \b(?:ai|language) model\b|\b(?:automated|ai|virtual) (?:writer|assistant|system)\b
    \bby an? ai\b|\bai[- ]generated\b|\bchatbot\b|作为(?:一个|一款)?(?:人工智能|ai|语言模型)
    由(?:人工智能|ai)[^，。]{0,4}生成|人工智能生成|ai生成|本模型|künstliche intelligenz|\bki-\w+
    intelligence artificielle|inteligencia artificial|\b(?:als|en tant qu'|como) (?:ki|ia)\b
""")
# An author speaks to readers, of his magazine and its next issue.
READERS = one_of(r"""
    \bskip (?:ahead|straight|down|to the)\b|\b(?:in|of) (?:this|our|a|the) (?:\w+ ){0,2}?series\b
    \b(?:in|to) (?:this|our|my|the|an?) (?:(?:next|previous|last|first|second|earlier|future
    recent) )?(?:blog )?posts?\b|\brecently\b
    \bcomments?\b|\bsubscri|\be-?mail|\bcall (?:us|me)\b|\bvisit\b|\bnewsletter\b
    \binspired\b|\bhat tip\b|\bthanks to\b|\bgrateful to\b
    \bwrite to (?:us|me)\b|\bread (?:more|the|on|our)\b|\bnext (?:week|month|time|year|issue)\b
    \blast (?:week|month|year|issue)\b|\bmagazine\b|\bletters\b|\breaders? (?:who|of|have)\b
    \b(?:first )?appeared\b|\bmany of you\b|\bupdated?:
    \byour (?:article|paper|column|review|report)\b|\bcorrections?:|\bby the way\b|\bthe author\b
    \bour (?:readers|site|shop|spring|summer|autumn|winter|\w+ issue|blog|page|members|team|staff
    editors?|test)\b
    \b(?:financial|conflict of) interest|评论|留言|后台|私信|关注|群里|扫码|大家|朋友们|点赞|转发
    系列|跳[到过至]|继续阅读|适合[你您]阅读|在?阅读(?:本文|时)|[读看]过|博客|教程|本文(?:介绍|转载|首发|的目的)
    如果[你您]还(?:记得|没)|[上下]一?部分[，,]?(?:中|里)?我们|我们来看|建议[你您](?:去)?(?:阅读|查阅)
    (?:接下来|下|之后|后续|今后)的?[一几两]?篇?(?:的)?(?:系列)?文章
    下[期周次回]|侵权|化名|隐私|贵刊|编辑同志|收藏|分享给|\b(?:let|tell|contact|ask) us\b
    \bmembers?\b|\ba reader\b|\breader \w+ \w+\b|仅供|不构成|\bheft\b|\bausgabe\b|\bgewähr\b
    \bleser|\bnous\b|\bnos\b|\bnumero\b|\bnúmero\b|\blectores?\b|\bgracias\b
    读者(?:们)?(?:问|来信|说|想)|\bsent questions\b
    \bif you (?:would )?(?:want|like|prefer|need)\b[^,.]{0,60}, (?:make|keep|use|add|take|try|buy
    ask|choose|go|leave|start|get|pick|order|bring)\b
    \bmy (?:editor|last (?:article|column|piece|post))\b|\bmy answer is\b
""")
# Where texts are the subject, their words are its own.
ABOUT_TEXTS = question(r"""
    writ|essay|blog|copy|editor|journalis|author|content|newsletter|prompt|chat|(?<![a-z])ai(?![a-z])|assistant
    language model|translat|写|文章|作文|稿|文案|编辑|编剧|作者|提示词|助手|模型|机器人|人工智能
    翻译|schreib|text|redaktion|écri|rédact|escrib|redac
""")
