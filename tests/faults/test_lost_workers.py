"""Workers that die: again and again, at the worst moment, or of the task itself."""

from __future__ import annotations

import os
import random
import signal
from contextlib import suppress

import pytest

from contenthub.lifecycle import by_hand
from tests.faults.conftest import Site, Until

pytestmark = pytest.mark.takes_long


def test_workers_killed_again_and_again_lose_and_double_nothing(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    """Two services; one of them is killed eight times while 200 tasks run."""
    settings = mode | {"ASYNC_MAX_CONCURRENT_TASKS": "8"}
    services = [site.service(**settings), site.service(**settings)]
    site.submit(200, creator="steady")
    order = random.Random(7)
    for kill in range(1, 9):
        until(lambda k=kill: site.story.counts()["completed"] >= 15 * k, "progress", 60)
        place = order.randrange(2)
        services[place].kill()
        services[place] = site.service(**settings)
    until(lambda: site.published() == 200, "all publications", 60)
    site.assert_sound(200)
    assert set(site.lines("calls").values()) == {1}  # at most one generation per attempt


def test_a_worker_killed_between_acceptance_and_commit_does_not_pay_twice(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    (site.folder / "kill").touch()
    first = site.service(**mode)
    (task,) = site.submit(creator="notary")
    assert first.wait() == -signal.SIGKILL
    assert site.story.status(task) == "submitted"
    assert site.lines("accepted") == {f"{task}-1": 1}
    site.service(**mode)
    until(lambda: site.published() == 1, "publication")
    assert site.lines("accepted") == {f"{task}-1": 1}
    # a ring that is left in Redis takes it up as well, if it is heard before the sweep
    if not mode:
        assert "worker lost" in site.story.reasons(task)
    site.assert_sound(1)


def test_a_task_whose_worker_always_dies_is_quarantined_and_the_others_go_on(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    settings = mode | {"CONTENTHUB_MAX_CRASHES": "3"}
    (poison,) = site.submit(creator="poison")
    deaths = 0
    while site.story.status(poison) != "failed":
        service = site.service(**settings)
        until(lambda s=service: not s.running or site.story.status(poison) == "failed", "an end")
        deaths += not service.running
        assert deaths <= 3
    assert "quarantined: 3 workers were lost" in site.story.column(poison, "error_message")
    assert set(site.lines("calls").values()) == {1}
    (good,) = site.submit(creator="steady")
    until(lambda: site.story.published(good), "the other one's publication")
    assert site.story.broken() == []


def test_sigterm_during_work_ends_with_0_and_hands_the_work_back(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    (site.folder / "seconds").write_text("600")
    first = site.service(**mode)
    (task,) = site.submit(creator="steady")
    until(lambda: site.story.status(task) == "running", "the generation")
    assert first.terminate(timeout=60) == 0
    assert site.story.status(task) == "pending"
    assert "task.hand_back" in site.story.events(task)
    (site.folder / "seconds").write_text("0.01")
    site.service(**mode)
    until(lambda: site.published() == 1, "publication")
    assert site.story.task(task).retry_count == 0
    site.assert_sound(1)


def test_sigterm_lets_short_work_finish(site: Site, mode: dict[str, str], until: Until) -> None:
    (site.folder / "seconds").write_text("1")
    service = site.service(**mode)
    (task,) = site.submit(creator="steady")
    until(lambda: site.lines("calls"), "the generation")
    assert service.terminate(timeout=60) == 0
    assert site.story.status(task) == "completed"


def test_a_stopped_worker_that_wakes_up_late_does_not_overwrite_its_successor(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    """SIGSTOP is what a long pause of the machine looks like."""
    (site.folder / "seconds").write_text("0.5")
    first = site.service(**mode)
    (task,) = site.submit(creator="steady")
    until(lambda: site.lines("calls"), "the generation")
    os.kill(first.pid, signal.SIGSTOP)
    try:
        site.service(**mode)
        until(lambda: site.published() == 1, "the successor's publication", 60)
    finally:
        os.kill(first.pid, signal.SIGCONT)
    assert site.story.task(task).attempt == 2
    (other,) = site.submit(creator="steady")
    until(lambda: site.story.published(other), "the next one's publication")
    site.assert_sound(2)
    assert site.lines("calls")[f"{task}-1"] == 1


def test_a_worker_parent_replaces_a_killed_child_and_leaves_no_orphan(
    site: Site, valkey: object, until: Until
) -> None:
    url = {"REDIS_URL": valkey.url}  # type: ignore[attr-defined]
    parent = site.processes.contenthub("worker", "--processes", "2", settings=url)
    until(lambda: len(children_of(parent.pid)) == 2, "two children", 60)
    site.submit(5)
    until(lambda: site.published() == 5, "publication", 60)
    victim = children_of(parent.pid)[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: len([c for c in children_of(parent.pid) if c != victim]) == 2, "a new child", 60)
    site.submit(5)
    until(lambda: site.published() == 10, "publication", 60)
    kept = children_of(parent.pid)
    parent.kill()  # nobody tells the children
    until(lambda: not any(alive(pid) for pid in kept), "the end of the orphans", 60)


def test_a_cancel_reaches_the_work_of_another_process(
    site: Site, mode: dict[str, str], until: Until
) -> None:
    (site.folder / "seconds").write_text("600")
    site.service(**mode)
    (task,) = site.submit(creator="steady")
    until(lambda: site.lines("calls"), "the generation")
    assert by_hand.request_cancel(task, "me") == "running"
    until(lambda: site.story.status(task) == "cancelled", "the cancel")


def children_of(pid: int) -> list[int]:
    with suppress(FileNotFoundError), open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split() if alive(int(child))]
    return []


def alive(pid: int) -> bool:
    """True while the process runs; a zombie does not."""
    with suppress(FileNotFoundError, ProcessLookupError), open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"
    return False
