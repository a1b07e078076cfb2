"""Sending the mails: once a week, and once for each day that is due, however often it is asked for.

A mail is sent first and noted after it: a worker killed in between sends it once more rather than never.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from apps.accounts.mails import DIGEST, REMINDERS, already, note_sent, send, stop_address
from apps.accounts.models import SentMail, User
from apps.accounts.validators import DEMO_DOMAIN
from apps.benchmarks.reporting import Due
from apps.missions.models import Membership, Mission
from apps.portal.mails.contents import (
    WARNED_DAYS,
    Item,
    due_item,
    missions_of,
    news,
    own_lines,
    public_lines,
)


def week_of(day: datetime.date) -> str:
    """How the week of a day is noted, after ISO 8601."""
    year, week, _weekday = day.isocalendar()
    return f"digest {year}-W{week:02}"


def readers() -> "QuerySet[User, User]":
    """The people who take part in a mission and read mail."""
    held = Membership.objects.filter(user=OuterRef("pk"))
    found = User.objects.filter(Exists(held), is_active=True)
    return found.exclude(email__iendswith=f"@{DEMO_DOMAIN}").order_by("pk")


def digests_due(day: datetime.date) -> "QuerySet[User, User]":
    """Who still gets the mail of this week. One query when read."""
    sent = SentMail.objects.filter(user=OuterRef("pk"), what=week_of(day))
    return readers().filter(~Exists(sent), weekly_digest=True)


def _language(user: User, missions: Iterable[Mission]) -> str:
    """The person's own, else the first of the missions' that is spoken here."""
    spoken = dict(settings.LANGUAGES)
    wanted = [user.mail_language, *(code for mission in missions for code in mission.languages or ())]
    return next((code for code in wanted if code in spoken), settings.LANGUAGE_CODE)


def send_digest(*, user: User, day: datetime.date, at: datetime.datetime | None = None) -> bool:
    """Send a person the mail of the week, unless they have it, want none, or there is nothing to say.

    Returns whether a mail left. About twenty queries for each mission of the person.
    """
    week = week_of(day)
    if not user.is_active or not user.weekly_digest or already(user, [week]):
        return False
    missions = missions_of(user, day)
    with override(_language(user, missions)):
        told = [one for mission in missions if (one := news(user, mission, day))]
        if told:
            context = {"missions": told, "stop": stop_address(user, DIGEST)}
            _send(user, DIGEST, "digest", context)
    note_sent(user=user, what=[week], at=at or timezone.now())
    return bool(told)


def send_reminder(*, user: User, day: datetime.date, at: datetime.datetime | None = None) -> bool:
    """Remind a person of indicators that are due within a week or late, once of each day that is due.

    Returns whether a mail left. About six queries for each mission of the person.
    """
    if not user.is_active or not user.reminders:
        return False
    missions = missions_of(user, day)
    with override(_language(user, missions)):
        found: list[tuple[str, Mission, Item, bool]] = []
        for mission in missions:
            public = public_lines(mission, day)
            for line in own_lines(user, mission, day):
                on, late = line.reporting.on, line.reporting.due == Due.OVERDUE
                if on is None or not (late or on <= day + datetime.timedelta(days=WARNED_DAYS)):
                    continue
                what = f"reminder {line.uuid} {on} {'late' if late else 'soon'}"
                found.append((what, mission, due_item(mission, line, public), late))
        told = already(user, [what for what, *_rest in found])
        new = [one for one in found if one[0] not in told]
        if new:
            parts = [part for mission in missions if (part := _part(mission, new))]
            _send(user, REMINDERS, "reminder", {"missions": parts, "stop": stop_address(user, REMINDERS)})
    note_sent(user=user, what=[what for what, *_rest in new], at=at or timezone.now())
    return bool(new)


def _part(mission: Mission, new: list[tuple[str, Mission, Item, bool]]) -> dict[str, object] | None:
    own = [(item, late) for _what, of, item, late in new if of.pk == mission.pk]
    if not own:
        return None
    if mission.second_factor_required:
        return {"name": mission.name, "count": len(own), "address": own[0][0].address}
    return {
        "name": mission.name,
        "late": [item for item, late in own if late],
        "soon": [item for item, late in own if not late],
    }


def _send(user: User, kind: str, template: str, context: dict[str, Any]) -> None:
    subject = render_to_string(f"portal/email/{template}_subject.txt", context)
    message = render_to_string(f"portal/email/{template}_message.txt", context)
    send(user=user, kind=kind, subject=subject, message=message)
