"""The settings of publishing: how much at a time, and for how long a silent target is tried."""

from __future__ import annotations

from dataclasses import dataclass

from contenthub.settings import parsers
from contenthub.settings.spec import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishing:
    """The part of ``Settings`` that publishing goes by."""

    publish_threads: int = setting(
        "CONTENTHUB_PUBLISH_THREADS",
        parsers.number(int, 1, 64),
        10,
        "calls to targets at the same time in each process: publishing, updating, looking there",
    )
    publish_retries: int = setting(
        "CONTENTHUB_PUBLISH_RETRIES",
        parsers.number(int, 0, 1_000),
        50,
        "how often a publication is tried again whose target was away; 50 take about a day",
    )
