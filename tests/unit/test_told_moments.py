"""Moments of long lists: told from what a database returns as if each had been a moment first."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic_core import to_json

from contenthub.columns import MomentField, told


@pytest.mark.parametrize(
    "kept",
    [
        "2026-11-26T12:34:56.789012+00:00",  # as SQLite keeps it
        "2026-11-26T12:34:56.780000+00:00",
        "2026-11-26T12:34:56.000000+00:00",
        "0001-01-01T00:00:00.000001+00:00",
        datetime(2026, 11, 26, 20, 0, 0, 5, timezone(timedelta(hours=8))),  # as PostgreSQL has it
    ],
)
def test_the_text_is_that_of_the_moment(kept: Any) -> None:
    assert to_json(told(kept)) == to_json(MomentField().python_value(kept))
