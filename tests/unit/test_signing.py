"""Signatures of webhooks: the published vectors of Standard Webhooks, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contenthub import signing
from contenthub.errors import NotAuthorizedError
from contenthub.settings import parsers

# https://github.com/standard-webhooks/standard-webhooks, the test of `sign` of each library
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
BODY = b'{"test": 2432232314}'
TIMESTAMP = 1614265330
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
NOW = datetime.fromtimestamp(TIMESTAMP, UTC)
OTHER = "whsec_" + "QUFB" * 10


def test_the_published_signature_is_made() -> None:
    assert signing.sign(SECRET, ID, TIMESTAMP, BODY) == SIGNATURE


@pytest.mark.parametrize(
    "signatures",
    [
        SIGNATURE,
        f"v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,abc {SIGNATURE}",
        f"{SIGNATURE} v1,",
        f" {SIGNATURE}  ",
    ],
)
@pytest.mark.parametrize("secrets", [(SECRET,), (OTHER, SECRET), (SECRET, OTHER)])
def test_one_right_signature_by_one_of_the_secrets_is_enough(
    signatures: str, secrets: tuple[str, ...]
) -> None:
    signing.check(signing.Signed(ID, str(TIMESTAMP), signatures), BODY, secrets, NOW)


@pytest.mark.parametrize(
    ("id_", "timestamp", "signatures", "body", "secrets"),
    [
        ("another", str(TIMESTAMP), SIGNATURE, BODY, (SECRET,)),
        (ID, str(TIMESTAMP + 1), SIGNATURE, BODY, (SECRET,)),
        (ID, str(TIMESTAMP), SIGNATURE, BODY + b" ", (SECRET,)),
        (ID, str(TIMESTAMP), SIGNATURE, BODY, (OTHER,)),
        (ID, str(TIMESTAMP), SIGNATURE, BODY, ()),
        (ID, str(TIMESTAMP), SIGNATURE.replace("v1", "v2"), BODY, (SECRET,)),
        (ID, str(TIMESTAMP), SIGNATURE[:-4], BODY, (SECRET,)),
        (ID, str(TIMESTAMP), "v1,", BODY, (SECRET,)),
        (ID, str(TIMESTAMP), "v1", BODY, (SECRET,)),
        (ID, str(TIMESTAMP), "v1,\u00e9", BODY, (SECRET,)),
        (ID, str(TIMESTAMP), "v1,x " * 20 + SIGNATURE, BODY, (SECRET,)),
        (ID, "", SIGNATURE, BODY, (SECRET,)),
        (ID, f"{TIMESTAMP}.0", SIGNATURE, BODY, (SECRET,)),
        (ID, "hello", SIGNATURE, BODY, (SECRET,)),
        (ID, "\u0661", SIGNATURE, BODY, (SECRET,)),
        (ID, "9" * 5000, SIGNATURE, BODY, (SECRET,)),
    ],
)
def test_everything_else_is_refused(
    id_: str, timestamp: str, signatures: str, body: bytes, secrets: tuple[str, ...]
) -> None:
    with pytest.raises(NotAuthorizedError):
        signing.check(signing.Signed(id_, timestamp, signatures), body, secrets, NOW)


@pytest.mark.parametrize(
    ("seconds", "is_good"), [(-301, False), (-300, True), (0, True), (300, True), (301, False)]
)
def test_it_may_be_five_minutes_off(seconds: int, is_good: bool) -> None:
    signed = signing.Signed(ID, str(TIMESTAMP), SIGNATURE)
    now = NOW + timedelta(seconds=seconds)
    if is_good:
        signing.check(signed, BODY, (SECRET,), now)
        return
    with pytest.raises(NotAuthorizedError, match="webhook-timestamp is 301 s"):
        signing.check(signed, BODY, (SECRET,), now)


ALL = {"webhook-id": ID, "webhook-timestamp": str(TIMESTAMP), "webhook-signature": SIGNATURE}


def test_the_headers_are_read() -> None:
    assert signing.read(ALL) == signing.Signed(ID, str(TIMESTAMP), SIGNATURE)
    assert signing.read({"webhook-other": "1"}) is None


@pytest.mark.parametrize("missing", ALL)
def test_half_of_the_headers_are_refused(missing: str) -> None:
    for headers in (ALL | {missing: ""}, {name: v for name, v in ALL.items() if name != missing}):
        with pytest.raises(NotAuthorizedError):
            signing.read(headers)


@pytest.mark.parametrize("id_", ["x" * 256, "\u00e9", "a\tb"])
def test_an_id_that_cannot_be_kept_is_refused(id_: str) -> None:
    with pytest.raises(NotAuthorizedError):
        signing.read(ALL | {"webhook-id": id_})


@pytest.mark.parametrize(
    ("text", "count"),
    [("", 0), (SECRET, 1), (f"{SECRET} {OTHER}", 2), (f" {SECRET},{OTHER},{SECRET} ", 2)],
)
def test_secrets_are_read_from_a_setting(text: str, count: int) -> None:
    assert len(parsers.webhook_secrets(text)) == count


@pytest.mark.parametrize(
    "text",
    [
        "none-of-ours",
        SECRET.removeprefix("whsec_"),
        "whsec_",
        "whsec_c2hvcnQ=",
        "whsec_no-base64!",
        "whsec_é",
        "whsec_" + "QUFB" * 30,
        f"{SECRET} none-of-ours",
    ],
)
def test_what_is_no_secret_is_refused_without_being_told(text: str) -> None:
    with pytest.raises(parsers.RefusedError) as refused:
        parsers.webhook_secrets(text)
    secret = text.split()[-1].removeprefix("whsec_")
    assert not secret or secret not in str(refused.value)
