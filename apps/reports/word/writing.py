"""A paper as a Word file: real heading styles, lists, tables and captions, and text from right to left where
it is."""

import io
import zipfile
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from apps.reports.blocks import Block, Drawing, Facts, Grid, Heading, Items, Paper, Paragraph
from apps.reports.cells import NOTHING, numeric_columns, texts_of, turned, widths_of
from apps.reports.drawings import said_of, size_of
from apps.reports.pdf import as_picture
from apps.reports.texts import allowed, from_right, lines_of
from apps.reports.word.fitting import columns_of
from apps.reports.word.look import CELL, SMALL_CELL, SOFT, add_columns, add_page, add_styles, turn_page
from apps.reports.word.xml import put, remove, repeat, resize

DEEPEST = 5
DATE = (1980, 1, 1, 0, 0, 0)
LISTS = {"bullet": "List Bullet", "number": "List Number"}
LETTERS = 112.0
"""Of a table, in a line as wide as the page."""
LONG = 1500
"""Letters of a cell from which on its row may go on on the next page."""
PIXEL = 9525


class Writer:
    """One document on its way, and the paper it is of."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self.document = document
        self.paper = paper
        self.right = paper.from_right
        self.section = document.sections[0]
        self.page_width = self.section.page_width
        self.pictures = 0
        self.missing = False
        self.in_columns = False
        self.last: Any = None

    # Words ---------------------------------------------------------------------------------------------

    def write(
        self,
        paragraph: Any,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        language: str | None = None,
        soft: bool = False,
        fixed: bool = False,
    ) -> None:
        """A run of text with its direction and language; text that no XML can hold is left out.

        `fixed`: the line runs as the paper does, whatever the text (cells and lists).
        """
        run = paragraph.add_run(allowed(text))
        run.bold, run.italic = bold or None, italic or None
        if soft:
            run.font.color.rgb = RGBColor.from_string(SOFT)
        properties = run._r.get_or_add_rPr()  # noqa: SLF001  the library knows neither direction nor language
        turned = from_right(text, self.right)
        line = paragraph._p.get_or_add_pPr()  # noqa: SLF001
        if (self.right if fixed else turned) and line.find(qn("w:bidi")) is None:
            put(line, "w:bidi")
        elif self.right and not fixed and not turned:
            remove(line, "w:bidi")
        if turned:
            put(properties, "w:rtl")
            if bold:
                put(properties, "w:bCs")
        tongue = language or (self.paper.language if self.right else None)
        if tongue:
            mark = put(properties, "w:lang")
            mark.set(qn("w:bidi" if turned else "w:val"), tongue)

    def line(self, style: str | None, text: str, **how: Any) -> Any:
        paragraph = self.last = self.document.add_paragraph(style=style)
        self.write(paragraph, text, **how)
        return paragraph

    # Blocks --------------------------------------------------------------------------------------------

    def block(self, block: Block, *, in_next_column: bool = False) -> None:
        if isinstance(block, Heading):
            line = self.document.add_paragraph(style=f"Heading {min(block.level, DEEPEST)}")
            if in_next_column:
                line.add_run().add_break(WD_BREAK.COLUMN)
            self.write(line, block.text, language=block.language)
        elif isinstance(block, Paragraph):
            self.line(None, block.text, soft=block.minor, language=block.language)
        elif isinstance(block, Items):
            for line in block.lines:
                self.line("List Bullet", line, fixed=True)
        elif isinstance(block, Facts):
            self.facts(block)
        elif isinstance(block, Grid):
            if block.rows:
                self.table(block)
        elif isinstance(block, Drawing):
            self.drawing(block)
        else:
            self.prose(block.text, block.language)

    def explain(self) -> None:
        """What the sign of a missing value stands for, if it stands in a table."""
        if self.missing and self.paper.cut:
            said = _("%(sign)s stands for what nobody recorded.") % {"sign": NOTHING}
            self.line(None, said, soft=True)

    def caption(self, text: str) -> None:
        """In the style that Word makes its lists of tables and figures from; it stays with what it names."""
        if text:
            self.line("Caption", text).paragraph_format.keep_with_next = True

    def facts(self, facts: Facts) -> None:
        table = self.grid(2, len(facts.rows))
        for place, (name, value) in enumerate(facts.rows):
            above, below = (table.cell(row, place).paragraphs[0] for row in (0, 1))
            self.write(above, name, soft=True, fixed=True)
            self.write(below, value, bold=True, fixed=True)
            resize(below.runs[-1], 12 if self.paper.sheet else 14)
            for paragraph in (above, below):
                paragraph._p.get_or_add_pPr().style = CELL  # noqa: SLF001
        repeat(table.rows[0])
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def table(self, grid: Grid) -> None:
        self.caption(grid.caption)
        texts = texts_of(grid)
        numeric = numeric_columns(grid)
        self.missing = self.missing or any(NOTHING in row for row in texts)
        widths, scale = widths_of(grid, texts, self.letters())
        style = CELL if scale == 1 else SMALL_CELL
        table = self.grid(1 + len(texts), len(grid.header), widths)
        # Row by row through the XML: the library looks every cell up from the start of its table.
        rows = list(table._tbl.tr_lst)  # noqa: SLF001
        for number, (row, values) in enumerate(zip(rows, [grid.header, *texts], strict=True)):
            if max(map(len, values), default=0) < LONG:
                put(row.get_or_add_trPr(), "w:cantSplit")
            for place, (cell, value) in enumerate(zip(row.tc_lst, values, strict=True)):
                paragraph = WordParagraph(cell.p_lst[0], table)
                cell.p_lst[0].get_or_add_pPr().style = style
                self.write(paragraph, value, bold=number == 0, fixed=True)
                if numeric[place]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # in a line from right to left: its end
        repeat(table.rows[0])
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def grid(self, rows: int, columns: int, widths: list[float] | None = None) -> Any:
        table = self.document.add_table(rows=rows, cols=columns, style="Paper Table")
        table.autofit = False
        room = self.room()
        shares = widths or [1 / columns] * columns
        for column, share in zip(table._tbl.tblGrid.gridCol_lst, shares, strict=True):  # noqa: SLF001
            column.w = Emu(int(room * share))
        for row in table._tbl.tr_lst:  # noqa: SLF001
            for cell, share in zip(row.tc_lst, shares, strict=True):
                cell.width = Emu(int(room * share))
        if self.right:
            put(table._tbl.tblPr, "w:bidiVisual")  # noqa: SLF001
        return table

    def room(self) -> int:
        """How wide a line is."""
        section = self.section
        line = int(section.page_width - section.left_margin - section.right_margin)
        return (line - Mm(8)) // 2 if self.in_columns else line

    def letters(self) -> float:
        """How many letters of a table a line holds."""
        return float(LETTERS * self.room() / self.page_width)

    def drawing(self, drawing: Drawing) -> None:
        """The figure as a picture, with what it shows in words for whoever does not see it."""
        self.caption(drawing.caption)
        width, _height = size_of(drawing.figure.svg)
        wide = min(int(self.room() * drawing.share), int(width * PIXEL * 1.05))
        paragraph = self.document.add_paragraph()
        if self.right:
            put(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001
        run = paragraph.add_run()
        shape = run.add_picture(io.BytesIO(as_picture(drawing.figure.svg)), width=Emu(wide))
        self.pictures += 1
        for side in ("distT", "distB", "distL", "distR"):  # else some readers keep a distance
            shape._inline.set(side, "0")  # noqa: SLF001
        said = shape._inline.docPr  # noqa: SLF001
        said.set("descr", allowed(said_of(drawing.figure.svg)) or drawing.caption)
        said.set("name", f"Figure {self.pictures}")

    def prose(self, text: str, language: str | None) -> None:
        """Headings of a text stand below those of the paper's own parts."""
        for line in lines_of(text):
            if line.kind == "heading":
                style: str | None = f"Heading {line.level + 2}"
            elif line.kind == "plain":
                style = None
            else:
                style = LISTS[line.kind] if line.level == 1 else f"{LISTS[line.kind]} {line.level}"
            paragraph = self.document.add_paragraph(style=style)
            for run in line.runs:
                self.write(paragraph, run.text, bold=run.bold, italic=run.italic, language=language)


def as_word(paper: Paper) -> bytes:
    """The file, the same bytes for the same paper; text that no XML can hold is left out."""
    document: Any = docx.Document()
    core = document.core_properties
    core.title, core.author, core.comments = allowed(paper.title), "", ""
    core.language = paper.language
    add_styles(document, paper)
    writer = Writer(document, paper)
    add_page(writer)
    writer.line("Title", paper.title, fixed=True)
    writer.line("Subtitle", paper.subtitle, fixed=True)
    if paper.cut:
        writer.line(None, paper.cut, soft=True)
    if paper.sheet:
        _in_columns(writer)
    else:
        _pages(writer)
    if writer.in_columns:
        add_columns(document, "1")  # ends the columns, so that they are equally long
        writer.in_columns = False
    writer.explain()
    kept = io.BytesIO()
    document.save(kept)
    return without_times(kept)


def _pages(writer: Writer) -> None:
    """Block by block; wide tables on pages that lie on their side."""
    on_its_side, led = False, False
    blocks = list(turned(writer.paper.blocks, writer.letters()))
    for place, (block, wide) in enumerate(blocks):
        if wide != on_its_side:
            turn_page(writer, wide=wide)
            on_its_side = wide
        writer.block(block)
        # A line right below a heading stays with what it leads to, as the heading does.
        led = isinstance(block, Heading) or (led and isinstance(block, Paragraph))
        after = blocks[place + 1][0] if place + 1 < len(blocks) else None
        if led and isinstance(block, Paragraph) and isinstance(after, (Paragraph, Items, Grid, Drawing)):
            writer.last.paragraph_format.keep_with_next = True


def _in_columns(writer: Writer) -> None:
    """What stands over both columns of a sheet, then its parts, half of them in each column."""
    blocks = writer.paper.blocks
    _left, right = columns_of(blocks)
    for block in blocks:
        if isinstance(block, Heading) and not writer.in_columns:
            add_columns(writer.document)
            writer.section = writer.document.sections[-1]
            writer.in_columns = True
        writer.block(block, in_next_column=bool(right) and block is right[0])


def without_times(file: io.BytesIO) -> bytes:
    """The library dates each part by the clock: whoever compares two files would see when they were taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(out, "w") as made:
        for part in archive.infolist():
            dated = zipfile.ZipInfo(part.filename, DATE)
            made.writestr(dated, archive.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()
