"""What is done around every call: its id, its host, its body, its line in the log.

It stands around the whole application, so whatever fails within still gets an answer that callers
can read, with the id by which the log tells more.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection
from typing import Any

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contenthub import logs
from contenthub.api import bodies, hosts, problems
from contenthub.codes import Code
from contenthub.errors import ContentHubError, InputError, NotAuthorizedError
from contenthub.operations import tokens

ID_HEADER = "x-request-id"
LARGE = 64 * 1024  # bytes of a body that is not parsed for strangers
OWN_PROOF = "/api/v1/callbacks/"  # calls that show by themselves who sent them
MOST_PATH = 200  # characters of a path that are told
_LONGEST_ID = 64  # characters of an id that the caller chose
_ONCE = ("host", "authorization", "content-type", "content-encoding")
_WITH_BODY = {"POST", "PUT", "PATCH", "DELETE"}
# Balancers ask these by the address of the machine, and they reveal nothing.
ANY_HOST = frozenset({"/health", "/ready"})
WITHOUT_HEAD = frozenset({"/api/v1/events"})  # its answer has no end

log = logs.get_logger("contenthub.api")


class Entrance:
    """The outermost part of the application (ASGI).

    ``root_path`` is where a proxy shows it, which takes that off the path of each call.
    """

    def __init__(self, app: ASGIApp, allowed_hosts: Collection[str], root_path: str = "") -> None:
        self._app = app
        self._hosts = allowed_hosts
        self._root_path = root_path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call, or what else the server asks for."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if self._root_path:
            scope["root_path"] = self._root_path
        call = _Call(scope, send)
        try:
            self._demand_host(scope, call.headers)
            _demand_text(scope)
            _demand_one_length(call.headers)
            _demand_one_each(call.headers)
            receive_again = await _with_body(scope, call.headers, receive)
            log.debug("call_begins", request_id=call.id, path=scope["path"])
            await self._app(_as_look(scope), receive_again, call.send)
        except ContentHubError as error:
            await call.answer(problems.response(error, call.id), receive)
        except Exception as error:
            log.exception("call_failed", request_id=call.id, path=scope["path"])
            if call.status:
                raise  # half an answer is out: the connection has to break
            unexpected = ContentHubError(f"unexpected {type(error).__name__}")
            await call.answer(problems.response(unexpected, call.id), receive)
        finally:
            call.log()

    def _demand_host(self, scope: Scope, headers: Headers) -> None:
        name = hosts.name_in(headers.get("host", ""))
        if name not in self._hosts and scope["path"] not in ANY_HOST:
            raise InputError(f"no host {name!r} is served here", code=Code.WRONG_HOST)


class _Call:
    """One call on its way out: gets its id into the answer and its line into the log."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.headers = Headers(scope=scope)
        self.id = _id(self.headers)
        self.status = 0  # nothing was answered yet
        self._scope = scope
        self._send = send
        self._began = time.perf_counter()
        scope.setdefault("state", {})["request_id"] = self.id

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = [*message["headers"], (ID_HEADER.encode(), self.id.encode())]
        await self._send(message)

    async def answer(self, response: Response, receive: Receive) -> None:
        if not self.status:
            await response(self._scope, receive, self.send)

    def log(self) -> None:
        """Failures of ours are warnings; who only looks is not worth a line of every log."""
        looks = self._scope["method"] in ("GET", "HEAD") and self.status < 400
        level = "warning" if self.status >= 500 else "debug" if looks else "info"
        getattr(log, level)(
            "call",
            request_id=self.id,
            method=self._scope["method"],
            path=self._scope["path"][:MOST_PATH],
            status=self.status,
            duration=round(time.perf_counter() - self._began, 6),
            by=self._scope["state"].get("who", ""),
        )


def _id(headers: Headers) -> str:
    """The id that the caller chose, where it is harmless in logs; else one of ours."""
    chosen = headers.get(ID_HEADER, "")
    plain = chosen.replace("-", "").replace("_", "").replace(".", "")
    if plain.isascii() and plain.isalnum() and len(chosen) <= _LONGEST_ID:
        return chosen
    return secrets.token_hex(8)


def _as_look(scope: Scope) -> Scope:
    """A HEAD is answered as a GET, of which the server leaves out the body; no stream begins."""
    if scope["method"] != "HEAD" or scope["path"] in WITHOUT_HEAD:
        return scope
    return {**scope, "method": "GET"}


def _demand_text(scope: Scope) -> None:
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise InputError("the address holds the character NUL", code=Code.BODY_UNREADABLE)


def _demand_one_length(headers: Headers) -> None:
    """Where a body ends in two ways, a proxy and we may see the next request at two places."""
    if "transfer-encoding" in headers and "content-length" in headers:
        raise InputError(
            "the body has a Content-Length and a Transfer-Encoding", code=Code.BODY_UNREADABLE
        )


def _demand_one_each(headers: Headers) -> None:
    """Of two hosts or tokens a proxy may have looked at the other one (RFC 9112, 3.2)."""
    for name in _ONCE:
        if len(set(headers.getlist(name))) > 1:
            raise InputError(
                f"the header {name} is there twice, with values that differ",
                code=Code.BODY_UNREADABLE,
            )


async def _with_body(scope: Scope, headers: Headers, receive: Receive) -> Receive:
    """Read and look at the body of a call that may have one; it is kept for its handler."""
    if scope["method"] not in _WITH_BODY:
        return receive
    length: Any = headers.get("content-length", "")
    if length.isdigit() and int(length[:20]) > bodies.MOST_BYTES:
        raise bodies.too_large()  # before any of it is read
    body = await bodies.read(receive)
    if body:
        _demand_json(headers)
        body = await _looked_at(scope, body)
    scope["state"]["body"] = body
    return bodies.again(body, receive)


async def _looked_at(scope: Scope, body: bytes) -> bytes:
    """The body, where it may be parsed; nothing of a large one whose caller shows no good token.

    To parse it takes the time of all others: strangers get their answer without that.
    """
    if len(body) <= LARGE:
        bodies.check(body)
        return body
    request = Request(scope)
    threads = request.app.state.threads
    if not scope["path"].startswith(OWN_PROOF):
        try:
            await threads.run(lambda: request.app.state.doorman.admit(request, tokens.Scope.READ))
        except NotAuthorizedError:
            return b""  # whoever serves the call says so, ever more slowly
    await threads.run(lambda: bodies.check(body))
    return body


def _demand_json(headers: Headers) -> None:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise InputError(f"the body is {kind or 'of no kind'}", code=Code.NO_JSON)
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding != "identity":
        raise InputError(
            f"the body is encoded ({encoding[:60]}): send it as plain JSON", code=Code.NO_JSON
        )
