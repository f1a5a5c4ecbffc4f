"""Runs git for us alone: nothing that this machine or a repository sets up takes part in it.

Settings of the system and of users, hooks, filters, helpers and prompts may run programs, wait for
a person, or send a secret elsewhere; none of them is there. Secrets are in git's environment only.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from contenthub.articles.cleaning import one_line
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.programs.control import Control
from contenthub.programs.running import run

_MOST = 64 * 2**20  # bytes that git may answer
_LINES, _LONGEST = 40, 400  # what is kept of stderr
# Asked for a login it says ours; what git wants to be kept it does not take.
_HELPER = (
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" '
    '"$GIT_TARGET_USER" "$GIT_TARGET_TOKEN"; }; f'
)
_OPTIONS = {
    "core.hooksPath": "/dev/null",
    "core.attributesFile": "/dev/null",
    "core.fsmonitor": "false",
    "core.askPass": "",
    "core.quotePath": "false",
    "core.protectHFS": "true",  # no name that is .git for another system
    "core.protectNTFS": "true",
    "credential.helper": "",
    "http.followRedirects": "false",  # what comes behind one would be told the token
    "http.lowSpeedLimit": "100",
    "http.lowSpeedTime": "30",
    "fetch.recurseSubmodules": "false",
    "push.recurseSubmodules": "no",
    "push.gpgSign": "false",
    "gc.autoDetach": "false",
    "maintenance.autoDetach": "false",
}
_KEPT = ("PATH", "TMPDIR", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH")  # of our environment
_DENIED = re.compile(
    r"Authentication failed|could not read (?:Username|Password)|Permission denied|HTTP (?:401|403)"
    r"|requested URL returned error: 40[134]|Repository not found"
    r"|^fatal: repository .{1,300} not found|not found: did you run"
    r"|access denied or repository not exported|does not appear to be a git repository"
    r"|Host key verification failed|dubious ownership|unable to update url base from redirection"
    r"|requested URL returned error: 3\d\d|transport '[^']{0,40}' not allowed"
    r"|dumb http transport|service not enabled"
)
_UNREACHED = re.compile(
    r"Could not resolve host|Couldn't resolve|Name or service not known|Connection refused"
    r"|Failed to connect|Couldn't connect|unable to connect|Network is unreachable"
    r"|No route to host|unable to look up"
)


class GitError(Exception):
    """git ended with another exit code than 0; ``said`` is what it had to say, on one line."""

    def __init__(self, code: int, output: str, lines: Sequence[str]) -> None:
        self.code = code
        self.output = output
        self.lines = tuple(lines)
        self.said = one_line(" ".join(lines))[-_LONGEST:] or f"exit code {code}"
        super().__init__(self.said)

    @property
    def denied(self) -> bool:
        """Whether the other side does not let us in, and will not next time."""
        return any(map(_DENIED.search, self.lines))

    @property
    def unreached(self) -> bool:
        """Whether nothing reached the other side."""
        return any(map(_UNREACHED.search, self.lines))

    def as_ours(self, doing: str) -> BackendError:
        """The error of a call that changed nothing at the other side."""
        kind = PermanentError if self.denied else TransientError
        return kind(f"{doing}: {self.said}")


@dataclass(frozen=True, slots=True)
class Access:
    """How a repository is reached: its address, and what opens it."""

    url: str
    scheme: str
    user: str = ""
    token: str = field(default="", repr=False)
    ssh_command: str = ""


@dataclass(frozen=True, slots=True)
class Git:
    """git in the bare repository ``folder``; ``control`` ends it when its time is up."""

    folder: Path
    control: Control
    access: Access

    def ask(
        self, *arguments: str, given: bytes = b"", variables: Mapping[str, str] | None = None
    ) -> bytes:
        """What git answers. Raises GitError, and what ``programs.running.run`` raises."""
        self.control.check()  # what is asked when the time is up is not begun
        lines: deque[str] = deque(maxlen=_LINES)
        ended = run(
            ["git", *self._options(), f"--git-dir={self.folder}", *arguments],
            given,
            environment={**self._environment(), **(variables or {})},
            control=self.control,
            on_line=lambda line: lines.append(line[:_LONGEST]),
            limit=_MOST,
        )
        if ended.code != 0:
            raise GitError(ended.code, ended.output.decode("utf-8", "replace"), list(lines))
        return ended.output

    def line(self, *arguments: str, variables: Mapping[str, str] | None = None) -> str:
        """The same as text without the end of its line."""
        return self.ask(*arguments, variables=variables).decode("utf-8", "replace").strip()

    def _options(self) -> list[str]:
        pairs = [f"{name}={value}" for name, value in _OPTIONS.items()]
        if self.access.token:
            pairs.append(f"credential.helper={_HELPER}")
        return [word for pair in pairs for word in ("-c", pair)]

    def _environment(self) -> dict[str, str]:
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        mine = {
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_ALLOW_PROTOCOL": self.access.scheme,
            "GIT_PROTOCOL_FROM_USER": "0",
        }
        if self.access.token:
            mine |= {"GIT_TARGET_USER": self.access.user, "GIT_TARGET_TOKEN": self.access.token}
        if self.access.ssh_command:
            mine |= {"GIT_SSH_COMMAND": self.access.ssh_command, "GIT_SSH_VARIANT": "ssh"}
            if agent := os.environ.get("SSH_AUTH_SOCK"):
                mine["SSH_AUTH_SOCK"] = agent
        return kept | mine
