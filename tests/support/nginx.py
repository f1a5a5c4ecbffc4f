"""A real nginx with the repository's example, over TLS, before a server of the tests.

It comes from Debian's packages; ``make test`` installs it where that is permitted.
"""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.support.processes import REPOSITORY, Process, Processes, wait_until
from tests.support.servers import free_port

EXAMPLE = REPOSITORY / "deploy" / "nginx" / "contenthub.conf"
HOST = "hub.example.com"  # the name in the example
PATH = "/contenthub"  # the path in the example

_REQUIRED = "CONTENTHUB_TEST_REQUIRE_NGINX"  # CI sets it: there the test must not be skipped
_SEARCHED = f"{os.environ['PATH']}:/usr/sbin:/sbin"
_AROUND = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/unused-1;
    uwsgi_temp_path {folder}/unused-2;
    scgi_temp_path {folder}/unused-3;
    include {folder}/contenthub.conf;
}}
"""


def require() -> None:
    """Skip the test where nginx is missing, and fail it where it must not be."""
    if all(shutil.which(program, path=_SEARCHED) for program in ("nginx", "openssl")):
        return
    reason = (
        "THE EXAMPLE OF A REVERSE PROXY IS NOT TESTED: nginx or openssl is missing;"
        " as root on Debian: scripts/install-test-packages.sh"
    )
    if os.environ.get(_REQUIRED, "") not in ("", "0"):
        pytest.fail(f"{reason} ({_REQUIRED} is set)")
    pytest.skip(reason)


@dataclass
class Proxy:
    """An nginx that hands calls on; ``root`` is the path below which it shows the API."""

    process: Process
    folder: Path
    port: int
    root: str
    clients: list[httpx2.Client] = field(default_factory=list)

    def client(
        self, token: str | None = None, *, local_address: str | None = None
    ) -> httpx2.Client:
        """A program that calls over TLS by the name in the example; it trusts the certificate."""
        headers = {"host": HOST} | ({} if token is None else {"authorization": f"Bearer {token}"})
        trusted = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        client = httpx2.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            headers=headers,
            timeout=60,
            transport=httpx2.HTTPTransport(verify=trusted, local_address=local_address),
        )
        self.clients.append(client)
        return client

    def access_log(self) -> list[str]:
        """A line for each call."""
        return (self.folder / "access.log").read_text(encoding="utf-8").splitlines()

    def close(self) -> None:
        for client in self.clients:
            client.close()


def start(processes: Processes, api: str, root: str = PATH) -> Proxy:
    """Start it before the server at the address ``api``, and wait until it listens."""
    folder = processes.folder / "nginx"
    folder.mkdir()
    _make_certificate(folder)
    port = free_port()
    _write(folder, port, api, root)
    command = [shutil.which("nginx", path=_SEARCHED) or "nginx", "-c", str(folder / "nginx.conf")]
    process = processes.start(command)
    wait_until(lambda: "\n" in _pid(folder), 60, "nginx", process)
    return Proxy(process, folder, port, root)


def _pid(folder: Path) -> str:
    file = folder / "nginx.pid"
    return file.read_text() if file.exists() else ""


def _make_certificate(folder: Path) -> None:
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", f"/CN={HOST}"),
            *("-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1"),
            *("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )


def _write(folder: Path, port: int, api: str, root: str) -> None:
    """The example, with the places of this machine in it."""
    replaced = {
        "server 127.0.0.1:18010;": f"server {urlsplit(api).netloc};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
        "    listen [::]:443 ssl http2;\n": "",
        "/etc/contenthub/tls/": f"{folder}/",
        "/var/log/nginx/contenthub.log": f"{folder}/access.log",
        f"location {PATH}/": f"location {root}/",
        f"location = {PATH}/": f"location = {root}/",
    }
    (folder / "contenthub.conf").write_text(_with(EXAMPLE.read_text(encoding="utf-8"), replaced))
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_AROUND.format(folder=folder, user=user))


def _with(text: str, replaced: Mapping[str, str]) -> str:
    for old, new in replaced.items():
        assert old in text, f"the example has no {old!r}"
        text = text.replace(old, new)
    return text
