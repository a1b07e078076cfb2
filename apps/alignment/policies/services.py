"""The doors through which strategies of governments are kept, and activities traced to what was promised."""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.models import (
    Comment,
    CommitmentTrace,
    PolicyCommitment,
    StrategyTrace,
    WholeOfGovernmentStrategy,
)
from apps.core import changelog, jobs
from apps.core.enums import Grade
from apps.core.services import EditConflict, create_rows, remove_rows
from apps.missions.models import Document
from apps.missions.services.records import one_at_a_time, save_record

By = AbstractBaseUser | None
Traced = PolicyCommitment | WholeOfGovernmentStrategy
Trace = CommitmentTrace | StrategyTrace
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
    with one_at_a_time(strategy):
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
    row: Traced,
    activities: Sequence[Activity],
    documents: Sequence[Document] = (),
    removed: Sequence[Trace] = (),
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
        named = _named(documents)
        create_rows(made, by=by, at=at, lists=lambda _row: {"documents": [None, named]} if named else {})
        with disable_auditlog():
            for trace in made:
                trace.documents.set(documents)
        remove_rows(list(removed), by=by, at=at)
        jobs.request("coherence.assess", about=row.mission.uuid, by=by)


def thread_of(row: Traced) -> str:
    """What a comment on an activity names as its field, to stand with the trace to the row."""
    collection = (
        "policy_commitments" if isinstance(row, PolicyCommitment) else "whole_of_government_strategies"
    )
    return f"{collection}/{row.key}"


def may_verify(agency: Agency, row: Traced, activity: Activity) -> bool:
    """Whether an agency is a peer who can verify that the activity acts on the row: neither whose commitment
    it is nor who leads or implements the activity, and for a strategy another agency of its state. No query
    where the implementers are read along."""
    if agency.pk == activity.lead_id or agency in activity.implementers.all():
        return False
    if isinstance(row, PolicyCommitment):
        return agency.pk != row.agency_id
    return bool(agency.state) and agency.state == row.state


def evidence_trace(
    *,
    by: By,
    row: Traced,
    trace: Trace,
    documents: Sequence[Document],
    at: datetime.datetime | None = None,
) -> None:
    """Let a trace be shown by these documents: evidenced from then on, claimed without any. What was verified
    stays so while a document shows it.

    Raises EditConflict where somebody changed the row meanwhile.
    """
    grade = trace.grade if documents else str(Grade.CLAIMED)
    if documents and grade == Grade.CLAIMED:
        grade = str(Grade.EVIDENCED)
    before = list(trace.documents.all())
    changes: dict[str, list[str | None]] = {}
    if {one.pk for one in before} != {one.pk for one in documents}:
        changes["documents"] = [_named(before), _named(documents)]
    with transaction.atomic():
        _count_up(row)
        with disable_auditlog():
            trace.documents.set(documents)
        trace.documents_recorded = True
        _regrade(trace, grade, changes, by=by, at=at)
        jobs.request("coherence.assess", about=row.mission.uuid, by=by)


def verify_trace(
    *,
    by: By,
    row: Traced,
    trace: Trace,
    agency: Agency,
    text: str,
    at: datetime.datetime | None = None,
) -> Comment:
    """Record that a peer has seen the evidence that the activity acts on the row, and what it shows: verified
    from now on. What the peer says is a comment on the activity that names the row.

    Raises ValidationError, by field, without words, without evidence, where it is verified already and for an
    agency that is no peer; EditConflict where somebody changed the row meanwhile.
    """
    if not may_verify(agency, row, trace.activity):
        raise ValidationError({"agency": _("Who checks it is neither of the parties.")})
    if trace.grade == Grade.CLAIMED:
        raise ValidationError(_("There is no evidence yet: it needs a document before it is verified."))
    if trace.grade == Grade.VERIFIED:
        raise ValidationError(_("It is verified already."))
    if not text.strip():
        raise ValidationError({"text": _("Say it in words.")})
    comment = Comment(
        mission=row.mission,
        key=f"comment-{uuid4().hex[:12]}",
        text=text.strip(),
        written_on=timezone.localdate(at),
        author=getattr(by, "name", None) or None,
        agency=agency,
        activity=trace.activity,
        field=thread_of(row),
    )
    with transaction.atomic():
        _count_up(row)
        _regrade(trace, str(Grade.VERIFIED), {}, by=by, at=at)
        create_rows([comment], by=by, at=at)
        jobs.request("coherence.assess", about=row.mission.uuid, by=by)
    return comment


def _regrade(
    trace: Trace, grade: str, changes: changelog.Changes, *, by: By, at: datetime.datetime | None
) -> None:
    """Save a trace, which has no version of its own, under that of its row."""
    if trace.grade != grade:
        changes = {**changes, "grade": [trace.grade, grade]}
    trace.grade = grade
    trace.save(update_fields=["grade", "documents_recorded"])
    entry = (trace, LogEntry.Action.UPDATE, changes)
    changelog.write([entry], by=by, at=at or timezone.now(), via="screen")


def _named(documents: Sequence[Document]) -> str:
    return ", ".join(sorted(str(one) for one in documents))


def _count_up(row: Any) -> None:
    """Let the version of the row grow and its list be recorded, if nobody changed it since it was read."""
    same = type(row)._default_manager.filter(pk=row.pk, row_version=row.row_version)
    if not same.update(row_version=F("row_version") + 1, activities_recorded=True):
        raise EditConflict([(row, type(row)._default_manager.filter(pk=row.pk).first())])
    row.row_version += 1
