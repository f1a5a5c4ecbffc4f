"""All figures of the present, and of the windows of time that end with it."""

from __future__ import annotations

from typing import Any

from contenthub.monitoring.snapshot import Counts, Snapshot, Window
from contenthub.queries import figures, snapshot

Row = dict[str, Any]


def metrics() -> Row:
    """All figures of this moment, and of the windows that end with it."""
    seen = snapshot.take()
    return _present(seen) | {
        "windows": _windows(seen, figures.costs(seen.at)),
        "creators": _creators(seen, figures.durations(seen.at)),
    }


def _present(seen: Snapshot) -> Row:
    return {
        "at": seen.at,
        "waiting": seen.backlog.due.count,
        "waiting_oldest_seconds": round(seen.backlog.due.oldest_seconds, 1),
        "planned": seen.backlog.later,
        "slots_used": seen.slots.used,
        "slots_total": seen.slots.total,
        "workers": seen.processes.workers,
        "schedulers": seen.processes.schedulers,
        "apis": seen.processes.apis,
        "reviews_waiting": seen.reviews.waiting,
        "reviews_oldest_seconds": round(seen.reviews.oldest_seconds, 1),
        "proposed_texts": seen.reviews.proposed,
        "publications_unverified": seen.unverified,
        "stuck": sum(one.count for one in seen.stuck),
    }


def _windows(seen: Snapshot, costs: dict[Window, dict[str, float]]) -> list[Row]:
    return [_window(window, seen.windows[window], costs[window]) for window in Window]


def _window(window: Window, counts: Counts, costs: dict[str, float]) -> Row:
    ended = counts.ended
    return {
        "window": window.value,
        "submitted": counts.submitted,
        "completed": ended.completed,
        "failed": ended.failed,
        "timeout": ended.timeout,
        "cancelled": ended.cancelled,
        "success_rate": _rate(ended.success_rate),
        "failure_rate": _rate(ended.failure_rate),
        "timeout_rate": _rate(ended.timeout_rate),
        "published": counts.published,
        "publish_failed": counts.publish_failed,
        **_cost(costs),
    }


def _creators(seen: Snapshot, took: dict[Window, dict[str, figures.Took]]) -> list[Row]:
    rows = []
    for window in Window:
        for creator, ended in seen.windows[window].by_creator.items():
            times = took[window].get(creator)
            rows.append(
                {
                    "creator": creator,
                    "window": window.value,
                    "completed": ended.completed,
                    "failed": ended.failed,
                    "timeout": ended.timeout,
                    "success_rate": _rate(ended.success_rate),
                    "p50_seconds": times and times.p50,
                    "p95_seconds": times and times.p95,
                }
            )
    return sorted(rows, key=lambda row: row["creator"])  # windows stay in their order


def _rate(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _cost(costs: dict[str, float]) -> Row:
    """Amounts of several currencies are not added up."""
    return {
        "cost": next(iter(costs.values())) if len(costs) == 1 else None,
        "currency": ", ".join(sorted(costs)) or None,
    }
