"""Who calls, and what this caller may see and change."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from contenthub import clock
from contenthub.api.threads import Threads
from contenthub.codes import Code
from contenthub.errors import NotAuthorizedError
from contenthub.operations import tokens
from contenthub.operations.caller import Caller
from contenthub.operations.tokens import Scope
from contenthub.records import Token
from contenthub.settings import Settings

NOTED_EVERY = 60.0  # seconds between two notes of when a token was used


@dataclass(frozen=True, slots=True)
class Access:
    """A caller whose token is good."""

    caller: Caller
    token: Token

    @property
    def accounts(self) -> tuple[int, ...] | None:
        """The accounts that this caller sees and changes; None: all there are."""
        return tuple(self.token.account_ids) or None

    def sees(self, account_id: int | None) -> bool:
        """Whether what belongs to this account is there for the caller."""
        return self.accounts is None or account_id in self.accounts

    def demand(self, scope: Scope) -> None:
        """Raise NotAuthorizedError where the token does not reach so far."""
        tokens.demand_scope(self.token, scope)

    def demand_all_accounts(self) -> None:
        """Raise NotAuthorizedError where the token is bound to some."""
        if self.accounts is not None:
            raise NotAuthorizedError(
                "this is about all accounts, and the token is bound to some",
                code=Code.SCOPE_TOO_SMALL,
            )


class Doorman:
    """Looks at the token of each call; one per server."""

    def __init__(self, settings: Settings, threads: Threads) -> None:
        self._settings = settings
        self._threads = threads
        self._noted: dict[int, float] = {}  # when the use of a token was last noted, by its id

    def admit(self, request: Request, needed: Scope) -> Access:
        """The caller of this request, in one of the server's threads.

        Raises NotAuthorizedError where there is no token, where it opens nothing, and where it does
        not reach as far as ``needed``.
        """
        token = tokens.authenticate(presented(request))
        tokens.demand_scope(token, needed)
        self._note(token)
        may_review = tokens.reaches(token, Scope.REVIEW)
        is_operator = tokens.reaches(token, Scope.ADMIN)
        caller = Caller(
            self._settings, f"api:{token.name}", may_review, is_operator, is_local=False
        )
        return Access(caller, token)

    def _note(self, token: Token) -> None:
        """Beside the call: neither a reader nor a database that may only be read waits for it."""
        now = clock.steady()
        if now - self._noted.get(token.id, float("-inf")) >= NOTED_EVERY:
            self._noted[token.id] = now
            at = clock.now()
            self._threads.later(lambda: tokens.note_use(token, at))


def presented(request: Request) -> str:
    """The token in the call's header. Raises NotAuthorizedError where there is none."""
    kind, _, text = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not text.strip():
        raise NotAuthorizedError("this needs a token", code=Code.TOKEN_MISSING)
    return text.strip()
