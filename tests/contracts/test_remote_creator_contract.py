"""What a remote creator has to keep besides: one generation per key, honest looks and cancels."""

from __future__ import annotations

import pytest

from contenthub.creators.base import CancelOutcome, Phase, RemoteCreator
from contenthub.errors import BackendError, OutcomeUnknownError
from tests.contracts.cases import Behaviour, Case
from tests.contracts.creator_stages import PROMPT, Play, over, remote, request, watch
from tests.support.processes import wait_until


@over(Behaviour.FINE, Behaviour.ENDLESS, kind="remote")
def test_the_same_key_never_starts_a_second_generation(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        first = remote(stage).submit(request())
        again = stage.reopen()
        assert isinstance(again, RemoteCreator)
        assert again.submit(request()) == first
        assert len(stage.received()) == 1


@over(Behaviour.FINE, kind="remote")
def test_two_keys_are_two_generations_even_for_the_same_topic(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        first = remote(stage).submit(request(key="key-1"))
        second = remote(stage).submit(request(key="key-2"))
        assert first != second
        assert len(stage.received()) == 2


@over(Behaviour.ENDLESS, kind="remote")
def test_a_generation_is_found_again_by_another_process_and_others_are_not(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        external_id = remote(stage).submit(request())
        again = stage.reopen()
        assert isinstance(again, RemoteCreator)
        assert again.find(request()) == external_id
        assert again.find(request(key="never-submitted")) is None


@over(Behaviour.LOST_ANSWER, kind="remote")
def test_a_lost_answer_is_no_failure_and_the_generation_is_found(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        with pytest.raises(OutcomeUnknownError):
            remote(stage).submit(request())
        again = stage.reopen()
        assert isinstance(again, RemoteCreator)
        assert again.find(request())
        assert len(stage.received()) == 1


@over(Behaviour.FINE, kind="remote")
def test_a_look_at_many_generations_answers_for_each_and_knows_strangers(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        known = [remote(stage).submit(request(key=f"key-{n}")) for n in range(3)]
        stranger = "00000000-0000-4000-8000-000000000000"
        seen = {look.external_id: look for look in remote(stage).observe([*known, stranger])}
        assert set(seen) == {*known, stranger}
        assert seen[stranger].phase is Phase.UNKNOWN
        assert all(seen[each].phase in {Phase.RUNNING, Phase.COMPLETED} for each in known)


@over(Behaviour.ENDLESS, kind="remote")
def test_a_running_generation_is_seen_running_with_sane_progress(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        external_id = remote(stage).submit(request())
        (seen,) = remote(stage).observe([external_id])
        assert seen.phase is Phase.RUNNING
        assert seen.article is None
        assert seen.progress is None or 0 <= seen.progress <= 100


@over(Behaviour.AWAY, kind="remote")
def test_a_backend_that_is_away_says_nothing_about_its_generations(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        seen = remote(stage).observe(["a", "b"])
        assert [look.phase for look in seen] == [Phase.UNREACHABLE] * 2
        with pytest.raises(BackendError):
            remote(stage).cancel("a")


@over(Behaviour.GARBAGE, Behaviour.EMPTY, kind="remote")
def test_a_look_never_raises_whatever_the_backend_says(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        (seen,) = remote(stage).observe(["00000000-0000-4000-8000-000000000000"])
        assert seen.phase is not Phase.COMPLETED


@over(Behaviour.ENDLESS, kind="remote")
def test_a_cancel_says_what_is_true_afterwards(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        external_id = remote(stage).submit(request())
        assert remote(stage).cancel(external_id) is case.cancel_running
        if case.cancel_running is CancelOutcome.CONFIRMED:
            assert watch(remote(stage), external_id).phase is not Phase.COMPLETED
            wait_until(lambda: stage.running() == 0, PROMPT, "the end of the generation")
        else:
            assert stage.running() == 1


@over(Behaviour.FINE, kind="remote")
def test_a_cancel_after_the_end_or_of_a_stranger_finds_it_gone(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        external_id = remote(stage).submit(request())
        watch(remote(stage), external_id)
        assert remote(stage).cancel(external_id) is CancelOutcome.GONE
        stranger = "00000000-0000-4000-8000-000000000000"
        assert remote(stage).cancel(stranger) is CancelOutcome.GONE
