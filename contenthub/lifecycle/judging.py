"""What the gate is asked for: a new article with its order, or one that a person has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from contenthub.articles import gate
from contenthub.articles.gate import drafts
from contenthub.articles.gate import newly_held as newly_held_of
from contenthub.articles.summary import summarise
from contenthub.articles.text import guess_language, word_count
from contenthub.lifecycle import second_opinion
from contenthub.lifecycle.drafts import Draft
from contenthub.records import Account, Content, Task
from contenthub.states import ReviewState

GATE = "gate"  # who approves what nobody had to look at
CHANGED_MEANWHILE = gate.Finding(
    "unread",
    gate.Level.HOLD,
    None,
    "the rules of its account were changed while the gate looked at it",
)
_TELLS_LANGUAGE = 500  # characters by whose script a language is guessed


def of_draft(draft: Draft, task: Task, account: Account) -> list[gate.Finding]:
    """What the gate finds in an article that a creator has delivered."""
    return gate.examine(finished(draft, task, account))


def finished(draft: Draft, task: Task, account: Account) -> gate.Finished:
    """An article that a creator has delivered, as the gate is shown it."""
    return gate.Finished(
        title=draft.title,
        body=draft.body,
        words=draft.word_count,
        summary=draft.summary,
        html=draft.html,
        images=draft.images,
        tags=draft.tags,
        keywords=tuple(task.keywords),
        category=task.category,
        topic=task.topic,
        language=draft.language,
        quality_score=draft.quality_score,
        metadata=draft.metadata,
        rules=_rules(account, task.topic, task.requirements),
    )


def of_text(title: str, body: str, topic: str, account: Account | None) -> list[gate.Finding]:
    """What the gate would find in a text that belongs to nothing yet; None: no account's rules."""
    asked = topic or f"{title} {body[:_TELLS_LANGUAGE]}"
    rules = (
        gate.Rules(language=guess_language(asked), language_is_guessed=True)
        if account is None
        else _rules(account, asked, "")
    )
    return gate.examine(
        gate.Finished(
            title=title,
            body=body,
            words=word_count(body),
            summary=summarise(body),
            topic=topic,
            rules=rules,
        )
    )


def of_neighbours(
    neighbours: tuple[gate.Neighbour, ...], account: Account, metadata: dict[str, Any]
) -> list[gate.Finding]:
    """What the gate says of the contents that an article is like."""
    if not neighbours:
        return []
    rules = gate.Rules(levels=account.gate)
    article = gate.Finished("", "", 0, metadata=metadata, neighbours=neighbours, rules=rules)
    return gate.examine(article, (gate.NEAR_COPY,))


@dataclass(frozen=True, slots=True)
class Around:
    """What counts besides a content's text: what its order asked for, the contents it is like."""

    requirements: str = ""
    neighbours: tuple[gate.Neighbour, ...] = ()


ALONE = Around()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate decides about a new article, and why; ``findings`` as they are kept."""

    approved: bool
    reason: str
    findings: list[dict[str, Any]]
    asks_reviewer: bool = False  # nothing holds it, and its reviewer has yet to look at it

    @property
    def state(self) -> ReviewState:
        return ReviewState.APPROVED if self.approved else ReviewState.PENDING


def verdict(
    findings: list[gate.Finding], *, auto_approve: bool, has_reviewer: bool = False
) -> Verdict:
    """A new article is approved where its order allows that and no finding holds it.

    Where its account ``has_reviewer``, that one looks first at what is not held.
    """
    kept = gate.stored(findings)
    if has_reviewer and not gate.holds(kept):
        return Verdict(False, second_opinion.WAITS, kept, asks_reviewer=True)
    approved = auto_approve and not gate.holds(kept)
    return Verdict(
        approved, "approved automatically" if approved else gate.reason_of(findings), kept
    )


def here(articles: Sequence[gate.Finished]) -> list[list[gate.Finding]]:
    """What the gate finds in each of these articles, looking in this process."""
    return [gate.examine(one) for one in articles]


def edited(content: Content, changed: dict[str, Any]) -> dict[str, Any]:
    """What a person changed, with all that follows from it.

    A new text has another length and summary, and the creator's HTML is not its HTML.
    """
    values = dict(changed)
    if "body" in values:
        body = values["body"]
        values = {"summary": summarise(body)} | values
        values |= {
            "word_count": word_count(body),
            "html": None,
            "metadata": drafts.after_edit(content.metadata, body),
        }
    return values


def judged(
    content: Content, changed: dict[str, Any], findings: list[gate.Finding]
) -> dict[str, Any]:
    """The changed columns of a content, with what the gate has found in it then.

    What waits for a person says why it waits now.
    """
    values = changed | {"findings": gate.stored(findings)}
    if content.state is ReviewState.PENDING:
        values["review_reason"] = gate.reason_of(findings)
    return values


def newly_held(content: Content, changed: dict[str, Any]) -> str:
    """Why the gate holds a changed text for what it did not hold before; empty where it does not.

    ``changed`` are the columns with the findings in them. What a person approved all the same
    stays approved.
    """
    body = changed.get("body", content.body)
    said = newly_held_of.messages(content.findings, content.body, changed["findings"], body)
    return "; ".join(said)


def of_content(content: Content, account: Account, around: Around = ALONE) -> list[gate.Finding]:
    """What the gate finds in a content as it is."""
    article = shown(content, account, {}, around)
    findings = gate.examine(article)
    return findings + of_neighbours(around.neighbours, account, article.metadata)


def shown(
    content: Content, account: Account, now: dict[str, Any], around: Around = ALONE
) -> gate.Finished:
    """A content as the gate is shown it, where ``now`` holds columns that change."""

    def value(name: str) -> Any:
        return now[name] if name in now else getattr(content, name)

    return gate.Finished(
        title=value("title"),
        body=value("body"),
        words=value("word_count"),
        summary=value("summary"),
        html=value("html"),
        images=tuple(value("images")),
        tags=tuple(value("tags")),
        keywords=tuple(content.keywords),
        category=content.category,
        topic=content.topic,
        language=value("language"),
        quality_score=value("quality_score"),
        metadata=value("metadata"),
        rules=_rules(account, content.topic, around.requirements),
    )


def have_same_rules(one: Account, other: Account) -> bool:
    """Whether the gate judges alike for both: two moments of one account."""
    return _rules(one, "", "") == _rules(other, "", "")


def kept(account: Account, findings: Sequence[gate.Finding]) -> dict[str, Any]:
    """What the gate has found in an article that is kept for later, by these rules."""
    return {"findings": gate.stored(findings), "rules": _digest(account)}


def of_kept(said: dict[str, Any], present: Account) -> list[gate.Finding]:
    """What ``kept`` kept; where its account has other rules by now, a person looks at it."""
    found = [*map(gate.of_stored, said["findings"])]
    return found if said["rules"] == _digest(present) else [*found, CHANGED_MEANWHILE]


def _digest(account: Account) -> str:
    """Of the account's rules: the same as long as ``have_same_rules`` says so."""
    return sha256(repr(_rules(account, "", "")).encode()).hexdigest()


def after_change(present: Account, account: Account) -> list[gate.Finding]:
    """What holds an article whose account got other rules while the gate was looking at it."""
    return [] if have_same_rules(present, account) else [CHANGED_MEANWHILE]


def _rules(account: Account, topic: str, requirements: str) -> gate.Rules:
    guessed = account.language == "auto"
    return gate.Rules(
        language=guess_language(topic) if guessed else account.language,
        language_is_guessed=guessed,
        banned_words=tuple(account.banned_words),
        required_words=tuple(account.required_words),
        min_length=account.min_length,
        max_length=account.max_length,
        min_quality=account.min_quality,
        requirements=tuple(one for one in (requirements, account.requirements) if one),
        levels=account.gate,
    )
