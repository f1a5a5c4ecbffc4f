"""Callbacks at the door of the API: who may call, and what a body may say."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies as st

from contenthub.creators.callbacks import TYPES
from contenthub.database import db
from contenthub.lifecycle import callback_keys
from tests.support.calling import (
    ANOTHER_SECRET,
    OLD_SECRET,
    SECRET,
    Desk,
    generators,
    ours,
    raw,
    refused,
    signature,
    unchanged,
)
from tests.support.pages import page

# Who may call.


def test_a_signature_is_enough(calling: Desk) -> None:
    task = calling.running()
    body = raw(ours(task))
    assert calling.send(task, body, headers=signature(body)).json() == {"outcome": "taken"}


def test_a_secret_that_is_being_replaced_is_valid_as_well(calling: Desk) -> None:
    task = calling.running()
    body = raw(ours(task))
    answer = calling.send(task, body, headers=signature(body, OLD_SECRET))
    assert answer.json() == {"outcome": "taken"}


def test_one_good_signature_of_several_is_enough(calling: Desk) -> None:
    task = calling.running()
    body = raw(ours(task))
    good = signature(body)
    others = signature(body, ANOTHER_SECRET, good["webhook-id"])["webhook-signature"]
    both = good | {"webhook-signature": f"v2,abc {others} {good['webhook-signature']}"}
    assert calling.send(task, body, headers=both).json() == {"outcome": "taken"}


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "nonsense"},
        {"webhook-signature": "v2,abc v1a,abc"},
        {"webhook-timestamp": "1600000000"},
        {"webhook-timestamp": "4000000000"},
        {"webhook-timestamp": "now"},
        {"webhook-timestamp": "9" * 400},
        {"webhook-id": "another"},
        {"webhook-id": "x" * 300},
        {"webhook-id": ""},
        {"webhook-signature": ""},
    ],
    ids=lambda change: "-".join(f"{name[8:]}={value[:12]}" for name, value in change.items()),
)
def test_a_signature_that_does_not_fit_is_refused(calling: Desk, change: dict[str, str]) -> None:
    task = calling.running()
    body = raw(ours(task))
    refused(calling.send(task, body, headers=signature(body) | change), 401, "callback_refused")
    assert unchanged(calling, task)


@pytest.mark.parametrize("off", [-400, 400])
def test_a_right_signature_of_another_time_is_refused(calling: Desk, off: int) -> None:
    task = calling.running()
    body = raw(ours(task))
    headers = signature(body, at=time.time() + off)
    refused(calling.send(task, body, headers=headers), 401, "callback_refused")
    assert unchanged(calling, task)


def test_a_body_that_was_changed_on_its_way_is_refused(calling: Desk) -> None:
    task = calling.running()
    body = raw(ours(task))
    refused(calling.send(task, body + b" ", headers=signature(body)), 401, "callback_refused")
    assert unchanged(calling, task)


def test_a_wrong_signature_is_not_healed_by_a_right_key(calling: Desk) -> None:
    task = calling.running()
    body = raw(ours(task))
    answer = calling.send(task, body, calling.key(task), signature(body, ANOTHER_SECRET))
    refused(answer, 401, "callback_refused")
    assert unchanged(calling, task)


def test_a_copy_of_a_signed_one_has_no_second_effect(calling: Desk) -> None:
    task = calling.running()
    body = raw(ours(task, "progress", progress=70))
    headers = signature(body)
    assert calling.send(task, body, headers=headers).json() == {"outcome": "noted"}
    with db.transaction():
        db.execute("UPDATE generation_tasks SET progress = 90 WHERE id = ?", (task.id,))
    assert calling.send(task, body, headers=headers).json() == {"outcome": "noted"}
    assert calling.story.column(task.task_id, "progress") == 90


def test_a_signed_one_that_is_sent_to_another_task_is_refused(calling: Desk) -> None:
    mine, other = calling.running(), calling.running()
    for body in (raw(ours(mine)), raw(generators(mine.creator_key))):
        answer = calling.send(other, body, headers=signature(body))
        refused(answer, 422, "callback_of_another")
    nameless = raw(ours(None, attempt=1))
    answer = calling.send(other, nameless, headers=signature(nameless))
    refused(answer, 422, "callback_of_another")
    assert unchanged(calling, mine)
    assert unchanged(calling, other)


def test_the_key_of_another_task_or_attempt_opens_nothing(calling: Desk) -> None:
    mine, other = calling.running(), calling.running()
    key = calling.key(mine)
    forged = ["", "1.", "1." + "A" * 43, key[:-1], key + "A", "\u00b2.x"]
    forged += [f"{number}{key[1:]}" for number in ("2", "01", "9" * 20, "-1")]
    for wrong in (calling.key(other), calling.key(mine, 2), *forged):
        answer = calling.send(mine, generators(mine.creator_key), wrong)
        assert answer.status_code in (401, 422), (wrong, answer.text)
    assert unchanged(calling, mine)


def test_without_anything_it_is_refused_whether_the_task_is_there_or_not(calling: Desk) -> None:
    task = calling.running()
    for named in (task.task_id, "no-such-task"):
        refused(calling.send(named, ours(task)), 401, "callback_refused")


def test_a_task_that_is_gone_is_told(calling: Desk) -> None:
    key = callback_keys.secret("cleaned-up", 1)
    refused(calling.send("cleaned-up", generators("cleaned-up-1"), key), 404, "no_task")


# What the body says.


@pytest.mark.parametrize(
    "lie",
    [
        {"taskId": "another-id"},
        {"taskId": "{task}-2"},
        {"taskId": "{task}-0"},
        {"taskId": "{task}-01"},
        {"taskId": "{task}"},
        {"taskId": "{task}-1 "},
        {"taskId": "x" * 300},
    ],
    ids=lambda lie: str(lie["taskId"])[:20],
)
def test_a_body_that_names_another_order_changes_nothing(
    calling: Desk, lie: dict[str, str]
) -> None:
    task = calling.running()
    body = generators(lie["taskId"].replace("{task}", task.task_id))
    refused(calling.send(task, body, calling.key(task)), 422, "callback_of_another")
    assert unchanged(calling, task)


@pytest.mark.parametrize(
    "data", [{"task_id": "another"}, {"attempt": 2}, {"attempt": 0}, {"id": "another"}]
)
def test_the_documented_shape_may_not_lie_either(calling: Desk, data: dict[str, Any]) -> None:
    task = calling.running()
    answer = calling.send(task, ours(task, **data), calling.key(task))
    refused(answer, 422, "callback_of_another")
    assert unchanged(calling, task)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "body_unreadable"),
        (b"{", 400, "body_unreadable"),
        (b"[]", 400, "body_unreadable"),
        (b'"completed"', 400, "body_unreadable"),
        (b"\xff\xfe{}", 400, "body_unreadable"),
        (b'{"a": "\\u0000"}', 400, "body_unreadable"),
        (b"[" * 100 + b"]" * 100, 400, "body_unreadable"),
        (
            b'{"type": "generation.completed", "data": "' + b"x" * 5_000_000 + b'"}',
            413,
            "body_too_large",
        ),
        (b'{"type": "generation.begun", "data": {}}', 422, "bad_input"),
        (b'{"type": "generation.completed"}', 422, "bad_input"),
        (b'{"type": "generation.completed", "data": {"article": "text"}}', 422, "bad_input"),
        (
            b'{"type": "generation.completed", "data": {"article": {"title": "x"}}}',
            422,
            "bad_input",
        ),
        (b'{"type": "generation.completed", "data": {"id": 7}}', 422, "bad_input"),
        (b'{"type": "generation.progress", "data": {"progress": 400}}', 422, "bad_input"),
        (b'{"type": "generation.progress", "data": {"progress": NaN}}', 422, "bad_input"),
        (b'{"type": "generation.failed", "data": {"attempt": "1"}}', 422, "bad_input"),
        (b'{"event": "exploded", "taskId": "x", "status": "exploded"}', 422, "bad_input"),
        (b'{"event": "completed", "taskId": "x", "status": "failed"}', 422, "bad_input"),
    ],
)
def test_what_cannot_be_used_is_told(calling: Desk, body: bytes, status: int, code: str) -> None:
    task = calling.running()
    refused(calling.send(task, body, calling.key(task)), status, code)
    assert unchanged(calling, task)


def test_an_article_that_is_none_counts_as_a_failure(calling: Desk) -> None:
    task = calling.running()
    body = ours(task, article={"content": "# Only a title", "finish_reason": "content_filter"})
    assert calling.send(task, body, calling.key(task)).json() == {"outcome": "taken"}
    assert calling.contents(task) == 0
    assert calling.story.task(task.task_id).status in ("pending", "failed")


def test_the_example_of_the_page_signs_as_it_has_to(calling: Desk, tmp_path: Path) -> None:
    (block,) = [
        one for one in page("docs/callbacks.md").blocks() if one.file_name == "call_back.py"
    ]
    (tmp_path / "call_back.py").write_text(block.text)
    task = calling.running()
    done = subprocess.run(
        [sys.executable, "call_back.py", calling.server.address, task.task_id, "1"],
        cwd=tmp_path,
        env={"SECRET": SECRET},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert json.loads(done.stdout or "{}") == {"outcome": "taken"}, done.stderr
    assert calling.contents(task) == 1


FIELDS = ("task_id", "attempt", "id", "article", "error", "progress", "step")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
OUR_BODIES = st.fixed_dictionaries(
    {
        "type": st.sampled_from(TYPES),
        "data": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(FIELDS, JSON),
        )
        | st.fixed_dictionaries(
            {},
            optional={
                "article": st.fixed_dictionaries(
                    {"content": st.text()}, optional={"title": JSON, "tags": JSON, "usage": JSON}
                ),
                "progress": st.floats(),
            },
        ),
    }
)
THEIR_BODIES = st.fixed_dictionaries(
    {"event": st.sampled_from(("completed", "failed", "progress", "cancelled"))},
    optional=dict.fromkeys(("status", "metadata", "result", "error"), JSON)
    | {"result": st.fixed_dictionaries({"content": st.text()}, optional={"images": JSON})},
)


@hypothesis.settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
@hypothesis.given(body=OUR_BODIES | THEIR_BODIES)
def test_no_body_breaks_the_server(calling: Desk, body: dict[str, Any]) -> None:
    task = calling.running()
    named = {"taskId": task.creator_key, **body} if "event" in body else body
    answer = calling.send(task, named, calling.key(task))
    assert answer.status_code in (200, 400, 422), (named, answer.text)
