"""What has to be true after the chaos: nothing lost, doubled, stuck or half."""

from __future__ import annotations

import itertools
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from benchmarks.chaos.articles import PARAGRAPH, fate
from contenthub.database import db
from tests.support.story import Story

_TASKS = "SELECT task_id, topic, status, attempt, error_message FROM generation_tasks"
_KEYS = "SELECT key, led_to FROM idempotency_keys"
_CONTENTS = "SELECT generation_task_id, body, review_status FROM contents"
_ENTRIES = "SELECT task_id, status, proof FROM publish_entries"
_TICKS = "SELECT schedule_id, scheduled_for FROM ticks ORDER BY schedule_id, scheduled_for"


def violations(asked: Mapping[str, str], home: Path) -> list[str]:
    """Everything that should not be so; ``asked`` are the topics by idempotency key."""
    return [
        *_orders(asked),
        *_fates(),
        *_files(home),
        *_left_behind(home),
        *Story().broken(),
    ]


def _orders(asked: Mapping[str, str]) -> Iterator[str]:
    """Each line that was ordered is one task, that of its key, and there is no other key."""
    tasks: defaultdict[str, list[str]] = defaultdict(list)
    for task_id, topic, *_ in db.execute(_TASKS).fetchall():
        tasks[topic].append(task_id)
    led_to = dict(db.execute(_KEYS).fetchall())
    for key, topic in asked.items():
        found = tasks[topic]
        if len(found) != 1:
            yield f"{'doubled' if found else 'lost'}: {key} is {len(found)} tasks"
        elif led_to.get(key) != found[0]:
            yield f"lost: {key} led to {led_to.get(key)}, its task is {found[0]}"
    yield from (f"doubled: {key} was not ordered" for key in set(led_to) - set(asked))


def _fates() -> Iterator[str]:
    contents = {row[0]: row[1:] for row in db.execute(_CONTENTS).fetchall()}
    entries = defaultdict(list)
    for task_id, status, proof in db.execute(_ENTRIES).fetchall():
        entries[task_id].append((status, proof))
    for task_id, topic, status, attempt, error in db.execute(_TASKS).fetchall():
        kind = topic.partition(" ")[0]
        wanted = fate(kind)
        who = f"task {task_id} ({topic[:40]}, attempt {attempt})"
        if status not in wanted.tasks:
            yield f"lost: {who} is {status}: {error}"
        out = [proof for state, proof in entries[task_id] if state == "published"]
        if wanted.published is False and out:
            yield f"half: {who} was published"
        if wanted.published and len(out) != 1:
            yield f"lost: {who} is published {len(out)} times: {entries[task_id]}"
        if wanted.published and PARAGRAPH not in contents.get(task_id, ("",))[0]:
            yield f"half: {who} lacks its text"


def _files(home: Path) -> Iterator[str]:
    """The files that prove publications are there, one each, whole, and no others."""
    proofs = Counter(proof for _, status, proof in db.execute(_ENTRIES) if status == "published")
    files = {str(path): path for path in (home / "published").rglob("*") if path.is_file()}
    yield from (f"lost: the file {proof}" for proof in sorted(set(proofs) - set(files)))
    yield from (f"doubled: the file {file}" for file in sorted(set(files) - set(proofs)))
    yield from (f"lost: {count} articles share {one}" for one, count in proofs.items() if count > 1)
    for name, path in sorted(files.items()):
        if name.endswith(".md") and PARAGRAPH[:60] not in path.read_text(encoding="utf-8"):
            yield f"half: the file {name}"


def _left_behind(home: Path) -> Iterator[str]:
    """No result waits on disk; what was set aside belongs to a task that has another article."""
    yield from (f"stuck: {path}" for path in (home / "spool").glob("*") if path.is_file())
    done = {row[0] for row in db.execute("SELECT id FROM generation_tasks WHERE content_id > 0")}
    for path in set_aside(home):
        if json.loads(path.read_text())["task"] not in done:
            yield f"lost: {path} was set aside, and its task has no article"


def set_aside(home: Path) -> list[Path]:
    """Articles of attempts whose worker was taken for dead, and whose task has another one."""
    return sorted((home / "spool" / "set-aside").glob("*"))


def gaps(schedule_id: int, seconds: float) -> list[str]:
    """Times of a schedule of every ``seconds`` that are not there, and those that are twice."""
    times = [
        datetime.fromisoformat(at)
        for one, at in db.execute(_TICKS).fetchall()
        if one == schedule_id
    ]
    return [
        f"{'doubled' if later == earlier else 'lost'}: no tick between {earlier} and {later}"
        for earlier, later in itertools.pairwise(times)
        if abs((later - earlier).total_seconds() - seconds) > 0.001
    ]


def repeated_generations(notes: Path) -> tuple[int, int]:
    """(calls of the generator, calls of them that repeated one with the same attempt)."""
    lines = notes.read_text().splitlines() if notes.exists() else []
    begun = Counter(line for line in lines if line.startswith("began "))
    return sum(begun.values()), sum(count - 1 for count in begun.values())
