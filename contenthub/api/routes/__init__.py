"""The calls there are, one file per resource; each has one line here."""

from __future__ import annotations

from fastapi import APIRouter

from contenthub.api.routes import (
    accounts,
    alerts,
    backends,
    batches,
    callbacks,
    contents,
    entries,
    events,
    gate,
    metrics,
    monitor,
    revisions,
    schedules,
    stats,
    system,
    targets,
    tasks,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    system.router,
    tasks.resource.router,
    batches.resource.router,
    contents.resource.router,
    revisions.resource.router,
    gate.resource.router,
    entries.resource.router,
    schedules.resource.router,
    accounts.resource.router,
    targets.resource.router,
    backends.resource.router,
    stats.resource.router,
    monitor.resource.router,
    alerts.resource.router,
    metrics.router,
    events.router,
    callbacks.router,
    webhooks.resource.router,
)
