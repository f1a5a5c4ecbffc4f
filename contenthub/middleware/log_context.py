"""Names the actor and the message in every log line that is written while it runs.

Without it, lines of eight threads could not be told apart.
"""

from __future__ import annotations

from typing import Any

from dramatiq.middleware import Middleware

from contenthub import logs


class LogContext(Middleware):
    """Binds ``actor`` and ``message_id``."""

    def before_process_message(self, broker: Any, message: Any) -> None:
        logs.bind(actor=message.actor_name, message_id=message.message_id)

    def after_process_message(
        self, broker: Any, message: Any, *, result: Any = None, exception: Any = None
    ) -> None:
        logs.unbind_all()

    after_skip_message = after_process_message
