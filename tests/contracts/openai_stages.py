"""What the tests of the `openai` creator share: a request, a server that plays a script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.creators.base import Article, Control, Profile, Request
from contenthub.creators.openai import OpenAI
from contenthub.errors import BackendError
from tests.contracts.cases.openai import KEY, settings
from tests.support.openai_server import OpenAIServer, Script

ASKED = Request(
    task_id="task",
    idempotency_key="the-key-of-this-attempt",
    attempt=1,
    topic="怎样早起",
    account=Profile(
        name="早安",
        language="zh",
        audience="上班族",
        requirements="注明来源",
        banned_words=("最佳",),
        required_words=("规律",),
        min_length=800,
        max_length=1200,
    ),
    keywords=("睡眠", "光线"),
    requirements="多举例",
    tone="亲切",
    language="zh",
)


@contextmanager
def serving(script: Script, home: Path, **changes: Any) -> Iterator[tuple[OpenAI, OpenAIServer]]:
    """The creator in front of a server that plays ``script``; ``changes`` are settings."""
    with OpenAIServer(script) as server:
        yield OpenAI(replace(settings(server.url, home), **changes)), server


def generate(script: Script, home: Path, **changes: Any) -> Article:
    """The article that comes of it."""
    with serving(script, home, **changes) as (creator, _):
        return creator.generate(ASKED, Control(60))


def failure(script: Script, home: Path, **changes: Any) -> BackendError:
    """The error that comes of it, which never tells the key."""
    with pytest.raises(BackendError) as failed:
        generate(script, home, **changes)
    assert KEY not in str(failed.value)
    return failed.value
