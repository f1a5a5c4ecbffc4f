"""Certificates for servers of tests, which nobody trusts who was not told to."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest


def self_signed(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """The certificate of a server, and what the server takes; ``name`` as ``DNS:feed.test``."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl, which makes the certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=a server of a test", "-addext", f"subjectAltName={name}"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context
