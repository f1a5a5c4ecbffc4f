"""The content that an id means, mostly for a unit that changes it; without what judges its text.

Commands on the publish pool need no gate, and start faster without loading it.
"""

from __future__ import annotations

from contenthub import records
from contenthub.codes import Code
from contenthub.errors import NotFoundError
from contenthub.lifecycle.unit import Unit
from contenthub.records import Content


def locked(unit: Unit, content_id: int) -> Content:
    """The content as it is now; it cannot change until the unit commits. Raises NotFoundError."""
    found = records.locked(Content, content_id)
    if found is None:
        raise unknown(content_id)
    return found


def read(content_id: int) -> Content:
    """The content as it is now, which may change at any moment. Raises NotFoundError."""
    found = records.by_ids(Content, [content_id])
    if not found:
        raise unknown(content_id)
    return found[0]


def unknown(content_id: int) -> NotFoundError:
    """The error for an id that no content has."""
    return NotFoundError(f"no content {content_id}", code=Code.NO_CONTENT)
