"""The secret addresses at which creators that sign nothing call back: one for each attempt.

The secret is derived from the attempt by a key of this installation (HMAC-SHA256), and is kept
nowhere: whoever hands an attempt over again, in whichever process, hands out the same address, and
nothing has to be written before that. The key is in the database, which all hosts share; who can
read that can read all that callbacks write.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import quote

from contenthub.lifecycle import installation_keys
from contenthub.records import Task
from contenthub.settings import Settings

PATH = "/api/v1/callbacks/"
_NAME = "callbacks"
_MOST_ATTEMPT = 9  # digits


def address(task: Task, settings: Settings) -> str:
    """Where the creator of this attempt may call back; empty where nobody knows our address."""
    if not settings.public_url:
        return ""
    path = f"{PATH}{quote(task.task_id, safe='')}?key={secret(task.task_id, task.attempt)}"
    return settings.public_url.rstrip("/") + path


def secret(task_id: str, attempt: int) -> str:
    """What opens the address of this attempt: its number, a dot, and 43 characters."""
    return _secret(installation_keys.made(_NAME), task_id, attempt)


def attempt_of(task_id: str, given: str) -> int | None:
    """The attempt of this task whose secret was given; None for what opens nothing."""
    number = given.partition(".")[0]
    if not (number.isascii() and number.isdigit() and len(number) <= _MOST_ATTEMPT):
        return None
    key = installation_keys.find(_NAME)
    if key is None:  # no address was ever handed out
        return None
    expected = _secret(key, task_id, int(number))
    return int(number) if hmac.compare_digest(expected.encode(), given.encode()) else None


def _secret(key: bytes, task_id: str, attempt: int) -> str:
    message = f"{attempt}.{task_id}".encode("utf-8", "replace")
    digest = hmac.new(key, message, hashlib.sha256).digest()
    return f"{attempt}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
