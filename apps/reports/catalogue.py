"""Every report that can be made: what it is called, what it asks for, which parts it has, what makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.reports import agency, coherence, donor, framework, progress, review, sheet
from apps.reports.activities import activities_paper
from apps.reports.asked import Asked
from apps.reports.blocks import Paper

Text = Promise | str


@dataclass(frozen=True, slots=True)
class Report:
    """`about` says what it is for; `sections` its parts by name, of which the public gets none of `closed`;
    `public`: whether it can be made for everybody; what it asks for beside the day: an `agency`, a `version`,
    the day `since` when; `tables` is one for spreadsheets only."""

    title: Text
    about: Text
    make: Callable[[Asked], Paper]
    sections: Mapping[str, Text] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()
    public: bool = True
    agency: bool = False
    version: bool = False
    since: bool = False
    tables: bool = False


REPORTS: Mapping[str, Report] = {
    "framework": Report(
        _("Framework document"),
        _("A version of the framework with its objectives, benchmarks and gates, to be handed over."),
        framework.framework_report,
        framework.SECTIONS,
        framework.MEMBERS_ONLY,
        version=True,
    ),
    "review": Report(
        _("Review report"),
        _("What moved, what is contested, which gate is ready, what was found and decided."),
        review.review_paper,
        review.SECTIONS,
        public=False,
        since=True,
    ),
    "progress": Report(
        _("Benchmark progress"),
        _("Every benchmark with its status, its course and what may be said of its target."),
        progress.progress_paper,
        progress.SECTIONS,
        progress.MEMBERS_ONLY,
    ),
    "coherence": Report(
        _("Coherence assessment"),
        _("The four levels with findings, values and the method, by the OECD/DAC criterion of coherence."),
        coherence.coherence_paper,
        coherence.SECTIONS,
    ),
    "agency": Report(
        _("Alignment card of an agency"),
        _("What it leads, which objectives that serves, and what the assessment says of it."),
        agency.agency_paper,
        agency.SECTIONS,
        agency.MEMBERS_ONLY,
        agency=True,
    ),
    "donor": Report(
        _("Portfolio of a donor"),
        _("What it pays for, toward which objectives, what it plans and what it promised."),
        donor.donor_paper,
        donor.SECTIONS,
        donor.MEMBERS_ONLY,
        agency=True,
        since=True,
    ),
    "sheet": Report(
        _("Fact sheet"),
        _("The mission on one page, A4 or Letter."),
        sheet.sheet_paper,
        sheet.SECTIONS,
    ),
    "activities": Report(
        _("List of activities"),
        _("Who does what, where and toward what, with money: a table for Excel or as CSV."),
        activities_paper,
        tables=True,
    ),
}
