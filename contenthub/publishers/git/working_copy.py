"""Our copy of a repository: what is in the branch, and one commit upon it.

It is bare, and commits are made without files on the disk: so no filter, no link and no submodule
of the repository has a part in it, and no path leads out of it. What a killed git left is taken
away.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from contenthub import clock, private_files
from contenthub.errors import PermanentError, TransientError
from contenthub.programs import orphans
from contenthub.programs.control import StoppedError
from contenthub.publishers import front_matter
from contenthub.publishers.base import Publication
from contenthub.publishers.git.program import Git, GitError

TRAILER = "ContentHub-Key"
_TIP = "refs/heads/target"  # in our copy; the branch's name is the repository's
_DEPTH = "200"  # commits back to which a file that somebody removed is remembered
_FILE, _FOLDER = "100644", "040000"


@dataclass(frozen=True, slots=True)
class Held:
    """What the branch has of a publication: the commit that brought it, and its file.

    ``path`` is empty where the file is not there any more.
    """

    commit: str
    path: str


@dataclass(frozen=True, slots=True)
class Change:
    """A commit that is wanted: files by their paths, and what is said of it."""

    files: Mapping[str, bytes]
    subject: str
    key: str
    author: str
    at: datetime


@contextmanager
def alone(git: Git) -> Iterator[None]:
    """Only this call uses the copy; another one waits until its own time is up.

    Raises TransientError then.
    """
    private_files.make_folder(git.folder.parent)
    lock = os.open(f"{git.folder}.lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                _wait(git)
        _clean(git.folder)
        with orphans.staying():
            yield
    finally:
        os.close(lock)


def _wait(git: Git) -> None:
    git.control.wait(0.05)
    try:
        git.control.check()
    except StoppedError:
        raise TransientError("other publications were at this repository all the time") from None


def _clean(folder: Path) -> None:
    """Take away what a git that was killed left: nobody else is here."""
    for left in (*folder.rglob("*.lock"), *folder.glob("index-*")):
        with suppress(OSError):
            left.unlink()


def fetch(git: Git, branch: str) -> str | None:
    """The branch's newest commit, brought here; None for a repository without any.

    Raises TransientError, and PermanentError where it cannot be read or has no such branch.
    """
    there = (git.folder / "HEAD").exists()
    try:
        if not there:
            _make(git)
        return _fetched(git, branch)
    except GitError as error:
        if not there or error.denied or error.unreached:
            raise error.as_ours("the repository cannot be read") from error
    shutil.rmtree(git.folder, ignore_errors=True)  # the copy may be what is broken
    try:
        _make(git)
        return _fetched(git, branch)
    except GitError as error:
        raise error.as_ours("the repository cannot be read") from error


def _make(git: Git) -> None:
    shutil.rmtree(git.folder, ignore_errors=True)
    private_files.make_folder(git.folder)
    git.ask("init", "--quiet", "--bare", "--template=")


def _fetched(git: Git, branch: str) -> str | None:
    options = ("--quiet", "--no-tags", "--no-write-fetch-head", "--force", f"--depth={_DEPTH}")
    try:
        git.ask("fetch", *options, git.access.url, f"+refs/heads/{branch}:{_TIP}")
    except GitError as error:
        if "couldn't find remote ref" not in error.said:
            raise
        branches = [one.rpartition("refs/heads/")[2] for one in _heads(git)]
        if branches:
            shown = ", ".join(branches[:10])
            raise PermanentError(
                f"the repository has no branch {branch}; it has: {shown}"
            ) from error
        return None
    return git.line("rev-parse", _TIP)


def _heads(git: Git) -> list[str]:
    return git.line("ls-remote", "--heads", git.access.url).splitlines()


def held(git: Git, tip: str | None, publication: Publication, ending: str) -> Held | None:
    """What the branch has of it: its file, wherever it was moved to, and its newest commit.

    ``ending`` is that of the files' names.
    """
    if tip is None:
        return None
    path = _path_of(git, tip, publication, ending)
    commit = _commit_of(git, tip, publication.key)
    if commit is None and path:  # its commits were rewritten into others
        commit = git.line("log", "-1", "--format=%H", tip, "--", path)
    return Held(commit, path) if commit else None


def _path_of(git: Git, tip: str, publication: Publication, ending: str) -> str:
    line = front_matter.identity(publication).strip()
    try:
        found = git.ask("grep", "-lzF", "-e", line, tip, "--", f"*{ending}")
    except GitError as error:
        if error.code == 1 and not error.lines:
            return ""
        raise
    for name in found.decode("utf-8", "surrogateescape").split("\0"):
        path = name.removeprefix(f"{tip}:")
        if path and front_matter.belongs_to(BytesIO(blob(git, tip, path)), publication):
            return path
    return ""


def _commit_of(git: Git, tip: str, key: str) -> str | None:
    trailer = f"%(trailers:key={TRAILER},valueonly,separator=%x2C)"
    found = git.line("log", f"--format=%H {trailer}", "-F", f"--grep={TRAILER}: {key}", tip)
    for line in found.splitlines():
        commit, _, value = line.partition(" ")
        if key in value.split(","):
            return commit
    return None


def blob(git: Git, tip: str, path: str) -> bytes:
    """What a file holds."""
    return git.ask("cat-file", "blob", f"{tip}:{path}")


def taken(git: Git, tip: str | None, path: str) -> str:
    """Who has this path, or one that differs by capitals alone, in words; "" where it is free.

    Raises PermanentError where no file can be: below a link, a file or another repository.
    """
    if tip is None:
        return ""
    folder, _, name = path.rpartition("/")
    parts = folder.split("/") if folder else []
    for number in range(1, len(parts) + 1):
        above = "/".join(parts[:number])
        modes = [mode for mode, _ in _entries(git, tip, above)]
        if modes and modes != [_FOLDER]:
            raise PermanentError(
                f"{above} is no folder of the repository but a file, a link or another repository; "
                "give the target another path"
            )
        if not modes:
            return ""
    wanted = _alike(name)
    for _, there in _entries(git, tip, f"{folder}/" if folder else ""):
        if _alike(there.rpartition("/")[2]) == wanted:
            return there
    return ""


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _entries(git: Git, tip: str, path: str) -> Iterator[tuple[str, str]]:
    """(mode, path) of what is at a path or, where it ends in a slash, in the folder."""
    found = git.ask("ls-tree", "-z", tip, *(["--", path] if path else []))
    for entry in found.decode("utf-8", "surrogateescape").split("\0"):
        told, _, name = entry.partition("\t")
        if name:
            yield told.split(" ")[0], name


def commit(git: Git, tip: str | None, change: Change) -> str:
    """A commit upon ``tip`` that holds these files; ``tip`` itself where all of them are there.

    Raises PermanentError for a file that the repository has Git LFS or another filter keep.
    """
    index = {"GIT_INDEX_FILE": str(git.folder / f"index-{os.getpid()}")}
    git.ask("read-tree", tip if tip else "--empty", variables=index)
    for path, data in change.files.items():
        stored = git.ask("hash-object", "-w", "--stdin", given=data).decode().strip()
        git.ask("update-index", "--add", "--cacheinfo", f"{_FILE},{stored},{path}", variables=index)
    _demand_plain(git, change.files, index)
    tree = git.line("write-tree", variables=index)
    if tip and tree == git.line("rev-parse", f"{tip}^{{tree}}"):
        return tip
    message = f"{change.subject}\n\n{TRAILER}: {change.key}\n".encode(errors="replace")
    parents = ["-p", tip] if tip else []
    made = git.ask("commit-tree", tree, *parents, given=message, variables=_author(change))
    return made.decode().strip()


def _demand_plain(git: Git, files: Mapping[str, bytes], index: Mapping[str, str]) -> None:
    asked = git.ask("check-attr", "--cached", "-z", "filter", "--", *files, variables=index).decode(
        "utf-8", "surrogateescape"
    )
    words = asked.split("\0")
    for path, value in zip(words[::3], words[2::3], strict=False):
        if value not in {"unspecified", "unset", ""}:
            raise PermanentError(
                f"the repository has {path} kept by its filter {value}, as by Git LFS, which runs "
                "where somebody works and not here; take these files out of .gitattributes"
            )


def _author(change: Change) -> dict[str, str]:
    name, _, address = change.author.rpartition(" <")
    at = f"{int(clock.utc(change.at).timestamp())} +0000"
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", name), ("EMAIL", address.rstrip(">")), ("DATE", at))
    }


def contains(git: Git, branch: str, commit: str) -> bool:
    """Whether the repository's branch has this commit, by its own word."""
    for line in _heads(git):
        found, _, name = line.partition("\t")
        if name == f"refs/heads/{branch}" and found == commit:
            return True
    tip = fetch(git, branch)
    if tip is None:
        return False
    try:
        git.ask("merge-base", "--is-ancestor", commit, tip)
    except GitError as error:
        if error.code == 1:
            return False
        raise
    return True


def with_control(git: Git, seconds: float) -> Git:
    """The same for another span of time: what is asked after the time of the first is up."""
    return replace(git, control=type(git.control)(seconds))
