"""The review gate: what keeps a finished article from being approved without a person."""

from __future__ import annotations

from collections.abc import Sequence


def problems(
    title: str,
    body: str,
    words: int,
    *,
    banned_words: Sequence[str] = (),
    required_words: Sequence[str] = (),
    min_length: int | None = None,
    max_length: int | None = None,
) -> list[str]:
    """Every rule of the account that the article breaks, one line each; empty: it passes.

    Words are compared without regard to case; lengths are in words (for Chinese: characters).
    """
    text = f"{title}\n{body}".casefold()
    found = [f"banned word: {word}" for word in banned_words if word.casefold() in text]
    found += [f"missing word: {w}" for w in required_words if w.casefold() not in text]
    if min_length is not None and words < min_length:
        found.append(f"too short: {words} of at least {min_length} words")
    if max_length is not None and words > max_length:
        found.append(f"too long: {words} of at most {max_length} words")
    return found
