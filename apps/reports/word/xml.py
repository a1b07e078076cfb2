"""Parts of Word's XML that the library has no words for, each in its place."""

from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Pt


def repeat(row: Any) -> None:
    """The head of a table stands on each of its pages."""
    put(row._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001


ORDER = {
    "rPr": "rStyle rFonts b bCs i iCs caps strike color spacing w kern position sz szCs highlight u "
    "vertAlign rtl cs em lang",
    "pPr": "pStyle keepNext keepLines pageBreakBefore widowControl numPr pBdr shd tabs bidi spacing ind "
    "contextualSpacing jc outlineLvl rPr sectPr",
    "tblPr": "tblStyle bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd "
    "tblLayout tblCellMar tblLook",
    "trPr": "cantSplit trHeight tblHeader jc hidden",
    "sectPr": "headerReference footerReference type pgSz pgMar pgNumType cols titlePg textDirection bidi "
    "docGrid",
}
"""Word wants the children of these in the order of its schema."""


def put(parent: Any, name: str) -> Any:
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


def remove(parent: Any, name: str) -> None:
    for child in parent.findall(qn(name)):
        parent.remove(child)


def field(paragraph: Any, name: str) -> None:
    """A number that Word fills in."""
    for kind in ("begin", "instr", "separate", "text", "end"):
        run = paragraph.add_run()._r  # noqa: SLF001
        if kind == "instr":
            put(run, "w:instrText").text = name
        elif kind == "text":
            put(run, "w:t").text = "1"
        else:
            put(run, "w:fldChar").set(qn("w:fldCharType"), kind)


def resize(run: Any, points: float) -> None:
    """The size of a run, also of letters that run from right to left, which have one of their own."""
    run.font.size = Pt(points)
    put(run._r.get_or_add_rPr(), "w:szCs").set(qn("w:val"), str(int(points * 2)))  # noqa: SLF001
