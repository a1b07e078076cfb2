"""The kinds of rows whose changes are told: the tables of each, its page, and the columns that are named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.activities import models as activities
from apps.alignment import models as alignment
from apps.benchmarks import models as benchmarks
from apps.coherence import models as coherence
from apps.exchange import models as exchange
from apps.frameworks import models as frameworks
from apps.funding import models as funding
from apps.missions import models as missions
from apps.portal import models as portal


@dataclass(frozen=True, slots=True)
class Table:
    """How a row of a table is found and named: the path to the `uuid` of the row whose page shows it, and the
    path to its name, None where the row names itself.
    """

    uuid: str = "uuid"
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of row: its name, its page, whether that is a page of the one row or of all, its tables."""

    name: Promise
    page: str
    tables: Mapping[Any, Table]
    own_page: bool = True


OF_ACTIVITY = Table("activity__uuid", "activity__title")
OF_WORDING = Table("objective_text__objective__uuid", "objective_text__title")
OWN = Table()
KINDS: Mapping[str, Kind] = {
    "activity": Kind(
        _("Activity"),
        "alignment:activity",
        {
            activities.Activity: OWN,
            activities.ActivityArea: OF_ACTIVITY,
            activities.ActivityPeople: OF_ACTIVITY,
            activities.ActivitySector: OF_ACTIVITY,
            activities.SourceRecord: OF_ACTIVITY,
            funding.FundingLine: OF_ACTIVITY,
        },
    ),
    "link": Kind(
        _("Link"),
        "coherence:link",
        {
            alignment.AlignmentLink: Table("uuid", "activity__title"),
            alignment.LinkDispute: Table("link__uuid", "link__activity__title"),
        },
    ),
    "objective": Kind(
        _("Objective"),
        "portal:objective",
        {
            frameworks.Objective: OWN,
            frameworks.ObjectiveText: Table("objective__uuid"),
            frameworks.ObjectiveTranslation: Table(
                "objective_text__objective__uuid", "objective_text__title"
            ),
            frameworks.ObjectiveLinkedItem: OF_WORDING,
            frameworks.Endorsement: OF_WORDING,
            frameworks.ResourceRequirement: Table("objective__uuid", "objective__key"),
            frameworks.Assumption: Table("child__uuid", "text"),
            alignment.PolicyPosition: Table("objective__uuid", "objective__key"),
        },
    ),
    "benchmark": Kind(
        _("Benchmark"),
        "portal:benchmark",
        {
            benchmarks.Benchmark: OWN,
            benchmarks.BenchmarkText: Table("benchmark__uuid", "statement"),
            benchmarks.StatusJudgement: Table("benchmark__uuid", "benchmark__key"),
        },
    ),
    "series": Kind(
        _("Indicator"),
        "portal:series",
        {
            benchmarks.Indicator: OWN,
            benchmarks.Milestone: Table("indicator__uuid", "indicator__title"),
            benchmarks.SeriesEvent: Table("indicator__uuid", "indicator__title"),
        },
    ),
    "observation": Kind(
        _("Observation"),
        "benchmarks:observation",
        {benchmarks.Observation: Table("uuid", "indicator__title")},
    ),
    "gate": Kind(
        _("Gate"),
        "portal:gate",
        {benchmarks.Gate: OWN, benchmarks.GateBenchmark: Table("gate__uuid", "gate__title")},
    ),
    "decision": Kind(
        _("Decision on a gate"),
        "portal:gate_decision",
        {
            benchmarks.GateDecision: Table("uuid", "gate__title"),
            benchmarks.GateCondition: Table("decision__uuid", "text"),
        },
    ),
    "dissent": Kind(
        _("Dissent"), "portal:benchmarks", {alignment.Dissent: Table("uuid", "agency__name")}, own_page=False
    ),
    "agency": Kind(
        _("Agency"),
        "portal:agency",
        {
            missions.MissionAgency: Table("agency__uuid", "agency__name"),
            alignment.PolicyCommitment: Table("agency__uuid", "text"),
            alignment.PolicyProduct: Table("agency__uuid", "title"),
            funding.Capacity: Table("agency__uuid", "agency__name"),
        },
    ),
    "document": Kind(
        _("Document"),
        "missions:document",
        {missions.Document: OWN, missions.DocumentFile: Table("document__uuid", "document__title")},
    ),
    "phase": Kind(
        _("Phase"), "portal:phases", {missions.PhasePeriod: Table("uuid", "phase")}, own_page=False
    ),
    "area": Kind(
        _("Area"),
        "portal:areas",
        {missions.Area: OWN, activities.Need: Table("uuid", "area__name")},
        own_page=False,
    ),
    "commitment": Kind(
        _("Mutual commitment"),
        "portal:promises",
        {frameworks.MutualCommitment: Table("uuid", "text")},
        own_page=False,
    ),
    "round": Kind(
        _("Comment round"),
        "portal:round",
        {
            alignment.CommentRound: OWN,
            alignment.RoundInvitation: Table("round__uuid", "agency__name"),
        },
    ),
    "version": Kind(
        _("Version of the framework"),
        "portal:versions",
        {
            frameworks.StrategicFramework: OWN,
            frameworks.FrameworkVersion: OWN,
            frameworks.VersionSection: Table("framework_version__uuid", "title"),
            frameworks.VersionReservation: Table("framework_version__uuid", "agency__name"),
            frameworks.VersionAcknowledgement: Table("framework_version__uuid", "agency__name"),
            frameworks.ConflictFactor: OWN,
            frameworks.LinkedFramework: OWN,
            frameworks.LinkedFrameworkItem: Table("linked_framework__uuid", "text"),
            missions.Mandate: OWN,
            missions.MandateTask: Table("mandate__uuid", "text"),
            benchmarks.QualityWaiver: OWN,
        },
        own_page=False,
    ),
    "sample": Kind(
        _("Sample"),
        "coherence:samples",
        {
            alignment.AuditSample: OWN,
            alignment.AuditUnit: Table("sample__uuid", "activity__title"),
        },
        own_page=False,
    ),
    "what_if": Kind(_("What-if"), "coherence:what_if", {coherence.WhatIf: OWN}),
    "coordination": Kind(
        _("Coordination"),
        "portal:registers",
        {
            missions.Forum: OWN,
            missions.ForumChair: Table("forum__uuid", "forum__name"),
            missions.ForumMeeting: Table("uuid", "forum__name"),
            missions.Attendance: Table("meeting__uuid", "meeting__forum__name"),
            missions.Network: OWN,
            missions.NetworkMember: Table("network__uuid", "network__name"),
            missions.JointMission: OWN,
            missions.AnalyticWork: OWN,
            missions.Event: OWN,
            missions.HarmonisationItem: OWN,
            missions.Post: OWN,
            missions.RegionalActivity: OWN,
            alignment.WholeOfGovernmentStrategy: OWN,
            alignment.ContradictionReview: OWN,
            alignment.Contradiction: Table("uuid", "activity_a__title"),
            alignment.UnintendedConsequence: Table("uuid", "text"),
            alignment.CalendarProposal: OWN,
            alignment.CalendarAnswer: Table("proposal__uuid", "proposal__title"),
            coherence.Decision: OWN,
        },
        own_page=False,
    ),
    "money": Kind(
        _("Money"),
        "funding:money",
        {
            funding.ExchangeRate: Table("uuid", "currency"),
            funding.ForwardPlan: Table("uuid", "funder__name"),
            funding.ForwardPlanAmount: Table("plan__uuid", "plan__funder__name"),
            funding.FundingOutlook: Table("uuid", "function"),
            funding.CoordinationCost: OWN,
            funding.Handover: Table("uuid", "task"),
            funding.AbsorptionScenario: OWN,
            funding.ScenarioAmount: Table("scenario__uuid", "scenario__title"),
        },
        own_page=False,
    ),
    "mission": Kind(_("Mission"), "portal:overview", {missions.Mission: OWN}, own_page=False),
}
KIND_OF: Mapping[Any, Kind] = {model: kind for kind in KINDS.values() for model in kind.tables}

_COMPUTED = "computed from rows whose changes are told"
_PEOPLE = "who belongs to the mission is told on the members' page, to those who run it"
_CONFIDENTIAL = "said among few: the page of the row tells to whom it may what it may"
NOT_TOLD: Mapping[Any, str] = {
    coherence.Assessment: _COMPUTED,
    coherence.FrozenInputs: _COMPUTED,
    coherence.IndicatorValue: _COMPUTED,
    coherence.Finding: _COMPUTED,
    coherence.SignalContent: _COMPUTED,
    missions.Membership: _PEOPLE,
    missions.Invitation: _PEOPLE,
    missions.Reading: _PEOPLE,
    alignment.Consultation: _CONFIDENTIAL,
    alignment.InternalReview: _CONFIDENTIAL,
    alignment.LiaisonRequest: _CONFIDENTIAL,
    alignment.Relationship: _CONFIDENTIAL,
    alignment.Comment: "a thread shows its comments and their answers; they are not rewritten",
    alignment.Mention: _PEOPLE,
    alignment.CommitmentTrace: "names the activities of an agency; shown with the commitment",
    alignment.StrategyTrace: "names the activities of a state; shown with the strategy",
    alignment.AudienceProposal: "has its own page, who sees what",
    portal.SavedReport: "one person's own, and holds nothing new",
    portal.SavedFilter: "one person's own",
    exchange.ImportRun: "on its way; what it stored is told row by row",
    exchange.ImportRow: "on its way; what it stored is told row by row",
    exchange.ColumnMapping: "how somebody's files are read",
    exchange.KnownName: "how somebody's files are read",
}
"""Tables of a mission whose changes are in the log and not on the page, each with the reason."""

MOVES: Mapping[Any, tuple[str, ...]] = {
    benchmarks.Observation: ("group", "area", "area_id", "people"),
    coherence.WhatIf: ("shared",),
}
"""Columns that decide, beside the audience, who may read the row: entries before their last change stay
untold. Whether the value of an observation is withheld hangs on how few people it is about."""

LABELS: Mapping[str, Promise] = {
    "title": _("Title"),
    "name": _("Name"),
    "code": _("Code"),
    "description": _("Description"),
    "statement": _("Statement"),
    "text": _("Text"),
    "lead_id": _("Lead"),
    "lead": _("Lead"),
    "owner_id": _("Owner"),
    "owner": _("Owner"),
    "agency_id": _("Agency"),
    "agency": _("Agency"),
    "status": _("Status"),
    "state": _("State"),
    "kind": _("Kind"),
    "type": _("Kind of document"),
    "dimension": _("Dimension"),
    "pillar": _("Pillar"),
    "priority": _("Priority"),
    "start": _("Start"),
    "end": _("End"),
    "since": _("Since"),
    "until": _("Until"),
    "period_from": _("From"),
    "period_to": _("To"),
    "valid_until": _("Valid until"),
    "approved_on": _("Approved on"),
    "retired_on": _("Retired on"),
    "agreed_on": _("Agreed on"),
    "adopted_on": _("Adopted on"),
    "adopted_by": _("Adopted by"),
    "claimed_on": _("Claimed on"),
    "observed_on": _("Observed on"),
    "decided_on": _("Decided on"),
    "resolved_on": _("Resolved on"),
    "dated_on": _("Date"),
    "due_on": _("Due on"),
    "held_on": _("Held on"),
    "deadline": _("Deadline"),
    "people_planned": _("People planned"),
    "people": _("People"),
    "target_group": _("Target group"),
    "intervention_type": _("Intervention type"),
    "audience": _("Audience"),
    "language": _("Language"),
    "url": _("Address"),
    "area_id": _("Area"),
    "area": _("Area"),
    "parent_id": _("Part of"),
    "phase": _("Phase"),
    "from_phase": _("From phase"),
    "to_phase": _("To phase"),
    "basis": _("Basis"),
    "side": _("Side"),
    "tier": _("Tier"),
    "political_or_security": _("Political or security"),
    "principled_humanitarian": _("Principled humanitarian"),
    "objective_id": _("Objective"),
    "objective": _("Objective"),
    "benchmark_id": _("Benchmark"),
    "funder_id": _("Funder"),
    "funder": _("Funder"),
    "party_id": _("Party"),
    "party_text": _("Party"),
    "attestor_id": _("Attested by"),
    "grade": _("Grade"),
    "contribution": _("Contribution"),
    "share": _("Share"),
    "reason": _("Reason"),
    "reasons": _("Reasons"),
    "answer": _("Answer"),
    "reservation": _("Reservation"),
    "role": _("Role"),
    "threshold": _("Threshold"),
    "decision": _("Decision"),
    "group": _("Group"),
    "value_number": _("Value"),
    "value_money": _("Value"),
    "value_stage": _("Value"),
    "value_yes": _("Value"),
    "baseline_number": _("Baseline"),
    "baseline_money": _("Baseline"),
    "baseline_stage": _("Baseline"),
    "target_number": _("Target"),
    "target_money": _("Target"),
    "target_stage": _("Target"),
    "target_on": _("Due on"),
    "unit": _("Unit"),
    "direction": _("Direction"),
    "source": _("Source"),
    "method": _("Method"),
    "outcome": _("Outcome"),
    "message": _("Message"),
    "note": _("Note"),
    "currency": _("Currency"),
    "amount": _("Amount"),
    "committed": _("Committed"),
    "scheduled": _("Scheduled"),
    "disbursed": _("Disbursed"),
    "executed": _("Executed"),
    "year": _("Year"),
    "number": _("Number"),
    "vision": _("Vision"),
}
"""The columns that are told, whatever their table; an import writes the key of what a row names under the
name of the column without `_id`. Not those that `apps.missions.fields` guards in a table."""
