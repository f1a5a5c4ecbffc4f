"""The title that a person writes above their text, parted from the text."""

from __future__ import annotations

from contenthub.text import heading


def split_title(markdown: str) -> tuple[str, str]:
    """(title, text below it) of a text that begins with a heading of level 1; else ("", text).

    Both ways of writing such a heading are known: ``# Title``, and a line of ``=`` beneath it.
    """
    text = markdown.removeprefix("\ufeff").replace("\r\n", "\n")
    first, _, rest = text.lstrip("\n").partition("\n")
    found = heading(first)
    if found is not None:
        return (found[1], rest) if found[0] == 1 else ("", text)
    second, _, below = rest.partition("\n")
    indented = first.startswith(("    ", "\t"))
    if first.strip() and second.startswith("=") and not indented and not second.strip("= \t"):
        return first.strip(), below
    return "", text
