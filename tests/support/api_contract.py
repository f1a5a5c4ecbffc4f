"""Prints the contract of the REST API, which ``docs/openapi.json`` keeps, and reads it there."""

from __future__ import annotations

import json
from typing import Any

from contenthub.api import app, contract
from contenthub.settings import Settings
from tests.support.processes import REPOSITORY

_KEPT = REPOSITORY / "docs" / "openapi.json"


def text() -> str:
    """The contract as it is served."""
    return json.dumps(contract.schema(app.build(Settings())), indent=2, ensure_ascii=False) + "\n"


def kept() -> str:
    """The contract as it is written down, which takes no time: a test says that it is served so."""
    return _KEPT.read_text(encoding="utf-8")


def written() -> dict[str, Any]:
    """What is written down, as a JSON document."""
    document: dict[str, Any] = json.loads(kept())
    return document


if __name__ == "__main__":
    print(text(), end="")
