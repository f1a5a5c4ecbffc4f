"""Publishes into a folder: one Markdown file per content, for a static site or for reading.

A file is there whole or not at all, and its name depends on nothing but the publication, so
that publishing again, after a crash or by mistake, gives the same file. Without this care a
lost worker would leave half an article on the site, or two of it.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contenthub import clock
from contenthub.errors import BackendError, InputError, PermanentError, TransientError
from contenthub.publishers import front_matter
from contenthub.publishers.atomic_files import File, write_files
from contenthub.publishers.base import Proof, Publication
from contenthub.text import has_control_characters

if TYPE_CHECKING:
    from contenthub.settings import Settings

_SLUG_LENGTH = 60
# Names that Windows keeps for devices, also with an extension.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


class Files:
    """Writes below ``root``, a folder per account, or into the account's own ``folder``."""

    name = "files"

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._folders: dict[tuple[str, str | None], str] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> Files:
        """Publish below ``published`` in the data home."""
        return cls(settings.home_folder / "published")

    def publish(self, publication: Publication) -> Proof:
        """Write the file and return its absolute path as the proof.

        Raises PermanentError where a person has to change something (no permission, a folder
        that is none), TransientError for what may pass (disk full), and OutcomeUnknownError
        when the file is written but the disk did not confirm it.
        """
        (answer,) = self.publish_many([publication])
        if isinstance(answer, BackendError):
            raise answer
        return answer

    def publish_many(self, publications: Sequence[Publication]) -> list[Proof | BackendError]:
        """Write each file; a folder's files reach the disk together, then get their names."""
        answers: dict[int, Proof | BackendError] = {}
        folders: defaultdict[str, dict[int, File]] = defaultdict(dict)
        for place, publication in enumerate(publications):
            try:
                folders[self._folder(publication)][place] = _file_of(publication)
            except BackendError as error:
                answers[place] = error
        for folder, files in folders.items():
            found = write_files(folder, files)
            answers |= {
                place: Proof(f"{folder}/{answer}") if isinstance(answer, str) else answer
                for place, answer in found.items()
            }
        return [answers[place] for place in range(len(publications))]

    def verify(self, publication: Publication) -> Proof | None:
        """The proof, if the file is there and was written for this very publication.

        Raises TransientError when the folder cannot be read.
        """
        folder = self._folder(publication)
        path = f"{folder}/{_file_name(publication, _slug(publication))}"
        try:
            with open(path, "rb") as lines:
                return Proof(path) if front_matter.belongs_to(lines, publication) else None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise TransientError(f"cannot read {path}: {error.strerror}") from error

    def validate(self, settings: dict[str, Any]) -> None:
        """Accept ``{}`` or ``{"folder": path}``; a relative path counts from ``published``."""
        for name in settings:
            if name != "folder":
                raise InputError(f"the publisher files has no setting {name!r}; it has: folder")
        if "folder" in settings:
            _check_folder(settings["folder"])

    def _folder(self, publication: Publication) -> str:
        """Where the account's files go: absolute, with all symbolic links followed."""
        asked = publication.settings.get("folder")
        key = (publication.account, asked if isinstance(asked, str) else repr(asked))
        if key not in self._folders:
            try:
                self.validate(publication.settings)
            except InputError as error:
                raise PermanentError(str(error)) from error
            self._folders[key] = self._resolve(asked or _account_slug(publication.account))
        return self._folders[key]

    def _resolve(self, folder: str) -> str:
        """Raises PermanentError where a symbolic link leads a relative folder elsewhere."""
        asked = Path(folder).expanduser()
        try:
            root, found = self._root.resolve(), (self._root / asked).resolve()
        except (OSError, RuntimeError) as error:  # a link that leads to itself
            raise PermanentError(f"cannot use the folder {folder}: {error}") from error
        if not asked.is_absolute() and not found.is_relative_to(root):
            raise PermanentError(
                f"the folder {folder} is a link that leads out of {root}; "
                f"give the account the absolute folder {found} if that is meant"
            )
        return str(found)


def _check_folder(folder: object) -> None:
    if not isinstance(folder, str) or not folder.strip():
        raise InputError(f"folder is {folder!r}; allowed: a path")
    if has_control_characters(folder):
        raise InputError(f"folder is {folder!r}; allowed: a path without control characters")
    try:
        inside = not os.path.normpath(Path(folder).expanduser()).startswith("..")
    except RuntimeError as error:  # ~nobody
        raise InputError(f"folder is {folder!r}: {error}") from error
    if not inside:
        raise InputError(f"folder is {folder!r}; a relative folder stays below the data home")


def _file_of(publication: Publication) -> File:
    slug = _slug(publication)
    return File(
        name=_file_name(publication, slug),
        temporary=_temporary_name(publication),
        data=front_matter.document(publication, slug),
    )


def _file_name(publication: Publication, slug: str) -> str:
    """Like ``2026-01-31-a-title-7.md``: the name Jekyll asks for, and Hugo and Astro take."""
    try:
        day = clock.utc(publication.created_at).date()
    except ValueError as error:
        raise PermanentError(f"created_at: {error}") from error
    return f"{day}-{slug}.md"


def _slug(publication: Publication) -> str:
    """Of the title, as far as it has letters; ends in the content's id, so is never shared."""
    return f"{_ascii(publication.title) or 'article'}-{publication.content_id}"


@lru_cache(maxsize=1024)
def _account_slug(account: str) -> str:
    slug = _ascii(account)
    if slug and slug not in _DEVICES:
        return slug
    return f"account-{hashlib.blake2b(account.encode(errors='replace'), digest_size=4).hexdigest()}"


def _ascii(text: str) -> str:
    from slugify import slugify

    return slugify(
        text[: 4 * _SLUG_LENGTH],
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=_SLUG_LENGTH,
        word_boundary=True,
        save_order=True,
        backend="text-unidecode",  # "auto" names files by what else is installed
    )


def _temporary_name(publication: Publication) -> str:
    """The same for each try of a publication: what a crash leaves, the next try overwrites."""
    digest = hashlib.blake2b(publication.key.encode(errors="replace"), digest_size=10)
    return f".contenthub-{digest.hexdigest()}.tmp"
