"""What a message says and how it is signed, as the Standard Webhooks convention has it.

A message names rows by identifiers. Words stand in it only where everybody may read them: the receiver is a
machine somewhere, and who reads what it keeps is not known here.
"""

import base64
import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from apps.api.enums import Event
from apps.missions.enums import MissionAudience
from apps.missions.models import Mission
from apps.missions.models.base import Readership

PREFIX = "whsec_"
COLLECTIONS: Mapping[str, str] = {
    Event.ADOPTED: "framework_versions",
    Event.GATE_DECIDED: "gate_decisions",
    Event.ASSESSED: "assessments",
    Event.OBSERVATION_ACCEPTED: "observations",
}


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, identifier: str, at: int, body: str) -> str:
    """HMAC-SHA256 over id, seconds since the epoch, and body."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    told = hmac.new(key, f"{identifier}.{at}.{body}".encode(), hashlib.sha256).digest()
    return f"v1,{base64.b64encode(told).decode()}"


def headers_of(
    identifier: str, body: str, known: Sequence[str], now: datetime.datetime, version: str
) -> dict[str, str]:
    """`known`: the secrets that sign, during a change the former one too."""
    at = int(now.timestamp())
    return {
        "Content-Type": "application/json",
        "User-Agent": f"nexusplan/{version}",
        "webhook-id": identifier,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(signature(secret, identifier, at, body) for secret in known),
    }


def bodies(event: str, mission: Mission, rows: Sequence[Any], at: datetime.datetime) -> list[str]:
    """A message for each of the rows. Two queries.

    None for a row that not every member may see: that it is there is known inside its agency only; and none
    for a version while its embargo stands: a receiver is outside of the members.
    """
    rows = [row for row in rows if getattr(row, "embargo_until", None) is None]
    if not rows:
        return []
    if event == Event.ASSESSED:
        # Computed of what all members see, and has no row of its own that could be kept.
        return [_body(event, mission, row, {"as_of": row.as_of.isoformat()}, at) for row in rows]
    table: Any = type(rows[0])
    asked = table.objects.filter(pk__in=[row.pk for row in rows])
    members = set(asked.visible_to(Readership(mission, public=False)).values_list("pk", flat=True))
    public: set[int] = set()
    if mission.audience == MissionAudience.PUBLIC:
        public = set(asked.visible_to(Readership(mission, public=True)).values_list("pk", flat=True))
    return [
        _body(event, mission, row, _words(event, row) if row.pk in public else {}, at)
        for row in rows
        if row.pk in members
    ]


def _words(event: str, row: Any) -> dict[str, Any]:
    """What everybody may read of a public row."""
    if event == Event.ADOPTED:
        return {"number": row.number, "adopted_on": row.adopted_on.isoformat()}
    if event == Event.GATE_DECIDED:
        return {"decision": row.decision, "decided_on": row.decided_on.isoformat()}
    return {"indicator": row.indicator.title, "observed_on": row.observed_on.isoformat()}


def _body(event: str, mission: Mission, row: Any, words: dict[str, Any], at: datetime.datetime) -> str:
    data = {"mission": mission.code, "collection": COLLECTIONS[event], "uuid": str(row.uuid), **words}
    return json.dumps({"type": event, "timestamp": at.isoformat(), "data": data}, ensure_ascii=False)
