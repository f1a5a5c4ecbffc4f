"""What works in a process: seven pools of worker threads, the heartbeats and the sweep.

Generations have a pool of their own, and so have looks at creators, calls to targets, feeds,
reviewers, and messages to others: however long they take or hang, dispatch goes on beside them.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

from dramatiq.worker import Worker

from contenthub import logs
from contenthub.actors import catalogue
from contenthub.backends import Backends
from contenthub.boot import App
from contenthub.broker import OurBroker  # here, so that no start waits for its import
from contenthub.database import db, patience
from contenthub.processes.sweep import Sweeper
from contenthub.queues import DELIVER, FETCH, GENERATE, LINE, LOOK, PUBLISH, QUEUES, REVIEW
from contenthub.settings import Settings
from contenthub.topics.sources import feed_process

log = logs.get_logger("contenthub.processes.engine")

LINE_THREADS = 4
LOOK_THREADS = 4
FETCH_THREADS = 8
DELIVER_THREADS = 8
REVIEW_THREADS = 4  # one where no reviewer is set: it ends what is left of before
MOST_GENERATE_THREADS = 64
IDLE_WAKE = 1.0  # seconds after which an idle thread looks whether it has to end


class Engine:
    """Starts and stops the work of one process; at most one at a time in a process."""

    def __init__(
        self,
        settings: Settings,
        kind: str,
        *,
        threads: int | None = None,
        queues: Sequence[str] = QUEUES,
        backends: Backends | None = None,
        parent: int | None = None,
        idle_wake: float = IDLE_WAKE,
    ) -> None:
        """``threads`` is the number of generations at a time (default: all slots, at most 64);
        ``queues`` may leave some of the pools to other processes; ``idle_wake`` bounds how fast
        an idle engine stops, at the price of so many wake-ups.
        """
        generate = threads or min(settings.max_concurrent_tasks, MOST_GENERATE_THREADS)
        sizes = {
            LINE: LINE_THREADS,
            LOOK: LOOK_THREADS,
            PUBLISH: settings.publish_threads,
            FETCH: FETCH_THREADS,
            REVIEW: REVIEW_THREADS if settings.asks_reviewer else 1,
            DELIVER: DELIVER_THREADS,
            GENERATE: generate,
        }
        self._pools = {name: size for name, size in sizes.items() if name in queues}
        self.settings = settings
        self._idle_wake = int(idle_wake * 1000)
        self.app = App(
            settings, kind, sum(self._pools.values()), backends, parent, tuple(self._pools)
        )
        self._workers: list[Worker] = []
        self._sweeper = Sweeper(settings, self.app.bell, self.app.spool)
        self.app.bell.when_back(self._sweeper.ring_anew)

    def start(self) -> None:
        """Begin to work."""
        self.app.start()
        broker: OurBroker = self.app.broker
        catalogue.declare(broker, self.settings)
        # Dramatiq warns of a second worker in a process; with queues of their own two are fine.
        broker.logger.addFilter(lambda record: "same type twice" not in record.getMessage())
        broker.emit_after("process_boot")
        for name, threads in self._pools.items():
            worker = Worker(
                broker, queues={name}, worker_threads=threads, worker_timeout=self._idle_wake
            )
            # A message that waits behind a busy thread here could be served elsewhere.
            worker.queue_prefetch = threads
            worker.start()
            self._workers.append(worker)
        self._sweeper.start()
        log.info("started", kind=self.app.heartbeat.kind, pools=self._pools)

    @property
    def alive(self) -> bool:
        """False when a thread that the work depends on has ended by itself."""
        threads: list[threading.Thread] = [self._sweeper]
        for worker in self._workers:
            threads += [*worker.workers, *worker.consumers.values()]
        return all(thread.is_alive() for thread in threads)

    def hurry(self) -> None:
        """Let a ``stop`` that is under way, or the next one, not wait for running work."""
        self.app.leases.hand_back_now()

    def stop(self) -> None:
        """End in good order: running work finishes, or is handed back when its time is up."""
        with patience.ending():
            self._stop()

    def _stop(self) -> None:
        log.info("stopping")
        self._sweeper.stop()
        feed_process.end_all()  # a feed can be read again, and may take half a minute
        timeout = int((self.settings.shutdown_timeout + STOP_MARGIN) * 1000)
        stopping = [
            threading.Thread(target=worker.stop, args=(timeout,)) for worker in self._workers
        ]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()
        feed_process.allow()  # this process may go on, and read one by itself
        self.app.leases.stop()
        self.app.heartbeat.stop()
        self.app.broker.close()
        db.close()
        log.info("stopped")


STOP_MARGIN = 8.0  # seconds between the stop of running work and the end of the wait for it
