"""Takes away the fence that a model puts around a whole article, and no other.

"Here is the article:" and a fence ```` ```markdown ```` are what models add when they take a
request for Markdown as one for source text. Left in place, the whole article is shown as code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from contenthub.articles.code_regions import Fence

_FENCE = re.compile(r" {0,3}(?:(`{3,}+)([^`]*+)|(~{3,}+)(.*+))")
_SAYS_MARKDOWN = frozenset({"markdown", "md", "mdx", "commonmark", "gfm"})
_SAYS_TEXT = frozenset({"", "text", "txt", "plaintext", "plain"})
_PREFACE_LINES = 5  # how far down a talkative model may begin
_MOST_CHATTER = 300  # characters after the fence: "I hope this helps!"


def unwrapped(markdown: str) -> str:
    """The article in ``markdown`` without the fence around it; without one, as it is.

    An article that begins and ends with blocks of its own keeps them.
    """
    lines = markdown.strip().split("\n")
    start = _after_preface(lines)
    opening = _fence(lines[start]) if start < len(lines) else None
    if opening is None or not _may_wrap(opening, lines[start + 1 :], preface=start > 0):
        return markdown
    end = _end(lines, start, opening)
    if end is None and not _is_article(opening, lines, start):
        return markdown
    chatter = "" if end is None else "\n".join(lines[end + 1 :])
    if chatter and not _is_chatter(chatter, opening, lines, start):
        return markdown
    return "\n".join(lines[start + 1 : end]).strip()  # to the end where the model did not close it


def after_preface(markdown: str) -> str:
    """The text without the lines, ending with a colon, by which a model announces an article."""
    lines = markdown.strip().split("\n")
    return "\n".join(lines[_after_preface(lines) :])


def _after_preface(lines: Sequence[str]) -> int:
    for number, line in enumerate(lines[:_PREFACE_LINES]):
        if line.strip() and not line.rstrip().endswith((":", "：")):
            return number
    return 0


def _fence(line: str) -> Fence | None:
    found = _FENCE.fullmatch(line)
    if found is None:
        return None
    marks = found[1] or found[3]
    return Fence(marks[0], len(marks), (found[2] or found[4] or "").strip().lower())


def _may_wrap(opening: Fence, rest: Sequence[str], *, preface: bool) -> bool:
    """Whether a fence may be one around an article, by what it says and what follows."""
    if opening.info.split(" ")[0] in _SAYS_MARKDOWN:
        return True
    return opening.info in _SAYS_TEXT and (not preface or _begins_article(rest))


def _is_article(opening: Fence, lines: Sequence[str], start: int) -> bool:
    """Whether what stands in the fence is certainly an article, also where the fence is odd."""
    return opening.info in _SAYS_MARKDOWN or _begins_article(lines[start + 1 :])


def _begins_article(lines: Sequence[str]) -> bool:
    first = next((line for line in lines if line.strip()), "")
    return first.startswith("# ") or first.rstrip() in {"---", "+++"}


def _is_chatter(chatter: str, opening: Fence, lines: Sequence[str], start: int) -> bool:
    """Whether what follows the fence is a model's good-bye, and not the rest of an article."""
    if not opening.info or len(chatter) > _MOST_CHATTER or not _begins_article(lines[start + 1 :]):
        return False
    return not any(line.startswith("#") or _fence(line) for line in chatter.split("\n"))


def _end(lines: Sequence[str], start: int, opening: Fence) -> int | None:
    """The line that closes the fence around the article; None where none does.

    Blocks of the article may have fences of the same kind, where Markdown itself would see the
    wrapper end at the first of them: so openings and closings are counted.
    """
    depth = 1
    for number in range(start + 1, len(lines)):
        fence = _fence(lines[number])
        if fence is None or fence.character != opening.character or fence.length < opening.length:
            continue
        if fence.info or _looks_opening(lines, number):
            depth += 1
        else:
            depth -= 1
        if depth == 0:
            return number
    return None


def _looks_opening(lines: Sequence[str], number: int) -> bool:
    """Whether a fence without an info string begins a block: a gap before it, text after it."""
    before = lines[number - 1].strip()
    after = lines[number + 1] if number + 1 < len(lines) else ""
    return (not before or before.endswith((":", "："))) and bool(after.strip())
