"""How small the letters of a sheet must be so that Word keeps it on one page.

An estimate, rather too small than too large: nothing here can lay a page out, and the fonts of whoever opens
the file are not known.
"""

import math
from collections.abc import Sequence

from apps.reports.blocks import Block, Drawing, Grid, Heading, Items, Paper, Paragraph, Prose
from apps.reports.cells import texts_of, widths_of
from apps.reports.drawings import size_of

SIZES = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
COLUMN = {"a4": (244.0, 505.0), "us-letter": (252.0, 455.0)}
"""Points of width and height that are left of a page for each of two columns."""
LETTER, LINE = 0.52, 1.18
"""A letter, and a line, by the size of the letters."""
INDENT, APART, AROUND_HEADING, AROUND_CAPTION, BESIDE = 20.0, 3.0, 28.0, 20.0, 7.0
PIXEL = 0.7875
"""Points of a drawing's own unit, as Word gets it."""


def columns_of(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """The parts of a sheet in a left and a right column, half of them in each; each begins with a heading."""
    starts = [place for place, one in enumerate(blocks) if isinstance(one, Heading) and one.level == 1]
    if not starts:
        return [], []
    middle = starts[(len(starts) + 1) // 2] if len(starts) > 1 else len(blocks)
    return list(blocks[starts[0] : middle]), list(blocks[middle:])


def size_for(paper: Paper) -> float:
    """The largest size of letters with which both columns end on the page; the smallest where none does."""
    width, height = COLUMN[paper.page]
    columns = columns_of(paper.blocks)
    fitting = (size for size in SIZES if max(_height(column, size, width) for column in columns) <= height)
    return next(fitting, SIZES[-1])


def _height(blocks: Sequence[Block], size: float, width: float) -> float:
    return sum(_of_block(block, size, width) for block in blocks)


def _of_block(block: Block, size: float, width: float) -> float:
    if isinstance(block, Heading):
        return AROUND_HEADING
    if isinstance(block, Items):
        return sum(_lines(line, size, width - INDENT) for line in block.lines)
    if isinstance(block, (Paragraph, Prose)):
        return _lines(block.text, size, width)
    if isinstance(block, Grid):
        texts = texts_of(block)
        shares, _scale = widths_of(block, texts, width / (size * LETTER))
        rows = (
            max(_lines(text, size, share * width - BESIDE) for text, share in zip(row, shares, strict=True))
            for row in [block.header, *texts]
        )
        return AROUND_CAPTION + sum(rows) + size
    if isinstance(block, Drawing):
        wide, high = size_of(block.figure.svg)
        return AROUND_CAPTION + high / wide * min(width * block.share, wide * PIXEL) + APART
    return AROUND_HEADING


def _lines(text: str, size: float, width: float) -> float:
    across = max(int(width / (size * LETTER)), 1)
    return math.ceil(max(len(text), 1) / across) * size * LINE + APART
