"""How long an article will be: the limit that a model is given, and what progress is reckoned by.

Without a limit a small model may write until its context is full, minutes and thousands of
tokens after the end of the article.
"""

from __future__ import annotations

from contenthub.articles.text import word_count
from contenthub.creators.base import Request

_EXPECTED = {"zh": 1500, "ja": 1500, "ko": 1500}  # characters of an article without a length
_EXPECTED_ELSEWHERE, _CHARACTERS_PER_WORD = 5000, 6

_DEFAULT_TOKENS = 8192  # an article of 3,000 words, with thoughts before it
_TOKENS_PER_WORD = 3  # a word, or a Chinese character, in the languages that need most, and marks
_THOUGHTS = 4096  # tokens for the thoughts of a model that has some


def token_limit(request: Request, setting: int | None) -> int:
    """Tokens that a model may write for ``request``: ``setting``, else by the longest article.

    Generous: what ends there is a model that rambles, not one that wrote a little too much.
    """
    if setting is not None:
        return setting
    account = request.account
    if account.max_length is not None:
        return account.max_length * _TOKENS_PER_WORD + _THOUGHTS
    before = word_count(request.rewrite.content) if request.rewrite else 0
    at_least = 2 * max(account.min_length or 0, before) * _TOKENS_PER_WORD + _THOUGHTS
    return max(_DEFAULT_TOKENS, at_least)


def expected_characters(request: Request) -> int:
    """Characters the article will have, roughly: for the progress only."""
    if request.rewrite is not None:
        return max(1, len(request.rewrite.content))
    language = request.language.partition("-")[0]
    asked = request.account.max_length or request.account.min_length
    if asked is None:
        return _EXPECTED.get(language, _EXPECTED_ELSEWHERE)
    return asked if language in _EXPECTED else asked * _CHARACTERS_PER_WORD
