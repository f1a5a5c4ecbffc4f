"""The marks by which language models set their thoughts apart, as their templates write them.

A mark opens thoughts, or closes them (which may come alone: many templates put the opening into
the prompt). Sources are the chat templates of the models named beside each mark.
"""

from __future__ import annotations

import re

# As tags, in any case and with attributes: DeepSeek, Qwen, GLM (think); Claude (thinking);
# EXAONE (thought); Reflection, Seed, LongCat, and what gateways make of them.
_TAGS = (
    *("think", "thinking", "thought", "thoughts", "reasoning", "reflection", "scratchpad"),
    *("seed:think", "longcat_think", "antthinking", "redacted_thinking", "redacted_reasoning"),
    *("inner_monologue", "chain_of_thought", "thought_process", "internal_thoughts"),
    *("thinking_process", "analysis"),
)
_TAG_NAMES = "|".join(_TAGS)
_ATTRIBUTES = r"(?:\s[^<>]{0,200})?"

_OPENING = (
    rf"(?i:<(?:{_TAG_NAMES}){_ATTRIBUTES}>)",
    r"\[THINK\](?![(\[:])",  # Mistral; not the text of a link
    r"◁think▷",  # Kimi
    r"<\|channel\|>(?:analysis|commentary)",  # gpt-oss (harmony)
    r"<\|channel>thought",  # Gemma 4
    r"<unused94>(?:thought)?",  # Gemma 3
    r"<\|begin_of_thought\|>",  # Sky-T1, OpenThinker
    r"<\|START_THINKING\|>",  # Command A
    r"<\|inner_prefix\|>",  # Apertus
    r"<\|think\|>",  # Solar
)
_CLOSING = (
    rf"(?i:</(?:{_TAG_NAMES})\s{{0,9}}>)",
    r"\[/THINK\]",
    r"◁/think▷",
    r"<\|channel\|>final(?:[^<>|]{0,50}<\|constrain\|>)?[^<>|]{0,50}<\|message\|>",
    r"<channel\|>",
    r"<unused95>",
    r"<\|end_of_thought\|>",
    r"<\|END_THINKING\|>",
    r"<\|inner_suffix\|>",
    r"<\|/think\|>",
)

OPENING = "|".join(_OPENING)
CLOSING = "|".join(_CLOSING)

# Closing marks that look like words of a text about them; all others are a model's own tokens.
WRITTEN_CLOSING = re.compile(rf"{_CLOSING[0]}|{_CLOSING[1]}|(?i:</details>)")
# Open WebUI packs thoughts into an element of HTML, which others use for what readers may unfold.
PACKED = (
    rf"(?i:<details(?=\s[^<>]{{0,200}}type=\"reasoning\"){_ATTRIBUTES}>)",
    r"(?i:</details>)",
)

# What stands around an answer whose thoughts were set apart; only ever at its two ends.
AROUND_ANSWER = re.compile(
    r"<\|start\|>(?:assistant)?|<\|message\|>|<\|(?:begin|end)_of_solution\|>"
    r"|<\|(?:START|END)_RESPONSE\|>|(?i:</?(?:answer|response|output|final_answer)>)"
)
# What a server that does not know the model's last token leaves at the end.
ENDS = (
    *("<|return|>", "<|end|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>"),
    *("<end_of_turn>", "<turn|>", "</s>", "<|END_RESPONSE|>", "<|end_of_solution|>"),
    *("</answer>", "</response>", "</output>", "</final_answer>"),
)

# Thoughts in plain words: how the text begins, and what stands before the answer.
PLAIN = (
    # gpt-oss behind a server that drops its special tokens: words grow together there, and only
    # there
    (re.compile(r"analysis(?![\sa-z])"), re.compile(r"(?<=[^\s`\"'“‘])assistantfinal(?! )")),
    # Granite 3.2
    (re.compile("Here is my thought process:"), re.compile(r"^Here is my response:", re.MULTILINE)),
    (re.compile(r"\*\*Thought process:\*\*"), re.compile(r"^\*\*Response:\*\*", re.MULTILINE)),
    # ollama on a terminal
    (
        re.compile(r"Thinking(?:\.\.\.|…)[ \t]*+\n"),
        re.compile(r"^(?:\.\.\.|…)done thinking\.[ \t]*+$", re.MULTILINE),
    ),
)
