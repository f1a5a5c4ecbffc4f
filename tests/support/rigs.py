"""Real servers that a script brings up in a folder of their own, and takes down again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


@contextmanager
def up(script: Path, folder: Path, timeout: float) -> Iterator[dict[str, Any]]:
    """What the script says of the server; ``timeout`` is for the first time, which installs it."""
    try:
        made = subprocess.run(
            ["bash", script, "up", folder],
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        yield json.loads(made.stdout)
    finally:
        subprocess.run(["bash", script, "down", folder], check=True, timeout=120)
