"""Money in whole millionths of its currency: sums of these are exact, sums of floats are not."""

from __future__ import annotations

MICROS = 1_000_000


def micros(amount: float | None) -> int | None:
    """An amount in units of its currency as whole millionths; None stays not known."""
    return None if amount is None else round(amount * MICROS)


def amount(in_micros: int | None) -> float | None:
    """Millionths as units of the currency, as people read them."""
    return None if in_micros is None else in_micros / MICROS
