"""A paper as a Word file: real heading styles, lists, tables and captions, and text from right to left where
it is."""

import io
import zipfile
from typing import Any

import docx
from django.utils.translation import gettext as _
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from apps.reports.blocks import Block, Drawing, Facts, Grid, Heading, Items, Paper, Paragraph
from apps.reports.cells import NOTHING, numeric_columns, texts_of, widths_of
from apps.reports.drawings import said_of, size_of
from apps.reports.pdf import as_picture
from apps.reports.texts import allowed, from_right, lines_of

DEEPEST = 5
DATE = (1980, 1, 1, 0, 0, 0)
LISTS = {"bullet": "List Bullet", "number": "List Number"}
FONT = "Arial"
CELL, SMALL_CELL = "PaperCell", "PaperSmallCell"
CELLS = {"Paper Cell": 1.0, "Paper Small Cell": 0.8}
LETTERS = 112.0
"""Of a table, in a line as wide as the page."""
INK, SOFT, BLUE, RULE = "14181D", "4A5560", "0B5CAB", "C9D1D8"
SIZES = {1: 16, 2: 13, 3: 11.5, 4: 10.5, 5: 10.5}
PAGES = {"a4": (Mm(210), Mm(297)), "us-letter": (Mm(215.9), Mm(279.4))}
PIXEL = 9525


class Writer:
    """One document on its way, and the paper it is of."""

    def __init__(self, document: Any, paper: Paper) -> None:
        self.document = document
        self.paper = paper
        self.right = paper.from_right
        self.pictures = 0
        self.missing = False
        self.in_columns = False

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
            _put(line, "w:bidi")
        elif self.right and not fixed and not turned:
            _remove(line, "w:bidi")
        if turned:
            _put(properties, "w:rtl")
            if bold:
                _put(properties, "w:bCs")
        tongue = language or (self.paper.language if self.right else None)
        if tongue:
            mark = _put(properties, "w:lang")
            mark.set(qn("w:bidi" if turned else "w:val"), tongue)

    def line(self, style: str | None, text: str, **how: Any) -> Any:
        paragraph = self.document.add_paragraph(style=style)
        self.write(paragraph, text, **how)
        return paragraph

    # Blocks --------------------------------------------------------------------------------------------

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.line(f"Heading {min(block.level, DEEPEST)}", block.text, language=block.language)
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
            below.runs[-1].font.size = Pt(12 if self.paper.sheet else 14)
            for paragraph in (above, below):
                paragraph._p.get_or_add_pPr().style = CELL  # noqa: SLF001
        _repeat(table.rows[0])
        self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def table(self, grid: Grid) -> None:
        self.caption(grid.caption)
        texts = texts_of(grid)
        numeric = numeric_columns(grid)
        self.missing = self.missing or any(NOTHING in row for row in texts)
        letters = LETTERS * (self.room() / self.document.sections[0].page_width)
        widths, scale = widths_of(grid, texts, letters)
        style = CELL if scale == 1 else SMALL_CELL
        table = self.grid(1 + len(texts), len(grid.header), widths)
        # Row by row through the XML: the library looks every cell up from the start of its table.
        rows = list(table._tbl.tr_lst)  # noqa: SLF001
        for number, (row, values) in enumerate(zip(rows, [grid.header, *texts], strict=True)):
            for place, (cell, value) in enumerate(zip(row.tc_lst, values, strict=True)):
                paragraph = WordParagraph(cell.p_lst[0], table)
                cell.p_lst[0].get_or_add_pPr().style = style
                self.write(paragraph, value, bold=number == 0, fixed=True)
                if numeric[place]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT  # in a line from right to left: its end
        _repeat(table.rows[0])
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
            _put(table._tbl.tblPr, "w:bidiVisual")  # noqa: SLF001
        return table

    def room(self) -> int:
        """How wide a line is."""
        section = self.document.sections[0]
        line = int(section.page_width - section.left_margin - section.right_margin)
        return (line - Mm(8)) // 2 if self.in_columns else line

    def drawing(self, drawing: Drawing) -> None:
        """The figure as a picture, with what it shows in words for whoever does not see it."""
        self.caption(drawing.caption)
        width, _height = size_of(drawing.figure.svg)
        wide = min(int(self.room() * drawing.share), int(width * PIXEL * 1.05))
        paragraph = self.document.add_paragraph()
        if self.right:
            _put(paragraph._p.get_or_add_pPr(), "w:bidi")  # noqa: SLF001
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
    _styles(document, paper)
    writer = Writer(document, paper)
    _page(writer)
    writer.line("Title", paper.title)
    writer.line("Subtitle", paper.subtitle)
    if paper.cut:
        writer.line(None, paper.cut, soft=True)
    for block in paper.blocks:
        if paper.sheet and isinstance(block, Heading) and not writer.in_columns:
            _columns(document)
            writer.in_columns = True
        writer.block(block)
    if writer.in_columns:
        _columns(document, "1")  # ends the columns, so that they are equally long
        writer.in_columns = False
    if writer.missing and paper.cut:
        said = _("%(sign)s stands for what nobody recorded.") % {"sign": NOTHING}
        writer.line(None, said, soft=True)
    kept = io.BytesIO()
    document.save(kept)
    return without_times(kept)


def without_times(file: io.BytesIO) -> bytes:
    """The library dates each part by the clock: whoever compares two files would see when they were taken."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as archive, zipfile.ZipFile(out, "w") as made:
        for part in archive.infolist():
            dated = zipfile.ZipInfo(part.filename, DATE)
            made.writestr(dated, archive.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


# Look --------------------------------------------------------------------------------------------------


def _styles(document: Any, paper: Paper) -> None:
    styles = document.styles
    small = 9 if paper.sheet else 10.5
    for name, size, colour, bold in (
        ("Normal", small, INK, False),
        ("Title", 18 if paper.sheet else 22, INK, True),
        ("Subtitle", 11 if paper.sheet else 12, SOFT, False),
        ("Caption", 8.5 if paper.sheet else 9.5, SOFT, True),
        *(
            (f"Heading {level}", min(size, 12) if paper.sheet else size, BLUE, True)
            for level, size in SIZES.items()
        ),
    ):
        style = styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(colour)
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        for place in list(fonts.attrib):
            if "heme" in place:
                del fonts.attrib[place]
        for place in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(place), FONT)
        whole = _put(properties, "w:szCs")
        whole.set(qn("w:val"), str(int(size * 2)))
        if bold:
            _put(properties, "w:bCs")
    for name in ("Title", "Subtitle"):
        for spread in ("w:spacing", "w:kern"):  # pulls the letters of Arabic apart
            _remove(styles[name].element.get_or_add_rPr(), spread)
    styles["Title"].paragraph_format.space_after = Pt(4)
    _remove(styles["Title"].element.get_or_add_pPr(), "w:pBdr")
    styles["Normal"].paragraph_format.space_after = Pt(3 if paper.sheet else 6)
    styles["Caption"].paragraph_format.space_before = Pt(6)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    for level in SIZES:
        form = styles[f"Heading {level}"].paragraph_format
        form.space_before, form.space_after = Pt(8 if paper.sheet else 14), Pt(4)
    add_table_style(document, small - (0.5 if paper.sheet else 1.5))


def add_table_style(document: Any, size: float) -> None:
    """Quiet rules below the head and the rows, none between columns; and the style of their cells."""
    from docx.enum.style import WD_STYLE_TYPE

    style = document.styles.add_style("Paper Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    properties = OxmlElement("w:tblPr")
    borders = _put(properties, "w:tblBorders")
    for place, width, colour in (("w:top", 8, SOFT), ("w:bottom", 8, SOFT), ("w:insideH", 4, RULE)):
        border = _put(borders, place)
        for name, value in (("w:val", "single"), ("w:sz", str(width)), ("w:space", "0"), ("w:color", colour)):
            border.set(qn(name), value)
    margins = _put(properties, "w:tblCellMar")
    for place in ("w:left", "w:right"):
        margin = _put(margins, place)
        margin.set(qn("w:w"), "70")
        margin.set(qn("w:type"), "dxa")
    style.element.append(properties)
    # What the style of a table says of its paragraphs, Normal overrules: cells have a style of their own.
    for name, scale in CELLS.items():
        cell = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = document.styles["Normal"]
        cell.font.size = Pt(round(size * scale * 2) / 2)
        _put(cell.element.get_or_add_rPr(), "w:szCs").set(qn("w:val"), str(round(size * scale * 2)))
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1.5)


def _page(writer: Writer) -> None:
    """Size, margins, and what stands above and below each page: title, audience, number."""
    document, paper = writer.document, writer.paper
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGES[paper.page]
    side = Mm(15 if paper.sheet else 22)
    section.left_margin = section.right_margin = side
    section.top_margin, section.bottom_margin = Mm(18 if paper.sheet else 24), Mm(15 if paper.sheet else 20)
    section.header_distance = section.footer_distance = Mm(8)
    if writer.right:
        _put(section._sectPr, "w:bidi")  # noqa: SLF001
    if not paper.audience:
        return
    room = section.page_width - 2 * side
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    made = f"{paper.audience} · {paper.made}" if paper.made else paper.audience
    for paragraph, first in ((head, paper.title), (foot, made)):
        paragraph.style.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(room), WD_TAB_ALIGNMENT.RIGHT)
        writer.write(paragraph, first, soft=True)
        paragraph.add_run("\t")
    writer.write(head, paper.audience, bold=True, soft=True)
    _field(foot, "PAGE")
    paragraph = foot
    paragraph.add_run(" / ")
    _field(foot, "NUMPAGES")
    for paragraph in (head, foot):
        for run in paragraph.runs:
            run.font.size = Pt(8)


def _field(paragraph: Any, name: str) -> None:
    """A number that Word fills in."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = paragraph.add_run()._r  # noqa: SLF001
        if kind == "instr":
            _put(run, "w:instrText").text = name
        elif kind == "text":
            _put(run, "w:t").text = "1"
        else:
            _put(run, "w:fldChar").set(qn("w:fldCharType"), kind)


def _columns(document: Any, number: str = "2") -> None:
    """From here on so many columns on the same page."""
    from docx.enum.section import WD_SECTION

    section = document.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))  # noqa: SLF001
    if columns is None:
        columns = _put(section._sectPr, "w:cols")  # noqa: SLF001
    columns.set(qn("w:num"), number)
    columns.set(qn("w:space"), "454")


def _repeat(row: Any) -> None:
    """The head of a table stands on each of its pages."""
    _put(row._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001


ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs caps strike color spacing w kern position sz szCs highlight u "
    "vertAlign rtl cs em lang",
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
    "contextualSpacing jc outlineLvl rPr sectPr",
    "tblPr": "tblStyle bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd "
    "tblLayout tblCellMar tblLook",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg textDirection bidi "
    "docGrid",
}
"""Word wants the children of these in the order of its schema."""


def _put(parent: Any, name: str) -> Any:
    """A new child in its place."""
    child = OxmlElement(name)
    order = ORDER.get(parent.tag.rpartition("}")[2], "").split()
    plain = name.removeprefix("w:")
    if plain in order:
        later = set(order[order.index(plain) + 1 :])
        after = next((one for one in parent if one.tag.rpartition("}")[2] in later), None)
        if after is not None:
            after.addprevious(child)
            return child
    parent.append(child)
    return child


def _remove(parent: Any, name: str) -> None:
    for child in parent.findall(qn(name)):
        parent.remove(child)
