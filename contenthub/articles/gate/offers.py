"""What an assistant offers to do next with the text, and what it asks of it."""

from __future__ import annotations

import re

from contenthub.articles.gate import genres, sentences, talk_signs
from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, Expression, compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import Passage, speaks_as_i

# Nobody else is asked this.
_OFFERS_TO_ORDERER = one_of(r"""
    \b(?:would you like|do you want|want|like|need|prefer) me to\b
    \b(?:would|if) you(?: would)? (?:like|prefer) (?:for )?(?:me to|a (?:more \w+|\w+) version)\b
    \bshall i (?:go|write|add|make|continue|create|prepare|draft|proceed|expand|revise|adjust
    shorten|turn|also|now|keep|try|do|give)\b
    \bshould i (?:adjust|add|expand|shorten|write|revise|continue|go ahead|keep going|change
    make it
    turn|rewrite|include more)\b
    \bwould you like (?:to see|another|any changes|a \w+ version|a different|a longer|a shorter
    more (?:options|versions))
    \bis there (?:anything|something) (?:else )?(?:you would (?:like|want)|i (?:can|should|could))
    \b(?:anything|what) else (?:i can (?:do|help|add|write)|can i (?:do|help|add|write)|should i
    you (?:need|want|would like) (?:from me|me to|changed|added))
    \bwould (?:an?|the) (?:\w+ )?(?:box|sidebar|table|section|paragraph) (?:on|about
    with) [^?]{0,60}\b(?:be useful|be helpful|help|work|fit)\b[^?]*\?
    \blet me know (?:which|whether|if|what) [^.!?]{0,50}\bshould (?:appear|stay|go in|be (?:named
    mentioned|included|added|cut|changed))\b
    \bif you would (?:rather|prefer|like) (?:to )?(?:have |see )?(?:it|this) (?:in the (?:first
    second
    third) person|shorter|longer|punchier|more \w+|less \w+|as an? \w+)
    \b(?:feedback|thoughts|notes) (?:(?:is
    are) )?(?:very )?welcome\b[^.]{0,30}\bon the (?:\w+ )?(?:section
    part|paragraph|opening|ending|tone|draft|headline|title|intro)\b
    ^\W*should (?:the|an?) (?:\w+ ){1,3}(?:go in|be (?:included|added|mentioned))(?: (?:as well
    too|here
    in))?\?\W*$
    \bwould (?:it|that|this) (?:help|work|suit|be (?:useful|helpful|of use|better|okay|ok
    fine))\b[^?]{0,20}\bif i (?:wrote|did|put|covered|explained|described|turned|made|left|kept
    added)\b
    \bhow did i do\?|\bpoint me to an? (?:\w+ )?(?:piece|article|example|text|sample)\b
    \bif you (?:liked|like) this (?:style|tone|format|version|approach)\b
    \b(?:things?|points?|questions?) (?:that )?i (?:was|am) (?:not sure|unsure) (?:of|about)\b
    \bnot sure (?:whether|if) you (?:want|wanted|need|would|prefer)\b|\bhits the main (?:beats
    points)\b
    \bhow else can i (?:help|assist|improve)\b
    \bwhich (?:part|section|version|option|one|angle|paragraph|tone)s? (?:would you|should i|do you
    want|shall i|needs?)\b
    \bwhat (?:should|shall|would you like me to|do you want me to) (?:i )?(?:write|change|add|cover
    tackle|do (?:with (?:it|this|the)|next))\b
    \b(?:how|does|do|is|did|will|would)\b[^?.!]{0,30}\b(?:this|that|the|it)\b[^?.!]{0,40}\b(?:draft
    version|tone|length|article|piece(?! of\b)|wording)\b[^?.!]{0,40}\b(?:work|sound|look|read
    feel|fit|suit|what you|right|okay|ok|good|you)\b[^?.!]{0,30}\?
    \b(?:is|was|does|did) (?:this|that|it)\b[^?.!]{0,40}\bwhat you (?:had in mind|were (?:looking
    hoping)|wanted|needed|are (?:after|looking)|asked)
    \b(?:what|how) do you think (?:of|about) (?:this|the|my) (?:\w+ )?(?:draft|version|article|text
    piece|opening|title)\b
    \bdo you (?:want|need|have) (?:any|some|more|further|other) (?:\w+ )?(?:changes|revisions|edits
    adjustments|tweaks|modifications)\b
    \bany (?:changes|edits|tweaks|revisions|adjustments) (?:you would|needed|required|before)
    \bwould you like (?:the|a) (?:\w+ ){1,3}(?:version|summary|list|post)s?\b
    \bfor the next (?:part|section
    one|article),? (?:do|would|should|shall)\b
    \bif (?:this|that|it|the \w+) (?:works|looks|reads|fits|is (?:fine|okay|ok|good
    right))\b[^.]{0,30}\bi (?:will
    can|could)\b|\bready for the next (?:topic|article|task|one|prompt|post|brief)
    \bthank you for (?:the opportunity to|letting me) (?:write|help|work)|\b(?:happy
    glad) to (?:revise
    adjust
    rework|tweak|rewrite|edit|shorten|expand|change|make (?:it|this|any))\b
    \blet me know (?:which|what|whether|if) (?:\w+ ){0,4}?(?:title|headline|version|draft|tone
    angle|length|more
    detail)\b|\byou (?:asked|told|wanted|instructed) me to (?:write|avoid|include|skip|leave out
    add|cut)\b|\bi would (?:normally|usually) (?:include|add|insert|put|cite)\b
    (?:如果?|若|要是)(?:您|你)(?:能|愿意|方便)?(?:告诉|提供|发|补充|说明|给)[^。，]{0,24}，我(?:也|就|还)?(?:可以|能|会|再)[^。]{0,14}(?:整理|调整|写|改|定制|细化
    针对性|更(?:准确|具体|贴合|精准))
    (?:可以|考虑|还可)(?:考虑)?让我(?!们)(?:再|继续)?(?:写|改|做)|供您(?:挑选|选择|选用)|您先(?:看
    过目)
    我(?:马上|立刻|立即|随时|再)(?:重写|改|重新写|调整)|与您的(?:设想|预期|想法|要求)
    告诉我[，,]?我来(?:写|改)|(?:写作|创作|文案|撰稿)(?:上的)?需求|继续(?:向我)?(?:提问|问我)
    您(?:之前|刚才|上次|前面)(?:提到|说|问|要求)
    需要我(?!们|[再多]?[说讲解])|要不要我|是否(?:需要|要|希望)我|要我(?!们)(?:再|继续|帮|把)[^。]{0,20}[吗？?]
    (?:您|你)(?:看|觉得|认为)(?:(?:这样|如此|这篇|这版|这个版本)(?:写|改|安排)?|写得?|改得?)(?:可以
    行|好
    如何
    怎么样|合适|还行)(?:吗|么|不)?
    (?:还有|有)(?:什么|哪些|哪里|没有|其他|别的)(?:地方)?(?:是)?(?:您|你)?(?:觉得)?(?:需要|要
    想)?(?:我)?(?:修改
    调整|补充|改动|优化|完善|再改)(?:的|一下)?(?:地方)?(?:吗|么|呢)?[？?。！!]
    (?:还有|有)(?:什么|别的|其他)(?:需要|要求|想法)?(?:我)?(?:帮忙|协助|帮(?:您|你)|可以帮)
    (?:这样|这版|这篇|这个(?:版本|风格|语气|长度))(?:写|改)?(?:可以|行|合适|满意
    符合)[^。]{0,10}(?:[吗？?]|(?<!什)么)
    (?:请问)?是否(?:需要)?(?:继续|调整|修改|补充|扩写|精简)[^。]{0,12}[？?]
    (?:要不要|需不需要|用不用)(?:我[^。，]{0,6}(?:写|加|改|补|调整|扩|换|出|来)|(?:再|继续)?(?:写
    改|扩写|补充
    调整)[^。，]{0,8}(?:篇|版|段|标题|结尾|开头|语气|文章))|需要我(?!们|[再多]?[说讲解])[^。]{0,12}(?:吗|么|？|\?)
    (?:请问)?(?:还有|有)(?:什么|别的|其他)可以帮(?:您|你)|(?:版本|这版|这篇|文章|稿子)(?:您
    你)?(?:还)?(?:满意|可以|行
    合适)(?:吗|么|不)
    \bsi (?:quieres|lo prefieres|te interesa|lo desea)[^.]{0,40}\bte (?:preparo|hago|escribo
    redacto|adapto)
    \bpuedo (?:también )?(?:prepararte|adaptar(?:lo)?|redactar|acortar(?:lo)?|ampliar(?:lo)?
    hacerte)
    \bje peux (?:aussi |également |bien sûr )?(?:l'?adapter|le raccourcir|développer|rédiger
    reformuler
    vous proposer|ajouter une section)
    \b(?:kann ich|ich kann)\b[^.]{0,60}\b(?:text|artikel|version|fassung|ton
    abschnitt)\w*[^.]{0,40}(?:anpass
    kürz|umschreib|ergänz|erweiter|erstell|schreib)
    \bsag(?:en sie)?(?: mir)?(?: einfach)? bescheid[^.]{0,50}text
    \bposso (?:anche )?(?:adattar|accorciar|riscriver|aggiunger)|\bposso (?:também )?(?:adaptar
    encurtar
    reescrever)|\bмогу (?:также )?(?:сократить|дополнить|переписать|добавить|подготовить)
    (?:必要|ご希望)(?:であれば|でしたら|があれば)|(?:修正|追記|調整|短く)(?:いたします|も可能です
    することもできます)
    (?:想|希望)(?:让)?我(?!们)(?:再|继续|接着|重点)?(?:写|改|扩|补|换|加)
    soll ich|möchten sie,? dass ich|möchtest du,? dass ich|souhaitez-vous que je|voulez-vous que je
    (?:quieres|quiere|desea|te gustaría) que (?:lo |la |te )?(?:ajuste|añada|amplíe|acorte|escriba
    haga)
    vuoi che (?:lo |la )?(?:modifichi|scriva|aggiunga)|quer que eu|хотите,? чтобы я
""")
# What somebody says he could do with the text; an author who is no "I" elsewhere does not.
_SERVES = one_of(r"""
    \bi (?:can|could|would|will|may|am)(?: (?:also|gladly|certainly|happily|be|happy|glad|to|able
    easily|of course|then|further|always|love|just|quickly|more than))* (?:adjust|revise|expand
    shorten|trim|cut|rewrite|rework|tweak|tailor|refine|adapt|translate|polish|turn|convert|make
    provide|write|create|draft|add|prepare|suggest|offer|include|help|assist|generate|put together
    produce|format|summari[sz]e|condense|finish|continue|compress|simplify|reformat|restructure
    swap
    switch|replace|split|locali[sz]e|proofread|soften|sharpen|extend|lengthen|redo|reorder|change
    modify|edit|dig|go deeper|supply|share|send|follow up)\b
    我(?:再|来|就|继续|给(?:您|你)|帮(?:您|你)){1,3}(?:出|写|改|换|拟|补|做)(?:一|个|几|成|系列|下)
    我(?:还|也|再|就|很|随时|都|都可以|立刻|马上)*(?:可以|能|能够|会|将|愿意|乐意|可(?!能))(?:再
    继续|也|帮|为|给|替
    进一步|接着|随时|马上|立刻|按)?(?:您|你)?(?:把|将|做|进行|提供|继续|再|按
    根据)?[^，。]{0,8}(?:改|写|提供|补充|加|扩|缩|调整|翻译|润色|换|拟|列|整理|生成|优化|完善|创作|删|压
    精简
    展开|丰富|细化|拓展|扩展|拆|重新|定制|出一版|出一篇|配)
""")
# Another version or a table for somebody: of an author no reader is asked that.
_ASKS_FOR_WORK = one_of(r"""
    (?:要不要|需不需要|(?:是否|还)?需要|用不用|想不想让)我(?!们)[^。？?]{0,10}(?:出|写|改|做|加|补|换|整理|拟|配)[^。？?]{0,24}(?:[版稿篇]
    标题|语气|表格|文案|摘要|大纲|版本|格式)[^。？?]{0,24}(?:[？?]|吗|$)
""")
_CODE = compiled("代码|命令|脚本|公式|配置|程序|语句|表达式")
_NEAR = 20  # characters before it
_OFFERS_ALONE = one_of(r"""
    ^\W*(?:want|need|prefer|how about|interested in) (?:to see )?(?:an?|another
    the|more) (?:[\w-]+ ){0,3}?(?:version|draft|variant|rewrite|translation|outline|headline|caption
    thread|carousel)s?\b[^?]{0,60}\?\W*$
""")
_INVITES = one_of(r"""
    \blet me know\b|\bfeel free\b|\bif you (?:would|need|have|want|prefer|like|wish
    are (?:not )?happy)\b
    \bjust (?:ask|say|tell me|let|ping|shout)\b|do not hesitate|\bplease (?:tell|let) me
    \btell me (?:if|what|which|whether|how)|\bsay the word\b|\bshould you (?:need|require|want|wish
    have|prefer)\b|\bi am (?:here|at your disposal|always here|available)\b
    (?:^\W*|[.!?,;:] |\bi (?:am|would be) |\b(?:always|more than|very|also) )(?:happy|glad) to\b
    \bany (?:questions|feedback|thoughts|concerns)\b|随时|告诉我|告知我?|跟我说|和我说
    (?:如需|如有|如果(?:您|你)|若(?:您|你)|若需|如果(?:需要|想|觉得|有|还|这篇|这版|以上|文章)
    要是(?:您|你)?(?:觉得|想
    还|需要))
    尽管(?:说|提|吩咐|告诉)|直接(?:说|告诉|提出)|(?:有)?需要的话|提出来|请指出|不满意
    欢迎(?:提出|告知|继续|指正|追问|提问|反馈|补充)|请(?:您)?(?:指示|吩咐)|bescheid
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
    \bword count\b|修改|调整|优化|润色|扩写|缩写|改写|完善|续写|重写
    (?:另外?一?|其他|其它|不同的?|新的?|[一两几这那]|别的?|脚本|口播|短视频|英文|中文|精简|正式|口语)个?版本
    语气|风格|篇幅|字数|标题|摘要|大纲|配图|其他(?:需求|要求)|再改|要改|太长|太短
    进一步(?:修改|优化|完善|调整)|kürz|ergänz|anpass|überarbeit|änder|modifi|raccourc|ajust
    ampli|acort|correg|修正|追記|変更|書き直
""")
# Work on a text, by words that no reader is told.
_WORK_ON_TEXT = one_of(r"""
    \b(?:any|further|more|other|some|additional|minor) (?:\w+ )?(?:changes|edits|revisions
    adjustments|modifications|tweaks|amendments|corrections)\b
    \b(?:another|different|alternative|shorter|longer|new|second|third|revised|simpler|lighter
    punchier|more \w+|less \w+) (?:version|draft|tone|style|angle|title|headline|rewrite
    length)s?\b
    \b(?:this|the|my) (?:draft|version|article|piece|text|copy|blog post|post) (?:to be|shorter
    longer|more|less|changed|adjusted|expanded|revised|rewritten|tailored|translated|in (?:a|an
    another)|for a)\b
    \b(?:adjust|chang|expand|shorten|rewrit|tweak|modif|tailor|refin|lengthen|rework|soften|revis
    edit|polish)\w* (?:\w+ ){0,3}?(?:tone|length|wording|draft|article|piece|text|copy|post|version
    title|headline|intro\w*|conclusion|opening|ending|section|paragraph|structure|style)s?\b
    \badd (?:\w+ ){0,3}(?:section|paragraph|examples?|headings?|keywords?|quotes?|statistics
    sources
    call to action|images?|meta \w+|faq)\b
    (?:修改|改动|调整|润色|扩写|缩写|改写|续写|重写|精简|压缩|补充|优化|完善
    增删)[^，。]{0,8}(?:文章|稿|篇幅
    语气|风格|标题|结构|内容|段落|地方|的话|一下|意见|字数)
    (?:文章|稿子|语气|风格|标题|结构|篇幅|字数|开头|结尾|段落|内容)[^，。]{0,12}(?:修改|改|调整
    润色|太长|太短
    偏长|偏短|不合适|不满意|扩写|精简)
    (?:其他|别的|另外)(?:的)?(?:版本|风格|角度|标题|要求|需求)|(?:换|改)(?:一)?(?:个|种
    成)[^，。]{0,8}(?:版本|风格
    角度|语气|标题|开头|结尾)
""")
_HOPES = one_of(r"""
    \bi hope you (?:find|like|enjoy|are happy with) (?:this|it|the (?:article|piece|text|draft))
    \bi hope (?:this|that|these|the|it)\b[^.!?]{0,40}(?:\bhelps?\b|meets?|what you|works for
    \bfits\b|satisf|suits?|captures|aligns|\bfind (?:this|it)|useful|enjoy|hits|matches)
    \bhope (?:this|that|it) (?:helps|works|is what|fits|meets|does the)\b
    希望(?:以上|这篇|本文|这些|上述|本篇|这份|对您|对你|能对|符合|您|能|这个
    这版)[^。！]{0,16}(?:帮助
    有用|符合|满足|喜欢|满意|要求|帮到)
    (?:以上|上述)(?:内容|文章|资讯)?仅?供(?:您|你)参[考阅]|供您参考
    以上(?:就)?是(?:为|给)(?:您|你)|ich hoffe,[ ]|j'espère que|espero que|spero che|お役に立て
    надеюсь
""")
_SATISFIES = one_of(r"""
    \byour (?:needs?|requirements?|expectations?|request|guidelines|brief|criteria
    assignment|newsletter|readers|blog|website|audience|campaign)\b
    what you (?:were|are|had|needed|wanted|asked)|(?:您|你)的(?:要求|需求|期望|需要|标准|期待|读者)
    (?:符合|满足)(?:您|你)?的?(?:要求|需求|期待)|(?:为|给)(?:您|你)(?:撰写|写|生成|准备|创作)
    欢迎继续提问
""")
# What is handed over may be used: no reader is told that of an article.
_FOR_USE = one_of(r"""
    \b(?:article|draft|text|piece|post|copy|version)\b[^.!?]{0,60}\b(?:ready (?:to|for) (?:publish
    publication|publishing|post|posting|use|copy|upload|go live)|copy and paste|copy-paste
    as is on)
    \bfeel free to (?:use|edit|adapt|copy|publish|post|share|modify|change) (?:it|this|the
    any part)(?: \w+){0,3} (?:as you|on your|in your|for your|article|draft|text|post|however|to
    (?:fit|suit))\b
    \b(?:happy|glad) to [^.!?]{0,120}\b(?:(?:turn|spin|make) (?:this|it) into
    (?:shift|adjust|change|soften) the (?:tone|angle|length|style))\b
    ^\W*(?:want|need|would you like) me to (?:also )?(?:turn|make|convert|adapt|rework|expand
    shorten|translate
    draft|write|create|add|format|cut|tailor|condense|pull together|put together|prepare
    spin) [^?]{1,200}\?\W*$
    \b(?:the above|this) (?:article|draft|text|piece|version|post) (?:\w+ )?(?:meets|follows
    adheres
    satisfies|complies|stays within|is written|was written|has been written|aims|is approximately
    is about \d|is around \d|is roughly \d|comes in at|uses the|includes (?:all|the) (?:\w+ )?key)
    \b(?:good luck|all the best|best of luck|happy) with (?:your|the) (?:\w+ )?(?:blog|article|post
    newsletter|publication|assignment|project|essay|campaign|website)\b|\bhappy publishing\b
    (?:以上|上述|全文|文章|本文|内容|文案)[^。，]{0,8}(?:可|可以|能)(?:以)?(?:直接)?(?:复制|发布|使用
    套用|拿去|照搬)
    (?:可|可以|能)(?:以)?直接(?:复制|发布|套用|拿去|照搬)|复制(?:粘贴)?(?:到后台|到公众号|即可)
    祝(?:您|你)?(?:写作|发布|创作|文章|稿件)(?:顺利|愉快|大卖)
""")
# What is asked about in the middle of a text.
_GOES_ON_WITH = one_of(r"""
    \b(?:me to|shall i|should i) (?:\w+ )?(?:go (?:deeper|on|into|through|ahead)|continue|expand
    elaborate
    add|include|write|cover|explain (?:this|that|it)|keep|move on|skip|break (?:this|it)|list
    summari[sz]e)\b
    \b(?:section|paragraph|article|draft|next part)\b|\b(?:expand on|go into|keep) (?:this|it)\b
    您(?:之前|刚才|上次)|(?:补充|展开|继续|扩写|详细|举例|案例|这一段
    这部分
    下一部分|后面)
""")
_SPEAKER = compiled(r"""
    [^:：.。!?]{1,24}[:：]
""")
_ANSWERS_HIMSELF = compiled(r"""
    \?\W*(?:my answer|yes|no|not|only|never|always)\b|[？?](?:我的(?:答案|建议|回答)|不必|不用|当然)
""")
# An author speaks to readers, who write comments, subscribe and call.
_TO_READERS = one_of(r"""
    \bcomments?\b|\bbelow\b|\bsubscri|\be-?mail|\bcall (?:us|me)\b|\bvisit\b|\bnewsletter\b
    (?<!your )\breaders\b
    \bsocial media\b|\btwitter\b|\binstagram\b|\bcontact (?:us|me)\b
    \bin the next (?:post|issue)|\bnext (?:week|month|time|year|sunday|monday|friday)\b|下周|下期
    下次|下回
    \bcontribut\w+|\bpull requests?\b|\bgithub\b|\bopen (?:an )?issues?\b|\blearn more\b
    \bshop\b|\bour \w+|评论|留言|后台|私信|公众号|电话
    博客|系列|教程|调查|问卷|接下来的文章|自行|客服|邮箱|微信|扫码|投稿|门店|前台|关注|群里|kommentar|commentaire|comentario|コメント
""")

_TO_ORDERER = Expression(r"您|\byour (?:needs?|requirements?|readers|audience)\b")
_IS_LINK = re.compile(r"[*_\s]*+!?\[[^\[\]\n]{1,200}\]\(")
_FEW_WORDS = 80
_FEW_TURNS = 4
_BRIEF = 45  # Chinese characters of a paragraph that is looked at as a whole
# A text that somebody could write, where none is.
_TEXTS = one_of(r"""
    \bi (?:can|could|would be happy to|am happy to) (?:\w+ )?(?:write|draft|create|provide|prepare
    put together) (?:an?|the|some|you)\b[^.]{0,60}\b(?:overview|article|piece|guide|summary|version
    text|post|essay|explainer|draft|outline)\b
    我(?:也)?(?:可以|很乐意|能)(?:帮(?:您|你)|为(?:您|你)|给(?:您|你))?(?:写|整理|提供|准备)(?:一)?[篇份个]
""")
_LONG, _LONG_WIDE = 500, 110  # characters of a passage that asks something in the middle
_LONG_OFFER_WIDE = 130  # of a Chinese one that offers something at the end
_WRITING = question(r"""
    writ|essay|blog|copywrit|content|newsletter|\bedit|journalis|(?<![a-z])ai(?![a-z])|chat|写作|文章
    作文|稿|文案
    编辑
    公众号|提示词|助手
""")
_LONG_ARTICLE = 1_000  # characters, of which an author ends with what he will do
_TO_SOMEBODY = ("您", "吗", "？", "?")
_OF_WORK_WIDE = ("您", "你", "版", "稿", "篇", "文", "标题", "需要", "随时", "不满意", "指出")
_I_CAN = ("我可以", "我能", "我会", "我再", "我来")
_CONDITIONS = ("如果", "若", "要是")
_MANY_VOICES = 6  # passages in which somebody says "I": of an author
_FEW_VOICES = 2  # an assistant speaks before the text, and behind it

# Each way of offering has one of these; in the middle of a text, one of the latter.
ANY = Either(
    _ASKS_FOR_WORK, _FOR_USE, _OFFERS_TO_ORDERER, _OFFERS_ALONE, _INVITES, _HOPES, _SERVES, _TEXTS
)
WITHIN = Either(_OFFERS_TO_ORDERER)


def offers(text: str, passage: Passage, article: Finished) -> bool:
    """True when somebody offers to change the text, or asks whether it is what was ordered."""
    asks, invites = passage.find(_OFFERS_TO_ORDERER, text), passage.find(_INVITES, text)
    hopes, serves = passage.find(_HOPES, text), passage.find(_SERVES, text)
    is_long = passage.is_wide and len(text) > _LONG_OFFER_WIDE
    uses = passage.find(_FOR_USE, text)
    if uses and not is_long and not _is_about_writing(article) and not _is_of_code(text, uses):
        return True
    if passage.find(_ASKS_FOR_WORK, text) and _speaks_to_one(text):
        return True
    asks = asks or passage.find(_OFFERS_ALONE, text)
    if passage.block.kind is Kind.ITEM and _IS_LINK.match(passage.block.text):
        return False  # the title of what it leads to
    if _SPEAKER.match(text) and _is_talk_of_several(article):
        return False
    if is_long:
        return False
    if asks and _is_an_authors(text, passage, article):
        asks = None
    if passage.is_wide and invites and not serves and not _invites_to_speak(text, article):
        invites = None  # "如果你…": whatever follows is for readers
    if not (asks or invites or hopes or serves) or passage.find(_TO_READERS, text):
        return False
    if _ANSWERS_HIMSELF.search(text) or _HAS_A_PAGE.search(text):
        return False
    is_letter = genres.is_named(article.topic) or genres.is_letter(article.spoken)
    if is_letter and passage.find(talk_signs.THING, text) is None:
        return False  # a letter offers what it is about
    if asks or (serves and article.words < _FEW_WORDS and passage.find(_TEXTS, text)):
        return True  # so few words beside the offer of a text are none
    if serves and not invites and article.voices > _MANY_VOICES:
        return False  # its author says what he will do
    if (invites or serves) and passage.find(_WORK_ON_TEXT, text):
        return not _is_about_writing(article) or bool(invites and serves)
    lone = speaks_as_i(text) and _is_lone(article)
    work = passage.find(_WORK, text) is not None
    if (hopes or (invites and speaks_as_i(text))) and _would_satisfy(text, passage, article):
        return True
    if invites and work and (lone or serves or _TO_ORDERER.search(text)):
        return True
    if not lone or not (serves or (invites and hopes)):
        return False
    if not passage.is_wide:
        return True
    if article.words <= _LONG_ARTICLE:
        return has(text, _OF_WORK_WIDE)
    return "您" in text or (bool(serves) and "你" in text)


def _speaks_to_one(text: str) -> bool:
    """Whether one is spoken to, and not the readers of a page."""
    return has(text, ("您", "帮你", "给你", "为你")) and _HAS_A_PAGE.search(text) is None


def _is_of_code(text: str, found: re.Match[str]) -> bool:
    """Whether code is to be copied, and not the text."""
    return _CODE.search(text[max(0, found.start() - _NEAR) : found.end()]) is not None


def _is_an_authors(text: str, passage: Passage, article: Finished) -> bool:
    """Whether a Chinese author, who says "I" again and again, asks a reader what he may do."""
    if not passage.is_wide or article.voices <= _MANY_VOICES or "您" in text:
        return False
    return passage.find(_WORK_ON_TEXT, text) is None


def _invites_to_speak(text: str, article: Finished) -> bool:
    """Whether somebody is invited to say something, and not only "如果你" begins a sentence."""
    if article.words <= _LONG_ARTICLE and has(text, _I_CAN):
        return True
    if "您" in text and text.rstrip().endswith(("？", "?")):
        return True
    found = (one[0] for one in _INVITES.pattern.finditer(text))
    return any(not one.startswith(_CONDITIONS) for one in found)


def _would_satisfy(text: str, passage: Passage, article: Finished) -> bool:
    """Whether what is hoped or invited, and what was ordered, stand in one sentence."""
    if passage.find(_SATISFIES, text) is None:
        return False
    parts = sentences.of_talk(text, passage, article, at_most=_BRIEF, together=1)
    return any(
        passage.find(_SATISFIES, one) and (passage.find(_HOPES, one) or passage.find(_INVITES, one))
        for one in parts
    )


# Readers of a page answer below it: nobody who orders a text has such a place.
_HAS_A_PAGE = compiled(r"""
    \b(?:in|with) (?:the |a )?comments?\b|\bcomments? (?:below|section)\b|\b(?:poll|hit reply)\b
    \bwrite to us\b|\btell us\b|评论区|留言|投票|弹幕|想看的|扣1
""")


def asks_within(text: str, passage: Passage, article: Finished) -> bool:
    """True when somebody asks in the middle of a text what to do with that text."""
    if passage.block.kind is not Kind.PARAGRAPH or _SPEAKER.match(text):
        return False
    if len(text) > (_LONG_WIDE if passage.is_wide else _LONG) or _ANSWERS_HIMSELF.search(text):
        return False
    asks = passage.find(_OFFERS_TO_ORDERER, text)
    serves = passage.find(_SERVES, text) is not None and passage.find(_INVITES, text) is not None
    is_long = passage.is_wide and article.words > _LONG_ARTICLE
    if is_long and not has(text, _TO_SOMEBODY):
        return False
    if not (asks or serves) or genres.is_named(article.topic) or _HAS_A_PAGE.search(text):
        return False
    if not asks and article.voices > _MANY_VOICES:
        return False
    return bool(passage.find(_WORK_ON_TEXT, text) or passage.find(_GOES_ON_WITH, text))


def _is_talk_of_several(article: Finished) -> bool:
    """Whether turns of speakers make up the text: "Ann: …", "Paul: …"."""
    turns = sum(_SPEAKER.match(one.low) is not None for one in article.spoken)
    return turns >= _FEW_TURNS and turns * 2 >= len(article.spoken)


def _is_about_writing(article: Finished) -> bool:
    """Whether texts are its subject: then drafts and versions are its reader's."""
    return article.subject.is_about(_WRITING)


def _is_lone(article: Finished) -> bool:
    """Whether "I" is no author: elsewhere in the article nobody speaks so."""
    return article.voices <= _FEW_VOICES and len(article.passages) >= _FEW_VOICES + 3
