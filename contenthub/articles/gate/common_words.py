"""Words and characters that stand in texts on anything: they do not tell what a text is about."""

from __future__ import annotations

_WORDS = """
    about above after again also always among another anything because been before being best
    better between both came cannot come could does doing done down during each easy enough even
    ever every everybody everyone everything explain explained explaining fact facts find first
    five four from gave general gets getting give given gives goes going good great guide have
    having help helps here history home idea ideas important into introduction just keep know
    last learn learning less life like little long look looking made make makes making many
    might more most much must myself need needs never news note notes nothing often once only
    other ours over overview part parts people perhaps place places quick read reading ready
    really right same seven shall should show simple since small some somebody someone something
    step steps still such sure take takes tell than that their theirs them then there these they
    thing things think this those though three through time times tips together told took turn
    under until upon used useful uses using very want ways week well went were what when where
    whether which while whole whom whose will with within without word words work works world
    would write writing year years your yours beginner beginners choose choosing compare
    compared comparing comparison complete different difference article articles text texts
    funniest strangest oddest weirdest biggest smallest oldest newest greatest worst finest nicest
    cheapest favourite favorite famous popular typical failed amazing surprising perfect lovely
    beautiful wonderful complete strange funny
    brief short review reviews worth today tomorrow aber alle alles auch beim bist dann dass
    deine denn deren dies diese dieser dieses doch dort durch eine einem einen einer eines etwas
    euch euer ganz gegen hatte haben hier ihre ihrem ihren immer jede jeder jedes kann kein
    keine keinen können machen mehr mein meine muss müssen nach nicht noch oder ohne richtig
    schon sehr sein seine selbst sich sind sollte über unser unter viel vom vor wann warum weil
    wenn werden wird wieder wirklich wissen wurde zwischen tipps anleitung einfach gute ainsi
    alors après aussi autre avant avec beaucoup bien cette comme comment dans depuis deux donc
    elle encore entre être faire fait leur leurs mais même moins notre nous parce pendant plus
    pour pourquoi quand quel quelle quoi sans sera serait sont sous tous tout toute très trop
    vers votre vous conseils algo algunos ante antes aquí bajo cada casi como cómo con contra
    cual cuando cuándo desde donde dónde ella ellos eran esta está estas este esto estos están
    hace hacer hacia hasta mejor menos mientras mismo mucho muchos nada nuestra nuestro otra
    otro para pero poco porque pues quién siempre sino sobre solo sólo somos también tanto tener
    tiene toda todo todos tres usted elegir guía consejos cosa cosi così dalla delle dello dopo
    dove essere fare gli loro molto nella nelle perché più prima quale quando quello questa
    questo senza sono sopra tutti tutto ainda aqui depois então isso mesmo muito não onde pela
    pelo qual quem seus também
"""
_CHARACTERS = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行"
    "所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日者意无力它"
    "与长把机十第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应向头文体美相见被利什二等产或新己制"
    "身果加月话合回特代内信表化老给世位次度门任常先通教儿原东声提立及比员解名真论处走义各入几口认条平系气题活更"
    "别打女变四总何少报才结反受目太量再感建务做接必场件计管期市直命指统至形社便空决治展科五基眼非则听白却界达光"
    "放强即像难且权思完设式色路记南品住告类求据程北边该交规万取望觉术共确传观今切让识候带首篇段封写怎哪谁吗呢吧啊"
    "六七八九百千半每另某"
    "這個們來為國說時會對過發後裡裏種經麼學現當沒動還進樣開從實無與長機關點業將兩間問應頭體見產話內給兒東聲員"
    "論處義幾條係氣題變總報結務場計統決聽卻達強難權設記類據邊該規萬覺術傳觀讓識帶寫誰嗎"
)
COMMON_WORDS = frozenset(_WORDS.split())
COMMON_CHARACTERS = frozenset(_CHARACTERS)
