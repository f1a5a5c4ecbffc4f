"""Calls to one WordPress site: where its REST API is, who is asking, and what its errors mean."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from contenthub.errors import BackendError, PermanentError, TransientError
from contenthub.publishers import server_calls
from contenthub.publishers.server_calls import Reply

_ROOT = re.compile(r'<([^<>]{1,2000})>\s*;\s*rel="?https://api\.w\.org/"?')
_PASTED = ("/wp-json/wp/v2", "/wp-json", "/wp-admin", "/wp-login.php", "/xmlrpc.php")
# Lasting ones that come with the status of a server's bad moment.
_LASTING = frozenset({"rest_upload_sideload_error"})
_NOBODY = "rest_not_logged_in"
_ADVICE = {
    _NOBODY: "see the user and its application password (Users, Profile); WordPress "
    "takes them by https alone, and some servers hold the Authorization header back",
    "incorrect_password": "make a new application password (Users, Profile) and set it",
    "invalid_username": "set the user's login name, not the name it shows",
    "invalid_email": "set the user's login name",
    "rest_cannot_publish": "give the user the role author or editor, or set status=pending",
    "rest_cannot_create": "give the user the role author or editor",
    "rest_cannot_edit": "the post is another user's: give this one the role editor",
    "rest_cannot_edit_others": "the post is another user's: give this one the role editor",
    "rest_upload_sideload_error": "WordPress does not take this kind of file",
    "rest_upload_user_quota_exceeded": "delete files from the site's media, or raise its quota",
    "application_passwords_disabled": "let WordPress accept application passwords",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A site, and the user who publishes there. ``roots`` keeps what was found out, by address."""

    url: str
    user: str
    password: str
    roots: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **query: Any) -> Reply:
        """Raises TransientError or PermanentError for what is no answer 2xx."""
        return self._answered(self._call("GET", path, query=query))

    def post(self, path: str, document: Mapping[str, Any]) -> Reply:
        """The answer, whatever its status, but for a page instead of JSON.

        Raises NoAnswerError where it may have been done, TransientError, PermanentError.
        """
        return self._json(self._call("POST", path, document=dict(document)))

    def upload(self, name: str, media_type: str, data: bytes, **query: Any) -> Reply:
        """Add a file to the site's media. Raises TransientError or PermanentError."""
        headers = {
            "Content-Type": media_type,
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return self._answered(
            self._call("POST", "/wp/v2/media", query=query, content=data, headers=headers)
        )

    def _answered(self, reply: Reply) -> Reply:
        if not self._json(reply).ok:
            raise error_of(reply)
        return reply

    def _json(self, reply: Reply) -> Reply:
        if not isinstance(reply.data, dict | list) or 300 <= reply.status < 400:
            raise server_calls.not_json(f"WordPress at {self.url}", reply)
        return reply

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
        url = self._address(path)
        return server_calls.call(
            method,
            url,
            {"Authorization": self._authorization(), **(headers or {})},
            query=query,
            document=document,
            content=content,
        )

    def _authorization(self) -> str:
        pair = f"{self.user}:{self.password}".encode()
        return f"Basic {base64.b64encode(pair).decode('ascii')}"

    def _address(self, path: str) -> str:
        """The address of an endpoint, with or without readable links."""
        if self.url not in self.roots:
            self.roots[self.url] = self._root()
        return self.roots[self.url].rstrip("/") + path

    def _root(self) -> str:
        """Where its API is, by its own word; else where every WordPress answers.

        A root on another host than the one that was set is not believed: it would be told the
        password.
        """
        reply = server_calls.call("GET", f"{self.url}/", {"Accept": "text/html"})
        if reply.busy:
            raise TransientError(
                f"WordPress at {self.url} answered {reply.status}", retry_after=reply.retry_after
            )
        found = _ROOT.search(reply.headers.get("link", ""))
        if found and _host(found[1]) == _host(self.url):
            return found[1]
        return f"{self.url}/?rest_route="


def base(url: str) -> str:
    """The site's address, of whatever was pasted: of its API, its back office or itself."""
    return server_calls.site_address(url, _PASTED)


def error_of(reply: Reply) -> BackendError:
    """The error of an answer that is none of 2xx: by its code, as its status tells less."""
    document = reply.data if isinstance(reply.data, dict) else {}
    code, message = str(document.get("code") or ""), str(document.get("message") or "")
    said = f"WordPress answered {reply.status} {code}: {message[:300] or reply.text[:120]}".strip()
    passes = reply.busy or reply.status >= 500
    if passes and code not in _LASTING:
        return TransientError(said, retry_after=reply.retry_after)
    if reply.status == 401 and code.startswith("rest_cannot_"):
        code = _NOBODY  # it knows no such password, and tells what strangers may not do
    advice = _ADVICE.get(code, "")
    return PermanentError(f"{said}; {advice}" if advice else said)


def _host(url: str) -> tuple[str | None, int | None]:
    try:
        parts = urlsplit(url)
        return parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    except ValueError:
        return None, None
