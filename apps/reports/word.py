"""A paper as a Word file: real heading styles, lists and tables, and text from right to left where it is."""

import io
import unicodedata
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from markdown_it.token import Token

from apps.core.prose import HIGHEST, tokens_of
from apps.reports.blocks import Grid, Heading, Items, Paper, Paragraph, Prose

DEEPEST = 5
DATE = (1980, 1, 1, 0, 0, 0)
LISTS = {"bullet_list_open": "List Bullet", "ordered_list_open": "List Number"}


def as_word(paper: Paper) -> bytes:
    """The file, the same bytes for the same paper; text that no XML can hold is left out."""
    document: Any = docx.Document()
    document.core_properties.title = paper.title
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.language = paper.language
    _write(document.add_paragraph(style="Title"), paper.title)
    _write(document.add_paragraph(style="Subtitle"), paper.subtitle)
    for block in paper.blocks:
        if isinstance(block, Heading):
            level = min(block.level, DEEPEST)
            _write(document.add_paragraph(style=f"Heading {level}"), block.text, language=block.language)
        elif isinstance(block, Paragraph):
            _write(document.add_paragraph(), block.text, italic=block.minor, language=block.language)
        elif isinstance(block, Items):
            for line in block.lines:
                _write(document.add_paragraph(style="List Bullet"), line)
        elif isinstance(block, Grid):
            _table(document, block)
        else:
            _prose(document, block)
    kept = io.BytesIO()
    document.save(kept)
    return _without_times(kept)


def _without_times(file: io.BytesIO) -> bytes:
    """The library dates each part by the clock: whoever compares two files would see when they were taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(out, "w") as made:
        for part in archive.infolist():
            dated = zipfile.ZipInfo(part.filename, DATE)
            made.writestr(dated, archive.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.header), style="Table Grid")
    for cell, name in zip(table.rows[0].cells, grid.header, strict=True):
        _write(cell.paragraphs[0], name, bold=True)
    for row in grid.rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            _write(cell.paragraphs[0], value)
    document.add_paragraph()


def _prose(document: Any, block: Prose) -> None:
    """Headings of a text stand below those of the paper's own parts."""
    for style, tokens in _lines(tokens_of(block.text)):
        paragraph = document.add_paragraph(style=style)
        bold = italic = False
        address = ""
        for token in tokens:
            if token.type in {"strong_open", "strong_close"}:
                bold = token.type == "strong_open"
            elif token.type in {"em_open", "em_close"}:
                italic = token.type == "em_open"
            elif token.type == "link_open":
                address = str(token.attrs.get("href", ""))
            elif token.type == "link_close":
                _write(paragraph, f" ({address})", language=block.language)
            elif token.type in {"softbreak", "hardbreak"}:
                _write(paragraph, " ", language=block.language)
            elif token.content:
                _write(paragraph, token.content, bold=bold, italic=italic, language=block.language)


def _lines(tokens: Sequence[Token]) -> Iterator[tuple[str | None, Sequence[Token]]]:
    """(style, inline tokens) of each line of a text."""
    lists: list[str] = []
    heading: str | None = None
    for token in tokens:
        if token.type in LISTS:
            lists.append(LISTS[token.type])
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "heading_open":
            heading = f"Heading {int(token.tag[1]) - HIGHEST + 3}"
        elif token.type == "inline":
            style = heading
            if heading is None and lists:
                deep = min(len(lists), 3)
                style = lists[-1] if deep == 1 else f"{lists[-1]} {deep}"
            yield style, token.children or []
            heading = None


def _write(
    paragraph: Any, text: str, *, bold: bool = False, italic: bool = False, language: str | None = None
) -> None:
    run = paragraph.add_run("".join(sign for sign in text if _allowed(sign)))
    run.bold, run.italic = bold or None, italic or None
    properties = run._r.get_or_add_rPr()  # noqa: SLF001  the library has no other way to direction and language
    if _from_right(text):
        for holder, name in ((properties, "w:rtl"), (paragraph._p.get_or_add_pPr(), "w:bidi")):  # noqa: SLF001
            if holder.find(qn(name)) is None:
                holder.append(OxmlElement(name))
    if language:
        mark = OxmlElement("w:lang")
        mark.set(qn("w:bidi" if _from_right(text) else "w:val"), language)
        properties.append(mark)


def _from_right(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left."""
    for sign in text:
        direction = unicodedata.bidirectional(sign)
        if direction in {"R", "AL"}:
            return True
        if direction == "L":
            return False
    return False


def _allowed(sign: str) -> bool:
    code = ord(sign)
    return sign in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
