"""The calendar as a figure, in the words of the reader."""

import datetime
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.alignment.enums import CalendarState
from apps.coherence import words
from apps.core.figures import Figure, Lane, Mark, Span, Table, timeline
from apps.core.templatetags.nexusplan import day as written
from apps.core.templatetags.nexusplan import number
from apps.missions.enums import EventKind, Phase
from apps.missions.models import Mission
from apps.portal.timeline.selectors import Calendar, steps

PHASE_STYLES = {Phase.STABILISATION: 1, Phase.TRANSITION: 2, Phase.CONSOLIDATION: 3, Phase.EXIT: 1}
EVENT_SHAPES = {EventKind.ELECTION: "square", EventKind.MANDATE_RENEWAL: "triangle"}
MARGIN_DAYS = 90
MOST = 40
Lanes = list[Lane]


CALENDARS = {
    "phases": gettext_lazy("Phases"),
    "gates": gettext_lazy("Gates"),
    "benchmarks": gettext_lazy("Benchmarks due"),
    "mandates": gettext_lazy("Mandates"),
    "events": gettext_lazy("Events"),
    "agreed": gettext_lazy("Shared calendar"),
    "activities": gettext_lazy("Activities by objective"),
    "money": gettext_lazy("Money by funder"),
    "handovers": gettext_lazy("Handovers"),
}


def lanes_of(mission: Mission, found: Calendar, day: datetime.date) -> dict[str, Lanes]:
    """The lanes of each of CALENDARS."""
    return {
        "phases": _phases(found),
        "gates": _gates(mission, found, day),
        "benchmarks": _benchmarks(mission, found),
        "mandates": _mandates(found),
        "events": _events(found),
        "agreed": _proposed(mission, found),
        "activities": _activities(mission, found),
        "money": _funders(found),
        "handovers": _handovers(found),
    }


def draw(
    mission: Mission,
    lanes: Mapping[str, Lanes],
    day: datetime.date,
    *,
    years: tuple[int | None, int | None] = (None, None),
    only: str = "",
) -> tuple[Figure, dict[str, int]]:
    """The calendar on one scale, between the asked years or else as far as plans reach.

    Of each calendar the first MOST lanes are drawn unless it is asked for alone; the table has them all.
    Also answers how many lanes of which calendar are not drawn.
    """
    chosen = {key: found for key, found in lanes.items() if only in {"", key}}
    groups = [(str(CALENDARS[key]), found) for key, found in chosen.items()]
    first, last = bounds(groups, day, years)
    most = len(max(chosen.values(), key=len)) if only else MOST
    figure = timeline(
        prefix="timeline",
        title=_("Timeline of %(mission)s") % {"mission": mission.name},
        desc=_describe(groups, first, last),
        groups=[(name, found[:most]) for name, found in groups],
        first=first,
        last=last,
        today=day,
        today_label=_("Shown as of"),
        fmt_date=lambda on: str(written(on)),
        empty=_("Nothing with a date is recorded yet."),
    )
    left_out = {str(CALENDARS[key]): len(found) - most for key, found in chosen.items() if len(found) > most}
    return Figure(figure.svg, table_of(groups)), left_out


def table_of(groups: Iterable[tuple[str, Lanes]]) -> Table:
    """Everything dated as rows: calendar, row, what, from, to."""
    rows: list[tuple[object, ...]] = []
    for group, lanes in groups:
        for lane in lanes:
            rows += [(group, lane.label, one.name, one.start, one.end) for one in lane.spans]
            rows += [(group, lane.label, one.name, one.on, one.on) for one in lane.marks]
    return Table((_("Calendar"), _("Row"), _("What"), _("From"), _("To")), tuple(rows))


def bounds(
    groups: Iterable[tuple[str, Lanes]], day: datetime.date, years: tuple[int | None, int | None]
) -> tuple[datetime.date, datetime.date]:
    """The first and last day of the scale: the asked years, else what is dated, with the day itself."""
    lanes = [lane for _group, found in groups for lane in found]
    dates = [day, *(mark.on for lane in lanes for mark in lane.marks)]
    dates += [span.start for lane in lanes for span in lane.spans]
    dates += [span.end for lane in lanes for span in lane.spans if span.end is not None]
    margin = datetime.timedelta(days=MARGIN_DAYS)
    since, until = years
    # A day at the very beginning or end of all days has no margin around it.
    begins = max(min(dates), datetime.date.min + margin) - margin
    ends = min(max(dates), datetime.date.max - margin) + margin
    first = begins if since is None else datetime.date(since, 1, 1)
    last = ends if until is None else datetime.date(until, 12, 31)
    return first, max(first, last)


def _describe(groups: Iterable[tuple[str, Lanes]], first: datetime.date, last: datetime.date) -> str:
    counts = ", ".join(f"{name}: {words.number(len(lanes))}" for name, lanes in groups if lanes)
    return _("From %(first)s to %(last)s. Rows: %(counts)s.") % {
        "first": written(first),
        "last": written(last),
        "counts": counts,
    }


def _phases(found: Calendar) -> Lanes:
    lanes: dict[str, list[Span]] = {}
    for one in sorted(
        found.phases, key=lambda row: (row.area is not None, str(row.area or ""), row.period_from)
    ):
        name = _("The mission as a whole") if one.area is None else one.area.name
        span = Span(
            one.period_from, one.last_day, str(Phase(one.phase).label), PHASE_STYLES[Phase(one.phase)]
        )
        lanes.setdefault(name, []).append(span)
    return [
        Lane(f"{name}: {' → '.join(span.name for span in spans)}", spans=tuple(spans))
        for name, spans in lanes.items()
    ]


def _gates(mission: Mission, found: Calendar, day: datetime.date) -> Lanes:
    return [
        Lane(
            step.title,
            marks=(Mark(step.on, _("Next looked at"), "triangle"),),
            href=reverse("portal:gate", kwargs={"code": mission.code, "uuid": step.uuid}),
        )
        for step in steps(found, day)
        if step.on is not None
    ]


def _benchmarks(mission: Mission, found: Calendar) -> Lanes:
    return [
        Lane(
            one.statement or one.key,
            marks=(Mark(one.deadline, _("Deadline")),),
            href=reverse("portal:benchmark", kwargs={"code": mission.code, "uuid": one.uuid}),
        )
        for one in sorted(found.benchmarks, key=lambda row: (row.deadline or datetime.date.max, row.key))
        if one.deadline is not None
    ]


def _mandates(found: Calendar) -> Lanes:
    lanes: Lanes = []
    for one in found.mandates:
        spans: tuple[Span, ...] = ()
        marks: tuple[Mark, ...] = ()
        if one.adopted_on is not None:
            spans = (Span(one.adopted_on, one.valid_until, _("In force"), 3),)
        if one.valid_until is not None:
            marks = (Mark(one.valid_until, _("Ends or is renewed"), "triangle"),)
        if spans or marks:
            lanes.append(Lane(one.symbol, spans=spans, marks=marks))
    return lanes


def _events(found: Calendar) -> Lanes:
    lanes = []
    for one in found.events:
        kind = str(EventKind(one.kind).label) if one.kind else _("Event")
        place = "" if one.area is None else f", {one.area.name}"
        if one.ends_on is not None and one.ends_on > one.starts_on:
            lanes.append(Lane(f"{one.title}{place}", spans=(Span(one.starts_on, one.ends_on, kind, 3),)))
        else:
            shape = EVENT_SHAPES.get(EventKind(one.kind), "lozenge") if one.kind else "lozenge"
            lanes.append(Lane(f"{one.title}{place}", marks=(Mark(one.starts_on, kind, shape),)))
    return lanes


def _proposed(mission: Mission, found: Calendar) -> Lanes:
    lanes = []
    for one in found.proposed:
        agreed = one.state == CalendarState.AGREED
        name = _("Agreed") if agreed else _("Proposed, not agreed yet")
        parts = {"code": mission.code, "register": "calendar", "uuid": one.uuid}
        spans: tuple[Span, ...] = ()
        marks: tuple[Mark, ...] = ()
        if one.ends_on is not None and one.ends_on > one.starts_on:
            spans = (Span(one.starts_on, one.ends_on, name, 1 if agreed else 3),)
        else:
            marks = (Mark(one.starts_on, name, "square" if agreed else "lozenge"),)
        lanes.append(
            Lane(
                f"{one.title}: {name}",
                spans=spans,
                marks=marks,
                href=reverse("portal:register_row", kwargs=parts),
            )
        )
    return lanes


def _activities(mission: Mission, found: Calendar) -> Lanes:
    lanes = []
    for one in sorted(found.objectives.values(), key=lambda row: row.code):
        if one.start is None:
            continue
        text = ngettext("%(n)s activity", "%(n)s activities", one.activities) % {"n": number(one.activities)}
        marks: tuple[Mark, ...] = ()
        if one.funded_until is not None:
            marks = (Mark(one.funded_until, _("Recorded money ends"), "cross"),)
        lanes.append(
            Lane(
                f"{one.code} {one.title}",
                spans=(Span(one.start, one.end, text, 2),),
                marks=marks,
                href=reverse("portal:objective", kwargs={"code": mission.code, "uuid": one.uuid}),
            )
        )
    return lanes


def _funders(found: Calendar) -> Lanes:
    lanes = []
    for one in found.funders:
        spans = []
        if one.lines[0] is not None:
            spans.append(Span(one.lines[0], one.lines[1], _("Recorded funding lines"), 2))
        if one.planned[0] is not None:
            spans.append(Span(one.planned[0], one.planned[1], _("Plans shared ahead"), 3))
        lanes.append(Lane(one.name, spans=tuple(spans)))
    return lanes


def _handovers(found: Calendar) -> Lanes:
    return [
        Lane(one.task, marks=(Mark(one.due_on, _("Handed over"), "triangle"),))
        for one in found.handovers
        if one.due_on is not None
    ]
