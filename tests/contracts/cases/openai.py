"""`openai` in the contract suite, in front of a real local server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contenthub.creators import create
from contenthub.settings import Settings
from tests.contracts.cases import Behaviour, Case, Stage
from tests.support import openai_server
from tests.support.openai_server import OpenAIServer, Script

KEY = "sk-the-key-nobody-may-see"


def settings(base_url: str, folder: Path) -> Settings:
    """The settings for a server at ``base_url``."""
    return Settings(
        home=folder,
        openai_base_url=base_url,
        openai_model="model",
        openai_api_key=KEY,
        openai_price_input=2.0,
        openai_price_output=8.0,
        openai_stall_timeout=30.0,
    )


def script(behaviour: Behaviour, text: str) -> Script:
    """How the server plays ``behaviour``."""
    if behaviour is Behaviour.ENDLESS:
        return openai_server.stalls()
    if behaviour is Behaviour.TRANSIENT:
        return openai_server.answers(503, {"error": {"message": "overloaded"}})
    if behaviour is Behaviour.PERMANENT:
        return openai_server.answers(400, {"error": {"message": "no such model"}})
    if behaviour is Behaviour.GARBAGE:
        return lambda exchange: exchange.raw(200, b"<html>welcome</html>", "text/html")
    return openai_server.streams("" if behaviour is Behaviour.EMPTY else text)


class OpenAICase(Case):
    name = "openai"
    kind = "direct"
    setting = "CONTENTHUB_OPENAI_BASE_URL"

    @contextmanager
    def stage(self, behaviour: Behaviour, folder: Path, text: str) -> Iterator[Stage]:
        with OpenAIServer(script(behaviour, text)) as server, socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))  # bound, but nobody listens
            away = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
            url = away if behaviour is Behaviour.AWAY else server.url
            yield Stage(
                create(self.name, settings(url, folder)),
                lambda: [request["messages"][0]["content"] for request in server.requests],
                lambda: server.running,
                lambda: create(self.name, settings(url, folder)),
            )


CASE = OpenAICase()
