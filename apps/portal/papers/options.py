"""What was chosen for a report, as it is kept, and what the report is then asked for."""

import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.core.enums import Audience
from apps.frameworks.enums import ADOPTED
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.selectors.versions import as_everybody_knows
from apps.missions.enums import MissionAudience
from apps.missions.models import Mission, MissionAgency
from apps.missions.models.base import Readership
from apps.portal.models import SavedReport
from apps.reports.asked import Asked
from apps.reports.catalogue import REPORTS
from apps.reports.selectors import newest_day


def may_be_public(mission: Mission, kind: str) -> bool:
    """Whether this report of the mission can be made for everybody. No query."""
    return REPORTS[kind].public and mission.audience == MissionAudience.PUBLIC


def asked_of(row: SavedReport, *, today: datetime.date) -> Asked:
    """What a kept report asks for. Four queries at most.

    Raises ValidationError, with a sentence, where what was chosen is gone: the mission is public no more, an
    agency has left, a version was removed.
    """
    mission, options = row.mission, row.options
    report = REPORTS[row.kind]
    public = options.get("audience") == Audience.PUBLIC
    if public and not may_be_public(mission, row.kind):
        raise ValidationError(_("This mission is not public, so nothing of it can be made for everybody."))
    day = _date(options.get("day")) or newest_day(mission, public=public) or today
    sections = options.get("sections")
    return Asked(
        mission,
        public,
        day,
        since=_date(options.get("since")),
        sections=None if sections is None else frozenset(sections),
        agency=_agency(mission, options.get("agency")) if report.agency else None,
        version=_version(mission, options.get("version"), public=public) if report.version else None,
        page=options.get("page") or "a4",
        made=today,
    )


def _date(text: Any) -> datetime.date | None:
    return None if not text else datetime.date.fromisoformat(text)


def _agency(mission: Mission, uuid: Any) -> MissionAgency:
    rows = MissionAgency.objects.filter(mission=mission).select_related("agency")
    found = rows.filter(agency__uuid=UUID(str(uuid))).first() if uuid else None
    if found is None:
        raise ValidationError(
            _("The agency of this report is no longer part of the mission. Choose another.")
        )
    return found


def _version(mission: Mission, number: Any, *, public: bool) -> FrameworkVersion | None:
    if number is None:
        return None
    rows: Any = FrameworkVersion.objects.visible_to(Readership(mission, public=public))
    found: FrameworkVersion | None = (
        rows.filter(mission=mission, number=number).select_related("mission").first()
    )
    if found is None or (public and found.status not in ADOPTED):
        raise ValidationError(_("There is no version %(number)s for these readers.") % {"number": number})
    return as_everybody_knows(found) if public else found
