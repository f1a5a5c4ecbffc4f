"""Names made of text that every file system and every address takes.

A slug is lower-case ASCII, so two of them never differ by case alone; what it is made of may.
"""

from __future__ import annotations

import hashlib

LENGTH = 60  # characters of a slug
# Names that Windows keeps for devices, also with an extension.
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def slug(text: str) -> str:
    """The text's letters and digits, words joined by ``-``; empty where it has none."""
    from slugify import slugify

    return slugify(
        text[: 4 * LENGTH],
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=LENGTH,
        word_boundary=True,
        save_order=True,
        backend="text-unidecode",  # "auto" names files by what else is installed
    )


def folder_name(name: str) -> str:
    """A folder's name for something of this name; names that sound alike may get the same."""
    found = slug(name)
    if found and found not in DEVICES:
        return found
    return f"account-{hashlib.blake2b(name.encode(errors='replace'), digest_size=4).hexdigest()}"
