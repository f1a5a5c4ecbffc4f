"""Secret addresses: one for each attempt, always the same, and shown nowhere."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from contenthub import masked_text
from contenthub.database import db
from contenthub.lifecycle import callback_keys
from contenthub.settings import Settings
from tests.support.story import Story

PUBLIC = "https://hub.example.com/contenthub/"


def test_an_attempt_always_has_the_same_address_and_no_other_has_it(
    database: Settings, submit: Callable[..., str], story: Story
) -> None:
    settings = replace(database, public_url=PUBLIC)
    first, second = (story.task(submit(topic)) for topic in ("tea", "coffee"))
    address = callback_keys.address(first, settings)
    assert address == callback_keys.address(first, settings)
    others = (second, replace(first, attempt=2))
    assert len({address, *(callback_keys.address(one, settings) for one in others)}) == 3
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == (
        f"https://hub.example.com/contenthub/api/v1/callbacks/{first.task_id}"
    )
    (key,) = parse_qs(parts.query)["key"]
    assert callback_keys.attempt_of(first.task_id, key) == 1
    assert callback_keys.attempt_of(second.task_id, key) is None


def test_nothing_is_handed_out_where_nobody_knows_our_address(
    database: Settings, submit: Callable[..., str], story: Story
) -> None:
    assert callback_keys.address(story.task(submit()), database) == ""
    assert db.execute("SELECT COUNT(*) FROM installation_keys").fetchone()[0] == 0


@pytest.mark.usefixtures("database")
def test_nothing_opens_before_a_key_was_made() -> None:
    assert callback_keys.attempt_of("task", "1." + "A" * 43) is None


@pytest.mark.usefixtures("database")
def test_those_who_make_the_key_at_the_same_moment_make_one() -> None:
    def secret(_: int) -> str:
        try:
            return callback_keys.secret("task", 1)
        finally:
            db.close()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret, range(16)))) == 1


@pytest.mark.usefixtures("database")
def test_an_address_that_a_creator_repeats_in_an_error_loses_its_key() -> None:
    secret = callback_keys.secret("task", 1)
    address = f"{PUBLIC}api/v1/callbacks/task?key={secret}"
    for said in (f"callbackUrl: invalid: {address}", f'{{"url": "{address}"}}', f"no {address}."):
        assert secret[2:] not in masked_text.text(said)
