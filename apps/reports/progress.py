"""The benchmark progress report: what was planned, what was seen, and the status that follows."""

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.benchmarks import drawings
from apps.benchmarks.enums import BenchmarkStatus, GateRole
from apps.benchmarks.models import GateBenchmark
from apps.benchmarks.selectors.board import BoardRow, board, count_by_status
from apps.benchmarks.selectors.detail import gate_roles
from apps.coherence.engine.registry import GATE_STATE_TEXTS, RECOMMENDATION_TEXTS
from apps.coherence.gates.selectors import gate_state, gates_of
from apps.coherence.models import Assessment
from apps.core.figures import Figure, status_counts
from apps.core.templatetags.nexusplan import day
from apps.frameworks.models import ObjectiveText
from apps.reports.asked import Asked, paper_of
from apps.reports.blocks import Block, Cell, Drawing, Grid, Heading, Items, Paper, Paragraph
from apps.reports.selectors import objective_label, objectives_in, version_on

SECTIONS = {
    "summary": gettext_lazy("At a glance"),
    "benchmarks": gettext_lazy("Benchmark by benchmark"),
    "gates": gettext_lazy("Gates between the phases"),
    "context": gettext_lazy("Context series"),
}
MEMBERS_ONLY = frozenset({"gates"})


def progress_paper(asked: Asked) -> Paper:
    """Every benchmark in force on the day. Queries do not depend on rows."""
    return paper_of(asked, _("Benchmark progress"), list(_blocks(asked)))


def _blocks(asked: Asked) -> Iterator[Block]:
    rows, context = board(asked.mission, asked.day, public=asked.public)
    objectives = objectives_in(version_on(asked))
    if asked.wants("summary"):
        yield Heading(str(SECTIONS["summary"]))
        yield Drawing(counts_figure(rows), _("Benchmarks by status"))
        yield board_grid(rows, objectives)
    if asked.wants("benchmarks"):
        yield Heading(str(SECTIONS["benchmarks"]))
        if not rows:
            yield Paragraph(_("No benchmark is in force."), minor=True)
        for row in rows:
            yield from _benchmark(row, objectives)
    if asked.wants("gates") and not asked.public:
        yield from gate_blocks(asked, rows)
    if asked.wants("context") and context:
        yield Heading(str(SECTIONS["context"]))
        lines: list[Sequence[Cell]] = []
        for one in context:
            last = drawings.last_reading(one)
            if last is None and asked.public:
                continue
            lines.append(
                (
                    one.indicator.title,
                    None if last is None else drawings.shown(one.indicator, last.value),
                    one.indicator.unit,
                    None if last is None else last.on,
                    len(one.headline),
                )
            )
        yield Grid(
            (_("Series"), _("Now"), _("Unit"), _("Last seen"), _("Observations")),
            lines,
            _("Context series"),
            _("Context series"),
        )


def counts_figure(rows: Sequence[BoardRow]) -> Figure:
    """How many benchmarks stand at each status."""
    counts = [(status, str(BenchmarkStatus(status).label), n) for status, n in count_by_status(rows).items()]
    return status_counts(
        prefix="counts",
        title=_("Benchmarks by status"),
        desc=", ".join(f"{name}: {n}" for _status, name, n in counts if n),
        counts=counts,
        empty=_("No benchmark is in force."),
        columns=(_("Status"), _("Benchmarks")),
    )


def now_of(row: BoardRow) -> str | None:
    """What was last seen, as people read it; an expired value says nothing."""
    if row.measured is None or row.progress.expired:
        return None
    return drawings.shown(row.measured.indicator, row.progress.value)


def board_grid(rows: Sequence[BoardRow], objectives: Mapping[int, ObjectiveText]) -> Grid:
    """The board as a table: the status in words, values as people read them."""
    return Grid(
        (
            _("Benchmark"),
            _("Objective"),
            _("Status"),
            _("Now"),
            _("Expected"),
            _("Target"),
            _("Last seen"),
        ),
        [
            (
                row.plan.statement or row.plan.key,
                _short(objectives.get(row.plan.objective)),
                str(BenchmarkStatus(row.progress.status).label),
                now_of(row),
                None
                if row.measured is None
                else drawings.shown(row.measured.indicator, row.progress.expected),
                None
                if row.measured is None
                else drawings.shown(row.measured.indicator, row.measured.series.target_value),
                row.progress.observed_on,
            )
            for row in rows
        ],
        _("Benchmarks and their status"),
        _("Benchmarks"),
    )


def _short(text: ObjectiveText | None) -> str | None:
    return None if text is None else text.code or text.title


def _benchmark(row: BoardRow, objectives: Mapping[int, ObjectiveText]) -> Iterator[Block]:
    yield Heading(row.plan.statement or row.plan.key, 2, row.plan.language)
    due = _("By %(date)s") % {"date": day(row.plan.deadline)} if row.plan.deadline else _("No date")
    serves = objective_label(objectives.get(row.plan.objective))
    said = [due, row.plan.owner or _("no owner"), serves or ""]
    yield Paragraph("; ".join(part for part in said if part), minor=True)
    seen = drawings.age_words(row.progress)
    status = str(BenchmarkStatus(row.progress.status).label)
    yield Paragraph(f"{status}; {seen}" if seen else status)
    if row.measured is None:
        yield Paragraph(_("No indicator measures it."), minor=True)
        return
    title = row.measured.indicator.title
    yield Drawing(
        drawings.course(row.measured, row.progress, title=title, prefix=f"course-{row.plan.pk}"), title
    )
    words = [
        drawings.describe(row.measured, row.progress),
        *drawings.forecast_words(row.measured, row.progress),
    ]
    yield Items(words)


def gate_blocks(
    asked: Asked, rows: Sequence[BoardRow], assessment: Assessment | None = None
) -> Iterator[Block]:
    """Each gate with what it asks of its benchmarks and where they stand, and what an assessment recommends.

    Two queries.
    """
    by_benchmark = {row.plan.pk: row for row in rows}
    at_gate: dict[int, list[tuple[GateBenchmark, BoardRow]]] = {}
    for benchmark, roles in gate_roles(asked.mission).items():
        for role in roles:
            if benchmark in by_benchmark:
                at_gate.setdefault(role.gate_id, []).append((role, by_benchmark[benchmark]))
    yield Heading(str(SECTIONS["gates"]))
    gates = gates_of(asked.mission)
    if not gates:
        yield Paragraph(_("No gate is recorded."), minor=True)
    for gate in gates:
        way = f"{gate.get_from_phase_display()} → {gate.get_to_phase_display()}"
        place = gate.area.name if gate.area else _("the whole mission")
        yield Heading(gate.title or way, 2)
        yield Paragraph(f"{way}; {place}", minor=True)
        found = {} if assessment is None else (assessment.result or {}).get("gates", {}).get(gate.key, {})
        if found.get("recommendation") in RECOMMENDATION_TEXTS:
            word = _(RECOMMENDATION_TEXTS[found["recommendation"]])
            contested = _("%(word)s, contested") % {"word": word}
            yield Paragraph(contested if found.get("contested") else word)
        if gate.pk not in at_gate:
            yield Paragraph(_("No benchmark was agreed for it."), minor=True)
            continue
        yield Grid(
            (_("Benchmark"), _("Role"), _("Asks"), _("Now"), _("State")),
            [
                (
                    row.plan.statement or row.plan.key,
                    str(GateRole(role.role).label),
                    drawings.gate_words(None if row.measured is None else row.measured.indicator, role),
                    now_of(row),
                    _(GATE_STATE_TEXTS[gate_state(role, row)]),
                )
                for role, row in at_gate[gate.pk]
            ],
            _("Gate: %(gate)s") % {"gate": gate.title or way},
            gate.title or way,
        )
