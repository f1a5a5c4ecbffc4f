"""Unpacks what is compressed up to a bound: a few kilobytes can stand for gigabytes.

``zlib`` alone, which stops in the middle of a piece; the decoders of HTTP libraries unpack a whole
piece before anybody can count.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

GZIP = b"\x1f\x8b"  # how such data begins (RFC 1952)

_PIECE = 65_536  # bytes that are unpacked at a time
_GZIP_OR_ZLIB, _RAW = 47, -15  # zlib's numbers for "find out by the head" and "there is no head"


class TooLargeError(Exception):
    """What came out was more than allowed."""


class BrokenError(Exception):
    """This cannot be unpacked, or breaks off."""


def gunzip(data: bytes, most: int) -> bytes:
    """The unpacked data, all members of it.

    Raises TooLargeError above ``most`` bytes, and BrokenError.
    """
    return b"".join(inflate([data], most))


def inflate(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Unpack gzip, zlib or raw deflate as it comes, in small pieces.

    Raises TooLargeError as soon as more than ``most`` bytes came out, BrokenError.
    """
    left, machine = most, None
    for piece in pieces:
        machine = machine or _machine_for(piece)
        more = bool(piece)
        while more:
            if machine.eof:  # another member of the same file, or padding that says nothing
                if not piece.startswith(GZIP):
                    break
                machine = zlib.decompressobj(_GZIP_OR_ZLIB)
            out = _decompress(machine, piece)
            left -= len(out)
            if left < 0:
                raise TooLargeError
            yield out
            piece = machine.unconsumed_tail or machine.unused_data
            more = bool(piece) or len(out) == _PIECE  # a full piece: there may be more within
    if machine is not None and not machine.eof:
        raise BrokenError("it breaks off")


def _decompress(machine: zlib._Decompress, piece: bytes) -> bytes:
    try:
        return machine.decompress(piece, _PIECE)
    except zlib.error as error:
        raise BrokenError(str(error)) from error


def _machine_for(start: bytes) -> zlib._Decompress:
    raw = start and start[0] & 0x0F != 8 and not start.startswith(GZIP[: len(start)])
    return zlib.decompressobj(_RAW if raw else _GZIP_OR_ZLIB)
