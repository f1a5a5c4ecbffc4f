"""What Ghost is given of an article, and the tokens by which it knows who asks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from contenthub.errors import InputError, PermanentError, TransientError
from contenthub.publishers.ghost import page, site, tokens
from contenthub.publishers.server_calls import Reply

ID, SECRET = "5f" * 12, "a0" * 32
NOW = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)


def part(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_token_says_who_asks_and_for_how_long_and_is_signed() -> None:
    header, claims, signature = tokens.token(tokens.key(f"{ID}:{SECRET}"), NOW).split(".")
    assert json.loads(part(header)) == {"alg": "HS256", "typ": "JWT", "kid": ID}
    moment = int(NOW.timestamp())
    assert json.loads(part(claims)) == {"iat": moment, "exp": moment + 300, "aud": "/admin/"}
    signed = f"{header}.{claims}".encode()
    assert part(signature) == hmac.new(bytes.fromhex(SECRET), signed, hashlib.sha256).digest()


@pytest.mark.parametrize(
    "text", ["", "x", SECRET, f"{ID}:{SECRET}0", f"{ID}{SECRET}", f"{ID}:{'g' * 64}", SECRET[:26]]
)
def test_what_is_no_key_is_refused_without_being_shown(text: str) -> None:
    with pytest.raises(InputError, match="admin_key") as refused:
        tokens.key(text)
    assert len(text) < 5 or text not in str(refused.value)


def test_a_key_is_not_shown_by_accident() -> None:
    assert SECRET not in repr(tokens.key(f" {ID}:{SECRET}\n"))
    assert repr(tokens.key(f"{ID}:{SECRET}").secret) not in repr(tokens.key(f"{ID}:{SECRET}"))


@pytest.mark.parametrize(
    "pasted",
    [
        "https://tea.example/blog",
        "https://tea.example/blog/",
        "https://tea.example/blog/ghost",
        "https://tea.example/blog/ghost/#/settings/integrations",
        "https://tea.example/blog/ghost/api/admin/",
        "https://tea.example/blog?x=1#y",
    ],
)
def test_any_address_of_the_site_will_do(pasted: str) -> None:
    assert site.base(pasted) == "https://tea.example/blog"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", "(Untitled)"),
        (" a\n b\x00 ", "a b"),
        ("长" * 256, "长" * 254 + "…"),
        ("a" * 255, "a" * 255),
    ],
)
def test_titles_keep_to_the_limit(text: str, title: str) -> None:
    assert page.title(text) == title


def test_tags_are_seen_by_readers_and_each_is_there_once() -> None:
    given = ("News", "news", "#internal", "# ", "", "a,b", "x" * 200)
    assert page.tags(given) == ["News", "internal", "a,b", "x" * 190 + "…"]


def test_words_of_newsletters_are_shown_as_they_are_written() -> None:
    assert "%%{" not in page.html("Dear %%{first_name}%%")


def test_marks_are_apart_and_survive_what_ghost_makes_of_a_name() -> None:
    assert page.mark("0a-1b-t1") == "#contenthub-0a-1b-t1"
    odd = {page.mark(key) for key in ("a_b", "a b", "a'b", "茶", "a--b", "-a", "ab", "aB")}
    assert len(odd) == 8
    assert all(page.searched(key).count("'") == 2 for key in ("a'b", "a_b"))


def reply(status: int, *, date: str = "", **error: str) -> Reply:
    return Reply(status, {"errors": [error]}, {"date": date}, "")


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (reply(401, code="INVALID_JWT", message="jwt"), PermanentError, "copy the Admin API key"),
        (reply(401, code="UNKNOWN_ADMIN_API_KEY"), PermanentError, "taken back"),
        (reply(403, type="NoPermissionError"), PermanentError, "custom integration"),
        (reply(403, type="HostLimitError"), PermanentError, "plan"),
        (reply(404, type="NotFoundError"), PermanentError, "404 NotFoundError"),
        (reply(409, code="UPDATE_COLLISION"), TransientError, "409 UPDATE_COLLISION"),
        (reply(409, type="ConflictError"), PermanentError, "409"),
        (reply(415, type="UnsupportedMediaTypeError"), PermanentError, "images=link"),
        (reply(422, type="ValidationError", context="slug"), PermanentError, "slug"),
        (reply(429, type="TooManyRequestsError"), TransientError, "429"),
        (reply(500, type="InternalServerError"), TransientError, "500"),
        (reply(501, type="NotImplementedError"), PermanentError, "501"),
        (reply(503, type="MaintenanceError"), TransientError, "503"),
        (Reply(400, {"errors": [7]}, {}, "odd"), PermanentError, "odd"),
        (Reply(400, [], {}, "odd"), PermanentError, "odd"),
    ],
)
def test_errors_are_told_apart_by_what_ghost_calls_them(
    answer: Reply, error: type[Exception], said: str
) -> None:
    found = site.error_of(answer)
    assert isinstance(found, error)
    assert said in str(found)
