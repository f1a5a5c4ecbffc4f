"""Commits articles to a repository and pushes them: the proof is the commit that it has.

A commit is made upon what the branch holds at that moment and taken only upon that, so no article
is there twice and nobody's commits are lost, however many publish at a time. Each commit carries
the publication's key, and each page too: by these it is found again, also where somebody moved it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contenthub import clock
from contenthub.errors import InputError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.outgoing.addresses import private_too, public
from contenthub.programs.control import Control, StoppedError
from contenthub.publishers import pictures
from contenthub.publishers.base import Proof, Publication, Refused
from contenthub.publishers.git import names, page, pushing, settings, working_copy
from contenthub.publishers.git.names import Name
from contenthub.publishers.git.program import Git, GitError
from contenthub.publishers.git.pushing import Pushed
from contenthub.publishers.git.settings import Wishes
from contenthub.publishers.git.working_copy import Change, Held
from contenthub.publishers.pictures import Picture

if TYPE_CHECKING:
    from contenthub.settings import Settings

_SECONDS = 180.0  # for all that one publication needs
_FOR_CHECK = 60.0
_PUSHES = 8  # tries to be faster than others
_MOST_PICTURE = 16 * 2**20  # bytes


@dataclass(frozen=True, slots=True)
class _Target:
    """The repository of a target, ready to be asked, and how its files are called there."""

    git: Git
    branch: str
    named: tuple[Name, ...]
    wishes: Wishes


class GitRepository:
    """Publishes files of a repository; our copies are below ``folder``, one for each branch."""

    name = "git"
    fields = settings.FIELDS

    def __init__(self, folder: Path, fetch: Callable[[str], Picture]) -> None:
        self._folder = folder
        self._fetch = fetch

    @classmethod
    def from_settings(cls, its: Settings) -> GitRepository:
        allowed = private_too if its.allow_private_networks else public
        fetch = pictures.fetcher(allowed, _MOST_PICTURE)
        return cls(its.home_folder.absolute() / "git", fetch)

    def place(self, publication: Publication) -> dict[str, Any]:
        """The branch, and how the file is called: also where somebody else has that name."""
        its = settings.read(publication.settings)
        try:
            named = names.names(its["path"], publication)
        except ValueError as error:
            raise PermanentError(f"created_at: {error}") from error
        return {
            "url": its["url"],
            "branch": its["branch"],
            "names": [[one.slug, one.path] for one in named],
        }

    def publish(self, publication: Publication) -> Proof:
        """Commit the article and push it; the proof is the commit.

        Raises TransientError while nothing of it is there, PermanentError where the repository
        refuses it, and OutcomeUnknownError where it may be there.
        """
        with self._at(publication) as target:
            for _ in range(_PUSHES):
                tip = working_copy.fetch(target.git, target.branch)
                if there := self._held(target, tip, publication):
                    _demand_there(there)
                    return Proof(there.commit)
                name = _free(target, tip)
                if proof := self._committed(target, tip, publication, name, "Publish"):
                    return proof
        raise TransientError("others push to the branch all the time")

    def verify(self, publication: Publication) -> Proof | Refused | None:
        """What the branch has of it: a file that somebody took away is no publication."""
        with self._at(publication) as target:
            tip = working_copy.fetch(target.git, target.branch)
            there = self._held(target, tip, publication)
        if there is None:
            return None
        if not there.path:
            return Refused(f"somebody took its file away since commit {there.commit}")
        return Proof(there.commit)

    def update(self, publication: Publication) -> Proof:
        """Another commit makes its file, wherever it was moved to, what the article says now."""
        try:
            return self._updated(publication)
        except OutcomeUnknownError as error:
            raise TransientError(str(error)) from error

    def _updated(self, publication: Publication) -> Proof:
        with self._at(publication) as target:
            for _ in range(_PUSHES):
                tip = working_copy.fetch(target.git, target.branch)
                there = self._held(target, tip, publication)
                if there is None or not there.path:
                    raise PermanentError("its file is not in the repository any more")
                name = _moved(target, there.path)
                if proof := self._committed(target, tip, publication, name, "Update", there):
                    return proof
        raise TransientError("others push to the branch all the time")

    def check(self, its: dict[str, Any], folder_name: str) -> str:
        """Read the branch, and ask for the right to push."""
        read = settings.read(its)
        git = self._git(read, read["url"], read["branch"], _FOR_CHECK)
        with _explained(), working_copy.alone(git):
            tip = working_copy.fetch(git, read["branch"])
            pushing.demand_writable(git, tip, read["branch"])
        return f"{read['url']} {read['branch']}"

    def validate(self, its: dict[str, Any]) -> None:
        """Raise InputError, naming the field, for settings that cannot be used."""
        settings.read(its)

    @contextmanager
    def _at(self, publication: Publication) -> Iterator[_Target]:
        """The target of its first try, with the secrets of now; nobody else uses our copy."""
        try:
            place = publication.place or self.place(publication)
            read = settings.read(publication.settings)
            git = self._git(read, str(place["url"]), str(place["branch"]), _SECONDS)
        except InputError as error:
            raise PermanentError(str(error)) from error
        named = tuple(Name(*one) for one in place["names"])
        with _explained(), working_copy.alone(git):
            yield _Target(git, str(place["branch"]), named, settings.wishes(read))

    def _git(self, read: Mapping[str, Any], url: str, branch: str, seconds: float) -> Git:
        access = settings.access(read, url)
        settings.demand_allowed(access)
        digest = hashlib.blake2b(f"{url} {branch}".encode(), digest_size=10).hexdigest()
        return Git(self._folder / digest, Control(seconds), access)

    def _held(self, target: _Target, tip: str | None, publication: Publication) -> Held | None:
        ending = Path(target.named[0].path).suffix
        return working_copy.held(target.git, tip, publication, ending)

    def _committed(
        self,
        target: _Target,
        tip: str | None,
        publication: Publication,
        name: Name,
        action: str,
        there: Held | None = None,
    ) -> Proof | None:
        """The proof; None where others were faster. ``there`` is what is there already."""

        def fetch(address: str) -> Picture:
            target.git.control.check()  # an article may have many, each of which takes its time
            return self._fetch(address)

        change = Change(
            files=page.files(publication, name, target.wishes, fetch),
            subject=names.subject(target.wishes.message, publication, action),
            key=publication.key,
            author=target.wishes.author,
            at=clock.now(),
        )
        made = working_copy.commit(target.git, tip, change)
        if made == tip and there is not None:  # the repository has just this
            return Proof(there.commit)
        publication.demand_held()
        pushed = pushing.push(target.git, made, target.branch)
        return Proof(made) if pushed is Pushed.THERE else None


def _demand_there(there: Held) -> None:
    if not there.path:
        raise PermanentError(
            f"somebody took its file away since commit {there.commit}; bring it back there, or "
            "take this entry out of the pool"
        )


def _free(target: _Target, tip: str | None) -> Name:
    """The first of its names that nobody has. Raises PermanentError where others have all."""
    for name in target.named:
        who = working_copy.taken(target.git, tip, name.path)
        if not who:
            return name
    raise PermanentError(
        f"somebody else has {who} in the repository, and it was left as it is; move it away, or "
        "give the target another path"
    )


def _moved(target: _Target, path: str) -> Name:
    """How its file is called now; its address stays what it was."""
    its = [one for one in target.named if one.path == path] or target.named
    return Name(its[0].slug, path)


@contextmanager
def _explained() -> Iterator[None]:
    """What went wrong in our own copy, or took too long, before anything was pushed."""
    try:
        yield
    except GitError as error:
        raise TransientError(f"git: {error.said}") from error
    except StoppedError:
        raise TransientError("the repository did not answer in time") from None
