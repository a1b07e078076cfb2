"""What a paper is made of, whatever it is written as: a page, Word, PDF, or tables."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from apps.core.figures import Figure


@dataclass(frozen=True, slots=True)
class Ratio:
    """A share from 0 to 1, read as a percentage; a spreadsheet keeps the ratio and shows percent."""

    value: float


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree from 0 to 1, read with two decimals."""

    value: float


Cell = str | int | float | Decimal | datetime.date | bool | Ratio | Degree | None
"""What stands in a table: texts as text, numbers as numbers; None is missing, never zero."""


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` 1 stands below the title."""

    text: str
    level: int = 1
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A plain line; `minor` is what stands beside the matter (dates, states)."""

    text: str
    language: str | None = None
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A long text in the small part of Markdown that `core.prose` reads."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short lines."""

    lines: Sequence[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """Short names with what they stand for: the figures at the head of a sheet."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption. `name` is what a sheet or a file of it is called; without a caption the table
    belongs to the text around it and is no sheet of a workbook unless it has a name."""

    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str = ""
    name: str = ""
    annex: bool = False
    """The table of a figure, said once more."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure as on screen. Its table stands in the annex, unless the text beside has the numbers."""

    figure: Figure
    caption: str
    name: str = ""
    annex: bool = True
    share: float = 1.0
    """Of the line, in a paper of full width."""


Block = Heading | Paragraph | Prose | Items | Facts | Grid | Drawing


@dataclass(frozen=True, slots=True)
class Paper:
    """A title, what stands below it, and the matter.

    `audience` says for whom it is, `cut` up to when and by what it was computed: neither names the day on
    which it was made, which is `made` alone. `page` is "a4" or "us-letter"; a `sheet` is to fit on one page.
    """

    title: str
    subtitle: str
    language: str
    blocks: Sequence[Block] = field(default_factory=tuple)
    audience: str = ""
    cut: str = ""
    made: str = ""
    page: str = "a4"
    sheet: bool = False

    @property
    def from_right(self) -> bool:
        return self.language.split("-")[0] in FROM_RIGHT

    def tables(self) -> Iterator[Grid]:
        """Every table of the paper, and the one behind each figure, in their order."""
        for block in self.blocks:
            if isinstance(block, Grid) and not block.annex and (block.name or block.caption):
                yield block
            elif isinstance(block, Drawing):
                yield Grid(block.figure.table.header, _cells(block), block.caption, block.name)


FROM_RIGHT = frozenset({"ar", "fa", "he", "ku", "ps", "ur"})


def _cells(drawing: Drawing) -> list[list[Cell]]:
    """The table of a figure; what is neither number, date nor text is written as text."""
    known = (str, int, float, Decimal, datetime.date)
    return [
        [one if one is None or isinstance(one, known) else str(one) for one in row]
        for row in drawing.figure.table.rows
    ]


def with_annex(blocks: Sequence[Block], title: str) -> list[Block]:
    """The blocks, and behind them the tables of the figures among them under a title of their own."""
    annexed = [block for block in blocks if isinstance(block, Drawing) and block.annex]
    tables: list[Block] = [
        Grid(one.figure.table.header, _cells(one), one.caption, annex=True)
        for one in annexed
        if one.figure.table.rows
    ]
    return [*blocks, Heading(title), *tables] if tables else list(blocks)
