"""Which model keeps which collection. What is not said here follows the conventions of slots.py."""

from django.db import models

from apps.activities.models import Activity, Need, SourceRecord
from apps.agencies.models import Agency
from apps.alignment import models as alignment
from apps.benchmarks import models as benchmarks
from apps.benchmarks.enums import SeriesEventKind
from apps.coherence.enums import AssessmentKind
from apps.coherence.models import Assessment, Decision
from apps.exchange.bundle.collections import BY_NAME, COLLECTIONS, MISSION
from apps.exchange.mapping.slots import Exceptions, Table, Via, table
from apps.frameworks import models as frameworks
from apps.funding import models as funding
from apps.funding.enums import ScenarioSeries
from apps.missions import models as missions

# Kept in two tables each, so that the collections need code of their own: the shared half of an agency is
# AGENCY, what is true of it in one mission is SIDE, its presence there is PRESENCE.
AGENCIES, PRESENCES = "agencies", "mission_agencies"
_SHARED = frozenset(
    {
        "uuid",
        "name",
        "acronym",
        "kind",
        "state",
        "parent",
        "iati_identifier",
        "other_names",
        "website",
    }
)

MODELS: dict[str, type[models.Model]] = {
    "documents": missions.Document,
    "areas": missions.Area,
    "phase_periods": missions.PhasePeriod,
    "networks": missions.Network,
    "mandates": missions.Mandate,
    "events": missions.Event,
    "forums": missions.Forum,
    "forum_meetings": missions.ForumMeeting,
    "joint_missions": missions.JointMission,
    "analytic_work": missions.AnalyticWork,
    "harmonisation_items": missions.HarmonisationItem,
    "posts": missions.Post,
    "regional_activities": missions.RegionalActivity,
    "framework_versions": frameworks.FrameworkVersion,
    "objectives": frameworks.Objective,
    "objective_texts": frameworks.ObjectiveText,
    "conflict_factors": frameworks.ConflictFactor,
    "assumptions": frameworks.Assumption,
    "linked_frameworks": frameworks.LinkedFramework,
    "mutual_commitments": frameworks.MutualCommitment,
    "resource_requirements": frameworks.ResourceRequirement,
    "benchmarks": benchmarks.Benchmark,
    "benchmark_texts": benchmarks.BenchmarkText,
    "indicators": benchmarks.Indicator,
    "milestones": benchmarks.Milestone,
    "observations": benchmarks.Observation,
    "status_judgements": benchmarks.StatusJudgement,
    "gates": benchmarks.Gate,
    "gate_decisions": benchmarks.GateDecision,
    "quality_waivers": benchmarks.QualityWaiver,
    "activities": Activity,
    "source_records": SourceRecord,
    "needs": Need,
    "alignment_links": alignment.AlignmentLink,
    "policy_commitments": alignment.PolicyCommitment,
    "policy_products": alignment.PolicyProduct,
    "policy_positions": alignment.PolicyPosition,
    "contradictions": alignment.Contradiction,
    "contradiction_reviews": alignment.ContradictionReview,
    "calendar_proposals": alignment.CalendarProposal,
    "unintended_consequences": alignment.UnintendedConsequence,
    "audit_samples": alignment.AuditSample,
    "consultations": alignment.Consultation,
    "internal_reviews": alignment.InternalReview,
    "relationships": alignment.Relationship,
    "whole_of_government_strategies": alignment.WholeOfGovernmentStrategy,
    "dissents": alignment.Dissent,
    "liaison_requests": alignment.LiaisonRequest,
    "comment_rounds": alignment.CommentRound,
    "comments": alignment.Comment,
    "funding_lines": funding.FundingLine,
    "exchange_rates": funding.ExchangeRate,
    "forward_plans": funding.ForwardPlan,
    "capacities": funding.Capacity,
    "funding_outlooks": funding.FundingOutlook,
    "coordination_costs": funding.CoordinationCost,
    "handovers": funding.Handover,
    "scenarios": funding.AbsorptionScenario,
    "assessments": Assessment,
    "decisions": Decision,
}

EXCEPTIONS = {
    "framework_versions": Exceptions(relations={"acknowledged_by": Via("acknowledgements")}),
    "mandates": Exceptions(keyed={"tasks": "mandates.tasks"}),
    "linked_frameworks": Exceptions(keyed={"items": "linked_frameworks.items"}),
    "indicators": Exceptions(
        relations={
            "breaks": Via("series_events", fixed={"kind": SeriesEventKind.BREAK.value}),
            "shocks": Via("series_events", fixed={"kind": SeriesEventKind.SHOCK.value}),
        }
    ),
    "policy_commitments": Exceptions(relations={"activities": Via("traces")}),
    "whole_of_government_strategies": Exceptions(relations={"activities": Via("traces")}),
    "scenarios": Exceptions(
        relations={
            name: Via("amounts", fixed={"series": series.value}, single="amount", position="position")
            for name, series in (
                ("delivery", ScenarioSeries.DELIVERY),
                ("capacity_building", ScenarioSeries.CAPACITY_BUILDING),
            )
        }
    ),
}

MISSION_TABLE = table(missions.Mission, MISSION)
TABLES: dict[str, Table] = {
    name: table(model, BY_NAME[name].fields, EXCEPTIONS.get(name)) for name, model in MODELS.items()
}
AGENCY = table(Agency, tuple(one for one in BY_NAME[AGENCIES].fields if one.name in _SHARED))
SIDE = table(
    missions.MissionAgency, tuple(one for one in BY_NAME[AGENCIES].fields if one.name not in _SHARED)
)
PRESENCE = table(
    missions.MissionAgency, BY_NAME[PRESENCES].fields, Exceptions(columns={"key": "presence_key"})
)

# Collections in an order fit for storing: each after those it refers to.
ORDER = tuple(collection.name for collection in COLLECTIONS)
# Rows of the same table that travel in no file.
SCOPES: dict[str, dict[str, str]] = {"assessments": {"kind": AssessmentKind.RECORDED.value}}
# The references of a collection to itself: stored after all of its rows stand.
SELF = {
    name: tuple(reference for reference in one.references if reference.target == name)
    for name, one in TABLES.items()
}
