"""Which creators there are, which are set up, and which would do the work."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub import backends as registered
from contenthub.errors import UnreachableError
from contenthub.settings import Settings


@dataclass(frozen=True, slots=True)
class CreatorFacts:
    """A creator as it is listed; ``kind`` is direct (one call that blocks) or remote."""

    name: str
    kind: str
    configured: bool
    default: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """What a creator answered when it was asked whether it would do the work."""

    name: str
    ok: bool
    detail: str


def names() -> tuple[str, ...]:
    """The creators there are."""
    return registered.creator_names()


def publisher_names() -> tuple[str, ...]:
    """The publishers there are."""
    return registered.publisher_names()


def listing(settings: Settings) -> list[CreatorFacts]:
    """All creators there are."""
    backends = registered.Backends(settings)
    return [
        CreatorFacts(
            name,
            "direct" if backends.is_direct(name) else "remote",
            registered.creator_configured(name, settings),
            name == settings.creator,
        )
        for name in registered.creator_names()
    ]


def check(settings: Settings, name: str | None, *, trial: bool) -> list[Checked]:
    """Ask this creator or, for None, all that are set up and the default one, which has to work.

    ``trial`` has those that would do the work write one article, which may cost, and throws it
    away. Raises InputError for a name that nobody has.
    """
    backends = registered.Backends(settings)
    return [_checked(backends, one, trial=trial) for one in _asked(settings, name)]


def demand_usable(answers: list[Checked]) -> None:
    """Raise UnreachableError, which says why, where a creator would not do the work."""
    bad = [f"creator {one.name}: {one.detail}" for one in answers if not one.ok]
    if bad:
        raise UnreachableError("; ".join(bad))


def _asked(settings: Settings, name: str | None) -> list[str]:
    known = registered.creator_names()
    if name is not None:
        registered.demand_creator(name)
        return [name]
    configured = [one for one in known if registered.creator_configured(one, settings)]
    return configured if settings.creator in configured else [*configured, settings.creator]


def _checked(backends: registered.Backends, name: str, *, trial: bool) -> Checked:
    """The answer of the check, and of the trial where that is wanted and makes sense."""
    result = backends.creator(name).check()
    if trial and result.ok:
        result = backends.trial(name)
    return Checked(name, result.ok, result.detail)
