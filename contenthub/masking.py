"""What may be shown of addresses and commands: only what is known to be harmless.

Secrets have no common look, so nothing here searches for them: of an address the scheme, the host,
the port and the path are shown, of a command the program, the options' names and what is like a
file. The rest is ``***``. All of it takes linear time: such texts come from outside.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence

HIDDEN = "***"


def stands_elsewhere(text: str) -> bool:
    """Whether this says where a secret is (``env:NAME``, ``file:/path``), and is none itself."""
    return text.startswith(("env:", "file:"))


def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Arguments of addresses whose values tell nothing that opens a door.
_ARGUMENTS = _table(
    "api-version application_name category channel_binding channel_id charset client_encoding "
    "connect_timeout db encoding feed format gssencmode health_check_interval keepalives "
    "keepalives_count keepalives_idle keepalives_interval lang limit max_connections mode page "
    "playlist_id protocol retry_on_timeout socket_connect_timeout socket_keepalive socket_timeout "
    "ssl ssl_cert_reqs ssl_check_hostname sslmode sslrootcert tag target_session_attrs "
    "timeout"
)
# Options of programs of which the same is true.
_OPTIONS = _table(
    "m n o config count cwd dir encoding file format host input keywords lang language length "
    "level log-level max-tokens max-words min-words model n-predict out outdir output path port "
    "retries seed size style temperature template threads timeout title to tone top-k top-p topic "
    "url width words workdir"
)
_WORDS = _table("article create exec gen generate run start write")
SENSITIVE = re.compile(  # "author" is none, "authorization" is one
    r"key|token|secret|pass|pw|auth(?!or(?!i))|cookie|cred|session|signature|bearer|sig\b|sas\b",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[\w.-]{1,253}|\[[0-9A-Fa-f:.%]{2,60}\])?(?::[0-9]{1,5})?")
_PLAIN_USER = re.compile(r"[A-Za-z_][\w.-]{0,31}")
_NAME = re.compile(r"[A-Za-z_][\w.\-\[\]]{0,39}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,12})?")
_FILE = re.compile(
    r"(?:~|\.{1,2})?/[\w. /@+,-]{0,400}|[\w. /-]{1,200}\.(?:[cm]?js|ts|py|sh|rb|pl|php|jar|exe|md|"
    r"txt|json|ya?ml|toml|ini|cfg|conf|j2|html?|csv|log|xml)"
)
_UNBROKEN = re.compile(r"[A-Za-z0-9+=]{16,}")
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
KNOWN_KEYS = re.compile(
    r"\b(?:sk-|rk-|pk-|sk_|rk_|gh[opsur]_|github_pat_|glpat-|xox[abeprs]-|AKIA|AIza|eyJ|hf_|npm_|"
    r"SG\.)[\w.~+/=-]{8,}"
)


def random_looking(word: str) -> bool:
    """True for what nobody typed: long runs of mixed letters and digits, UUIDs, known keys."""
    if KNOWN_KEYS.search(word) or _UUID.search(word):
        return True
    return any(_is_random(run[0]) for run in _UNBROKEN.finditer(word))


def _is_random(run: str) -> bool:
    digits = sum(map(str.isdigit, run))
    return len(run) >= 24 or (digits >= 2 and digits < len(run))


def address(text: str) -> str:
    """An address as people may see it: ``postgresql://ada:***@host:5432/db?sslmode=require``."""
    scheme, found, rest = text.partition("://")
    if not found:
        scheme, found, rest = text.partition(":")
        if scheme.lower() != "sqlite":
            return HIDDEN if text else ""
    if scheme.lower().startswith("sqlite"):
        path, mark, query = rest.partition("?")
        return f"{scheme}{found}{path}{mark}{_query(query)}"
    user_info, rest = split(rest)
    host = authority(rest)
    path, mark, query = rest[len(host) :].partition("?")
    path, hash_mark, _ = path.partition("#") if not mark else (path, "", "")
    shown = host if is_host(host) else HIDDEN
    return "".join(
        (
            _visible_scheme(scheme),
            found,
            _user(scheme, user_info),
            shown,
            _path(path),
            f"#{HIDDEN}" if hash_mark else "",
            mark,
            _query(query),
        )
    )


def is_host(text: str) -> bool:
    """True for a name or IP address, with or without a port, and for nothing at all."""
    return _HOST.fullmatch(text) is not None


def _visible_scheme(scheme: str) -> str:
    return scheme if re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]{0,19}", scheme) else HIDDEN


def authority(rest: str) -> str:
    """What stands before the path."""
    return re.split(r"[/?#]", rest, maxsplit=1)[0]


def split(rest: str) -> tuple[str | None, str]:
    """The user information of what follows ``://``, None without one, and the rest.

    Passwords are often written as they are, with an ``@``, a ``/`` or a ``?`` in them: what could
    belong to one does. A host with a domain before the first ``/`` is none.
    """
    host = authority(rest)
    if "@" not in rest or (is_host(host) and "." in host):
        return None, rest
    head = rest.partition("?")[0]
    end = (head if "@" in head else rest).rfind("@")
    return rest[:end], rest[end + 1 :]


def _user(scheme: str, user_info: str | None) -> str:
    if user_info is None:
        return ""
    user, colon, _ = user_info.partition(":")
    # For HTTP the first half is often the token: https://TOKEN:x-oauth-basic@host
    if scheme.startswith("http") or not colon:
        return f"{HIDDEN}@"
    named = not user or (_PLAIN_USER.fullmatch(user) and not random_looking(user))
    return f"{user if named else HIDDEN}:{HIDDEN}@"


def _path(path: str) -> str:
    """Web hooks have their secret in the path."""
    segments = path.split("/")
    return "/".join(
        HIDDEN if random_looking(one) or re.match(r"bot[0-9]+:", one) else one for one in segments
    )


def _query(query: str) -> str:
    return "".join(
        piece if piece in {"&", ";", "#"} else _argument(piece)
        for piece in re.split(r"([&;#])", query)
    )


def _argument(piece: str) -> str:
    name, equals, value = piece.partition("=")
    if not equals or not _NAME.fullmatch(name) or random_looking(name):
        return HIDDEN if piece else ""
    harmless = name.lower() in _ARGUMENTS and not random_looking(value)
    return piece if harmless or not value else f"{name}={HIDDEN}"


def command(words: Sequence[str]) -> str:
    """A command as people may see it: the program, options' names, files and addresses."""
    return " ".join(one if HIDDEN in one else shlex.quote(one) for one in _words(words))


def _words(words: Sequence[str]) -> Iterator[str]:
    option = ""  # the one whose value the next word may be
    for number, word in enumerate(words):
        if word.startswith("-") and not _NUMBER.fullmatch(word):
            shown, option = _option(word)
            yield shown
        else:
            yield word if number == 0 and _is_program(word) else _value(option, word)
            option = ""


def _is_program(word: str) -> bool:
    return bool(_FILE.fullmatch(word) or _NAME.fullmatch(word)) and not random_looking(word)


def _option(word: str) -> tuple[str, str]:
    """How an option is shown, and its name if the next word is its value."""
    name, equals, value = word.partition("=")
    plain = name.lstrip("-").lower()
    is_long = re.fullmatch(r"--[A-Za-z][A-Za-z0-9-]{0,39}", name) and not random_looking(name)
    if is_long or re.fullmatch(r"--?|-[A-Za-z]", name) or plain in _OPTIONS:
        return (f"{name}={_value(plain, value)}", "") if equals else (name, plain)
    return f"{word[:2]}{HIDDEN}", ""  # such as -pPASSWORD


def _value(option: str, word: str) -> str:
    """A word that stands by itself, or the value of ``option``."""
    if option and option not in _OPTIONS and (len(option) == 1 or SENSITIVE.search(option)):
        return HIDDEN if word else ""
    if "://" in word:
        return address(word)
    name, equals, _ = word.partition("=")
    if equals and re.fullmatch(r"\w{1,40}", name) and not random_looking(name):
        return f"{name}={HIDDEN}"
    plain = option in _OPTIONS and re.fullmatch(r"[\w.:, /-]{1,200}", word)
    harmless = plain or _NUMBER.fullmatch(word) or _FILE.fullmatch(word) or word in _WORDS
    return word if (harmless and not random_looking(word)) or not word else HIDDEN
