"""What every creator has to keep: one suite, run over all of them in front of real backends."""

from __future__ import annotations

from pathlib import Path

import pytest

from contenthub import creators
from contenthub.creators import trial
from contenthub.creators.base import Control, DirectCreator, RemoteCreator
from contenthub.errors import BackendError, InputError, PermanentError
from contenthub.settings import Settings
from tests.contracts.cases import Behaviour, Case
from tests.contracts.creator_stages import CASES, TEXT, Play, over, produce, request

UNICODE = "## 早起的好处 🌅\n\n每天早上六点起床。👩‍👩‍👧 مرحبا بالعالم שלום é e\u0301 𠮷"
TOPIC = "怎样早起 🌅 مرحبا 𠮷"
FAILURES = (Behaviour.TRANSIENT, Behaviour.PERMANENT, Behaviour.GARBAGE, Behaviour.EMPTY)


def test_every_registered_creator_has_a_case_and_no_case_is_left_over() -> None:
    assert set(CASES) == set(creators.names())


def test_what_a_case_cannot_play_has_a_reason_and_the_essentials_have_no_excuse() -> None:
    for case in CASES.values():
        assert all(len(reason) > 10 for reason in case.cannot.values())
        assert Behaviour.FINE not in case.cannot
        if case.kind == "remote":
            assert Behaviour.LOST_ANSWER not in case.cannot


def test_an_unknown_name_is_refused_with_the_names_there_are(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"'magic'.*outline, command, openai"):
        creators.create("magic", Settings(home=tmp_path))


@over(Behaviour.FINE)
def test_a_creator_bears_its_registered_name_and_its_protocol(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        assert stage.creator.name == case.name
        wanted = DirectCreator if case.kind == "direct" else RemoteCreator
        assert isinstance(stage.creator, wanted)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_creator_without_its_setting_says_which_one_it_lacks(case: Case, tmp_path: Path) -> None:
    bare = Settings(home=tmp_path)
    creator = creators.create(case.name, bare)
    check = creator.check()
    assert check.ok == creators.configured(case.name, bare) == (not case.setting)
    assert "\n" not in check.detail
    if not case.setting:
        return
    assert case.setting in check.detail
    begin = (
        (lambda: creator.generate(request(), Control()))
        if isinstance(creator, DirectCreator)
        else (lambda: creator.submit(request()))
    )
    with pytest.raises(PermanentError) as refused:
        begin()
    assert str(refused.value) == check.detail


# The article


@over(Behaviour.FINE)
def test_a_request_becomes_an_article(case: Case, behaviour: Behaviour, play: Play) -> None:
    with play(case, behaviour) as stage:
        article = produce(stage, request())
        assert article.content.strip()
        assert len(stage.received()) == 1
        assert "How to get up early" in stage.received()[0]


@over(Behaviour.FINE)
def test_chinese_emoji_and_right_to_left_topics_reach_the_backend_unharmed(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        produce(stage, request(TOPIC))
        assert TOPIC in stage.received()[0]


@over(Behaviour.FINE)
@pytest.mark.parametrize("topic", ["--help", "a\nb\tc", "$(touch x) `id` \"' %s {{ 7 * 7 }}"])
def test_a_topic_is_only_ever_text(
    case: Case, behaviour: Behaviour, play: Play, topic: str, tmp_path: Path
) -> None:
    with play(case, behaviour) as stage:
        article = produce(stage, request(topic))
        assert "49" not in article.content
        assert " ".join(topic.split()) in " ".join(stage.received()[0].split())


@over(Behaviour.FINE, echoes=True)
@pytest.mark.parametrize("text", [TEXT, UNICODE], ids=["plain", "unicode"])
def test_the_article_arrives_as_it_was_written(
    case: Case, behaviour: Behaviour, play: Play, text: str
) -> None:
    with play(case, behaviour, text) as stage:
        assert produce(stage, request()).content == text


@over(Behaviour.FINE, echoes=True)
def test_an_article_of_two_megabytes_arrives_whole(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    text = "早起 and light. " * 100_000 + "the end"
    with play(case, behaviour, text) as stage:
        assert produce(stage, request()).content == text


@over(Behaviour.FINE, echoes=True)
@pytest.mark.parametrize(
    "around",
    ["<think>SECRET</think>\n\n{}", "SECRET\n</think>\n\n{}", "[THINK]SECRET[/THINK]\n\n{}"],
)
def test_a_models_thoughts_are_no_part_of_its_article(
    case: Case, behaviour: Behaviour, play: Play, around: str
) -> None:
    with play(case, behaviour, around.format(TEXT)) as stage:
        article = produce(stage, request())
        assert article.content == TEXT
        assert "SECRET" not in article.title + article.summary


@over(Behaviour.FINE, echoes=True)
def test_a_text_that_is_only_thoughts_is_a_failed_attempt(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour, "<think>\nSECRET, and never the end") as stage:
        with pytest.raises(BackendError, match="thoughts") as failed:
            produce(stage, request())
        assert failed.value.transient


# Failures


@over(*FAILURES, Behaviour.AWAY)
def test_a_failure_says_in_one_line_what_it_was_and_whether_it_may_pass(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        with pytest.raises(BackendError) as failed:
            produce(stage, request())
        assert failed.value.transient == (behaviour not in case.lasting)
        assert str(failed.value)
        assert "\n" not in str(failed.value)


@over(Behaviour.FINE, Behaviour.AWAY)
def test_a_check_tells_in_one_line_whether_the_backend_is_there(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        check = stage.creator.check()
        assert check.ok == (behaviour is Behaviour.FINE)
        assert check.detail
        assert "\n" not in check.detail


@over(Behaviour.FINE, *FAILURES)
def test_a_trial_writes_one_article_or_says_why_not(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        check = trial.run(stage.creator, 30.0)
        assert check.ok == (behaviour is Behaviour.FINE)
        assert "\n" not in check.detail
        if check.ok:
            assert check.detail.startswith("wrote ")
            assert len(stage.received()) == 1


@over(Behaviour.ENDLESS)
def test_a_trial_ends_in_its_time_and_leaves_nothing_running(
    case: Case, behaviour: Behaviour, play: Play
) -> None:
    with play(case, behaviour) as stage:
        check = trial.run(stage.creator, 0.5)
        assert not check.ok
        assert "within 0.5 s" in check.detail
