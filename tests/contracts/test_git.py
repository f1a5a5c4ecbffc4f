"""What goes wrong between ContentHub and a real repository, and what a repository may be."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from contenthub import publishers
from contenthub.errors import BackendError, OutcomeUnknownError, PermanentError, TransientError
from contenthub.publishers.base import Proof, Publication, Refused, UpdatingPublisher
from contenthub.publishers.git.publisher import GitRepository
from contenthub.settings import Settings
from tests.support import git_server, meddling_proxy
from tests.support.git_server import TOKEN, USER, HttpGit, Repository
from tests.support.meddling_proxy import Proxy
from tests.support.picture_server import PNG

PAGE = "content/posts/a-quiet-pot.md"


@pytest.fixture
def site(tmp_path: Path) -> Repository:
    """A repository in which somebody works."""
    made = Repository.make(tmp_path / "site.git")
    made.add("README.md", "The site.\n")
    return made


def service(tmp_path: Path, name: str = "home") -> GitRepository:
    """The publisher of a service with a data home of its own."""
    its = Settings(home=tmp_path / name, allow_private_networks=True)
    made = publishers.create("git", its)
    assert isinstance(made, GitRepository)
    return made


@pytest.fixture
def publisher(tmp_path: Path) -> GitRepository:
    return service(tmp_path)


@pytest.fixture
def article(site: Repository) -> Publication:
    return Publication(
        key="entry-1-t1",
        content_id=7,
        account="Tea",
        title="A quiet pot",
        body="First paragraph.\n\n第二段。\n",
        created_at=datetime(2026, 1, 31, tzinfo=UTC),
        settings={"url": str(site.path)},
    )


@pytest.fixture
def web(tmp_path: Path) -> Iterator[HttpGit]:
    """The repositories of the test by HTTP, with a login."""
    with git_server.http(tmp_path) as server:
        yield server


def by_http(article: Publication, web: HttpGit, **settings: Any) -> Publication:
    url = f"{web.url}/site.git"
    its = {"url": url, "user": USER, "token": TOKEN, **settings}
    return replace(article, settings=its)


def is_push(path: str) -> bool:
    return path.endswith("/git-receive-pack")


class TestRepositories:
    def test_what_others_have_there_stays(
        self, publisher: GitRepository, article: Publication, site: Repository
    ) -> None:
        before = site.tip
        proof = publisher.publish(article)
        assert site.commits() == [proof.location, before]
        assert site.files() == ["README.md", PAGE]
        said = site.text("show", "-s", "--format=%an <%ae>%n%B", proof.location)
        assert said.splitlines() == [
            "ContentHub <contenthub@localhost>",
            "Publish A quiet pot",
            "",
            "ContentHub-Key: entry-1-t1",
        ]

    def test_git_s_own_daemon_takes_it(
        self, publisher: GitRepository, article: Publication, tmp_path: Path, site: Repository
    ) -> None:
        with git_server.daemon(tmp_path) as address:
            sent = replace(article, settings={"url": f"{address}/site.git"})
            assert publisher.publish(sent).location == site.tip
            assert publisher.check(dict(sent.settings), "") == f"{address}/site.git main"

    def test_a_daemon_that_takes_nothing_is_told_of_by_the_check_already(
        self, publisher: GitRepository, article: Publication, tmp_path: Path, site: Repository
    ) -> None:
        with git_server.daemon(tmp_path, writable=False) as address:
            sent = replace(article, settings={"url": f"{address}/site.git"})
            with pytest.raises(PermanentError, match=r"access denied|not enabled"):
                publisher.check(dict(sent.settings), "")
            with pytest.raises(PermanentError, match=r"access denied|not enabled"):
                publisher.publish(sent)
        assert len(site.commits()) == 1

    def test_a_token_opens_https_and_is_nowhere_but_in_the_request(
        self,
        publisher: GitRepository,
        article: Publication,
        web: HttpGit,
        site: Repository,
        tmp_path: Path,
    ) -> None:
        sent = by_http(article, web)
        assert publisher.publish(sent).location == site.tip
        assert publisher.check(dict(sent.settings), "")
        assert TOKEN not in str(publisher.place(sent))
        kept = [one for one in (tmp_path / "home").rglob("*") if one.is_file()]
        assert kept
        assert not [one for one in kept if TOKEN.encode() in one.read_bytes()]

    def test_a_wrong_token_is_lasting_and_is_not_told(
        self, publisher: GitRepository, article: Publication, web: HttpGit, site: Repository
    ) -> None:
        sent = by_http(article, web, token="wr0ng-token")
        with pytest.raises(PermanentError, match="Authentication failed") as caught:
            publisher.publish(sent)
        assert "wr0ng" not in str(caught.value)
        with pytest.raises(PermanentError, match="Authentication failed"):
            publisher.check(dict(sent.settings), "")

    def test_a_key_opens_ssh_and_an_unknown_host_is_not_believed(
        self, publisher: GitRepository, article: Publication, site: Repository, tmp_path: Path
    ) -> None:
        folder = tmp_path / "sshd"
        folder.mkdir()
        with git_server.ssh(folder) as server:
            its = {
                "url": f"{server.url}{site.path}",
                "key": str(server.key),
                "known_hosts": f"file:{server.known_hosts}",
            }
            sent = replace(article, settings=its)
            assert publisher.publish(sent).location == site.tip
            assert publisher.check(dict(its), "") == f"{its['url']} main"
            other = {**its, "key": str(folder / "host")}
            with pytest.raises(PermanentError, match="Permission denied"):
                publisher.check(other, "")
            server.known_hosts.write_text("")
            with pytest.raises(PermanentError, match="Host key verification failed"):
                publisher.check(its, "")

    def test_a_branch_that_is_not_there_is_named_with_those_there_are(
        self, publisher: GitRepository, article: Publication
    ) -> None:
        sent = replace(article, settings={**article.settings, "branch": "pages"})
        with pytest.raises(PermanentError, match=r"no branch pages; it has: main"):
            publisher.publish(sent)

    def test_settings_and_hooks_of_the_user_take_no_part(
        self,
        publisher: GitRepository,
        article: Publication,
        site: Repository,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        hooks = tmp_path / "hooks"
        hooks.mkdir()
        for name in ("pre-push", "reference-transaction", "post-index-change"):
            (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
            (hooks / name).chmod(0o755)
        config = tmp_path / ".gitconfig"
        config.write_text(
            f"[core]\nhooksPath = {hooks}\n[commit]\ngpgSign = true\n[user]\nname = nobody\n"
            f'[url "{tmp_path}/elsewhere"]\ninsteadOf = {site.path}\n'
        )
        monkeypatch.setenv("HOME", str(tmp_path))
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
        monkeypatch.setenv("GIT_SSH_COMMAND", f"touch {tmp_path}/ran")
        assert publisher.publish(article).location == site.tip
        assert not (tmp_path / "ran").exists()

    @pytest.mark.parametrize("mode", ["120000", "160000", "100644"], ids=["link", "module", "file"])
    def test_no_path_leads_out_by_a_link_or_into_another_repository(
        self,
        publisher: GitRepository,
        article: Publication,
        site: Repository,
        tmp_path: Path,
        mode: str,
    ) -> None:
        site.add("content", str(tmp_path), mode)
        with pytest.raises(PermanentError, match="content is no folder"):
            publisher.publish(article)
        assert not list(tmp_path.rglob("a-quiet-pot.md"))

    def test_a_file_that_a_filter_would_keep_is_not_committed_without_it(
        self, publisher: GitRepository, article: Publication, site: Repository
    ) -> None:
        site.add(".gitattributes", "*.md filter=lfs diff=lfs merge=lfs -text\n")
        with pytest.raises(PermanentError, match="filter lfs"):
            publisher.publish(article)
        assert PAGE not in site.files()

    @pytest.mark.parametrize("there", [PAGE, "content/posts/A-Quiet-Pot.md"])
    def test_a_name_that_somebody_has_is_left_to_him(
        self, publisher: GitRepository, article: Publication, site: Repository, there: str
    ) -> None:
        site.add(there, "by hand\n")
        proof = publisher.publish(article)
        assert site.read(there) == "by hand\n"
        page = site.read("content/posts/a-quiet-pot-7.md")
        assert 'slug: "a-quiet-pot-7"' in page  # two pages of one address would be one
        assert publisher.verify(article) == proof
        other_home = replace(article, key="entry-1-t9")  # with an article of the same number
        publisher.publish(other_home)
        assert len(site.files()) == 4
        fixed = replace(
            article, key="another", settings={**article.settings, "path": "content/posts/{id}.md"}
        )
        site.add("content/posts/7.md", "by hand\n")
        with pytest.raises(PermanentError, match=r"somebody else has content/posts/7\.md"):
            publisher.publish(fixed)

    @pytest.mark.parametrize("title", ["Index", "README", "con"])
    def test_a_title_that_is_a_name_with_a_meaning_gets_another(
        self, publisher: GitRepository, article: Publication, site: Repository, title: str
    ) -> None:
        publisher.publish(replace(article, title=title))
        assert f"content/posts/{title.lower()}-article.md" in site.files()


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


class TestUpdates:
    def test_an_edited_article_is_another_commit_of_the_same_file(
        self, publisher: GitRepository, article: Publication, site: Repository
    ) -> None:
        assert isinstance(publisher, UpdatingPublisher)
        first = publisher.publish(article)
        place = publisher.place(article)
        edited = replace(
            article, title="A loud pot", body="Another text.\n", place=place, proof=first.location
        )
        second = publisher.update(edited)
        assert second.location == site.tip != first.location
        page = site.read(PAGE)
        assert "Another text." in page
        assert 'slug: "a-quiet-pot"' in page  # readers' links stay good
        assert publisher.update(edited) == second
        assert publisher.verify(edited) == second
        assert len(site.commits()) == 3

    def test_an_update_whose_answer_was_lost_is_asked_for_again_and_made_once(
        self, publisher: GitRepository, article: Publication, site: Repository, web: HttpGit
    ) -> None:
        sent = by_http(article, web)
        publisher.publish(sent)
        seen = len(web.seen)

        def meddle(path: str) -> int | None:
            pushed = any(map(is_push, web.seen[seen:]))
            return (0 if is_push(path) else 503) if pushed else None

        web.meddle = meddle
        edited = replace(sent, body="Another text.\n")
        with pytest.raises(TransientError):
            publisher.update(edited)
        web.meddle = lambda _path: None
        assert publisher.update(edited) == Proof(site.tip)
        assert len(site.commits()) == 3


class TestPictures:
    @pytest.fixture
    def pictures(self) -> Iterator[Proxy]:
        with meddling_proxy.before("http://127.0.0.1:9") as server:
            server.before = lambda _passing: (200, PNG, {"Content-Type": "image/png"})
            yield server

    @pytest.mark.parametrize(
        ("settings", "folder", "address"),
        [
            ({"path": "content/{slug}/index.md"}, "content/a-quiet-pot/", "./"),
            (
                {"images_folder": "static/img/{year}", "images_address": "/img/2026/"},
                "static/img/2026/",
                "/img/2026/",
            ),
        ],
        ids=["beside the page", "elsewhere"],
    )
    def test_they_are_committed_with_the_page(
        self,
        publisher: GitRepository,
        article: Publication,
        site: Repository,
        pictures: Proxy,
        settings: dict[str, str],
        folder: str,
        address: str,
    ) -> None:
        shown = f"{pictures.url}/pot.png"
        body = f"Look: ![a pot]({shown}) and [a link]({pictures.url}/page)\n"
        sent = replace(
            article,
            body=body,
            images=(f"{pictures.url}/cover.png",),
            settings={**article.settings, "images": "commit", **settings},
        )
        publisher.publish(sent)
        (picture,) = [name for name in site.files() if name.endswith(".png")]
        assert picture.startswith(f"{folder}contenthub-")
        assert site.git("cat-file", "blob", f"main:{picture}") == PNG
        (page,) = [name for name in site.files() if name.endswith(".md") and name != "README.md"]
        text = site.read(page)
        assert f"![a pot]({address}{picture.removeprefix(folder)})" in text
        assert f"[a link]({pictures.url}/page)" in text
        assert f'images: ["{address}{picture.removeprefix(folder)}"]' in text

    def test_one_that_cannot_be_had_keeps_the_article_in(
        self, publisher: GitRepository, article: Publication, site: Repository, pictures: Proxy
    ) -> None:
        pictures.before = lambda _passing: (404, b"", {})
        its = {**article.settings, "images": "commit"}
        body = f"![a pot]({pictures.url}/pot.png)\n"
        with pytest.raises(PermanentError, match="cannot be fetched"):
            publisher.publish(replace(article, body=body, settings=its))
        assert len(site.commits()) == 1

    def test_those_that_are_too_much_together_keep_it_in(
        self,
        publisher: GitRepository,
        article: Publication,
        site: Repository,
        pictures: Proxy,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """They are in memory until all are there."""
        monkeypatch.setattr("contenthub.publishers.git.page._MOST_PICTURES", 3 * len(PNG))
        pictures.before = lambda passing: (200, PNG + passing.path[-5:-4].encode(), {})
        its = {**article.settings, "images": "commit"}
        body = "".join(f"![a pot]({pictures.url}/{number}.png)\n" for number in range(9))
        with pytest.raises(PermanentError, match="pictures have more than"):
            publisher.publish(replace(article, body=body, settings=its))
        assert len(site.commits()) == 1
        assert len(pictures.seen) == 3
