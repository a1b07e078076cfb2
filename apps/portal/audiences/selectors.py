"""Proposals as their readers may see them, and the rows that they are about."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.alignment.enums import ProposalState
from apps.alignment.models import AudienceProposal, Comment
from apps.alignment.models.proposal import OPEN
from apps.benchmarks.models import Observation
from apps.frameworks.models import FrameworkVersion
from apps.missions.enums import ReadingKind
from apps.missions.models import Document, Mission, Reading

Person = AbstractBaseUser | AnonymousUser
TABLES: dict[str, Any] = {
    "activity": Activity,
    "observation": Observation,
    "document": Document,
    "comment": Comment,
    "framework_version": FrameworkVersion,
}
DECIDED_SHOWN = 50
ALONG = (
    "proposed_by",
    "decided_by",
    "mission",
    "activity",
    "observation__indicator",
    "document",
    "comment",
    "framework_version",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A row by its name, and its page if there is one for this kind of row."""

    name: str
    page: str | None


def subject_of(code: str, row: Any) -> Subject:
    """How a row is called on these pages. One query for an observation whose indicator was not read along."""
    if isinstance(row, Activity):
        return Subject(row.title, reverse("alignment:activity", kwargs={"code": code, "uuid": row.uuid}))
    if isinstance(row, FrameworkVersion):
        page = reverse("portal:framework", kwargs={"code": code}) + f"?version={row.number}"
        return Subject(_("Version %(number)s of the framework") % {"number": row.number}, page)
    if isinstance(row, Observation):
        return Subject(f"{row.indicator.title}, {row.observed_on}", None)
    if isinstance(row, Comment):
        return Subject(row.text, None)
    return Subject(str(row), None)


def row_named(user: Person, mission: Mission, kind: str, uuid: UUID) -> Any | None:
    """The row of this kind that the user may see, or None. One query."""
    table = TABLES.get(kind)
    if table is None:
        return None
    return table.objects.visible_to(user).filter(mission=mission, uuid=uuid).first()


def proposals_for(user: Person, mission: Mission) -> tuple[list[AudienceProposal], list[AudienceProposal]]:
    """Those that wait, and the newest of those decided, that the reader may see. Two queries."""
    rows: Any = AudienceProposal.objects.visible_to(user).filter(mission=mission).select_related(*ALONG)
    waiting = rows.filter(state=ProposalState.PENDING)
    decided = rows.exclude(OPEN).order_by("-decided_at", "-pk")
    return list(waiting), list(decided[:DECIDED_SHOWN])


def scheduled_for(user: Person, mission: Mission) -> list[AudienceProposal]:
    """Those that wait for their day, the next first, that the reader may see. One query."""
    rows: Any = AudienceProposal.objects.visible_to(user).filter(mission=mission)
    rows = rows.filter(state=ProposalState.SCHEDULED).order_by("embargo_until", "pk")
    return list(rows.select_related(*ALONG))


def embargoed(mission: Mission) -> list[FrameworkVersion]:
    """Adopted versions of which only the members know, the newest last. One query."""
    rows: Any = FrameworkVersion.objects.filter(mission=mission, embargo_until__isnull=False)
    return list(rows.defer("adoption_document").order_by("number"))


def readings_for(user: Person, mission: Mission) -> list[Reading]:
    """Who opened what agencies keep to themselves, as the reader may know it, newest first. One query."""
    rows: Any = Reading.objects.visible_to(user).filter(mission=mission, kind=ReadingKind.AGENCY_ROWS)
    return list(rows.select_related("user", "agency")[:DECIDED_SHOWN])


def proposal_named(user: Person, mission: Mission, uuid: UUID) -> AudienceProposal | None:
    """The proposal that the reader may see and of which something may come, or None. One query."""
    rows: Any = AudienceProposal.objects.visible_to(user).select_related(*ALONG)
    found: AudienceProposal | None = rows.filter(OPEN, mission=mission, uuid=uuid).first()
    return found
