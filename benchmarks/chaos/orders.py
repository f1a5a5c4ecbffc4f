"""Orders of the chaos run: topics files that are submitted until the command says that it is done.

Every line has an idempotency key, and a command that failed, or was killed, is simply repeated: so
each line has to become exactly one task.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chaos.articles import HOSTILE
from tests.support.processes import Processes

KINDS = {"ordinary": 12, "slow": 4, "flaky": 3, "cut": 2, "thoughts": 1, "refused": 1, "garbage": 1}
HANGS_UNTIL = 0.5  # of the whole time: later ones would only prolong it
LINES = 8  # of one file
PATIENCE = 180.0  # seconds for one command


@dataclass(slots=True)
class Orders:
    """Everything that was ordered: the topic of each key."""

    processes: Processes
    rng: random.Random
    accounts: tuple[str, ...]
    asked: dict[str, str] = field(default_factory=dict)
    repeated: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def submit(self, *, hanging: bool) -> None:
        """Order the next few articles, repeating the command until it succeeds."""
        path = self._write(hanging=hanging)
        while not self._command(path):
            self.repeated += 1

    def _write(self, *, hanging: bool) -> Path:
        lines = [self._line(hanging=hanging) for _ in range(LINES)]
        path = self.processes.folder / f"order-{len(self.asked)}.jsonl"
        path.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
        return path

    def _line(self, *, hanging: bool) -> dict[str, str | int]:
        number = next(self._numbers)
        kind = self._kind(hanging=hanging)
        key = f"order-{number}"
        self.asked[key] = f"{kind} article number {number} on paper 纸"
        return {
            "topic": self.asked[key],
            "account": self.rng.choice(self.accounts),
            "priority": self.rng.randint(1, 10),
            "idempotency_key": key,
        }

    def _kind(self, *, hanging: bool) -> str:
        if self.rng.random() < 0.15:
            return f"hostile-{self.rng.choice(HOSTILE)}"
        if hanging and self.rng.random() < 0.02:
            return "hangs"
        return self.rng.choices(list(KINDS), weights=list(KINDS.values()))[0]

    def _command(self, path: Path) -> bool:
        """True when it said that all is submitted; some of them are killed on the way."""
        words = ["content", "generate", "--async", "--topics-file", str(path), "-f", "json"]
        started = subprocess.Popen(
            [sys.executable, "-m", "contenthub", *words],
            cwd=self.processes.folder,
            env=self.processes.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        patience = self.rng.uniform(0.2, 1.0) if self.rng.random() < 0.1 else PATIENCE
        try:
            return started.wait(patience) == 0
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()
            return False
