"""The doors through which strategies of governments are kept, and activities traced to what was promised."""

import datetime
from collections.abc import Sequence
from typing import Any

from auditlog.context import disable_auditlog
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.models import (
    CommitmentTrace,
    PolicyCommitment,
    StrategyTrace,
    WholeOfGovernmentStrategy,
)
from apps.core import jobs
from apps.core.enums import Grade
from apps.core.services import EditConflict, create_rows, remove_rows
from apps.missions.models import Document
from apps.missions.services.records import save_record

By = AbstractBaseUser | None
MECHANISM = (
    "mechanism_regular_mechanism",
    "mechanism_trade_off_mandate",
    "mechanism_central_convening",
    "mechanism_political_and_technical",
    "mechanism_internal_external_mandate",
)


def save_strategy(
    *,
    by: By,
    strategy: WholeOfGovernmentStrategy,
    fields: Sequence[str],
    signatories: Sequence[Agency],
    documents: Sequence[Document],
    at: datetime.datetime | None = None,
) -> WholeOfGovernmentStrategy:
    """Store the one strategy of a state for this country. Without one, nobody has signed it.

    Raises ValidationError, by field, for a second strategy of the state and for signatories that are not of
    the state; EditConflict where somebody changed it meanwhile.
    """
    others = WholeOfGovernmentStrategy.objects.filter(mission=strategy.mission_id, state=strategy.state)
    if others.exclude(uuid=strategy.uuid).exists():
        raise ValidationError({"state": _("The strategy of this state is on record: change that one.")})
    if any(one.state != strategy.state for one in signatories):
        raise ValidationError({"signatories": _("Only agencies of this state sign its strategy.")})
    if signatories and strategy.status != "adopted":
        raise ValidationError({"signatories": _("Nobody signs a strategy that is not adopted.")})
    said = any(getattr(strategy, name) is not None for name in MECHANISM)
    strategy.mechanism_recorded = said or strategy.mechanism_recorded
    return save_record(
        by=by,
        row=strategy,
        fields=[*fields, "mechanism_recorded"],
        lists={"signatories": signatories, "documents": documents},
        at=at,
    )


def trace_activities(
    *,
    by: By,
    row: PolicyCommitment | WholeOfGovernmentStrategy,
    activities: Sequence[Activity],
    documents: Sequence[Document] = (),
    removed: Sequence[CommitmentTrace | StrategyTrace] = (),
    at: datetime.datetime | None = None,
) -> None:
    """Say which activities act on a commitment or a strategy, and take others off; they share its version.

    With a document that shows it a trace is evidenced, else claimed. Raises ValidationError for activities of
    others than the agency, or the state, EditConflict where somebody changed the row meanwhile.
    """
    own = {"agency_id": row.agency_id} if isinstance(row, PolicyCommitment) else {"state": row.state}
    for one in activities:
        if own not in ({"agency_id": one.lead_id}, {"state": one.lead.state}):
            raise ValidationError(_("Only activities that the agency or the state leads act on it."))
    model: Any = CommitmentTrace if isinstance(row, PolicyCommitment) else StrategyTrace
    owner = "commitment" if isinstance(row, PolicyCommitment) else "strategy"
    with transaction.atomic():
        _count_up(row)
        there = set(model.objects.filter(**{owner: row}).values_list("activity_id", flat=True))
        grade = Grade.EVIDENCED if documents else Grade.CLAIMED
        made = [
            model(activity=one, grade=grade, documents_recorded=bool(documents) or None, **{owner: row})
            for one in activities
            if one.pk not in there
        ]
        named = ", ".join(sorted(str(one) for one in documents))
        create_rows(made, by=by, at=at, lists=lambda _row: {"documents": [None, named]} if named else {})
        with disable_auditlog():
            for trace in made:
                trace.documents.set(documents)
        remove_rows(list(removed), by=by, at=at)
        jobs.request("coherence.assess", about=row.mission.uuid, by=by)


def _count_up(row: Any) -> None:
    """Let the version of the row grow and its list be recorded, if nobody changed it since it was read."""
    same = type(row)._default_manager.filter(pk=row.pk, row_version=row.row_version)
    if not same.update(row_version=F("row_version") + 1, activities_recorded=True):
        raise EditConflict([(row, type(row)._default_manager.filter(pk=row.pk).first())])
    row.row_version += 1
