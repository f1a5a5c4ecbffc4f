"""All measurements there are. To add one, write its function and name it here; to time a further
system beside the plain task queues, name it in ``throughput.SYSTEMS``.

The docstring of a measurement is its method, as RESULTS.md tells it.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.api_speed import api_lists, api_reads, api_submits
from benchmarks.at_rest import at_rest
from benchmarks.callbacks import callbacks_measured
from benchmarks.figures import Figure
from benchmarks.gate_cost import gate_cost
from benchmarks.live_events import live_events
from benchmarks.many_in_flight import many_in_flight
from benchmarks.schedules import schedules_measured
from benchmarks.slow_work import killed_worker, ten_at_once
from benchmarks.throughput import throughput
from benchmarks.waiting_for_commands import command_start, submitting
from benchmarks.watching import watching
from benchmarks.webhooks import webhooks_measured

Measure = Callable[[bool], list[Figure]]  # takes: be quick, and less exact

MEASURES: dict[str, Measure] = {
    "throughput": throughput,
    "gate": gate_cost,
    "at-rest": at_rest,
    "submitting": submitting,
    "command-start": command_start,
    "many-in-flight": many_in_flight,
    "killed-worker": killed_worker,
    "ten-at-once": ten_at_once,
    "schedules": schedules_measured,
    "live-events": live_events,
    "callbacks": callbacks_measured,
    "webhooks": webhooks_measured,
    "api-reads": api_reads,
    "api-submits": api_submits,
    "api-lists": api_lists,
    "watching": watching,
}
