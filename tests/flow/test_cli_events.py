"""`contenthub events`: the last ones as a list, and whatever happens as it happens."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.queries import events
from contenthub.settings import Settings
from tests.support.events import happen
from tests.support.processes import Process, Processes, wait_until
from tests.support.servers import Postgres

Cli = Callable[..., Any]


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    with Processes(tmp_path) as started:
        yield started


def _following(processes: Processes, *options: str) -> Process:
    found = processes.contenthub("events", "--follow", *options)
    wait_until(lambda: "following events" in found.stderr(), 60.0, "the start", found)
    return found


def _ids(process: Process) -> list[int]:
    return [json.loads(line)["id"] for line in process.stdout().splitlines()]


class TestList:
    def test_it_shows_the_last_ones_with_the_newest_at_the_end(
        self, cli: Cli, database: Settings
    ) -> None:
        ids = happen(60)
        assert [row["id"] for row in cli("events", "-f", "json").json] == ids[-50:]
        assert [row["id"] for row in cli("events", "-n", "2", "-f", "json").json] == ids[-2:]
        assert len(cli("events", "-n", "0", "-f", "json").json) == 60

    def test_all_filters_hold_together(self, cli: Cli, database: Settings) -> None:
        account = accounts.default()
        happen(account_id=account.id, reason="other type")
        wanted = {"event": "complete", "before": "running", "after": "completed"}
        happen(account_id=account.id, task_id="another", batch_id="batch", **wanted)
        happen(account_id=account.id, batch_id="batch", reason="this", **wanted)
        happen(batch_id="batch", reason="no account", **wanted)
        options = ("--type", "task.completed", "-a", account.name, "--task", "t1")
        told = cli("events", *options, "--batch", "batch", "-f", "json").json
        assert [row["reason"] for row in told] == ["this"]
        assert cli("events", "--type", "content.*").out == "no such events\n"

    @pytest.mark.parametrize(
        ("options", "code", "said"),
        [
            (("--type", "task.done"), 2, "task.completed"),
            (("--type", "tasks"), 2, "entry"),
            (("--account", "nobody"), 3, "no account"),
            (("--after", "1"), 2, "--follow"),
            (("--follow", "--until", "2h"), 2, "--until"),
            (("--follow", "--after", "1", "--since", "2h"), 2, "one place"),
            (("--follow", "--after", "9"), 2, "the last one is 0"),
        ],
    )
    def test_what_cannot_be_meant_is_refused(
        self, cli: Cli, database: Settings, options: tuple[str, ...], code: int, said: str
    ) -> None:
        answer = cli("events", *options)
        assert (answer.code, answer.out) == (code, "")
        assert said in answer.err


class TestFollow:
    def test_each_event_is_a_line_of_json_of_the_one_shape_and_ctrl_c_is_no_failure(
        self, database: Settings, processes: Processes
    ) -> None:
        happen()
        following = _following(processes, "-f", "json")
        ids = happen(2, reason="茶\n")
        wait_until(lambda: len(_ids(following)) == 2, 60.0, "two events", following)
        happen(task_id="t2")
        wait_until(lambda: len(_ids(following)) == 3, 60.0, "a third", following)
        following.signal(signal.SIGINT)
        assert following.wait() == 0
        assert _ids(following)[:2] == ids
        lines = following.stdout().splitlines()
        assert lines == [events.as_json(row) for row in events.after(ids[0] - 1, 10)]
        assert "Traceback" not in following.stderr()

    def test_it_tells_only_what_is_wanted(self, database: Settings, processes: Processes) -> None:
        following = _following(processes, "--type", "content", "-f", "json")
        happen()
        wanted = happen(entity="content", event="edit", before="pending", after="pending")
        wait_until(lambda: _ids(following) == wanted, 60.0, "the event", following)

    @pytest.mark.parametrize(
        ("options", "first"), [(("--after", "2"), 2), (("--since", "1h"), 0), (("-n", "1"), 3)]
    )
    def test_it_begins_where_it_is_told_to(
        self, database: Settings, processes: Processes, options: tuple[str, ...], first: int
    ) -> None:
        ids = happen(4)
        following = _following(processes, *options, "-f", "json")
        ids += happen(1)
        wait_until(lambda: _ids(following)[-1:] == ids[-1:], 60.0, "the last event", following)
        assert _ids(following) == ids[first:]

    def test_it_says_how_many_were_cleaned_up_before_it_goes_on(
        self, database: Settings, processes: Processes
    ) -> None:
        ids = happen(5)
        with db.transaction():
            db.execute("DELETE FROM events WHERE id IN (?, ?)", (ids[2], ids[3]))
        following = _following(processes, "--after", str(ids[0]), "-f", "json")
        wait_until(lambda: len(_ids(following)) == 2, 60.0, "what is left", following)
        assert _ids(following) == [ids[1], ids[4]]
        assert "2 events after 1 were cleaned up" in following.stderr()

    def test_a_reader_that_leaves_ends_it_quietly(
        self, database: Settings, processes: Processes
    ) -> None:
        errors = processes.folder / "errors"
        command = f"{_python()} events --follow -f json 2>{errors} | head -1 >/dev/null"
        piped = subprocess.Popen(command, shell=True, env=processes.environment())
        wait_until(errors.exists, 60.0, "the start")
        wait_until(lambda: "following" in errors.read_text(), 60.0, "the start")
        happen()
        wait_until(lambda: happen() and piped.poll() is not None, 60.0, "the end of both")
        assert errors.read_text() == "following events; Ctrl-C ends it\n"


def _python() -> str:
    import sys

    return f"{sys.executable} -m contenthub"


def test_it_goes_on_when_the_database_was_away(
    site: Settings, postgresql: Postgres, processes: Processes
) -> None:
    processes.configure({"DATABASE_URL": site.database_url})
    following = _following(processes, "-f", "json")
    ids = happen(1)
    wait_until(lambda: _ids(following) == ids, 60.0, "the first event", following)
    db.close()
    with postgresql.away():
        wait_until(lambda: "trying again" in following.stderr(), 60.0, "a word", following)
    wait_until(lambda: "is back" in following.stderr(), 60.0, "another", following)
    ids += happen(1)
    wait_until(lambda: _ids(following) == ids, 60.0, "the second event", following)
    assert following.stderr().count("trying again") == 1
