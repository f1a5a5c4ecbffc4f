"""Calls in the name of an account: with its token, and once more with another where it is refused.

The token stands in the address, as WeChat wants it; errors never show arguments of an address.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contenthub.publishers import server_calls
from contenthub.publishers.pictures import Picture
from contenthub.publishers.server_calls import Reply
from contenthub.publishers.wechat import answers
from contenthub.publishers.wechat.codes import MEANINGS, Passes
from contenthub.publishers.wechat.tokens import Account, Tokens

_REFUSED_TOKEN = frozenset(n for n, one in MEANINGS.items() if one.passes is Passes.ONCE_MORE)


@dataclass(frozen=True, slots=True)
class Calls:
    """The API as one account sees it."""

    account: Account
    tokens: Tokens

    def post(self, path: str, document: Mapping[str, Any]) -> Mapping[str, Any]:
        """One call of ``/cgi-bin`` and its answer.

        Raises TransientError (NoAnswerError where it may have been done) and PermanentError, which
        have WeChat's number as the fact ``errcode``.
        """
        url = f"{self.account.url}/cgi-bin/{path}"

        def send(token: str) -> Reply:
            return server_calls.call(
                "POST", url, {}, query={"access_token": token}, document=dict(document)
            )

        return self._answered(send)

    def upload(self, path: str, picture: Picture, **query: str) -> Mapping[str, Any]:
        """Send a picture as the form field ``media``. Raises as ``post`` does."""
        url = f"{self.account.url}/cgi-bin/{path}"
        boundary = secrets.token_hex(16)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        content = _form(boundary, picture)

        def send(token: str) -> Reply:
            arguments = {"access_token": token, **query}
            return server_calls.call("POST", url, headers, query=arguments, content=content)

        return self._answered(send)

    def _answered(self, send: Callable[[str], Reply]) -> Mapping[str, Any]:
        token = self.tokens.current(self.account)
        reply = send(token)
        if answers.code_of(reply) in _REFUSED_TOKEN:  # so nothing was done
            reply = send(self.tokens.renewed(self.account, token))
        return answers.document(reply)


def _form(boundary: str, picture: Picture) -> bytes:
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="media"; '
        f'filename="{picture.name}.{picture.extension}"\r\n'
        f"Content-Type: {picture.media_type}\r\n\r\n"
    )
    return head.encode("ascii") + picture.data + f"\r\n--{boundary}--\r\n".encode("ascii")
