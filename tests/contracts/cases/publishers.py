"""One case per publisher: how the contract suite builds it and sees what its readers see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contenthub.settings import Settings


@dataclass(frozen=True)
class Case:
    """``read`` gets what is published at a proof's location, ``count`` how many things are."""

    settings: Settings
    read: Callable[[str], str]
    count: Callable[[], int]
    good: tuple[dict[str, Any], ...]  # an account's settings that can be used
    bad: tuple[tuple[str, dict[str, Any]], ...]  # those that cannot, and the field at fault
    elsewhere: dict[str, Any]  # settings that lead to another place than none


def files(tmp_path: Path) -> Case:
    home = tmp_path / "home"
    return Case(
        settings=Settings(home=home),
        read=lambda location: Path(location).read_text(encoding="utf-8"),
        count=lambda: sum(1 for path in home.rglob("*") if path.is_file()),
        good=(
            {},
            {"folder": "blog"},
            {"folder": str(tmp_path / "site")},
            *({"syntax": name} for name in ("hugo", "jekyll", "plain")),
        ),
        elsewhere={"folder": "moved"},
        bad=(
            ("folder", {"folder": ""}),
            ("folder", {"folder": "  "}),
            ("folder", {"folder": 7}),
            ("folder", {"folder": None}),
            ("folder", {"folder": "../elsewhere"}),
            ("folder", {"folder": "a/../../elsewhere"}),
            ("folder", {"folder": "a\0b"}),
            ("folder", {"folder": "~nobody-of-that-name/x"}),
            ("fodler", {"fodler": "blog"}),
            ("syntax", {"syntax": "HUGO"}),
            ("syntax", {"syntax": None}),
            ("syntax", {"syntax": ["hugo"]}),
        ),
    )


CASES: dict[str, Callable[[Path], Case]] = {"files": files}
