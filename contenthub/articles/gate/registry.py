"""The checklist: one line per check, each of which an account may switch off or turn down."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from contenthub import logs
from contenthub.articles.gate import (
    asides,
    assistant,
    beginnings,
    chinese_scripts,
    cut_off,
    documents,
    drafts,
    emptiness,
    escapes,
    figures,
    headings,
    languages,
    leftovers,
    lengths,
    markup,
    mojibake,
    notes,
    placeholders,
    plans,
    promises,
    prompts,
    quality,
    refusals,
    repetition,
    subjects,
    thinking_aloud,
    transcripts,
    unseen,
    words,
    wrapped,
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
    wrapped.NAME: wrapped.check,
    mojibake.NAME: mojibake.check,
    unseen.NAME: unseen.check,
    escapes.NAME: escapes.check,
    refusals.NAME: refusals.check,
    assistant.NAME: assistant.check,
    asides.ASIDE: asides.aside,
    asides.ABOVE: asides.above_title,
    notes.NAME: notes.check,
    thinking_aloud.NAME: thinking_aloud.check,
    prompts.NAME: prompts.check,
    transcripts.NAME: transcripts.check,
    figures.NAME: figures.check,
    plans.NAME: plans.check,
    headings.NAME: headings.check,
    promises.NAME: promises.check,
    markup.BROKEN: markup.broken,
    markup.MARKS: markup.mostly_marks,
    beginnings.NO_TITLE: beginnings.no_title,
    beginnings.INSIDE: beginnings.begins_inside,
    placeholders.NAME: placeholders.check,
    repetition.NAME: repetition.check,
    drafts.NAME: drafts.check,
    "no_text": emptiness.no_text,
    "empty_section": emptiness.empty_section,
    "empty_label": emptiness.empty_label,
    languages.NAME: languages.check,
    languages.MIXED: languages.mixed,
    chinese_scripts.NAME: chinese_scripts.check,
    subjects.NAME: subjects.check,
    "banned_words": words.banned,
    "required_words": words.required,
    "too_short": lengths.too_short,
    "too_long": lengths.too_long,
    quality.NAME: quality.check,
    "unread": lengths.unread,
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
