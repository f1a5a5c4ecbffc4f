"""Which known name somebody seems to mean who gave one that is not there.

One letter is soon wrong, and a list of all names is long. How it is asked is said by whoever asks.
"""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 100  # characters of a name that are compared


def nearest(name: str, known: Iterable[str], *, alike: float = 0.7) -> str | None:
    """The known name that ``name`` resembles most, capital letters or not; None: it resembles none.

    ``alike`` is how much they have to have in common, from 0 to 1 (difflib's ratio).
    """
    from difflib import get_close_matches  # few starts need it

    folded = {one[:_LONGEST].casefold(): one for one in known}
    found = get_close_matches(name[:_LONGEST].strip().casefold(), folded, 1, alike)
    return folded[found[0]] if found else None
