"""Calls to one Ghost site's Admin API, and what its errors mean."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from contenthub import clock
from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.publishers import server_calls
from contenthub.publishers.ghost import tokens
from contenthub.publishers.ghost.tokens import Key
from contenthub.publishers.server_calls import Reply

_PASTED = ("/ghost/api/admin", "/ghost/api", "/ghost")
_API = "/ghost/api/admin"
COLLISION = "UPDATE_COLLISION"
_KEY_AGAIN = "copy the Admin API key again (Ghost: Settings, Integrations)"
# By the error's code, or by its type where it has none.
_ADVICE = {
    "INVALID_JWT": _KEY_AGAIN,
    "UNKNOWN_ADMIN_API_KEY": f"the key was taken back or belongs to another site: {_KEY_AGAIN}",
    "INVALID_API_KEY_TYPE": f"this is no Admin API key: {_KEY_AGAIN}",
    "NoPermissionError": "use the Admin API key of a custom integration, or the staff access token "
    "of an editor",
    "HostLimitError": "the plan of this site does not allow it: see its host",
    "UnsupportedMediaTypeError": "Ghost does not take this kind of picture; correct the article, "
    "or set images=link",
    "RequestEntityTooLargeError": "the server before Ghost does not take files of this size",
    "RequestNotAcceptableError": "this version of Ghost is not one that is known here",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A site and the key by which it is called."""

    url: str
    key: Key

    def get(self, path: str, **query: Any) -> Reply:
        """Raises TransientError or PermanentError for what is no answer 2xx."""
        return answered(self.ask(path, **query))

    def ask(self, path: str, **query: Any) -> Reply:
        """The answer, whatever its status, but for a page instead of JSON.

        Raises TransientError or PermanentError.
        """
        return self._call("GET", path, query=query)

    def send(self, method: str, path: str, document: Mapping[str, Any], **query: Any) -> Reply:
        """The answer, whatever its status, but for a page instead of JSON.

        Raises NoAnswerError where it may have been done, TransientError, PermanentError.
        """
        return self._call(method, path, query=query, document=dict(document))

    def upload(self, name: str, media_type: str, data: bytes) -> Reply:
        """Add a picture to the site. Raises TransientError or PermanentError."""
        boundary = secrets.token_hex(16)
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            f"Content-Type: {media_type}\r\n\r\n"
        )
        return answered(
            self._call(
                "POST",
                "/images/upload",
                content=head.encode() + data + f"\r\n--{boundary}--\r\n".encode(),
                headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
            )
        )

    def shows(self, path: str) -> bool:
        """Whether readers get a picture from here. Raises TransientError or PermanentError.

        It is asked as a reader asks; a site that is not open to all shows nothing to them.
        """
        reply = server_calls.call("HEAD", f"{self.url}{path}", {"Accept": "image/*"})
        return reply.status == 200 and reply.headers.get("content-type", "").startswith("image/")

    def _call(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, Any] | None = None,
        document: Any = None,
        content: bytes | None = None,
    ) -> Reply:
        given = {
            "Authorization": f"Ghost {tokens.token(self.key, clock.now())}",
            "Accept-Version": "v5.0",
            **(headers or {}),
        }
        reply = server_calls.call(
            method,
            f"{self.url}{_API}{path}/",
            given,
            query=query,
            document=document,
            content=content,
        )
        if not isinstance(reply.data, dict) or 300 <= reply.status < 400:
            raise server_calls.not_json(f"Ghost at {self.url}", reply)
        return reply


def base(url: str) -> str:
    """The site's address, of whatever was pasted: of its API, its back office or itself."""
    return server_calls.site_address(url, _PASTED)


def answered(reply: Reply) -> Reply:
    """The reply, where it says that it was done. Raises TransientError or PermanentError."""
    if not reply.ok:
        raise error_of(reply)
    return reply


def code_of(reply: Reply) -> str:
    """What Ghost calls the error: its code, or its type where it has none."""
    first = _first(reply)
    return str(first.get("code") or first.get("type") or "")


def error_of(reply: Reply) -> BackendError:
    """The error of an answer that is none of 2xx: by its code or type, not by its status alone."""
    first, code = _first(reply), code_of(reply)
    message = " ".join(str(first[name]) for name in ("message", "context") if first.get(name))
    said = f"Ghost answered {reply.status} {code}: {message[:300] or reply.text[:120]}"
    if code == "INVALID_JWT" and (apart := _clocks_apart(reply)):
        return TransientError(f"{said}; {apart}")
    passes = reply.busy or (reply.status >= 500 and reply.status != 501) or code == COLLISION
    if passes:
        return TransientError(said, retry_after=reply.retry_after)
    advice = _ADVICE.get(code) or _ADVICE.get(str(first.get("type")), "")
    return PermanentError(f"{said}; {advice}" if advice else said)


def _first(reply: Reply) -> Mapping[str, Any]:
    errors = reply.data.get("errors") if isinstance(reply.data, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return first if isinstance(first, dict) else {}


def _clocks_apart(reply: Reply) -> str:
    """What is to be said where the server's clock and this one are too far apart for tokens."""
    try:
        server = parsedate_to_datetime(reply.headers.get("date", ""))
        apart = (server - clock.now()).total_seconds()
    except (ValueError, TypeError):
        return ""
    if abs(apart) < tokens.LIFE - 10:
        return ""
    way = "behind" if apart > 0 else "ahead of"
    return f"this machine's clock is {abs(apart):.0f} s {way} the server's: set both by NTP"
