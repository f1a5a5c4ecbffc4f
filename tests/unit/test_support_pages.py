"""The tests of the documentation see what a page says, and notice what does not happen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pages import SERVICE_ENDS, Page, Step, calls_in


@pytest.fixture
def page(tmp_path: Path) -> Page:
    path = tmp_path / "page.md"
    path.write_text(
        "# Tea, and more\n[a](b.md#c) `contenthub up`\n"
        "```console\n$ contenthub up\n$ echo a  # exit code 3\na\nb\n```\n"
        f"{SERVICE_ENDS}\n"
        "```python tea.py\nprint(`x`)  # [not](a-link)\n```\n"
        "```sh\ncontenthub task list | wc -l\n```\n"
        "```text\ncontenthub is not typed here\n```\n"
    )
    return Page(path)


class TestPage:
    def test_its_console_blocks_are_steps_with_the_output_they_show(self, page: Page) -> None:
        assert page.steps() == [
            Step("contenthub up"),
            Step("echo a  # exit code 3", ("a", "b")),
            Step(""),
        ]

    def test_a_block_may_be_a_file(self, page: Page) -> None:
        assert [block.file_name for block in page.blocks()] == ["", "tea.py", "", ""]

    def test_links_headings_and_names_come_from_the_text_alone(self, page: Page) -> None:
        assert page.links() == ["b.md#c"]
        assert page.anchors() == {"tea-and-more"}
        assert page.mentions() == ["contenthub up"]

    def test_its_calls_are_what_a_reader_types(self, page: Page) -> None:
        assert [call for _, call in page.calls()] == [["up"], ["task", "list"]]


class TestStep:
    def test_a_page_says_how_a_step_ends(self) -> None:
        assert Step("contenthub task status x  # exit code 3").exit_code == 3
        assert Step("contenthub task list").exit_code == 0

    def test_services_run_beside_the_rest(self) -> None:
        assert Step("contenthub worker --processes 2").is_service
        assert not Step("contenthub worker --check").is_service
        assert not Step("contenthub task list").is_service

    @pytest.mark.parametrize(
        ("shown", "missing"),
        [
            (("one", "two"), None),
            (("t … o",), None),
            (("…", "two"), None),
            (("two", "one"), "one"),
            (("on",), "on"),
            (("three",), "three"),
        ],
    )
    def test_what_is_shown_has_to_be_printed_in_that_order(
        self, shown: tuple[str, ...], missing: str | None
    ) -> None:
        assert Step("x", shown).missing("one\n\nt   w  o\ntwo\n") == missing


class TestCalls:
    def test_they_are_found_within_a_line_of_shell(self) -> None:
        line = (
            'id=$(contenthub task list -f csv | tail -1); contenthub task status "$id" 2>/dev/null'
        )
        assert list(calls_in(line)) == [["task", "list", "-f", "csv"], ["task", "status", "$id"]]
