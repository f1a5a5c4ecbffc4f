"""How often the checks of the gate have held lately, and how that ended."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.database import db
from contenthub.queries.rows import where


@dataclass(frozen=True, slots=True)
class Holds:
    """Of one check: contents that it ``held``, and of holds those that a person ``approved``.

    ``edited``: that were gone with another text.
    """

    held: int = 0
    approved: int = 0
    edited: int = 0


def holds(since: str, accounts: tuple[int, ...] | None = None) -> dict[str, Holds]:
    """By check, what was counted from the day ``since`` (UTC), of these accounts; None: of all."""
    condition, params = where(
        {
            "day >= ?": [since],
            f"account_id IN ({', '.join('?' * len(accounts or ()))})": accounts,
        }
    )
    rows = db.execute(
        "SELECT check_name, SUM(held), SUM(approved), SUM(edited) FROM gate_holds"
        f" WHERE {condition} GROUP BY check_name",
        tuple(params),
    ).fetchall()
    return {name: Holds(*map(int, counts)) for name, *counts in rows}
