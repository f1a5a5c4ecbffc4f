"""Runs a call that waits on the network so that it is left at once when it has to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from contenthub.creators.base import Control, StopReason

T = TypeVar("T")


def run_stoppable(work: Coroutine[Any, Any, T], control: Control) -> T:
    """Run ``work`` to its end, or leave it at once when ``control`` is stopped or time is up.

    Raises StoppedError for these.
    """

    async def main() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        if task is None:
            raise RuntimeError("not within a task")

        def leave() -> None:
            try:
                loop.call_soon_threadsafe(task.cancel)
            except RuntimeError:  # the loop has ended in this moment
                return

        with control.on_stop(leave):
            async with asyncio.timeout(control.remaining):
                return await work

    try:
        return asyncio.run(main())
    except TimeoutError:
        control.stop(StopReason.TIMEOUT)
        control.check()
        raise
    except asyncio.CancelledError:
        control.check()
        raise
