"""Asking people to come: the mail leaves by a job after the commit, and its link is known to nobody else."""

import datetime
import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.accounts.services import NewUser, create_users
from apps.accounts.validators import refuse_demo_address
from apps.agencies.models import Agency
from apps.core import jobs
from apps.core.services import change_rows, create_rows
from apps.missions.enums import Role
from apps.missions.models import Invitation, Membership, Mission
from apps.missions.services.members import NewMember, add_members, refuse_roles

TASK = "missions.mail_invitation"
LASTS = datetime.timedelta(days=7)
TOKEN_BYTES = 32
MAILS_A_DAY = 200
"""For one mission, so that nobody sends mail to the world through it."""
AGAIN_AFTER = datetime.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """Whom to ask, what they will do, and for which agency of the mission (None: for none)."""

    email: str
    role: Role
    agency: Agency | None = None


def hash_of(token: str) -> str:
    """What the database keeps of a link: a random text of 256 bits needs no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    *,
    by: AbstractBaseUser,
    mission: Mission,
    people: Sequence[NewInvitation],
    site: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Invitation]:
    """Store and log invitations to a mission, and ask for their mails. `site` is the beginning of our
    addresses, as in https://plan.example.org. Whether somebody has an account already makes no difference.

    Raises ValidationError, by field, with nothing stored, where an address is wrong or invited already,
    a role needs an agency, the person has the role already, or today's mails are used up. Six queries,
    and seven for each.
    """
    now = at or timezone.now()
    with transaction.atomic():
        refuse_roles(mission, ((one.email, one.role, one.agency) for one in people))
        _refuse_too_many(mission, len(people), now)
        rows = []
        for one in people:
            refuse_demo_address(one.email)
            _refuse_members(mission, one)
            row = Invitation(
                mission=mission,
                email=User.objects.normalize_email(one.email),
                role=one.role,
                agency=one.agency,
                invited_by_id=by.pk,
                invited_at=now,
                expires_at=now + LASTS,
            )
            row.full_clean()
            rows.append(row)
        made = create_rows(rows, by=by, via=via, at=at)
        for row in made:
            _ask_for_mail(row, by=by, site=site)
    return made


def _refuse_too_many(mission: Mission, more: int, now: datetime.datetime) -> None:
    today = Invitation.objects.filter(mission=mission, invited_at__gt=now - datetime.timedelta(days=1))
    if today.count() + more > MAILS_A_DAY:
        raise ValidationError(
            _("No more than %(count)d invitations leave a mission within a day. Try again tomorrow.")
            % {"count": MAILS_A_DAY}
        )


def _refuse_members(mission: Mission, one: NewInvitation) -> None:
    held = Membership.objects.filter(
        mission=mission, user__email__iexact=one.email, role=one.role, agency=one.agency
    )
    if held.exists():
        raise ValidationError({"email": _("This person already has this role.")})


def _ask_for_mail(row: Invitation, *, by: AbstractBaseUser, site: str) -> None:
    jobs.request(TASK, about=row.uuid, by=by, arguments={"site": site, "language": get_language()}, delay=0)


def resend(
    *,
    by: AbstractBaseUser,
    invitations: Sequence[Invitation],
    site: str,
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Invitation]:
    """Send the mail again with a new link and a new last day; the old link ends.

    Raises ValidationError where an invitation is accepted or withdrawn, or its mail left a moment ago;
    EditConflict where it was changed since it was read.
    """
    now = at or timezone.now()
    with transaction.atomic():
        for row in invitations:
            if row.accepted_at is not None or row.withdrawn_at is not None:
                raise ValidationError(_("This invitation was accepted or withdrawn."))
            if row.mailed_at is not None and now - row.mailed_at < AGAIN_AFTER:
                raise ValidationError(_("The mail left a moment ago. Send it again in two minutes."))
            row.expires_at, row.mail_due = now + LASTS, True
        changed = change_rows(invitations, ["expires_at", "mail_due"], by=by, via=via, at=at)
        _set_link(invitations, None)
        for row in invitations:
            _ask_for_mail(row, by=by, site=site)
    return changed


def withdraw(
    *,
    by: AbstractBaseUser,
    invitations: Sequence[Invitation],
    via: str = "screen",
    at: datetime.datetime | None = None,
) -> list[Invitation]:
    """End invitations; their links say so. Raises ValidationError for one that was accepted, EditConflict."""
    now = at or timezone.now()
    for row in invitations:
        if row.accepted_at is not None:
            raise ValidationError(_("This invitation was accepted. Remove the member instead."))
        row.withdrawn_at, row.mail_due = now, False
    with transaction.atomic():
        changed = change_rows(invitations, ["withdrawn_at", "mail_due"], by=by, via=via, at=at)
        _set_link(invitations, None)
    return changed


def _set_link(invitations: Sequence[Invitation], token: str | None) -> None:
    """Beside the change log: what opens a door is no business of it."""
    hashed = None if token is None else hash_of(token)
    Invitation.objects.filter(pk__in=[row.pk for row in invitations]).update(token_hash=hashed)


def issue_link(*, invitation: Invitation) -> str:
    """A new secret for the mail that leaves now; only its hash is stored, and no other is good any more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    _set_link([invitation], token)
    return token


def note_mailed(*, invitation: Invitation, at: datetime.datetime | None = None) -> None:
    """The mail has left."""
    invitation.mail_due, invitation.mailed_at = False, at or timezone.now()
    change_rows([invitation], ["mail_due", "mailed_at"], by=None, via="job")


def accept_invitation(
    *, by: User, invitation: Invitation, at: datetime.datetime | None = None
) -> list[Membership]:
    """The person who was asked takes the role. Returns the membership, none where they had it already.

    Raises ValidationError for somebody else's invitation and for one that ended, meanwhile too.
    """
    now = at or timezone.now()
    with transaction.atomic():
        row = Invitation.objects.select_for_update(of=("self",)).select_related("agency", "mission")
        found = row.get(pk=invitation.pk)
        if not found.is_open(now):
            raise ValidationError(_("This invitation is no longer open."))
        if not owns_address(by, found.email):
            raise ValidationError(_("This invitation is for another address."))
        found.accepted_by, found.accepted_at, found.mail_due = by, now, False
        change_rows([found], ["accepted_by", "accepted_at", "mail_due"], by=by, at=at)
        _set_link([found], None)
        member = NewMember(by, Role(found.role), found.agency)
        return add_members(by=by, mission=found.mission, members=[member], at=at)


def owns_address(user: User, email: str) -> bool:
    """Whether the address is the person's: the one of the account, or another one that is verified."""
    if user.email.casefold() == email.casefold():
        return True
    return bool(EmailAddress.objects.filter(user=user, email__iexact=email, verified=True).exists())


def accept_as_new(
    *, invitation: Invitation, name: str, password: str, at: datetime.datetime | None = None
) -> User:
    """Open an account for whoever holds the link, which proves the address, and take the role.

    Raises ValidationError, by field, for a password that is refused, and for an invitation that ended or
    whose address has an account meanwhile.
    """
    with transaction.atomic():
        (user,) = create_users(by=None, users=[NewUser(invitation.email, name, password)], at=at)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        accept_invitation(by=user, invitation=invitation, at=at)
    return user
