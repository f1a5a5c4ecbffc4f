"""Files of text that a person names: read to a bound, and refused in words that say what to do.

What cannot be read is no fault of the program, so each error says what the file is (a folder, in
another encoding, a document) instead of what the system or a codec calls it.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from contenthub.errors import InputError

_MIB = 2**20
_DOCUMENTS = (
    (b"\xff\xfe", "UTF-16 text, which is not UTF-8; save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text, which is not UTF-8; save it as UTF-8"),
    (b"\x1f\x8b", "compressed by gzip; unpack it first"),
    (b"PK\x03\x04", "a ZIP archive or an office document; save its text as UTF-8"),
    (b"%PDF-", "a PDF document; save its text as UTF-8"),
    (b"{\\rtf", "an RTF document; save its text as UTF-8"),
)
_LOOKED_AT = 8192  # bytes at the beginning of a file


def read(path: Path, most: int, too_large: str = "") -> bytes:
    """What is in the file, of at most ``most`` bytes; a device or a pipe is read no further.

    ``too_large`` says what to do with a larger one. Raises InputError.
    """
    try:
        with path.open("rb") as opened:
            return bounded(opened, str(path), most, too_large)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder; name a file in it") from None
    except PermissionError:
        raise InputError(f"{path} may not be read by this user") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise InputError(f"cannot read {path}: {why}") from None


def bounded(opened: BinaryIO, what: str, most: int, too_large: str = "") -> bytes:
    """The rest of what is open, of at most ``most`` bytes. Raises InputError; OSError as it is."""
    raw = opened.read(most + 1)
    if len(raw) > most:
        advice = f"; {too_large}" if too_large else ""
        raise InputError(f"{what} is larger than {most // _MIB} MB{advice}")
    return raw


def decoded(raw: bytes, what: str) -> str:
    """The text that these bytes are in UTF-8, without a byte order mark.

    Raises InputError; ``what`` names the bytes: a path, "standard input".
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if kind := document(raw):
            raise InputError(f"{what} is {kind}") from None
        if is_binary(raw):
            raise InputError(f"{what} is a binary file, no text") from None
        line = raw[: error.start].count(b"\n") + 1
        raise InputError(
            f"{what} is not UTF-8 (line {line}) but in another encoding; save it as UTF-8"
        ) from None


def document(raw: bytes) -> str | None:
    """What ``raw`` is, if its first bytes say that it is no text in UTF-8."""
    return next((kind for mark, kind in _DOCUMENTS if raw.startswith(mark)), None)


def is_binary(raw: bytes) -> bool:
    """Whether it begins as no text does."""
    return b"\0" in raw[:_LOOKED_AT]
