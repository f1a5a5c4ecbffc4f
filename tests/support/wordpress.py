"""A real WordPress for tests: started by its script, and seen as its readers see it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import httpx2

from tests.support import rigs

SCRIPT = Path(__file__).parents[1] / "rigs" / "wordpress.sh"
_ALL = "publish,future,draft,pending,private,trash"


@dataclass(frozen=True)
class WordPressSite:
    """A site on 127.0.0.1 with the users admin, author1 and contrib1."""

    url: str
    users: dict[str, str]  # application passwords
    folder: Path  # the rig's

    def settings(self, user: str) -> dict[str, Any]:
        """A target's settings for this user."""
        return {"url": self.url, "user": user, "password": self.users[user]}

    def ask(self, method: str, path: str, user: str = "admin", **how: Any) -> httpx2.Response:
        """Call the REST API as its own programs do."""
        query = {"rest_route": path, **how.pop("params", {})}
        return httpx2.request(
            method, f"{self.url}/", params=query, auth=(user, self.users[user]), timeout=60, **how
        )

    def run(self, code: str) -> str:
        """Run this PHP within the site, as its plugins do; what it prints."""
        loads = "define('WP_USE_THEMES', false); require 'wp-load.php';"
        done = subprocess.run(
            ["php", "-d", "display_errors=stderr", "-r", f"{loads} {code}"],
            cwd=self.folder / "site",
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout

    def readable_links(self, structure: str) -> None:
        """Give posts such addresses; an empty structure is how WordPress begins."""
        rules = "update_option('rewrite_rules', '');"  # made again on the next request
        self.run(f"update_option('permalink_structure', '{structure}'); {rules}")

    def posts(self) -> int:
        """How many posts there are, in whatever state."""
        answer = self.ask("GET", "/wp/v2/posts", params={"status": _ALL, "per_page": 1})
        return int(answer.headers["X-WP-Total"])

    def page(self, location: str) -> str:
        """The page that a reader gets there."""
        return httpx2.get(location, follow_redirects=True, timeout=60).raise_for_status().text

    def article(self, location: str) -> str:
        """The page with its characters as they are shown, without their tags."""
        return unescape(re.sub(r"<[^<>]*>", "", self.page(location)))


@contextmanager
def running(folder: Path) -> Iterator[WordPressSite]:
    """Start a site in a folder of its own, and stop it again."""
    with rigs.up(SCRIPT, folder, 600) as said:
        yield WordPressSite(said["url"], said["users"], folder)
