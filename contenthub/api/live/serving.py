"""What a server of streams has beside that of short calls: it can cut off a connection, and it
lets all listeners go before it waits for open calls at its end.
"""

from __future__ import annotations

import socket
from typing import Any

import uvicorn

from contenthub.api.connections import Bounded


def connection(protocol: type[Bounded]) -> type[Bounded]:
    """Connections of this protocol, which calls find in their state as ``transport``."""

    class Connection(protocol):  # type: ignore[misc,valid-type]  # whichever is installed
        app_state: dict[str, Any]

        def connection_made(self, transport: Any) -> None:
            """A new one came."""
            self.app_state = {**self.app_state, "transport": transport}
            super().connection_made(transport)

    return Connection


class StreamingServer(uvicorn.Server):
    """Ends what streams when it ends; its application keeps the desk as ``app.state.live``."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let all listeners go, then end as every server does."""
        app: Any = self.config.app
        app.state.live.end()
        await super().shutdown(sockets)
