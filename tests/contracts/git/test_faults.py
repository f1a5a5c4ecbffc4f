"""What goes wrong between ContentHub and a real repository."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers.base import Proof, Publication, Refused
from contenthub.publishers.git.publisher import GitRepository
from tests.contracts.git.calls import PAGE, by_http, is_push, service
from tests.support import git_server
from tests.support.git_server import HttpGit, Repository


class TestFaults:
    def test_two_services_publish_at_once_and_both_articles_are_there_once(
        self, article: Publication, site: Repository, tmp_path: Path
    ) -> None:
        proofs: dict[str, Any] = {}

        def run(home: str) -> None:
            publisher = service(tmp_path, home)
            for number in range(3):
                own = replace(article, key=f"{home}-{number}", content_id=number)
                proofs[own.key] = publisher.publish(own)
            proofs[home] = publisher.publish(article)  # the same at both

        threads = [threading.Thread(target=run, args=(home,)) for home in ("one", "two")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(proofs) == 8
        assert proofs["one"] == proofs["two"]
        assert len(site.commits()) == 1 + 7
        assert len([name for name in site.files() if name.startswith("content/")]) == 7

    def test_a_push_that_comes_too_late_is_made_again_upon_what_is_there(
        self, publisher: GitRepository, article: Publication, site: Repository, web: HttpGit
    ) -> None:
        others = iter(["one", "two"])

        def meddle(path: str) -> None:
            if is_push(path) and (name := next(others, "")):
                site.add(f"{name}.txt", "meanwhile\n")

        web.meddle = meddle
        proof = publisher.publish(by_http(article, web))
        assert site.tip == proof.location
        assert {"one.txt", "two.txt", PAGE} <= set(site.files())

    def test_an_answer_that_was_lost_is_looked_up_at_once(
        self, publisher: GitRepository, article: Publication, site: Repository, web: HttpGit
    ) -> None:
        web.meddle = lambda path: 0 if is_push(path) else None
        proof = publisher.publish(by_http(article, web))
        assert site.tip == proof.location

    def test_who_went_away_with_the_answer_leaves_it_to_be_looked_up(
        self, publisher: GitRepository, article: Publication, site: Repository, web: HttpGit
    ) -> None:
        def meddle(path: str) -> int | None:
            pushed = any(map(is_push, web.seen))
            return (0 if is_push(path) else 503) if pushed else None

        web.meddle = meddle
        sent = by_http(article, web)
        with pytest.raises(OutcomeUnknownError):
            publisher.publish(sent)
        web.meddle = lambda _path: None
        assert publisher.verify(sent) == Proof(site.tip)
        assert publisher.publish(sent) == Proof(site.tip)
        assert len(site.commits()) == 2

    @pytest.mark.parametrize(
        ("status", "error", "said"),
        [
            (503, TransientError, "503"),
            (403, PermanentError, "403"),
            (404, PermanentError, "not found"),
            (302, PermanentError, "redirect|302"),
        ],
    )
    def test_a_server_that_does_not_serve_is_one_clear_line(
        self,
        publisher: GitRepository,
        article: Publication,
        web: HttpGit,
        status: int,
        error: type[BackendError],
        said: str,
    ) -> None:
        web.location = "http://127.0.0.1:9/" if status == 302 else ""
        web.meddle = lambda _path: status
        with pytest.raises(error, match=said):
            publisher.publish(by_http(article, web))

    def test_a_redirect_is_not_told_the_token(
        self, publisher: GitRepository, article: Publication, web: HttpGit, tmp_path: Path
    ) -> None:
        with git_server.http(tmp_path) as other:
            web.location = f"{other.url}/site.git/info/refs?service=git-upload-pack"
            web.meddle = lambda _path: 302
            with pytest.raises(PermanentError):
                publisher.publish(by_http(article, web))
            assert other.logins == []

    def test_a_server_that_is_away_may_come_back(
        self, publisher: GitRepository, article: Publication
    ) -> None:
        away = {**article.settings, "url": "http://127.0.0.1:9/site.git"}
        with pytest.raises(TransientError, match=r"cannot be read.*127"):
            publisher.publish(replace(article, settings=away))

    def test_a_repository_that_is_not_there_will_not_be_there_next_time(
        self, publisher: GitRepository, article: Publication, tmp_path: Path
    ) -> None:
        gone = {**article.settings, "url": str(tmp_path / "gone.git")}
        with pytest.raises(PermanentError, match="does not appear to be a git repository"):
            publisher.publish(replace(article, settings=gone))

    def test_a_machine_s_own_address_is_never_called(
        self, publisher: GitRepository, article: Publication
    ) -> None:
        its = {**article.settings, "url": "http://169.254.169.254/site.git"}
        with pytest.raises(PermanentError, match="machine's own address"):
            publisher.publish(replace(article, settings=its))

    def test_a_refusal_of_the_repository_is_told_in_its_own_words(
        self, publisher: GitRepository, article: Publication, site: Repository
    ) -> None:
        site.hook("pre-receive", "echo 'GH006: Protected branch update failed' >&2; exit 1")
        with pytest.raises(PermanentError, match=r"pre-receive hook declined.*GH006: Protected"):
            publisher.publish(article)
        assert len(site.commits()) == 1
        assert publisher.verify(article) is None

    def test_a_git_that_hangs_is_ended_and_its_article_looked_up(
        self,
        publisher: GitRepository,
        article: Publication,
        site: Repository,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("contenthub.publishers.git.publisher._SECONDS", 6.0)
        monkeypatch.setattr("contenthub.publishers.git.pushing._FOR_A_LOOK", 0.0)
        site.hook("post-update", f"touch {tmp_path}/pushed; exec sleep 600")
        with pytest.raises(OutcomeUnknownError, match="in time"):
            publisher.publish(article)
        assert (tmp_path / "pushed").exists()
        assert publisher.verify(article) == Proof(site.tip)

    def test_a_copy_that_was_left_broken_is_made_anew(
        self, publisher: GitRepository, article: Publication, site: Repository, tmp_path: Path
    ) -> None:
        publisher.publish(article)
        (copy,) = [one for one in (tmp_path / "home" / "git").iterdir() if one.is_dir()]
        (copy / "shallow.lock").touch()
        (copy / "config.lock").touch()
        for pack in (copy / "objects").rglob("*"):
            if pack.is_file():
                os.chmod(pack, 0o600)
                pack.write_bytes(b"broken")
        second = replace(article, key="entry-2-t1", content_id=8)
        assert publisher.publish(second).location == site.tip

    def test_a_file_that_somebody_took_away_is_neither_there_nor_published_again(
        self, publisher: GitRepository, article: Publication, site: Repository
    ) -> None:
        publisher.publish(article)
        site.add(PAGE, None)
        assert isinstance(publisher.verify(article), Refused)
        with pytest.raises(PermanentError, match="took its file away"):
            publisher.publish(article)
        with pytest.raises(PermanentError, match="not in the repository any more"):
            publisher.update(article)

    def test_a_file_that_somebody_moved_is_found(
        self, publisher: GitRepository, article: Publication, site: Repository
    ) -> None:
        proof = publisher.publish(article)
        page = site.read(PAGE)
        site.add(PAGE, None)
        site.add("content/old/pot.md", page)
        assert publisher.verify(article) == proof
        publisher.update(replace(article, body="Another text.\n"))
        assert "Another text." in site.read("content/old/pot.md")
        assert PAGE not in site.files()

    def test_a_title_cannot_pass_for_another_article_s_key(
        self, publisher: GitRepository, article: Publication
    ) -> None:
        publisher.publish(replace(article, key="entry-9", title=f"ContentHub-Key: {article.key}"))
        publisher.publish(replace(article, key="entry-8", body=f"---\n{article.key}\n"))
        assert publisher.verify(article) is None
