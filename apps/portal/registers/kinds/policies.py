"""The registers of what agencies and governments say they want."""

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.agencies.selectors import state_name
from apps.alignment.enums import StrategyStatus
from apps.alignment.models import (
    Comment,
    CommitmentTrace,
    PolicyCommitment,
    PolicyProduct,
    StrategyTrace,
    WholeOfGovernmentStrategy,
)
from apps.alignment.policies.services import MECHANISM, may_verify, save_strategy, thread_of
from apps.core.enums import Grade
from apps.missions.documents.selectors import documents_for
from apps.portal.registers.base import Action, Fact, Here, Register, agency_link, agency_links, said, word
from apps.portal.registers.forms.policies import CommitmentForm, ProductForm, StrategyForm

POLICIES = "policies"
BACKED = (Grade.EVIDENCED, Grade.VERIFIED)


def _seen(traces: Any, here: Here) -> Any:
    return Prefetch("traces", queryset=traces.objects.visible_to(here.user).select_related("activity__lead"))


def _traced(row: Any, here: Here) -> Mapping[str, Any]:
    """Each activity that acts on it with what shows that, what peers said, and what the person can do. Four
    queries."""
    register = COMMITMENTS if isinstance(row, PolicyCommitment) else STRATEGIES
    traces = list(row.traces.all())
    seen = documents_for(here.user, here.mission)
    prefetch_related_objects(traces, "activity__implementers", Prefetch("documents", queryset=seen))
    said = defaultdict(list)
    heard: Any = Comment.objects.visible_to(here.user).filter(mission=here.mission, field=thread_of(row))
    for one in heard.select_related("agency").order_by("written_on", "pk"):
        said[one.activity_id].append(one)
    changes = here.may(register.permission, row)

    def act(name: str, trace: Any) -> str:
        return here.page(name, register=register.name, uuid=row.uuid, other=trace.activity.uuid)

    def verifies(trace: Any) -> bool:
        peers = (may_verify(one, row, trace.activity) for one in here.agencies)
        return trace.grade == Grade.EVIDENCED and any(peers)

    return {
        "traced": [
            {
                "activity": one.activity,
                "grade": word(Grade, one.grade),
                "documents": one.documents.all(),
                "said": said[one.activity_id],
                "evidence": act("trace_evidence", one) if changes else "",
                "verify": act("trace_verify", one) if verifies(one) else "",
            }
            for one in traces
        ]
    }


def _activities(row: Any, here: Here) -> Fact:
    """The activities that act on it, each with its grade; nobody has said where none is recorded."""
    links = [
        (
            f"{trace.activity.title} ({word(Grade, trace.grade)})",
            here.page("activity", space="alignment", uuid=trace.activity.uuid),
        )
        for trace in row.traces.all()
    ]
    return Fact(
        _("Activities that act on it"),
        gettext("none") if row.activities_recorded and not links else None,
        links=links,
    )


def _number(row: Any) -> int | None:
    return len(row.traces.all()) if row.activities_recorded or row.traces.all() else None


def _traces(row: Any, here: Here) -> Sequence[Action]:
    register = COMMITMENTS if isinstance(row, PolicyCommitment) else STRATEGIES
    if not here.may(register.permission, row):
        return ()
    return ((_("Link activities"), here.page("register_traces", register=register.name, uuid=row.uuid)),)


def _read_commitments(rows: Any, here: Here) -> Any:
    return rows.select_related("agency", "mission").prefetch_related(_seen(CommitmentTrace, here))


def _standing(row: Any, today: datetime.date) -> Fact:
    """Whether anything is done about it; what was due without evidence is to be mended."""
    backed = any(trace.grade in BACKED for trace in row.traces.all())
    if backed:
        return Fact(_("Acted on"), gettext("with evidence"), mark="n")
    due = row.due_on is not None and row.due_on <= today
    if row.traces.all():
        return Fact(_("Acted on"), gettext("only claimed"), mark="r" if due else "a")
    return Fact(_("Acted on"), gettext("by no activity"), mark="r" if due else "a")


def _commitment(row: Any, here: Here) -> Sequence[Fact]:
    return (
        Fact(_("Agency"), links=agency_link(here, row.agency)),
        Fact(_("Due"), row.due_on),
        _standing(row, timezone.localdate()),
        Fact(_("Activities"), _number(row), number=True),
        Fact(_("Made"), row.made_on),
        _activities(row, here),
    )


def _read_products(rows: Any, _here: Here) -> Any:
    return rows.select_related("agency", "mission")


def _product(row: Any, here: Here) -> Sequence[Fact]:
    parts = (row.consulted, row.references, row.contested_points)
    record = None
    if None not in parts:
        record = gettext("%(present)s of 3 parts") % {"present": sum(bool(one) for one in parts)}
    return (
        Fact(_("Agency"), links=agency_link(here, row.agency)),
        Fact(_("Kind"), row.kind),
        Fact(_("Date"), row.dated_on),
        Fact(_("Coherence record"), record, mark="" if record is None else "n" if all(parts) else "a"),
        Fact(_("Consulted"), said(row.consulted)),
        Fact(_("References"), said(row.references)),
        Fact(_("Contested points"), said(row.contested_points)),
        Fact(_("What stayed contested"), row.contested_note),
    )


def _read_strategies(rows: Any, here: Here) -> Any:
    return rows.select_related("mission").prefetch_related("signatories", _seen(StrategyTrace, here))


def _strategy(row: Any, here: Here) -> Sequence[Fact]:
    points = [getattr(row, name) for name in MECHANISM]
    labels = [StrategyForm.base_fields[name].label or name for name in MECHANISM]
    signed = list(row.signatories.all())
    return (
        Fact(_("Title"), row.title),
        Fact(_("Status"), word(StrategyStatus, row.status), mark="n" if row.status == "adopted" else "a"),
        Fact(
            _("Signed by"),
            gettext("nobody") if row.signatories_recorded and not signed else None,
            links=agency_links(here, signed),
        ),
        Fact(_("Points of the mechanism, of 10"), None if None in points else sum(points), number=True),
        Fact(_("Activities"), _number(row), number=True),
        Fact(_("Adopted"), row.adopted_on),
        *(Fact(label, value) for label, value in zip(labels, points, strict=True)),
        _activities(row, here),
    )


def _save_strategy(by: Any, form: Any) -> Any:
    said = form.listed()
    return save_strategy(
        by=by,
        strategy=form.instance,
        fields=form.columns,
        signatories=said["signatories"],
        documents=said.get("documents", []),
    )


COMMITMENTS = Register(
    name="commitments",
    declared="policy_commitments",
    group=POLICIES,
    title=_("Policy commitments"),
    about=_("What each agency says it will do, and which of its activities act on it."),
    empty=_(
        "A commitment is a sentence of an agency's own policy for this country. Activities are linked to "
        "it, so that both show: what nobody works on, and what has drifted from the mandate."
    ),
    new=_("Record a commitment"),
    model=PolicyCommitment,
    form=CommitmentForm,
    read=_read_commitments,
    facts=_commitment,
    named=lambda row: row.text,
    order=("agency__name", "due_on"),
    words=("text", "agency__name", "agency__acronym"),
    by_agencies=True,
    actions=_traces,
    more=_traced,
    template="portal/registers/traced.html",
)
PRODUCTS = Register(
    name="products",
    declared="policy_products",
    group=POLICIES,
    title=_("Policies, plans and programme documents"),
    about=_("Each with its coherence record: who was heard, what was referred to, what stayed contested."),
    empty=_(
        "A policy product is a document that says what an agency will do here. Its coherence record does "
        "not say that it is right: it says who was heard, and what stayed contested."
    ),
    new=_("Record a document"),
    model=PolicyProduct,
    form=ProductForm,
    read=_read_products,
    facts=_product,
    named=lambda row: row.title,
    order=("agency__name", "-dated_on"),
    words=("title", "kind", "agency__name", "agency__acronym"),
    by_agencies=True,
)
STRATEGIES = Register(
    name="strategies",
    group=POLICIES,
    title=_("Strategies of whole governments"),
    about=_("The one strategy of a state's agencies for this country: who signed, and how they keep to it."),
    empty=_(
        "A government with several agencies here, the host's own included, may have one strategy for all "
        "of them. Say also where there is none: that is an answer, and silence is not."
    ),
    new=_("Record the strategy of a state"),
    model=WholeOfGovernmentStrategy,
    form=StrategyForm,
    read=_read_strategies,
    facts=_strategy,
    named=lambda row: state_name(row.state),
    order=("state",),
    choices=("status",),
    labels={"status": _("Status")},
    by_agencies=True,
    save=_save_strategy,
    actions=_traces,
    more=_traced,
    template="portal/registers/traced.html",
)
REGISTERS_OF_POLICIES = (COMMITMENTS, PRODUCTS, STRATEGIES)
