"""How each element of an article looks in WeChat: a table of styles, and nothing else.

Its editor keeps no style sheets and no classes, so every element carries its style itself. Sizes
and colours follow what readers know of its articles: 16 px on a phone, wide lines, quiet colours.
What elements inherit stands at the outermost one alone: the markup counts towards the length that
WeChat allows.
"""

from __future__ import annotations

_HEADING = "color:#1f2329;font-weight:bold;line-height:1.4"
_CELL = "border:1px solid #dfe2e5;padding:6px 10px;font-size:14px"
_CODE = "font-family:Menlo,Consolas,monospace"
_GREY = "background-color:#f6f8fa"

OUTERMOST = "font-size:16px;color:#3f3f3f;line-height:1.75;letter-spacing:0.3px"
# The elements that are kept, by the names under which they leave.
STYLES = {
    "section": "",
    "p": "margin:0 0 16px 0",
    "h1": f"margin:32px 0 16px 0;font-size:22px;{_HEADING}",
    "h2": f"margin:28px 0 14px 0;font-size:20px;{_HEADING}",
    "h3": f"margin:24px 0 12px 0;font-size:18px;{_HEADING}",
    "h4": f"margin:20px 0 10px 0;font-size:16px;{_HEADING}",
    "h5": f"margin:16px 0 8px 0;font-size:16px;{_HEADING}",
    "h6": f"margin:16px 0 8px 0;font-size:15px;{_HEADING}",
    "blockquote": f"margin:0 0 16px 0;padding:10px 14px;border-left:4px solid #d0d7de;{_GREY}",
    "ul": "margin:0 0 16px 0;padding-left:24px;list-style-type:disc",
    "ol": "margin:0 0 16px 0;padding-left:24px;list-style-type:decimal",
    "li": "margin:0 0 6px 0",
    "pre": f"margin:0 0 16px 0;padding:12px 14px;overflow-x:auto;{_GREY}",
    "table": "width:100%;margin:0 0 16px 0;border-collapse:collapse",
    "thead": _GREY,
    "tbody": "",
    "tr": "",
    "th": f"{_CELL};font-weight:bold",
    "td": _CELL,
    "hr": "margin:24px 0;border:none;border-top:1px solid #dfe2e5",
    "img": "display:block;max-width:100%;height:auto;margin:0 auto 16px auto",
    "a": "color:#576b95;text-decoration:none",
    "code": f"padding:2px 4px;font-size:14px;color:#c7254e;{_GREY};{_CODE}",
    "strong": "font-weight:bold",
    "em": "font-style:italic",
    "del": "text-decoration:line-through",
    "sup": "font-size:12px;color:#576b95",
    "sub": "font-size:12px",
    "br": "",
}
# Code in a block of its own: without the look of code within a line.
BLOCK_CODE = f"font-size:13px;color:#24292f;{_CODE}"
NOTES = "margin:0 0 4px 0;font-size:13px;word-break:break-all"
NOTES_TITLE = f"margin:32px 0 8px 0;font-size:15px;{_HEADING}"
