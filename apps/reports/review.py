"""The review report: what moved, what is contested, which gate is ready, what was found and decided."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alignment.models import Contradiction, Dissent
from apps.benchmarks.enums import BenchmarkStatus
from apps.benchmarks.models import GateDecision
from apps.benchmarks.selectors.board import BoardRow, board
from apps.coherence import words
from apps.coherence.enums import Level
from apps.coherence.models import Assessment, Decision
from apps.coherence.references.trend import trend_line
from apps.coherence.selectors import stored
from apps.coherence.selectors.shown import front_page
from apps.core.templatetags.nexusplan import day, grade_word
from apps.frameworks.models import ObjectiveText
from apps.reports.asked import Asked, paper_of
from apps.reports.blocks import Block, Cell, Grid, Heading, Items, Paper, Paragraph, Prose
from apps.reports.cells import NOTHING, with_degrees
from apps.reports.coherence import findings_rows
from apps.reports.progress import gate_blocks, now_of
from apps.reports.selectors import (
    assessment_on,
    objective_label,
    objectives_in,
    open_disputes,
    open_dissents,
    version_on,
)

SECTIONS = {
    "moved": gettext_lazy("What moved"),
    "contested": gettext_lazy("What is contested"),
    "gates": gettext_lazy("Gates between the phases"),
    "findings": gettext_lazy("Findings to act on"),
    "decisions": gettext_lazy("What was decided"),
}
MOST = 40


def review_paper(asked: Asked) -> Paper:
    """What a review looks at, since a day or for the year before. For members. Queries do not depend on rows.

    Raises ValueError for the public: what is contested and decided is the members'.
    """
    if asked.public:
        raise ValueError("a review report is for members")
    since = asked.since or asked.day - datetime.timedelta(days=365)
    assessment = assessment_on(asked)
    return paper_of(
        asked,
        _("Review report"),
        list(_blocks(asked, since, assessment)),
        subtitle=_("%(mission)s, %(since)s to %(day)s")
        % {"mission": asked.mission.name, "since": day(since), "day": day(asked.day)},
        assessment=assessment,
    )


def _blocks(asked: Asked, since: datetime.date, assessment: Assessment | None) -> Iterator[Block]:
    rows, _context = board(asked.mission, asked.day)
    if asked.wants("moved"):
        yield from _moved(asked, since, rows, assessment)
    if asked.wants("contested"):
        yield from _contested(asked, {row.plan.pk: row.plan.statement or row.plan.key for row in rows})
    if asked.wants("gates"):
        yield from gate_blocks(asked, rows, assessment)
    if asked.wants("findings"):
        yield Heading(str(SECTIONS["findings"]))
        found = [] if assessment is None else list(stored.findings(assessment)[: MOST + 1])
        if found:
            header, lines = findings_rows(asked, found[:MOST])
            yield Grid(header, lines, _("The weightiest findings"), _("Findings"))
            yield from _weightiest(found)
        else:
            yield Paragraph(_("No finding on this date."), minor=True)
    if asked.wants("decisions"):
        yield from _decided(asked, since)


def _moved(
    asked: Asked, since: datetime.date, rows: Sequence[BoardRow], assessment: Assessment | None
) -> Iterator[Block]:
    yield Heading(str(SECTIONS["moved"]))
    yield Heading(_("Benchmarks"), 2)
    before = {row.plan.pk: row for row in board(asked.mission, since)[0]}
    lines: list[Sequence[Cell]] = []
    for row in rows:
        earlier = before.get(row.plan.pk)
        then = None if earlier is None else str(BenchmarkStatus(earlier.progress.status).label)
        now = str(BenchmarkStatus(row.progress.status).label)
        was, value = None if earlier is None else now_of(earlier), now_of(row)
        if (then, was) != (now, value):
            lines.append((row.plan.statement or row.plan.key, then, now, was, value))
    if lines:
        yield Grid(
            (
                _("Benchmark"),
                _("Status on %(date)s") % {"date": day(since)},
                _("Status on %(date)s") % {"date": day(asked.day)},
                _("Value then"),
                _("Value now"),
            ),
            lines,
            _("Benchmarks whose status or value has changed"),
            _("Benchmarks"),
        )
    else:
        yield Paragraph(_("No benchmark has another status or value than then."), minor=True)
    yield Heading(_("Coherence"), 2)
    earlier_one = assessment_on(asked, since)
    if assessment is None:
        yield Paragraph(_("Nothing was assessed for these readers by this day."), minor=True)
        return
    levels: list[list[Cell]] = []
    for level in Level:
        line: list[Cell] = [str(level.label)]
        for one in (earlier_one, assessment):
            page = front_page(one, asked.readers)
            line.append(page["levels"][level]["strips"]["consistency"]["value"] if page else None)
        levels.append(line)
    yield Grid(
        (_("Level"), _("Consistency then"), _("Consistency now")),
        with_degrees(levels, 1, 2),
        _("The four levels, never added up"),
        _("Levels"),
    )
    trend = trend_line(asked.mission, assessment, asked.readers)
    if trend is not None:
        yield Paragraph(trend["verdict"])
        yield Items(
            [
                *trend["claims"],
                *(f"{Level(level).label}: {' '.join(texts)}" for level, texts in trend["levels"].items()),
            ]
        )
    else:
        yield Paragraph(_("There is no kept assessment to compare with: no claim of change."), minor=True)


def _contested(asked: Asked, statements: Mapping[int, str]) -> Iterator[Block]:
    yield Heading(str(SECTIONS["contested"]))
    dissents, disputes = open_dissents(asked), open_disputes(asked)
    open_ones: Any = Contradiction.objects.visible_to(asked.readers).filter(
        mission=asked.mission, closed_on__isnull=True
    )
    against = list(
        open_ones.filter(score__lt=0)
        .select_related("activity_a", "activity_b")
        .order_by("score", "raised_on", "pk")[: MOST + 1]
    )
    objectives = objectives_in(version_on(asked))
    if not (dissents or disputes or against):
        yield Paragraph(_("Nothing is contested on this day."), minor=True)
    if dissents:
        yield Grid(
            (_("Who"), _("Since"), _("About"), _("What is said"), _("Answer")),
            [
                (
                    str(one.agency),
                    one.raised_on,
                    _about(one, objectives, statements),
                    one.statement,
                    one.answer,
                )
                for one in dissents
            ],
            _("Dissents that stand"),
            _("Dissents"),
        )
    if disputes:
        yield Grid(
            (_("Activity"), _("Objective"), _("Disputed by"), _("Since"), _("Reason")),
            [
                (
                    one.link.activity.title,
                    getattr(objectives.get(one.link.objective_id), "title", one.link.objective.key),
                    str(one.by),
                    one.raised_on,
                    one.reason,
                )
                for one in disputes
            ],
            _("Links that are disputed"),
            _("Disputed links"),
        )
    if against:
        yield Grid(
            (_("One activity"), _("Other activity"), _("Score"), _("Grade"), _("State")),
            [
                (
                    row.activity_a.title,
                    row.activity_b.title,
                    row.score,
                    grade_word(row.grade),
                    row.get_status_display(),
                )
                for row in against[:MOST]
            ],
            _("Activities that cancel one another, as somebody says"),
            _("Contradictions"),
        )
        yield from _weightiest(against)


def _weightiest(found: Sequence[object]) -> Iterator[Block]:
    """That a table goes on, where it does."""
    if len(found) > MOST:
        yield Paragraph(_("The weightiest %(n)s are shown.") % {"n": words.number(MOST)}, minor=True)


def _about(one: Dissent, objectives: Mapping[int, ObjectiveText], statements: Mapping[int, str]) -> str:
    if one.benchmark is not None:
        return statements.get(one.benchmark.pk, one.benchmark.key)
    if one.objective is not None:
        return objective_label(objectives.get(one.objective.pk)) or one.objective.key
    named = (one.gate, one.framework_version, one.activity)
    return next((str(row) for row in named if row is not None), NOTHING)


def _decided(asked: Asked, since: datetime.date) -> Iterator[Block]:
    yield Heading(str(SECTIONS["decisions"]))
    period = {"decided_on__gte": since, "decided_on__lte": asked.day}
    at_gates: Any = GateDecision.objects.filter(mission=asked.mission, **period).defer("picture")
    others: Any = Decision.objects.filter(mission=asked.mission, **period).select_related("owner")
    gates = list(
        at_gates.select_related("gate").prefetch_related("conditions__owner").order_by("-decided_on", "-pk")
    )
    decisions = list(others.order_by("-decided_on", "-pk"))
    if not gates and not decisions:
        yield Paragraph(_("No decision of this period is recorded."), minor=True)
    for decision in gates:
        yield Heading(f"{decision.gate}: {decision.get_decision_display()}", 2)
        yield Paragraph(f"{day(decision.decided_on)}; {decision.body}", minor=True)
        if decision.reasons:
            yield Prose(decision.reasons)
        conditions = [
            "; ".join(
                filter(
                    None,
                    (one.text, str(one.owner or ""), str(day(one.due_on)) if one.due_on else ""),
                )
            )
            for one in decision.conditions.all()
        ]
        if conditions:
            yield Paragraph(_("Conditions:"))
            yield Items(conditions)
    if decisions:
        yield Grid(
            (_("Decision"), _("Date"), _("Body"), _("Owner"), _("Due"), _("Follow-up")),
            [
                (
                    one.title,
                    one.decided_on,
                    one.body,
                    None if one.owner is None else str(one.owner),
                    one.due_on,
                    one.follow_up,
                )
                for one in decisions
            ],
            _("Decisions of reviews"),
            _("Decisions"),
        )
