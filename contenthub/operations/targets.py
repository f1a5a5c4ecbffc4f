"""The places where an account publishes: added, changed, paused, removed, and tried.

The target ``default`` is made with its account and stays as long as that does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from contenthub import masked_text, validation
from contenthub.backends import Backends
from contenthub.errors import BackendError, ContentHubError, UnreachableError
from contenthub.lifecycle import accounts, targets
from contenthub.operations import target_settings, target_times, together
from contenthub.operations.caller import Caller
from contenthub.operations.target_settings import Way
from contenthub.operations.target_times import AS_IT_IS, PaceChanges
from contenthub.queries import in_use
from contenthub.queries import targets as stored
from contenthub.queries.in_use import Place
from contenthub.records import Account, Target
from contenthub.wording import counted

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What is asked of a target: ``publisher`` None leaves it; ``settings`` are single ones.

    ``pace`` says when it takes articles, ``at_once`` how many calls it is given at the same time, 1
    to 64; None leaves it. What is ``cleared`` is empty before that: ``publisher`` (then the
    setting's), ``settings``.
    """

    publisher: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    cleared: frozenset[str] = frozenset()
    pace: PaceChanges = AS_IT_IS
    at_once: int | None = None

    def __bool__(self) -> bool:
        return self.where or bool(self.pace or self.at_once)

    @property
    def where(self) -> bool:
        """Whether it may be published elsewhere by that."""
        return bool(self.publisher or self.settings or self.cleared)

    def onto(self, publisher: str | None, settings: Mapping[str, Any]) -> dict[str, Any]:
        """The columns of a target that had this publisher and these settings."""
        kept = None if "publisher" in self.cleared else publisher
        before = {} if "settings" in self.cleared else settings
        own = {"publisher": self.publisher or kept, "settings": {**before, **self.settings}}
        at_once = {} if self.at_once is None else {"at_once": self.at_once}
        return own | self.pace.columns() | at_once


CLEARED = ("publisher", "settings")  # what ``Changes.cleared`` may name


def listing(account: str | int | None, limit: int, offset: int = 0) -> list[Row]:
    """The targets of an account, by its id or name, or of all (None), as rows for a list.

    Raises NotFoundError for no such account.
    """
    account_id = None if account is None else accounts.find(account).id
    rows = stored.listing(account_id, limit, offset)
    return [target_settings.shown(row, "settings") for row in rows]


def listed(
    account: str | int | None,
    limit: int,
    after: tuple[int, int] | None,
    within: tuple[int, ...] | None,
    published_by: tuple[str, str] | None = None,
) -> list[tuple[tuple[int, int], Row]]:
    """The same with the key of each, by which a list goes on: ``after`` is that of its last row.

    ``within`` are the accounts that whoever asks may see; ``published_by`` is as in the query.
    """
    account_id = None if account is None else accounts.find(account).id
    rows = stored.listing(account_id, limit, after=after, within=within, published_by=published_by)
    return [
        ((row["account_id"], row["id"]), target_settings.shown(row, "settings")) for row in rows
    ]


def name_of(account: str | int, ref: str) -> str:
    """The name of the account's target that an id or a name means; names are not only digits.

    Raises NotFoundError for no such account.
    """
    its = targets.of_account(accounts.find(account).id)
    return next((one.name for one in its if str(one.id) == ref), ref)


def details(caller: Caller, account: str | int, name: str) -> Row:
    """One target, with its publications by state and its next free times. Raises NotFoundError."""
    return _details(caller, _found(account, name))


def _details(caller: Caller, target: Target) -> Row:
    row = target_settings.shown(stored.details(target.id), "settings")
    return row | {"next_free": target_times.next_free(caller.settings, target)}


def add(caller: Caller, account: str | int, name: str, changes: Changes) -> Row:
    """Make a target of an account; without a publisher it follows the settings.

    Raises NotFoundError for the account, and InputError for a name that is taken or leads to the
    folder of another one, as settings may, for a publisher that there is not, and for settings it
    cannot use; NotAllowedError for those that are made on the machine itself alone.
    """
    wanted = validation.name_unlike_id(name, "the target's name")
    owner = accounts.find(account)
    values = changes.onto(None, {})
    _demand_usable(caller, owner, wanted, values, changes, Way())
    added = targets.add(owner, wanted, **values)
    return _details(caller, added)


def update(caller: Caller, account: str | int, name: str, changes: Changes) -> Row:
    """Change what is given of a target and leave the rest.

    What was tried already stays where it was tried. Raises NotFoundError, and InputError and
    NotAllowedError as ``add`` does.
    """
    owner = accounts.find(account)
    found = targets.find(owner.id, name)
    values = changes.onto(found.publisher, found.settings)
    if changes.where:
        before = Way(found.publisher, found.settings)
        _demand_usable(caller, owner, name, values, changes, before)
    return _details(caller, targets.update(found, **values))


def pause(caller: Caller, account: str | int, name: str) -> Row:
    """Publish nothing more there; what comes due waits. Raises NotFoundError."""
    return _details(caller, targets.update(_found(account, name), paused=True))


def resume(caller: Caller, account: str | int, name: str) -> Row:
    """Publish there again, what came due meanwhile at once. Raises NotFoundError."""
    found = _found(account, name)
    targets.resume(caller.who, found)
    return _details(caller, targets.find(found.account_id, found.name))


def remove(caller: Caller, account: str | int, name: str) -> Target:
    """Remove a target that no content went to or is to go to; returns what it was.

    Raises NotFoundError, and NotAllowedError for one that is in use and for the first of an
    account.
    """
    found = _found(account, name)
    targets.remove(found)
    return found


def check(caller: Caller, account: str | int, name: str) -> Row:
    """Ask the target whether it would take an article now, and leave nothing there.

    Returns what it said. Raises NotFoundError, InputError for settings that cannot be used, and
    UnreachableError where nothing can be published there.
    """
    place = _place(caller, account, name)
    try:
        where = examined(Backends(caller.settings), place)
    except BackendError as error:
        raise UnreachableError(f"target {name!r} of {place.account!r}: {error}") from error
    return _checked(place, where, ok=True)


def answer(caller: Caller, account: str | int, name: str) -> Row:
    """What ``check`` answers, or why nothing can be published there as ``detail``, not ``ok``.

    Raises NotFoundError.
    """
    return answers(caller, [(account, name)])[0]


def answers(caller: Caller, named: Sequence[tuple[str | int, str]]) -> list[Row]:
    """The same of several, which are asked together: one that is silent keeps nobody for long."""
    return _answers(caller, [_place(caller, account, name) for account, name in named])


def check_all(caller: Caller) -> list[Row]:
    """The same of all targets of the accounts that are at work."""
    return _answers(caller, in_use.places(caller.settings.publisher))


def demand_usable(answers: Sequence[Row]) -> None:
    """Raise UnreachableError, which says how many, where any target would take no article."""
    bad = [one for one in answers if not one["ok"]]
    if bad:
        named = f"{bad[0]['name']!r} of {bad[0]['account']!r}"
        more = f" and {counted(len(bad) - 1, 'other target')}" if bad[1:] else ""
        raise UnreachableError(f"target {named}{more} would take no article")


def _answers(caller: Caller, places: Sequence[Place]) -> list[Row]:
    backends = Backends(caller.settings)
    told = together.ask([partial(_told, backends, place) for place in places])
    silent = f"no answer within {together.SECONDS:g} s"
    return [
        _checked(place, silent, ok=False) if one is None else one
        for place, one in zip(places, told, strict=True)
    ]


def _told(backends: Backends, place: Place) -> Row:
    try:
        where = examined(backends, place)
    except ContentHubError as error:
        return _checked(place, masked_text.text(str(error)), ok=False)
    except Exception as error:  # a mistake of this publisher is no other target's
        text = f"{type(error).__name__}: {error}"
        return _checked(place, masked_text.text(text), ok=False)
    return _checked(place, masked_text.text(where), ok=True)


def _place(caller: Caller, account: str | int, name: str) -> Place:
    owner = accounts.find(account)
    return in_use.place_of(targets.find(owner.id, name), owner, caller.settings.publisher)


def _checked(place: Place, detail: str, *, ok: bool) -> Row:
    return {
        "account": place.account,
        "name": place.target,
        "publisher": place.publisher,
        "ok": ok,
        "detail": detail,
    }


def examined(backends: Backends, place: Place) -> str:
    """What the target's publisher says of where it publishes; asked by ``doctor`` as well.

    Raises InputError for settings that cannot be used, BackendError where it cannot publish.
    """
    return backends.publisher(place.publisher).check(place.settings, place.folder_name)


def _found(account: str | int, name: str) -> Target:
    return targets.find(accounts.find(account).id, name)


def _demand_usable(
    caller: Caller,
    owner: Account,
    name: str,
    values: Mapping[str, Any],
    changes: Changes,
    before: Way,
) -> None:
    publisher, its = values["publisher"], values["settings"]
    target_settings.demand_allowed(caller, before, Way(publisher, its), changes.settings)
    target_settings.demand_usable(caller.settings, publisher, its, field="settings")
    target_settings.demand_own_folder(caller.settings, owner, name, publisher, its)
