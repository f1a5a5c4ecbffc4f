"""The files publisher: a file has one name, stays in its folder and is known again."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contenthub.errors import PermanentError
from contenthub.publishers.base import Publication
from contenthub.publishers.files import Files

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def publication(**changes: Any) -> Publication:
    created = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    return replace(Publication("entry-7", 7, "Blog", "A title", "Body.", created), **changes)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "published")


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_name_has_the_day_in_utc_the_title_and_the_content(files: Files) -> None:
    east = datetime(2026, 2, 1, 3, 0, tzinfo=timezone(timedelta(hours=8)))
    path = Path(files.publish(publication(title="为什么 Queue 重要?", created_at=east)).location)
    assert path.is_absolute()
    assert path.name == "2026-01-31-wei-shi-yao-queue-zhong-yao-7.md"


@given(title=ANY_TEXT, account=ANY_TEXT)
@example(title="../../x", account="../..")
@example(title="", account="")
@example(title="", account="con")
def test_no_title_and_no_account_leads_out_of_the_folder(title: str, account: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary).resolve() / "published"
        path = Path(Files(root).publish(publication(title=title, account=account)).location)
        assert path.is_file()
        assert path.parent.parent == root
        assert path.parent.name not in {"con", ""}
        assert len(path.name) < 120
        assert path.name.isascii()


def test_accounts_without_letters_have_folders_of_their_own(files: Files) -> None:
    first = Path(files.publish(publication(account="🎉")).location)
    second = Path(files.publish(publication(account="🚀")).location)
    assert first.parent != second.parent


def test_a_relative_folder_counts_from_published_and_an_absolute_one_stands(
    files: Files, tmp_path: Path
) -> None:
    relative = files.publish(publication(settings={"folder": "site/_posts"}))
    absolute = files.publish(publication(settings={"folder": str(tmp_path / "elsewhere")}))
    assert Path(relative.location).parent == tmp_path / "published" / "site" / "_posts"
    assert Path(absolute.location).parent == tmp_path / "elsewhere"


def test_a_link_does_not_lead_a_relative_folder_out(files: Files, tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "outside").mkdir()
    (tmp_path / "published" / "blog").symlink_to(tmp_path / "outside")
    with pytest.raises(PermanentError, match="leads out of"):
        files.publish(publication())
    assert names(tmp_path / "outside") == set()


def test_a_link_put_in_place_of_the_folder_later_is_not_followed(
    files: Files, tmp_path: Path
) -> None:
    folder = Path(files.publish(publication()).location).parent
    folder.rename(tmp_path / "outside")
    folder.symlink_to(tmp_path / "outside")
    with pytest.raises(PermanentError):
        files.publish(publication(content_id=8, key="entry-8"))
    assert len(names(tmp_path / "outside")) == 1


def test_a_link_in_place_of_the_file_is_neither_replaced_nor_written_through(
    files: Files, tmp_path: Path
) -> None:
    path = Path(files.publish(publication()).location)
    victim = tmp_path / "victim"
    victim.write_text("precious")
    path.unlink()
    path.symlink_to(victim)
    with pytest.raises(PermanentError, match="no file"):
        files.publish(publication())
    assert victim.read_text() == "precious"
    assert path.readlink() == victim


def test_a_folder_link_to_itself_is_a_permanent_error(files: Files, tmp_path: Path) -> None:
    (tmp_path / "published").mkdir()
    (tmp_path / "published" / "blog").symlink_to("blog")
    with pytest.raises(PermanentError):
        files.publish(publication())


def test_settings_nobody_checked_are_refused_for_good(files: Files) -> None:
    with pytest.raises(PermanentError, match="colour"):
        files.publish(publication(settings={"colour": "red"}))


def test_a_creation_time_without_a_zone_is_refused(files: Files) -> None:
    with pytest.raises(PermanentError, match="naive"):
        files.publish(publication(created_at=datetime(2026, 1, 31)))  # noqa: DTZ001


def test_a_folder_removed_while_we_run_is_made_again(files: Files) -> None:
    path = Path(files.publish(publication()).location)
    path.unlink()
    path.parent.rmdir()
    assert Path(files.publish(publication()).location).is_file()


def test_files_can_be_read_by_a_web_server(files: Files) -> None:
    before = os.umask(0o022)
    try:
        path = Path(files.publish(publication()).location)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o644


@pytest.mark.parametrize("text", ["", "no front matter\n", "---\ntitle: x\n---\ncontenthub: {}\n"])
def test_verify_does_not_take_a_foreign_file_for_ours(files: Files, text: str) -> None:
    path = Path(files.publish(publication()).location)
    path.write_text(text)
    assert files.verify(publication()) is None


def test_our_line_in_the_body_of_a_file_proves_nothing(files: Files) -> None:
    path = Path(files.publish(publication()).location)
    line = next(line for line in path.read_text().splitlines() if line.startswith("contenthub:"))
    path.write_text(f"---\ntitle: x\n---\n{line}\n")
    assert files.verify(publication()) is None


def test_nothing_heavy_is_imported_before_the_first_article() -> None:
    script = (
        "import sys, contenthub.publishers.files\n"
        "print({'slugify', 'text_unidecode', 'jinja2', 'httpx2'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout == b"set()\n"
