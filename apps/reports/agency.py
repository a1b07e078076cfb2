"""The alignment card of an agency: what it leads, what that is linked to, what the assessment says of it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.agencies.selectors import state_name
from apps.alignment.drawings import portfolio_figure
from apps.alignment.selectors.portfolios import portfolios, served_by, tensions_of
from apps.coherence import words
from apps.coherence.enums import Level
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.coherence.selectors.reviewers import NOBODY
from apps.core.templatetags.nexusplan import grade_word
from apps.missions.models import MissionAgency
from apps.reports.activities import activities_grid
from apps.reports.asked import Asked, paper_of
from apps.reports.blocks import Block, Drawing, Grid, Heading, Items, Paper, Paragraph
from apps.reports.cells import with_degrees
from apps.reports.coherence import more_words
from apps.reports.selectors import assessment_on, scope_of

SECTIONS = {
    "presence": gettext_lazy("Who it is"),
    "portfolio": gettext_lazy("What it leads"),
    "objectives": gettext_lazy("What it serves"),
    "assessment": gettext_lazy("What the assessment says"),
    "tensions": gettext_lazy("Contradictions"),
    "activities": gettext_lazy("Its activities"),
}
MEMBERS_ONLY = frozenset({"tensions"})
MOST = 200


def agency_paper(asked: Asked) -> Paper:
    """The card of the agency that is asked for. Queries do not depend on rows.

    Raises ValueError where none is.
    """
    presence = asked.agency
    if presence is None:
        raise ValueError("an alignment card is of an agency")
    assessment = assessment_on(asked)
    return paper_of(
        asked,
        _("Alignment card: %(agency)s") % {"agency": presence.agency.name},
        list(_blocks(asked, presence, assessment)),
        assessment=assessment,
    )


def _blocks(asked: Asked, presence: MissionAgency, assessment: Assessment | None) -> Iterator[Block]:
    scope = scope_of(asked, "area", "objective")
    agency = presence.agency
    if asked.wants("presence"):
        yield Heading(str(SECTIONS["presence"]))
        lines = [
            (_("Name"), str(agency.name)),
            (_("Short name"), agency.acronym),
            (_("Kind"), agency.get_kind_display() if agency.kind else None),
            (_("State"), state_name(agency.state) if agency.state else None),
            (_("Side"), presence.get_side_display()),
            (_("Tier"), presence.get_tier_display() if presence.tier else None),
        ]
        yield Items([f"{name}: {value}" for name, value in lines if value])
    if asked.wants("portfolio"):
        led = portfolios(scope, [agency.pk])[agency.pk]
        yield Heading(str(SECTIONS["portfolio"]))
        yield Paragraph(
            _("It leads %(all)s activities; %(linked)s are linked to an objective, %(verified)s verified.")
            % {
                "all": words.number(led.total),
                "linked": words.number(led.linked),
                "verified": words.number(led.verified),
            }
        )
        yield Drawing(portfolio_figure(led), _("Activities by the best grade of their links"))
    if asked.wants("objectives"):
        yield Heading(str(SECTIONS["objectives"]))
        served = [one for one in served_by(scope, agency.pk) if one.activities or not asked.public]
        yield Grid(
            (_("Objective"), _("Activities"), _("Best grade"), *(() if asked.public else (_("Position"),))),
            [
                (
                    str(one.objective),
                    one.activities,
                    grade_word(one.best),
                    *(() if asked.public else (None if one.position is None else one.position.support,)),
                )
                for one in served
            ],
            _("Objectives that it serves"),
            _("Objectives"),
        )
    if asked.wants("assessment"):
        yield from _assessed(presence, assessment)
    if asked.wants("tensions") and not asked.public:
        yield Heading(str(SECTIONS["tensions"]))
        found = tensions_of(scope, agency.pk)
        if not found:
            yield Paragraph(_("No contradiction is recorded."), minor=True)
        else:
            yield Grid(
                (_("One activity"), _("Other activity"), _("Score"), _("Grade"), _("State"), _("Since")),
                [
                    (
                        row.activity_a.title,
                        row.activity_b.title,
                        row.score,
                        grade_word(row.grade),
                        row.get_status_display(),
                        row.raised_on,
                    )
                    for row in found
                ],
                _("Activities that cancel or help one another"),
                _("Contradictions"),
            )
    if asked.wants("activities"):
        yield Heading(str(SECTIONS["activities"]))
        own = scope.activities.filter(lead=agency).select_related("lead").order_by("title", "pk")
        rows = list(own[: MOST + 1])
        yield activities_grid(scope, rows[:MOST], _("Activities that it leads"), led=False)
        if len(rows) > MOST:
            yield Paragraph(more_words(own.count() - MOST), minor=True)


def _assessed(presence: MissionAgency, assessment: Assessment | None) -> Iterator[Block]:
    yield Heading(str(SECTIONS["assessment"]))
    values = [] if assessment is None else stored.values_of(assessment, Level.AGENCY, presence.key, NOBODY)
    if not values:
        yield Paragraph(_("It leads nothing that was assessed for these readers."), minor=True)
        return
    header, rows = words.values_table(values)
    yield Grid(header, with_degrees(rows, 3, 6, 7), _("Values of the agency"), _("Values"))
