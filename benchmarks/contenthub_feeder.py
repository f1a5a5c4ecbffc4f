"""The process that submits to ContentHub: warm, so that only submitting is timed.

``python -m benchmarks.contenthub_feeder`` says ``ready`` once the program is imported and the
database open. It then answers each line with one line of JSON:

- ``file PATH``: runs the command ``contenthub content generate --topics-file PATH --async``
- ``single TOPIC``: submits one task and tells when exactly it was committed

With the word ``ungated`` the account switches all checks of the gate off.
"""

from __future__ import annotations

import io
import json
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from typing import Any

from contenthub import boot, cli
from contenthub.articles.gate import CHECKS, OFF
from contenthub.lifecycle import accounts, submission, unit
from contenthub.lifecycle.submission import NewTask
from contenthub.settings.reading import load
from contenthub.states import ActorName, Ref
from tests.support.line_accounts import line_account


class _Feeder:
    """Submits as the command line does, in one process for all commands."""

    def __init__(self, *, is_gated: bool) -> None:
        self._settings = load()
        boot.open_database(self._settings)
        self._account = line_account()
        if not is_gated:
            accounts.update(self._account, gate=dict.fromkeys(CHECKS, OFF))
        self._bell = boot.hang_redis_bell(self._settings)
        self._committed = 0.0

    def file(self, path: str) -> dict[str, Any]:
        """The whole command, without the start of a process."""
        start = time.perf_counter()
        with redirect_stdout(io.StringIO()):
            code = cli.run(["content", "generate", "--topics-file", path, "--async"])
        return {"seconds": time.perf_counter() - start, "exit_code": code}

    def single(self, topic: str) -> dict[str, Any]:
        """One task; ``committed`` is when its transaction had ended and nobody was rung yet."""
        unit.hang_bell(self._note_and_ring)
        start = time.perf_counter()
        (done,) = submission.submit([NewTask(topic, self._account)], self._settings, "benchmark")
        seconds = time.perf_counter() - start
        return {"task_id": done.task_id, "committed": self._committed, "seconds": seconds}

    def _note_and_ring(self, actor: ActorName, refs: Sequence[Ref]) -> None:
        self._committed = time.time()
        if self._bell is not None:
            self._bell(actor, refs)


def main() -> None:
    """Serve standard input until it ends."""
    feeder = _Feeder(is_gated="ungated" not in sys.argv[1:])
    say = {"file": feeder.file, "single": feeder.single}
    print("ready", flush=True)
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        print(json.dumps(say[word](rest)), flush=True)


if __name__ == "__main__":
    main()
