"""Where an article goes in a repository: paths made of templates, of names that no system minds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from contenthub import clock
from contenthub.articles.cleaning import one_line
from contenthub.articles.slugs import DEVICES, folder_name, slug
from contenthub.publishers.base import Publication
from contenthub.settings.parsers import RefusedError

DEFAULTS = {
    "hugo": "content/posts/{slug}.md",
    "jekyll": "_posts/{date}-{slug}.md",
    "astro": "src/content/blog/{slug}.md",
    "plain": "{slug}.md",
}
_PLACEHOLDER = re.compile(r"\{(\w{0,40})\}")
_LITERAL = re.compile(r"[\w. @+-]{1,100}")
_ENDINGS = (".md", ".markdown")  # .mdx is a program: an article's text could break it
_OF_GIT = frozenset({".git", ".gitmodules", ".gitattributes"})
_LONGEST_SUBJECT = 200  # characters
# Of a site's folders and of repositories: a file of this name means something there.
_RESERVED = DEVICES | {"index", "_index", "readme", "license"}

_VALUES: dict[str, Callable[[Publication], str]] = {
    "date": lambda one: f"{clock.utc(one.date):%Y-%m-%d}",
    "year": lambda one: f"{clock.utc(one.date):%Y}",
    "month": lambda one: f"{clock.utc(one.date):%m}",
    "day": lambda one: f"{clock.utc(one.date):%d}",
    "id": lambda one: str(one.content_id),
    "account": lambda one: folder_name(one.account),
    "language": lambda one: slug(one.language) or "en",
    "category": lambda one: slug(one.category) or "articles",
}
_ALLOWED = ("slug", *_VALUES)


@dataclass(frozen=True, slots=True)
class Name:
    """What an article is called: ``slug`` in its address, ``path`` in the repository."""

    slug: str
    path: str


def template(text: str) -> str:
    """A template of paths that end as Markdown does, and that stay within the repository."""
    if not text.endswith(_ENDINGS) or not {"slug", "id"} & set(_PLACEHOLDER.findall(text)):
        raise RefusedError(
            "a path with {slug} or {id} that ends in .md, such as content/posts/{slug}.md"
        )
    return _checked(text)


def folder_template(text: str) -> str:
    """A template of folders."""
    return _checked(text.rstrip("/"))


def message_template(text: str) -> str:
    """A template of what commits say in their first line."""
    unknown = set(_PLACEHOLDER.findall(text)) - {"title", "action", "account", "id"}
    if unknown:
        raise RefusedError("a line with {title}, {action}, {account} or {id}")
    return text


def names(text: str, publication: Publication) -> list[Name]:
    """How the article is called and, where somebody has that name, how else, in this order.

    Its number tells it from others of this service, and the digest of its key from those of others.
    Raises ValueError for a moment without a time zone.
    """
    plain = slug(publication.title) or "article"
    if plain in _RESERVED:
        plain = f"{plain}-article"
    digest = hashlib.blake2b(publication.key.encode(errors="replace"), digest_size=4).hexdigest()
    slugs = (plain, f"{plain}-{publication.content_id}", f"{plain}-{digest}")
    return [Name(one, filled(text, publication, one)) for one in slugs]


def filled(text: str, publication: Publication, its_slug: str) -> str:
    """The template with the values of this article."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        return its_slug if name == "slug" else _VALUES[name](publication)

    return _PLACEHOLDER.sub(value, text)


def subject(text: str, publication: Publication, action: str) -> str:
    """The first line of a commit."""
    values = {
        "title": one_line(publication.title) or "an article",
        "action": action,
        "account": one_line(publication.account),
        "id": str(publication.content_id),
    }
    said = _PLACEHOLDER.sub(lambda found: values[found[1]], text)
    return one_line(said)[:_LONGEST_SUBJECT] or action


def _checked(text: str) -> str:
    if unknown := set(_PLACEHOLDER.findall(text)) - set(_ALLOWED):
        known = ", ".join(f"{{{name}}}" for name in _ALLOWED)
        raise RefusedError(f"a path with some of {known}; {{{min(unknown)}}} is none of them")
    for part in text.split("/"):
        literal = _PLACEHOLDER.sub("x", part).lower()
        kept = literal == literal.strip(" ").rstrip(".")  # as all systems keep it
        if not _LITERAL.fullmatch(literal) or not kept or literal in _OF_GIT:
            raise RefusedError("a path within the repository, such as content/posts/{slug}.md")
    return text
