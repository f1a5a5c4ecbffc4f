"""Unpacking: all that was packed comes out, and of a bomb no more than allowed."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub.outgoing.unpacking import BrokenError, TooLargeError, gunzip, inflate

DATA = st.one_of(
    st.binary(max_size=300), st.builds(bytes.__mul__, st.binary(max_size=9), st.integers(0, 70_000))
)


def raw(data: bytes) -> bytes:
    return zlib.compress(data)[2:-4]


@given(DATA, st.sampled_from([gzip.compress, zlib.compress]), st.integers(1, 5_000))
def test_what_was_packed_comes_out_however_it_is_cut(data: bytes, pack: object, size: int) -> None:
    packed: bytes = pack(data)  # type: ignore[operator]
    pieces = [packed[start : start + size] for start in range(0, len(packed), size)]
    assert b"".join(inflate(pieces, len(data))) == data


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072, 1_000_000])
def test_data_of_every_size_around_a_piece_is_whole(size: int) -> None:
    data = bytes(i % 251 for i in range(size))
    for packed in (gzip.compress(data), zlib.compress(data), gzip.compress(b"a" * size)):
        assert len(gunzip(packed, size)) == size


def test_deflate_without_a_head_is_understood() -> None:
    assert b"".join(inflate([raw(b"<rss>" * 9)], 100)) == b"<rss>" * 9


def test_all_members_of_a_file_and_padding_are_read() -> None:
    assert gunzip(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0" * 9, 9) == b"one two"


def test_one_byte_too_many_is_refused() -> None:
    assert gunzip(gzip.compress(b"12345"), 5) == b"12345"
    with pytest.raises(TooLargeError):
        gunzip(gzip.compress(b"123456"), 5)


@pytest.mark.parametrize("cut", [1, 3, 10, 18])
def test_what_breaks_off_or_is_none_is_refused(cut: int) -> None:
    with pytest.raises(BrokenError):
        gunzip(gzip.compress(b"some words")[:-cut], 100)
    with pytest.raises(BrokenError):
        gunzip(b"\x1f\x8b" + b"x" * 99, 100)


def test_a_bomb_fills_no_memory() -> None:
    bomb = gzip.compress(b"0" * 100_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            gunzip(bomb, 1_000_000)
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
