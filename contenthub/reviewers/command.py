"""The reviewer that is any program: the question as JSON on stdin, its opinion as JSON on stdout.

Exit codes, stderr and signals mean what they mean for the creator `command`. An object ``usage``
beside score and findings says what it took, as in an article.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from contenthub.creators.base import Check, Control
from contenthub.creators.results import usage_of
from contenthub.errors import BackendError, PermanentError
from contenthub.programs.calling import output_of, startable
from contenthub.reviewers import answers
from contenthub.reviewers.base import Opinion, Question
from contenthub.usage import Usage

if TYPE_CHECKING:
    from contenthub.settings import Settings

_NOT_SET = (
    "the reviewer command is not set up: set CONTENTHUB_REVIEWER_COMMAND to the program that"
    " looks at articles"
)


class Command:
    """Runs the program of CONTENTHUB_REVIEWER_COMMAND once for each text."""

    name = "command"

    def __init__(self, argv: tuple[str, ...]) -> None:
        self._argv = argv

    @classmethod
    def from_settings(cls, settings: Settings) -> Command:
        return cls(settings.reviewer_command)

    def check(self) -> Check:
        """Look whether the program is there and can be started, without starting it."""
        return startable(self._argv) if self._argv else Check(False, _NOT_SET)

    def review(self, question: Question, control: Control) -> Opinion:
        """Run the program to its end and return its opinion."""
        if not self._argv:
            raise PermanentError(_NOT_SET)
        asked = json.dumps(question.document()).encode("ascii") + b"\n"
        output = output_of(self._argv, asked, control, answers.MOST_ANSWER)
        opinion, document = answers.parse(output.decode("utf-8-sig", "replace"))
        usage: Usage | None = None
        with suppress(BackendError):  # an opinion is not thrown away for a bill that is unreadable
            usage = usage_of(document)
        return replace(opinion, usage=usage or Usage())
