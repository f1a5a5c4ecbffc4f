"""The ways to people, each with the real thing at its other end: what arrives, and what is said."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from email import message_from_string
from email.header import decode_header, make_header
from email.utils import getaddresses
from pathlib import Path

import pytest

from contenthub import notifiers, signing
from contenthub.alerts.places import NOT_SENT, ChannelPlace
from contenthub.errors import InputError
from contenthub.notifiers import email, sender
from contenthub.notifiers.base import Carried, Letter
from contenthub.senders.base import Message, Outcome
from tests.support.receiver import Receiver, answers, receiving
from tests.support.smtp import PASSWORD, USER, mail_server

LETTER = Letter("msg_1", "error: 壶 is broken", "It is broken.\n", {"host": "hub"}, "incident-1")
SECRET = "whsec_" + "a" * 43


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    paths = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", paths[0], "-keyout", paths[1]]
    subprocess.run(command, check=True, capture_output=True)
    return paths


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


def carry(type_: str, settings: Mapping[str, str], letter: Letter = LETTER) -> Carried:
    notifier = notifiers.create(type_)
    notifier.validate(settings)
    return notifier.carry(settings, letter)


@contextmanager
def dribbling(line: bytes) -> Iterator[int]:
    """A server that says the same line for ever; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def talk() -> None:
            with suppress(OSError), server.accept()[0] as peer:
                while True:
                    peer.sendall(line)
                    time.sleep(0.02)

        thread = threading.Thread(target=talk)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


class TestEmail:
    def test_long_addresses_leave_its_fields_readable(self) -> None:
        domain = "alerts.eu-central-1.production.a-company-of-some-length.example.com"
        to = f"ops@{domain}, 值班 <night@{domain}>, Day <day@{domain}>"
        sender = f"ContentHub <hub@{domain}>"
        with mail_server(utf8=False) as server:
            assert carry("email", {**server.settings, "to": to, "from": sender}) == Carried(True)
        head = server.mails[0].raw.partition(b"\r\n\r\n")[0].decode("ascii")
        assert f"References: <incident-1@{domain}>" in head.split("\r\n")
        assert f"Message-ID: <msg_1@{domain}>" in head.split("\r\n")
        (told,) = (one for one in message_from_string(head).get_all("To", []))
        named = [(str(make_header(decode_header(name))), at) for name, at in getaddresses([told])]
        assert named == [
            ("", f"ops@{domain}"),
            ("值班", f"night@{domain}"),
            ("Day", f"day@{domain}"),
        ]

    def test_a_mail_has_seven_bits_for_servers_that_take_no_more(self) -> None:
        with mail_server(utf8=False) as server:
            assert carry("email", server.settings, replace(LETTER, text="壶坏了\n")) == Carried(
                True
            )
        assert server.mails[0].raw.isascii()
        assert server.mails[0].text == "壶坏了\n"

    def test_a_mail_says_what_the_letter_says(self) -> None:
        with mail_server() as server:
            assert carry("email", server.settings) == Carried(True)
        (mail,) = server.mails
        assert mail.subject == "error: 壶 is broken"
        assert mail.text == "It is broken.\n"
        assert (mail.message["From"], mail.message["To"]) == ("hub@example.org", "ops@example.com")
        assert mail.id == "<msg_1@example.org>"
        assert mail.message["References"] == "<incident-1@example.org>"
        assert mail.message["Auto-Submitted"] == "auto-generated"

    def test_by_starttls_with_a_login(
        self, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        with mail_server(certificate=certificate, login=True) as server:
            settings = server.settings | {"security": "starttls"}
            login = {"username": USER, "password": PASSWORD}
            assert carry("email", settings | login).arrived
            wrong = carry("email", settings | login | {"password": "another"})
        assert server.seen_tls == [True]
        assert (wrong.arrived, wrong.certain, wrong.status) == (False, True, 535)
        assert "another" not in wrong.error

    def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
        self, certificate: tuple[Path, Path]
    ) -> None:
        with mail_server(certificate=certificate) as server:
            refused = carry("email", server.settings | {"security": "starttls"})
        assert server.mails == []
        assert refused.certain
        assert "CERTIFICATE_VERIFY_FAILED" in refused.error

    @pytest.mark.parametrize("answer", ["550 no such mailbox", "451 greylisted"])
    def test_a_server_that_refuses_the_recipient(self, answer: str) -> None:
        with mail_server() as server:
            server.refused["ops@example.com"] = answer
            refused = carry("email", server.settings)
        assert (refused.arrived, refused.certain) == (False, True)
        assert answer in refused.error

    def test_what_one_of_two_gets_has_arrived_and_is_noted(self) -> None:
        with mail_server() as server:
            server.refused["gone@example.com"] = "550 no such mailbox"
            told = carry("email", server.settings | {"to": "ops@example.com, gone@example.com"})
        assert told.arrived
        assert "gone@example.com (550" in told.note

    def test_nobody_there(self) -> None:
        told = carry("email", {"host": "127.0.0.1", "port": "1", "security": "none", "to": "a@b.c"})
        assert (told.arrived, told.certain) == (False, True)
        assert "127.0.0.1:1" in told.error

    @pytest.mark.parametrize(
        ("security", "meant"), [("none", "tls"), ("starttls", "tls"), ("tls", "starttls")]
    )
    def test_a_server_that_does_not_greet_is_named_with_what_may_be_wrong(
        self, security: str, meant: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(email, "TIMEOUT", 0.3)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            port = str(silent.getsockname()[1])
            where = {"host": "127.0.0.1", "port": port, "security": security}
            told = carry("email", where | {"to": "a@example.com"})
        assert (told.arrived, told.certain) == (False, True)
        assert told.error.startswith(f"127.0.0.1:{port}: it was reached, but ")
        assert "within 0.3 s" in told.error
        assert told.error.endswith(f"needs security {meant}")

    def test_one_that_is_greeted_and_does_not_begin_with_tls(self) -> None:
        with mail_server() as server:
            told = carry("email", server.settings | {"security": "tls"})
        assert (told.arrived, told.certain) == (False, True)
        assert told.error.endswith("it does not begin with TLS: is security starttls meant?")

    def test_one_that_speaks_something_else(self) -> None:
        with dribbling(b"HTTP/1.1 400 Bad Request\r\n") as port:
            where = {"host": "127.0.0.1", "port": str(port), "security": "none"}
            told = carry("email", where | {"to": "a@example.com"})
        assert (told.arrived, told.certain) == (False, True)
        assert "does not speak SMTP" in told.error

    def test_one_that_goes_on_greeting_is_cut_off_and_said_to_be_late(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(email, "TIMEOUT", 0.5)
        with dribbling(b"220-still here\r\n") as port:
            where = {"host": "127.0.0.1", "port": str(port), "security": "none"}
            told = carry("email", where | {"to": "a@example.com"})
        assert "sent no greeting within 0.5 s" in told.error

    def test_a_machine_s_own_metadata_is_no_mail_server(self) -> None:
        told = carry("email", {"host": "169.254.169.254", "to": "a@example.com"})
        assert (told.arrived, told.certain) == (False, True)
        assert "link-local" in told.error

    def test_nothing_of_a_letter_becomes_a_header(self) -> None:
        nasty = Letter("msg_2", "a\r\nBcc: all@example.com", "x", {})
        with mail_server() as server:
            assert carry("email", server.settings, nasty).arrived
        (mail,) = server.mails
        assert mail.message["Bcc"] is None
        assert mail.to == ["ops@example.com"]


class TestWebhook:
    def test_it_is_signed_and_says_what_the_letter_says(self, receiver: Receiver) -> None:
        settings = {"url": f"{receiver.url}/in", "secret": SECRET}
        assert carry("webhook", settings) == Carried(True, status=200)
        (call,) = receiver.calls
        at = int(call.headers["webhook-timestamp"])
        assert call.id == "msg_1"
        expected = signing.sign(SECRET, "msg_1", at, call.body)
        assert call.headers["webhook-signature"] == expected
        assert call.json["data"] == {"host": "hub"}

    @pytest.mark.parametrize("status", [301, 400, 404, 410, 500, 503])
    def test_only_2xx_is_a_success(self, receiver: Receiver, status: int) -> None:
        receiver.answers["/in"] = answers(status, Location="http://169.254.169.254/")
        told = carry("webhook", {"url": f"{receiver.url}/in"})
        assert (told.arrived, told.certain, told.status) == (False, False, status)
        assert len(receiver.calls) == 1, "a redirect is not followed"

    def test_who_asks_to_be_left_alone_is(self, receiver: Receiver) -> None:
        receiver.answers["/in"] = answers(429, Retry_After="120")
        assert carry("webhook", {"url": f"{receiver.url}/in"}).retry_after == 120

    def test_a_machine_s_own_metadata_is_no_receiver(self) -> None:
        shut = {"url": "http://169.254.169.254/latest"}
        told = notifiers.create("webhook").carry(shut, LETTER)
        assert (told.arrived, told.certain) == (False, True)


class TestCommand:
    def test_a_program_gets_the_letter_as_json(self, tmp_path: Path) -> None:
        script, out = tmp_path / "tell.py", tmp_path / "out.json"
        script.write_text(f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read())")
        assert carry("command", {"command": f"{sys.executable} {script}"}).arrived
        got = json.loads(out.read_text())
        assert (got["id"], got["title"], got["host"]) == ("msg_1", LETTER.title, "hub")

    def test_one_that_fails_says_why(self) -> None:
        argv = f"{sys.executable} -c 'import sys; sys.exit(\"no such room\")'"
        told = carry("command", {"command": argv})
        assert not told.arrived
        assert "no such room" in told.error


# Of a library that Apprise loads.
@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
class TestApprise:
    def test_it_carries_by_an_address_of_its_own(self, receiver: Receiver) -> None:
        assert carry("apprise", {"url": f"json://127.0.0.1:{receiver.port}/in"}).arrived
        (call,) = receiver.calls
        assert call.json["message"] == LETTER.text.strip() or LETTER.text in call.json["message"]

    def test_what_is_longer_than_a_service_takes_comes_in_several_messages(
        self, receiver: Receiver
    ) -> None:
        lines = [f"{number} incidents are open" for number in range(400)]
        letter = replace(LETTER, text="\n".join(lines))
        url = f"mmost://127.0.0.1:{receiver.port}/abcdefghijklmnopqrstuvwxyz"  # it takes 4,000
        assert carry("apprise", {"url": url}, letter).arrived
        texts = [call.json["text"] for call in receiver.calls]
        assert len(texts) > 1
        assert max(map(len, texts)) <= 4_000
        told = "\n".join(texts)
        assert all(line in told for line in lines)

    def test_who_says_what_becomes_of_a_long_message_is_obeyed(self, receiver: Receiver) -> None:
        url = f"mmost://127.0.0.1:{receiver.port}/abcdefghijklmnopqrstuvwxyz?overflow=truncate"
        assert carry("apprise", {"url": url}, replace(LETTER, text="long " * 2_000)).arrived
        (call,) = receiver.calls
        assert len(call.json["text"]) <= 4_000

    def test_what_a_service_does_not_take_is_told_without_its_secrets(
        self, receiver: Receiver
    ) -> None:
        receiver.answers["/s3cr3t-t0ken"] = answers(500)
        told = carry("apprise", {"url": f"json://127.0.0.1:{receiver.port}/s3cr3t-t0ken"})
        assert not told.arrived
        assert "the service did not take it" in told.error
        assert "s3cr3t" not in told.error


@pytest.mark.parametrize(
    ("type_", "settings", "said"),
    [
        ("email", {"to": "a@example.com"}, "host"),
        ("email", {"host": "h", "to": "nobody"}, "no address of a mailbox"),
        ("email", {"host": "h", "to": "a@b.c", "security": "ssl"}, "allowed: starttls"),
        ("email", {"host": "h", "to": "a@b.c", "port": "99999"}, "1 to 65535"),
        ("email", {"host": "h", "to": "a@b.c", "username": "u"}, "belong together"),
        (
            "email",
            {"host": "h", "to": "a@b.c", "security": "none", "username": "u", "password": "p"},
            "encrypted",
        ),
        ("email", {"host": "h", "to": "a@b.c", "colour": "red"}, "not known"),
        ("email", {"host": "h\r\nx", "to": "a@b.c"}, "one line"),
        ("webhook", {"url": "ftp://example.com"}, "http://"),
        ("webhook", {"url": "http://example.com", "secret": "short"}, "whsec_"),
        ("command", {"command": "/no/such/program"}, "/no/such/program"),
        ("command", {"command": "'"}, "quotes"),
        ("apprise", {"url": "nonsense"}, "no address"),
        ("pigeon", {}, "there is no type"),
    ],
)
def test_settings_that_cannot_work_are_refused(
    type_: str, settings: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said):
        carry(type_, settings)


class TestTheSenderOfDeliveries:
    def said(self, place: ChannelPlace) -> tuple[Outcome, str]:
        body = json.dumps({"title": "t", "text": "x", "document": {}, "thread": ""})
        told = sender.send(place, Message("msg_1", "alert", body, 1))
        return told.outcome, told.error

    def test_a_secret_in_a_variable_is_read_when_it_is_sent(
        self, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place = ChannelPlace("webhook", {"url": f"{receiver.url}/", "secret": "env:HOOK_SECRET"})
        outcome, error = self.said(place)
        assert outcome is Outcome.AGAIN
        assert error.startswith(NOT_SENT)
        monkeypatch.setenv("HOOK_SECRET", SECRET)
        assert self.said(place)[0] is Outcome.DELIVERED
        assert "webhook-signature" in receiver.calls[0].headers

    def test_a_type_that_is_no_more_is_tried_again_by_a_program_that_has_it(self) -> None:
        assert self.said(ChannelPlace("pigeon", {}))[0] is Outcome.AGAIN


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "[::ffff:169.254.169.254]"])
def test_a_webhook_to_a_machine_s_own_metadata_is_refused_at_once(host: str) -> None:
    with pytest.raises(InputError, match="link-local"):
        notifiers.create("webhook").validate({"url": f"http://{host}/"})
