"""How a Word paper looks: styles, page, what stands above and below."""

from typing import Any

from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Emu, Mm, Pt, RGBColor

from apps.reports.blocks import Paper
from apps.reports.word.fitting import size_for
from apps.reports.word.xml import field, put, remove, resize

FONT = "Arial"
CELL, SMALL_CELL = "PaperCell", "PaperSmallCell"
CELLS = {"Paper Cell": 1.0, "Paper Small Cell": 0.8}
INK, SOFT, BLUE, RULE = "14181D", "4A5560", "0B5CAB", "C9D1D8"
SIZES = {1: 16, 2: 13, 3: 11.5, 4: 10.5, 5: 10.5}
PAGES = {"a4": (Mm(210), Mm(297)), "us-letter": (Mm(215.9), Mm(279.4))}


def add_styles(document: Any, paper: Paper) -> None:
    styles = document.styles
    small = size_for(paper) if paper.sheet else 10.5
    for name, size, colour, bold in (
        ("Normal", small, INK, False),
        ("Title", 18 if paper.sheet else 22, INK, True),
        ("Subtitle", 11 if paper.sheet else 12, SOFT, False),
        ("Caption", small - 0.5 if paper.sheet else 9.5, SOFT, True),
        *(
            (f"Heading {level}", min(size, small + 3) if paper.sheet else size, BLUE, True)
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
        whole = put(properties, "w:szCs")
        whole.set(qn("w:val"), str(int(size * 2)))
        if bold:
            put(properties, "w:bCs")
    for name in ("Title", "Subtitle"):
        for spread in ("w:spacing", "w:kern", "w:iCs"):  # pulls or leans the letters of Arabic
            remove(styles[name].element.get_or_add_rPr(), spread)
    styles["Title"].paragraph_format.space_after = Pt(4)
    remove(styles["Title"].element.get_or_add_pPr(), "w:pBdr")
    styles["Normal"].paragraph_format.space_after = Pt(3 if paper.sheet else 6)
    styles["Caption"].paragraph_format.space_before = Pt(6)
    styles["Caption"].paragraph_format.space_after = Pt(3)
    for level in SIZES:
        form = styles[f"Heading {level}"].paragraph_format
        form.space_before, form.space_after = Pt(8 if paper.sheet else 14), Pt(4)
    add_table_style(document, small - (0.5 if paper.sheet else 1.5))


def add_table_style(document: Any, size: float) -> None:
    """Quiet rules below the head and the rows, none between columns; and the style of their cells."""
    style = document.styles.add_style("Paper Table", WD_STYLE_TYPE.TABLE)
    style.base_style = document.styles["Normal Table"]
    properties = OxmlElement("w:tblPr")
    borders = put(properties, "w:tblBorders")
    for place, width, colour in (("w:top", 8, SOFT), ("w:bottom", 8, SOFT), ("w:insideH", 4, RULE)):
        border = put(borders, place)
        for name, value in (("w:val", "single"), ("w:sz", str(width)), ("w:space", "0"), ("w:color", colour)):
            border.set(qn(name), value)
    margins = put(properties, "w:tblCellMar")
    for place in ("w:left", "w:right"):
        margin = put(margins, place)
        margin.set(qn("w:w"), "70")
        margin.set(qn("w:type"), "dxa")
    style.element.append(properties)
    # What the style of a table says of its paragraphs, Normal overrules: cells have a style of their own.
    for name, scale in CELLS.items():
        cell = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = document.styles["Normal"]
        cell.font.size = Pt(round(size * scale * 2) / 2)
        put(cell.element.get_or_add_rPr(), "w:szCs").set(qn("w:val"), str(round(size * scale * 2)))
        cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(1.5)


def add_page(writer: Any) -> None:
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
        put(section._sectPr, "w:bidi")  # noqa: SLF001
    add_head(writer, section)


def add_head(writer: Any, section: Any) -> None:
    """What stands above and below each page of a section: title, audience, number."""
    paper = writer.paper
    if not paper.audience:
        return
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    room = section.page_width - section.left_margin - section.right_margin
    head, foot = section.header.paragraphs[0], section.footer.paragraphs[0]
    made = f"{paper.audience} · {paper.made}" if paper.made else paper.audience
    for paragraph, first in ((head, paper.title), (foot, made)):
        paragraph.style.paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(room), WD_TAB_ALIGNMENT.RIGHT)
        writer.write(paragraph, first, soft=True)
        paragraph.add_run("\t")
    writer.write(head, paper.audience, bold=True, soft=True)
    field(foot, "PAGE")
    foot.add_run(" / ")
    field(foot, "NUMPAGES")
    for paragraph in (head, foot):
        for run in paragraph.runs:
            resize(run, 8)


def turn_page(writer: Any, *, wide: bool) -> None:
    """A new page, lying on its side if `wide`, else upright again."""
    section = writer.document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    short, long = PAGES[writer.paper.page]
    section.page_width, section.page_height = (long, short) if wide else (short, long)
    writer.section = section
    add_head(writer, section)


def add_columns(document: Any, number: str = "2") -> None:
    """From here on so many columns on the same page."""
    section = document.add_section(WD_SECTION.CONTINUOUS)
    columns = section._sectPr.find(qn("w:cols"))  # noqa: SLF001
    if columns is None:
        columns = put(section._sectPr, "w:cols")  # noqa: SLF001
    columns.set(qn("w:num"), number)
    columns.set(qn("w:space"), "454")
