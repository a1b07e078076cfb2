"""Which rows belong to which phases."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.core.figures.base import (
    NARROW_EM,
    WIDTH,
    Figure,
    Table,
    cut,
    draw,
    label,
    linked,
    nothing,
    num,
    rect,
)

ROW = 44.0  # 24 px on a telephone: what a finger needs
HEAD = 26.0


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """One row: its label, the keys of its phases, where its label leads, the group it stands in if any."""

    label: str
    phases: tuple[str, ...] = ()
    href: str | None = None
    group: str = ""


def phase_board(
    *,
    prefix: str,
    title: str,
    desc: str,
    phases: Sequence[tuple[str, str]],
    rows: Sequence[PhaseRow],
    empty: str = "",
    name_column: str = "Name",
    group_column: str = "Group",
) -> Figure:
    """A column for each phase (key, label); a row is a label with one bar for each run of phases, 600 wide.

    No phases or no rows: the figure says `empty`. Table: name and one column a phase, 1 where the row is in
    the phase and None elsewhere; phases that are no column are not shown. Where rows have groups, each run of
    one group stands under its name, and the table has a column for it.
    """
    grouped = any(row.group for row in rows)
    header = (*((group_column,) if grouped else ()), name_column, *(name for _, name in phases))
    if not phases or not rows:
        return nothing(prefix=prefix, title=title, desc=desc, empty=empty, header=header, names="phase-board")
    keys = [key for key, _ in phases]
    column = WIDTH / len(keys)
    starts = [grouped and (not at or rows[at - 1].group != row.group) for at, row in enumerate(rows)]
    height = HEAD + len(rows) * ROW + sum(starts) * HEAD
    parts = []
    for place, (_, name) in enumerate(phases):
        x = place * column
        parts.append(f'<path class="axis" d="M{num(x)} 4V{num(height)}"/>')
        parts.append(label(x + 6, 18, cut(name, column - 10, NARROW_EM), names="head", hint=name))
    top = HEAD - ROW
    for row, starts_group in zip(rows, starts, strict=True):
        top += ROW
        if starts_group:
            parts.append(label(6, top + 18, cut(row.group, WIDTH - 12), names="b", hint=row.group))
            top += HEAD
        parts.append(f'<path class="axis" d="M0 {num(top)}H{num(WIDTH)}"/>')
        parts.append(linked(row.href, label(6, top + 17, cut(row.label, WIDTH - 12), hint=row.label)))
        parts += [
            rect(
                start * column + 2,
                top + 23,
                (end - start) * column - 4,
                9,
                "bar",
                hint=_span(phases, start, end),
            )
            for start, end in _runs([key in row.phases for key in keys])
        ]
    svg = draw(
        prefix=prefix, title=title, desc=desc, width=WIDTH, height=height, parts=parts, names="phase-board"
    )
    cells = tuple(
        (
            *((row.group or None,) if grouped else ()),
            row.label,
            *(1 if key in row.phases else None for key in keys),
        )
        for row in rows
    )
    return Figure(svg, Table(header, cells))


def _span(phases: Sequence[tuple[str, str]], start: int, end: int) -> str:
    return ", ".join(name for _, name in phases[start:end])


def _runs(flags: list[bool]) -> list[tuple[int, int]]:
    """Where the true ones stand together, as (first, one after the last)."""
    found: list[tuple[int, int]] = []
    for place, flag in enumerate(flags):
        if not flag:
            continue
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        else:
            found.append((place, place + 1))
    return found
