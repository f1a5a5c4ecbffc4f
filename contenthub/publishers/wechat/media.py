"""Pictures at WeChat: those within articles have an address there, covers an id.

Each is uploaded once for an account, and known again by its bytes. Articles take JPEG and PNG below
1 MB alone, and nothing here makes other pictures smaller: such an article says which one it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from contenthub.errors import PermanentError, TransientError
from contenthub.masking import address as shown_address
from contenthub.publishers.memory import Memory
from contenthub.publishers.pictures import Picture
from contenthub.publishers.wechat.calls import Calls

_MOST_WITHIN = 2**20  # bytes of a picture within an article: less than these
MOST_COVER = 10 * 2**20
_WITHIN = frozenset({"jpg", "png"})
_COVERS = frozenset({"jpg", "png", "gif"})
_KEPT = 180 * 86_400.0  # seconds for which an upload is known again
_GIVEN = "media:"  # before the id of a cover that is at WeChat already


@dataclass(frozen=True, slots=True)
class Shelf:
    """The pictures of one account."""

    calls: Calls
    memory: Memory

    def address(self, picture: Picture) -> str:
        """The address at which articles may show it. Raises PermanentError, TransientError."""
        shown = shown_address(picture.address)[:200]
        if picture.extension not in _WITHIN:
            raise PermanentError(
                f"the picture {shown} is {picture.extension.upper()}; articles at WeChat show JPEG "
                "and PNG alone: put one of these in its place"
            )
        if len(picture.data) >= _MOST_WITHIN:
            raise PermanentError(
                f"the picture {shown} has {len(picture.data) / 2**20:.1f} MB; WeChat takes less "
                "than 1 MB: put a smaller one in its place"
            )
        return self._kept("picture", picture, "media/uploadimg", "url")

    def cover(self, picture: Picture) -> str:
        """The id under which it is a cover. Raises PermanentError, TransientError."""
        shown = shown_address(picture.address)[:200]
        if picture.extension not in _COVERS:
            raise PermanentError(
                f"the cover {shown} is {picture.extension.upper()}; WeChat takes JPEG, PNG and GIF"
            )
        return self._kept("cover", picture, "material/add_material", "media_id", type="image")

    def forget(self, said: str) -> bool:
        """Somebody deleted it at WeChat: it is uploaded again; False: it never was."""
        name = self.calls.account.name(f"of-{said}")
        kept = self.memory.recall(name)
        if kept is None:
            return False
        self.memory.forget(kept)
        self.memory.forget(name)
        return True

    def _kept(self, kind: str, picture: Picture, path: str, field: str, **query: str) -> str:
        name = self._name(kind, picture)
        if (there := self.memory.recall(name)) is not None:
            return there
        said = self.calls.upload(path, picture, **query).get(field)
        if not isinstance(said, str) or not said:
            raise TransientError(f"WeChat took a picture and answered without its {field}")
        self.memory.keep(name, said, _KEPT)
        self.memory.keep(self.calls.account.name(f"of-{said}"), name, _KEPT)
        return said

    def _name(self, kind: str, picture: Picture) -> str:
        return self.calls.account.name(f"{kind}-{picture.name}")


def given_cover(text: str) -> str | None:
    """The id in a setting such as ``media:ID``; None for an address."""
    return text.removeprefix(_GIVEN) if text.startswith(_GIVEN) else None


def is_there(address: str) -> bool:
    """Whether a picture is at WeChat already, where articles may show it."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return host == "qpic.cn" or host.endswith(".qpic.cn")
