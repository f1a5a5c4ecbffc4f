"""No reader sees a model's thoughts, in whatever mark they come; articles about the marks stay."""

from __future__ import annotations

import pytest

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
]


@pytest.mark.parametrize("around", SET_APART)
def test_thoughts_go_and_the_article_stays_as_it_is(around: str) -> None:
    assert without_thoughts(around.format(ARTICLE)) == ARTICLE


def test_thoughts_in_the_middle_go_and_what_is_before_them_stays() -> None:
    text = "# Tea\n\nBefore.\n\n<think>SECRET <think>x</think> SECRET</think>\n\nAfter."
    kept = without_thoughts(text)
    assert "SECRET" not in kept
    assert kept.startswith("# Tea\n\nBefore.")
    assert kept.endswith("After.")


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
        "# Tea\n\nThe beginning.\n\n<thinking>and then it never ends",
    ],
)
def test_a_text_that_is_only_thoughts_or_does_not_end_them_is_a_failed_attempt(text: str) -> None:
    with pytest.raises(TransientError, match="thoughts"):
        without_thoughts(text)


@pytest.mark.parametrize(
    "text",
    [
        "The mark </think> ends it, they say.",
        # the fence of the thoughts is closed, as it seems, by the first one of the article
        "thoughts\n```\nopen\n</think>\n\n# Tea\n\n```\ncode\n```\n",
    ],
)
def test_where_thoughts_and_article_cannot_be_told_apart_neither_is_published(text: str) -> None:
    with pytest.raises(TransientError, match="cannot be told"):
        without_thoughts(text)


def test_fences_that_are_never_closed_do_not_hide_marks() -> None:
    assert without_thoughts("```\nhm\n\n~~~~\nhm\n\n````\n</think>\n\n# Tea") == "# Tea"
