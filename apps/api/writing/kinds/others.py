"""Places, phases, documents, and what people answer one another."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alignment.dissents.services import answer_dissent, raise_dissent, withdraw_dissent
from apps.alignment.liaison.services import ask_again, declare_hours, say_enough
from apps.alignment.models import Dissent
from apps.alignment.reviews.services import review_activity
from apps.alignment.rounds.positions import Stance, take_position
from apps.alignment.rounds.services import answer_consultation
from apps.api.writing.doors import Asking, Door, but_not, plans, writes
from apps.api.writing.kinds.records import one_by_one
from apps.api.writing.saying import Said
from apps.coherence.decisions.services import remove_decision, save_decision
from apps.frameworks.models import FrameworkVersion
from apps.missions.documents.services import (
    SAID,
    SaidOfDocument,
    add_document,
    change_document,
    remove_document,
)
from apps.missions.models import MissionAgency
from apps.missions.services import places


def _area(asking: Asking, said: Said) -> Any:
    if said.row.pk is None:
        return places.add_area(by=asking.by, area=said.row)
    return places.change_area(by=asking.by, area=said.row)


def _period(asking: Asking, said: Said) -> Any:
    if said.row.pk is None:
        return places.record_phase(by=asking.by, period=said.row)
    return places.change_phase(by=asking.by, period=said.row)


def _document(asking: Asking, said: Said) -> Any:
    words = SaidOfDocument(**{name: getattr(said.row, name) for name in SAID})
    if said.row.pk is None:
        return add_document(by=asking.by, mission=asking.mission, said=words, file=None)
    return change_document(by=asking.by, document=said.row, said=words)


def _decision(asking: Asking, said: Said) -> Any:
    return save_decision(by=asking.by, decision=said.row, fields=said.fields)


# --- answers ------------------------------------------------------------------------------------------------


def _dissent(asking: Asking, said: Said) -> Any:
    row = said.row
    about = row.gate or row.benchmark
    if about is None or (row.gate is not None and row.benchmark is not None):
        raise ValidationError({"gate": _("Name the gate or the benchmark that it is about, one of the two.")})
    presence = MissionAgency.objects.filter(mission=asking.mission, agency=row.agency).first()
    if not asking.by.has_perm("alignment.raise_dissent", presence):
        raise PermissionDenied
    return raise_dissent(
        by=asking.by,
        mission=asking.mission,
        agency=row.agency,
        statement=row.statement,
        raised_on=timezone.localdate(),
        about=about,
    )


def _dissent_answered(asking: Asking, said: Said) -> Any:
    if len(said.names) != 1:
        raise ValidationError(_("Answer it, or say since when it is withdrawn: one of the two."))
    stored = Dissent.objects.select_related("mission").get(pk=said.row.pk)
    if "answer" in said.names:
        return answer_dissent(by=asking.by, dissent=stored, answer=said.row.answer or "")
    if said.row.resolved_on is None:
        raise ValidationError({"resolved_on": _("Say since when it is withdrawn.")})
    return withdraw_dissent(by=asking.by, dissent=stored, resolved_on=said.row.resolved_on)


def _position(asking: Asking, said: Said) -> Any:
    row = said.row
    stances = {1: Stance.RESERVE if row.reservation else Stance.ENDORSE, -1: Stance.OPPOSE}
    if row.support not in stances:
        raise ValidationError(
            {"support": _("Write 1 to endorse or, with a reservation, to reserve; -1 to oppose.")}
        )
    versions: Any = FrameworkVersion.objects.in_force(timezone.localdate()).filter(mission=asking.mission)
    version = versions.order_by("-number").first()
    text = None if version is None else version.objective_texts.filter(objective=row.objective).first()
    if text is None:
        raise ValidationError({"objective": _("It is not worded in a version that is in force.")})
    text.mission = asking.mission
    return take_position(
        by=asking.by,
        agency=row.agency,
        text=text,
        stance=stances[row.support],
        reservation=row.reservation,
        dated_on=timezone.localdate(),
    )


def _review(asking: Asking, said: Said) -> Any:
    row = said.row
    return review_activity(
        by=asking.by,
        activity=row.activity,
        actor=row.internal_actor,
        outcome=row.outcome,
        confidential=bool(row.confidential),
        text=row.text,
    )


def _consultation(asking: Asking, said: Said) -> Any:
    return answer_consultation(by=asking.by, consultation=said.row, fields=said.fields)


def _presence(asking: Asking, said: Said) -> Any:
    row = said.row
    if len(said.names) != 1:
        raise ValidationError(_("Declare hours, or say that it is enough: one of the two at a time."))
    if "liaison_hours_per_quarter" in said.names:
        return declare_hours(by=asking.by, presence=row, hours=row.liaison_hours_per_quarter)
    until = row.liaison_paused_until
    stored = MissionAgency.objects.select_related("agency", "mission").get(pk=row.pk)
    if until is None:
        return ask_again(by=asking.by, presence=stored)
    return say_enough(by=asking.by, presence=stored, until=until)


def _may(rule: str) -> Any:
    return lambda asking, row: asking.by.has_perm(rule, row)


STAYS = gettext_lazy("It stays on record; a new one is said beside it.")
DECIDED = ("title", "decided_on", "kind", "body", "assessment", "text", "owner", "due_on")
HEARD = ("confirmed_by_internal_actor", "hours", "persons")
FOLLOWED = ("response", "follow_up_on")

OTHERS = (
    Door(
        collection="areas",
        fields=("name", "code", "parent"),
        create=one_by_one(_area),
        change=_area,
        remove=lambda asking, row: places.remove_area(by=asking.by, area=row),
    ),
    Door(
        collection="phase_periods",
        fields=("area", "phase", "period_from", "period_to", "basis"),
        create=one_by_one(_period),
        change=_period,
        remove=lambda asking, row: places.remove_phase(by=asking.by, period=row),
    ),
    Door(
        collection="documents",
        fields=SAID,
        create=one_by_one(_document),
        change=_document,
        remove=lambda asking, row: remove_document(by=asking.by, document=row),
    ),
    Door(
        collection="decisions",
        fields=(*DECIDED, "follow_up", "closed_on"),
        create=one_by_one(_decision),
        change=_decision,
        remove=lambda asking, row: remove_decision(by=asking.by, decision=row),
        creates=plans,
        removes=plans,
        only=dict.fromkeys(DECIDED, plans),
    ),
    Door(
        collection="dissents",
        fields=("agency", "statement", "gate", "benchmark"),
        changes=("answer", "resolved_on"),
        create=one_by_one(_dissent),
        change=_dissent_answered,
        only={
            "answer": _may("alignment.answer_dissent"),
            "resolved_on": _may("alignment.withdraw_dissent"),
        },
        why_not={"remove": gettext_lazy("A dissent stays on record; its agency withdraws it from a day on.")},
    ),
    Door(
        collection="policy_positions",
        fields=("agency", "objective", "support", "reservation"),
        create=one_by_one(_position),
        why_not={"change": STAYS, "remove": STAYS},
    ),
    Door(
        collection="internal_reviews",
        fields=("activity", "internal_actor", "outcome", "confidential", "text"),
        create=one_by_one(_review),
        why_not={"change": STAYS, "remove": STAYS},
    ),
    Door(
        collection="consultations",
        fields=(),
        changes=(*HEARD, *FOLLOWED),
        change=_consultation,
        only={
            **dict.fromkeys(HEARD, writes("internal_actor")),
            **dict.fromkeys(FOLLOWED, but_not(writes("internal_actor"))),
        },
        why_not={
            "create": gettext_lazy("It comes with the comment round or the request that asks for it."),
            "remove": gettext_lazy("It stays on record."),
        },
    ),
    Door(
        collection="mission_agencies",
        fields=(),
        changes=("liaison_hours_per_quarter", "liaison_paused_until"),
        change=_presence,
        rule="missions.answer_for_agency",
        why_not={
            "create": gettext_lazy("Agencies come with an import or with the administration of the mission."),
            "remove": gettext_lazy("Agencies come with an import or with the administration of the mission."),
        },
    ),
)
