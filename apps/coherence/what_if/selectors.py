"""Reading what-ifs: those that a member may see, and whether the plan has moved on since."""

import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import QuerySet
from django.http import Http404

from apps.accounts.models import User
from apps.coherence.engine.settings import ENGINE_VERSION
from apps.coherence.engine.what_if.compare import COMPARED_SIGNALS, GUARD, SHOWN_OF_VALUE, Side
from apps.coherence.enums import AssessmentAudience, AssessmentKind, Level
from apps.coherence.models import Assessment, WhatIf
from apps.core import jobs
from apps.core.enums import JobStatus
from apps.missions.models import Mission

WAITING = (JobStatus.QUEUED, JobStatus.RUNNING)
COLUMNS = ("status", "value", "lo", "hi", "n", "eligible", "strip")
"""The columns of a stored indicator in the order of what is compared of one."""


def visible(mission: Mission, user: User | AnonymousUser) -> QuerySet[WhatIf]:
    """The user's own and the shared what-ifs of a mission, by title, without their results."""
    rows: QuerySet[WhatIf] = WhatIf.objects.filter(mission=mission).visible_to(user)
    return rows.select_related("owner").order_by("title", "pk")


def find(mission: Mission, user: User | AnonymousUser, uuid: UUID) -> WhatIf:
    """One what-if that the user may see. One query.

    Raises Http404 for all others, alike whether they exist.
    """
    found = visible(mission, user).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    # Its mission is known already: a rule that asks for it needs no query.
    found.mission = mission
    return found


def find_own(mission: Mission, user: User | AnonymousUser, uuid: UUID) -> WhatIf:
    """One what-if that the user may change. Two queries.

    Raises Http404 for all others: to change is not offered to anybody else.
    """
    found = find(mission, user, uuid)
    if not user.has_perm("coherence.change_what_if", found):
        raise Http404
    return found


def stored_side(mission: Mission, as_of: datetime.date, inputs_sha256: str) -> Side | None:
    """What is compared of the members' stored assessment of a day, if it was made of equal inputs.

    None where there is none of this engine. Five queries.
    """
    row = Assessment.objects.filter(
        mission=mission,
        kind=AssessmentKind.COMPUTED,
        audience=AssessmentAudience.MISSION,
        as_of=as_of,
        inputs_sha256=inputs_sha256,
        engine_version=ENGINE_VERSION,
    ).first()
    if row is None or row.result is None:
        return None
    signals = dict(row.signals.filter(signal__in=COMPARED_SIGNALS).values_list("signal", "content"))
    if len(signals) < len(COMPARED_SIGNALS):
        return None  # stored before signals were
    values = row.values.filter(indicator__isnull=False).values_list("level", "subject", "indicator", *COLUMNS)
    counts = row.findings.order_by().values_list("signal", "code").annotate(models.Count("pk"))
    return Side(
        levels=row.result["levels"],
        subjects={level: row.result["subjects"].get(level) for level in Level.values},
        indicators={
            (level, subject, indicator): dict(zip(SHOWN_OF_VALUE, shown, strict=True))
            for level, subject, indicator, *shown in values
        },
        weakest=row.result["weakest"],
        trade_offs=row.result["trade_offs"],
        gates=row.result["gates"],
        findings={(signal, code): count for signal, code, count in counts},
        guard=tuple(
            {"code": one.code, "params": one.params, "rows": one.rows}
            for one in row.findings.filter(signal=GUARD).order_by("pk")
        ),
        signals=signals,
    )


def is_waiting(what_if: WhatIf) -> bool:
    """Its computation is asked for and not done yet. One query."""
    job = jobs.latest("coherence.what_if", about=what_if.uuid)
    return job is not None and job.status in WAITING


def is_stale(what_if: WhatIf) -> bool:
    """The plan has changed since the what-if was computed, or may have: an assessment is on its way.

    Two queries. False while nothing is computed.
    """
    if what_if.computed_at is None:
        return False
    job = jobs.latest("coherence.assess", about=what_if.mission.uuid)
    if job is not None and job.status in WAITING:
        return True
    latest = (
        Assessment.objects.filter(
            mission=what_if.mission_id,
            kind=AssessmentKind.COMPUTED,
            audience=AssessmentAudience.MISSION,
            computed_at__gt=what_if.computed_at,
        )
        .order_by("-computed_at")
        .values_list("inputs_sha256", flat=True)
        .first()
    )
    return latest is not None and latest != what_if.inputs_sha256
