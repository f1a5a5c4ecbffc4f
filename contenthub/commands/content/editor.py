"""The person's own editor, and the files that they write: texts on their way into an article."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from contenthub import text_files
from contenthub.commands.console import standard_input
from contenthub.errors import InputError

_STDIN = "the text on standard input"
_MOST_BYTES = 16 * 1024 * 1024  # more than the longest article takes in any script
_EDITORS = ("VISUAL", "EDITOR")  # names in the environment, the first one set counts


def read(path: Path) -> bytes:
    """What is in the file, or on standard input for ``-``. Raises InputError."""
    if standard_input.is_meant(path):
        return standard_input.read(_STDIN, _MOST_BYTES)
    return text_files.read(path, _MOST_BYTES)


def text_in(path: Path) -> str:
    """The text in UTF-8 that is in the file, or on standard input for ``-``. Raises InputError."""
    return text_files.decoded(read(path), _STDIN if standard_input.is_meant(path) else str(path))


def text_of(data: bytes) -> str:
    """The text that these bytes are in UTF-8. Raises InputError."""
    return text_files.decoded(data, "the text")


def edited(text: bytes, content_id: int) -> bytes:
    """What the person's editor left of ``text``.

    Raises InputError where it fails; what was written by then is kept.
    """
    command = next((os.environ[name] for name in _EDITORS if os.environ.get(name)), "vi")
    with tempfile.TemporaryDirectory(prefix="contenthub-") as folder:
        path = Path(folder) / f"content-{content_id}.md"
        path.write_bytes(text)
        try:
            code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
        except (OSError, ValueError) as error:
            raise InputError(
                f"cannot start the editor {command!r} ({error}); set EDITOR, or use --body-file"
            ) from None
        if code != 0:
            raise InputError(_failed(command, code, text, path, content_id))
        return read(path)


def _failed(command: str, code: int, before: bytes, path: Path, content_id: int) -> str:
    """What to say of an editor that ended with an error, perhaps after the text was saved."""
    said = f"the editor {command!r} ended with {code}: nothing was changed"
    try:
        after = path.read_bytes()
    except OSError:
        return said
    if after == before:
        return said
    kept = keep(after, content_id)
    return f"{said}; take your text in with --body-file, it is kept in {kept}"


def keep(text: bytes, content_id: int) -> str:
    """Put a text that could not be saved into a file that stays; returns its path."""
    with tempfile.NamedTemporaryFile(
        prefix=f"contenthub-{content_id}-", suffix=".md", delete=False
    ) as file:
        file.write(text)
    return file.name
