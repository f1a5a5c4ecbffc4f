"""The server that answers calls: a thread of its own, in whichever process it is started."""

from __future__ import annotations

import gc
import logging
import socket
import threading

import uvicorn

from contenthub import logs
from contenthub.api import app, connections
from contenthub.api.live.serving import StreamingServer, connection
from contenthub.api.parsers import fastest, refusal
from contenthub.errors import UnreachableError
from contenthub.settings import Settings

log = logs.get_logger("contenthub.api")

STREAMS = 2  # seconds that open streams get to end by themselves
_BACKLOG = 2048


class Server:
    """Listens from its making on, answers from ``start`` on."""

    def __init__(self, settings: Settings) -> None:
        """Take the port. Raises UnreachableError where somebody else has it."""
        connections.ask_for_descriptors()
        self._socket = _listen(settings.api_host, settings.api_port)
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        patience = max(1, min(int(settings.shutdown_timeout), STREAMS))
        config = uvicorn.Config(
            app.build(settings),
            log_config=None,
            access_log=False,
            server_header=False,
            http=connection(fastest()),
            ws="none",
            lifespan="on",
            timeout_graceful_shutdown=patience,
            h11_max_incomplete_event_size=refusal.MOST_HEAD,
        )
        self._server = StreamingServer(config)
        self._thread = threading.Thread(target=self._run, name="api", daemon=True)

    @property
    def address(self) -> str:
        """Where it listens."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{f'[{host}]' if ':' in host else host}:{port}"

    @property
    def alive(self) -> bool:
        """False when it has ended by itself."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Begin to answer.

        What was loaded until now stays: the collector of cycles, which stops all calls while it
        looks through 140,000 objects for the tenth of a second, passes it over from now on.
        """
        gc.freeze()
        self._thread.start()
        log.info("api_listens", address=self.address)

    def stop(self) -> None:
        """Take no further calls, finish those that run, end what streams."""
        self._server.should_exit = True
        self._thread.join()

    def _run(self) -> None:
        try:
            self._server.run(sockets=[self._socket])
        except BaseException:
            log.exception("api_ended")


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, number, _, address = found[0]
        opened = socket.socket(family, kind, number)
    except OSError as error:
        raise _not_listening(host, port, error) from error
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind(address)
        opened.listen(_BACKLOG)
    except OSError as error:
        opened.close()
        raise _not_listening(host, port, error) from error
    return opened


def _not_listening(host: str, port: int, error: OSError) -> UnreachableError:
    return UnreachableError(
        f"the API cannot listen on {host} port {port} ({error.strerror or error})",
        advice="end what has that port, or set CONTENTHUB_API_PORT to another one",
    )
