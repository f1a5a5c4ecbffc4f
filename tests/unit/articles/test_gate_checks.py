"""The other checks of the gate, its levels, and what it makes of a check that breaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from contenthub.articles import gate
from contenthub.articles.gate import Finding, Finished, Level, Rules, drafts, examine
from contenthub.articles.text import word_count
from contenthub.creators.base import Control, Profile, Request
from contenthub.creators.outline import Outline

SHORT = Rules(levels={"too_short": "off"})  # a few words show what the other checks find


def checks(body: str, **said: Any) -> list[str]:
    article = Finished("Tea", body, said.pop("words", word_count(body)), **{"rules": SHORT} | said)
    return list(dict.fromkeys(one.check for one in examine(article)))


def messages(body: str, **said: Any) -> list[str]:
    return [one.message for one in examine(Finished("Tea", body, word_count(body), **said))]


class TestMany:
    """Of many places some are told one by one, and then how many more there are."""

    @pytest.mark.parametrize(
        ("gaps", "rest"),
        [
            (5, []),
            (6, ["1 more gap that nobody filled in"]),
            (9, ["4 more gaps that nobody filled in"]),
        ],
    )
    def test_of_gaps_the_rest_is_counted(self, gaps: int, rest: list[str]) -> None:
        names = ("Name", "Company", "City", "Street", "Phone", "Date", "Email", "Title", "Country")
        body = "\n\n".join(f"We wrote to [Your {one}] once." for one in names[:gaps])
        found = [one for one in messages(body, rules=SHORT) if "nobody filled in" in one]
        assert found[5:] == rest

    @pytest.mark.parametrize("mark", ["<|im_end|>", "<|assistant|>"])
    def test_of_tokens_the_rest_is_counted(self, mark: str) -> None:
        body = "\n\n".join(f"Tea number {n} is a drink.{mark}" for n in range(8))
        found = [one for one in messages(body, rules=SHORT) if one.startswith("a token of")]
        assert len(found) == 6
        assert found[5] == "a token of a model's template outside of code: 3 more places"

    def test_of_contents_that_it_is_like_the_rest_is_counted(self) -> None:
        neighbours = tuple(gate.Neighbour(n, f"Pots {n}", 0.9) for n in range(1, 6))
        found = examine(Finished("Tea", "", 0, neighbours=neighbours), (gate.NEAR_COPY,))
        assert [one.message.partition(":")[2] for one in found] == [
            *(f" 90% of it stands in content {n} as well: Pots {n}" for n in (1, 2, 3)),
            " of at least 2 more contents as well",
        ]


class TestEmptiness:
    @pytest.mark.parametrize(
        ("body", "empty"),
        [
            ("## A\n\nSome words.\n\n## B\n\n## C\n\nMore.", ["B"]),
            ("## A\n\n## B\n\n## C", ["A", "B", "C"]),
            ("# Tea\n\n## A\n\nSome words.\n\n## B", ["B"]),
            ("# Tea\n\n## 甲\n\n### 乙\n\n## 丙\n\n有字。", ["乙"]),
            ("Some words.\n\nA\n---\n\nB\n---\n\nMore.", ["A"]),
            ("Some words.\n\n## A\n\n- \n\n## B\n\nMore.", ["A"]),
            ("Some words.\n\n## A\n\nTODO\n\n## B\n\n（待补）\n\n## C\n\n...", ["A", "B", "C"]),
            ("Some words.\n\n## A\n\n[Insert text here]\n\n## B\n\nMore.", ["A"]),
            ("Some words.\n\n## A\n\n```\n```\n\n## B\n\nMore.", ["A"]),
        ],
    )
    def test_headings_with_nothing_beneath_are_held(self, body: str, empty: list[str]) -> None:
        found = [one for one in examine(Finished("Tea", body, 9)) if one.check == "empty_section"]
        assert [one.message for one in found] == [
            f"nothing beneath the heading {e!r}" for e in empty
        ]
        assert all(one.span and body[slice(*one.span)].strip("# ") in empty for one in found)

    @pytest.mark.parametrize(
        "body",
        [
            "# Tea\n\n## A\n\nSome words.\n\n## B\n\nMore.",
            "# Tea\n\n# A\n\nSome words.\n\n# B\n\nMore.",
            "## A\n\n![a](a.png)\n\n## B\n\n| a | b |\n|---|---|\n| 1 | 2 |",
            "## A\n\n```\n# no heading\n```\n\n## B\n\n    code",
            "Some words.\n\n## Thank you for reading!",
            "Some words.\n\n## The end",
            "有字。\n\n## （完）",
            "Some words.\n\n#hashtag",
        ],
    )
    def test_headings_with_something_beneath_are_not(self, body: str) -> None:
        assert checks(body) == []

    @pytest.mark.parametrize("body", ["![a](a.png)", "***\n\n![a](a.png) ![b](b.png)", "<br>"])
    def test_a_text_without_words_is_held(self, body: str) -> None:
        assert checks(body) == ["no_text"]

    @pytest.mark.parametrize("body", ["Words.", "- words", "> 有字。", "<p>words</p>", "    code"])
    def test_a_short_text_is_one(self, body: str) -> None:
        assert "no_text" not in checks(body)

    def test_very_many_empty_headings_are_told_in_few_lines(self) -> None:
        told = messages("Words.\n" + "\n## A\n" * 100, rules=SHORT)
        assert (len(told), told[-1]) == (21, "nothing beneath 80 more headings")
        assert (
            messages("Words.\n" + "\n## A\n" * 21, rules=SHORT)[-1]
            == "nothing beneath 1 more heading"
        )


class TestDays:
    @pytest.mark.parametrize(
        ("title", "body"),
        [
            ("上班族五日早餐", "**周一：面**\n煮。\n\n**周二：饼**\n煎。\n\n**周三：粥**\n熬。"),
            ("週一到週五的便當", "## 週一：麵\n\n煮。\n\n## 週二：餅\n\n煎。"),
            ("A five-day plan", "**Monday:** rest.\n\n**Tuesday:** run.\n\n**Wednesday:** swim."),
            ("Monday to Sunday", "## Monday\n\nRest.\n\n## Tuesday\n\nRun."),
        ],
    )
    def test_days_that_end_before_the_promised_one_are_held(self, title: str, body: str) -> None:
        article = Finished(title, body, word_count(body), topic=title, rules=SHORT)
        assert "fewer_than_promised" in [one.check for one in examine(article)]

    @pytest.mark.parametrize(
        ("title", "body"),
        [
            ("Three days of rest", "**Monday:** rest.\n\n**Tuesday:** sleep."),
            (
                "A five-day plan",
                "**Monday:** rest.\n\n**Tuesday:** run.\n\nFrom Wednesday on, swim.",
            ),
            ("A five-day plan", "On Monday we rest, and on Tuesday we run, and so on."),
        ],
    )
    def test_days_that_are_told_otherwise_are_let_alone(self, title: str, body: str) -> None:
        article = Finished(title, body, word_count(body), topic=title, rules=SHORT)
        assert "fewer_than_promised" not in [one.check for one in examine(article)]


class TestDrafts:
    @pytest.mark.parametrize(("language", "topic"), [("en", "tea"), ("zh", "茶"), ("de", "Tee")])
    @pytest.mark.parametrize("banned", [(), ("template", "模板")])
    def test_what_outline_writes_says_so_by_its_metadata_and_by_its_text(
        self, tmp_path: Path, language: str, topic: str, banned: tuple[str, ...]
    ) -> None:
        asked = Request(
            "t", "t-1", 1, topic, Profile("a", language, banned_words=banned), language=language
        )
        made = Outline(tmp_path).generate(asked, Control())
        assert checks(made.content, metadata=made.metadata) == ["template_draft"]
        assert checks(made.content) == ["template_draft"]
        assert made.metadata["draft"] is True

    def test_a_text_of_somebody_else_is_none(self) -> None:
        assert checks("One gap is left. (To do: a figure.)") == []

    def test_a_plan_is_one_though_its_title_speaks_of_writing(self) -> None:
        plan = "目标读者：第一次泡茶的人\n切入角度：从外婆的茶壶切入\n预计字数：1000字左右"
        title = "怎样泡茶：写作计划"
        for topic, is_held in (("怎样泡茶", True), ("怎样写写作计划", False)):
            article = Finished(title, plan, word_count(plan), topic=topic, rules=SHORT)
            found = [one.check for one in examine(article)]
            assert ("template_draft" in found) is is_held

    def test_a_person_who_fills_it_in_makes_an_article_of_it(self) -> None:
        said = {"draft": True, "generator": "outline"}
        assert drafts.after_edit(said, "All was written anew.")["draft"] is False
        assert drafts.after_edit(said, "Nearly all was. (To do: a figure.)")["draft"] is True
        assert drafts.after_edit({"x": 1}, "All was written anew.") == {"x": 1}


class TestThoughts:
    @pytest.mark.parametrize(
        "body",
        [
            "So I think.</think>\n\nTea is a drink.",
            "<THINKING>Hm.</THINKING> Tea.",
            "[THINK]x[/THINK]y",
        ],
    )
    def test_thoughts_that_were_left_in_are_held(self, body: str) -> None:
        assert "thoughts" in checks(body)

    @pytest.mark.parametrize(
        "body",
        [
            "The tag `<think>` begins it.",
            "```\n<think>\n```\n\nThat is all.",
            "I think so.",
            "a < b.",
        ],
    )
    def test_a_text_about_them_is_not(self, body: str) -> None:
        assert checks(body) == []


class TestLanguage:
    @pytest.mark.parametrize(
        ("ordered", "written", "body"),
        [
            ("de", "en", "Tea is a drink."),
            ("zh", "", "Tea is a drink that people like. " * 20),
            ("en", "", "茶是人们喜欢的饮料。" * 20),
            ("ja", "", "Tea is a drink that people like. " * 20),
        ],
    )
    def test_another_language_than_was_ordered_is_held(
        self, ordered: str, written: str, body: str
    ) -> None:
        assert "language" in checks(body, language=written, rules=Rules(language=ordered))

    @pytest.mark.parametrize(
        ("ordered", "written", "body"),
        [
            ("pt-BR", "pt", "Chá é uma bebida."),
            ("zh", "zh", "用 Python 写 Web API 的方法：先装 FastAPI，再写路由。" * 5),
            ("en", "en", "The word 茶 means tea. " * 20),
            ("auto", "en", "Tea is a drink."),
            ("", "", "Tea is a drink."),
            ("th", "", "ชาเป็นเครื่องดื่ม " * 40),
        ],
    )
    def test_foreign_words_in_a_text_are_none(self, ordered: str, written: str, body: str) -> None:
        assert "language" not in checks(body, language=written, rules=Rules(language=ordered))


class TestLengths:
    def test_the_accounts_limits_are_told_with_the_figures(self) -> None:
        assert messages("One two.", rules=Rules(min_length=3)) == [
            "too short: 2 of at least 3 words"
        ]
        assert messages("One two.", rules=Rules(max_length=1)) == ["too long: 2 of at most 1 word"]
        assert messages("One two.", rules=Rules(min_length=2, max_length=2)) == []


class TestLevels:
    def test_an_account_turns_a_check_off_or_down(self) -> None:
        def found(**levels: str) -> list[Level]:
            article = Finished("Tea", "One two.", 2, rules=Rules(min_length=3, levels=levels))
            return [one.level for one in examine(article)]

        assert found() == [Level.HOLD]
        assert found(too_short="hold") == [Level.HOLD]
        assert found(too_short="warn") == [Level.WARN]
        assert found(too_short="off") == []
        assert found(too_short="what nobody knows", unknown="off") == [Level.HOLD]

    def test_a_warning_holds_nothing(self) -> None:
        warned = Finding("too_short", Level.WARN, None, "too short")
        held = Finding("cut_off", Level.HOLD, (0, 3), "cut off")
        assert gate.holds(gate.stored([warned, held])) == ["cut off"]
        assert gate.reason_of([warned]) == "waits for a person"
        assert gate.reason_of([warned, held]) == "cut off"

    def test_the_reason_is_bounded(self) -> None:
        held = Finding("x", Level.HOLD, None, "y" * 2_000)
        assert len(gate.reason_of([held])) == 500

    def test_a_check_that_breaks_holds_the_article(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(article: Finished) -> Any:
            raise RuntimeError("no such thing")

        monkeypatch.setitem(gate.CHECKS, "cut_off", broken)
        (found,) = examine(Finished("Tea", "Tea is a drink.", 4, rules=SHORT))
        assert (found.check, found.level) == ("cut_off", Level.HOLD)
        assert "no such thing" in found.message
