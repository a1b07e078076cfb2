"""A Word template of the user's own, filled with a report.

Fields stand in double braces, `{{ title }}`. Nothing in a template is run: a field is a name, looked up.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import docx
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from apps.reports.blocks import Grid, Heading, Items, Paper, Paragraph, Prose
from apps.reports.texts import allowed
from apps.reports.word import CELLS, LISTS, Writer, add_table_style, without_times

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
CONTENT = "content"
FIELDS = ("title", "subtitle", "audience", "data_cut", "made_on", CONTENT)
MOST_NAMES, LONGEST_NAME = 10, 60
HEADS_AND_FEET = ("/word/header", "/word/footer")
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
STYLES = (
    *(f"Heading {level}" for level in range(1, 6)),
    "Caption",
    *(f"{name}{deep}" for name in LISTS.values() for deep in ("", " 2", " 3")),
)
TRIAL = Paper(
    "Title",
    "Subtitle",
    "en",
    [Heading("Heading"), Paragraph("Text"), Items(["Line"]), Grid(("Head",), [("Cell",)]), Prose("1. Text")],
    audience="Audience",
    cut="Cut",
)
"""What a template is tried with when it is handed in."""


def check_template(content: bytes) -> None:
    """Raises ValidationError, in one sentence, for what is no Word document or has other fields than ours."""
    asked = {name for line in _lines(_opened(content)) for name in FIELD.findall(_text(line))}
    unknown = sorted(asked - set(FIELDS))
    if unknown:
        named = ", ".join(name[:LONGEST_NAME] for name in unknown[:MOST_NAMES])
        raise ValidationError(
            _("The template asks for %(fields)s. A report has these fields: %(known)s.")
            % {"fields": named, "known": ", ".join(FIELDS)}
        )
    if not asked:
        raise ValidationError(
            _("The template has no field. Write for example {{ title }} and {{ content }} into it.")
        )
    try:
        filled(content, TRIAL)
    except Exception as error:  # whatever a part that Word never writes so makes the library stumble over
        raise _not_word() from error


def _opened(content: bytes) -> Any:
    try:
        return docx.Document(io.BytesIO(content))
    except Exception as error:  # the library raises whatever the broken part makes it stumble over
        raise _not_word() from error


def _not_word() -> ValidationError:
    return ValidationError(_("Word cannot open this file. Save it as .docx again."))


def filled(template: bytes, paper: Paper) -> bytes:
    """The template with the report in it, the same bytes for the same paper.

    `{{ content }}` is replaced by all parts; without it they stand at the end. Before them stands for whom
    the paper is and up to when its data go, where the template has no field for it. Styles of the template
    are used where it has those of Word (Heading 1, Caption, List Bullet), and made where not.
    """
    document = _opened(template)
    _add_styles(document)
    values = {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "audience": paper.audience,
        "data_cut": paper.cut,
        "made_on": paper.made,
    }
    body = document.element.body
    place = None
    named: set[str] = set()
    for line in list(_lines(document)):
        asked = set(FIELD.findall(_text(line)))
        named |= asked
        if asked:
            _fill(line, values)
        if CONTENT in asked and place is None and line.getparent() is body:
            place = line
    last = body[-1] if len(body) and body[-1].tag == qn("w:sectPr") else None
    before = set(body)
    writer = Writer(document, paper)
    for name in ("audience", "data_cut"):
        if values[name] and name not in named:
            writer.line(None, values[name], soft=True)
    for block in paper.blocks:
        writer.block(block)
    writer.explain()
    if place is not None:
        for one in [one for one in body if one not in before and one is not last]:
            place.addprevious(one)
        # Where a part of the template ends, its paragraph says so and has to stay.
        if place.find(f".//{qn('w:sectPr')}") is None:
            body.remove(place)
    return _saved(document)


def _saved(document: Any) -> bytes:
    kept = io.BytesIO()
    document.save(kept)
    return without_times(kept)


def _lines(document: Any) -> Iterator[Any]:
    """Every paragraph of body, heads and feet, wherever it stands: in tables, boxes, fields of a form."""
    parts = [document.part, *(one.target_part for one in document.part.rels.values() if not one.is_external)]
    for part in parts:
        if part is document.part or part.partname.startswith(HEADS_AND_FEET):
            yield from part.element.iter(qn("w:p"))


def _pieces(line: Any) -> list[Any]:
    """The pieces of text of a paragraph, without those of a box that hangs on it."""
    return [one for one in line.iter(qn("w:t")) if next(one.iterancestors(qn("w:p"))) is line]


def _text(line: Any) -> str:
    return "".join(piece.text or "" for piece in _pieces(line))


def _fill(line: Any, values: dict[str, str]) -> None:
    """Put values for fields; pictures, links and the look of the words around stay.

    A field may be cut into pieces: the first takes its value, the others lose their part.
    """
    pieces = _pieces(line)
    for found in reversed(list(FIELD.finditer(_text(line)))):
        start = 0
        for piece in pieces:
            text = piece.text or ""
            low, high = max(found.start() - start, 0), min(found.end() - start, len(text))
            if low < high:
                value = allowed(values.get(found[1], "")) if start + low == found.start() else ""
                piece.text = text[:low] + value + text[high:]
                piece.set(SPACE, "preserve")
            start += len(text)


def _add_styles(document: Any) -> None:
    known = {style.name for style in document.styles}
    for name in STYLES:
        if name not in known:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = document.styles["Normal"] if "Normal" in known else None
            style.font.bold = name.startswith(("Heading", "Caption")) or None
    if not {"Paper Table", *CELLS} <= known:
        for name in ("Paper Table", *CELLS):
            if name in known:
                document.styles[name].delete()
        add_table_style(document, 9)
