"""The fake as a test uses it: started as a program of its own, asked and changed by its control."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import Request, urlopen

from tests.support.processes import REPOSITORY

TIMEOUT = 30.0  # seconds, for a machine that is busy


@dataclass(frozen=True)
class WeChat:
    """A fake that runs: where, and as which account."""

    url: str
    appid: str
    secret: str
    pid: int

    def state(self) -> dict[str, Any]:
        """All that it knows: drafts, publications, pictures, every call with its body."""
        return dict(self._control("state", None))

    def set(self, **values: Any) -> None:
        """Change it; what there is to change stands in ``control.py``."""
        self._control("set", values)

    def fail(self, path: str, how: str, **values: Any) -> None:
        """The next calls of this path fail (``world.Fault`` says how)."""
        self.set(faults=[{"path": path, "how": how, **values}])

    def clock(self, offset: float) -> None:
        """Its clock is so many seconds ahead of the machine's."""
        self._control("clock", {"offset": offset})

    def reset(self) -> None:
        """Everything is as at the start."""
        self._control("reset", {})

    def calls(self, path: str) -> list[dict[str, Any]]:
        """The calls of one path, in order."""
        return [call for call in self.state()["calls"] if call["path"] == path]

    def _control(self, name: str, values: Any) -> Any:
        body = None if values is None else json.dumps(values).encode()
        with urlopen(Request(f"{self.url}/_control/{name}", body), timeout=TIMEOUT) as answer:
            return json.load(answer)


@contextmanager
def wechat() -> Iterator[WeChat]:
    """A fake of one's own, which ends with the block."""
    command = [sys.executable, "-m", "tests.support.wechat_fake", "--port", "0"]
    with subprocess.Popen(
        command, cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        try:
            yield WeChat(said["url"], said["appid"], said["secret"], process.pid)
        finally:
            process.terminate()
            process.wait(TIMEOUT)
