"""One case per publisher: how the contract suite builds it and sees what its readers see."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any, Protocol

import pytest

from contenthub.lifecycle.target_notes import TargetNotes
from contenthub.publishers.base import Publication
from contenthub.publishers.memory import Memory
from contenthub.settings import Settings
from tests.support.ghost import GhostSite
from tests.support.git_server import Repository
from tests.support.meddling_proxy import Proxy
from tests.support.processes import REPOSITORY
from tests.support.publishing_receiver import PublishingReceiver
from tests.support.wechat_fake.started import WeChat
from tests.support.wechat_fake.world import OTHER_APPID
from tests.support.wordpress import WordPressSite

PUBLISHING_PROGRAM = REPOSITORY / "tests" / "support" / "publishing_program.py"


@dataclass(frozen=True)
class Case:
    """``read`` gets what is published at a proof's location, ``count`` how many things are.

    ``its`` are settings of the target without which nothing can be published; the others are
    changes to them.
    """

    settings: Settings
    read: Callable[[str], str]
    count: Callable[[], int]
    good: tuple[dict[str, Any], ...]  # an account's settings that can be used
    bad: tuple[tuple[str, dict[str, Any]], ...]  # those that cannot, and the field at fault
    elsewhere: dict[str, Any]  # settings that lead to another place than none
    its: dict[str, Any] = field(default_factory=dict)
    memory: Memory | None = None  # what it keeps something in, if it does
    proof_stays: bool = True  # an update gives the same one
    refused_titles: frozenset[str] = frozenset()  # the names of those that its target never takes


class Make(Protocol):
    """Makes a publication; ``settings`` and ``number`` besides its fields."""

    def __call__(self, number: int = 7, **changes: Any) -> Publication: ...


def files(tmp_path: Path, _request: pytest.FixtureRequest) -> Case:
    home = tmp_path / "home"
    return Case(
        settings=Settings(home=home),
        read=lambda location: Path(location).read_text(encoding="utf-8"),
        count=lambda: sum(1 for path in home.rglob("*") if path.is_file()),
        good=(
            {},
            {"folder": "blog"},
            {"folder": str(tmp_path / "site")},
            {"folder": 7},  # as a command line may have read it
            *({"syntax": name} for name in ("hugo", "jekyll", "plain", "HUGO")),
        ),
        elsewhere={"folder": "moved"},
        bad=(
            ("folder", {"folder": ""}),
            ("folder", {"folder": "  "}),
            ("folder", {"folder": None}),
            ("folder", {"folder": "../elsewhere"}),
            ("folder", {"folder": "a/../../elsewhere"}),
            ("folder", {"folder": "a\0b"}),
            ("folder", {"folder": "~nobody-of-that-name/x"}),
            ("fodler", {"fodler": "blog"}),
            ("syntax", {"syntax": "hexo"}),
            ("syntax", {"syntax": None}),
            ("syntax", {"syntax": ["hugo"]}),
        ),
    )


def wordpress(_tmp_path: Path, request: pytest.FixtureRequest) -> Case:
    site: WordPressSite = request.getfixturevalue("wordpress_site")
    before = site.posts()
    its = site.settings("admin")
    return Case(
        settings=Settings(allow_private_networks=True),
        read=lambda location: site.article(location),
        count=lambda: site.posts() - before,
        its=its,
        good=({}, {"category": "Tea"}, {"images": "link"}, {"url": f"{site.url}/wp-json/"}),
        elsewhere={"url": site.url.replace("127.0.0.1", "localhost")},
        bad=(
            ("url", {"url": "blog"}),
            ("url", {"url": "ftp://example.com"}),
            ("url", {"url": None}),
            ("user", {"user": ""}),
            ("password", {"password": 1.5}),
            ("status", {"status": "future"}),
            ("images", {"images": "maybe"}),
            ("psasword", {"psasword": "x"}),
        ),
    )


def program(behaviour: str, folder: Path) -> str:
    """The setting ``command`` for the program of the tests, which keeps all in ``folder``."""
    return shlex.join([sys.executable, str(PUBLISHING_PROGRAM), behaviour, str(folder)])


def command(tmp_path: Path, request: pytest.FixtureRequest) -> Case:
    # A variable that a setting names is hidden from programs: it must be one of ours.
    request.getfixturevalue("monkeypatch").setenv("TEA_PRESS_SECRET", "press-secret")
    return Case(
        settings=Settings(home=tmp_path / "home"),
        read=lambda location: Path(location).read_text(encoding="utf-8"),
        count=lambda: sum(1 for _ in (tmp_path / "posts").rglob("*.md")),
        its={"command": program("fine", tmp_path), "knows": "verify, update"},
        good=({}, {"options": "weekly"}, {"timeout": "30s"}, {"secret": "env:TEA_PRESS_SECRET"}),
        elsewhere={"options": "other"},
        bad=(
            ("command", {"command": ""}),
            ("command", {"command": "scripts/publish.sh"}),
            ("command", {"command": "'half a word"}),
            ("command", {"command": None}),
            ("knows", {"knows": "publish"}),
            ("timeout", {"timeout": "20m"}),
            ("timeout", {"timeout": "soon"}),
            ("secret", {"secret": 1.5}),
            ("comand", {"comand": "x"}),
        ),
    )


def wechat(_tmp_path: Path, request: pytest.FixtureRequest) -> Case:
    account: WeChat = request.getfixturevalue("wechat_account")
    pictures: Proxy = request.getfixturevalue("picture_server")
    config: Settings = request.getfixturevalue("database")

    def draft(location: str) -> str:
        media_id = location.split()[1]
        (found,) = [one for one in account.state()["drafts"] if one["media_id"] == media_id]
        (article,) = found["articles"]
        return unescape(re.sub(r"<[^<>]*>", "", f"{article['title']}\n{article['content']}"))

    return Case(
        settings=replace(config, allow_private_networks=True),
        memory=TargetNotes(),
        read=draft,
        count=lambda: len(account.state()["drafts"]),
        its={
            "url": account.url,
            "app_id": account.appid,
            "app_secret": account.secret,
            "cover": f"{pictures.url}/cover.png",
        },
        good=({}, {"mode": "draft"}, {"author": "陆羽"}, {"url": f"{account.url}/cgi-bin/"}),
        elsewhere={"app_id": OTHER_APPID},
        refused_titles=frozenset({"empty", "spaces", "ten thousand characters", "one long word"}),
        bad=(
            ("app_id", {"app_id": ""}),
            ("app_id", {"app_id": "wx 12"}),
            ("app_secret", {"app_secret": 1.5}),
            ("mode", {"mode": "send"}),
            ("author", {"author": None}),
            ("cover", {"cover": "cover.png"}),
            ("cover", {"cover": "media:"}),
            ("url", {"url": "api.weixin.qq.com"}),
            ("appid", {"appid": "wx12"}),
        ),
    )


def ghost(_tmp_path: Path, request: pytest.FixtureRequest) -> Case:
    site: GhostSite = request.getfixturevalue("ghost_site")
    before = len(site.posts())
    return Case(
        settings=Settings(allow_private_networks=True),
        read=site.article,
        count=lambda: len(site.posts()) - before,
        its=site.settings,
        good=({}, {"author": "owner"}, {"images": "link"}, {"url": f"{site.url}/ghost/#/settings"}),
        elsewhere={"url": site.url.replace("127.0.0.1", "localhost")},
        bad=(
            ("url", {"url": "blog"}),
            ("url", {"url": None}),
            ("admin_key", {"admin_key": 1.5}),
            ("status", {"status": "scheduled"}),
            ("images", {"images": "maybe"}),
            ("newsletter", {"newsletter": "weekly", "status": "draft"}),
            ("email_segment", {"email_segment": "status:free"}),
            ("edited_there", {"edited_there": "merge"}),
            ("adminkey", {"adminkey": "x"}),
        ),
    )


def git(tmp_path: Path, _request: pytest.FixtureRequest) -> Case:
    repository = Repository.make(tmp_path / "site.git")
    return Case(
        settings=Settings(home=tmp_path / "home"),
        read=repository.article,
        count=lambda: len(repository.files()),
        its={"url": str(repository.path)},
        proof_stays=False,  # each update is another commit
        good=(
            {},
            {"path": "posts/{year}/{slug}/index.md"},
            {"url": f"file://{repository.path}"},
            {"author": "Tea Weekly <tea@example.com>", "message": "{title} by {account}"},
            *({"syntax": name} for name in ("hugo", "jekyll", "astro", "plain")),
        ),
        elsewhere={"path": "other/{slug}.md"},
        bad=(
            ("url", {"url": "site"}),
            ("url", {"url": "ext::sh -c id"}),
            ("url", {"url": "--upload-pack=id"}),
            ("url", {"url": "ssh://-oProxyCommand=id/x"}),
            ("url", {"url": "https://tea:secret@example.com/site.git"}),
            ("branch", {"branch": "--force"}),
            ("branch", {"branch": "a..b"}),
            ("branch", {"branch": "a b"}),
            ("path", {"path": "/etc/{slug}.md"}),
            ("path", {"path": "../{slug}.md"}),
            ("path", {"path": "a/./{slug}.md"}),
            ("path", {"path": ".git/{slug}.md"}),
            ("path", {"path": "a/.GIT/{slug}.md"}),
            ("path", {"path": "a\\{slug}.md"}),
            ("path", {"path": "posts/one.md"}),
            ("path", {"path": "posts/{slug}.html"}),
            ("path", {"path": "posts/{title}{slug}.md"}),
            ("syntax", {"syntax": "eleventy"}),
            ("images", {"images": "upload"}),
            ("author", {"author": "tea@example.com"}),
            ("message", {"message": "{slug}"}),
            ("token", {"token": "t0ken"}),
            ("key", {"key": "/home/tea/.ssh/id"}),
            ("key", {"url": "git@host:tea", "key": "id"}),
            ("brnach", {"brnach": "main"}),
        ),
    )


def webhook(tmp_path: Path, request: pytest.FixtureRequest) -> Case:
    receiver: PublishingReceiver = request.getfixturevalue("publishing_receiver")
    return Case(
        settings=Settings(home=tmp_path / "home"),
        read=receiver.read,
        count=lambda: len(receiver.posts),
        its=receiver.settings,
        good=(
            {},
            {"authorization": "Bearer t0ken"},
            {"verify_url": f"{receiver.url}/posts/{{key}}?id={{id}}"},
        ),
        elsewhere={"url": f"{receiver.url}/other", "verify_url": f"{receiver.url}/none/{{key}}"},
        bad=(
            ("url", {"url": "example.com/hook"}),
            ("url", {"url": "ftp://example.com/hook"}),
            ("url", {"url": "http://169.254.169.254/latest"}),
            ("url", {"url": None}),
            ("verify_url", {"verify_url": "https://example.com/posts"}),
            ("verify_url", {"verify_url": "https://example.com/{slug}"}),
            ("update_url", {"update_url": "x"}),
            ("secret", {"secret": 1.5}),
            ("answer", {"answer": "any"}),
            ("ulr", {"ulr": "x"}),
        ),
    )


CASES: dict[str, Callable[[Path, pytest.FixtureRequest], Case]] = {
    "files": files,
    "command": command,
    "ghost": ghost,
    "git": git,
    "webhook": webhook,
    "wordpress": wordpress,
    "wechat": wechat,
}
