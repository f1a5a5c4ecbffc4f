"""The files that an article becomes in a repository: its page and, where wanted, its pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from contenthub.articles import rendering
from contenthub.articles.text import printable
from contenthub.errors import PermanentError
from contenthub.publishers import front_matter, pictures
from contenthub.publishers.base import Publication
from contenthub.publishers.git import names
from contenthub.publishers.git.names import Name
from contenthub.publishers.git.settings import Wishes
from contenthub.publishers.pictures import Picture

Fetch = Callable[[str], Picture]
_MOST_PICTURES = 100 * 2**20  # bytes of one article's, which are in memory until it is committed
# What stands before an address in Markdown and in HTML.
_BEFORE = ("](", "](<", 'src="', "src='", "]: ", "]: <")


def files(publication: Publication, name: Name, wishes: Wishes, fetch: Fetch) -> dict[str, bytes]:
    """Each file by its path, the page first.

    Raises PermanentError for a picture that is none, TransientError for one that is away.
    """
    shown = publication
    extra: dict[str, bytes] = {}
    if wishes.commits_pictures:
        addresses, extra = _pictures(publication, name, wishes, fetch)
        shown = replace(
            publication,
            body=_replaced(publication.body, addresses),
            images=tuple(addresses.get(one, one) for one in publication.images),
        )
    try:
        page = front_matter.document(shown, name.slug, wishes.syntax)
    except ValueError as error:
        raise PermanentError(f"created_at: {error}") from error
    return {name.path: page, **extra}


def _pictures(
    publication: Publication, name: Name, wishes: Wishes, fetch: Fetch
) -> tuple[dict[str, str], dict[str, bytes]]:
    """The addresses that pictures get, by those they have, and the pictures' files."""
    html = rendering.html(printable(publication.body))
    shown = dict.fromkeys([*publication.images[:1], *pictures.addresses(html)])
    # others are of the site itself
    wanted = [one for one in shown if one.lower().startswith(("http://", "https://"))]
    folder = _folder(publication, name, wishes)
    addresses: dict[str, str] = {}
    kept: dict[str, bytes] = {}
    for address in pictures.each(wanted):
        picture = fetch(address)
        file = f"{picture.name}.{picture.extension}"
        kept[f"{folder}{file}"] = picture.data
        if sum(map(len, kept.values())) > _MOST_PICTURES:
            raise PermanentError(
                f"the article's pictures have more than {_MOST_PICTURES // 2**20} MB together; "
                "put smaller ones in their place, or set images=link"
            )
        addresses[address] = f"{_address(wishes)}{file}"
    return addresses, kept


def _folder(publication: Publication, name: Name, wishes: Wishes) -> str:
    if wishes.pictures_folder is None:
        return name.path[: name.path.rfind("/") + 1]
    return names.filled(wishes.pictures_folder, publication, name.slug) + "/"


def _address(wishes: Wishes) -> str:
    """What stands before the file's name where the page shows it: by default, beside the page."""
    return f"{wishes.pictures_address.rstrip('/')}/" if wishes.pictures_address else "./"


def _replaced(body: str, by: Mapping[str, str]) -> str:
    for address, other in by.items():
        for before in _BEFORE:
            body = body.replace(f"{before}{address}", f"{before}{other}")
    return body
