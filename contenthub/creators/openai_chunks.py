"""What one choice of a chat completion brings: text, thoughts, a refusal, the reason of its end.

Servers put thoughts into fields of their own. They are no text, but they show that the model is
at work.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

# DeepSeek, vLLM, llama.cpp, SGLang; OpenRouter, Ollama; gateways to Claude and Gemini.
_THOUGHTS = ("reasoning_content", "reasoning", "reasoning_text", "thinking", "thoughts")
_TEXT_TYPES = frozenset({"text", "output_text"})


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of an answer. ``is_token``: the model wrote something, text or thoughts.

    ``is_message``: it came as what a whole answer is sent as, not as a piece of one.
    """

    text: str = ""
    is_message: bool = False
    is_token: bool = False
    refusal: str = ""
    finish_reason: str = ""


def part_of(choice: dict[str, Any]) -> Part:
    """The piece in a choice of a chunk (``delta``) or of a whole answer (``message``)."""
    reason = choice.get("finish_reason")
    delta, message = choice.get("delta"), choice.get("message")
    is_message = _is_message(delta, message)
    part = message if is_message else delta
    if not isinstance(part, dict):
        part = {}
    text = "".join(_texts(part.get("content")))
    thoughts = any(_is_written(part.get(name)) for name in _THOUGHTS)
    refusal = part.get("refusal")
    return Part(
        text=text,
        is_message=is_message,
        is_token=bool(text.strip()) or thoughts or _thinks(part),
        refusal=refusal if isinstance(refusal, str) else "",
        finish_reason=reason if isinstance(reason, str) else "",
    )


def _is_message(delta: object, message: object) -> bool:
    """Whether the message counts: an empty delta may stand beside it."""
    says_nothing = not delta or (isinstance(delta, dict) and not any(delta.values()))
    return bool(message) and says_nothing


def _texts(content: object) -> Iterator[str]:
    """The texts of a content, which is a text or a list of typed parts (Mistral)."""
    if isinstance(content, str):
        yield content
    for item in content if isinstance(content, list) else ():
        if isinstance(item, dict) and item.get("type") in _TEXT_TYPES:
            text = item.get("text")
            yield text if isinstance(text, str) else ""


def _thinks(part: dict[str, Any]) -> bool:
    """Whether thoughts come as a list of typed parts."""
    details, content = part.get("reasoning_details"), part.get("content")
    return bool(isinstance(details, list) and details) or any(
        isinstance(item, dict) and _is_written(item.get("thinking"))
        for item in (content if isinstance(content, list) else ())
    )


def _is_written(value: object) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)
