"""What a repository may be, and what stays in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from contenthub.errors import PermanentError
from contenthub.publishers.base import Publication
from contenthub.publishers.git.publisher import GitRepository
from tests.contracts.git.calls import PAGE, by_http
from tests.support import git_server
from tests.support.git_server import TOKEN, HttpGit, Repository


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
