"""Long texts and directions, for whoever writes a paper as a file."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from apps.core.prose import HIGHEST, tokens_of

LISTS = {"bullet_list_open": "bullet", "ordered_list_open": "number"}


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a long text: a `heading`, a `bullet` or `number` of a list, or plain; `level` from 1."""

    kind: str
    level: int
    runs: tuple[Run, ...]


def lines_of(text: str) -> Iterator[Line]:
    """The lines of a text in Markdown; what is no part of it that we allow stands there as text."""
    lists: list[str] = []
    heading = 0
    for token in tokens_of(text):
        if token.type in LISTS:
            lists.append(LISTS[token.type])
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "heading_open":
            heading = int(token.tag[1]) - HIGHEST + 1
        elif token.type == "inline":
            runs = tuple(_runs(token.children or ()))
            if heading:
                yield Line("heading", heading, runs)
            elif lists:
                yield Line(lists[-1], min(len(lists), 3), runs)
            else:
                yield Line("plain", 1, runs)
            heading = 0


def _runs(tokens: object) -> Iterator[Run]:
    bold = italic = False
    address = ""
    for token in tokens:  # type: ignore[attr-defined]
        if token.type in {"strong_open", "strong_close"}:
            bold = token.type == "strong_open"
        elif token.type in {"em_open", "em_close"}:
            italic = token.type == "em_open"
        elif token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            yield Run(f" ({address})")
        elif token.type in {"softbreak", "hardbreak"}:
            yield Run(" ")
        elif token.content:
            yield Run(token.content, bold, italic)


def from_right(text: str, otherwise: bool = False) -> bool:  # noqa: FBT001, FBT002  a default of the paper
    """Whether the first letter that has a direction runs from right to left; `otherwise` where none has."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return otherwise


def allowed(text: str) -> str:
    """The text without the characters that no XML can hold."""
    return "".join(sign for sign in text if _allowed(ord(sign)))


def _allowed(code: int) -> bool:
    return code in {9, 10, 13} or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
