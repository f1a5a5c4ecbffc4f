"""The settings of a second opinion: who is asked, and how long and how often."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.settings import parsers
from contenthub.settings.serving import Serving
from contenthub.settings.spec import setting

NO_REVIEWER = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing(Serving):
    """The part of ``Settings`` that reviewers go by; classes with slots have one base at most."""

    reviewer: str = setting(
        "CONTENTHUB_REVIEWER",
        parsers.choice(NO_REVIEWER, "command", "openai"),
        NO_REVIEWER,
        "who gives a second opinion on each text that no check holds: none, command or openai",
    )
    reviewer_command: tuple[str, ...] = setting(
        "CONTENTHUB_REVIEWER_COMMAND",
        parsers.words,
        (),
        "the program of the reviewer `command`, with its arguments",
    )
    reviewer_model: str = setting(
        "CONTENTHUB_REVIEWER_MODEL",
        str,
        "",
        "the model of the reviewer `openai`; not set: that of the creator `openai`",
    )
    reviewer_price_input: float | None = setting(
        "CONTENTHUB_REVIEWER_PRICE_INPUT",
        parsers.number(float, 0, 1e6),
        None,
        "price of a million input tokens of the reviewer's own model",
    )
    reviewer_price_output: float | None = setting(
        "CONTENTHUB_REVIEWER_PRICE_OUTPUT",
        parsers.number(float, 0, 1e6),
        None,
        "price of a million output tokens of the reviewer's own model",
    )
    reviewer_max_tokens: int = setting(
        "CONTENTHUB_REVIEWER_MAX_TOKENS",
        parsers.number(int, 16, 10_000_000),
        4096,
        "tokens that the reviewer `openai` may write for one opinion",
    )
    reviewer_timeout: float = setting(
        "CONTENTHUB_REVIEWER_TIMEOUT",
        parsers.seconds,
        120.0,
        "seconds that the reviewer may take for one opinion",
    )
    reviewer_tries: int = setting(
        "CONTENTHUB_REVIEWER_TRIES",
        parsers.number(int, 1, 100),
        3,
        "how often the reviewer is asked about one text before a person has to look at it",
    )

    @property
    def asks_reviewer(self) -> bool:
        """True where a second opinion is asked for."""
        return self.reviewer != NO_REVIEWER
