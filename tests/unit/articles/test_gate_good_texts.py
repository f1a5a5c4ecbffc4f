"""Odd texts that are whole: the gate lets them go out."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Rules, examine
from contenthub.articles.text import word_count

EN = "Tea came to Europe in 1610, and the Dutch brought it first. It was dear at the time.\n\n"
DE = "Der Tee kam 1610 nach Europa, und die Niederländer brachten ihn mit. Er war sehr teuer.\n\n"
FR = "Le thé est arrivé en Europe en 1610, avec les Hollandais. Il était très cher.\n\n"
ZH = "茶叶在十七世纪初传入欧洲，最早带来它的是荷兰人。后来它成了日常的饮料。\n\n"
JA = "お茶は十七世紀にヨーロッパへ伝わりました。最初に運んだのはオランダ人です。\n\n"
STEPS = (
    "1. Chop the onions\n2. Boil them in water for twenty minutes or so\n3. Serve them hot"
    " with bread"
)

MORE = (
    "The English took longer. Coffee houses sold it first, and wrote on their signs that it cured"
    " headaches. By 1750 it was cheaper than beer, and maids had it in their contracts.\n\n"
    "Smugglers brought in more of it than the merchants did. When the tax fell in 1784 they lost"
    " their trade within a year, and the price came down for everybody.\n\n"
)

GOOD = [
    # speech and quotation marks
    DE + "Er sagte: „Wir gehen jetzt.“",
    DE + "Auf dem Schild stand „Bitte nicht stören“",
    DE + "Er antwortete: »Ja, natürlich!«",
    DE + "Sie nannte es ‚Tee‘",
    "Zapytał ją, czy idzie z nim. Odpowiedziała: „Nie, dziękuję.”",
    "Zeptal se jí, jestli půjde s ním. Řekla: „Ne, děkuji.“",
    FR + "Et puis il a dit : « Nous partons demain. »",
    FR + "Sur la porte, on lit « Fermé »",
    "Il tè arrivò in Europa nel 1610, con gli olandesi. Disse: «Partiamo domani».",
    "Чай пришёл в Европу в 1610 году. Он сказал: «Мы уходим»",
    EN + '"Are you coming?" she asked.\n\n"No," he said. "I stay here with the dog."',
    EN + "He looked at me and said, “I never knew”",
    ZH + "他说：“我们走吧。”",
    ZH + "招牌上写着「茶馆」",
    JA + "彼は言った。「行きましょう」",
    EN + "– Are you coming?\n\n– No, he said",
    # marks of the end
    EN + "– 30 –",
    EN + "-30-",
    EN + "###",
    EN + "# # #",
    EN + "(ENDS)",
    EN + "— END —",
    EN + "~ fin ~",
    ZH + "（完）",
    ZH + "— 完 —",
    ZH + "【全文完】",
    EN + "***",
    EN + "■",
    # an author's own examples, questions and parts
    ZH
    + "最后一个例子，书上年年都有。我想知道，他为什么不接着说天热的事呢？\n\n书还在架上，折着角。",
    ZH + "这个例子让我想了很久：老人说完了，孩子为什么不接着问下去呢？\n\n书还在架上，折着角。",
    ZH + "12. 可以给父母买药吗？\n可以。用您个人账户的余额，支付自付部分。\n\n窗口工作日开到五点。",
    ZH + "8. 可以带宠物吗？\n可以。您只要在订单的备注部分写明。\n\n窗口工作日开到五点。",
    ZH + "写教程的人自然会问。本文的示例页，正是这么做的。",
    ZH + "本文的示例代码都在仓库里，下载以后就能运行。",
    # gaps in what somebody else wrote
    ZH + "“我的妈妈有一双____的眼睛，一头____的头发。”他抄的时候忘了填。",
    EN + "One pupil wrote “My mother has ____ eyes and ____ hair” and forgot the rest.",
    # about marks
    EN + "In HTML a comment begins with `<!--`, and browsers skip it.",
    EN + "Write `<!--` first",
    ZH + "市轨道交通运营公司 / Metro Operating Company",
    ZH + "原文刊于德国《蜜蜂》杂志，作者授权翻译。译者：林真",
    EN + "Close it with `-->`; a list is `[`, a call `f(`",
    EN + "```html\n<!-- open\n```",
    EN + "It costs $5, or $$ in the guide's own signs.",
    EN + "$$ – Café Central",
    EN + "So the energy is\n\n$$\nE = mc^2\n$$",
    EN + "In the end the energy of it is simply $E = mc^2$",
    EN + "He was glad :( and then :) again",
    # lists and tables
    "# Soup\n\n" + EN + STEPS,
    EN + "- Milk\n- Sugar\n- Lemon",
    EN + "- [ ] Passport\n- [x] Money",
    EN + "- Tea.\n- Coffee.\n- Milk",
    EN + "| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| total | 6 |",
    EN + "| 项目 | 数量 | 价格 |\n|---|---|---|\n| 茶 | 2 | 3 |\n| **合计** | 6 |",
    EN + "a | b\n--- | ---\n1 | 2",
    EN + "## References\n\n1. Smith, J. (2020). On things. https://doi.org/10.1/x\n2. Doe, A."
    " (2021). More",
    # calls to the reader, credits, authors
    EN + "Subscribe to our newsletter for more stories like this one every week",
    EN + "Follow us on Mastodon, and tell your friends about the tea club in town",
    EN + "Call us at +49 30 1234567 or write to the office at Main Street 5, Berlin 10115",
    EN + "If you liked this story, you can log in",
    EN + "Jane Doe is a writer who lives in Oslo with her two cats",
    EN + "*Jane Doe is a writer who lives in Oslo with her two cats*",
    EN + "Photos by John Roe, who spent three weeks in the hills with the pickers",
    EN + "Translated from the Dutch by Anna van den Berg with the help of her students",
    EN + "Source: Statistics Norway",
    DE + "Ihr Team vom Gartenblog",
    DE + "Mit freundlichen Grüßen\nIhre Redaktion",
    DE + "Abonnieren Sie unseren Newsletter und lesen Sie jede Woche eine neue Geschichte",
    FR + "Abonnez-vous à notre lettre pour lire chaque semaine une nouvelle histoire de thé",
    "Чай пришёл в Европу в 1610 году. Он был дорог.\n\nС уважением, редакция журнала «Садовод»",
    "هذا نص عربي كامل وفيه جمل كثيرة ومفيدة. وهذه هي الجملة الثانية.\n\nشكرا لكم على القراءة",
    "차는 1610년에 유럽에 들어왔습니다. 처음에는 비쌌습니다.\n\n다음 글에서 만나요",
    JA + "お問い合わせはこちらまで",
    JA + "文・写真　山田太郎",
    ZH + "如果你喜欢这篇文章，别忘了点赞、在看和转发哦",
    ZH + "如果你喜欢这篇文章，别忘了点赞、在看和转发哦🎉",
    ZH + "更多精彩内容请关注我们的公众号",
    ZH + "点击下方“阅读原文”了解更多",
    ZH + "愿每一个清晨都有茶香相伴，愿每一次相遇都值得珍藏",
    ZH + "来源：新华社",
    ZH + "本文作者 王小明 编辑 李雷",
    ZH + "2026年11月25日",
    ZH + "好啦，今天的茶就喝到这里，我们明天接着聊吧",
    ZH + "这就是市场的魅力所在",
    ZH + "欢迎转发到朋友圈，让更多的人看到这篇关于市场的文章",
    ZH + "文 | 小王",
    DE + "Das war’s für heute",
    DE + "Anna Lee ist Journalistin und lebt mit ihrer Familie in der Nähe von Bergen",
    EN + "This article first appeared in the May issue of the magazine",
    EN + "Registration is open until 5 May at the town hall in Bergen, room 12",
    EN + "[Photo: Jane Doe]",
    EN + "But that is another story",
    "**Thoughts:** I liked the tea. " + EN,
    "First, the user needs to log in. " + EN,
    # verse
    EN + "> We are the champions,\n> my friends,",
    EN + "> Tyger Tyger, burning bright,\n> In the forests of the night;",
    "# Sea\n\nThe sea is calm tonight\nThe tide is full, the moon lies fair\n\nUpon the"
    " straits\nthe light is gone",
    "# Ulysses\n\nWe are not now that strength which in old days\nMoved earth and heaven; that"
    " which we are, we are",
    EN + "old pond\na frog leaps in\nwater's sound",
    ZH + "床前明月光\n疑是地上霜\n举头望明月\n低头思故乡",
    # short and plain
    "**Q: Is it safe?**\n\nA: Yes",
    "Final score: Bayern 3, Dortmund 1\n\nGoals: Kane (12, 45, 78), Brandt (60)",
    EN + "And then nobody knew what happened ...",
    EN + "It was what it was...",
    EN + "See you all next week 🎉",
    EN + "More at http://localhost/tea and https://example.com/a,b",
    EN + "[^1]: Smith 2020, p. 4",
    EN + "![cat](cat.png)",
    EN + "<details><summary>More</summary>\n\nHidden text here.\n\n</details>",
    EN + "<p>The end of it</p>",
    "# Errors\n\nError: that is what the screen says. " + EN + MORE,
    "502 Bad Gateway is what you see when a proxy has no answer. " + EN + MORE,
    'A JSON object looks like this:\n\n```json\n{"a": 1}\n```\n\nThat is all of it.',
    # what only looks like a program's, or like something left out
    "The file:\n\n```yaml\ntitle: Tea\nbody: |\n  Tea is old.\n```\n\nThat is all.",
    EN + "(The rest of the leaves stays on the bush.)",
    EN + "[Photo: Anna Berg And Her Tea Garden]",
    EN + "Do you want a cup?",
    "Row, row, row your boat. " * 8,
    "Pray for us.\n\n" * 20,
]


def language(text: str) -> str:
    return "zh" if text.startswith("茶") else "ja" if text.startswith("お") else ""


@pytest.mark.parametrize("text", GOOD)
def test_a_whole_text_is_let_alone(text: str) -> None:
    rules = Rules(language=language(text), levels={"too_short": "off"})  # some are a line or two
    assert examine(Finished("Tea", text, word_count(text), rules=rules)) == []


def test_there_are_enough_of_them_to_say_something() -> None:
    assert len(set(GOOD)) == len(GOOD) > 60


def test_a_line_to_sign_on_ends_a_form() -> None:
    text = EN + "**Signed:** ______________\n\n**Name in capitals:** __________"
    article = Finished("Tea for the school", text, word_count(text), topic="A form")
    assert examine(article, ["cut_off"]) == []
