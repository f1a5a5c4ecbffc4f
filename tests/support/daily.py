"""A schedule of every morning, as tests of the command line make it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Cli = Callable[..., Any]

DAILY = ("--type", "async_content_generation", "--cron", "0 8 * * *")
PARAMS = '{"account_ids": [1], "topics": ["tea", "coffee", "bread"]}'
CLEANUP = ("--type", "cleanup", "--params", '{"days": 90}')


def create(cli: Cli, *arguments: str, name: str = "daily") -> dict[str, Any]:
    answer = cli("scheduler", "create", "--name", name, *arguments, "-f", "json")
    assert answer.code == 0, answer.err
    made: dict[str, Any] = answer.json
    return made


def info(cli: Cli, ref: str = "daily") -> dict[str, Any]:
    found: dict[str, Any] = cli("scheduler", "show", ref, "-f", "json").json
    return found


def create_daily(cli: Cli) -> dict[str, Any]:
    """A schedule with a list of three topics."""
    return create(cli, *DAILY, "--timezone", "Asia/Shanghai", "--params", PARAMS)
