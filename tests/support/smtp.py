"""A real SMTP server on a loopback address, which refuses and breaks as a test asks for."""

from __future__ import annotations

import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

USER, PASSWORD = "hub", "a long password"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it came: to whom it was handed, what it says, and its bytes."""

    to: list[str]
    message: EmailMessage
    raw: bytes

    @property
    def id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")


@dataclass
class MailServer:
    """A running server; it refuses the recipients in ``refused``, and data with ``after_data``."""

    port: int = 0
    mails: list[Mail] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    after_data: str = "250 OK"
    seen_tls: list[bool] = field(default_factory=list)

    async def take_recipient(
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def take_data(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(Mail(list(envelope.rcpt_tos), message, envelope.content))
        self.seen_tls.append(session.ssl is not None)
        return self.after_data

    @property
    def handler(self) -> Any:
        """Its answers by the names that the server's library calls."""
        return SimpleNamespace(handle_RCPT=self.take_recipient, handle_DATA=self.take_data)

    @property
    def settings(self) -> dict[str, str]:
        """Those of a channel that mails by it in the clear."""
        where = {"host": "127.0.0.1", "port": str(self.port), "security": "none"}
        return {**where, "to": "ops@example.com", "from": "hub@example.org"}


@contextmanager
def mail_server(
    port: int = 0,
    certificate: tuple[Path, Path] | None = None,
    *,
    login: bool = False,
    utf8: bool = True,
) -> Iterator[MailServer]:
    """A server for as long as the block runs. ``certificate`` and its key: it wants STARTTLS.

    ``utf8``: it takes addresses with letters beyond ASCII.
    """
    server = MailServer()
    more: dict[str, Any] = {"enable_SMTPUTF8": utf8}
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
        more |= {"tls_context": context, "require_starttls": True}
    if login:
        more |= {"authenticator": _authenticated, "auth_required": True}
    controller = _Controller(server.handler, hostname="127.0.0.1", port=port, **more)
    controller.start()
    assert controller.server is not None
    server.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        controller.stop()


class _Controller(Controller):
    """One that may take any free port: the first connection goes to the port that it got."""

    def _trigger_server(self) -> None:
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def _authenticated(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> Any:
    right = data == LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=right, handled=right)  # else the server refuses
