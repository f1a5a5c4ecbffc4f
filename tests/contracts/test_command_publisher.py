"""What a program may do wrong when it publishes, and what is believed of it then."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import publishers
from contenthub.errors import InputError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers.base import (
    Accepted,
    HandedOver,
    Proof,
    Publication,
    UpdatingPublisher,
)
from contenthub.publishers.command import Command
from contenthub.settings import Settings
from tests.contracts.cases.command import alive, pids
from tests.contracts.cases.publishers import program
from tests.support.processes import REPOSITORY, kill_pid, wait_until

KNOWS = {"knows": "verify,update,check"}


@pytest.fixture
def publisher() -> Command:
    made = publishers.create("command", Settings())
    assert isinstance(made, Command)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    left = list(filter(alive, pids(tmp_path / "asked")))
    for pid in left:
        kill_pid(pid)
    assert not left, "processes were left behind"


def article(behaviour: str, folder: Path, **settings: Any) -> Publication:
    return Publication(
        key="entry-1-t1",
        content_id=7,
        account="茶",
        title="A quiet pot",
        body="First <script>x</script> paragraph.\n",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
        tags=("tea", "茶"),
        settings={"command": program(behaviour, folder), **settings},
    )


def asked(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(one.read_text()) for one in sorted((folder / "asked").glob("*.json"))]


def test_the_program_gets_the_whole_article_as_one_json_document(
    publisher: Command, folder: Path
) -> None:
    told = replace(article("fine", folder, options="weekly"), proof="before")
    publisher.publish(told)
    (request,) = asked(folder)
    assert "<script>" not in request.pop("html")
    assert request == {
        "action": "publish",
        "options": "weekly",
        "key": "entry-1-t1",
        "content_id": 7,
        "account": "茶",
        "title": "A quiet pot",
        "summary": "",
        "body": "First <script>x</script> paragraph.\n",
        "language": "en",
        "category": "",
        "keywords": [],
        "tags": ["tea", "茶"],
        "images": [],
        "date": "2026-01-31T00:00:00Z",
        "created_at": "2026-01-31T00:00:00Z",
        "proof": "before",
        "external_id": "",
    }


@pytest.mark.parametrize(
    ("behaviour", "error", "said"),
    [
        ("refuses", PermanentError, "not for our readers"),
        ("refuses for good", PermanentError, "exit code 65.*the press is broken"),
        ("is busy", TransientError, "exit code 75"),
        ("says so", TransientError, "the queue is full"),
        ("says so for good", PermanentError, "no such paper"),
    ],
)
def test_a_failure_that_the_program_owns_up_to_is_none_that_anybody_has_to_look_up(
    publisher: Command, folder: Path, behaviour: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        publisher.publish(article(behaviour, folder))


def test_the_wait_that_a_program_asks_for_is_kept(publisher: Command, folder: Path) -> None:
    with pytest.raises(TransientError) as caught:
        publisher.publish(article("says so", folder))
    assert caught.value.retry_after == 7


@pytest.mark.parametrize(
    "behaviour",
    [
        *("breaks", "killed", "floods", "is silent", "no JSON", "binary", "a list", "nested"),
        *("two lines", "an empty proof", "says no"),
    ],
)
def test_whatever_else_it_does_its_article_is_looked_up_and_not_sent_again(
    publisher: Command, folder: Path, behaviour: str
) -> None:
    sent = article(behaviour, folder, **KNOWS)
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(sent)
    assert isinstance(publisher.verify(sent), Proof)


def test_a_program_that_hangs_is_ended_with_its_children_and_its_article_looked_up(
    publisher: Command, folder: Path
) -> None:
    sent = article("hangs", folder, timeout="1", **KNOWS)
    with pytest.raises(OutcomeUnknownError, match="within 1 s"):
        publisher.publish(sent)
    assert not any(map(alive, pids(folder / "asked")))
    assert isinstance(publisher.verify(sent), Proof)


def test_the_program_and_its_children_die_with_a_worker_that_is_killed(folder: Path) -> None:
    code = f"""
from datetime import UTC, datetime
from contenthub.publishers.base import Publication
from contenthub.publishers.command import Command
its = {{"command": {program("hangs", folder)!r}}}
Command().publish(Publication("k", 7, "a", "t", "b", datetime.now(UTC), settings=its))
"""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen([sys.executable, "-c", code], env=environment) as worker:
        wait_until(lambda: len(pids(folder / "asked")) == 2, 60, "program and child")
        worker.send_signal(signal.SIGKILL)
    wait_until(lambda: not any(map(alive, pids(folder / "asked"))), 60, "the end of both")


def test_a_program_that_was_not_said_to_know_it_is_asked_for_nothing_but_to_publish(
    publisher: Command, folder: Path
) -> None:
    sent = article("breaks", folder)
    with pytest.raises(OutcomeUnknownError):
        publisher.publish(sent)
    with pytest.raises(TransientError, match="cannot be asked"):
        publisher.verify(sent)
    with pytest.raises(PermanentError, match="cannot update"):
        publisher.update(sent)
    assert publisher.check(dict(sent.settings), "") == sys.executable
    assert [one["action"] for one in asked(folder)] == ["publish"]


def test_what_one_program_knows_is_not_asked_of_another(publisher: Command, folder: Path) -> None:
    place = publisher.place(article("breaks", folder))
    moved = replace(article("fine", folder, **KNOWS), place=place)
    with pytest.raises(TransientError, match="cannot be asked"):
        publisher.verify(moved)
    added = replace(article("breaks", folder, **KNOWS), place=place)
    assert publisher.verify(added) is None


def test_what_it_works_on_is_asked_for_later_where_it_can_be(
    publisher: Command, folder: Path
) -> None:
    sent = article("works on it", folder, **KNOWS)
    assert publisher.publish(sent) == Accepted("job-7", 3)
    publisher.verify(replace(sent, external_id="job-7"))
    assert asked(folder)[-1]["external_id"] == "job-7"
    with pytest.raises(OutcomeUnknownError, match="job-7"):
        publisher.publish(article("works on it", folder))


def test_a_draft_of_its_own_is_handed_over(publisher: Command, folder: Path) -> None:
    assert publisher.publish(article("hands over", folder)) == HandedOver("drafts/7")


def test_an_edited_article_takes_the_place_of_the_one_that_is_there(
    publisher: Command, folder: Path
) -> None:
    assert isinstance(publisher, UpdatingPublisher)
    sent = article("fine", folder, **KNOWS)
    with pytest.raises(PermanentError, match="not there"):
        publisher.update(sent)
    proof = publisher.publish(sent)
    assert isinstance(proof, Proof)
    edited = replace(sent, title="A loud pot", proof=proof.location)
    assert publisher.update(edited) == proof
    assert "A loud pot" in Path(proof.location).read_text()
    assert asked(folder)[-1]["proof"] == proof.location


def test_an_update_whose_end_is_not_known_is_asked_for_again(
    publisher: Command, folder: Path
) -> None:
    proof = publisher.publish(article("fine", folder, **KNOWS))
    broken = replace(article("breaks", folder, **KNOWS), title="A loud pot")
    with pytest.raises(TransientError, match="exit code 1"):
        publisher.update(broken)
    assert publisher.update(replace(article("fine", folder, **KNOWS), title="A loud pot")) == proof


def test_a_secret_reaches_the_program_by_its_environment_alone(
    publisher: Command, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRESS_KEY", "s3cret-of-the-press")
    sent = article("secret", folder, secret="env:PRESS_KEY")
    assert publisher.publish(sent) == Proof("s3cret-of-the-press")
    assert "s3cret" not in json.dumps(asked(folder))
    assert "s3cret" not in json.dumps(publisher.place(sent))
    its = article("environment", folder).settings
    names = str(publisher.publish(replace(sent, settings=its)))
    assert "PRESS_KEY" not in names
    assert "PATH" in names


def test_a_program_that_is_not_there_is_refused_where_it_is_set(
    publisher: Command, folder: Path
) -> None:
    missing = {"command": str(folder / "gone.sh")}
    with pytest.raises(InputError, match=r"command: there is no program"):
        publisher.validate(missing)
    with pytest.raises(PermanentError, match="there is no program"):
        publisher.check(missing, "")
    with pytest.raises(PermanentError, match="cannot be run"):
        publisher.publish(replace(article("fine", folder), settings=missing))


def test_its_own_check_is_believed(publisher: Command, folder: Path) -> None:
    assert publisher.check(dict(article("fine", folder, **KNOWS).settings), "") == sys.executable
    with pytest.raises(PermanentError, match="the press is cold"):
        publisher.check(dict(article("cold", folder, **KNOWS).settings), "")
