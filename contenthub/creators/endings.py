"""What the word means by which a server or program says why a text ended.

Only an end that the model chose makes an article. The words are those of the OpenAI protocol
and of what speaks it: llama.cpp, Ollama, vLLM, SGLang, TGI, LM Studio, Azure, Mistral, DeepSeek,
Qwen, GLM, ERNIE, and gateways that pass on the words of Anthropic, Gemini, Cohere and Bedrock.
"""

from __future__ import annotations

import re
from typing import Any

from contenthub.articles.cleaning import one_line
from contenthub.errors import PermanentError, TransientError

# The model was through with it.
_WHOLE = frozenset(
    {
        *("stop", "eos", "eos_token", "eos_found", "end_turn", "stop_sequence"),
        *("stop_string_found", "complete", "completed", "normal"),
    }
)
# A limit of tokens, of the context or of time was reached: there is a text, and its end is missing.
_CUT = frozenset(
    {
        *("length", "max_tokens", "max_length", "max_output_tokens"),
        *("max_completion_tokens", "model_length", "token_limit", "time_limit"),
        *("error_limit", "incomplete", "model_context_window_exceeded"),
        *("context_length_reached", "max_predicted_tokens_reached"),
        *("max_new_tokens",),
    }
)
# The same request would be stopped again.
_REFUSED = frozenset(
    {
        *("content_filter", "content_filtered", "safety", "recitation", "blocklist"),
        *("prohibited_content", "spii", "sensitive", "refusal", "guardrail_intervened"),
        *("error_toxic", "image_safety"),
    }
)
_NOTHING = frozenset({"", "null", "none", "finish_reason_unspecified", "not_finished"})
_MOST_WORD = 60  # characters of a word that are shown
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")  # endTurn, eosFound


def word_of(reason: object) -> str:
    """The word in one spelling: small letters and underscores; "" where nothing is said."""
    text = one_line(reason[:200]) if isinstance(reason, str) else ""
    word = _HUMP.sub("_", text).lower().replace("-", "_").replace(" ", "_")
    return "" if word in _NOTHING else word


def is_cut(reason: object) -> bool:
    """Whether the word says that the end of the text is missing."""
    return word_of(reason) in _CUT


def facts_of(reason: object, who: str) -> dict[str, Any]:
    """What the article's metadata say of its end; ``who`` is the subject of an error.

    The contract with the gate: a text that was cut off has ``finish_reason`` "length" and
    ``truncated``. Raises TransientError or PermanentError for every end that makes no article.
    """
    word = word_of(reason)
    if word in _WHOLE:
        return {"finish_reason": "stop"}
    if word in _CUT:
        said = {} if word == "length" else {"finish_reason_said": word[:_MOST_WORD]}
        return {
            "finish_reason": "length",
            "truncated": "a length limit was reached; the end is missing",
            **said,
        }
    if word in _REFUSED:
        raise PermanentError(
            f"{who} stopped the article by a content filter (finish reason: {word[:_MOST_WORD]})"
        )
    if not word:
        raise TransientError(f"{who} does not say that the article is complete (no finish reason)")
    raise TransientError(
        f"{who} broke the article off (finish reason: {word[:_MOST_WORD]}); only “stop” is an end"
    )
