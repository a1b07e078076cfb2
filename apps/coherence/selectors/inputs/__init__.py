"""From the database to the engine's `Inputs`: columns, not objects, in a fixed number of queries."""

from typing import Any

from apps.activities.models import Need
from apps.benchmarks.models import Benchmark, BenchmarkText
from apps.coherence.engine import inputs as rows
from apps.coherence.selectors.inputs import activities, alignment, benchmarks, coordination, framework
from apps.coherence.selectors.inputs.reader import ALL, MEMBERS, PUBLIC, Reader
from apps.core.values import as_float
from apps.frameworks.models import ResourceRequirement
from apps.funding.models import (
    Capacity,
    CoordinationCost,
    ExchangeRate,
    ForwardPlan,
    FundingOutlook,
    Handover,
)
from apps.missions.models import ForumMeeting, Mission

__all__ = ["ALL", "MEMBERS", "PUBLIC", "load_inputs"]


def load_inputs(mission: Mission, audience: str = ALL) -> rows.Inputs:
    """What the engine reads of one mission, for one audience, in canonical order.

    `mission` leaves out rows kept inside an agency, `public` whatever is not public: positions, ratings,
    reviews and liaison time never are. A row is as visible as the least visible activity or document
    it names. The number of queries is fixed, whatever the number of rows.
    """
    reader = Reader(mission, audience)
    return rows.canonical(
        rows.Inputs(mission=framework.mission(reader), **benchmarks.series(reader), **_values(reader))
    )


def _values(reader: Reader) -> dict[str, Any]:
    return {
        "agencies": framework.agencies(reader),
        "mission_agencies": framework.presence(reader),
        "areas": framework.areas(reader),
        "phase_periods": framework.phase_periods(reader),
        "events": benchmarks.events(reader),
        "framework_versions": framework.versions(reader),
        "objective_texts": framework.objective_texts(reader),
        "benchmarks": tuple(
            rows.Benchmark(key, reader.objective[objective], retired)
            for key, objective, retired in reader.of(Benchmark).values_list(
                "key", "objective_id", "retired_on"
            )
        ),
        "benchmark_texts": tuple(
            rows.BenchmarkText(key, reader.version[version], reader.benchmark[benchmark])
            for key, version, benchmark in reader.of(BenchmarkText)
            .filter(**(BenchmarkText.public_when if reader.public else {}))
            .values_list("key", "framework_version_id", "benchmark_id")
        ),
        "gates": benchmarks.gates(reader),
        "gate_decisions": benchmarks.gate_decisions(reader),
        "dissents": benchmarks.dissents(reader),
        "activities": activities.activities(reader),
        "alignment_links": activities.links(reader),
        "policy_commitments": alignment.commitments(reader),
        "policy_products": alignment.products(reader),
        "policy_positions": alignment.positions(reader),
        "contradictions": alignment.contradictions(reader),
        "contradiction_reviews": alignment.contradiction_reviews(reader),
        "audit_samples": alignment.audit_samples(reader),
        "consultations": alignment.consultations(reader),
        "internal_reviews": alignment.internal_reviews(reader),
        "relationships": alignment.relationships(reader),
        "forums": coordination.forums(reader),
        "forum_meetings": tuple(
            rows.ForumMeeting(key, reader.forum[forum], held_on)
            for key, forum, held_on in reader.of(ForumMeeting).values_list("key", "forum_id", "held_on")
        ),
        "joint_missions": coordination.joint_missions(reader),
        "analytic_work": coordination.analytic_work(reader),
        "funding_lines": activities.funding_lines(reader),
        "exchange_rates": tuple(
            rows.ExchangeRate(key, currency, valid_on, float(rate))
            for key, currency, valid_on, rate in reader.of(ExchangeRate).values_list(
                "key", "currency", "valid_on", "rate"
            )
        ),
        "forward_plans": tuple(
            rows.ForwardPlan(key, reader.agency[funder], years, shared_on)
            for key, funder, years, shared_on in reader.of(ForwardPlan).values_list(
                "key", "funder_id", "years_shared", "shared_on"
            )
        ),
        "resource_requirements": tuple(
            rows.ResourceRequirement(key, reader.objective[objective], start, end, currency, float(amount))
            for key, objective, start, end, currency, amount in reader.of(ResourceRequirement).values_list(
                "key", "objective_id", "period_from", "period_to", "currency", "amount"
            )
        ),
        "capacities": tuple(
            rows.Capacity(key, reader.agency[agency], start, end, currency, *(as_float(a) for a in amounts))
            for key, agency, start, end, currency, *amounts in reader.of(Capacity).values_list(
                "key",
                "agency_id",
                "period_from",
                "period_to",
                "currency",
                "received",
                "executed",
                "opening_backlog",
            )
        ),
        "funding_outlooks": tuple(
            rows.FundingOutlook(key, function, year, currency, *(as_float(a) for a in amounts))
            for key, function, year, currency, *amounts in reader.of(FundingOutlook).values_list(
                "key",
                "function",
                "year",
                "currency",
                "assessed",
                "voluntary_committed",
                "national",
                "need",
            )
        ),
        "whole_of_government_strategies": alignment.strategies(reader),
        "needs": tuple(
            rows.Need(key, dimension, reader.area[area], group, kind, people, dated_on)
            for key, dimension, area, group, kind, people, dated_on in reader.of(Need).values_list(
                "key", "dimension", "area_id", "target_group", "intervention_type", "people", "dated_on"
            )
        ),
        "liaison_requests": alignment.liaison_requests(reader),
        "coordination_costs": tuple(
            rows.CoordinationCost(key, start, end, currency, hours, as_float(rate), as_float(amount))
            for key, start, end, currency, hours, rate, amount in reader.of(CoordinationCost).values_list(
                "key", "period_from", "period_to", "currency", "person_hours", "hourly_rate", "amount"
            )
        ),
        "handovers": tuple(
            rows.Handover(key, reader.agency.get(to_agency), due_on, currency, as_float(cost), financed)
            for key, to_agency, due_on, currency, cost, financed in reader.of(Handover).values_list(
                "key", "to_agency_id", "due_on", "currency", "yearly_cost", "financed_nationally"
            )
        ),
        "scenarios": activities.scenarios(reader),
        "assessments": coordination.recorded(reader),
    }
