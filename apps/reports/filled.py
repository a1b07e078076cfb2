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

from apps.reports.blocks import Paper
from apps.reports.texts import allowed
from apps.reports.word import LISTS, Writer, add_table_style, without_times

FIELD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
CONTENT = "content"
FIELDS = ("title", "subtitle", "audience", "data_cut", "made_on", CONTENT)
STYLES = (
    *(f"Heading {level}" for level in range(1, 6)),
    "Caption",
    *(f"{name}{deep}" for name in LISTS.values() for deep in ("", " 2", " 3")),
)


def check_template(content: bytes) -> None:
    """Raises ValidationError, in one sentence, for what is no Word document or has other fields than ours."""
    document = _opened(content)
    asked = {name for paragraph in _paragraphs(document) for name in FIELD.findall(paragraph.text)}
    unknown = sorted(asked - set(FIELDS))
    if unknown:
        raise ValidationError(
            _("The template asks for %(fields)s. A report has these fields: %(known)s.")
            % {"fields": ", ".join(unknown), "known": ", ".join(FIELDS)}
        )
    if not asked:
        raise ValidationError(
            _("The template has no field. Write for example {{ title }} and {{ content }} into it.")
        )


def _opened(content: bytes) -> Any:
    try:
        return docx.Document(io.BytesIO(content))
    except Exception as error:  # the library raises whatever the broken part makes it stumble over
        raise ValidationError(_("Word cannot open this file. Save it as .docx again.")) from error


def filled(template: bytes, paper: Paper) -> bytes:
    """The template with the report in it, the same bytes for the same paper.

    `{{ content }}` is replaced by all parts; without it they stand at the end. Styles of the template are
    used where it has those of Word (Heading 1, Caption, List Bullet), and made where not.
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
    place = None
    for paragraph in list(_paragraphs(document)):
        if "{{" not in paragraph.text:
            continue
        asked = FIELD.findall(paragraph.text)
        _fill(paragraph, values)
        if CONTENT in asked and place is None and paragraph._p.getparent() is document.element.body:  # noqa: SLF001
            place = paragraph._p  # noqa: SLF001
    body = document.element.body
    there = len(body)
    last = body[-1] if there and body[-1].tag.endswith("}sectPr") else None
    before = set(body)
    writer = Writer(document, paper)
    for block in paper.blocks:
        writer.block(block)
    if place is not None:
        for one in [one for one in body if one not in before and one is not last]:
            place.addprevious(one)
        body.remove(place)
    kept = io.BytesIO()
    document.save(kept)
    return without_times(kept)


def _paragraphs(document: Any) -> Iterator[Any]:
    """Every paragraph of body, tables, heads and feet."""
    yield from document.paragraphs
    for table in document.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from cell.paragraphs
    for section in document.sections:
        for part in (section.header, section.footer):
            yield from part.paragraphs
            for table in part.tables:
                for row in table.rows:
                    for cell in row.cells:
                        yield from cell.paragraphs


def _fill(paragraph: Any, values: dict[str, str]) -> None:
    """Put values for fields. A field may be cut into runs, so the first run takes the whole text."""
    text = FIELD.sub(lambda found: allowed(values.get(found[1], "")), paragraph.text)
    first, *others = paragraph.runs
    first.text = text
    for run in others:
        run.text = ""


def _add_styles(document: Any) -> None:
    known = {style.name for style in document.styles}
    for name in STYLES:
        if name not in known:
            style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = document.styles["Normal"] if "Normal" in known else None
            style.font.bold = name.startswith(("Heading", "Caption")) or None
    if "Paper Table" not in known:
        add_table_style(document, 9)
