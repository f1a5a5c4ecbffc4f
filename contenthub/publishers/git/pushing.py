"""Brings a commit to the repository, and says what became of it.

The repository takes a commit only upon what its branch holds at that moment: of two that come at
the same time one is told to look again, and finds what the other brought.
"""

from __future__ import annotations

import re
from enum import Enum, auto

from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError
from contenthub.programs.control import StoppedError
from contenthub.publishers.git import working_copy
from contenthub.publishers.git.program import Git, GitError

_FOR_A_LOOK = 20.0  # seconds, after a push whose answer was lost
# What a repository says of two that came at the same moment.
_RACE = re.compile(
    r"fetch first|non-fast-forward|cannot lock ref|failed to update ref|failed to lock"
    r"|incorrect old value|reference already exists|stale info"
)


class Pushed(Enum):
    """What became of a commit."""

    THERE = auto()
    OVERTAKEN = auto()  # others were faster: look again


def push(git: Git, commit: str, branch: str) -> Pushed:
    """Push, and read back that the branch has it.

    Raises PermanentError where the repository refuses it, in its own words, TransientError where
    nothing reached it, and OutcomeUnknownError where what it did is not known.
    """
    try:
        git.ask(
            "push", "--porcelain", "--no-verify", git.access.url, f"{commit}:refs/heads/{branch}"
        )
    except GitError as error:
        if _overtaken(error, branch):
            return Pushed.OVERTAKEN
        why = f"the push ended with: {error.said}"
    except StoppedError:
        why = "the push did not end in time"
    else:
        why = "the repository took it, and does not have it"
    if _looked_up(git, branch, commit, why):
        return Pushed.THERE
    raise OutcomeUnknownError(why)


def demand_writable(git: Git, tip: str | None, branch: str) -> None:
    """Ask for the right to push, and push nothing. Raises PermanentError or TransientError."""
    if tip is None:  # nothing that a push could be tried with
        return
    try:
        git.ask("push", "--dry-run", "--porcelain", git.access.url, f"{tip}:refs/heads/{branch}")
    except GitError as error:
        raise error.as_ours("nothing can be pushed") from error


def _overtaken(error: GitError, branch: str) -> bool:
    """Whether it was refused for others who came before; raises for what was refused else."""
    told = next((one for one in error.output.splitlines() if one.startswith("!")), "")
    if not told:
        if error.denied or error.unreached:
            raise error.as_ours("nothing can be pushed")
        return False
    if "[remote failure]" in told:
        return False
    if _RACE.search(told):
        return True
    remote = " ".join(
        one.removeprefix("remote:").strip() for one in error.lines if "remote:" in one
    )
    reason = told.rpartition("\t")[2]
    raise PermanentError(f"the repository refuses commits to {branch}: {reason} {remote}".strip())


def _looked_up(git: Git, branch: str, commit: str, why: str) -> bool:
    try:
        return working_copy.contains(working_copy.with_control(git, _FOR_A_LOOK), branch, commit)
    except (GitError, BackendError, StoppedError) as error:
        raise OutcomeUnknownError(why) from error
