"""The modules of the gate with expressions, each with the checks that use it.

A check is tried by itself with strings that are made for its own expressions: the whole gate takes
its time with each, and is tried with what is common to all.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from contenthub.articles.gate import registry
from contenthub.articles.gate.finished import Finished, Rules

_EVERY = " ".join(registry.CHECKS)
_WORDS = "banned_words required_words"

CHECKS_BY_MODULE = {
    "articles.gate.answers": "assistant_talk",
    "articles.gate.accounts_of_texts": "wrong_form",
    "articles.gate.asides": "aside above_title",
    "articles.gate.assistant": "assistant_talk",
    "articles.gate.assumptions": "assistant_talk",
    "articles.gate.beginnings": "no_title begins_inside",
    "articles.gate.bracketed_doubts": "thinking_aloud",
    "articles.gate.briefings": "leaked_prompt",
    "articles.gate.choices": "several_versions",
    "articles.gate.chinese_scripts": "chinese_script",
    "articles.gate.chinese_words": _WORDS,
    "articles.gate.closings": "cut_off empty_section",
    "articles.gate.copied_pages": "not_an_article",
    "articles.gate.cut_off": "cut_off",
    "articles.gate.declined": "refusal",
    "articles.gate.disclosures": "assistant_talk",
    "articles.gate.disguises": _WORDS,
    "articles.gate.documents": "not_an_article",
    "articles.gate.doubled": "repetition",
    "articles.gate.emptiness": "no_text empty_section empty_label",
    "articles.gate.empty_patterns": "template_draft",
    "articles.gate.endings": "cut_off empty_section",
    "articles.gate.escapes": "escapes",
    "articles.gate.examples": "placeholders",
    "articles.gate.figures": "missing_figures",
    "articles.gate.finished": "broken_markup placeholders missing_figures",
    "articles.gate.foreign_words": "language mixed_languages",
    "articles.gate.forms": "wrong_form",
    "articles.gate.gaps": "placeholders",
    "articles.gate.giving_up": "refusal",
    "articles.gate.half_translated": "mixed_languages",
    "articles.gate.handing_over": "assistant_talk",
    "articles.gate.headings": "repeated_heading",
    "articles.gate.inserts": "placeholders",
    "articles.gate.joining_words": "cut_off",
    "articles.gate.leftovers": "thoughts template_tokens",
    "articles.gate.lengths": "too_short",
    "articles.gate.lines": "cut_off repetition thoughts empty_section",
    "articles.gate.machine_lines": "tool_marks",
    "articles.gate.markup": "broken_markup mostly_marks",
    "articles.gate.measures": "notes",
    "articles.gate.mojibake": "mojibake",
    "articles.gate.not_begun": "template_draft",
    "articles.gate.notes": "notes",
    "articles.gate.nowhere": "placeholders",
    "articles.gate.offers": "assistant_talk",
    "articles.gate.open_marks": "cut_off",
    "articles.gate.openings": "assistant_talk",
    "articles.gate.orders": "leaked_prompt",
    "articles.gate.other_subjects": "off_topic",
    "articles.gate.own_words": "notes repetition plan_not_text",
    "articles.gate.packaging": "notes",
    "articles.gate.page_frames": "not_an_article",
    "articles.gate.phrases": _WORDS,
    "articles.gate.pieces": "language mixed_languages",
    "articles.gate.placeholders": "placeholders",
    "articles.gate.plain_parts": "repeated_heading",
    "articles.gate.expressions": "refusal",
    "articles.gate.foreign_headings": "mixed_languages",
    "articles.gate.meanings": "off_topic",
    "articles.gate.messages": "assistant_talk",
    "articles.gate.met_orders": "notes",
    "articles.gate.plans": "plan_not_text",
    "articles.gate.promises": "fewer_than_promised",
    "articles.gate.prompts": "leaked_prompt",
    "articles.gate.prose": "language mixed_languages",
    "articles.gate.redactions": "notes",
    "articles.gate.refusal_words": "refusal",
    "articles.gate.refusals": "refusal",
    "articles.gate.repeats": "repetition",
    "articles.gate.server_answers": "not_an_article",
    "articles.gate.service_pages": "not_an_article",
    "articles.gate.shapes": "repetition begins_inside repeated_heading",
    "articles.gate.spelled_out": "aside leaked_prompt notes thinking_aloud",
    "articles.gate.stand_ins": "placeholders",
    "articles.gate.shown_gaps": "placeholders",
    "articles.gate.plain_topics": "off_topic",
    "articles.gate.program_values": "placeholders",
    "articles.gate.proposals": "refusal",
    "articles.gate.recordings": "transcript",
    "articles.gate.remarks": "notes",
    "articles.gate.scripts": "wrong_form",
    "articles.gate.second_thoughts": "thinking_aloud",
    "articles.gate.search_pages": "not_an_article",
    "articles.gate.subjects": "off_topic",
    "articles.gate.tables": "cut_off",
    "articles.gate.sentences": "assistant_talk",
    "articles.gate.source_talk": "assistant_talk",
    "articles.gate.stray_tags": "broken_markup",
    "articles.gate.talk": "assistant_talk",
    "articles.gate.talk_signs": "assistant_talk",
    "articles.gate.terminals": "tool_marks",
    "articles.gate.thinking_aloud": "thinking_aloud",
    "articles.gate.threads": "wrong_form",
    "articles.gate.tool_marks": "tool_marks",
    "articles.gate.topic_repeats": "repetition",
    "articles.gate.translators": "notes",
    "articles.gate.transcripts": "transcript",
    "articles.gate.typesetting": "broken_markup",
    "articles.gate.unfilled": "placeholders",
    "articles.gate.unseen": "unseen_characters",
    "articles.gate.unsettled": "placeholders",
    "articles.gate.unwritten": "refusal",
    "articles.gate.versions": "several_versions",
    "articles.gate.visible": _WORDS,
    "articles.gate.weekdays": "fewer_than_promised",
    "articles.gate.withholding": "refusal",
    "articles.gate.working_talk": "assistant_talk",
    "articles.gate.working_papers": "template_draft",
    "articles.gate.wrapped": "whole_in_fence",
    "articles.tongues": "language mixed_languages off_topic",
}


def _examine(checks: str, text: str) -> None:
    rules = Rules(
        "en", banned_words=("a b", "茶"), required_words=("x y",), min_length=10, max_length=20
    )
    article = Finished("A title", text, 10, text[:200], topic="Tea from China", rules=rules)
    registry.examine(article, checks.split())
    if {"off_topic", "chinese_script"} & set(checks.split()):
        chinese = Finished("题", text, 10, topic="绿茶的历史", rules=Rules("zh"))
        registry.examine(chinese, ("off_topic", "chinese_script"))
        titled = Finished("Salt and tea", text, 200, topic="Repair of old bicycles", rules=rules)
        registry.examine(titled, ("off_topic",))
    if "wrong_form" in checks.split():
        for form in ("questions and answers", "a list", "as a table", "a poem", "a letter", text):
            ordered = Rules("en", requirements=(form,))
            registry.examine(Finished("Tea", text, 200, rules=ordered), ("wrong_form",))


WHOLE: Callable[[str], Any] = partial(_examine, _EVERY)
ROWS: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    f"{checks.split()[0]} by {module.rpartition('.')[2]}": (partial(_examine, checks), (module,))
    for module, checks in CHECKS_BY_MODULE.items()
}
