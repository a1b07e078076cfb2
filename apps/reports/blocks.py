"""What a paper is made of, whatever it is written as: a page, Word, or another format."""

from collections.abc import Sequence
from dataclasses import dataclass, field


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
class Grid:
    """A table; a cell without a value is empty."""

    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Block = Heading | Paragraph | Prose | Items | Grid


@dataclass(frozen=True, slots=True)
class Paper:
    """A title, what stands below it, and the matter."""

    title: str
    subtitle: str
    language: str
    blocks: Sequence[Block] = field(default_factory=tuple)
