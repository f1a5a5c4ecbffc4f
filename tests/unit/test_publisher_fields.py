"""The settings of a target: each read by its rule, and refused by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from contenthub.errors import InputError
from contenthub.publishers import fields
from contenthub.publishers.fields import Field
from contenthub.settings.parsers import choice

FIELDS = {
    "url": Field(required=True),
    "password": Field(secret=True),
    "mode": Field(choice("a", "b"), default="a"),
}


def test_what_is_not_given_is_the_default() -> None:
    assert fields.read("fax", FIELDS, {"url": " x "}) == {
        "url": "x",
        "password": None,
        "mode": "a",
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "needs the setting url"),
        ({"url": "x", "ulr": "y"}, "no setting 'ulr'; it has: url, password, mode"),
        ({"url": ""}, "url is ''"),
        ({"url": ["x"]}, "url is"),
        ({"url": True}, "url is True"),
        ({"url": "a\0b"}, "without control characters"),
        ({"url": "x" * 5_000}, "url is"),
        ({"url": "x", "mode": "c"}, "one of a, b"),
        ({"url": "x", "password": ["s3cret"]}, r"password is \(hidden\)"),
    ],
)
def test_what_cannot_be_used_is_named(given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        fields.read("fax", FIELDS, given)


def test_a_secret_may_stand_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TEA_PASSWORD", "from the environment")
    file = tmp_path / "password"
    file.write_text("from a file\n")
    assert fields.secret("password", "env:TEA_PASSWORD") == "from the environment"
    assert fields.secret("password", f"file:{file}") == "from a file"
    assert fields.secret("password", "abcd efgh") == "abcd efgh"
    with pytest.raises(InputError, match=r"password cannot be read.*NOT_THERE"):
        fields.secret("password", "env:NOT_THERE")
