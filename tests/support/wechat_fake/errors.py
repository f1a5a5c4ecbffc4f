"""What the API answers when it refuses: status 200, a number, and these words."""

from __future__ import annotations

MESSAGES = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40004: "invalid media type",
    40005: "invalid file type",
    40007: "invalid media_id",
    40009: "invalid image size",
    40012: "invalid thumb size",
    40013: "invalid appid",
    40014: "invalid access_token",
    40066: "invalid url",
    40097: "invalid args",
    40114: "invalid index value",
    40125: "invalid appsecret",
    40164: "invalid ip {ip} ipv6 ::ffff:{ip}, not in whitelist",
    40243: "AppSecret has been frozen, please unfreeze it in mp first",
    41001: "access_token missing",
    41002: "appid missing",
    41004: "appsecret missing",
    41005: "media data missing",
    42001: "access_token expired",
    43002: "require POST method",
    44002: "empty post data",
    44003: "empty news data",
    45002: "content size out of limit",
    45003: "title size out of limit",
    45004: "description size out of limit",
    45005: "url size out of limit",
    45008: "article size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45110: "author size out of limit",
    45166: "invalid content",
    47001: "data format error",
    48001: "api unauthorized",
    48006: "forbid to clear quota because of reaching the limit",
    50002: "user limited",
    53503: "the draft did not pass the check before publishing",
    53504: "please use the draft in mp.weixin.qq.com",
    53505: "please save the draft by hand before publishing",
    53600: "invalid article_id",
    61004: "access clientip is not registered requestIP: {ip}",
    65318: "must use utf-8 charset",
    76003: "invalid cgi_path",
    76021: "cgi_path not found, please check",
    89503: "this ip has to be confirmed by the administrator",
    89506: "this ip was refused by the administrator within the last 24 hours",
    89507: "this ip was refused by the administrator within the last hour",
}


class RefusedError(Exception):
    """The call is answered with this number, and ``values`` in its words."""

    def __init__(self, code: int, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = MESSAGES.get(code, "unknown error").format_map({"ip": "127.0.0.1", **values})


class NotKnownError(Exception):
    """The real API has this and the fake does not: said loudly, so that nobody trusts an answer."""
