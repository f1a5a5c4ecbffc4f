"""What a list looks like on a screen, kept in text files: ``tests/flow/screens/<list>.txt``.

Look at what you print: each file shows a list at 80, 120 and 200 columns, so that a change of it
is seen in review. ``RENEW_SCREENS=1 pytest tests/flow/test_lists_on_screens.py`` writes them anew;
then read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from contenthub.commands.console.width import display_width

FOLDER = Path(__file__).parent.parent / "flow" / "screens"
WIDTHS = (80, 120, 200)


def compare(name: str, shown: Callable[[int], str], kept: str = "") -> None:
    """Compare what ``shown(width)`` answers with the file of this name, or renew the file.

    ``kept`` is what is not broken, such as an address, however wide it is.
    """
    text = "".join(
        f"== {width} columns\n{_checked(shown(width), width, kept)}\n" for width in WIDTHS
    )
    path = FOLDER / f"{name}.txt"
    if os.environ.get("RENEW_SCREENS"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{path} differs; see tests/support/screens.py"


def _checked(text: str, width: int, kept: str) -> str:
    lines = [line for line in text.splitlines() if not kept or kept[:20] not in line]
    too_wide = [line for line in lines if display_width(line) > width]
    assert not too_wide, f"wider than {width} columns: {too_wide}"
    return text
