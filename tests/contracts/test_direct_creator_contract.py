"""What a direct creator has to keep besides: it reports, it stops at once, it ends in time."""

from __future__ import annotations

import threading
import time

import pytest

from contenthub.creators.base import Control, StoppedError, StopReason
from tests.contracts.cases import Behaviour, Case
from tests.contracts.creator_stages import PROMPT, TEXT, Play, direct, over, request
from tests.support.processes import wait_until


@over(Behaviour.FINE, kind="direct")
def test_a_stop_that_came_first_keeps_the_generation_from_beginning(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    control = Control()
    control.stop(StopReason.SHUTDOWN)
    with play(case, behaviour) as stage:
        with pytest.raises(StoppedError) as stopped:
            direct(stage).generate(request(), control)
        assert stopped.value.reason is StopReason.SHUTDOWN
        assert stage.received() == []


@over(Behaviour.ENDLESS, kind="direct")
@pytest.mark.parametrize("reason", [StopReason.CANCEL, StopReason.SHUTDOWN])
def test_a_stop_ends_a_running_generation_at_once_and_leaves_nothing_running(
    case: Case, behaviour: Behaviour, play: Play, reason: StopReason
) -> None:
    with play(case, behaviour) as stage:
        control = Control()
        caught: list[BaseException] = []

        def generate() -> None:
            try:
                direct(stage).generate(request(), control)
            except BaseException as error:
                caught.append(error)

        thread = threading.Thread(target=generate)
        thread.start()
        wait_until(lambda: stage.running() > 0, 60.0, "the beginning of the generation")
        control.stop(reason)
        thread.join(PROMPT)
        assert not thread.is_alive()
        assert isinstance(caught[0], StoppedError)
        assert caught[0].reason is reason


@over(Behaviour.ENDLESS, kind="direct")
def test_a_generation_ends_at_its_deadline(case: Case, behaviour: Behaviour, play: Play) -> None:
    with play(case, behaviour) as stage:
        begun = time.monotonic()
        with pytest.raises(StoppedError) as stopped:
            direct(stage).generate(request(), Control(timeout=0.5))
        assert stopped.value.reason is StopReason.TIMEOUT
        assert time.monotonic() - begun > 0.4


@over(Behaviour.FINE, kind="direct")
def test_progress_stays_between_0_and_100_and_never_goes_back(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour, TEXT * 1000) as stage:
        seen: list[int] = []
        control = Control(on_progress=lambda percent, step: seen.append(percent or 0))
        direct(stage).generate(request(), control)
        assert seen == sorted(seen)
        assert all(0 <= percent <= 100 for percent in seen)
        assert seen or direct(stage).instant
