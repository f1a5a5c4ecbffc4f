"""`outline` in the contract suite: there is no backend that could misbehave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from contenthub.creators import create
from contenthub.creators.base import Article, Control, DirectCreator, Request
from contenthub.settings import Settings
from tests.contracts.cases import Behaviour, Case, Stage

_NO_BACKEND = "it calls nothing outside its own process"


class _Recorded:
    """The real creator; the topics it was asked for are written down."""

    def __init__(self, creator: DirectCreator) -> None:
        self.name, self.instant = creator.name, creator.instant
        self.check = creator.check
        self.topics: list[str] = []
        self._creator = creator

    def generate(self, request: Request, control: Control) -> Article:
        article = self._creator.generate(request, control)
        self.topics.append(request.topic)
        return article


class OutlineCase(Case):
    name = "outline"
    kind = "direct"
    echoes = False
    cannot: Mapping[Behaviour, str] = {
        Behaviour.ENDLESS: "a template ends within a millisecond",
        Behaviour.TRANSIENT: _NO_BACKEND,
        Behaviour.GARBAGE: _NO_BACKEND,
        Behaviour.EMPTY: _NO_BACKEND,
        Behaviour.AWAY: _NO_BACKEND,
    }

    @contextmanager
    def stage(self, behaviour: Behaviour, folder: Path, text: str) -> Iterator[Stage]:
        if behaviour is Behaviour.PERMANENT:
            broken = folder / "templates" / "outline" / "en.md.j2"
            broken.parent.mkdir(parents=True)
            broken.write_text("# {{ topic }}\n{% if %}\n")
        creator = create(self.name, Settings(home=folder))
        assert isinstance(creator, DirectCreator)
        recorded = _Recorded(creator)
        yield Stage(recorded, lambda: recorded.topics, lambda: 0, lambda: recorded)


CASE = OutlineCase()
