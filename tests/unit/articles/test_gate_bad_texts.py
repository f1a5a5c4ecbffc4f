"""Texts that nobody may see as they are, each with the check that holds it."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished, Level, examine
from contenthub.articles.text import word_count
from tests.unit.articles.test_gate_good_texts import DE, EN, FR, JA, ZH

LOOP = "Leaves and water, and more of the same. It is a text of three sentences. Nobody reads it. "
BAD = [
    # a short last paragraph
    ("cut_off", EN + "In the end we"),
    ("cut_off", EN + "## Conclusion\n\nIn conclusion, the"),
    ("cut_off", EN + "## Conclusion\n\nIn conclusion, this"),
    ("cut_off", EN + "Overall, green tea"),
    ("cut_off", EN + "## Summary\n\nGreen tea"),
    ("cut_off", EN + "Nobody knows whether the tea would"),
    ("cut_off", EN + "The best of these"),
    ("cut_off", EN + "It was sold for"),
    ("cut_off", DE + "Insgesamt ist der Tee"),
    ("cut_off", DE + "Am Ende war es für"),
    ("cut_off", DE + "## Fazit\n\nGrüner Tee"),
    ("cut_off", FR + "En conclusion, le thé"),
    ("cut_off", FR + "Il fut vendu pour"),
    ("cut_off", ZH + "总的来说，这个方法"),
    ("cut_off", ZH + "综上所述，茶叶"),
    ("cut_off", ZH + "人们喜欢喝茶是由于"),
    ("cut_off", ZH + "## 总结\n\n绿茶"),
    ("cut_off", JA + "## まとめ\n\nお茶は"),
    ("cut_off", EN + "This means that"),
    ("cut_off", EN + "However, this"),
    ("cut_off", EN + "When the bank"),
    ("cut_off", EN + "Prices rose to $"),
    ("cut_off", EN + "## Outlook\n\nThe"),
    ("cut_off", EN + "“Prices are too high"),
    ("cut_off", EN + "- [ ] Buy\n- [ ]"),
    ("cut_off", DE + "Außerdem"),
    ("cut_off", DE + "„Die Preise sind"),
    ("cut_off", ZH + "另一方面，价格"),
    ("cut_off", ZH + "其中最重要的"),
    # sentences, lists, tables, quotations
    ("cut_off", EN + "The reason for this is that...."),
    ("cut_off", EN + "It was in the...."),
    ("cut_off", EN + "The leaves are picked by hand. Then they wither"),
    ("cut_off", EN + "He said “"),
    ("cut_off", DE + "Er sagte: „"),
    ("cut_off", FR + "Il a dit : «"),
    ("cut_off", EN + "It was dear (about ten times the price of coffee"),
    ("cut_off", ZH + "他写了一本书《茶的"),
    ("cut_off", EN + "- First thing to do.\n- Second thing to do.\n- Third"),
    ("cut_off", EN + "1. **First:** do it.\n2. **Second:** do it too.\n3. **Thi"),
    ("cut_off", EN + "- Pick by hand.\n- Dry in the sun.\n- Roll them until they are small enough"),
    ("cut_off", EN + "1. Get a hive.\n2. Put it in the sun.\n3. Wait for the"),
    ("cut_off", EN + "- one\n- two\n- see [the"),
    ("cut_off", EN + "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |"),
    ("cut_off", EN + "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | lo"),
    ("cut_off", EN + "| a | b |\n|---|"),
    ("cut_off", EN + "> To be or not to be, that is the question whether it is nobler in"),
    ("cut_off", EN + "> They asked him whether"),
    # links, tags, formulas, fences, comments
    ("cut_off", EN + "See [the docs"),
    ("cut_off", EN + "See [the docs](https://exam"),
    ("cut_off", EN + "![a cat](https://exam"),
    ("cut_off", EN + "See https://exam"),
    ("cut_off", EN + "See https://"),
    ("cut_off", EN + '<div><a href="htt'),
    ("cut_off", EN + "A line of text with <strong"),
    ("cut_off", EN + "<p>This is a text and"),
    ("cut_off", EN + "$$\nE = mc"),
    ("cut_off", EN + "$$E = mc^2"),
    ("cut_off", EN + "\\[\nE = mc^2"),
    ("cut_off", EN + "\\begin{align}\nE &= mc^2"),
    ("cut_off", EN + "So the energy is $E = mc^"),
    ("cut_off", EN + "```python\nx = 1"),
    ("cut_off", EN + "~~~\nx = 1\n```"),
    ("cut_off", EN + "Run `make te"),
    ("cut_off", EN + "This is **very impor"),
    ("cut_off", EN + "<!-- to be"),
    ("empty_section", EN + "## Conclusion"),
    ("empty_section", EN + "## What comes next?"),
    ("empty_section", EN + "##"),
    # thoughts
    ("thoughts", "<analysis>I plan it</analysis>\n" + EN),
    ("thoughts", "<thinking_process>I plan it</thinking_process>\n" + EN),
    ("thoughts", "&lt;think&gt;I plan it&lt;/think&gt;\n" + EN),
    ("thoughts", "＜think＞I plan it＜/think＞\n" + EN),
    ("thoughts", "<|thinking|>I plan it<|/thinking|>\n" + EN),
    ("thoughts", "<reason>I plan it</reason>\n" + EN),
    ("thoughts", "[thinking]I plan it[/thinking]\n\n" + EN),
    ("thoughts", "**Thinking:** I plan it\n\n**Answer:**\n\n" + EN),
    (
        "thoughts",
        '<details type="reasoning"><summary>Thought</summary>\nI plan it\n</details>\n' + EN,
    ),
    ("thoughts", "> Thinking...\n> I plan it\n\n" + EN),
    ("thoughts", "Thinking...\nI plan it\n...done thinking.\n\n" + EN),
    ("thoughts", "```thinking\nI plan it\n```\n" + EN),
    ("thoughts", "Okay, the user wants an article about tea. Let me think about it.\n\n" + EN),
    ("thoughts", "好的，用户想要一篇关于茶的文章。\n\n" + ZH),
    ("thoughts", "analysisI plan it. Now I write.assistantfinal" + EN),
    ("thoughts", EN + "<think>\nI plan it\n</think>\n\n" + EN),
    ("thoughts", "I plan it\n```\nopen\n</think>\n\n# Tea\n\n```\ncode\n```\n\n" + EN),
    # tokens of templates
    ("template_tokens", EN + "<|im_start|>user\nWrite more."),
    ("template_tokens", "<|start_header_id|>assistant<|end_header_id|>\n" + EN),
    ("template_tokens", EN + '<tool_call>{"name": "search"}</tool_call>'),
    ("template_tokens", EN + "[INST] Write more. [/INST]"),
    ("template_tokens", EN + "<｜end▁of▁sentence｜>"),
    # no article
    ("not_an_article", '{"title": "x", "content": "The text of the article."}'),
    ("not_an_article", '{"title": "x", "content": "The text of the art'),
    ("not_an_article", '```json\n{"title": "x", "content": "The text."}\n```'),
    ("not_an_article", '[{"text": "x"}]'),
    ("not_an_article", "<html><body><h1>502 Bad Gateway</h1></body></html>"),
    (
        "not_an_article",
        "<html><head><title>503 Service Unavailable</title></head>\n<p>nginx</p></html>",
    ),
    ("not_an_article", "Error: rate limit exceeded. Please try again later."),
    ("not_an_article", "Internal Server Error"),
    ("not_an_article", "HTTP 429: Too Many Requests"),
    ("not_an_article", "upstream connect error or disconnect/reset before headers"),
    ("not_an_article", "Traceback (most recent call last):\n  File x\nValueError: no."),
    ("not_an_article", "错误：服务暂时不可用，请稍后再试。"),
    # nothing to read
    ("no_text", "…"),
    ("no_text", "&nbsp;"),
    ("no_text", "<!-- a note -->"),
    ("no_text", "N/A"),
    ("no_text", "# Tea\n\nTODO"),
    # in circles
    ("repetition", "This sentence is here again and again. " * 200),
    ("repetition", "## A\n\n" + "the " * 2000 + "."),
    # what a program wraps it in, and what is left out of it
    ("not_an_article", 'article:\n  title: "Tea"\n  body: |\n    Tea is old.\n    It is dear.\n'),
    ("assistant_talk", "Final Answer: " + EN),
    ("assistant_talk", EN * 3 + "Want a version for families, too?"),
    ("assistant_talk", "Since you mentioned the Dutch, I have opened with them.\n\n" + EN * 3),
    ("assistant_talk", "It is a sensitive topic.\n\nIf you'd like, I can write an overview."),
    (
        "refusal",
        EN + "I can't reproduce the song due to copyright, but I can summarize it.\n\n" + EN,
    ),
    ("notes", EN + "(… the remaining sections follow the same pattern …)"),
    ("notes", ZH + "（其余部分略）"),
    ("notes", "Title: Tea\nWord count: 150\nKeywords: tea, Dutch\n\n" + EN),
    ("notes", EN + "**Suggested slug:** tea-in-europe"),
    ("missing_figures", EN + "[Image: a narrow street with tea shops, warm light, 16:9]\n\n" + EN),
    ("thinking_aloud", EN + "Wait, actually it was 1606. Let me restructure this so it is clear."),
    ("repetition", EN * 2 + "ha" * 5000 + "."),
    ("repetition", LOOP * 100),
    ("repetition", "这句话一遍又一遍地出现。" * 300),
    ("repetition", "\n".join(["- The same item is here again."] * 300)),
]


@pytest.mark.parametrize(("check", "text"), BAD)
def test_a_bad_text_is_held_by_its_check(check: str, text: str) -> None:
    found = examine(Finished("Tea", text, word_count(text)))
    assert check in {one.check for one in found if one.level is Level.HOLD}


def test_there_are_enough_of_them_to_say_something() -> None:
    assert len({text for _, text in BAD}) == len(BAD) > 60
