"""Certificates are read once, and anew when they have changed."""

from __future__ import annotations

from pathlib import Path

import certifi
import pytest

from contenthub.errors import PermanentError
from contenthub.outgoing.certificates import trusted

END = "-----END CERTIFICATE-----\n"
ALL = Path(certifi.where()).read_text(encoding="utf-8").split(END)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "ca.pem"
    path.write_text(ALL[0] + END, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return path


def test_they_are_read_once(file: Path) -> None:
    assert trusted() is trusted()
    assert len(trusted().get_ca_certs()) == 1


def test_they_are_read_anew_when_their_file_has_changed(file: Path) -> None:
    before = trusted()
    file.write_text(ALL[0] + END + ALL[1] + END, encoding="utf-8")
    assert len(trusted().get_ca_certs()) == 2
    assert len(before.get_ca_certs()) == 1  # who has it goes on with it


def test_they_are_read_anew_when_another_file_is_named(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = trusted()
    other = tmp_path / "other.pem"
    other.write_text(ALL[1] + END, encoding="utf-8")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))
    assert trusted().get_ca_certs() != before.get_ca_certs()
    monkeypatch.delenv("SSL_CERT_FILE")
    assert len(trusted().get_ca_certs()) != 1


def test_a_file_that_went_away_is_said_and_one_that_came_back_is_read(file: Path) -> None:
    kept = file.read_text(encoding="utf-8")
    trusted()
    file.unlink()
    with pytest.raises(PermanentError, match="SSL_CERT_FILE"):
        trusted()
    file.write_text(kept, encoding="utf-8")
    assert len(trusted().get_ca_certs()) == 1
