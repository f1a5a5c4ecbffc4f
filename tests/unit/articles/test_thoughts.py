"""No reader sees a model's thoughts, in whatever mark they come; articles about the marks stay."""

from __future__ import annotations

import pytest

from contenthub.articles.gate import Finished
from contenthub.articles.gate.leftovers import thoughts
from contenthub.articles.reading import read
from contenthub.articles.thoughts import without_thoughts
from contenthub.errors import TransientError

ARTICLE = "# Tea\n\nLeaves and water.\n\n```\ncode\n```\n\nThe end."

SET_APART = [
    "<think>\nSECRET\n</think>\n\n{}",
    "<think></think>\n\n{}",
    "<THINK>SECRET</Think>{}",
    "<thinking>SECRET</thinking>\n{}",
    '<thinking duration="3">SECRET</thinking>\n{}',
    "<thought>SECRET</thought>\n{}",
    "<thoughts>\nSECRET\n</thoughts>\n{}",
    "<reasoning>SECRET</reasoning>\n{}",
    "<reflection>SECRET</reflection>\n{}",
    "<seed:think>SECRET<seed:cot_budget_reflect>x</seed:cot_budget_reflect></seed:think>{}",
    "<longcat_think>SECRET</longcat_think>{}",
    "[THINK]SECRET[/THINK]{}",
    "◁think▷SECRET◁/think▷{}",
    "<unused94>thought\nSECRET<unused95>{}",
    "<|channel>thought\nSECRET<channel|>{}",
    "<|begin_of_thought|>SECRET<|end_of_thought|>\n<|begin_of_solution|>{}<|end_of_solution|>",
    "<|START_THINKING|>SECRET<|END_THINKING|><|START_RESPONSE|>{}<|END_RESPONSE|>",
    "<|inner_prefix|>SECRET<|inner_suffix|>{}",
    "<|think|>SECRET<|/think|>{}",
    "<|channel|>analysis<|message|>SECRET<|end|><|start|>assistant"
    "<|channel|>final<|message|>{}<|return|>",
    "<|start|>assistant<|channel|>analysis<|message|>SECRET<|end|>"
    "<|channel|>commentary<|message|>SECRET<|end|><|channel|>final <|constrain|>md<|message|>{}",
    "analysisSECRET, then write.assistantfinal{}",
    "Here is my thought process:\nSECRET\nHere is my response:\n{}",
    "<think>SECRET</think>\n<answer>\n{}\n</answer>",
    # the opening mark stood in the prompt
    "SECRET\n</think>\n\n{}",
    "SECRET, so I begin.</think>{}",
    "SECRET\n[/THINK]\n{}",
    "SECRET\n◁/think▷{}",
    "</think>\n\n{}",
    # thoughts that speak of the marks, open fences and nest
    "<think>SECRET <think>more</think> and SECRET</think>\n\n{}",
    "<think>I close with `</think>`. SECRET\n</think>\n\n{}",
    "<think>SECRET\n```python\nunclosed\n</think>\n\n{}",
    "SECRET\n```\na = 1\n```</think>\n\n{}",
    "<think>SECRET</thinking>\n\n{}",
    "<think>SECRET</think>\n\n<think>SECRET again</think>\n\n{}",
    "<think>a<think>b</think>c is SECRET</think>\n{}",
    "<think>SECRET <think>x</think> SECRET\n</think>\n\n{}",
    "<think>\n# Outline of SECRET\n\n## One\n</think>\n\n{}" + " More of it." * 20,
    "<thinking_process>SECRET</thinking_process>\n{}",
    "<analysis>SECRET</analysis>\n{}",
    '<details type="reasoning" done="true">\n<summary>Thought</summary>\n> SECRET\n</details>\n{}',
    "Thinking...\nSECRET\n...done thinking.\n\n{}",
    "**Thought process:**\nSECRET\n\n**Response:**\n{}",
]


@pytest.mark.parametrize("around", SET_APART)
def test_thoughts_go_and_the_article_stays_as_it_is(around: str) -> None:
    end = around.rpartition("{}")[2]
    more = end if end.startswith(" More") else ""
    assert without_thoughts(around.format(ARTICLE)) == ARTICLE + more


MARKED = [
    # in a sentence
    "DeepSeek-R1 writes its thoughts between <think> and </think> tags. A parser cuts them out.",
    "Use a <reflection> element for a pool, and close it with </reflection> at the end.",
    "The mark </think> ends it, they say.",
    "<think> and </think> are the marks of Qwen.",
    "<think> opens the thoughts and </think> closes them, and the answer follows.",
    "<think>和</think>是两个标签，模型的想法写在它们之间。",
    "模型在回答之前会先输出</think>\n\n之后才是答案。",
    "<thinking> begins them. They end at </thinking>. The rest is the answer.",
    # at the end of a line, behind what reads like an article
    "# R\n\nFirst.\n\nMany servers only send the closing </think>\n\nRest.",
    "First.\n\nMany servers only send the closing </think>\n\nRest.",
    "## R\n\nThe stream ends so.\n</think>\n\nThe rest is the answer.",
    "The stream ends so:\n\n</think>\n\nThe rest is the answer.",
    "The stream sends\n\n</think>\n\nand then the answer.",
    # in lists, tables and quotations
    "- Qwen: <think> and </think>\n- Mistral: [THINK] and [/THINK]\n\nThat is all.",
    "| opens | closes |\n|---|---|\n| <think> | </think> |\n| ◁think▷ | ◁/think▷ |",
    "> The answer follows </think>\n\nSo says the manual.",
    "The token <|channel|>final<|message|> begins the answer.",
    # a whole block in the middle
    "# Tea\n\nBefore.\n\n<think>SECRET <think>x</think> SECRET</think>\n\nAfter.",
    "# Tea\n\nBefore.\n\n<thinking>\nSECRET\n</thinking>\n\nAfter.",
    "# Tea\n\nThe beginning.\n\n<thinking>and then it never ends",
    # the fence of the thoughts is closed, as it seems, by the first one of the article
    "thoughts\n```\nopen\n</think>\n\n# Tea\n\n```\ncode\n```\n",
    # the whole article stands in the marks
    "<think>\n# Tea\n\nLeaves and water.\n</think>\n\nDone.",
]


@pytest.mark.parametrize("text", MARKED)
def test_what_may_be_the_articles_own_stays_and_the_gate_says_where(text: str) -> None:
    assert read(text).body == text
    finding = next(one for one in thoughts(Finished("Tea", text, 9)) if one.span)
    assert text[slice(*finding.span or (0, 0))] in text
    assert f"in line {text.count(chr(10), 0, (finding.span or (0, 0))[0]) + 1}: " in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "analysis of the market shows growth. The word assistantfinal is not here.",
        "Here is my thought process: I begin with tea. Then, here is my response: milk.",
        "Thinking... about tea is what I like best.",
        "P.\n\n    <think>\n    hm\n\nThe end.",
        "P.\n\n\t</think>\n\nThe end.",
        "The server sends:\n\n```\n</think>\n```\n\nThen the answer comes.",
        "a <| b |> c, <details>more</details>, [reasoning](x).",
        "# On marks\n\n| opens | closes |\n|---|---|\n| `<think>` | `</think>` |",
    ],
)
def test_what_only_looks_like_marks_passes(text: str) -> None:
    assert read(text).body == text
    assert list(thoughts(Finished("Tea", text, 9))) == []


def test_a_closing_mark_alone_counts_once_and_before_the_article() -> None:
    text = "SECRET\n</think>\n\nTea is hot.\n\n</think>\n\nMilk is cold."
    assert read(text).body == "Tea is hot.\n\n</think>\n\nMilk is cold."
    front = "---\ntitle: Tea\n---\n\nTea is hot.\n\n</think>\n\nMilk is cold."
    assert read(front).body == "Tea is hot.\n\n</think>\n\nMilk is cold."


@pytest.mark.parametrize("around", ["```markdown\n{}\n```", "---\ntitle: Tea\n---\n{}"])
def test_thoughts_behind_a_wrapper_or_a_front_matter_go(around: str) -> None:
    assert read(around.format("<think>SECRET</think>\n\n" + ARTICLE)).body == ARTICLE


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        "Write `<think>` first and `</think>` last.",
        "Split at ``</think>`` and take the rest: `a </think> b`.",
        "# On marks\n\n```\n<think>\nhm\n</think>\nanswer\n```\n\nThat is all.",
        '# On marks\n\n```python\ntext.split("</think>")[-1]\n```\n\nThat is all.',
        "# On marks\n\n~~~\n</think>\n~~~\n\nOnly the end of it is there.",
        "1. Like this:\n   ```\n   [THINK]x[/THINK]\n   ```\n\nDone.",
        "> ```\n> <think>\n> ```\n\nA quoted one.",
        "[THINK](https://example.org) is a link, [THINK]: is none.",
        "I think so. Less < more, a <b>thinking</b> reader, analysis of assistants.",
        "analysis is what the article begins with",
    ],
)
def test_an_article_about_the_marks_keeps_them_in_code(text: str) -> None:
    assert without_thoughts(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "<think>only",
        "<think>only</think>",
        "only\n</think>",
        "[THINK]only",
        "◁think▷only",
        "<|channel|>analysis<|message|>only<|end|>",
        "<think>a</think>\n\n  <|im_end|>",
    ],
)
def test_a_text_that_is_only_thoughts_or_does_not_end_them_is_a_failed_attempt(text: str) -> None:
    with pytest.raises(TransientError, match="thoughts"):
        without_thoughts(text)


def test_fences_that_are_never_closed_do_not_hide_marks() -> None:
    assert without_thoughts("```\nhm\n\n~~~~\nhm\n\n````\n</think>\n\n# Tea") == "# Tea"
