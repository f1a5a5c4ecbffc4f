"""Markdown becomes HTML that WeChat's editor keeps; its documented example is what comes of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from contenthub.publishers.wechat import page
from contenthub.publishers.wechat.styles import STYLES
from tests.support.processes import REPOSITORY
from tests.support.wechat_fake import content as their_filter

STYLE = re.compile(r' style="[^"]*"')


def bare(markdown: str, language: str = "en") -> str:
    """The HTML without its styles."""
    return STYLE.sub("", page.page(markdown, language).html)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "One *two* **three** ~~four~~.",
            "<p>One <em>two</em> <strong>three</strong> <del>four</del>.</p>",
        ),
        ("# A\n\n###### B", "<h1>A</h1><h6>B</h6>"),
        ("one\ntwo", "<p>one two</p>"),
        ("第一行\n第二行", "<p>第一行第二行</p>"),
        ("- a\n- b\n  1. c", "<ul><li>a</li><li>b <ol><li>c</li></ol></li></ul>"),
        ("3. a", '<ol start="3"><li>a</li></ol>'),
        ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("a  \nb", "<p>a<br> b</p>"),
        ("---", "<hr>"),
        ("`x  <y>`", "<p><code>x  &lt;y&gt;</code></p>"),
        ("```py\nif x:\n  \ty\n```", f"<pre><code>if&nbsp;x:<br>{'&nbsp;' * 4}y</code></pre>"),
        (
            "|a|b|\n|:-:|-|\n|1|2|",
            "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr>"
            "<td>1</td><td>2</td></tr></tbody></table>",
        ),
        (
            '![a "b"](http://e.com/x.png?a=1&b=2)',
            '<p><img src="http://e.com/x.png?a=1&amp;b=2" alt="a &quot;b&quot;"></p>',
        ),
        (
            "[t](https://mp.weixin.qq.com/s/x)",
            '<p><a href="https://mp.weixin.qq.com/s/x">t</a></p>',
        ),
        ("<https://e.com/>", "<p>https://e.com/</p>"),
        ("[e.com](https://e.com)", "<p>e.com</p>"),
        (
            "[me](mailto:a@e.com)",
            "<p>me<sup>[1]</sup></p><p>Links</p><p>[1] me: mailto:a@e.com</p>",
        ),
        ("[t](/here) [u](#there)", "<p>t u</p>"),
        (
            "[t](https://mp.weixin.qq.com.e.com/x)",
            "<p>t<sup>[1]</sup></p><p>Links</p><p>[1] t: https://mp.weixin.qq.com.e.com/x</p>",
        ),
        (
            "[![p](http://e.com/p.png)](http://e.com)",
            '<p><img src="http://e.com/p.png" alt="p">'
            "<sup>[1]</sup></p><p>Links</p><p>[1] http://e.com</p>",
        ),
        (
            "<div class='x' style='position:fixed' id='i' onclick='x()'>a</div>",
            "<section>a</section>",
        ),
        (
            "a<script>alert(1)</script><style>p{}</style><iframe src='http://e.com'></iframe>b",
            "<p>ab</p>",
        ),
        ("<details><summary>s</summary>\n\nt\n\n</details>", "<section><p>s</p><p>t</p></section>"),
        ("<kbd>a</kbd> <mark>b</mark> <ruby>c<rt>d</rt></ruby>", "<p><code>a</code> b cd</p>"),
        ("", ""),
    ],
)
def test_each_element_leaves_as_wechat_keeps_it(markdown: str, html: str) -> None:
    assert bare(markdown) == html


def test_the_same_link_has_one_number_and_the_title_is_of_the_articles_language() -> None:
    text = "[a](https://e.com/1) [b](https://e.com/2) [c](https://e.com/1)"
    html = bare(text, "zh-CN")
    assert html.startswith("<p>a<sup>[1]</sup> b<sup>[2]</sup> c<sup>[1]</sup></p><p>链接</p>")
    assert html.count("https://e.com/1") == 1


def test_a_picture_without_an_address_of_the_web_is_counted() -> None:
    assert page.page("![x](data:image/png;base64,iVBO) ![y](http://e.com/y.png)").lost == 1


ALL_OF_IT = "\n\n".join(
    [
        *(f"{'#' * level} 标题 {level}" for level in range(1, 7)),
        "文字 *强调* **粗体** ~~删除~~ `code` H<sub>2</sub>O x<sup>2</sup>  \n下一行",
        "- 一\n- 二\n\n1. 一\n2. 二",
        "> 引用",
        "```\ncode  with   blanks\n```",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "[链接](https://mp.weixin.qq.com/s/x) [外链](https://example.com)",
        "---",
        "![图](http://mmbiz.qpic.cn/mmbiz_png/x/0)",
    ]
)


def test_nothing_of_it_is_taken_out_by_a_strict_filter() -> None:
    html = page.content(page.page(ALL_OF_IT, "zh").html, "key")
    assert their_filter.filtered(html) == html


def test_every_element_has_its_style_and_nothing_else_has_one() -> None:
    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            given = dict(attrs)
            assert tag in STYLES
            assert ("style" in given) == bool(STYLES[tag])
            assert set(given) <= {"style", "src", "alt", "href", "start"}
            seen.add(tag)

    seen: set[str] = set()
    Reader().feed(page.page(ALL_OF_IT, "zh").html)
    assert seen == set(STYLES) - {"section"}


def test_a_mark_is_of_one_publication_and_tells_nobody_its_key() -> None:
    assert page.mark("entry-1") != page.mark("entry-2")
    assert "entry-1" not in page.mark("entry-1")


def test_the_documented_example_is_what_comes_of_it() -> None:
    text = (REPOSITORY / "docs" / "targets" / "wechat.md").read_text(encoding="utf-8")
    markdown = text.partition("````markdown\n")[2].partition("\n````")[0]
    html = text.partition("```html\n")[2].partition("\n```")[0]
    assert markdown
    assert page.page(markdown, "en").html == html.replace("\n", "")
