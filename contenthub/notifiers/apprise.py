"""Alerts by whatever Apprise knows: Slack, DingTalk, WeCom, Feishu, Telegram and a hundred more.

An extra: `pip install contenthub[apprise]`. It is loaded when it is used, and its addresses, which
are made of secrets, are shown as their scheme alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contenthub import masked_text
from contenthub.errors import InputError
from contenthub.inert import one_line
from contenthub.notifiers.base import Carried, Field, Letter, demand_known

_MISSING = "the package is not installed: pip install 'contenthub[apprise]'"


class Apprise:
    """One address of Apprise."""

    local = True
    fields = (Field("url", "the address, such as tgram://TOKEN/CHAT", required=True, secret=True),)

    def validate(self, settings: Mapping[str, str]) -> None:
        demand_known(settings, self.fields)
        service = _opened(settings)
        if isinstance(service, str):
            raise InputError(service)

    def host(self, settings: Mapping[str, str]) -> str:
        return ""

    def carry(self, settings: Mapping[str, str], letter: Letter) -> Carried:
        service = _opened(settings)
        if isinstance(service, str):
            return Carried(False, service, certain=True)
        result = service.notify(title=one_line(letter.title), body=letter.text)
        status = str(result.status.name)
        if result and status == "SUCCESS":
            return Carried(True)
        return Carried(False, f"{_scheme(settings)}: {_meaning(status)}{_said(result)}")


def _opened(settings: Mapping[str, str]) -> Any:
    """An Apprise with this address, or what is wrong."""
    try:
        import apprise
    except ImportError:
        return _MISSING
    service = apprise.Apprise()
    if not service.add(settings["url"]):
        return f"{_scheme(settings)} is no address that Apprise can use"
    if "overflow=" not in settings["url"]:
        for one in service:  # many refuse a long message as a whole, which is that of a big outage
            one.overflow_mode = apprise.OverflowMode.SPLIT
    return service


def _scheme(settings: Mapping[str, str]) -> str:
    scheme, found, _ = settings["url"].partition("://")
    return f"{scheme}://***" if found else "***"


def _meaning(status: str) -> str:
    return {
        "FAILURE": "the service did not take it",
        "PARTIAL": "it arrived at some places, and not at all",
        "NOMATCH": "nobody was meant by it",
        "TIMEOUT": "the service did not answer in time",
    }.get(status, status.lower()[:40])


def _said(result: Any) -> str:
    """What its log says of it, without secrets."""
    lines = [str(one.message) for one in result.logs()]
    return f" ({one_line(masked_text.text(lines[-1]))[:200]})" if lines else ""
