"""Few numbers by which near copies of a text are found among very many; how alike two texts are.

A text is cut into shingles: three words that follow each other, or six characters in scripts
without spaces (Broder, "On the resemblance and containment of documents", 1997). Its fingerprint
are the smallest hashes of a fixed sample of them: two texts that share most of their shingles share
some of these, whatever their lengths. The numbers are stored: to compute them otherwise asks for a
migration that computes those of all contents anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

VALUES = 6  # numbers of a fingerprint; of half-copies (0.5 of all shingles) one of 64 is missed
_LEAST = 60  # words, or 100 characters: anything shorter may be like something else by chance
_LEAST_CHARACTERS = 100
_CHARACTERS = 6  # of a shingle in scripts without spaces
_SAMPLE = 3  # every fourth word or character begins a shingle of the sample, by its hash
_MOST_READ = 200_000  # characters
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003fffd]")
_SIGN = re.compile(r"[^\W_]")
_LOOKED_AT = 2_000  # characters by which the script is told
_MOSTLY = 0.3
_PLAIN = bytes(code if code >= 128 or chr(code).isalnum() else 32 for code in range(256))
_FIRST, _SECOND, _BITS = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 2**63 - 1


def of(body: str) -> tuple[int, ...]:
    """The fingerprint of a text: up to ``VALUES`` numbers of 63 bits, none for a short one."""
    text = body[:_MOST_READ].casefold()
    sampled = _of_characters(text) if _is_wide(text) else _of_words(text)
    return tuple(sorted(sampled)[:VALUES])


def share(text: str, other: str) -> float:
    """How much of ``text`` stands in ``other`` as well, by shingles: 0 to 1."""
    own, others = set(_shingles(text)), set(_shingles(other))
    return len(own & others) / len(own) if own else 0.0


def _is_wide(text: str) -> bool:
    beginning = text[:_LOOKED_AT]
    least = _MOSTLY * len(beginning)
    further = len(beginning.encode("utf-8", "replace")) - len(beginning)  # two of each, or three
    return further > 2 * least and len(_WIDE.findall(beginning)) > least


def _words(text: str) -> list[int]:
    return list(map(crc32, text.encode("utf-8", "replace").translate(_PLAIN).split()))


def _of_words(text: str) -> set[int]:
    words = _words(text)
    if len(words) < _LEAST:
        return set()
    return {
        ((a * _FIRST ^ b) * _SECOND ^ c * _FIRST) & _BITS
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
        if not a & _SAMPLE
    }


def _of_characters(text: str) -> set[int]:
    signs = "".join(_SIGN.findall(text))
    if len(signs) < _LEAST_CHARACTERS:
        return set()
    sampled = (
        crc32(signs[place : place + _CHARACTERS].encode("utf-8", "replace"))
        for place, sign in enumerate(signs[: 1 - _CHARACTERS])
        if not ord(sign) & _SAMPLE
    )
    return {(value * _FIRST ^ value * _SECOND >> 7) & _BITS for value in sampled}


def _shingles(body: str) -> Iterator[tuple[int, ...] | str]:
    text = body[:_MOST_READ].casefold()
    if _is_wide(text):
        signs = "".join(_SIGN.findall(text))
        yield from (signs[at : at + _CHARACTERS] for at in range(len(signs) - _CHARACTERS + 1))
    else:
        words = _words(text)
        yield from zip(words, words[1:], words[2:], strict=False)
