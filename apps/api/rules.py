"""Who runs the webhooks of a mission, asked by name."""

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.api.models import Webhook, WebhookDelivery
from apps.missions.rules import is_mission_admin, name_rules, nobody

Person = AbstractBaseUser | AnonymousUser


@rules.predicate
def runs_it(user: Person, row: Webhook | WebhookDelivery | None) -> bool:
    """Administers the mission whose webhook it is. One query, one more for a message."""
    webhook = row.webhook if isinstance(row, WebhookDelivery) else row
    return webhook is not None and is_mission_admin(user, webhook.mission)


name_rules(
    "api",
    read={"webhook": runs_it, "webhookdelivery": runs_it, "idempotencykey": nobody},
    change={"webhook": runs_it, "webhookdelivery": nobody, "idempotencykey": nobody},
)
rules.add_perm("api.run_webhooks", is_mission_admin)
