"""Long texts: a small part of Markdown, the same on every page, in every file and in every translation.

Allowed are headings, lists, emphasis and links; everything else is text. What comes out is clean HTML.
"""

from functools import cache
from urllib.parse import urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = frozenset({"h3", "h4", "h5", "p", "ul", "ol", "li", "em", "strong", "a", "br"})
ADDRESSES = frozenset({"http", "https", "mailto"})
HIGHEST = 3
"""Headings of a text stand below those of the page and the part they are in."""
LOWEST = 5


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"linkify": False, "html": False}).enable(
        ["heading", "list", "emphasis", "link", "newline", "escape", "entity"]
    )
    reader.validateLink = _is_address  # type: ignore[assignment,method-assign]
    return reader


def _is_address(href: str) -> bool:
    """Whether a link may lead there: the web or a letter; no address without a scheme, no script."""
    return urlsplit(href).scheme.lower() in ADDRESSES


def tokens_of(text: str) -> list[Token]:
    """The text as its blocks, for whoever writes another format than HTML. Headings are h3 to h5."""
    found = _reader().parse(text)
    for token in found:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + HIGHEST - 1, LOWEST)}"
    return found


def as_html(text: str) -> str:
    """Clean HTML of the allowed part of Markdown; whatever else the text holds stands there as text."""
    reader = _reader()
    html = str(reader.renderer.render(tokens_of(text), reader.options, {}))
    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes=set(ADDRESSES),
        link_rel="noopener noreferrer",
    )
