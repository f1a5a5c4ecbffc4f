"""Are commands of a typesetter left in a Markdown text? Sections and footnotes of LaTeX.

Formulas have commands of their own; these are for text, and a reader sees them as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from contenthub.articles.gate.blocks import Kind
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished
from contenthub.articles.gate.hints import has
from contenthub.articles.gate.ordered import question
from contenthub.articles.gate.own_words import without_code

NAME = "broken_markup"
_COMMANDS = re.compile(
    r"\\(?:(?:sub){0,2}section\*?|paragraph|chapter|textbf|textit|emph|footnote|cite[pt]?|ref|label"
    r"|caption|begin|end|url|href|maketitle|item)(?=[\s{\[]|\b)"
)
_TAG = re.compile(r"<[a-zA-Z/][^<>]*+>")  # the address of a formula's picture is no text
# A formula has these as well: a line of "=" or its environment parts it into blocks.
_OF_FORMULAS = ("\\begin", "\\end", "\\label", "\\ref")
_FORMULAS = ("$$", "\\(", "\\begin{equation", "\\begin{align")
_FEW = 2
_ABOUT = question(r"latex|\btex\b|typeset|math|equation|公式|排版|数学")


def check(article: Finished) -> Iterator[Finding]:
    """The first of several commands."""
    if "\\" not in article.body:
        return
    has_formulas = has(article.body, _FORMULAS)
    found = [
        (command[0], block.span)
        for block in article.blocks
        if block.kind is not Kind.CODE and "\\" in block.text and "$" not in block.text
        for command in _COMMANDS.finditer(_TAG.sub("", without_code(block.text)))
        if not (has_formulas and command[0] in _OF_FORMULAS)
    ]
    if len(found) >= _FEW and not article.subject.is_about(_ABOUT):
        said = f"commands of a typesetter stand in the text: {found[0][0]}"
        yield Finding(NAME, Level.HOLD, found[0][1], said)
