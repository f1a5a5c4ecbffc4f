"""The checklist: one line per check, each of which an account may switch off or turn down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, lru_cache, partial
from importlib import import_module

from contenthub import logs
from contenthub.articles.gate.finding import Finding, Level
from contenthub.articles.gate.finished import Finished

log = logs.get_logger("contenthub.gate")

OFF = "off"
LEVELS = {level.value: level for level in Level}

Check = Callable[[Finished], Iterator[Finding]]


class _Lazily:
    """A check whose modules are loaded when it is first asked: their expressions take time.

    Commands that only name checks start without that.
    """

    def __init__(self, modules: tuple[str, ...], function: str) -> None:
        self._modules, self._function = modules, function

    def load(self) -> Check:
        """Its function, whose modules are loaded now unless they are."""
        return self._check

    @cached_property
    def _check(self) -> Check:
        found: list[Check] = [getattr(import_module(one), self._function) for one in self._modules]
        return found[0] if len(found) == 1 else partial(_first_of, found)

    def __call__(self, article: Finished) -> Iterator[Finding]:
        return self._check(article)


def _first_of(checks: Sequence[Check], article: Finished) -> Iterator[Finding]:
    for check in checks:
        for finding in check(article):
            yield finding
            return


def _lazily(module: str, function: str = "check") -> _Lazily:
    return _Lazily((f"contenthub.articles.gate.{module}",), function)


def _together(*modules: str, function: str = "check") -> _Lazily:
    """The first finding of several modules, which look for one thing in several ways."""
    return _Lazily(tuple(f"contenthub.articles.gate.{module}" for module in modules), function)


CHECKS: dict[str, Check] = {
    "cut_off": _lazily("cut_off"),
    "thoughts": _lazily("leftovers", "thoughts"),
    "template_tokens": _lazily("leftovers", "template_tokens"),
    "tool_marks": _together("tool_marks", "machine_lines", "terminals"),
    "not_an_article": _together("documents", "page_frames", "search_pages", "copied_pages"),
    "whole_in_fence": _lazily("wrapped"),
    "mojibake": _lazily("mojibake"),
    "unseen_characters": _lazily("unseen"),
    "escapes": _lazily("escapes"),
    "refusal": _lazily("refusals"),
    "assistant_talk": _together(
        "assistant", "assumptions", "working_talk", "source_talk", "messages"
    ),
    "several_versions": _together("versions", "choices"),
    "aside": _lazily("asides", "aside"),
    "above_title": _lazily("asides", "above_title"),
    "notes": _together(
        "notes", "translators", "measures", "packaging", "redactions", "remarks", "met_orders"
    ),
    "thinking_aloud": _together("thinking_aloud", "bracketed_doubts", "second_thoughts"),
    "leaked_prompt": _together("prompts", "briefings"),
    "transcript": _together("transcripts", "recordings"),
    "missing_figures": _lazily("figures"),
    "plan_not_text": _lazily("plans"),
    "repeated_heading": _lazily("headings"),
    "fewer_than_promised": _together("promises", "weekdays"),
    "broken_markup": _together("markup", "stray_tags", "typesetting"),
    "mostly_marks": _lazily("markup", "mostly_marks"),
    "no_title": _lazily("beginnings", "no_title"),
    "begins_inside": _lazily("beginnings", "begins_inside"),
    "placeholders": _lazily("placeholders"),
    "repetition": _together("repetition", "topic_repeats", "doubled"),
    "template_draft": _together("drafts", "working_papers", "not_begun", "empty_patterns"),
    "no_text": _lazily("emptiness", "no_text"),
    "empty_section": _lazily("emptiness", "empty_section"),
    "empty_label": _lazily("emptiness", "empty_label"),
    "language": _lazily("languages"),
    "mixed_languages": _together("languages", "foreign_headings", function="mixed"),
    "chinese_script": _lazily("chinese_scripts"),
    "off_topic": _together("subjects", "other_subjects", "meanings"),
    "wrong_form": _together("forms", "scripts", "threads", "accounts_of_texts"),
    "banned_words": _lazily("words", "banned"),
    "required_words": _lazily("words", "required"),
    "too_short": _lazily("lengths", "too_short"),
    "too_long": _lazily("lengths", "too_long"),
    "unread": _lazily("lengths", "unread"),
    "quality": _lazily("quality"),
    "near_copy": _lazily("near_copies"),
}

_SHOWS = frozenset({"no_title"})  # by themselves these hold nothing


def default_level(check: str) -> Level:
    """What a check does where no account says otherwise."""
    return Level.WARN if check in _SHOWS else Level.HOLD


@lru_cache
def _load(names: tuple[str, ...]) -> None:
    """Load all of them before the first one looks at a text.

    What a text may hold is known for the expressions that were there when it was looked at: all
    that are made later have to be compiled and searched for, a thousand of them.
    """
    for check in (CHECKS[name] for name in names):
        if isinstance(check, _Lazily):
            with suppress(Exception):  # what cannot be loaded breaks when it is asked
                check.load()


def examine(article: Finished, checks: Iterable[str] = CHECKS) -> list[Finding]:
    """All that these checks find, on the levels that the account has set.

    A check that breaks holds the article: what nobody could look at is not fit to go out.
    """
    found: list[Finding] = []
    levels = article.rules.levels
    asked = tuple([name for name in checks if levels.get(name) != OFF])
    _load(asked)
    for name in asked:
        wanted = levels.get(name)
        try:
            findings = list(CHECKS[name](article))
        except Exception as error:
            log.exception("check_broke", check=name)
            findings = [Finding(name, Level.HOLD, None, f"the check {name} broke: {error}"[:200])]
        level = LEVELS.get(wanted) if wanted else None
        found += [replace(one, level=level) for one in findings] if level else findings
    return found
