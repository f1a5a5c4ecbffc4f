"""The access token of an account: one for all processes, asked for anew once it is refused.

WeChat gives everybody who asks the same token until shortly before its end, so processes do not
push each other out. A token can be pushed out by force, which is allowed twenty times a day: that
is only done where WeChat refuses a token and gives the same one again.

Source: https://developers.weixin.qq.com/doc/offiaccount/Basic_Information/getStableAccessToken.html
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contenthub import masked_text
from contenthub.errors import TransientError
from contenthub.outgoing.guarded_http import NoAnswerError
from contenthub.publishers import server_calls
from contenthub.publishers.memory import Memory
from contenthub.publishers.wechat import answers

_LONGEST = 7_200.0  # seconds that a token is believed to be good
_BETWEEN_RENEWALS = 30.0  # seconds
_RENEWALS = 20  # in a day
_DAY = 86_400.0
_JSON = {"Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class Account:
    """Who calls, and where. Nobody gets the token of a secret that he does not know."""

    url: str
    app_id: str
    secret: str = field(repr=False)

    def name(self, kind: str) -> str:
        """A name for what is kept of this account and secret."""
        return name(kind, self.url, self.app_id, self.secret)


def name(kind: str, *parts: str) -> str:
    """A name for what is kept, the same for the same parts."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()
    return f"wechat-{kind}:{digest[:40]}"


class Tokens:
    """Access tokens, kept in ``memory``."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def current(self, account: Account) -> str:
        """The account's token. Raises TransientError or PermanentError where there is none."""
        kept = self._memory.recall(account.name("token"))
        if kept is None:
            return self.asked(account)
        masked_text.remember(kept)
        return kept

    def asked(self, account: Account, *, force: bool = False) -> str:
        """The token that WeChat gives now, which proves that the secret is right.

        A refusal here is one of the account, so it is never answered by asking again.
        """
        order = {
            "grant_type": "client_credential",
            "appid": account.app_id,
            "secret": account.secret,
            "force_refresh": force,
        }
        url = f"{account.url}/cgi-bin/stable_token"
        try:
            said = answers.document(server_calls.call("POST", url, _JSON, document=order))
        except NoAnswerError as error:  # what the token was wanted for was not begun
            raise TransientError(str(error), retry_after=error.retry_after) from error
        token = said.get("access_token")
        if not isinstance(token, str) or not token:
            raise TransientError("WeChat answered without an access token")
        masked_text.remember(token)
        self._memory.keep(account.name("token"), token, _good_for(said))
        return token

    def renewed(self, account: Account, refused: str) -> str:
        """Another token than the one that was refused.

        Raises TransientError where that may not be asked for now.
        """
        kept = self.current(account)  # another process may have been faster
        if kept != refused or (kept := self.asked(account)) != refused:
            return kept
        if not self._memory.turn(account.name("renewal"), _BETWEEN_RENEWALS):
            raise TransientError(
                "WeChat refuses the access token, and another process renews it now",
                retry_after=_BETWEEN_RENEWALS,
            )
        if not any(self._memory.turn(account.name(f"day-{n}"), _DAY) for n in range(_RENEWALS)):
            raise TransientError(
                f"the access token was renewed {_RENEWALS} times today, and is refused again: is "
                "another program renewing it, too?",
                retry_after=3_600.0,
            )
        return self.asked(account, force=True)


def _good_for(said: Mapping[str, Any]) -> float:
    """Seconds for which the token is used: until shortly before its end."""
    try:
        seconds = float(str(said.get("expires_in"))[:20])
    except ValueError:
        seconds = 60.0
    if not 0 < seconds < float("inf"):
        seconds = 60.0
    seconds = min(seconds, _LONGEST)
    return max(1.0, seconds - min(60.0, seconds / 10))
