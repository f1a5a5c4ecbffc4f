"""The figures as Prometheus reads them: collected from the database at each scrape.

So every process says the same, and one that died is in none of them. Labels are names that people
set up (creators, accounts), and words of ours: none of them grows with the work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import TYPE_CHECKING

from contenthub import __version__
from contenthub.alerts import rules
from contenthub.database import db
from contenthub.lifecycle import incidents
from contenthub.monitoring import durations
from contenthub.monitoring.snapshot import Snapshot
from contenthub.queries import lifetime, schedules, service, snapshot

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

_KINDS = ("up", "worker", "scheduler", "api")  # of processes; a kind that is gone is 0, not absent
_OPEN_ENTRIES = ("queued", "publishing", "unverified", "accepted")


def exposition(accepts: str = "") -> tuple[bytes, str]:
    """All metrics, and what kind of text that is: OpenMetrics where ``accepts`` names it.

    The database must be open.
    """
    # Here, or every command would load it.
    from prometheus_client import CollectorRegistry
    from prometheus_client.exposition import choose_encoder

    with db.looking():
        metrics = list(_metrics())
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected(metrics))
    encode, media_type = choose_encoder(accepts)
    return encode(registry), media_type


class _Collected:
    """What a registry asks for metrics that were read before."""

    def __init__(self, metrics: list[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> list[Metric]:
        return self._metrics


def _metrics() -> Iterator[Metric]:
    seen = snapshot.take()
    yield from _present(seen)
    yield from _processes(seen)
    yield from _firing()
    yield from _of_creators()
    yield from _of_all_time()


def _gauge(name: str, told: str, values: dict[str, float] | float, label: str = "") -> Metric:
    from prometheus_client.metrics_core import GaugeMetricFamily

    if not isinstance(values, dict):
        return GaugeMetricFamily(f"contenthub_{name}", told, value=values)
    metric = GaugeMetricFamily(f"contenthub_{name}", told, labels=[label])
    for key, value in values.items():
        metric.add_metric([key], value)
    return metric


def _present(seen: Snapshot) -> Iterator[Metric]:
    yield _gauge("tasks", "Tasks that have not ended, by state.", _open_tasks(seen), "status")
    yield _gauge(
        "due",
        "Rows that are due and wait for an actor; dispatch: tasks that wait for a slot.",
        {actor: one.count for actor, one in seen.queues.items()},
        "actor",
    )
    yield _gauge(
        "oldest_due_seconds",
        "For how long the first of these has been due; 0 where there are none.",
        {actor: one.oldest_seconds for actor, one in seen.queues.items()},
        "actor",
    )
    yield _gauge("slots", "Generations that may run at a time.", seen.slots.total)
    yield _gauge("slots_in_use", "Generations that run.", seen.slots.used)
    yield _gauge(
        "publish_entries",
        "Publications that have not ended, by state.",
        {state: _entries(state) for state in _OPEN_ENTRIES},
        "status",
    )
    yield _gauge("reviews_waiting", "Texts that wait for a person.", seen.reviews.waiting)
    yield _gauge(
        "oldest_review_seconds",
        "How old the first of these is; 0 where there are none.",
        seen.reviews.oldest_seconds,
    )
    yield _gauge("texts_proposed", "New texts that wait for a person.", seen.reviews.proposed)
    stuck = Counter(dict.fromkeys(("tasks", "ticks", "publications", "opinions"), 0))
    for one in seen.stuck:
        stuck[one.what] += one.count
    yield _gauge("stuck", "Work that is due and taken up by nobody.", dict(stuck), "what")


def _firing() -> Iterator[Metric]:
    found: dict[str, float] = dict.fromkeys((rule.name for rule in rules.RULES), 0)
    for incident in incidents.unresolved():
        found[incident.rule] = found.get(incident.rule, 0) + 1
    told = "Incidents that are not over, by the rule that found them."
    yield _gauge("alert_firing", told, found, "rule")


def _open_tasks(seen: Snapshot) -> dict[str, float]:
    rows = dict(
        db.execute(
            "SELECT status, COUNT(*) FROM generation_tasks INDEXED BY task_status"
            " WHERE status IN ('submitted', 'running') GROUP BY status"
        ).fetchall()
    )
    under_way = {state: rows.get(state, 0) for state in ("submitted", "running")}
    return {"pending": seen.backlog.waiting, **under_way}


def _entries(state: str) -> int:
    sql = "SELECT COUNT(*) FROM publish_entries INDEXED BY entry_status WHERE status = ?"
    return int(db.execute(sql, (state,)).fetchone()[0])


def _processes(seen: Snapshot) -> Iterator[Metric]:
    from prometheus_client.metrics_core import InfoMetricFamily

    kinds = Counter(dict.fromkeys(_KINDS, 0)) + Counter(
        one.kind for one in service.living_workers() if one.kind in _KINDS
    )
    yield _gauge(
        "workers",
        "Processes that are alive, by kind; up is worker, scheduler and API in one.",
        {kind: kinds[kind] for kind in _KINDS},
        "kind",
    )
    found = schedules.overview()
    yield _gauge(
        "schedules",
        "Schedules, by how they stand; one that is late or failing is active as well.",
        {
            "active": found.active,
            "late": len(found.late),
            "failing": len(found.failing),
            "given_up": len(found.given_up),
        },
        "state",
    )
    yield InfoMetricFamily(
        "contenthub_build", "Which version this is.", value={"version": __version__}
    )
    missing = {
        "worker": seen.processes.worker_is_missing,
        "scheduler": seen.processes.scheduler_is_missing,
        "api": seen.processes.api_is_missing,
    }
    yield _gauge(
        "missing",
        "1 where nobody of this kind is alive, and there is work for it.",
        {kind: float(is_so) for kind, is_so in missing.items()},
        "kind",
    )


def _counter(
    name: str, told: str, labels: list[str], values: dict[tuple[str, ...], float]
) -> Metric:
    from prometheus_client.metrics_core import CounterMetricFamily

    metric = CounterMetricFamily(f"contenthub_{name}", told, labels=labels)
    for key, value in values.items():
        metric.add_metric(list(key), value)
    return metric


def _of_creators() -> Iterator[Metric]:
    from prometheus_client.metrics_core import HistogramMetricFamily

    all_ = lifetime.by_creator()
    yield _counter(
        "tasks_submitted",
        "Tasks that were asked for.",
        ["creator"],
        {(one.creator,): one.submitted for one in all_},
    )
    yield _counter(
        "tasks_finished",
        "Tasks that ended; one that was retried by hand and ended again has ended twice.",
        ["status", "creator"],
        {(state, one.creator): n for one in all_ for state, n in one.ended.items()},
    )
    took = HistogramMetricFamily(
        "contenthub_task_duration_seconds",
        "How long the last attempts of completed tasks took.",
        labels=["creator"],
    )
    bounds = [*(f"{bound:.1f}" for bound in durations.BOUNDS), "+Inf"]
    for one in all_:
        buckets = list(zip(bounds, accumulate(one.steps), strict=True))
        took.add_metric([one.creator], buckets, one.seconds)
    yield took
    kinds: tuple[tuple[str, Callable[[lifetime.OfCreator], int]], ...] = (
        ("input", lambda one: one.input_tokens),
        ("output", lambda one: one.output_tokens),
    )
    yield _counter(
        "tokens",
        "Tokens that attempts and reviews took, as far as they are known.",
        ["creator", "kind"],
        {(one.creator, kind): count(one) for one in all_ for kind, count in kinds},
    )


def _of_all_time() -> Iterator[Metric]:
    yield _counter(
        "publications",
        "Publications that ended, by how; one that failed and was published later is in both.",
        ["outcome"],
        {(outcome,): n for outcome, n in lifetime.publications().items()},
    )
    yield _counter(
        "cost_micros",
        "What attempts and reviews cost, in millionths of the currency, as far as it is known.",
        ["account", "currency"],
        {(account, currency): n for (account, currency), n in lifetime.costs().items()},
    )
