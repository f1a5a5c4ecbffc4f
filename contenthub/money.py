"""Money in whole millionths of its currency: sums of these are exact, sums of floats are not."""

from __future__ import annotations

MICROS = 1_000_000
MOST = 10**15  # micros of one amount; sums of thousands of these fit into 64 bits


def micros(amount: float | None) -> int | None:
    """An amount in units of its currency as whole millionths.

    None stays not known; so does what can be no amount: below 0, not a number, above ``MOST``.
    """
    if amount is None or not 0 <= amount <= MOST // MICROS:
        return None
    return round(amount * MICROS)


def amount(in_micros: int | None) -> float | None:
    """Millionths as units of the currency, as people read them."""
    return None if in_micros is None else in_micros / MICROS
