"""Figures: plain data in, a drawing (SVG) and the table with the same numbers out.

Pure layout: no request, no database, no translation. Texts come in translated, numbers are written by the
`fmt` (and dates by the `fmt_date`) of the caller, `columns` are the headings of the table. `prefix` makes
the ids of a drawing unique in its page. Without data a figure is still drawn and says `empty` (or, if that
is not given, its description); no function returns None. A drawing with links has the role group, any other
the role img.

The look is in static/css/figures.css, by class: the root is `fig` with the name of the figure (`band-bar`,
`grade-bar`, `status-counts`, `bars`, `against`, `lines`, `stacks`, `trajectory`, `phase-board`,
`distribution`, `area-map`, `network`, `theory`, `timeline`, `flow`, `grid`); inside are those of the mock
(`axis grid path obs dot fan gate b g0 g1 g2 g3`) and
- text: `u` (user text in its own direction), `head`, `minor` (hidden on a narrow screen), `missing-text`,
  `empty-text`;
- bars: `scale bounds unknown degree part outline bar track over short`;
- periods: `line pile` with `l1` to `l4`; network: `ring tie node` with `n0` to `n2`, `marked`, `name`;
- status: `s-<status>` around `mark solid` or `mark hollow`, `on-part` (a mark on its bar), `fig-mark` (in a
line);
- time: `target break whisker`, `way` and `end` with `c1` to `c3`, `reach kept mark-line`; spread: `median`;
  map: `area` with `a1` to `a4` or `none`;
- calendars: `span` with `c1` to `c3`, `moment`; flows: `ribbon`;
- theory: `sign` with `holds`, `open`, `fails` or `mark`;
- patterns: `hatch hatch-ground hatch-line`.
"""

from apps.core.figures.against import against
from apps.core.figures.areas import AreaShape, area_map
from apps.core.figures.base import Figure, Format, Number, Table
from apps.core.figures.board import PhaseRow, phase_board
from apps.core.figures.course import Line, Reading, course
from apps.core.figures.flow import Flow, flow
from apps.core.figures.grid import GridCell, GridRow, grid
from apps.core.figures.marks import STATUSES, status_mark
from apps.core.figures.network import Edge, Node, network
from apps.core.figures.periods import Series, lines, stacks
from apps.core.figures.scales import band_bar, bars, grade_bar, status_counts
from apps.core.figures.strip import distribution
from apps.core.figures.tables import BOM, csv_lines, to_csv
from apps.core.figures.theory import Aim, Premise, theory
from apps.core.figures.timeline import Lane, Mark, Span, timeline
from apps.core.figures.trajectory import Observation, Trajectory, trajectory

__all__ = [
    "BOM",
    "STATUSES",
    "Aim",
    "AreaShape",
    "Edge",
    "Figure",
    "Flow",
    "Format",
    "GridCell",
    "GridRow",
    "Lane",
    "Line",
    "Mark",
    "Node",
    "Number",
    "Observation",
    "PhaseRow",
    "Premise",
    "Reading",
    "Series",
    "Span",
    "Table",
    "Trajectory",
    "against",
    "area_map",
    "band_bar",
    "bars",
    "course",
    "csv_lines",
    "distribution",
    "flow",
    "grade_bar",
    "grid",
    "lines",
    "network",
    "phase_board",
    "stacks",
    "status_counts",
    "status_mark",
    "theory",
    "timeline",
    "to_csv",
    "trajectory",
]
