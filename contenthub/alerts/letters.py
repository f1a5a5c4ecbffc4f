"""How a message is kept until it is sent, and read again by who carries it."""

from __future__ import annotations

import json
from typing import Any

from contenthub.alerts.messages import Message


def body_of(message: Message, thread: str = "") -> str:
    """``thread`` is that of messages which belong together; empty: it stands alone."""
    kept = {"title": message.title, "text": message.text, "document": message.document}
    return json.dumps({**kept, "thread": thread})


def read(body: str) -> tuple[Message, str]:
    """The message and its thread."""
    kept: dict[str, Any] = json.loads(body)
    message = Message(kept["title"], kept["text"], kept["document"])
    return message, str(kept.get("thread", ""))
