"""Whether a target could publish now: its secret, this machine's address, its rights, its quota."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from contenthub.errors import BackendError, TransientError
from contenthub.publishers.memory import Memory
from contenthub.publishers.wechat import answers
from contenthub.publishers.wechat.calls import Calls
from contenthub.publishers.wechat.codes import Passes

_LIST = {"offset": 0, "count": 1, "no_content": 1}
_DRAFTING = ("draft/add",)
_ALLOWED = 6 * 3_600.0  # seconds for which it is not asked again whether it may publish
_PUBLISHING = ("draft/add", "freepublish/submit", "freepublish/get")


def examine(calls: Calls, memory: Memory, *, publishes: bool) -> str:
    """Ask for what publishing will need, leaving nothing there; answers where.

    The right to publish is shown by a call that may be made a hundred times a day, and checks come
    often: so a right that was shown is believed for some hours.

    Raises TransientError and PermanentError, which say what is missing.
    """
    calls.tokens.asked(calls.account)  # not one that is kept: that proves no secret
    calls.post("draft/batchget", _LIST)
    right = calls.account.name("right")
    if publishes and memory.recall(right) is None:
        calls.post("freepublish/batchget", _LIST)
        memory.keep(right, "publishes", _ALLOWED)
    for path in _PUBLISHING if publishes else _DRAFTING:
        _demand_quota(calls, path)
    return f"{calls.account.app_id} at {calls.account.url}"


def _demand_quota(calls: Calls, path: str) -> None:
    """Raise TransientError where no call of ``path`` is left today, if WeChat says how many."""
    said: Mapping[str, Any] = {}
    with suppress(BackendError):  # publishing does without this call
        said = calls.post("openapi/quota/get", {"cgi_path": f"/cgi-bin/{path}"})
    quota = said.get("quota")
    left = str(quota.get("remain")) if isinstance(quota, dict) else ""
    if left == "0" or left.startswith("-"):
        raise TransientError(
            f"no more calls of {path} are left to this account today",
            retry_after=answers.wait_now(Passes.AT_MIDNIGHT),
            advice="the day ends at midnight in Beijing",
        )
