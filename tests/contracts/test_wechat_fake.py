"""The fake of WeChat is as strict as its documents: what a careless client would do is refused."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import pytest

from tests.support.processes import REPOSITORY
from tests.support.wechat_fake import quotas
from tests.support.wechat_fake.started import TIMEOUT, WeChat, wechat

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 60
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 60
BOUNDARY = "a-boundary"
DAY = 86_400


class Client:
    """Calls one fake, by hand."""

    def __init__(self, fake: WeChat) -> None:
        self.fake = fake
        self.token = ""

    def raw(self, path: str, body: bytes | None, kind: str = "application/json") -> dict[str, Any]:
        request = Request(f"{self.fake.url}/cgi-bin/{path}", body, {"Content-Type": kind})
        with urlopen(request, timeout=TIMEOUT) as answer:
            assert answer.status == 200
            return dict(json.load(answer))

    def call(self, path: str, **values: Any) -> dict[str, Any]:
        body = json.dumps(values, ensure_ascii=False).encode()
        return self.raw(f"{path}?access_token={self.token}", body)

    def new_token(self, **values: Any) -> dict[str, Any]:
        account = {"appid": self.fake.appid, "secret": self.fake.secret}
        body = {"grant_type": "client_credential", **account, **values}
        answer = self.raw("stable_token", json.dumps(body).encode())
        self.token = answer.get("access_token", self.token)
        return answer

    def send(self, path: str, data: bytes, name: str = "cover.png", **query: str) -> dict[str, Any]:
        head = f'Content-Disposition: form-data; name="media"; filename="{name}"\r\n\r\n'
        body = f"--{BOUNDARY}\r\n{head}".encode() + data + f"\r\n--{BOUNDARY}--\r\n".encode()
        more = "".join(f"&{key}={value}" for key, value in query.items())
        kind = f"multipart/form-data; boundary={BOUNDARY}"
        return self.raw(f"{path}?access_token={self.token}{more}", body, kind)

    def cover(self) -> str:
        return str(self.send("material/add_material", PNG, type="image")["media_id"])

    def article(self, **values: Any) -> dict[str, Any]:
        return {"title": "茶", "content": "<p>Text.</p>", "thumb_media_id": self.cover()} | values

    def draft(self, **values: Any) -> str:
        return str(self.call("draft/add", articles=[self.article(**values)])["media_id"])

    def reread(self, media_id: str) -> dict[str, Any]:
        return dict(self.call("draft/get", media_id=media_id)["news_item"][0])


@pytest.fixture(scope="module")
def _running() -> Iterator[WeChat]:
    with wechat() as running:
        yield running


@pytest.fixture
def fake(_running: WeChat) -> WeChat:
    _running.reset()
    return _running


@pytest.fixture
def client(fake: WeChat) -> Client:
    found = Client(fake)
    found.new_token()
    return found


def test_a_token_stays_the_same_and_its_time_shrinks(client: Client) -> None:
    first = client.new_token()
    client.fake.clock(6000)
    again = client.new_token()
    assert again["access_token"] == first["access_token"]
    assert 300 < again["expires_in"] <= 1200
    client.fake.clock(6950)  # less than 300 s are left: another one, and the old one is good
    assert client.call("draft/batchget", offset=0, count=1)["total_count"] == 0
    old = client.token
    assert client.new_token()["access_token"] != old
    client.token = old
    assert client.call("draft/batchget", offset=0, count=1)["total_count"] == 0


def test_a_forced_token_ends_the_old_one_twenty_times_a_day_and_not_twice_in_30_seconds(
    client: Client,
) -> None:
    morning = quotas.midnight(client.fake.state()["now"]) + 32 * 3600 - time.time()  # of one day
    client.fake.clock(morning)
    old = client.token
    new = client.new_token(force_refresh=True)["access_token"]
    assert new != old
    assert client.new_token(force_refresh=True)["access_token"] == new, "within 30 seconds"
    client.token = old
    assert client.call("draft/batchget", offset=0, count=1)["errcode"] == 40001
    for number in range(1, 20):
        client.fake.clock(morning + number * 31)
        client.new_token(force_refresh=True)
    client.fake.clock(morning + 20 * 31)
    assert client.new_token(force_refresh=True)["errcode"] == 45009
    client.fake.clock(morning + 2 * DAY)
    assert "access_token" in client.new_token(force_refresh=True)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"secret": "wrong"}, 40125),
        ({"secret": ""}, 41004),
        ({"appid": "wx0"}, 40013),
        ({"appid": ""}, 41002),
        ({"grant_type": "password"}, 40002),
        ({"force_refresh": "true"}, 47001),
    ],
)
def test_a_token_is_refused_to_others(client: Client, changed: dict[str, str], code: int) -> None:
    assert client.new_token(**changed)["errcode"] == code


@pytest.mark.parametrize(
    ("becomes", "code"), [("expired", 42001), ("revoked", 40001), ("forgotten", 40014)]
)
def test_a_token_that_is_no_longer_good_says_why(client: Client, becomes: str, code: int) -> None:
    client.fake.set(tokens=becomes)
    assert client.call("draft/batchget", offset=0, count=1)["errcode"] == code
    client.new_token()
    assert client.call("draft/batchget", offset=0, count=1)["total_count"] == 0
    client.token = ""
    assert client.call("draft/batchget", offset=0, count=1)["errcode"] == 41001


def test_an_address_that_is_not_in_the_list_is_named(client: Client) -> None:
    client.fake.set(allowed_ips=["192.0.2.1"])
    answer = client.new_token()
    assert answer["errcode"] == 40164
    assert "invalid ip 127.0.0.1 ipv6 ::ffff:127.0.0.1, not in whitelist" in answer["errmsg"]
    client.fake.set(allowed_ips=["127.0.0.1"])
    assert "errcode" not in client.new_token()


def test_escapes_are_kept_as_they_were_sent(client: Client) -> None:
    values = {"articles": [client.article(title="茶叶", content="<p>a\\u8336b</p>\n")]}
    path = f"draft/add?access_token={client.token}"
    escaped = client.raw(path, json.dumps(values).encode())["media_id"]
    assert client.reread(escaped)["title"] == r"\u8336\u53f6"
    plain = client.raw(path, json.dumps(values, ensure_ascii=False).encode())["media_id"]
    assert client.reread(plain)["title"] == "茶叶"
    assert client.reread(plain)["content"] == "<p>a\\u8336b</p>\n"


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", 44002), (b"{", 47001), (b"[]", 47001), ('{"a":"é"}'.encode("latin-1"), 65318)],
)
def test_a_body_that_is_no_utf_8_json_is_refused(client: Client, body: bytes, code: int) -> None:
    assert client.raw(f"draft/add?access_token={client.token}", body)["errcode"] == code


def test_calls_that_do_not_exist_or_are_posts_say_so(client: Client) -> None:
    token = f"?access_token={client.token}"
    assert client.call("draft/publish")["errcode"] == 40066
    assert client.raw(f"draft/add{token}", None)["errcode"] == 43002
    assert client.raw(f"draft/count{token}", None) == {"total_count": 0}


LONG = {
    "title of 33": ({"title": "茶" * 33}, 45003),
    "author of 17": ({"author": "茶" * 17}, 45110),
    "digest of 129": ({"digest": "茶" * 129}, 45004),
    "content of 20,000": ({"content": "茶" * 20_000}, 45002),
    "address of 1,025": ({"content_source_url": "https://example.org/".ljust(1025, "a")}, 45005),
    "no content": ({"content": " "}, 45166),
    "no title": ({"title": ""}, 40097),
    "content that is no text": ({"content": 1}, 47001),
    "no cover": ({"thumb_media_id": ""}, 40007),
    "somebody else's cover": ({"thumb_media_id": "x" * 43}, 40007),
}


@pytest.mark.parametrize("case", LONG)
def test_an_article_that_does_not_fit_is_refused(client: Client, case: str) -> None:
    values, code = LONG[case]
    assert client.call("draft/add", articles=[client.article(**values)])["errcode"] == code
    media_id = client.draft()
    answer = client.call(
        "draft/update", media_id=media_id, index=0, articles=client.article(**values)
    )
    assert answer["errcode"] == code
    assert client.reread(media_id)["title"] == "茶"


def test_an_article_that_just_fits_is_kept(client: Client) -> None:
    media_id = client.draft(
        title="茶" * 32, author="茶" * 16, digest="茶" * 128, content="茶" * 19_999
    )
    assert len(client.reread(media_id)["content"]) == 19_999


def test_limits_can_be_as_lax_as_some_accounts_are(client: Client) -> None:
    client.fake.set(limits={"title": 64})
    assert client.reread(client.draft(title="茶" * 39))["title"] == "茶" * 39


def test_drafts_have_one_to_eight_articles(client: Client) -> None:
    article = client.article()
    assert client.call("draft/add", articles=[])["errcode"] == 44003
    assert client.call("draft/add", articles=[article] * 9)["errcode"] == 45008
    several = client.call("draft/add", articles=[article | {"digest": "short"}] * 2)["media_id"]
    assert client.reread(several)["digest"] == ""


def test_a_digest_that_is_missing_is_the_beginning_of_the_text(client: Client) -> None:
    media_id = client.draft(content=f"<h2>{'茶' * 40}</h2>\n<p>{'叶' * 40}</p>")
    assert client.reread(media_id)["digest"] == "茶" * 40 + " " + "叶" * 13


KEPT = {
    "a script": ("<p>a</p><script>alert(1)</script><p>b</p>", "<p>a</p><p>b</p>"),
    "what would run": ('<p onclick="x()">a</p>', "<p>a</p>"),
    "a comment": ("<p>a</p><!-- key -->", "<p>a</p>"),
    "style and class": (
        '<p style="color:red" class="c" id="i">a</p>',
        '<p style="color:red" class="c">a</p>',
    ),
    "a picture from elsewhere": (
        '<img src="https://example.org/a.png" alt="a">',
        '<img alt="a">',
    ),
    "a background from elsewhere": (
        '<p style="color:red;background:url(https://example.org/a.png);margin:0">a</p>',
        '<p style="color:red;margin:0">a</p>',
    ),
    "a host that only begins like it": (
        '<img src="http://mmbiz.qpic.cn.example.org/a">',
        "<img>",
    ),
    "a link to elsewhere": ('<a href="https://example.org/">a <b>b</b></a>', "a <b>b</b>"),
    "a link to an article": (
        '<a href="https://mp.weixin.qq.com/s/x">a</a>',
        '<a href="https://mp.weixin.qq.com/s/x">a</a>',
    ),
    "a frame": ('<iframe src="https://example.org/"></iframe>a', "a"),
    "entities": ("<p>1 &lt; 2 &amp; 3&#8230;</p>", "<p>1 &lt; 2 &amp; 3&#8230;</p>"),
    "code": ("<pre><code>a  b\n</code></pre>", "<pre><code>a  b\n</code></pre>"),
}


@pytest.mark.parametrize("case", KEPT)
def test_content_is_filtered(client: Client, case: str) -> None:
    sent, kept = KEPT[case]
    assert client.reread(client.draft(content=sent))["content"] == kept


def test_own_pictures_stay_and_read_as_data_src(client: Client) -> None:
    address = client.send("media/uploadimg", PNG)["url"]
    media_id = client.draft(content=f'<p><img src="{address}" alt="a"></p>')
    assert client.reread(media_id)["content"] == f'<p><img data-src="{address}" alt="a"></p>'
    client.fake.set(rewrites_addresses=True)
    other = address.replace("http://", "https://") + "?from=appmsg"
    assert client.reread(media_id)["content"] == f'<p><img data-src="{other}" alt="a"></p>'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (PNG, "a.png", 0),
        (JPEG, "a.JPEG", 0),
        (b"GIF89a" + b"\0" * 9, "a.gif", 40005),
        (b"RIFF\0\0\0\0WEBP", "a.png", 40005),
        (PNG, "a", 40005),
        (PNG.ljust(1_048_576, b"\0"), "a.png", 40009),
        (PNG, "", 41005),
        (b"", "a.png", 41005),
    ],
)
def test_pictures_within_articles_are_png_or_jpeg_below_a_megabyte(
    client: Client, data: bytes, name: str, code: int
) -> None:
    assert client.send("media/uploadimg", data, name)["errcode"] == code


def test_a_form_that_was_cut_off_has_no_picture(client: Client) -> None:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="media"; filename="a.png"\r\n\r\n'
    answer = client.raw(
        f"media/uploadimg?access_token={client.token}",
        head.encode() + PNG,
        f"multipart/form-data; boundary={BOUNDARY}",
    )
    assert answer["errcode"] == 41005


def test_covers_are_material_that_stays(client: Client) -> None:
    assert client.send("material/add_material", PNG, type="picture")["errcode"] == 40004
    assert client.send("material/add_material", PNG, type="thumb")["errcode"] == 40005
    big = JPEG.ljust(65_537, b"\0")
    assert client.send("material/add_material", big, "a.jpg", type="thumb")["errcode"] == 40012
    for_days = client.send("media/upload", PNG, type="image")["media_id"]
    article = client.article(thumb_media_id=for_days)
    assert client.call("draft/add", articles=[article])["errcode"] == 40007
    gone = client.cover()
    assert client.call("material/del_material", media_id=gone)["errcode"] == 0
    article = client.article(thumb_media_id=gone)
    assert client.call("draft/add", articles=[article])["errcode"] == 40007


def test_what_the_fake_does_not_know_is_no_answer(client: Client) -> None:
    with pytest.raises(HTTPError) as caught:
        client.send("material/add_material", b"x", "a.mp3", type="voice")
    with caught.value as answer:
        assert answer.status == 501


def test_drafts_are_changed_listed_and_deleted(client: Client) -> None:
    first, second = client.draft(title="a"), client.draft(title="b")
    client.fake.clock(10)
    changed = client.article(title="c")
    assert client.call("draft/update", media_id=first, index=0, articles=changed)["errcode"] == 0
    past = client.call("draft/update", media_id=first, index=1, articles=changed)
    assert past["errcode"] == 40114
    listed = client.call("draft/batchget", offset=0, count=20, no_content=1)
    assert [one["media_id"] for one in listed["item"]] == [first, second]
    assert "content" not in listed["item"][0]["content"]["news_item"][0]
    assert client.call("draft/batchget", offset=0, count=21)["errcode"] == 40097
    assert client.call("draft/delete", media_id=first)["errcode"] == 0
    for path in ("draft/get", "draft/delete", "freepublish/submit"):
        assert client.call(path, media_id=first)["errcode"] == 40007


def test_an_answer_of_success_need_not_have_an_errcode(client: Client) -> None:
    assert client.call("draft/add", articles=[client.article()]).keys() == {"media_id", "item"}


def test_publishing_takes_its_time_and_the_draft_goes_with_it(client: Client) -> None:
    client.fake.set(publish_seconds=60)
    media_id = client.draft(title="a", content="<p>a</p>")
    submitted = client.call("freepublish/submit", media_id=media_id)
    assert isinstance(submitted["publish_id"], int)
    look = client.call("freepublish/get", publish_id=submitted["publish_id"])
    assert look["publish_status"] == 1
    assert "article_detail" not in look
    assert client.reread(media_id)["title"] == "a"
    assert client.call("freepublish/batchget", offset=0, count=20)["total_count"] == 0

    client.fake.clock(61)
    listed = client.call("freepublish/batchget", offset=0, count=20)["item"]
    assert [one["content"]["news_item"][0]["title"] for one in listed] == ["a"]
    assert client.call("draft/get", media_id=media_id)["errcode"] == 40007
    assert client.call("freepublish/submit", media_id=media_id)["errcode"] == 40007
    look = client.call("freepublish/get", publish_id=str(submitted["publish_id"]))
    assert look["publish_status"] == 0
    (item,) = look["article_detail"]["item"]
    assert item["article_url"] == listed[0]["content"]["news_item"][0]["url"]
    article = client.call("freepublish/getarticle", article_id=look["article_id"])
    assert article["news_item"][0]["content"] == "<p>a</p>"


@pytest.mark.parametrize("status", [2, 3, 4])
def test_publishing_that_fails_leaves_the_draft(client: Client, status: int) -> None:
    client.fake.set(next_statuses=[1, status])
    media_id = client.draft()
    publish_id = client.call("freepublish/submit", media_id=media_id)["publish_id"]
    looks = [client.call("freepublish/get", publish_id=publish_id) for _ in range(3)]
    assert [look["publish_status"] for look in looks] == [1, status, status]
    assert "article_id" not in looks[-1]
    assert client.reread(media_id)["title"] == "茶"


@pytest.mark.parametrize("status", [5, 6])
def test_an_article_may_be_gone_after_it_was_out(client: Client, status: int) -> None:
    publish_id = client.call("freepublish/submit", media_id=client.draft())["publish_id"]
    article_id = client.call("freepublish/get", publish_id=publish_id)["article_id"]
    client.fake.set(publication={str(publish_id): status})
    assert client.call("freepublish/get", publish_id=publish_id)["publish_status"] == status
    assert client.call("freepublish/getarticle", article_id=article_id)["errcode"] == 53600
    assert client.call("freepublish/batchget", offset=0, count=1)["total_count"] == 0


def test_what_was_deleted_is_no_longer_out(client: Client) -> None:
    publish_id = client.call("freepublish/submit", media_id=client.draft())["publish_id"]
    article_id = client.call("freepublish/get", publish_id=publish_id)["article_id"]
    assert client.call("freepublish/delete", article_id=article_id, index=1)["errcode"] == 0
    assert client.call("freepublish/delete", article_id=article_id)["errcode"] == 53600
    assert client.call("freepublish/get", publish_id=publish_id)["publish_status"] == 5


def test_a_draft_that_is_handed_in_twice_is_out_twice(client: Client) -> None:
    client.fake.set(publish_seconds=60)
    media_id = client.draft()
    for _ in range(2):
        client.call("freepublish/submit", media_id=media_id)
    client.fake.clock(61)
    assert client.call("freepublish/batchget", offset=0, count=20)["total_count"] == 2


def test_an_account_that_is_not_certified_may_only_keep_drafts(client: Client) -> None:
    client.fake.set(certified=False)
    media_id = client.draft()
    answer = client.call("freepublish/submit", media_id=media_id)
    assert answer["errcode"] == 48001
    assert "api unauthorized" in answer["errmsg"]


def test_looks_are_counted_by_the_day_in_beijing(client: Client) -> None:
    publish_id = client.call("freepublish/submit", media_id=client.draft())["publish_id"]
    client.fake.set(used={"/cgi-bin/freepublish/get": 99})
    assert client.call("freepublish/get", publish_id=publish_id)["publish_status"] == 0
    assert client.call("freepublish/get", publish_id=publish_id)["errcode"] == 45009
    asked = client.call("openapi/quota/get", cgi_path="/cgi-bin/freepublish/get")["quota"]
    assert asked == {"daily_limit": 100, "used": 100, "remain": 0}
    client.fake.clock(DAY)
    client.new_token()
    assert client.call("freepublish/get", publish_id=publish_id)["publish_status"] == 0


def test_counts_begin_anew_when_they_are_cleared_ten_times_a_month(client: Client) -> None:
    path = "/cgi-bin/draft/batchget"
    client.fake.set(quotas={path: 1})
    client.call("draft/batchget", offset=0, count=1)
    assert client.call("draft/batchget", offset=0, count=1)["errcode"] == 45009
    assert client.call("openapi/quota/clear", cgi_path=path)["errcode"] == 0
    assert client.call("draft/batchget", offset=0, count=1)["total_count"] == 0
    assert client.call("clear_quota", appid="wx0")["errcode"] == 40013
    answers = [client.call("clear_quota", appid=client.fake.appid)["errcode"] for _ in range(10)]
    assert answers == [0] * 9 + [48006]
    assert client.call("openapi/quota/get", cgi_path="cgi-bin/draft/get")["errcode"] == 76003
    assert client.call("openapi/quota/get", cgi_path="/cgi-bin/none")["errcode"] == 76021


def test_calls_of_one_minute_are_bounded_where_that_is_set(client: Client) -> None:
    client.fake.set(minute_quotas={"/cgi-bin/draft/batchget": 1})
    assert client.call("draft/batchget", offset=0, count=1)["total_count"] == 0
    assert client.call("draft/batchget", offset=0, count=1)["errcode"] == 45011
    client.fake.clock(61)
    assert client.call("draft/batchget", offset=0, count=1)["total_count"] == 0


def test_a_call_fails_as_often_as_was_asked(client: Client) -> None:
    path = "/cgi-bin/draft/batchget"
    client.fake.fail(path, "errcode", errcode=-1, times=2)
    answers = [client.call("draft/batchget", offset=0, count=1) for _ in range(3)]
    assert [answer.get("errcode", 0) for answer in answers] == [-1, -1, 0]
    assert "system error" in answers[0]["errmsg"]
    client.fake.fail(path, "status", status=502)
    with pytest.raises(HTTPError) as caught:
        client.call("draft/batchget", offset=0, count=1)
    with caught.value as answer:
        assert answer.status == 502
    client.fake.fail(path, "text")
    with pytest.raises(ValueError, match="Expecting value"):
        client.call("draft/batchget", offset=0, count=1)


@pytest.mark.parametrize("how", ["cut", "half"])
def test_an_answer_may_be_lost_after_the_work_was_done(client: Client, how: str) -> None:
    media_id = client.draft()
    client.fake.fail("/cgi-bin/freepublish/submit", how, when="after")
    with pytest.raises((URLError, http.client.HTTPException, ConnectionError)):
        client.call("freepublish/submit", media_id=media_id)
    assert client.call("draft/get", media_id=media_id)["errcode"] == 40007
    assert len(client.fake.state()["published"]) == 1


def test_a_call_that_hangs_says_nothing_and_others_go_on(client: Client) -> None:
    client.fake.fail("/cgi-bin/draft/add", "hang")
    address = client.fake.url.removeprefix("http://")
    with closing(http.client.HTTPConnection(address, timeout=0.3)) as connection:
        connection.request("POST", f"/cgi-bin/draft/add?access_token={client.token}", b"{}")
        with pytest.raises(TimeoutError):
            connection.getresponse()
    assert client.call("draft/batchget", offset=0, count=1)["total_count"] == 0
    assert client.fake.calls("/cgi-bin/draft/add")[0]["errcode"] is None


def test_calls_are_kept_with_their_bodies(client: Client) -> None:
    client.draft(title="a")
    state = client.fake.state()
    assert state["counts"]["/cgi-bin/draft/add"] == 1
    (call,) = client.fake.calls("/cgi-bin/draft/add")
    assert call["body"]["articles"][0]["title"] == "a"
    (sent,) = client.fake.calls("/cgi-bin/material/add_material")
    assert sent["body"] == {"filename": "cover.png", "bytes": len(PNG)}


def test_a_wrong_control_is_an_error(fake: WeChat) -> None:
    with pytest.raises(HTTPError, match="400") as caught:
        fake.set(certifed=False)
    caught.value.close()


def test_the_program_ends_with_its_standard_input() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.wechat_fake"],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["url"].startswith("http://127.0.0.1:")
        process.stdin.close()
        assert process.wait(TIMEOUT) == 0
