"""One HTTP call to the service content-creator, and what its answer means for a retry.

Every failure of the network and every status ends in one of the three errors of backends
here, so that the creator reads as what it does.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contenthub.creators.content_creator import in_message
from contenthub.creators.endpoints import endpoint
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.masking import address
from contenthub.outgoing.http_setup import explained_setup
from contenthub.outgoing.retry_after import retry_after

if TYPE_CHECKING:
    import httpx2

_KNOWN = ("/api/tasks", "/api", "/health")  # what addresses are pasted with
_NOT_SET_UP = "content-creator-http is not set up: set CONTENTHUB_CREATOR_URL to its address"


class NotListeningError(TransientError):
    """Nobody takes the connection: nothing was sent."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``body`` is its JSON, or None where it is none."""

    status: int
    body: Any
    retry_after: float | None = None

    @property
    def message(self) -> str:
        """What the service says of an error: its message, and the fields it does not like."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        if not isinstance(error, dict):
            return in_message(str(error or ""))
        details = error.get("details")
        fields = details.get("fields") if isinstance(details, dict) else None
        named = [
            f"{each.get('path')}: {each.get('message')}"
            for each in (fields if isinstance(fields, list) else [])
            if isinstance(each, dict)
        ]
        return in_message("; ".join([str(error.get("message") or ""), *named]))

    def raise_unless_answered(self) -> None:
        """Raise TransientError for a service that is too busy or broken to answer (429, 5xx)."""
        if self.status == 429 or self.status >= 500:
            raise TransientError(self._said(), retry_after=self.retry_after)

    def data(self, unclear: type[BackendError] = PermanentError) -> dict[str, Any]:
        """The ``data`` of an answer 2xx.

        Raises TransientError for 429 and 5xx, PermanentError for any other refusal, and
        ``unclear`` for an answer 2xx that cannot be understood.
        """
        self.raise_unless_answered()
        if not 200 <= self.status < 300:
            raise PermanentError(self._said())
        data = self.body.get("data") if isinstance(self.body, dict) else None
        if not isinstance(data, dict):
            raise unclear(f"content-creator answered {self.status} without data")
        return data

    def found(self) -> dict[str, Any] | None:
        """The ``data`` of an answer 2xx, or None for 404. Raises like ``data``.

        A 404 that is not the service's own, such as a wrong address, raises PermanentError.
        """
        if self.status == 404 and isinstance(self.body, dict) and "error" in self.body:
            return None
        return self.data()

    def _said(self) -> str:
        return f"content-creator answered {self.status}: {self.message or 'no message'}"


class Service:
    """The service at ``url``; one pool of connections for all threads, opened at first use.

    ``timeout`` is seconds to connect and between two pieces of an answer.
    """

    def __init__(self, url: str, timeout: float, connections: int) -> None:
        self._address = url.strip()
        self._timeout = timeout
        self._connections = connections
        self._lock = threading.Lock()
        self._client: httpx2.Client | None = None

    @property
    def url(self) -> str:
        """Its address, without a password."""
        return address(self._address)

    def get(self, path: str) -> Reply:
        """Raises TransientError when there is no answer."""
        return self._call("GET", path)

    def delete(self, path: str) -> Reply:
        """Raises TransientError when there is no answer; asking again does no harm."""
        return self._call("DELETE", path)

    def post(self, path: str, body: Mapping[str, Any], patience: float | None = None) -> Reply:
        """Send ``body`` and wait up to ``patience`` seconds for the answer to begin.

        Raises NotListeningError when nothing was sent, OutcomeUnknownError when it was.
        """
        return self._call("POST", path, body, patience, OutcomeUnknownError)

    def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        patience: float | None = None,
        unsure: type[BackendError] = TransientError,
    ) -> Reply:
        client = self._opened()
        import httpx2

        timeout = httpx2.Timeout(self._timeout, read=patience or self._timeout)
        try:
            address = endpoint(self._address, path, known=_KNOWN)
            answer = client.request(method, address, json=body, timeout=timeout)
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise NotListeningError(f"cannot reach {self.url}: {error or 'timed out'}") from error
        except httpx2.HTTPError as error:
            why = f"no answer from {self.url}: {str(error) or type(error).__name__}"
            raise unsure(why) from error
        except (httpx2.InvalidURL, ValueError) as error:
            raise PermanentError(f"CONTENTHUB_CREATOR_URL cannot be used: {error}") from error
        return Reply(answer.status_code, _json(answer), retry_after(answer.headers))

    def _opened(self) -> httpx2.Client:
        if not self._address:
            raise PermanentError(_NOT_SET_UP)
        with self._lock:
            if self._client is None:
                import httpx2

                # no bound on connections: each blocking order holds one for minutes
                limits = httpx2.Limits(
                    max_connections=None, max_keepalive_connections=self._connections
                )
                with explained_setup():
                    self._client = httpx2.Client(limits=limits)
                weakref.finalize(self, self._client.close)
            return self._client


def _json(answer: httpx2.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
