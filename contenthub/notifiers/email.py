"""Alerts as mails, handed to an SMTP server: by STARTTLS, TLS, or in the clear on a trusted net.

The Message-ID is the message's own at every try: what is sent twice is one mail for programs that
read mails. A server that goes on talking for ever is cut off.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.utils import formatdate, parseaddr

from contenthub import masked_text
from contenthub.errors import InputError
from contenthub.inert import one_line
from contenthub.notifiers.base import TIMEOUT, Carried, Field, Letter, demand_known
from contenthub.notifiers.mail_headers import MailPolicy
from contenthub.outgoing.addresses import private_too
from contenthub.outgoing.guarded_network import look_up

_PORTS = {"starttls": 587, "tls": 465, "none": 25}
_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9._-]{1,255}")
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MOST_RECIPIENTS = 50
_LONGEST = 300  # characters of an error
_NO_SMTP = -1  # what smtplib makes of an answer that begins with no number
# Which of the two begins is fixed by the port, and each waits for the other where it is mistaken.
_UNGREETED = {
    False: "it was reached, but sent no greeting within {0:g} s; one that begins with TLS, as on"
    " port 465, needs security tls",
    True: "it was reached, but did not begin with TLS within {0:g} s; one that greets first, as on"
    " port 587, needs security starttls",
}


class Email:
    """Mails."""

    local = False
    fields = (
        Field("host", "the SMTP server", required=True),
        Field("to", "who gets the mails; several are separated by commas", required=True),
        Field("from", "from whom they are; default: the first recipient"),
        Field("security", "starttls (default), tls or none"),
        Field("port", "default: 587 for starttls, 465 for tls, 25 for none"),
        Field("username", "where the server wants a login"),
        Field("password", "its password", secret=True),
    )

    def validate(self, settings: Mapping[str, str]) -> None:
        demand_known(settings, self.fields)
        security = _security(settings)
        if security not in _PORTS:
            raise InputError(f"security is {security!r}; allowed: {', '.join(_PORTS)}")
        port = settings.get("port", "")
        if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise InputError(f"port is {port!r}; allowed: a number from 1 to 65535")
        recipients = _recipients(settings)
        for one in [*recipients, settings.get("from") or recipients[0]]:
            if not _ADDRESS.fullmatch(parseaddr(one)[1]):
                raise InputError(f"{one[:80]!r} is no address of a mailbox")
        if len(recipients) > _MOST_RECIPIENTS:
            raise InputError(f"{len(recipients)} recipients; allowed: up to {_MOST_RECIPIENTS}")
        if bool(settings.get("username")) != bool(settings.get("password")):
            raise InputError("username and password belong together: give both or none")
        if settings.get("password") and security == "none" and settings["host"] not in _LOOPBACK:
            raise InputError(
                "a password goes over an encrypted connection: security starttls or tls"
            )

    def host(self, settings: Mapping[str, str]) -> str:
        return settings["host"]

    def carry(self, settings: Mapping[str, str], letter: Letter) -> Carried:
        began_to_send = False
        try:
            with _connected(settings) as server:
                if settings.get("username"):
                    server.login(settings["username"], settings["password"])
                mail = _mail(settings, letter)
                # Without their names: letters beyond ASCII there would ask for SMTPUTF8, which many
                # servers, or those that they hand the mail on to, do not have.
                recipients = [parseaddr(one)[1] for one in _recipients(settings)]
                began_to_send = True
                refused = server.send_message(mail, to_addrs=recipients)
        except smtplib.SMTPRecipientsRefused as error:
            told = _refused(error.recipients)
            return Carried(False, told, certain=True, status=_code(error.recipients))
        except smtplib.SMTPResponseException as error:  # the server said no
            text = error.smtp_error
            said = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
            told = _short(f"the server answered {error.smtp_code} {said}")
            return Carried(False, told, certain=True, status=error.smtp_code)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            told = _short(f"{_place(settings)}: {error or type(error).__name__}")
            return Carried(False, told, certain=not began_to_send)
        return Carried(True, note=_refused(refused) if refused else "")


class _Guarded(smtplib.SMTP):
    """Connects to addresses of networks alone, never to a machine's own metadata."""

    tls: ssl.SSLContext | None = None
    is_reached = False

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        addresses = look_up(host, port)
        if not all(map(private_too, addresses)):
            raise OSError(f"{host} is at a link-local address, which nothing may be sent to")
        last: OSError | None = None
        for address in addresses:
            try:
                raw = socket.create_connection((address, port), timeout)
                self.is_reached = True
                return self.tls.wrap_socket(raw, server_hostname=host) if self.tls else raw
            except OSError as error:
                last = error
        raise last or OSError(f"{host} has no address")


@contextmanager
def _connected(settings: Mapping[str, str]) -> Iterator[smtplib.SMTP]:
    """A server that was greeted, on a connection as safe as the settings say."""
    security, port = _security(settings), int(settings.get("port") or 0)
    server = _Guarded(timeout=TIMEOUT, local_hostname=_own_name())
    if security == "tls":
        server.tls = ssl.create_default_context()
    late, greeted = threading.Event(), False
    cut = threading.Timer(TIMEOUT, lambda: _cut_off(server, late))
    cut.daemon = True
    cut.start()
    try:
        server._host = settings["host"]  # type: ignore[attr-defined]  # what STARTTLS checks
        code, said = server.connect(settings["host"], port or _PORTS[security])
        if code == _NO_SMTP:
            raise OSError("what answers there does not speak SMTP: are host and port right?")
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)
        greeted = True
        if security == "starttls":
            server.starttls(context=ssl.create_default_context())
        yield server
        with suppress(smtplib.SMTPException, OSError):
            server.quit()  # the mail is with the server, whatever becomes of the farewell
    except (smtplib.SMTPServerDisconnected, OSError) as error:
        if late.is_set() or _timed_out(error):
            silent = server.is_reached and not greeted
            told = _UNGREETED[security == "tls"] if silent else "it did not answer within {0:g} s"
            raise TimeoutError(told.format(TIMEOUT)) from error
        if isinstance(error, ssl.SSLError) and error.reason == "WRONG_VERSION_NUMBER":
            raise OSError("it does not begin with TLS: is security starttls meant?") from error
        raise
    finally:
        cut.cancel()
        server.close()


def _cut_off(server: smtplib.SMTP, late: threading.Event) -> None:
    late.set()
    if server.sock is not None:
        with suppress(OSError):
            server.sock.shutdown(socket.SHUT_RDWR)


def _timed_out(error: BaseException) -> bool:
    """smtplib says of a silence that the connection was closed."""
    return isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError)


def _mail(settings: Mapping[str, str], letter: Letter) -> EmailMessage:
    sender = settings.get("from") or _recipients(settings)[0]
    domain = parseaddr(sender)[1].rpartition("@")[2]
    mail = EmailMessage(MailPolicy())
    mail["Subject"] = one_line(letter.title)
    mail["From"] = sender
    mail["To"] = ", ".join(_recipients(settings))
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = f"<{letter.id}@{domain}>"
    if letter.thread:
        mail["References"] = f"<{letter.thread}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # no machine answers it
    mail.set_content(letter.text)
    return mail


def _recipients(settings: Mapping[str, str]) -> list[str]:
    return [one.strip() for one in settings["to"].split(",") if one.strip()]


def _security(settings: Mapping[str, str]) -> str:
    return (settings.get("security") or "starttls").lower()


def _place(settings: Mapping[str, str]) -> str:
    return f"{settings['host']}:{settings.get('port') or _PORTS[_security(settings)]}"


def _refused(recipients: Mapping[str, tuple[int, bytes]]) -> str:
    told = "; ".join(
        f"{who} ({code} {said.decode('utf-8', 'replace')})"
        for who, (code, said) in recipients.items()
    )
    return _short(f"the server refuses {told}")


def _code(recipients: Mapping[str, tuple[int, bytes]]) -> int | None:
    return next((code for code, _ in recipients.values()), None)


def _own_name() -> str:
    """Without asking a name server, which may take longer than the mail."""
    name = socket.gethostname()
    return name if name.isascii() and name else "localhost"


def _short(text: str) -> str:
    return one_line(masked_text.text(text))[:_LONGEST]
