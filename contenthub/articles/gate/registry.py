"""The checklist: one line per check, each of which an account may switch off or turn down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from contenthub import logs
from contenthub.articles.gate import (
    cut_off,
    documents,
    drafts,
    emptiness,
    languages,
    leftovers,
    lengths,
    repetition,
    words,
)
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

log = logs.get_logger("contenthub.gate")

OFF = "off"
LEVELS = {level.value: level for level in Level}

CHECKS: dict[str, Callable[[Finished], Iterator[Finding]]] = {
    cut_off.NAME: cut_off.check,
    "thoughts": leftovers.thoughts,
    "template_tokens": leftovers.template_tokens,
    documents.NAME: documents.check,
    repetition.NAME: repetition.check,
    drafts.NAME: drafts.check,
    "no_text": emptiness.no_text,
    "empty_section": emptiness.empty_section,
    languages.NAME: languages.check,
    "banned_words": words.banned,
    "required_words": words.required,
    "too_short": lengths.too_short,
    "too_long": lengths.too_long,
}


def examine(article: Finished) -> list[Finding]:
    """All that the checks find, on the levels that the account has set.

    A check that breaks holds the article: what nobody could look at is not fit to go out.
    """
    found: list[Finding] = []
    for name, check in CHECKS.items():
        wanted = article.rules.levels.get(name)
        if wanted == OFF:
            continue
        try:
            findings = list(check(article))
        except Exception as error:
            log.exception("check_broke", check=name)
            findings = [Finding(name, Level.HOLD, None, f"the check {name} broke: {error}"[:200])]
        level = LEVELS.get(wanted) if wanted else None
        found += [replace(one, level=level) for one in findings] if level else findings
    return found
