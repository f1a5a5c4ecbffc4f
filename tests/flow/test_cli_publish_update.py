"""`contenthub publish-pool update`: which articles go out again, and what is said of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contenthub.database import db
from contenthub.lifecycle import accounts
from contenthub.lifecycle.workers import beat, leave
from contenthub.settings import Settings
from tests.support import texts
from tests.support.articles import article, entry_of

Cli = Callable[..., Any]


@pytest.fixture
def published(cli: Cli, database: Settings) -> Callable[..., int]:
    """Makes contents that are out as files."""

    def make(title: str = "Tea", **how: Any) -> int:
        made = article(database, title, approved=True, **how)
        assert cli("publish-pool", "publish", str(made)).code == 0
        return made

    return make


def edit(cli: Cli, tmp_path: Path, content_id: int, text: str) -> None:
    file = tmp_path / "text.md"
    file.write_text(text)
    answer = cli("content", "edit", str(content_id), "--body-file", str(file))
    assert answer.code == 0, answer.err


def path_of(content_id: int) -> Path:
    entry = entry_of(content_id)
    assert entry is not None
    assert entry.proof is not None
    return Path(entry.proof)


def test_an_edited_article_is_sent_out_again_and_shown_as_such(
    cli: Cli, published: Callable[..., int], tmp_path: Path
) -> None:
    made = published()
    edit(cli, tmp_path, made, "Tea is a plant.")
    assert "default holds revision 1 of 2" in cli("content", "show", str(made)).out
    answer = cli("publish-pool", "update", str(made), "-f", "json")
    assert answer.code == 0, answer.err
    (row,) = answer.json
    assert (row["content_id"], row["status"], row["proof"]) == (
        made,
        "published",
        str(path_of(made)),
    )
    assert path_of(made).read_text().endswith("\n\nTea is a plant.\n")
    assert "default holds revision 2\n" in cli("content", "show", str(made)).out
    again = cli("publish-pool", "update", str(made))
    assert (again.code, "--again" in again.err) == (4, True)
    assert cli("publish-pool", "update", str(made), "--again").code == 0


def test_an_update_that_fails_is_told_with_exit_code_6(
    cli: Cli, published: Callable[..., int], tmp_path: Path
) -> None:
    made = published()
    edit(cli, tmp_path, made, "Tea is a plant.")
    path_of(made).unlink()
    answer = cli("publish-pool", "update", str(made))
    assert answer.code == 6
    assert "is not updated; its update failed" in answer.err
    (row,) = cli("publish-pool", "list", "--all", "-f", "json").json
    assert row["status"] == "published"
    assert "is not there any more" in row["error_message"]


def test_all_that_are_outdated(
    cli: Cli, published: Callable[..., int], tmp_path: Path, database: Settings
) -> None:
    blog = accounts.add("blog", gate={"template_draft": "off"})
    first, second = published("Tea"), published("Milk", account=blog)
    same = published("Water")
    for made in (first, second):
        edit(cli, tmp_path, made, f"Text {made} is another one.")
    one = cli("publish-pool", "update", "--outdated", "--account", "blog", "-f", "json")
    assert [row["content_id"] for row in one.json] == [second], one.err
    rest = cli("publish-pool", "update", "--outdated", "-f", "json")
    assert [row["content_id"] for row in rest.json] == [first], rest.err
    none = cli("publish-pool", "update", "--outdated", "-f", "json")
    assert (none.code, none.json) == (0, [])
    assert path_of(same).read_text().endswith(f"{texts.ARTICLE}\n")


@pytest.mark.parametrize("arguments", [(), ("7", "--outdated")])
def test_which_ones_has_to_be_said_in_one_way(
    arguments: tuple[str, ...], cli: Cli, database: Settings
) -> None:
    assert cli("publish-pool", "update", *arguments).code == 2


def test_a_service_that_does_not_come_to_it_is_not_called_success(
    cli: Cli, published: Callable[..., int], tmp_path: Path
) -> None:
    made = published()
    edit(cli, tmp_path, made, "Tea is a plant.")
    beat("up", "embedded", ["publish"], 0)
    try:
        answer = cli("publish-pool", "update", str(made), "--wait", "0.2")
        assert answer.code == 5
        assert cli("publish-pool", "update", str(made), "--wait", "0").code == 0
    finally:
        leave()
    assert db.execute("SELECT status FROM publish_entries").fetchone()[0] == "updating"
