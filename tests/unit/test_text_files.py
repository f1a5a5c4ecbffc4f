"""A person's files: read to a bound, and refused in words that say what they are."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from contenthub import text_files
from contenthub.errors import InputError

MIB = 2**20


@pytest.mark.parametrize(
    ("raw", "text"),
    [(b"", ""), (b"\xef\xbb\xbfTea", "Tea"), ("茶\r\n".encode(), "茶\r\n"), (b"{\\rtf", "{\\rtf")],
)
def test_text_in_utf8_is_what_it_says_without_its_mark(raw: bytes, text: str) -> None:
    assert text_files.decoded(raw, "x") == text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("茶".encode("utf-16"), "x is UTF-16 text"),
        ("a\nb\n茶".encode("gbk"), "x is not UTF-8 (line 3) but in another encoding"),
        (b"caf\xe9", "x is not UTF-8 (line 1) but in another encoding"),
        (b"PK\x03\x04\xff", "x is a ZIP archive or an office document"),
        (b"\x7fELF\x00\xff", "x is a binary file, no text"),
    ],
)
def test_what_is_no_text_in_utf8_is_called_by_its_name(raw: bytes, said: str) -> None:
    with pytest.raises(InputError) as refused:
        text_files.decoded(raw, "x")
    assert str(refused.value).startswith(said)


def test_a_file_of_just_the_bound_is_read_and_a_larger_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"a" * MIB)
    assert len(text_files.read(tmp_path / "x", MIB)) == MIB
    (tmp_path / "x").write_bytes(b"a" * (MIB + 1))
    with pytest.raises(InputError, match=r"x is larger than 1 MB; split it$"):
        text_files.read(tmp_path / "x", MIB, "split it")


def test_of_what_has_no_end_no_more_than_the_bound_is_read() -> None:
    endless = BytesIO(b"a" * (3 * MIB))
    with pytest.raises(InputError, match="standard input is larger than 1 MB"):
        text_files.bounded(endless, "standard input", MIB)
    assert endless.tell() == MIB + 1


def test_a_name_that_no_file_can_have_is_said() -> None:
    with pytest.raises(InputError, match="cannot read"):
        text_files.read(Path("a\0b"), MIB)


def test_a_file_below_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").touch()
    with pytest.raises(InputError, match=r"cannot read .*/x/y: Not a directory"):
        text_files.read(tmp_path / "x" / "y", MIB)
