"""Prints the contract of the REST API, which ``docs/openapi.json`` keeps."""

from __future__ import annotations

import json

from contenthub.api import app, contract
from contenthub.settings import Settings


def text() -> str:
    """The contract as it is written down."""
    return json.dumps(contract.schema(app.build(Settings())), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(text(), end="")
