"""The doors of webhooks: making and changing them, keeping messages, sending them."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.api.enums import DeliveryState
from apps.api.models import Webhook, WebhookDelivery
from apps.api.webhooks.messages import bodies, headers_of, new_secret
from apps.core import jobs
from apps.core.outside import sending
from apps.core.outside.addresses import check_url
from apps.core.sealed import seal, unseal
from apps.core.services import change_rows, create_rows, remove_rows
from apps.missions.models import Mission

DELIVER, MAIL = "api.deliver", "api.mail_webhook"
PURPOSE = "webhooks"
MOST = 20
BOTH_SIGN = datetime.timedelta(hours=24)
KEPT = datetime.timedelta(days=30)
GIVES_UP = datetime.timedelta(days=5)
"""A webhook none of whose messages arrived for so long is switched off with the next that is given up."""
WAITS = (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Seconds before each further attempt: three and a half days in all."""


def add_webhook(
    *,
    by: AbstractBaseUser,
    mission: Mission,
    name: str,
    url: str,
    events: Sequence[str],
    at: datetime.datetime,
) -> tuple[Webhook, str]:
    """Store and log a webhook; answers it with its secret, which is shown this once.

    Raises ValidationError for an address that is not called, and for too many.
    """
    check_url(url)
    secret = new_secret()
    with transaction.atomic():
        if Webhook.objects.filter(mission=mission).count() >= MOST:
            raise ValidationError(_("A mission has at most %(count)d webhooks.") % {"count": MOST})
        webhook = Webhook(
            mission=mission,
            name=name,
            url=url,
            events=list(events),
            sealed=seal(secret, purpose=PURPOSE),
            made_at=at,
        )
        create_rows([webhook], by=by, at=at)
    return webhook, secret


def change_webhook(*, by: AbstractBaseUser, webhook: Webhook, fields: Sequence[str]) -> None:
    """Save these fields. Switched on again, it begins without failures. Raises what `change_rows` raises."""
    if "url" in fields:
        check_url(webhook.url)
    with transaction.atomic():
        change_rows([webhook], fields, by=by)
        if "active" in fields or "url" in fields:
            Webhook.objects.filter(pk=webhook.pk).update(failing_since=None)


def rotate_secret(*, by: AbstractBaseUser, webhook: Webhook, at: datetime.datetime) -> str:
    """Give a webhook a new secret; for a day both sign, so that the receiver can change over. Logged without
    either. Answers the new one, which is shown this once."""
    secret = new_secret()
    with transaction.atomic():
        webhook.former_until = at + BOTH_SIGN
        change_rows([webhook], ["former_until"], by=by, at=at)
        Webhook.objects.filter(pk=webhook.pk).update(
            sealed_before=F("sealed"), sealed=seal(secret, purpose=PURPOSE)
        )
    return secret


def remove_webhook(*, by: AbstractBaseUser, webhook: Webhook) -> None:
    """Take a webhook out, and with it its messages and its secret. Logged."""
    remove_rows([webhook], by=by)


def send_again(*, by: AbstractBaseUser, delivery: WebhookDelivery) -> bool:
    """Have a message sent once more, with the same id; the job says for whom. False while it waits anyway, or
    nobody listens."""
    with transaction.atomic():
        again = WebhookDelivery.objects.filter(pk=delivery.pk, webhook__active=True).exclude(
            state=DeliveryState.WAITING
        )
        if not again.update(state=DeliveryState.WAITING, attempts=0, next_at=None):
            return False
        jobs.request(DELIVER, about=delivery.uuid, by=by, delay=0)
    return True


def keep_messages(event: str, mission: Mission, rows: Sequence[Any]) -> None:
    """Keep a message for each row and each webhook that listens, in the caller's transaction.

    Queries: one where none listens.
    """
    listening = [one for one in Webhook.objects.filter(mission=mission, active=True) if event in one.events]
    if not listening:
        return
    at = timezone.now()
    told = bodies(event, mission, rows, at)
    made = WebhookDelivery.objects.bulk_create(
        [
            WebhookDelivery(webhook=webhook, event=event, body=body, asked_at=at)
            for webhook in listening
            for body in told
        ]
    )
    for one in made:
        jobs.request(DELIVER, about=one.uuid, delay=0)


def deliver(delivery: WebhookDelivery, *, now: datetime.datetime) -> str:
    """Send a message that waits, and keep what came of it; the receiver sees its id again if this is killed
    in between. What fails is asked for again later and later. Returns the state it is in then.
    """
    webhook = delivery.webhook
    if not webhook.active:
        return _end(delivery, DeliveryState.FAILED, now, status=None, problem="switched_off")
    status, problem = None, None
    try:
        body = delivery.body
        headers = headers_of(str(delivery.uuid), body, _secrets(webhook, now), now, settings.VERSION)
        status = sending.post(webhook.url, body.encode(), headers)
    except sending.NotAnswered as error:
        problem = str(error)
    except ValidationError:
        problem = "not_allowed"
    if status is not None and 200 <= status < 300:
        Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=False).update(failing_since=None)
        return _end(delivery, DeliveryState.DELIVERED, now, status=status, problem=None)
    return _failed(delivery, now, status=status, problem=problem or "refused")


def _secrets(webhook: Webhook, now: datetime.datetime) -> list[str]:
    known = [webhook.sealed]
    if webhook.sealed_before is not None and webhook.former_until is not None and now < webhook.former_until:
        known.append(webhook.sealed_before)
    return [unseal(one, purpose=PURPOSE) for one in known]


def _end(
    delivery: WebhookDelivery, state: str, now: datetime.datetime, *, status: int | None, problem: str | None
) -> str:
    WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING).update(
        state=state,
        attempts=F("attempts") + 1,
        status=status,
        problem=problem,
        tried_at=now,
        next_at=None,
    )
    return state


def _failed(delivery: WebhookDelivery, now: datetime.datetime, *, status: int | None, problem: str) -> str:
    webhook = delivery.webhook
    with transaction.atomic():
        Webhook.objects.filter(pk=webhook.pk, failing_since__isnull=True).update(failing_since=now)
        given_up = delivery.attempts >= len(WAITS)
        # Read again: another message may have arrived while this one waited for an answer.
        since = Webhook.objects.values_list("failing_since", flat=True).get(pk=webhook.pk) or now
        # 410 is how a receiver says that it wants no more. A first failure after days of silence says nothing
        # of those days, so only a message that was tried to its end counts.
        if status == 410 or (given_up and now - since >= GIVES_UP):
            _switch_off(webhook, now)
        if status == 410 or given_up:
            return _end(delivery, DeliveryState.FAILED, now, status=status, problem=problem)
        seconds = WAITS[delivery.attempts]
        waiting = WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
        waiting.update(
            attempts=F("attempts") + 1,
            status=status,
            problem=problem,
            tried_at=now,
            next_at=now + datetime.timedelta(seconds=seconds),
        )
        jobs.request(DELIVER, about=delivery.uuid, delay=seconds)
    return DeliveryState.WAITING


def _switch_off(webhook: Webhook, now: datetime.datetime) -> None:
    """Once: log it, and have the administrators of the mission written to."""
    standing = Webhook.objects.select_for_update().filter(pk=webhook.pk, active=True).first()
    if standing is None:
        return
    standing.active = False
    change_rows([standing], ["active"], by=None, via="webhook", at=now)
    jobs.request(MAIL, about=webhook.uuid, delay=0)


def forget(before: datetime.datetime) -> int:
    """Put old messages away. Returns how many."""
    return WebhookDelivery.objects.filter(asked_at__lt=before).delete()[0]
