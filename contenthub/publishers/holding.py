"""Asks at the last moment whether a publication is still its worker's to publish."""

from __future__ import annotations

from contenthub.errors import TransientError
from contenthub.publishers.base import Publication


def demand_held(publication: Publication) -> None:
    """Raise TransientError, before anything was sent, where another worker took it over."""
    if publication.still_held is not None and publication.key not in publication.still_held():
        raise TransientError("another worker took this publication over")
