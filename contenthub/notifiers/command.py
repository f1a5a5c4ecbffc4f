"""Alerts by any program: the message as JSON on its standard input; exit code 0: it arrived."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping

from contenthub.errors import ContentHubError, InputError
from contenthub.notifiers.base import TIMEOUT, Carried, Field, Letter, demand_known
from contenthub.programs.calling import output_of, startable
from contenthub.programs.control import Control

_MOST_OUTPUT = 65_536  # bytes; what it prints is not used


class Command:
    """A program of this machine."""

    local = True
    fields = (Field("command", "a program and its arguments; no shell runs it", required=True),)

    def validate(self, settings: Mapping[str, str]) -> None:
        demand_known(settings, self.fields)
        found = startable(_words(settings))
        if not found.ok:
            raise InputError(found.detail)

    def host(self, settings: Mapping[str, str]) -> str:
        return ""

    def carry(self, settings: Mapping[str, str], letter: Letter) -> Carried:
        document = {"id": letter.id, "title": letter.title, "text": letter.text}
        asked = json.dumps({**document, **letter.document}).encode("ascii") + b"\n"
        try:
            output_of(_words(settings), asked, Control(TIMEOUT - 2.0), _MOST_OUTPUT)
        except ContentHubError as error:
            return Carried(False, str(error)[:300])
        return Carried(True)


def _words(settings: Mapping[str, str]) -> list[str]:
    try:
        return shlex.split(settings["command"]) or [""]
    except ValueError as error:
        raise InputError(f"command has unbalanced quotes ({error})") from None
