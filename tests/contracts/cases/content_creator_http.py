"""The creator content-creator-http in front of the fake service, as its current code behaves."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from contenthub.creators.base import CancelOutcome
from contenthub.creators.content_creator_http import ContentCreatorHttp
from contenthub.settings import Settings
from tests.contracts.cases import Behaviour, Case, Stage
from tests.support.fake_content_creator_http import ENDLESS, FakeService, Plan


class _ContentCreatorHttp(Case):
    name = "content-creator-http"
    kind = "remote"
    setting = "CONTENTHUB_CREATOR_URL"
    cancel_running = CancelOutcome.REFUSED  # the service cannot stop a blocking run
    cannot: Mapping[Behaviour, str] = {}

    def stage(self, behaviour: Behaviour, folder: Path, text: str) -> AbstractContextManager[Stage]:
        return _stage(behaviour, text)


@contextmanager
def _stage(behaviour: Behaviour, text: str) -> Iterator[Stage]:
    with FakeService(Plan(text=text)) as service:
        _prepare(service, behaviour)
        url = "http://127.0.0.1:1" if behaviour is Behaviour.AWAY else service.url
        settings = Settings(creator_url=url)
        yield Stage(
            creator=ContentCreatorHttp.from_settings(settings),
            received=lambda: [f"{each['topic']}\n{each['requirements']}" for each in service.posts],
            running=lambda: service.running,
            reopen=lambda: ContentCreatorHttp.from_settings(settings),
        )


def _prepare(service: FakeService, behaviour: Behaviour) -> None:
    match behaviour:
        case Behaviour.ENDLESS:
            service.plan = Plan(duration=ENDLESS)
        case Behaviour.TRANSIENT:
            service.storm = deque([(503, "7")] * 1000)
        case Behaviour.PERMANENT:
            service.storm_on, service.storm = "POST", deque([(422, "")] * 1000)
        case Behaviour.GARBAGE:
            service.garbage = "."
        case Behaviour.EMPTY:
            service.plan = Plan(text="")
        case Behaviour.LOST_ANSWER:
            service.plan, service.loses_answers = Plan(duration=ENDLESS), True
            service.asynchronous = True  # as documented; a blocking order is seen by its status
        case _:
            pass


CASE = _ContentCreatorHttp()
