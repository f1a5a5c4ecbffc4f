"""Fingerprints: few numbers that near copies share and other texts do not."""

from __future__ import annotations

import importlib

import pytest

from contenthub.articles import fingerprints

EN = " ".join(f"word{number} and another one" for number in range(60))
ZH = "".join(chr(0x4E00 + 37 * number % 5000) for number in range(300))
frozen = importlib.import_module("contenthub.migrations.0008_near_copies")


@pytest.mark.parametrize("text", [EN, ZH, EN + ZH, "short", "", "– " * 500, "\ud800 " + EN])
def test_the_migration_computes_the_numbers_that_the_program_computes(text: str) -> None:
    assert tuple(frozen.fingerprint(text)) == fingerprints.of(text)


@pytest.mark.parametrize("text", [EN, ZH])
def test_they_are_few_and_fit_the_column(text: str) -> None:
    found = fingerprints.of(text)
    assert len(found) == fingerprints.VALUES
    assert all(0 <= value < 2**63 for value in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "text", ["", "Tea is a drink.", "茶" * 99, "word " * 59, " ".join("abc" for _ in range(59))]
)
def test_a_short_text_has_none(text: str) -> None:
    assert fingerprints.of(text) == ()


def test_case_marks_and_space_change_nothing() -> None:
    assert fingerprints.of(f"# {EN.upper()},\n") == fingerprints.of(EN)
    assert fingerprints.of("。\n".join(ZH)) == fingerprints.of(ZH)


def test_some_are_shared_where_some_of_the_text_is_another() -> None:
    half = " ".join(EN.split()[:120])
    assert set(fingerprints.of(EN.replace("word7 ", "else "))) & set(fingerprints.of(EN))
    assert fingerprints.share(half, EN) == 1.0
    assert 0.4 < fingerprints.share(EN, half) < 0.6
    assert fingerprints.share(EN, ZH) == 0.0
    assert fingerprints.share("", EN) == 0.0
