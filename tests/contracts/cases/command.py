"""`command` in the contract suite, in front of a real program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contenthub.creators import create
from contenthub.settings import Settings
from tests.contracts.cases import Behaviour, Case, Stage
from tests.support.processes import kill_pid

PROGRAM = Path(__file__).parents[2] / "support" / "article_program.py"


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and waits for its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def pids(folder: Path) -> list[int]:
    """The article program's processes of ``folder``, its children included."""
    return [int(line) for file in folder.glob("*.pids") for line in file.read_text().split()]


def settings(behaviour: str, folder: Path) -> Settings:
    """The settings that run the article program."""
    argv = (sys.executable, str(PROGRAM), behaviour, str(folder))
    return Settings(home=folder, command=argv)


class CommandCase(Case):
    name = "command"
    kind = "direct"
    setting = "CONTENTHUB_COMMAND"
    lasting = frozenset({Behaviour.PERMANENT, Behaviour.GARBAGE, Behaviour.EMPTY, Behaviour.AWAY})

    @contextmanager
    def stage(self, behaviour: Behaviour, folder: Path, text: str) -> Iterator[Stage]:
        (folder / "article.md").write_text(text, encoding="utf-8")
        chosen = settings(behaviour, folder)
        if behaviour is Behaviour.AWAY:
            chosen = Settings(home=folder, command=(str(folder / "no-such-program"),))
        try:
            yield Stage(
                create(self.name, chosen),
                lambda: [
                    json.loads(file.read_bytes())["topic"] for file in folder.glob("*.request")
                ],
                lambda: sum(map(alive, pids(folder))),
                lambda: create(self.name, chosen),
            )
        finally:
            for pid in filter(alive, pids(folder)):
                kill_pid(pid)


CASE = CommandCase()
