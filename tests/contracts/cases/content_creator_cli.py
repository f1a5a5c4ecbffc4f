"""The creator content-creator-cli in front of the fake program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from contenthub.creators.base import CancelOutcome
from contenthub.creators.content_creator_cli import ContentCreatorCli
from contenthub.settings import Settings
from tests.contracts.cases import Behaviour, Case, Stage
from tests.support.fake_content_creator_cli import ENDLESS, FakeProgram, Plan


class _ContentCreatorCli(Case):
    name = "content-creator-cli"
    kind = "remote"
    setting = "CREATOR_CLI_PATH"
    cancel_running = CancelOutcome.CONFIRMED
    cannot: Mapping[Behaviour, str] = {}

    def stage(self, behaviour: Behaviour, folder: Path, text: str) -> AbstractContextManager[Stage]:
        return _stage(behaviour, folder, text)


@contextmanager
def _stage(behaviour: Behaviour, folder: Path, text: str) -> Iterator[Stage]:
    program = FakeProgram(folder, _plan(behaviour, text))
    away = behaviour is Behaviour.AWAY
    settings = Settings(creator_cli_path=(str(folder / "away"),) if away else program.command)
    yield Stage(
        creator=ContentCreatorCli.from_settings(settings),
        received=lambda: [f"{task['topic']}\n{task['requirements']}" for task in program.tasks()],
        running=lambda: program.running,
        reopen=lambda: ContentCreatorCli.from_settings(settings),
    )


def _plan(behaviour: Behaviour, text: str) -> Plan:
    match behaviour:
        case Behaviour.ENDLESS:
            return Plan(duration=ENDLESS)
        case Behaviour.TRANSIENT:
            return Plan(refuses="TaskQueue is not available. Redis connection failed.")
        case Behaviour.PERMANENT:
            return Plan(refuses="不支持的工作流类型 content-creator")
        case Behaviour.GARBAGE:
            return Plan(garbage=["create", "list", "status", "result", "cancel"])
        case Behaviour.EMPTY:
            return Plan(text="")
        case Behaviour.LOST_ANSWER:
            return Plan(duration=ENDLESS, dies=True)
        case _:
            return Plan(text=text)


CASE = _ContentCreatorCli()
