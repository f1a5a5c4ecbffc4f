"""What of the publishers sees an article's text, or what a target's server says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contenthub.publishers import front_matter, pictures, template_syntax
from contenthub.publishers.edited_there import Stamp
from contenthub.publishers.ghost import page
from contenthub.publishers.git import names as git_names
from contenthub.publishers.git import program as git_program
from contenthub.publishers.git import pushing as git_pushing
from contenthub.publishers.git import settings as git_settings
from contenthub.publishers.webhook import receiver as webhook_receiver
from contenthub.publishers.wechat import answers as wechat_answers
from contenthub.publishers.wechat import page as wechat_page
from contenthub.publishers.wordpress import media as wordpress_media
from contenthub.publishers.wordpress import page as wordpress_page
from contenthub.publishers.wordpress import site as wordpress_site


def _front_matter(text: str) -> None:
    front_matter._NOT_YAML.search(text)
    template_syntax._SHORTCODE.sub("", text)
    template_syntax._LIQUID.sub("", text)


def _git_says(line: str) -> None:
    error = git_program.GitError(1, "", [line])
    _ = error.denied, error.unreached, git_pushing._RACE.search(line)


def _repository(text_: str) -> None:
    for pattern in (git_settings._SCP, git_settings._AUTHOR, git_settings._BRANCH):
        pattern.fullmatch(text_)
    git_names._PLACEHOLDER.findall(text_)
    git_names._LITERAL.fullmatch(text_)


ROWS: dict[str, tuple[Callable[[str], Any], tuple[str, ...]]] = {
    "front matter": (_front_matter, ("publishers.front_matter", "publishers.template_syntax")),
    "pictures of an article": (lambda t: pictures.replaced(t, {}), ("publishers.pictures",)),
    "where a WordPress has its API": (wordpress_site._ROOT.search, ("publishers.wordpress.site",)),
    "a picture at a WordPress": (wordpress_media.stem_of, ("publishers.wordpress.media",)),
    "a post of Ghost": (page.html, ("publishers.ghost.page",)),
    "a page for WeChat": (
        lambda t: wechat_page.page(t + "\n" + t, "zh"),
        ("publishers.wechat.page",),
    ),
    "what WeChat says": (
        lambda t: wechat_answers.error_of(40164, t),
        ("publishers.wechat.answers",),
    ),
    "addresses of a receiver": (
        webhook_receiver._PLACEHOLDER.findall,
        ("publishers.webhook.receiver",),
    ),
    "what git says": (_git_says, ("publishers.git.program", "publishers.git.pushing")),
    "settings of a repository": (_repository, ("publishers.git.names", "publishers.git.settings")),
    "what is noted beside a post": (Stamp.read, ("publishers.edited_there",)),
    "what is noted in a post": (wordpress_page.stamp_of, ("publishers.wordpress.page",)),
}
