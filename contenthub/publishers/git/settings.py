"""The settings of a git target: where the repository is, what opens it, where files go in it."""

from __future__ import annotations

import os
import re
import shlex
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from contenthub.errors import InputError, PermanentError
from contenthub.outgoing.addresses import private_too
from contenthub.publishers import fields, template_syntax
from contenthub.publishers.fields import Field
from contenthub.publishers.git import names
from contenthub.publishers.git.program import Access
from contenthub.settings.parsers import RefusedError, choice

_SCP = re.compile(r"([\w.-]{1,64}@)?[\w.-]{1,253}:(?!/?/)[^\s:-][^\s:]{0,500}")
_AUTHOR = re.compile(r"[^<>\n]{1,100}? <[^<>\s@]{1,100}@[^<>\s@]{1,200}>")
_BRANCH = re.compile(r"(?!-)(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|$)))[\w./+-]{1,200}(?<![./])")
_SCHEMES = ("https", "http", "ssh", "git", "file")
_OPEN_TO_ALL = ("https", "http", "git")  # transports that need nothing of this machine
_PORTS = {"https": 443, "http": 80, "ssh": 22, "git": 9418}


def scheme_of(url: str) -> str:
    """Which of git's transports an address asks for."""
    if url.startswith("/"):
        return "file"
    return url.partition("://")[0] if "://" in url else "ssh"


def _address(text: str) -> str:
    """An address that git takes, without a password; no transport that runs a program."""
    if text.startswith("/") or _SCP.fullmatch(text):
        return text.rstrip("/")
    try:
        parts = urlsplit(text)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname or parts.scheme == "file")
        usable = usable and not (parts.hostname or "").startswith("-") and (parts.port or 1) > 0
        password = parts.password
    except ValueError:
        usable, password = False, None
    if not usable or any(one.isspace() for one in text):
        raise RefusedError(
            "the address of a repository, such as https://host/tea/site.git or git@host:tea/site"
        )
    if password is not None:
        raise RefusedError(
            "an address without a password, which has its place in the setting token"
        )
    return (parts.scheme + text[len(parts.scheme) :]).rstrip("/")  # a scheme has no capitals


def _branch(text: str) -> str:
    if not _BRANCH.fullmatch(text):
        raise RefusedError("the name of a branch, such as main")
    return text


def _author(text: str) -> str:
    if not _AUTHOR.fullmatch(text):
        raise RefusedError("a name and an address, such as Tea Weekly <tea@example.com>")
    return text


def _file(text: str) -> str:
    path = os.path.expanduser(text.removeprefix("file:"))
    if not os.path.isabs(path):
        raise RefusedError("the whole path of a file")
    return path


def _of_the_machine(text: str) -> str:
    """Keys and repositories of the machine are not for everybody who may call its API."""
    scheme = scheme_of(text).lower()
    if scheme == "file":
        return "it writes into a repository of the machine"
    return "" if scheme in _OPEN_TO_ALL else "it logs in with keys of the machine"


def _names_a_file(_text: str) -> str:
    return "it reads a file of the machine"


FIELDS = {
    "url": Field(_address, required=True, where=True, only_here=_of_the_machine),
    "branch": Field(_branch, default="main"),
    "path": Field(names.template),
    "syntax": Field(choice(*template_syntax.SYNTAXES), default=template_syntax.DEFAULT),
    "images": Field(choice("link", "commit"), default="link"),
    "images_folder": Field(names.folder_template),
    "images_address": Field(),
    "author": Field(_author, default="ContentHub <contenthub@localhost>"),
    "message": Field(names.message_template, default="{action} {title}"),
    "user": Field(default="git"),
    "token": Field(secret=True),
    "key": Field(_file, only_here=_names_a_file),
    "known_hosts": Field(_file, only_here=_names_a_file),
}


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a target wants its files and commits."""

    syntax: str
    commits_pictures: bool
    pictures_folder: str | None  # None: next to the article
    pictures_address: str | None
    author: str
    message: str


def read(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings, parsed. Raises InputError that names the field."""
    its = fields.read("git", FIELDS, given)
    its["path"] = its["path"] or names.DEFAULTS[its["syntax"]]
    if its["token"] and scheme_of(its["url"]) not in {"https", "http"}:
        raise InputError("token is for addresses of https; for ssh there is the setting key")
    if its["key"] and scheme_of(its["url"]) != "ssh":
        raise InputError("key is for addresses of ssh; for https there is the setting token")
    return its


def wishes(its: Mapping[str, Any]) -> Wishes:
    """Of settings that were read."""
    return Wishes(
        syntax=its["syntax"],
        commits_pictures=its["images"] == "commit",
        pictures_folder=its["images_folder"],
        pictures_address=its["images_address"],
        author=its["author"],
        message=its["message"],
    )


def access(its: Mapping[str, Any], url: str) -> Access:
    """What opens the repository at ``url`` now. Raises InputError for a secret that is not there.

    Who asks for a key by ssh is never asked back: an unknown host is refused.
    """
    scheme = scheme_of(url)
    token = fields.secret("token", its["token"]) if its["token"] else ""
    return Access(
        url=url,
        scheme=scheme,
        user=its["user"],
        token=token,
        ssh_command=_ssh(its["key"], its["known_hosts"]) if scheme == "ssh" else "",
    )


def _ssh(key: str | None, known_hosts: str | None) -> str:
    options = ["-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=yes"]
    options += ["-o", "ConnectTimeout=15"]
    if key:
        options += ["-i", key, "-o", "IdentitiesOnly=yes"]
    if known_hosts:
        options += ["-o", f"UserKnownHostsFile={known_hosts}"]
    return shlex.join(["ssh", *options])


def demand_allowed(access: Access) -> None:
    """Raise PermanentError for a host that is at an address which nothing may be sent to.

    A name that is not found is for git to tell of.
    """
    host, port = _host(access)
    if not host:
        return
    try:
        found = {str(place[0]) for *_, place in socket.getaddrinfo(host, port)}
    except OSError:
        return
    for address in found:
        if not private_too(address.partition("%")[0]):
            at = "" if host == address else f"at {address}, "
            raise PermanentError(f"{host} is {at}a machine's own address: not allowed")


def _host(access: Access) -> tuple[str, int]:
    if access.scheme == "file":
        return "", 0
    if "://" not in access.url:
        return access.url.partition(":")[0].rpartition("@")[2], 22
    parts = urlsplit(access.url)
    return parts.hostname or "", parts.port or _PORTS[access.scheme]
