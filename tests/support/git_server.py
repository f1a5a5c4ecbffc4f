"""Real git repositories to publish to: by path, by git's own daemon, by HTTP with a login.

The HTTP server hands everything to `git http-backend`, and spoils what a test asks it to.
"""

from __future__ import annotations

import base64
import getpass
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support.background import served
from tests.support.processes import wait_until

_REQUIRED = "CONTENTHUB_TEST_REQUIRE_GIT"  # CI sets it: there it must not be missing
USER, TOKEN = "contenthub", "t0ken-of-the-site"


@dataclass(frozen=True)
class Repository:
    """A bare repository, as whoever runs the site sees it."""

    path: Path
    branch: str = "main"

    @classmethod
    def make(cls, path: Path) -> Repository:
        """An empty one; skips the test where there is no git, and fails it where it must not be."""
        _demanded("git")
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(path)], check=True)
        return cls(path)

    def git(self, *arguments: str, given: bytes = b"", **variables: str) -> bytes:
        """What git answers in it."""
        who = {
            f"GIT_{a}_{b}": "somebody" for a in ("AUTHOR", "COMMITTER") for b in ("NAME", "EMAIL")
        }
        done = subprocess.run(
            ["git", f"--git-dir={self.path}", *arguments],
            input=given,
            capture_output=True,
            check=True,
            env={**os.environ, **who, **variables},
        )
        return done.stdout

    def text(self, *arguments: str) -> str:
        return self.git(*arguments).decode().strip()

    @property
    def tip(self) -> str:
        return self.text("rev-parse", self.branch)

    def commits(self) -> list[str]:
        """The ids in the branch, the newest first; none where there is no branch."""
        if not self.text("for-each-ref", f"refs/heads/{self.branch}"):
            return []
        return self.text("log", "--format=%H", self.branch).split()

    def files(self) -> list[str]:
        if not self.commits():
            return []
        return self.text("ls-tree", "-r", "--name-only", self.branch).splitlines()

    def read(self, path: str, commit: str = "") -> str:
        return self.git("cat-file", "blob", f"{commit or self.branch}:{path}").decode()

    def article(self, commit: str) -> str:
        """The page that a commit brought."""
        changed = self.text("show", "--format=", "--name-only", commit).splitlines()
        (page,) = [name for name in changed if name.endswith(".md")]
        return self.read(page, commit)

    def add(self, path: str, data: str | None, mode: str = "100644") -> str:
        """Somebody commits a file, or takes it away (None); returns the commit."""
        index = str(self.path / "index-of-somebody")
        there = self.commits()[:1]
        self.git("read-tree", *(there or ["--empty"]), GIT_INDEX_FILE=index)
        if data is None:
            gone = f"0 {'0' * 40}\t{path}\n".encode()
            self.git("update-index", "--index-info", given=gone, GIT_INDEX_FILE=index)
        else:
            blob = self.git("hash-object", "-w", "--stdin", given=data.encode()).decode().strip()
            entry = f"{mode},{there[0] if mode == '160000' else blob},{path}"
            self.git("update-index", "--add", "--cacheinfo", entry, GIT_INDEX_FILE=index)
        tree = self.git("write-tree", GIT_INDEX_FILE=index).decode().strip()
        parents = ["-p", *there] if there else []
        made = self.git("commit-tree", tree, *parents, "-m", "by somebody").decode().strip()
        self.git("update-ref", f"refs/heads/{self.branch}", made)
        return made

    def hook(self, name: str, script: str) -> None:
        """Have the repository run a hook."""
        file = self.path / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{script}\n")
        file.chmod(0o755)

    def set_up(self, name: str, value: str) -> None:
        self.git("config", name, value)


def _demanded(program: str) -> str:
    """The program's path; skips the test without it, and fails it where it must not be missing."""
    if found := shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:/sbin"):
        return found
    reason = f"NOT TESTED: {program} is missing; scripts/install-test-packages.sh has it"
    if os.environ.get(_REQUIRED, "") not in ("", "0"):
        pytest.fail(f"{reason} ({_REQUIRED} is set)")
    pytest.skip(reason)


@contextmanager
def daemon(folder: Path, *, writable: bool = True) -> Iterator[str]:
    """git's own daemon on a loopback address for the repositories of a folder; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    services = ["--enable=receive-pack"] if writable else []
    command = ["git", "daemon", "--reuseaddr", "--export-all", "--listen=127.0.0.1"]
    process = subprocess.Popen(
        [*command, f"--port={port}", f"--base-path={folder}", *services, str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        process_group=0,
    )
    try:
        wait_until(lambda: _answers(port), 60, "git daemon")
        yield f"git://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, 15)
        process.wait()


def _answers(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class HttpGit:
    """``meddle`` sees each request's path: a status to answer in git's place, 0 to answer nothing
    after git did its work, or None.
    """

    url: str
    meddle: Callable[[str], int | None] = field(default=lambda _path: None)
    seen: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    location: str = ""  # where a redirect leads


@contextmanager
def http(folder: Path) -> Iterator[HttpGit]:
    """Git's smart HTTP for the repositories of a folder, to be written to with USER and TOKEN."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            whole = b""
            while size := int(self.rfile.readline().split(b";")[0], 16):
                whole += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return whole

        def _answer(self) -> None:
            body = self._body()
            server.seen.append(self.path)
            login = self.headers.get("Authorization", "")
            if login:
                server.logins.append(login)
            if login != _BASIC:
                self._say(401, [("WWW-Authenticate", 'Basic realm="git"')], b"")
                return
            status = server.meddle(self.path)
            if status:
                self._say(status, [("Location", server.location)] if server.location else [], b"")
                return
            headers, told = self._ask(body)
            if status == 0:
                self.close_connection = True
                return
            code = next((int(v.split()[0]) for n, v in headers if n.lower() == "status"), 200)
            self._say(code, [one for one in headers if one[0].lower() != "status"], told)

        def _ask(self, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
            path, _, query = self.path.partition("?")
            variables = {
                "GIT_PROJECT_ROOT": str(folder),
                "GIT_HTTP_EXPORT_ALL": "1",
                "REMOTE_USER": USER,
                "REQUEST_METHOD": self.command,
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "CONTENT_LENGTH": str(len(body)),
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            }
            done = subprocess.run(
                ["git", "http-backend"],
                input=body,
                capture_output=True,
                check=False,
                env={**os.environ, **variables},
            )
            head, _, told = done.stdout.partition(b"\r\n\r\n")
            pairs = [line.decode().partition(": ")[::2] for line in head.split(b"\r\n") if line]
            return pairs, told

        def _say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = HttpGit(f"http://127.0.0.1:{listening.server_port}")
    with served(listening):
        yield server


_BASIC = "Basic " + base64.b64encode(f"{USER}:{TOKEN}".encode()).decode()


@dataclass(frozen=True)
class Ssh:
    """A real sshd: ``url`` is what stands before a repository's path."""

    url: str
    key: Path
    known_hosts: Path


@contextmanager
def ssh(folder: Path) -> Iterator[Ssh]:
    """OpenSSH on a loopback address, which lets one key in, as the user of this process."""
    program = _demanded("sshd")
    for name in ("host", "key"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "sshd.conf").write_text(
        f"ListenAddress 127.0.0.1:{port}\nHostKey {folder}/host\nPidFile none\nUsePAM no\n"
        f"AuthorizedKeysFile {folder}/key.pub\nStrictModes no\nPermitRootLogin yes\n"
        "PasswordAuthentication no\n"
    )
    known = folder / "known_hosts"
    known.write_text(f"[127.0.0.1]:{port} {(folder / 'host.pub').read_text()}")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where it keeps what has no rights
    process = subprocess.Popen(
        [program, "-D", "-e", "-f", str(folder / "sshd.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _answers(port), 60, "sshd")
        yield Ssh(f"ssh://{getpass.getuser()}@127.0.0.1:{port}", folder / "key", known)
    finally:
        process.terminate()
        process.wait()
