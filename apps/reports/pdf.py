"""A paper as PDF by Typst: tagged, PDF/UA-1 where the fonts of this server have every sign. No network."""

import functools
import itertools
import json
import re
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from apps.reports.blocks import Block, Drawing, Facts, Grid, Heading, Items, Paper, Paragraph
from apps.reports.cells import NOTHING, numeric_columns, texts_of, turned, widths_of
from apps.reports.drawings import said_of, size_of, standing_alone
from apps.reports.texts import allowed, from_right, lines_of

TEMPLATE = Path(__file__).with_name("paper.typ")
WANTED = (
    "Noto Sans",
    "DejaVu Sans",
    "Noto Sans Arabic",
    "Noto Kufi Arabic",
    "Noto Naskh Arabic",
    "Noto Sans CJK SC",
    "Libertinus Serif",
    "DejaVu Sans Mono",
)
"""In this order, those that the server has; the last two come with Typst."""
DEEPEST = 6
CONTENTS_FROM = 40
"""Headings from which on a list of them stands in front."""
POINTS = 0.75
LINE, LINE_OF_SHEET = 470.0, 245.0
"""How wide a column is, in points."""
LETTERS = 88.0
"""Of a table, in one line of a page."""
TURNED = {"a4": 253 / 166, "us-letter": 235.4 / 171.9}
"""How much longer a line is on a page that lies on its side."""
LED_TO = frozenset({"table", "drawing", "bullets"})
VOWELS = re.compile("[\u064b-\u0652]")
"""The marks above Arabic letters, which need not be written: in a figure two of them become one sign that has
no letter behind it, and PDF/UA-1 refuses the file."""
_one_at_a_time = threading.Lock()
"""Typst keeps what it has laid out between two papers; two at once would take twice the memory."""


@dataclass(frozen=True, slots=True)
class Pdf:
    """The file, and whether it meets PDF/UA-1; if not, the file says so itself."""

    content: bytes
    accessible: bool


@functools.cache
def _fonts() -> Any:
    """Every font of the server and of Typst, looked for once."""
    import typst

    return typst.Fonts()


@functools.cache
def families() -> tuple[str, ...]:
    """The families to write with, in the order in which a sign is looked for."""
    known = set(_fonts().families())
    return tuple(name for name in WANTED if name in known)


def as_pdf(paper: Paper) -> Pdf:
    """The file, the same bytes for the same paper on the same server.

    A sign that no font of the server has is refused by PDF/UA-1: then the paper is written without the
    promise, still tagged, and says so at its end.
    """
    import typst

    with _one_at_a_time:
        try:
            return Pdf(_compiled(_data(paper), standards=["ua-1"]), accessible=True)
        except typst.TypstError as error:
            if "PDF/UA-1" not in str(error):
                raise
        said = _("No font of this server has some of these signs, so this file does not meet PDF/UA-1.")
        return Pdf(_compiled(_data(paper, said), standards=[]), accessible=False)


def _compiled(data: dict[str, Any], *, standards: list[str]) -> bytes:
    import typst

    return bytes(
        typst.Compiler(
            TEMPLATE.read_bytes(),
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        ).compile(format="pdf", pdf_standards=standards, timestamp=0)  # type: ignore[arg-type]
    )


def as_picture(svg: str, *, ppi: float = 200.0) -> bytes:
    """A drawing as PNG with its look, for files that cannot hold it as it is."""
    import typst

    width, height = size_of(svg)
    source = (
        "#let data = json(bytes(sys.inputs.data))\n"
        f"#set page(width: {width * POINTS:.2f}pt, height: {height * POINTS:.2f}pt, margin: 0pt)\n"
        '#image(bytes(data.svg), format: "svg", width: 100%)'
    )
    data = json.dumps({"svg": standing_alone(svg, families()[0])}, ensure_ascii=False)
    with _one_at_a_time:
        made = typst.Compiler(source.encode(), font_paths=_fonts(), sys_inputs={"data": data})
        return bytes(made.compile(format="png", ppi=ppi))  # type: ignore[arg-type]


def _data(paper: Paper, *notes: str) -> dict[str, Any]:
    blocks = list(_levelled(paper.blocks))
    right = paper.from_right
    if paper.sheet:
        written = list(_written(blocks, right, LINE_OF_SHEET))
    else:
        written = list(_pages(blocks, right, TURNED[paper.page]))
    flat = [part for one in written for part in one.get("blocks", (one,))]
    headings = sum(1 for one in flat if one["kind"] in {"heading", "heads"})
    missing = any(NOTHING in row for one in flat if one["kind"] == "table" for row in one["rows"])
    said = [_("%(sign)s stands for what nobody recorded.") % {"sign": NOTHING}] if missing else []
    return {
        "title": allowed(paper.title),
        "subtitle": allowed(paper.subtitle),
        "lang": paper.language.split("-")[0],
        "dir": "rtl" if right else "ltr",
        "fonts": families(),
        "page": paper.page,
        "sheet": paper.sheet,
        "audience": paper.audience,
        "cut": paper.cut,
        "made": paper.made,
        "contents": _("Contents") if headings >= CONTENTS_FROM and not paper.sheet else "",
        "notes": [*said, *notes],
        "blocks": _in_columns(written) if paper.sheet else written,
    }


def _levelled(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings one below the other without a gap, as PDF/UA-1 asks."""
    above = 0
    for block in blocks:
        if isinstance(block, Heading):
            above = min(block.level, above + 1, DEEPEST)
            yield Heading(block.text, above, block.language)
        else:
            yield block


def _pages(blocks: Iterable[Block], right: bool, by: float) -> Iterator[dict[str, Any]]:  # noqa: FBT001
    """What is written; wide tables and what names them on pages of their own, on which a line is longer."""
    for wide, part in itertools.groupby(turned(blocks, LETTERS), key=lambda one: one[1]):
        written = _written([block for block, _wide in part], right, LINE * (by if wide else 1))
        if wide:
            yield {"kind": "turned", "blocks": _sticking(written)}
        else:
            yield from _sticking(written)


def _sticking(written: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line right below a heading stays with what it leads to, as the heading does."""
    found = list(written)
    for before, one, after in zip(found, found[1:], found[2:], strict=False):
        above = before["kind"] == "heading" or before.get("sticky", False)
        one["sticky"] = above and one["kind"] == "paragraph" and after["kind"] in {*LED_TO, "paragraph"}
    return found


def _in_columns(written: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """What stands over both columns, and the parts of the sheet in a left and a right one."""
    starts = [place for place, one in enumerate(written) if one["kind"] == "heading" and one["level"] == 1]
    if not starts:
        return [written, [], []]
    middle = starts[(len(starts) + 1) // 2] if len(starts) > 1 else len(written)
    return [written[: starts[0]], written[starts[0] : middle], written[middle:]]


def _written(blocks: Iterable[Block], right: bool, narrow: float) -> Iterator[dict[str, Any]]:  # noqa: FBT001
    level, line = 0, max(LINE, narrow)
    for block in blocks:
        if isinstance(block, Heading):
            level, line = block.level, narrow
            yield {"kind": "heading", "level": level, **_said(block.text, block.language, right)}
        elif isinstance(block, Paragraph):
            yield {"kind": "paragraph", "minor": block.minor, **_said(block.text, block.language, right)}
        elif isinstance(block, Items):
            lines = [{"level": 1, "runs": [_run(line)]} for line in block.lines]
            yield {"kind": "bullets", "items": lines, "dir": "rtl" if right else "ltr"}
        elif isinstance(block, Facts):
            yield {"kind": "facts", "rows": [[allowed(name), allowed(value)] for name, value in block.rows]}
        elif isinstance(block, Grid):
            if block.rows:
                yield _table(block, LETTERS * line / LINE)
        elif isinstance(block, Drawing):
            yield _drawing(block, line)
        else:
            yield from _prose(block.text, block.language, level, right)


def _said(text: str, language: str | None, right: bool) -> dict[str, Any]:  # noqa: FBT001
    return {
        "text": allowed(text),
        "lang": language.split("-")[0] if language else None,
        "dir": "rtl" if from_right(text, right) else "ltr",
    }


def _run(text: str, *, bold: bool = False, italic: bool = False) -> dict[str, Any]:
    return {"text": allowed(text), "bold": bold, "italic": italic}


def _prose(text: str, language: str | None, level: int, right: bool) -> Iterator[dict[str, Any]]:  # noqa: FBT001
    listed: dict[str, Any] | None = None
    above = level
    for line in lines_of(text):
        runs = [_run(run.text, bold=run.bold, italic=run.italic) for run in line.runs]
        said = _said("".join(run.text for run in line.runs), language, right) | {"runs": runs}
        if line.kind in {"bullet", "number"}:
            kind = f"{line.kind}s"
            if listed is None or listed["kind"] != kind:
                if listed is not None:
                    yield listed
                listed = {"kind": kind, "items": [], "lang": said["lang"], "dir": said["dir"]}
            listed["items"].append({"level": line.level, "runs": runs})
            continue
        if listed is not None:
            yield listed
            listed = None
        if line.kind == "heading":
            above = min(level + line.level, above + 1, DEEPEST)
            yield {"kind": "heads", "level": above, **said}
        else:
            yield {"kind": "line", **said}
    if listed is not None:
        yield listed


def _table(grid: Grid, room: float) -> dict[str, Any]:
    texts = texts_of(grid)
    widths, scale = widths_of(grid, texts, room)
    return {
        "kind": "table",
        "caption": allowed(grid.caption),
        "header": [allowed(name) for name in grid.header],
        "rows": [[allowed(cell) for cell in row] for row in texts],
        "numeric": numeric_columns(grid),
        "widths": widths,
        "scale": scale,
    }


def _drawing(drawing: Drawing, line: float) -> dict[str, Any]:
    width, _height = size_of(drawing.figure.svg)
    return {
        "kind": "drawing",
        "caption": allowed(drawing.caption),
        "svg": VOWELS.sub("", standing_alone(drawing.figure.svg, families()[0])),
        "alt": allowed(said_of(drawing.figure.svg)) or drawing.caption,
        "share": min(drawing.share, width * POINTS / line * 1.05),
    }
