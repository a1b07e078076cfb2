"""Long texts: what is allowed is shown, everything else stands there as text."""

import pytest
from django.template import Context, Template

from apps.core.prose import as_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Top\n\nBelow", "<h3>Top</h3>\n<p>Below</p>\n"),
        ("###### Deep", "<h5>Deep</h5>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>\n'),
        ("*soft* **loud**", "<p><em>soft</em> <strong>loud</strong></p>\n"),
        (
            "[UN](https://un.org)",
            '<p><a href="https://un.org" rel="noopener noreferrer">UN</a></p>\n',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](//elsewhere.example)", "<p>[x](//elsewhere.example)</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("![x](https://a.b/c.png)", '<p>!<a href="https://a.b/c.png" rel="noopener noreferrer">x</a></p>\n'),
        ("> quoted", "<p>&gt; quoted</p>\n"),
        ("| a | b |", "<p>| a | b |</p>\n"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
    ],
)
def test_a_text_becomes_clean_html(text, html):
    assert as_html(text) == html


def test_a_page_gives_the_text_its_language_and_direction():
    shown = Template("{% load prose %}{{ text|prose:language }}|{{ none|prose }}").render(
        Context({"text": "**سلام**", "language": "ar", "none": None})
    )
    assert shown == '<div class="prose" dir="auto" lang="ar"><p><strong>سلام</strong></p>\n</div>|'
