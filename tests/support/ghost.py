"""A real Ghost for tests: started by its script, and seen as its owner and its readers see it."""

from __future__ import annotations

import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx2

from tests.support import rigs

SCRIPT = Path(__file__).parents[1] / "rigs" / "ghost.sh"
_OWNER = "owner@example.com"


@dataclass(frozen=True)
class GhostSite:
    """A site on 127.0.0.1; ``folder`` is the rig's."""

    url: str
    admin_key: str
    folder: Path
    _session: dict[str, str] = field(default_factory=dict)
    _staff: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def settings(self) -> dict[str, Any]:
        """A target's settings."""
        return {"url": self.url, "admin_key": self.admin_key}

    def ask(self, method: str, path: str, document: Any = None, **query: Any) -> Any:
        """Call the Admin API as its owner does in a browser; what it answers."""
        if not self._session:
            password = (self.folder / "password").read_text().strip()
            self._session.update(self._signed_in(_OWNER, password))
        answer = self._call(method, path, document, query).raise_for_status()
        return answer.json() if answer.content[:1] == b"{" else None

    def posts(self, filter_: str = "slug:-coming-soon") -> list[dict[str, Any]]:
        """The posts, in whatever state."""
        include = {"include": "tags,authors,email", "formats": "html,lexical", "limit": "all"}
        found: list[dict[str, Any]] = self.ask("GET", "/posts/", filter=filter_, **include)["posts"]
        return found

    def newsletters_of(self, posts: list[dict[str, Any]]) -> list[str]:
        """To whom each newsletter went that was made of these posts."""
        ids = [post["id"] for post in posts]
        asked = f"SELECT recipient_filter FROM emails WHERE post_id IN ({','.join('?' * len(ids))})"
        with closing(sqlite3.connect(self.folder / "ghost.db")) as db:
            return [row[0] for row in db.execute(asked, ids)]

    def edit(self, post: dict[str, Any], **fields: Any) -> dict[str, Any]:
        """Change a post as a person does who has it open; what it is then."""
        document = {"posts": [{"updated_at": post["updated_at"], **fields}]}
        source = {"source": "html"} if "html" in fields else {}
        changed: dict[str, Any] = self.ask("PUT", f"/posts/{post['id']}/", document, **source)
        return dict(changed["posts"][0])

    def staff(self, role: str) -> dict[str, Any]:
        """A user with this role, made where there is none yet."""
        email = f"{role.lower()}@example.com"
        if role not in self._staff:
            (its,) = [one for one in self.ask("GET", "/roles/")["roles"] if one["name"] == role]
            self.ask("POST", "/invites/", {"invites": [{"email": email, "role_id": its["id"]}]})
            with closing(sqlite3.connect(self.folder / "ghost.db")) as db:
                ((token,),) = db.execute("SELECT token FROM invites WHERE email = ?", [email])
            new = {"token": token, "email": email, "name": role, "password": _password(role)}
            self.ask("POST", "/authentication/invitation/", {"invitation": [new]})
            self._staff[role] = self.ask("GET", f"/users/email/{email}/")["users"][0]
        return self._staff[role]

    def staff_key(self, role: str) -> str:
        """The staff access token of a user with this role."""
        user = self.staff(role)
        its = replace(self, _session=self._signed_in(user["email"], _password(role)))
        made = its.ask("GET", f"/users/{user['id']}/token/")["apiKey"]
        return f"{made['id']}:{made['secret']}"

    def another_key(self) -> tuple[str, Callable[[], str]]:
        """The Admin API key of a new integration, and what gives it another secret: the new key."""
        document = {"integrations": [{"name": f"another {uuid.uuid4()}"}]}
        (made,) = self.ask("POST", "/integrations/", document, include="api_keys")["integrations"]
        (its,) = [one for one in made["api_keys"] if one["type"] == "admin"]

        def renewed() -> str:
            path = f"/integrations/{made['id']}/api_key/{its['id']}/refresh/"
            keys = self.ask("POST", path, {"integrations": [made]})["integrations"][0]["api_keys"]
            return next(str(one["secret"]) for one in keys if one["type"] == "admin")

        return str(its["secret"]), renewed

    def page(self, location: str) -> str:
        """The page that a reader gets there."""
        return httpx2.get(location, follow_redirects=True, timeout=60).raise_for_status().text

    def article(self, location: str) -> str:
        """What a reader sees there, or an editor of a draft, without the tags."""
        if "/ghost/#/" in location:
            post = self.ask("GET", f"/posts/{location.rpartition('/')[2]}/", formats="html")
            return unescape(re.sub(r"<[^<>]*>", "", str(post["posts"][0]["html"])))
        return unescape(re.sub(r"<[^<>]*>", "", self.page(location)))

    def _signed_in(self, email: str, password: str) -> dict[str, str]:
        nobody = replace(self, _session={})
        answer = nobody._call("POST", "/session/", {"username": email, "password": password}, {})
        return {"cookie": answer.raise_for_status().headers["set-cookie"].split(";")[0]}

    def _call(
        self, method: str, path: str, document: Any, query: dict[str, Any]
    ) -> httpx2.Response:
        return httpx2.request(
            method,
            f"{self.url}/ghost/api/admin{path}",
            json=document,
            params=query,
            headers={"Origin": self.url, "Accept-Version": "v5.0", **self._session},
            timeout=60,
        )


def _password(role: str) -> str:
    return f"a long one of {role} 7"


@contextmanager
def running(folder: Path) -> Iterator[GhostSite]:
    """Start a site in a folder of its own, and stop it again."""
    with rigs.up(SCRIPT, folder, 900) as said:
        yield GhostSite(said["url"], said["admin_key"], folder)
