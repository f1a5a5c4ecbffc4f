"""Lists of any length: written as they are read, in little memory, whole or with an error."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from contenthub.commands.console.output import Format, print_rows
from contenthub.database import db
from contenthub.errors import UnreachableError
from contenthub.lifecycle import submission
from contenthub.lifecycle.submission import NewTask
from contenthub.operations import reasons, reviews
from contenthub.operations.caller import Caller
from contenthub.operations.reviews import Approval, Rejection
from contenthub.queries import contents, pages, pool, tasks
from contenthub.records import Account
from contenthub.settings import Settings
from tests.support.articles import article

Cli = Callable[..., Any]


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{}],
        [{"a": None, "b": ["x", "y"]}],
        [{"a": "line\n  of\r\nlines"}, {"a": "茶", "b": {"c": []}}, {"b": 1.5}],
    ],
)
def test_a_json_list_is_the_same_whether_it_is_written_whole_or_row_by_row(
    rows: list[dict[str, Any]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out := io.StringIO())
        print_rows(iter(rows), ("a", "b"), Format.JSON)
    assert out.getvalue() == json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("fmt", [Format.JSON, Format.CSV])
def test_a_long_list_is_written_in_bounded_memory(
    fmt: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {"text": "x" * 1_000}
    monkeypatch.setattr("sys.stdout", _Nowhere())

    def peak(count: int) -> int:
        tracemalloc.start()
        print_rows((dict(row) for _ in range(count)), ("text",), fmt)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(4_000) < 1.5 * peak(1_000)


def test_rows_are_read_no_further_than_somebody_reads_the_output() -> None:
    read: list[int] = []

    def rows() -> Iterator[dict[str, Any]]:
        for number in range(100_000):
            read.append(number)
            yield {"n": number, "text": "x" * 100}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", _ClosedPipe())
        print_rows(rows(), ("n",), Format.JSON)
    assert len(read) < 10_000


class _Nowhere(io.StringIO):
    def write(self, text: str) -> int:
        return len(text)


class _ClosedPipe(io.StringIO):
    def flush(self) -> None:
        raise BrokenPipeError


def _submit(count: int, account: Account, settings: Settings) -> None:
    requests = [NewTask(f"topic {n}", account) for n in range(count)]
    submission.submit(requests, settings, "test")


@pytest.fixture
def many(database: Settings, account: Account, monkeypatch: pytest.MonkeyPatch) -> int:
    """More tasks than are read in one go."""
    monkeypatch.setattr(pages, "ROWS", 7)
    monkeypatch.setattr(pages, "FIRST", 3)
    monkeypatch.setattr(pages, "IDS", 11)
    _submit(50, account, database)
    db.execute("UPDATE generation_tasks SET status = 'failed' WHERE id % 3 = 0")
    db.execute("UPDATE generation_tasks SET status = 'timeout' WHERE id % 3 = 1")
    return 50


def test_a_list_of_several_pages_holds_each_row_once_and_the_newest_first(
    cli: Cli, many: int
) -> None:
    for options in (["--limit", "0"], ["--limit", str(2**63 - 1)], ["--limit", str(many)]):
        shown = [row["topic"] for row in cli("task", "list", *options, "-f", "json").json]
        assert shown == [f"topic {n}" for n in reversed(range(many))]


def test_several_states_are_merged_in_the_order_of_their_making(cli: Cli, many: int) -> None:
    states = ["--status", "failed", "--status", "timeout"]
    shown = cli("task", "list", *states, "--limit", "0", "-f", "json").json
    assert [row["topic"] for row in shown] == [
        f"topic {n}" for n in reversed(range(many)) if (n + 1) % 3 != 2
    ]
    part = cli("task", "list", *states, "--limit", "9", "--offset", "4", "-f", "csv").out
    assert [row["topic"] for row in csv.DictReader(part.splitlines())] == [
        row["topic"] for row in shown[4:13]
    ]


def test_what_is_removed_while_a_list_is_read_is_left_out_and_nothing_is_shown_twice(
    many: int, account: Account, database: Settings
) -> None:
    stream = tasks.stream(tasks.Filter(), 1_000)
    shown = [next(stream)["topic"]]
    db.execute("DELETE FROM generation_tasks WHERE topic = 'topic 5'")
    _submit(5, account, database)  # made later: not in this list
    shown += [row["topic"] for row in stream]
    assert shown == [f"topic {n}" for n in reversed(range(many)) if n != 5]


def test_a_list_that_breaks_off_ends_with_an_error(
    cli: Cli, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Iterator[dict[str, Any]]:
        yield {"task_id": "a"}
        raise UnreachableError("the database went away")

    monkeypatch.setattr(tasks, "stream", broken)
    answer = cli("task", "list", "-f", "json")
    assert (answer.code, "went away" in answer.err) == (5, True)


def test_lists_of_nothing_are_valid(cli: Cli, database: Settings) -> None:
    for command in (
        ("task", "list"),
        ("content", "list"),
        ("publish-pool", "list"),
        ("scheduler", "history"),
        ("scheduler", "list"),
    ):
        assert cli(*command, "--limit", "0", "-f", "json").json == []
        assert len(cli(*command, "-f", "csv").out.splitlines()) == 1
    assert list(contents.stream(contents.Filter(publish="queued"), 5)) == []
    assert list(pool.stream(pool.Filter(("queued", "failed"), 1), 5)) == []


def test_a_table_has_an_end_and_says_where_to_go_on(
    cli: Cli, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("contenthub.commands.console.many._MOST_SHOWN", 10)
    answer = cli("task", "list", "--limit", "0")
    assert "there are more: --offset 10" in answer.err
    assert "topic 40" in answer.out
    assert "topic 39" not in answer.out


def test_of_a_filter_no_more_contents_are_read_than_are_decided_about(database: Settings) -> None:
    ids = [article(database, f"Tea {n}") for n in range(4)]
    chosen = contents.Filter(review="pending")
    yes, no = Approval(reasons.optional("")), Rejection(reasons.optional("no"))
    assert reviews.named(yes, [], {}, chosen, 3).ids == ids[:3]
    assert reviews.named(no, [], {}, chosen, 9).ids == ids
    assert reviews.named(yes, ids[2:], {}, contents.Filter(), 1).ids == ids[2:]
    reviews.reject(Caller(database, "ada"), ids[0], no)
    of_account = contents.Filter(account_id=1)
    assert reviews.named(yes, [], {}, of_account, 1).ids == ids[1:2]
    even = Approval(reasons.optional(""), even_rejected=True)
    assert reviews.named(even, [], {}, of_account, 1).ids == ids[:1]
