"""What people may see: each row holds a secret called SECRET somewhere, and none may show it."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contenthub import logs, masked_text, masking
from contenthub.errors import PermanentError
from contenthub.operations.schedules import types
from contenthub.topics import file_kinds, sources

SECRET = "hunter2"
ADDRESSES = {
    "http://SECRET@host/p": "http://***@host/p",
    "https://SECRET:x-oauth-basic@git.example/p": "https://***@git.example/p",
    "https://ada:SECRET@host:8443/p": "https://***@host:8443/p",
    "https://:SECRET@host/v1": "https://***@host/v1",
    "redis://SECRET@host/0": "redis://***@host/0",
    "redis://:SECRET@host:6379/0": "redis://:***@host:6379/0",
    "rediss://ada:SECRET@host/0?db=3&password=SECRET": "rediss://ada:***@host/0?db=3&password=***",
    "postgresql://ada:SECRET@db:5432/hub": "postgresql://ada:***@db:5432/hub",
    "postgresql://ada:SE%CRET@db/hub": "postgresql://ada:***@db/hub",
    "postgresql://ada:SECRET SECRET@db/hub": "postgresql://ada:***@db/hub",
    "postgresql://ada:SECRET/SECRET@db/hub": "postgresql://ada:***@db/hub",
    "postgresql://ada:SECRET#SECRET?SECRET@db/hub": "postgresql://ada:***@db/hub",
    "postgresql://ada:SE@SECRET@db/hub": "postgresql://ada:***@db/hub",
    "postgresql://ada:SE@SECRET/SECRET@db/hub": "postgresql://ada:***@db/hub",
    "postgresql://db/hub?user=ada&password=SECRET": "postgresql://db/hub?user=***&password=***",
    "postgresql+psycopg://ada:SECRET@db/hub?sslmode=require":
        "postgresql+psycopg://ada:***@db/hub?sslmode=require",
    "https://h/x?sig=SECRET": "https://h/x?sig=***",
    "https://h/x?api-version=2024-10-21&code=SECRET": "https://h/x?api-version=2024-10-21&code=***",
    "https://h/x?SECRET": "https://h/x?***",
    "https://h/x?page=2;k=SECRET&": "https://h/x?page=2;k=***&",
    "https://h/x#access_token=SECRET": "https://h/x#***",
    "https://h/x?page=1#SECRET": "https://h/x?page=1#***",
    "redis://:SECRET": "redis://***",
    "redis://ada:SECRET": "redis://***",
    "ada:SECRET@host": "***",
    "SECRET": "***",
    "://SECRET@host": "***://***@host",
    "https://hooks.chat.example/services/T0/B0/8hD72kqPzWm41xVbNcRt0aYe":
        "https://hooks.chat.example/services/T0/B0/***",
    "https://api.telegram.org/bot1234567:SECRET/send": "https://api.telegram.org/***/send",
    "https://h/f/550e8400-e29b-41d4-a716-446655440000": "https://h/f/***",
}  # fmt: skip


@pytest.mark.parametrize(("address", "shown"), ADDRESSES.items())
def test_an_address_is_shown_without_what_opens_its_door(address: str, shown: str) -> None:
    assert masking.address(address.replace("SECRET", SECRET)) == shown


@pytest.mark.parametrize(
    "address",
    [
        "",
        "redis://cache:6379/0",
        "redis://[::1]:6379/0?db=1&socket_timeout=5",
        "unix:///run/redis.sock?db=1",
        "https://example.org:8443/a@b",
        "https://medium.example.com/@ada/feed",
        "https://example.org/feeds/tea-and-coffee-2026.xml?page=2",
        "http://127.0.0.1:11434/v1",
        "sqlite:////srv/a%20b/c#d.db",
        "sqlite:x.db",
    ],
)
def test_a_harmless_address_is_shown_as_it_is(address: str) -> None:
    assert masking.address(address) == address


COMMANDS = {
    "gen --auth SECRET": "gen --auth ***",
    "gen --auth=SECRET": "gen --auth=***",
    "gen --api-key SECRET --model small": "gen --api-key *** --model small",
    "gen --password='SECRET SECRET'": "gen --password=***",
    "curl -u ada:SECRET https://example.org": "curl -u *** https://example.org",
    "curl -uada:SECRET": "curl -u***",
    "curl -H 'Cookie: s=SECRET'": "curl -H ***",
    "curl --header 'X-Api-Key: SECRET'": "curl --header ***",
    "curl --header=X-Api-Key:SECRET": "curl --header=***",
    "gen -pSECRET": "gen -p***",
    "gen -- SECRET": "gen -- ***",
    "gen SECRET": "gen ***",
    "env API_TOKEN=SECRET gen": "env API_TOKEN=*** gen",
    "env A=SECRET B=SECRET gen run": "env A=*** B=*** gen run",
    "TOKEN=SECRET": "TOKEN=***",
    "sh -c 'curl -u ada:SECRET'": "sh -c ***",
    "gen --to https://ada:SECRET@example.org/?t=SECRET": "gen --to https://***@example.org/?t=***",
    "gen --model sk-SECRETSECRETSECRET": "gen --model ***",
    "gen --sk-SECRETSECRETSECRET": "gen --***",
    "gen /srv/8hD72kqPzWm41xVbNcRt0aYe": "gen ***",
}


@pytest.mark.parametrize(("words", "shown"), COMMANDS.items())
def test_a_command_is_shown_without_what_is_not_known_to_be_harmless(
    words: str, shown: str
) -> None:
    assert masking.command(shlex.split(words.replace("SECRET", SECRET))) == shown


@pytest.mark.parametrize(
    "words",
    [
        "node '/opt/my creator/cli.js'",
        "/usr/bin/python3 -m writer.main --lang de --max-words 800 -v",
        "npm run generate",
        "ollama-writer --model qwen2.5:7b --temperature 0.7 --template ./tea.j2",
        "gen --password-file /run/secrets/pw -n 3",
        "gen -5 --out=articles/tea.md",
    ],
)
def test_a_harmless_command_is_shown_as_it_is(words: str) -> None:
    # a path after a word about passwords is as secret as its value
    expected = words.replace("/run/secrets/pw", "***")
    assert masking.command(shlex.split(words)) == expected


TEXTS = {
    "X-Idempotency-Key: SECRET": "X-Idempotency-Key: ***",
    "Idempotency-Key: sk-SECRETSECRET": "Idempotency-Key: ***",
    "Idempotency-Key: one, api_key: SECRET": "Idempotency-Key: one, api_key: ***",
    'connection to "postgresql://ada:SECRET@db/hub" failed': (
        'connection to "postgresql://ada:***@db/hub" failed'
    ),
    "cannot open postgresql://ada:pw"
    " SECRET@db/hub now": "cannot open postgresql://*** ***@db/hub now",
    "see (http://SECRET@host/p), then https://h/x?sig=SECRET.": "see (http://***@host/p), then https://h/x?sig=***.",
    "a://b c://SECRET@d": "a://b c://***@d",
    # no address, and no password that goes on behind it
    "url is 'http://[::1/'; allowed: one that starts with http://": (
        "url is 'http://***/'; allowed: one that starts with http://"
    ),
    "url is 'ssh://-oA=b/x'; allowed: such as https://h/a.git or git@h:a": (
        "url is 'ssh://***/x'; allowed: such as https://h/a.git or git@h:a"
    ),
    "cannot open redis://a:pw b:SECRET@h and c": "cannot open redis://*** ***@h and c",
    "Authorization: Bearer SECRET": "Authorization: ***",
    "sent Cookie: a=SECRET; b=SECRET\nnext": "sent Cookie: ***\nnext",
    "X-Api-Key: SECRET": "X-Api-Key: ***",
    "api_key=SECRET&page=1": "api_key=***&page=1",
    '{"token": "SECRET", "a": 1}': '{"token": "***", "a": 1}',
    "{'password': 'SECRET'}": "{'password': '***'}",
    "the password: SECRET": "the password: ***",
    "Incorrect API key provided: sk-SECRETSECRET": "Incorrect API key provided: ***",
    "with bearer SECRET": "with bearer ***",
    "pushed by ghp_SECRETSECRETSECRET": "pushed by ***",
}


@pytest.mark.parametrize(("text", "shown"), TEXTS.items())
def test_errors_and_log_values_lose_their_secrets(text: str, shown: str) -> None:
    assert masked_text.text(text.replace("SECRET", SECRET)) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The key: patience, and the secret: water",
        "header.Idempotency-Key: String should have at most 200 characters",
        'idempotency_key="order-1"',
        "KeyError: 'title'",
        "HTTP status 503: busy; tried at 12:30:05",
        "read https://example.org/feed.xml, 3 items",
        "Basic knowledge of tea; bearer of good news",
        "task 550e8400-e29b-41d4-a716-446655440000 waits",
        "价格: 12 元 = 便宜",
    ],
)
def test_ordinary_words_stay(text: str) -> None:
    assert masked_text.text(text) == text


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    masked_text.forget()
    return masked_text.remember_address


class TestKnownSecrets:
    def test_are_replaced_wherever_they_stand_in_each_spelling(
        self, known: Callable[[str], None]
    ) -> None:
        known("postgresql://ada:pa%40ss%2Fword@db/hub")
        masked_text.remember('with"quote')
        assert masked_text.text('"pa@ss/word" pa%40ss%2Fword') == '"***" ***'
        assert masked_text.text('x with"quote y with\\"quote z') == "x *** y *** z"

    def test_short_ones_are_left_to_the_rules(self, known: Callable[[str], None]) -> None:
        masked_text.remember("abc")
        assert masked_text.text("abc is a word") == "abc is a word"

    def test_no_backend_error_and_no_log_line_holds_them(
        self, known: Callable[[str], None], capsys: pytest.CaptureFixture[str]
    ) -> None:
        masked_text.remember("plain-secret")
        assert str(PermanentError("said plain-secret and http://hunter2@h/")) == (
            "said *** and http://***@h/"
        )
        for fmt in ("json", "text"):
            logs.configure("info", fmt)
            try:
                raise ValueError("plain-secret in an exception")
            except ValueError as error:
                log = logs.get_logger("test")
                log.exception("failed", why=error, more={"a": ["plain-secret"]}, when=1.5)
        logs.configure()
        err = capsys.readouterr().err
        assert "plain-secret" not in err
        assert err.count("in an exception") >= 4


def test_mappings_keep_what_is_harmless() -> None:
    shown = masked_text.mapping(
        {
            "folder": "articles",
            "author": "Ada",
            "author_email": "ada@example.org",
            "authorization": SECRET,
            "auth": SECRET,
            "password": SECRET,
            "nested": {"api_key": SECRET, "n": 3},
            "topics": {"feed": f"https://{SECRET}@h/f?k={SECRET}"},
            "token": "env:TOKEN",
            "list": [f"http://{SECRET}@h"],
            "empty": "",
            "none": None,
            "command": f"/srv/press.sh --token {SECRET} --paper 'a b'",
            "place": {"command": ["/srv/press.sh", "--token", SECRET]},
            "broken": {"command": f"'{SECRET}"},
        }
    )
    assert shown == {
        "command": "/srv/press.sh --token *** --paper ***",
        "place": {"command": "/srv/press.sh --token ***"},
        "broken": {"command": "***"},
        "folder": "articles",
        "author": "Ada",
        "author_email": "ada@example.org",
        "authorization": "***",
        "auth": "***",
        "password": "***",
        "nested": {"api_key": "***", "n": 3},
        "topics": {"feed": "https://***@h/f?k=***"},
        "token": "env:TOKEN",
        "list": ["http://***@h"],
        "empty": "",
        "none": None,
    }


@given(st.text(max_size=200))
def test_any_text_is_masked_without_an_error(text: str) -> None:
    masking.address(text)
    masking.command(text.split())
    masked_text.text(text)


@given(st.text(st.characters(blacklist_characters="\0", blacklist_categories=["Cs"]), max_size=30))
def test_no_password_of_an_address_is_shown(noise: str) -> None:
    for scheme in ("postgresql", "redis", "https"):
        assert SECRET not in masking.address(f"{scheme}://ada:{SECRET}{noise}@host/p")


PUMPED = [
    "a://",
    "://",
    "a@",
    "@a:",
    "a-key",
    "key=",
    "a=b&",
    "x" * 16,
    "/a@b",
    "--a=",
    "sk-",
    "Cookie:",
    "bearer ",
    ": ",
    "a.",
    "%",
    "[",
    "bot1",
    "key: ",
]


@pytest.mark.no_cover  # time is measured
@pytest.mark.parametrize("piece", PUMPED)
@pytest.mark.parametrize(
    "mask", [masking.address, masked_text.text, lambda text: masking.command(text.split("-"))]
)
def test_twice_the_text_takes_less_than_three_times_the_time(
    mask: Callable[[str], object], piece: str
) -> None:
    def seconds(size: int) -> float:
        text = "https://" + piece * (size // len(piece))
        start = time.thread_time()  # of this thread alone: the machine has other work
        mask(text)
        return time.thread_time() - start

    size = 16_000
    while seconds(size) < 0.005:
        size *= 2
        if size > 2_000_000:
            return  # a megabyte in no time: nothing there that grows faster than the text
    ratios = (
        min(seconds(2 * size) for _ in range(3)) / max(min(seconds(size) for _ in range(3)), 1e-6)
        for _ in range(5)
    )
    assert any(ratio < 3 for ratio in ratios)


def test_a_secret_that_another_thread_learns_of_meanwhile_breaks_no_text() -> None:
    class Meanwhile(str):
        """A text in which to look for a secret gives another thread its turn."""

        def __contains__(self, part: object) -> bool:
            masked_text.remember(f"learnt-of-{part}"[:40])
            return super().__contains__(part)

    masked_text.remember("0ld-secret")
    assert masked_text.text(Meanwhile("it says 0ld-secret")) == "it says ***"


@pytest.mark.parametrize(
    "advice",
    [
        f"topics: 'x' is no file; allowed: {sources.FORMS}",
        types.parameters("async_content_generation")["topics"],
        str(file_kinds.of_text("<rss><channel></channel></rss>", ())),
        "'x' is no argument; write key=value",
        "--param 'x': allowed: KEY=JSON, such as count_per_account=3",
        "--publisher-setting 'x': allowed: KEY=VALUE",
    ],
)
def test_our_own_advice_is_shown_whole(advice: str) -> None:
    assert masked_text.text(advice) == advice


@pytest.mark.parametrize("text", ["key=values", "api_key=JSON", "password=VALUE", "key=VALUE2"])
def test_what_only_resembles_our_advice_is_masked(text: str) -> None:
    assert masked_text.text(text) == f"{text.partition('=')[0]}=***"
