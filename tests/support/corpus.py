"""Texts that the gate is judged on: each with its order, taken through the line as it would come.

``tests/corpus/NAME`` holds ``good/`` and ``bad/``; ``TEXT.md`` is a text as a generator delivered
it, ``TEXT.json`` says what was ordered, by which account, and what the generator said of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contenthub import clock
from contenthub.articles import gate, titles
from contenthub.articles.cleaning import clean
from contenthub.articles.reading import Reading, read
from contenthub.creators.base import Article
from contenthub.creators.markdown import split_title
from contenthub.errors import BackendError
from contenthub.generations import articles, requests
from contenthub.lifecycle import judging
from contenthub.records import Account, Task

FOLDER = Path(__file__).parent.parent / "corpus"


@dataclass(frozen=True, slots=True)
class Sample:
    """One text of the corpus with its order."""

    name: str
    is_good: bool
    text: str
    facts: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.facts["kind"])


def samples(folder: Path) -> Iterator[Sample]:
    """The texts of one half, in the order of their names."""
    for side in ("good", "bad"):
        for path in sorted((folder / side).glob("*.md")):
            facts = json.loads(path.with_suffix(".json").read_text("utf-8"))
            text = path.read_bytes().decode("utf-8")
            yield Sample(path.stem, side == "good", text, facts)


def held_for(sample: Sample, *, as_it_came: bool = False) -> list[str]:
    """Why the line does not publish the text by itself; empty where it does.

    ``as_it_came``: without the reading that takes off thoughts, wrappers and prefaces.
    """
    account, task = _account(sample.facts), _task(sample.facts)
    try:
        article = _delivered(sample, as_it_came=as_it_came)
        draft = articles.draft_of(article, requests.request_for(task, account, 60.0))
    except BackendError as error:
        return [f"refused: {error}"]
    findings = judging.of_draft(draft, task, account)
    return [f"{one.check}: {one.message}" for one in findings if one.level is gate.Level.HOLD]


def _delivered(sample: Sample, *, as_it_came: bool) -> Article:
    """The article as the creator for servers of language models makes it of an answer."""
    said = sample.facts | sample.facts.get("creator", {})
    text = clean(sample.text)
    reading = Reading(text) if as_it_came else read(text)
    split = titles.split_title if as_it_came else split_title  # the latter takes a preface off
    title, content = split(reading.body)
    reason = said.get("finish_reason")
    return Article(
        content=content,
        title=title or reading.title,
        summary=reading.summary,
        tags=reading.tags,
        quality_score=said.get("quality_score"),
        metadata={} if reason is None else {"finish_reason": reason},
    )


def _account(facts: dict[str, Any]) -> Account:
    rules = facts | facts.get("account", {})  # some texts keep both apart, some do not
    return Account(
        id=1,
        name="corpus",
        folder_name="corpus",
        language=facts["language"],
        tone="",
        audience="",
        requirements="",
        banned_words=rules.get("banned_words", []),
        required_words=rules.get("required_words", []),
        min_length=rules.get("min_length"),
        max_length=rules.get("max_length"),
        min_quality=rules.get("min_quality"),
        gate={},
        creator=None,
        auto_approve=True,
        auto_publish=True,
        active=True,
    )


def _task(facts: dict[str, Any]) -> Task:
    now = clock.now()
    return Task(
        id=1,
        task_id="corpus-1",
        attempt=1,
        status="running",
        account_id=1,
        topic=facts["topic"],
        keywords=facts.get("keywords", []),
        category="",
        requirements=facts.get("requirements", ""),
        tone="",
        creator="openai",
        priority=5,
        external_id=None,
        content_id=None,
        revises_content_id=None,
        revises_number=None,
        note=None,
        target_ids=None,
        batch_id=None,
        auto_approve=True,
        retry_count=0,
        max_retries=0,
        crash_count=0,
        lost_looks=0,
        lease_owner=None,
        lease_until=None,
        due_at=None,
        handed_over_at=None,
        started_at=None,
        completed_at=None,
        timeout_at=None,
        cancel_requested_at=None,
        result=None,
        created_at=now,
        updated_at=now,
    )
