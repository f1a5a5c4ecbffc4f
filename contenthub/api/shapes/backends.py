"""Creators and publishers: which there are, and which would do their work."""

from __future__ import annotations

from pydantic import Field

from contenthub.api.shapes.base import Told, example


class Creator(Told):
    """What writes articles."""

    model_config = example(name="openai", kind="direct", configured=True, default=True)

    name: str
    kind: str = Field(description="direct: one call that takes its time; remote: asked again.")
    configured: bool
    default: bool


class Checked(Told):
    """Whether a creator would do the work now."""

    model_config = example(name="openai", ok=True, detail="gpt-5 answers")

    name: str
    ok: bool
    detail: str


class Publisher(Told):
    """What puts articles where their readers are."""

    model_config = example(name="files", default=True)

    name: str
    default: bool = Field(description="That of targets which name none.")
