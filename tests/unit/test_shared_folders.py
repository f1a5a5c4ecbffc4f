"""A folder that several homes, or a person, publish into: nobody's file is replaced."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub.errors import BackendError, PermanentError
from contenthub.publishers.base import Proof, Publication
from contenthub.publishers.files import Files

NAME = "2026-01-31-a-title-7.md"


@pytest.fixture(params=["links", "no links"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of both homes, on a file system that has second names, or none."""
    if request.param == "no links":

        def link(*_: object, **__: object) -> None:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "link", link)
    (tmp_path / "site").mkdir()
    return tmp_path / "site"


def publication(folder: Path, **changes: Any) -> Publication:
    created = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    plain = Publication(
        "task-a", 7, "Blog", "A title", "Body.", created, settings={"folder": str(folder)}
    )
    return replace(plain, **changes)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_article_of_another_home_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    first = Files(tmp_path / "one").publish(publication(folder, body="theirs"))
    with pytest.raises(PermanentError, match=f"another task, task-a, has the name {NAME}") as error:
        Files(tmp_path / "two").publish(publication(folder, key="task-b", body="ours"))
    assert str(folder) in str(error.value)
    assert Path(first.location).read_text().endswith("theirs\n")
    assert names(folder) == {NAME}


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"precious",
        b"---\ntitle: mine\n---\n",
        b"---\ncontenthub: nonsense\n---\n",
        b"---\ncontenthub: [1]\n---\n",
        b"---\ncontenthub: " + b"[" * 50_000 + b"\n---\n",
        b"---\n" + b"x" * 200_000,
        b'---\ncontenthub: {"key": "\x1b[31m"}\n---\n',
    ],
)
def test_a_file_of_a_person_is_not_replaced(folder: Path, tmp_path: Path, text: bytes) -> None:
    (folder / NAME).write_bytes(text)
    with pytest.raises(PermanentError, match="left as it is") as error:
        Files(tmp_path / "one").publish(publication(folder))
    assert str(error.value).isprintable()
    assert (folder / NAME).read_bytes() == text
    assert names(folder) == {NAME}


@pytest.mark.parametrize(
    "make",
    [lambda path: path.mkdir(), lambda path: os.mkfifo(path), lambda path: path.symlink_to("x")],
    ids=["a folder", "a pipe", "a link that leads nowhere"],
)
def test_what_is_no_file_is_not_replaced(
    folder: Path, tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(folder / NAME)
    before = (folder / NAME).lstat()
    with pytest.raises(PermanentError, match="no file"):
        Files(tmp_path / "one").publish(publication(folder))
    assert os.path.samestat(before, (folder / NAME).lstat())
    assert names(folder) == {NAME}


def test_the_same_publication_replaces_its_own_file(folder: Path, tmp_path: Path) -> None:
    Files(tmp_path / "one").publish(publication(folder, body="old"))
    proof = Files(tmp_path / "one").publish(publication(folder, body="new"))
    assert Path(proof.location).read_text().endswith("---\n\nnew\n")
    assert names(folder) == {NAME}


def test_one_that_is_refused_costs_the_rest_of_its_batch_nothing(
    folder: Path, tmp_path: Path
) -> None:
    (folder / NAME).write_text("precious")
    batch = [publication(folder, key=f"task-{n}", content_id=n) for n in range(5, 10)]
    answers = Files(tmp_path / "one").publish_many(batch)
    assert [isinstance(answer, Proof) for answer in answers] == [True, True, False, True, True]
    assert isinstance(answers[2], PermanentError)
    assert (folder / NAME).read_text() == "precious"


def test_of_many_that_come_at_the_same_moment_one_gets_the_name(
    folder: Path, tmp_path: Path
) -> None:
    count, together = 6, threading.Barrier(6)
    answers: list[Proof | BackendError] = []

    def publish(number: int) -> None:
        home = Files(tmp_path / f"home-{number}")
        ours = publication(folder, key=f"task-{number}", still_held=lambda: wait(number))
        answers.extend(home.publish_many([ours]))

    def wait(number: int) -> list[str]:  # asked when all is written, before the name is given
        together.wait(60)
        return [f"task-{number}"]

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(type(answer).__name__ for answer in answers) == (
        ["PermanentError"] * (count - 1) + ["Proof"]
    )
    assert names(folder) == {NAME}


# Publishes into the folder argv[1] and is killed between the two names of the file.
KILLED_BETWEEN = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from contenthub.publishers.base import Publication
from contenthub.publishers.files import Files
os.unlink = lambda *_, **__: os.kill(os.getpid(), 9)
created = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
Files(Path("unused")).publish(Publication(
    "task-a", 7, "Blog", "A title", "old", created, settings={"folder": sys.argv[1]}))
"""


def test_a_publisher_killed_between_the_two_names_leaves_a_whole_file_to_the_next_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    subprocess.run([sys.executable, "-c", KILLED_BETWEEN, str(tmp_path)], check=False)
    assert len(names(tmp_path)) == 2
    files, seen, real = Files(tmp_path), [], os.write

    def write(handle: int, data: bytes) -> int:
        seen.append((tmp_path / NAME).read_text())
        return real(handle, data)

    assert files.verify(publication(tmp_path)) is not None
    monkeypatch.setattr(os, "write", write)
    files.publish(publication(tmp_path, body="new"))
    assert seen[0].endswith("old\n")  # readers saw the whole old one while the new was written
    assert (tmp_path / NAME).read_text().endswith("new\n")
    assert names(tmp_path) == {NAME}
