"""Who calls the API names no place of the machine, and sends nobody else's secret elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from contenthub import publishers
from contenthub.errors import InputError, NotAllowedError
from contenthub.operations.caller import Caller
from contenthub.operations.target_settings import Way, demand_allowed
from contenthub.publishers.fields import Field
from contenthub.settings import Settings
from contenthub.settings.parsers import RefusedError

# Each setting of each publisher, by what it is: whoever adds one says so here, and in its Field.
SECRET = {
    "command": {"secret"},
    "files": set[str](),
    "ghost": {"admin_key"},
    "git": {"token"},
    "webhook": {"secret", "authorization"},
    "wechat": {"app_secret"},
    "wordpress": {"password"},
}
WHERE = {
    "command": {"command", "options"},
    "files": set[str](),
    "ghost": {"url"},
    "git": {"url"},
    "webhook": {"url", "verify_url", "update_url"},
    "wechat": {"url"},
    "wordpress": {"url"},
}
OF_THE_MACHINE = {
    "command": {"command"},
    "files": {"folder"},
    "git": {"url", "key", "known_hosts"},
}
PLAIN = {
    "command": {"knows", "timeout"},
    "files": {"syntax"},
    "ghost": {"status", "author", "newsletter", "email_segment", "images", "edited_there"},
    "git": {
        *("branch", "path", "syntax", "images", "images_folder", "images_address", "author"),
        *("message", "user"),
    },
    "webhook": {"answer"},
    "wechat": {"app_id", "mode", "author", "cover", "edited_there"},
    "wordpress": {"user", "status", "category", "images", "edited_there"},
}
PLACES = ("/srv/site", " /srv/site", "~/site", "file:///srv/site", " file:///srv/site", "file:/k")
MOVES = [(name, one) for name in WHERE for one in sorted(WHERE[name] - {"command", "options"})]


def fields_of(publisher: str, home: Path) -> Mapping[str, Field]:
    return publishers.create(publisher, Settings(home=home), _Nothing()).fields


class _Nothing:
    """A memory that is never asked."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def ask(home: Path, before: Way, after: Way, given: Mapping[str, Any]) -> None:
    caller = Caller(Settings(home=home), "api:far", is_local=False)
    demand_allowed(caller, before, after, given)


@pytest.mark.parametrize("publisher", publishers.names())
def test_what_each_setting_is_for_who_is_afar_is_said_of_it(publisher: str, tmp_path: Path) -> None:
    its = fields_of(publisher, tmp_path)
    secret = {name for name, field in its.items() if field.secret}
    where = {name for name, field in its.items() if field.where}
    assert (secret, where) == (SECRET[publisher], WHERE[publisher])
    local = {name for name, field in its.items() if any(map(field.only_here, PLACES))}
    assert local == OF_THE_MACHINE.get(publisher, set())
    assert its.keys() == secret | where | local | PLAIN[publisher]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("publisher", publishers.names())
def test_no_place_of_the_machine_is_taken_from_afar(
    publisher: str, place: str, tmp_path: Path
) -> None:
    taken = []
    for name, field in fields_of(publisher, tmp_path).items():
        if field.parse is str or field.secret or name in PLAIN[publisher]:
            continue  # a text that is sent, not a place
        if publisher == "files" and "file:" in place:
            continue  # a folder of that name below the data home
        try:
            field.parse(place.strip())
            ask(tmp_path, Way(publisher), Way(publisher, {name: place}), {name: place})
            taken.append(name)
        except (RefusedError, InputError, NotAllowedError):
            pass
    assert taken == []


@pytest.mark.parametrize("url", ["FILE:///srv/site.git", "Ssh://git@host/a", "git@host:a", "x:y"])
def test_capitals_make_no_repository_of_the_machine_another_one(url: str, tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        ask(tmp_path, Way(), Way("git", {"url": url}), {"url": url})


@pytest.mark.parametrize("folder", ["blog", "blog/posts", "2026"])
def test_a_folder_below_the_data_home_may_be_named_from_afar(folder: str, tmp_path: Path) -> None:
    given = {"folder": folder}
    ask(tmp_path, Way("files"), Way("files", given), given)


@pytest.mark.parametrize("value", ["s3cret-text", "env:WP_PASSWORD", "file:/etc/pass"])
@pytest.mark.parametrize(("publisher", "moved"), MOVES)
def test_a_secret_that_is_kept_goes_nowhere_else(
    publisher: str, moved: str, value: str, tmp_path: Path
) -> None:
    for secret in SECRET[publisher]:
        before = {"url": "https://one.example/", secret: value}
        given = {moved: "https://two.example/{key}"}
        with pytest.raises(NotAllowedError, match=rf"{moved} says where the secret {secret} goes"):
            ask(tmp_path, Way(publisher, before), Way(publisher, before | given), given)


@pytest.mark.parametrize("value", ["env:WP_PASSWORD", "file:/etc/pass"])
@pytest.mark.parametrize(("publisher", "moved"), MOVES)
def test_who_names_where_a_secret_stands_does_not_give_it(
    publisher: str, moved: str, value: str, tmp_path: Path
) -> None:
    for secret in SECRET[publisher]:
        before = {"url": "https://one.example/", secret: value}
        given = before | {moved: "https://two.example/{key}"}
        with pytest.raises(NotAllowedError, match=rf"{moved} says where the secret {secret} goes"):
            ask(tmp_path, Way(publisher, before), Way(publisher, given), given)


@pytest.mark.parametrize(("publisher", "moved"), MOVES)
def test_with_its_secrets_given_anew_it_may_go_elsewhere(
    publisher: str, moved: str, tmp_path: Path
) -> None:
    before = {"url": "https://one.example/", **dict.fromkeys(SECRET[publisher], "s3cret-text")}
    given = {moved: "https://two.example/", **dict.fromkeys(SECRET[publisher], "s3cret-text")}
    ask(tmp_path, Way(publisher, before), Way(publisher, before | given), given)


@pytest.mark.parametrize("publisher", sorted(SECRET.keys() - {"command", "files"}))
def test_what_does_not_say_where_may_be_changed_beside_a_secret(
    publisher: str, tmp_path: Path
) -> None:
    before = {"url": "https://one.example/", **dict.fromkeys(SECRET[publisher], "env:TOKEN")}
    given = dict.fromkeys(PLAIN[publisher], "x")
    ask(tmp_path, Way(publisher, before), Way(publisher, before | given), given)


def test_another_publisher_gets_no_secret_that_is_kept(tmp_path: Path) -> None:
    its = {"url": "https://one.example/", "secret": "s3cret-text"}
    refused = "publisher says where the secret secret goes"
    for publisher in ("webhook", "wordpress"):
        with pytest.raises(NotAllowedError, match=refused):
            ask(tmp_path, Way("command", its), Way(publisher, its), {})
    ask(tmp_path, Way("command", its), Way("webhook", {"url": "https://x.example/"}), {})


@pytest.mark.parametrize("value", ["env:HOME", " env:HOME", "\tfile:/etc/passwd", "file:/etc/x "])
def test_blanks_around_it_hide_no_variable_and_no_file(value: str, tmp_path: Path) -> None:
    """Settings are read without the blanks around them."""
    given = {"url": "https://one.example/", "authorization": value}
    with pytest.raises(NotAllowedError, match="names a variable or a file of the machine"):
        ask(tmp_path, Way(), Way("webhook", given), given)


def test_who_works_on_the_machine_may_say_all_of_it(tmp_path: Path) -> None:
    before = Way("webhook", {"url": "https://one.example/", "secret": "s3cret-text"})
    after = Way("files", {"folder": "/srv/site"})
    demand_allowed(Caller(Settings(home=tmp_path), "cli:ada"), before, after, after.settings)
