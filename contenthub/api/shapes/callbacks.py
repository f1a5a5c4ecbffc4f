"""What creators call back with, and what they are answered.

A body is read by ``operations``, as it may come from programs of others and have more fields than
anybody knows; here stands what the contract says of it.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from contenthub.api.shapes.base import Told, example

_ARTICLE: dict[str, Any] = {
    "type": "object",
    "description": "As the creator `command` prints one.",
    "required": ["content"],
    "properties": {
        "content": {"type": "string", "description": "Markdown."},
        "title": {"type": "string"},
        "summary": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "quality_score": {"type": "number"},
    },
}
_DATA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "task_id": {"type": "string"},
        "attempt": {"type": "integer", "minimum": 1},
        "id": {"type": "string", "description": "The creator's own id, or the idempotency key."},
        "article": _ARTICLE,
        "error": {"description": "Of generation.failed: a text, or an object with `message`."},
        "permanent": {"type": "boolean", "description": "It would fail again."},
        "progress": {"type": "number", "minimum": 0, "maximum": 100},
        "step": {"type": "string"},
    },
}
_OURS: dict[str, Any] = {
    "title": "Callback",
    "type": "object",
    "required": ["type", "data"],
    "properties": {
        "type": {
            "enum": ["generation.completed", "generation.failed", "generation.progress"],
        },
        "timestamp": {"type": "string"},
        "data": _DATA,
    },
}
_CONTENT_CREATOR: dict[str, Any] = {
    "title": "Callback of content-creator",
    "type": "object",
    "required": ["event", "taskId"],
    "properties": {
        "event": {"type": "string", "description": "completed, failed, progress"},
        "taskId": {"type": "string", "description": "The idempotency key of the order."},
        "status": {"type": "string"},
        "timestamp": {"type": "string"},
        "metadata": {"type": "object"},
        "result": {"type": "object", "description": "With `content` or `htmlContent`."},
        "error": {"type": "object", "description": "With `message`."},
    },
}
_TASK = "5f0c7f0e-6d0e-4f6c-9a53-0d6b1b7f2a11"
_EXAMPLES: dict[str, Any] = {
    "completed": {
        "summary": "An article",
        "value": {
            "type": "generation.completed",
            "timestamp": "2026-11-26T12:00:00Z",
            "data": {
                "task_id": _TASK,
                "attempt": 1,
                "article": {"title": "Green tea", "content": "# Green tea\n\nIt is brewed cool."},
            },
        },
    },
    "failed": {
        "summary": "No article",
        "value": {
            "type": "generation.failed",
            "timestamp": "2026-11-26T12:00:00Z",
            "data": {"task_id": _TASK, "attempt": 1, "error": {"message": "the model is away"}},
        },
    },
    "progress": {
        "summary": "How far it is",
        "value": {
            "type": "generation.progress",
            "timestamp": "2026-11-26T12:00:00Z",
            "data": {"task_id": _TASK, "attempt": 1, "progress": 40, "step": "writing"},
        },
    },
    "content-creator": {
        "summary": "An article of content-creator",
        "value": {
            "event": "completed",
            "taskId": f"{_TASK}-1",
            "workflowType": "content-creator",
            "status": "completed",
            "timestamp": "2026-11-26T12:00:00.000Z",
            "metadata": {},
            "result": {"content": "# Green tea\n\nIt is brewed cool.", "wordCount": 5},
        },
    },
}
BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"anyOf": [_OURS, _CONTENT_CREATOR]},
            "examples": _EXAMPLES,
        }
    },
}


class Taken(Told):
    """What became of a callback."""

    model_config = example(outcome="taken")

    outcome: str = Field(
        description="`taken`: it ended the attempt; `late`: its article is kept for a person;"
        " `noted`: it is shown with the task; `known`: it tells nothing new."
    )
