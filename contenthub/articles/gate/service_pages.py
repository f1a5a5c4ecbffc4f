"""Is it a page of a service, which stands where an article should: a login, a notice, a wall?

Such a page says little. It speaks to a user of what he may do next, in a title that is a state, in
buttons, links of a foot and numbers of a request. Several of these signs come together in few words
and hardly any sentence tells of anything.
"""

from __future__ import annotations

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.expressions import Either, compiled, one_of
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.spelled_out import lowered

_FEW_WORDS, _FEW_WIDE = 110, 190  # units of a page
_ENOUGH = 4  # points
# What a service says of its own state, mostly in the title.
STATE = one_of(r"""
    \b(?:usage|quota|credit|allowance|plan|spending|rate|generation)s? (?:limit )?(?:reached|used
    exceeded|exhausted|spent)\b|\byou have used (?:\w+ )?\d+ ?%|\bno remaining \w+
    \b(?:credits|generations|requests|tokens) (?:\w+ ){0,4}(?:left|remaining|plan|billing)\b
    \b(?:session|login|link|token) (?:has |is )?(?:expired|ended|timed out)\b
    \b(?:sign|log)[ -]?in (?:required|to (?:continue|keep|go on|proceed|view|your))\b
    \b(?:page|address|link|article)s? (?:has|have|is|was|were|may have|might have|could
    may)[^.]{0,24}\b(?:gone|moved|removed|typed|wrong|not (?:be )?found|does not exist|no longer)\b
    \b(?:page|file|content) (?:not found|unavailable)\b|\bpage that has gone\b
    \b(?:scheduled|planned|under|down for) maintenance\b|\bbe right back\b|\bwill be back\b
    \b(?:how we use|uses?|about|this site uses) cookies\b|\bcookie (?:settings|preferences
    consent)\b|\byour privacy (?:choices|matters)\b|\bstore and access information on\b
    \bverify (?:that )?you are\b|\bare you (?:a )?(?:human|robot)|\bsecurity check\b
    \benter the code\b|\baccess (?:denied|blocked|restricted)\b|\bnot available in your (?:country
    region)\b|\bsubscribe to (?:continue|read|keep)\b
    (?:登录|登陆|登入|会话)(?:状态|信息)?(?:已|因)?[^，。]{0,14}(?:过期|失效|超时|逾时)
    (?:系统|平台|网站|服务)(?:正在)?(?:维护|升级)(?:中|$)|找不到[^，。]{0,4}(?:页面|网页)|(?:页面|网页|内容)[^，。]{0,6}(?:不存在|已被?(?:删除|移除|下架)
    走丢|无法使用)|(?:额度|点数|次数|配额|流量)(?:已)?(?:用完|用尽|耗尽|不足|达到上限)
    (?:完成|进行|请先)[^，。]{0,6}(?:验证|认证)|异常流量|安全验证
    \b(?:anmeldung erforderlich|sitzung ist abgelaufen|seite (?:wurde )?nicht gefunden
    wartungsarbeiten)\b
    \b(?:session (?:a )?expiré|page (?:introuvable|non trouvée)|connexion requise|en maintenance)\b
    \b(?:sesión ha (?:caducado|expirado)|página no encontrada|inicie sesión|en mantenimiento)\b
""")
# What its user may do now.
ACTS = one_of(r"""
    \b(?:upgrade to|buy (?:an? )?(?:extra|more)|add (?:a|an) (?:payment|card)|raise the
    wait until)\b
    \b(?:resend|request a new) (?:code|link)\b|\buse another (?:method|account|device)\b
    \b(?:accept|reject|allow) all\b|\bmanage (?:your )?(?:settings|preferences|cookies|plan)\b
    \b(?:try|use) the search\b|\bgo back to (?:the )?(?:home ?page|start)\b
    \breturn to (?:the )?home
    \bask (?:an?|your|the) (?:owner|admin\w*)\b|\bcontact (?:your|an?|the) (?:\w+ )?admin\w*
    \b(?:reload|refresh) (?:the|this) page\b|\bclear your (?:cache|browser|cookies)\b|\btry again\b
    \b(?:forgot|reset) (?:your )?password\b|\bcreate an account\b|\bvisit (?:the|our) (?:billing
    help|status|support)\b|\bneed help\?|\btrouble signing in\b
    (?:重新|请先|立即|扫码)(?:登录|登陆|登入|扫码登录)|清除[^，。]{0,6}(?:缓存|快取)
    (?:联系|联络|咨询)(?:客服|管理员)|(?:刷新|重新整理|重新加载|重新载入)(?:页面)?
    更换网络|更换网路|升级(?:套餐|会员)|敬请(?:谅解|见谅)|稍后(?:再|重)试|稍后再试
    (?:拖动|拖曳|点击)[^，。]{0,8}(?:滑块|按钮|拼图)
    \b(?:passwort vergessen|jetzt registrieren|erneut an(?:melden)?|mot de passe oublié
    reconnecte\w*)\b
    \bmelden sie sich\b|\bnoch kein konto\b|\bolvidó su contraseña\b
""")
# A number by which it is looked up, and what it says of an account.
RECORDS = one_of(r"""
    \b(?:reference|ref|request|session|incident|trace|event|error|ray)(?: ?(?:id|code|no\.?
    number))?:\W{0,3}\w*(?:\d|`)|\b(?:workspace|plan|resets|billing period|next invoice):
    \bbilling (?:page|period)\b|\byour ip\b
    (?:错误|请求|事件|追踪|会话)(?:码|代码|编号|id|号|时间)[:：]
    您的? ?ip[:：]|\b(?:fehlercode|vorgangsnummer|code d'erreur|código de error)\b
""")
# The links of its foot.
_LINKS = compiled(r"""
    ^(?:home|latest|contact(?: us)?|help(?: cent(?:er|re))?|privacy(?: policy)?|imprint|terms(?: of
    (?:use|service))?|about(?: us)?|support|status|site ?map|sign in|log in|back|start|search
    careers|legal|cookies?(?: policy)?|faq)$
    ^(?:返回(?:首页|上一页)|回首页|(?:联系|联络)(?:客服|我们)|帮助中心
    网站地图|关于我们|首页|隐私政策|服务条款|意见反馈|常见问题)$
    ^(?:impressum|datenschutz|agb|hilfe|kontakt|startseite|accueil|aide|mentions légales|contact
    inicio|ayuda|contacto|aviso legal)$
""")
_FEW_LINKS = 2
_BUTTONS = compiled(r"(?:\[[^\[\]\n]{2,30}\](?:\([^()\n]*\))?\s*){2,}")
ANY = Either(STATE, ACTS, RECORDS)


def is_one(article: Finished) -> bool:
    """Whether signs of a page come together in a text that tells of nothing else."""
    if not article.may_hold(STATE) or len(article.units) > _FEW_WIDE:
        return False
    passages = article.spoken
    if len(article.units) > _FEW_WORDS and not any(one.is_wide for one in passages):
        return False
    title = (*article.heading, *[one for one in passages[:1] if one.block.kind is Kind.HEADING])
    states = sum(1 for one in passages if one.find(STATE, one.spelled))
    states += any(one.find(STATE, one.spelled) for one in title)
    whole = "\n".join([one.spelled for one in (*article.heading, *passages)])
    acts = len({one.group() for one in ACTS.pattern.finditer(whole)})
    records = RECORDS.pattern.search(whole) is not None
    foot = _has_foot(article)
    points = min(states, 2) + min(acts, 2) + records + 2 * foot
    return bool(states) and bool(acts or foot) and points >= _ENOUGH


def _has_foot(article: Finished) -> bool:
    """Whether a line of links or of buttons stands in it."""
    for block in article.blocks[-3:]:
        links = [one.strip(" *[]") for one in lowered(block.text).split("|")]
        if sum(_LINKS.search(one) is not None for one in links) >= _FEW_LINKS:
            return True
        if _BUTTONS.fullmatch(block.text.strip()):
            return True
    return False
