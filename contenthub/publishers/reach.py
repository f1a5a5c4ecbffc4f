"""Whether what was tried at a target can still be reached with the settings that it has now.

What was tried stays where it was tried, and secrets are those of now. Without this the password of
a site that moved would be told to whoever has its old address today.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

from contenthub.publishers import fields
from contenthub.publishers.fields import Field
from contenthub.target_answers import SENT

_LENGTH = 6  # hexadecimal digits: enough to see a change, too little to guess a secret by


def mark(known: Mapping[str, Field], settings: Mapping[str, Any], key: str) -> str:
    """A short sum of where a target's secrets go, and one of these; "" where it has none.

    ``key`` is the publication's. Raises InputError for a secret that cannot be read.
    """
    secrets = [one for one in fields.secrets(known) if settings.get(one)]
    if not secrets:
        return ""
    values = [fields.secret(one, fields.text_of(settings[one])) for one in secrets]
    where = [fields.text_of(settings.get(one, "")) for one, its in known.items() if its.where]
    return f"{_sum(key, where)} {_sum(key, values)}"


def obstacle(tried: str, now: str, known: Mapping[str, Field]) -> str:
    """Why what went out by the publisher ``tried`` cannot be reached, where ``now`` is another.

    A target has the settings of one publisher; "" where the first one needs none.
    """
    if tried == now or not any(its.required for its in known.values()):
        return ""
    return (
        f"it went there by {tried}, and the target is published by {now} now, without the "
        f"settings of {tried}: look there yourself"
    )


def moved(known: Mapping[str, Field], place: Mapping[str, Any], now: str) -> str:
    """Why nothing is asked at ``place``, where ``now`` is the ``mark`` of the settings; "": it is.

    A place that knows no address is reached by whichever way the settings say.
    """
    if not now or not any(its.where for one, its in known.items() if one in place):
        return ""
    before, after = str(place.get(SENT, "")).split(), now.split()
    if not before or any(one == other for one, other in zip(before, after, strict=True)):
        return ""
    return (
        "it was tried at another address, where the target was before, and the secret that is set "
        "now is not told there: look there yourself"
    )


def _sum(key: str, values: Collection[str]) -> str:
    text = "\0".join([key, *values])
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_LENGTH]
