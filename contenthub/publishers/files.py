"""Publishes into a folder: one Markdown file per content, for a static site or for reading.

A file is there whole or not at all, and its name is settled by the publication's first try, so
that publishing again, after a crash or by mistake, gives the same file. Without this care a
lost worker would leave half an article on the site, or two of it.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from contenthub import clock
from contenthub.articles.slugs import folder_name, slug
from contenthub.errors import BackendError, InputError, PermanentError, TransientError
from contenthub.publishers import fields, front_matter, template_syntax
from contenthub.publishers.atomic_files import File, write_files, writers_kept_out
from contenthub.publishers.base import Proof, Publication, Taken
from contenthub.publishers.fields import Field
from contenthub.settings.parsers import RefusedError, choice

if TYPE_CHECKING:
    from contenthub.settings import Settings


def _folder(text: str) -> str:
    """A path as it is written, but for the home of whoever runs the service."""
    try:
        path = Path(text).expanduser()
    except RuntimeError as error:  # ~nobody
        raise RefusedError(f"a path ({error})") from error
    if os.path.normpath(path).startswith(".."):
        raise RefusedError("a path; a relative one stays below the data home")
    return str(path)


def _of_the_machine(text: str) -> str:
    """Who may call the API may not have files written wherever this service may write."""
    if text.startswith(("/", "~")):
        return "it writes into a folder of the machine (one below the data home may be named)"
    return ""


_FIELDS = {
    "folder": Field(_folder, only_here=_of_the_machine),
    "syntax": Field(choice(*template_syntax.SYNTAXES), default=template_syntax.DEFAULT),
}


class Files:
    """Writes below ``root``, a folder per account, or into the account's own ``folder``."""

    name = "files"
    fields = _FIELDS

    def __init__(self, root: Path) -> None:
        self._root = root.absolute()
        self._folders: dict[str, str] = {}

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Publish below ``published`` in the data home."""
        return cls(settings.home_folder / "published")

    def publish(self, publication: Publication) -> Proof:
        """Write the file and return its absolute path as the proof.

        Raises PermanentError where a person has to change something (no permission, a folder
        that is none, a file of somebody else in its place), TransientError for what may pass (disk
        full), and OutcomeUnknownError
        when the file is written but the disk did not confirm it.
        """
        (answer,) = self._publish([publication])
        if isinstance(answer, BackendError):
            raise answer
        return answer

    def publish_many(self, publications: Sequence[Publication]) -> list[Taken | BackendError]:
        """Write each file; a folder's files reach the disk together, then get their names."""
        return [*self._publish(publications)]

    def update(self, publication: Publication) -> Proof:
        """Put the article's present text in the place of the file, and read it back.

        Raises PermanentError where the file is not there any more, or is somebody else's now.
        """
        if self.verify(publication) is None:
            place = self._place(publication)
            path = f"{self._resolved(place['folder'])}/{place['file']}"
            raise PermanentError(
                f"{path} is not there any more, or not as the file of this article: "
                "it was moved, removed or replaced since it was published"
            )
        proof = self.publish(publication)
        self._read_back(publication, proof.location)
        return proof

    def _read_back(self, publication: Publication, path: str) -> None:
        """Raise TransientError where the disk does not have what was written."""
        try:
            found = Path(path).read_bytes()
        except OSError as error:
            raise TransientError(f"cannot read {path} back: {error.strerror}") from error
        if found != _file_of(publication, self._place(publication)).data:
            raise TransientError(f"{path} does not hold what was written into it")

    def _publish(self, publications: Sequence[Publication]) -> list[Proof | BackendError]:
        answers: dict[int, Proof | BackendError] = {}
        folders: defaultdict[str, dict[int, File]] = defaultdict(dict)
        for number, publication in enumerate(publications):
            try:
                place = self._place(publication)
                folders[self._resolved(place["folder"])][number] = _file_of(publication, place)
            except BackendError as error:
                answers[number] = error
        for folder, files in folders.items():
            found = write_files(folder, files, _still_held(publications, files))
            answers |= {
                number: Proof(f"{folder}/{answer}") if isinstance(answer, str) else answer
                for number, answer in found.items()
            }
        return [answers[number] for number in range(len(publications))]

    def verify(self, publication: Publication) -> Proof | None:
        """The proof, if the file is there and was written for this very publication.

        Raises TransientError when the folder cannot be read, and while a process that lives
        may still put the file in place.
        """
        place = self._place(publication)
        folder = self._resolved(place["folder"])
        path = f"{folder}/{place['file']}"
        try:
            with (
                writers_kept_out(folder, _temporary_name(publication)),
                open(path, "rb") as file,
            ):
                return Proof(path) if front_matter.belongs_to(file, publication) else None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise TransientError(f"cannot read {path}: {error.strerror}") from error

    def place(self, publication: Publication) -> dict[str, Any]:
        """The folder and the file's name: an absolute folder, or one below ``published``."""
        asked = fields.read(self.name, _FIELDS, publication.settings)["folder"]
        own = publication.folder_name or folder_name(publication.account)
        return {"folder": asked or own, "file": _file_name(publication)}

    def check(self, settings: dict[str, Any], folder_name: str) -> str:
        """Write a file and take it away, in the folder or, before it is made, in the one above."""
        asked = fields.read(self.name, _FIELDS, settings)["folder"]
        wanted = self._resolve(asked or folder_name or ".")
        folder = Path(wanted)
        try:
            while not folder.exists() and folder != folder.parent:
                folder = folder.parent
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"check")
                file.flush()
        except OSError as error:
            raise PermanentError(f"cannot write to {wanted}: {error.strerror}") from error
        return wanted

    def folder(self, settings: dict[str, Any], folder_name: str) -> str:
        """The folder without links, in small letters: on many disks capitals make no difference."""
        asked = fields.read(self.name, _FIELDS, settings)["folder"]
        found = self._resolve(asked or folder_name)
        return unicodedata.normalize("NFC", found).casefold()

    def validate(self, settings: dict[str, Any]) -> None:
        """Accept ``folder``, a path (a relative one counts from ``published``), and ``syntax``."""
        fields.read(self.name, _FIELDS, settings)

    def _place(self, publication: Publication) -> dict[str, Any]:
        """Where it went at its first try, else where it goes now."""
        try:
            return publication.place or self.place(publication)
        except InputError as error:
            raise PermanentError(str(error)) from error

    def _resolved(self, folder: str) -> str:
        """The folder with all symbolic links followed, once for the life of this process."""
        if folder not in self._folders:
            self._folders[folder] = self._resolve(folder)
        return self._folders[folder]

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


def _file_of(publication: Publication, place: dict[str, Any]) -> File:
    name: str = place["file"]
    slug = name[len("2026-01-31-") : -len(".md")]
    syntax = fields.text_of(publication.settings.get("syntax", template_syntax.DEFAULT)).lower()
    try:
        data = front_matter.document(publication, slug, syntax)
    except ValueError as error:
        raise PermanentError(f"created_at: {error}") from error
    return File(
        name=name,
        temporary=_temporary_name(publication),
        data=data,
        stranger=lambda file: front_matter.stranger(file, publication),
    )


def _file_name(publication: Publication) -> str:
    """Like ``2026-01-31-a-title-7.md``: the name Jekyll asks for, and Hugo and Astro take.

    It ends in the content's id, so it is never shared.
    """
    try:
        day = clock.utc(publication.date).date()
    except ValueError as error:
        raise PermanentError(f"created_at: {error}") from error
    return f"{day}-{slug(publication.title) or 'article'}-{publication.content_id}.md"


def _temporary_name(publication: Publication) -> str:
    """The same for each try of a publication: what a crash leaves, the next try overwrites."""
    digest = hashlib.blake2b(publication.key.encode(errors="replace"), digest_size=10)
    return f".contenthub-{digest.hexdigest()}.tmp"


def _still_held(
    publications: Sequence[Publication], files: Mapping[int, File]
) -> Callable[[], set[int]]:
    """Which of these files may still be put in place, by the word of whoever asked for them."""

    def ask() -> set[int]:
        answers: dict[Callable[[], Collection[str]], Collection[str]] = {}
        held = set()
        for number in files:
            question = publications[number].still_held
            if question is not None and question not in answers:
                answers[question] = question()  # one for all that share it
            if question is None or publications[number].key in answers[question]:
                held.add(number)
        return held

    return ask
