"""What mission administrators see of people: members, invitations, who read and changed what."""

import datetime
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from apps.missions.enums import Role
from apps.missions.models import Invitation, Membership, Mission, Reading

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def _has_factor(user: str) -> Exists:
    return Exists(Authenticator.objects.filter(user=OuterRef(user), type__in=FACTORS))


def members_of(mission: Mission) -> "QuerySet[Membership, Any]":
    """The memberships by the person's name, each with `has_factor`. One query when read."""
    return (
        Membership.objects.filter(mission=mission)
        .select_related("user", "agency")
        .annotate(has_factor=_has_factor("user"))
        .order_by("user__name", "user__email", "pk")
    )


def without_second_factor(mission: Mission) -> int:
    """How many people of the mission have none. One query."""
    rows = Membership.objects.filter(mission=mission).annotate(has_factor=_has_factor("user"))
    return rows.filter(has_factor=False).values("user").distinct().count()


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation that waits, and how it stands in words."""

    row: Invitation
    state: str
    expired: bool


def waiting(mission: Mission, now: datetime.datetime) -> list[InvitationLine]:
    """The invitations that are neither accepted nor withdrawn, the newest first. One query."""
    rows = Invitation.objects.waiting().filter(mission=mission).select_related("agency", "invited_by")
    return [line_of(row, now) for row in rows]


def line_of(row: Invitation, now: datetime.datetime) -> InvitationLine:
    """How one invitation stands."""
    return InvitationLine(row, _state_of(row, now), row.expires_at <= now)


def _state_of(row: Invitation, now: datetime.datetime) -> str:
    if row.expires_at <= now:
        return _("expired")
    return _("the mail is on its way") if row.mail_due else _("the mail has left")


def readings_in(mission: Mission) -> "QuerySet[Reading, Reading]":
    """Who read what is sensitive, the newest first. One query when read."""
    return Reading.objects.filter(mission=mission).select_related("user", "agency")


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """One change of who belongs to the mission; `role` is None where the role stayed."""

    at: datetime.datetime
    who: str | None
    what: str
    about: str
    role: str | None


def changes_of_people(mission: Mission, most: int) -> list[PeopleChange]:
    """The newest changes of memberships and invitations of the mission, from the change log. Two queries.

    Removed memberships are found by the mission that their first or last entry names.
    """
    found: list[LogEntry] = []
    for model in (Membership, Invitation):
        kind = ContentType.objects.get_for_model(model)
        log = LogEntry.objects.filter(content_type=kind)
        named = Q(changes__mission_id__1=str(mission.pk)) | Q(changes__mission_id__0=str(mission.pk))
        rows = log.filter(
            Q(object_id__in=log.filter(named).values("object_id"))
            | Q(object_id__in=model._default_manager.filter(mission=mission).values("pk"))
        )
        found += rows.select_related("actor", "content_type").order_by("-timestamp", "-pk")[:most]
    found.sort(key=lambda entry: (entry.timestamp, entry.pk), reverse=True)
    return [_told(entry) for entry in found[:most]]


def _told(entry: LogEntry) -> PeopleChange:
    changes: dict[str, list[str | None]] = entry.changes_dict or {}
    kind = entry.content_type.model
    actions = {
        ("membership", LogEntry.Action.CREATE): _("became a member"),
        ("membership", LogEntry.Action.UPDATE): _("got another role"),
        ("membership", LogEntry.Action.DELETE): _("was removed"),
        ("invitation", LogEntry.Action.CREATE): _("was invited"),
    }
    what = actions.get((kind, entry.action))
    if what is None:
        what = next(
            (
                said
                for column, said in (
                    ("accepted_at", _("accepted")),
                    ("withdrawn_at", _("the invitation was withdrawn")),
                    ("expires_at", _("the mail was sent again")),
                )
                if column in changes
            ),
            _("the mail has left"),
        )
    role = (changes.get("role") or [None, None])[1]
    return PeopleChange(
        at=entry.timestamp,
        who=None if entry.actor is None else str(entry.actor),
        what=what,
        about=entry.object_repr.rpartition(": ")[0] or entry.object_repr,
        role=str(Role(role).label) if role in Role.values else None,
    )
