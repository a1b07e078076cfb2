"""What a report is asked for, and what stands on every one of them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import Assessment
from apps.coherence.selectors.shown import shown_seal
from apps.core.templatetags.nexusplan import day
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission, MissionAgency
from apps.missions.models.base import Readership
from apps.reports.blocks import Block, Paper, with_annex


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which mission, for whom (`public`: everybody, else its members), as of which day, since when.

    `sections` are the parts that are wanted, None for all; `made` is the day on which it is made. Of reports
    that ask for one: the agency, the version of the framework.
    """

    mission: Mission
    public: bool
    day: datetime.date
    since: datetime.date | None = None
    sections: frozenset[str] | None = None
    agency: MissionAgency | None = None
    version: FrameworkVersion | None = None
    page: str = "a4"
    made: datetime.date | None = None

    @property
    def readers(self) -> Readership:
        return Readership(self.mission, public=self.public)

    def wants(self, section: str) -> bool:
        return self.sections is None or section in self.sections


def audience_words(*, public: bool) -> str:
    """For whom a document is, as it says above and below each page."""
    return _("Public") if public else _("For members of the mission only")


def cut_words(asked: Asked, assessment: Assessment | None) -> str:
    """Up to when the data go, and by what they were assessed.

    The seal of the rows behind it is the members': it is also over wordings that are not yet adopted, so for
    everybody it would tell that somebody works on them.
    """
    said = [_("Data up to %(date)s.") % {"date": day(asked.day)}]
    if assessment is not None:
        said.append(
            _("Coherence as assessed on %(date)s by method %(method)s.")
            % {"date": day(assessment.as_of), "method": assessment.method_version or "—"}
        )
        seal = None
        if assessment.audience != AssessmentAudience.PUBLIC:
            seal = shown_seal(assessment, asked.readers)
        if seal:
            said.append(_("Rows behind it: %(hash)s.") % {"hash": seal[:12]})
    return " ".join(said)


def paper_of(
    asked: Asked,
    title: str,
    blocks: Sequence[Block],
    *,
    subtitle: str = "",
    assessment: Assessment | None = None,
    sheet: bool = False,
) -> Paper:
    """The report with the mission, the audience and the data cut; figures have their tables in the annex."""
    return Paper(
        title=title,
        subtitle=subtitle or asked.mission.name,
        language=get_language() or "en",
        blocks=list(blocks) if sheet else with_annex(blocks, _("Annex: the numbers of the figures")),
        audience=audience_words(public=asked.public),
        cut=cut_words(asked, assessment),
        made="" if asked.made is None else _("Made on %(date)s") % {"date": day(asked.made)},
        page=asked.page,
        sheet=sheet,
    )
