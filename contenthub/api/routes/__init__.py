"""The calls there are, one file per resource; each has one line here."""

from __future__ import annotations

from fastapi import APIRouter

from contenthub.api.routes import accounts, batches, callbacks, contents, events, system, tasks

ROUTERS: tuple[APIRouter, ...] = (
    system.router,
    tasks.resource.router,
    batches.resource.router,
    contents.resource.router,
    accounts.resource.router,
    events.router,
    callbacks.router,
)
