"""Mails that come by themselves: each says how to end them, and none comes twice about one thing."""

import datetime
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.urls import reverse

from apps.accounts.models import SentMail, User
from apps.accounts.services import choose_mails

DIGEST, REMINDERS = "weekly_digest", "reminders"
SALT = "nexusplan.mails"


def site() -> str:
    """The beginning of our addresses in a mail that nobody's request asked for: the first allowed host."""
    host = settings.ALLOWED_HOSTS[0].lstrip(".")
    return f"http://{host}:{settings.PORT}" if settings.LOCAL else f"https://{host}"


def stop_address(user: User, kind: str) -> str:
    """The link that ends one kind of mail for one person. It says nothing else, and stays valid."""
    token = signing.dumps([str(user.uuid), kind], salt=SALT)
    return site() + reverse("accounts:stop_mail", kwargs={"token": token})


def mail_of(token: str) -> tuple[str, User | None]:
    """The kind of mail and the person that a link of ours names; nobody for any other text. One query."""
    try:
        uuid, kind = signing.loads(token, salt=SALT)
        return kind, User.objects.filter(uuid=UUID(uuid), is_active=True).first()
    except (signing.BadSignature, ValidationError, ValueError, TypeError):
        return "", None


def stop(*, user: User, kind: str) -> None:
    """End one kind of mail; ending it twice changes nothing."""
    wanted = {DIGEST: user.weekly_digest, REMINDERS: user.reminders} | {kind: False}
    choose_mails(
        by=user,
        user=user,
        weekly_digest=wanted[DIGEST],
        reminders=wanted[REMINDERS],
        mail_language=user.mail_language,
    )


def send(*, user: User, kind: str, subject: str, message: str) -> None:
    """Send a mail of plain text that one click ends (RFC 8058)."""
    headers = {
        "List-Unsubscribe": f"<{stop_address(user, kind)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    EmailMessage(" ".join(subject.split()), message, None, [user.email], headers=headers).send()


def already(user: User, what: Sequence[str]) -> set[str]:
    """Of these, what the person was written about. One query."""
    return set(SentMail.objects.filter(user=user, what__in=what).values_list("what", flat=True))


def note_sent(*, user: User, what: Sequence[str], at: datetime.datetime) -> None:
    """The person has been written about these; a second note of one changes nothing. One query."""
    rows = [SentMail(user=user, what=one, at=at) for one in what]
    SentMail.objects.bulk_create(rows, ignore_conflicts=True)
