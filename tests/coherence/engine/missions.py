"""Random small missions as bundle documents: every collection the engine reads, with gaps everywhere."""

import random
from typing import Any

Document = dict[str, Any]

AS_OF = "2026-01-01"
DAYS = (
    "2024-03-01",
    "2024-12-15",
    "2025-01-01",
    "2025-04-10",
    "2025-09-30",
    "2025-12-31",
    "2026-01-01",
    "2026-02-01",
)
PHASES = ("stabilisation", "transition", "consolidation", "exit")
GATES = ("G0", "G1", "G2")
GRADES = ("claimed", "evidenced", "verified")
DIMENSIONS = ("political", "security", "development", "human_rights", "humanitarian", "rule_of_law")
KINDS = (
    "bilateral_agency",
    "ministry_or_public_body",
    "sub_national_authority",
    "womens_organisation",
    "private_sector",
)
REGISTERS = ("recorded", "declared_empty", "missing", None)


class Maker:
    """Draws rows; `maybe` leaves a value out now and then."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  repeatable examples, no secret

    def one(self, items: Any) -> Any:
        return self.random.choice(list(items))

    def some(self, items: Any, least: int = 0) -> list[Any]:
        pool = list(items)
        return self.random.sample(pool, self.random.randint(min(least, len(pool)), len(pool)))

    def maybe(self, value: Any, chance: float = 0.8) -> Any:
        return value if self.random.random() < chance else None

    def day(self) -> str:
        return self.one(DAYS)

    def flag(self) -> bool | None:
        return self.maybe(self.random.random() < 0.5)

    def amount(self) -> str:
        return f"{self.random.choice((0, 1, 10, 250, 999)) * self.random.randint(1, 9)}.00"


def register(maker: Maker, *, rows: bool) -> str | None:
    """A register state that does not contradict the rows."""
    return maker.one(("recorded", None)) if rows else maker.one(("declared_empty", "missing", None))


def random_mission(seed: int) -> Document:
    """A mission of up to seven agencies and twelve activities."""
    m = Maker(seed)
    agencies = [
        {
            "key": f"A{i}",
            "side": m.one(("internal", "external", "external", "external", "mixed")),
            "state": m.maybe(m.one("NK"), 0.6),
            "kind": m.maybe(m.one(KINDS)),
            "political_or_security": m.flag(),
            "principled_humanitarian": m.maybe(m.random.random() < 0.3),
        }
        for i in range(m.random.randint(2, 7))
    ]
    names = [row["key"] for row in agencies]
    areas = [{"key": f"R{i}", "parent": m.maybe("R0", 0.5) if i else None} for i in range(3)]
    places = [row["key"] for row in areas]
    objectives = [f"O{i}" for i in range(m.random.randint(1, 4))]
    activities = [_activity(m, f"X{i}", names, places) for i in range(m.random.randint(1, 12))]
    keys = [row["key"] for row in activities]
    document: Document = {
        "format": "nexusplan-bundle",
        "version": 1,
        "agencies": agencies,
        "areas": areas,
        "activities": activities,
        "objectives": [{"key": key} for key in objectives],
        "framework_versions": _versions(m, names),
        "objective_texts": [
            {
                "key": f"V-{key}",
                "framework_version": "V",
                "objective": key,
                "title": key,
                "dimension": m.one(DIMENSIONS),
                "priority": m.maybe(m.random.randint(1, 5)),
                "endorsements": m.maybe(
                    [
                        {
                            "agency": name,
                            "endorsed_on": m.maybe(m.day()),
                            "income_share": m.maybe(m.random.random()),
                        }
                        for name in m.some(names)
                    ]
                ),
            }
            for key in objectives
        ],
        "alignment_links": _links(m, keys, objectives, names),
        "policy_commitments": [
            {
                "key": f"C{i}",
                "agency": m.one(names),
                "text": "-",
                "due_on": m.maybe(m.day()),
                "activities": m.maybe([{"activity": key, "grade": m.one(GRADES)} for key in m.some(keys)]),
            }
            for i in range(m.random.randint(0, 8))
        ],
        "policy_products": [
            {
                "key": f"P{i}",
                "agency": m.one(names),
                "title": "-",
                "consulted": m.flag(),
                "references": m.flag(),
                "contested_points": m.flag(),
            }
            for i in range(m.random.randint(0, 5))
        ],
        "policy_positions": [
            {
                "key": f"{name}-{key}",
                "agency": name,
                "objective": key,
                "support": m.maybe(m.one((-1, 0, 1)), 0.9),
                "reservation": m.maybe("in part", 0.2),
                "dated_on": m.maybe(m.day()),
            }
            for name in names
            for key in objectives
            if m.random.random() < 0.6
        ],
        "contradictions": [
            {
                "key": f"e{i}",
                "activity_a": pair[0],
                "activity_b": pair[1],
                "score": m.random.randint(-3, 1),
                "grade": m.one(GRADES),
                "status": m.one(("open", "open", "mitigated")),
                "raised_on": m.maybe(m.day()),
                "closed_on": m.maybe(m.day(), 0.3),
                "acknowledged_by": m.maybe(m.some(names)),
            }
            for i, pair in enumerate(m.some([(a, b) for a in keys for b in keys if a < b][:20]))
        ],
        "contradiction_reviews": [
            {
                "key": f"CR{i}",
                "scope": "mission",
                "reviewed_on": m.day(),
                "activities": m.maybe(m.some(keys, 1)),
            }
            for i in range(2)
        ],
        "consultations": [
            {
                "key": f"CN{i}",
                "activity": m.maybe(m.one(keys), 0.9),
                "internal_actor": m.one(names),
                "held_on": m.day(),
                "confirmed_by_internal_actor": m.flag(),
                "response": m.maybe(m.one(("changed", "none", "accepted_with_reasons"))),
                "follow_up_on": m.maybe(m.day(), 0.5),
            }
            for i in range(m.random.randint(0, 8))
        ],
        "audit_samples": [
            {
                "key": f"S{i}",
                "scope": m.one(("mission", "mission", "agency")),
                "drawn_on": m.day(),
                "seed": i,
                "population": 20,
                "eligible": m.maybe(25),
                "units": m.maybe(
                    [
                        {
                            "activity": key,
                            "inclusion_probability": m.one((0.2, 0.5)),
                            "outcome": m.maybe(m.one(("confirmed", "not_confirmed", "no_answer"))),
                            "checked_on": m.maybe(m.day()),
                            "checker": m.maybe(m.one(names)),
                        }
                        for key in m.some(keys)
                    ]
                ),
            }
            for i in range(m.random.randint(0, 2))
        ],
        "internal_reviews": [
            {
                "key": f"IR{i}",
                "activity": m.one(keys),
                "internal_actor": m.one(names),
                "reviewed_on": m.day(),
                "outcome": m.one(("no_objection", "objection", "no_comment")),
            }
            for i in range(m.random.randint(0, 10))
        ],
        "relationships": [
            {
                "key": f"{a}-{b}",
                "agency_a": a,
                "agency_b": b,
                "period_from": m.maybe(m.day()),
                "rating_a": m.maybe(m.random.randint(0, 5)),
                "rating_b": m.maybe(m.random.randint(0, 5)),
                "band_min": m.maybe(1, 0.1),
                "band_max": m.maybe(3, 0.2),
            }
            for a in names
            for b in names
            if a < b and m.random.random() < 0.7
        ],
        "forums": [
            {"key": f"F{i}", "name": "-", "chairs": m.maybe(m.some(names))}
            for i in range(m.random.randint(0, 3))
        ],
        "joint_missions": [
            {
                "key": f"JM{i}",
                "participants": m.some(names, 1),
                "started_on": m.day(),
                "humanitarian": m.flag(),
            }
            for i in range(m.random.randint(0, 4))
        ],
        "analytic_work": [
            {"key": f"AW{i}", "participants": m.some(names, 1), "published_on": m.day()}
            for i in range(m.random.randint(0, 3))
        ],
        "funding_lines": [_line(m, f"L{i}", keys, names) for i in range(m.random.randint(0, 15))],
        "exchange_rates": [{"key": "EUR", "currency": "EUR", "valid_on": "2024-01-01", "rate": "1.1"}],
        "phase_periods": [
            {
                "key": f"PP{i}",
                "phase": m.one(PHASES),
                "period_from": m.day(),
                "area": m.maybe(m.one(places), 0.5),
            }
            for i in range(m.random.randint(0, 3))
        ],
        "whole_of_government_strategies": [
            {
                "key": f"S-{state}",
                "state": state,
                "status": m.one(("adopted", "adopted", "none", "unknown")),
                "signatories": m.maybe(m.some(names)),
                "mechanism": m.maybe(
                    {
                        "regular_mechanism": m.maybe(m.one((0, 5)), 0.9),
                        "trade_off_mandate": m.maybe(m.one((0, 2)), 0.9),
                        "central_convening": 1,
                        "political_and_technical": 0,
                        "internal_external_mandate": 1,
                    }
                ),
                "activities": m.maybe([{"activity": key, "grade": m.one(GRADES)} for key in m.some(keys)]),
            }
            for state in m.some("NK")
        ],
    }
    document["forum_meetings"] = [
        {"key": f"{row['key']}-{i}", "forum": row["key"], "held_on": m.day()}
        for row in document["forums"]
        for i in range(m.random.randint(0, 2))
    ]
    document |= _means(m, names, objectives)
    document |= _benchmarks(m, names, objectives, places)
    _registers(m, document, names)
    return document


def _activity(m: Maker, key: str, names: list[str], places: list[str]) -> Document:
    return {
        "key": key,
        "lead": m.one(names),
        "title": key,
        "dimension": m.one((*DIMENSIONS, "humanitarian", "development")),
        "status": m.one(("active", "active", "active", "completed", "proposed")),
        "implementers": m.maybe(m.some(names)),
        "intended_phases": m.maybe(m.some(PHASES)),
        "areas": m.maybe(m.some(places)),
        "target_group": m.maybe(m.one(("all", "youth"))),
        "intervention_type": m.maybe("training"),
        "people_planned": m.maybe(m.random.randint(0, 900)),
        "approved_on": m.maybe(m.day()),
        "start": m.maybe("2025-03-01"),
        "end": m.maybe("2027-01-01"),
        "country_owned_results": m.maybe({q: m.maybe(m.one((0, 0.5, 1)), 0.9) for q in ("q1", "q2", "q3")}),
        "verification_deferred": m.maybe(m.random.random() < 0.2),
    }


def _versions(m: Maker, names: list[str]) -> list[Document]:
    if m.random.random() < 0.1:
        return []
    return [
        {
            "key": "V",
            "number": 1,
            "status": "adopted",
            "adopted_on": m.maybe("2024-06-01"),
            "acknowledged_by": m.maybe(
                [{"agency": name, "acknowledged_on": m.maybe(m.day())} for name in m.some(names)]
            ),
        }
    ]


def _links(m: Maker, keys: list[str], objectives: list[str], names: list[str]) -> list[Document]:
    return [
        {
            "key": f"{key}-{objective}",
            "activity": key,
            "objective": objective,
            "grade": m.one(GRADES),
            "share": m.maybe(0.5, 0.3),
            "claimed_on": m.maybe(m.day()),
            "attestor": m.maybe(m.one(names)),
            "attestor_income_share": m.maybe(m.random.random(), 0.5),
            "attested_on": m.maybe(m.day()),
            "valid_until": m.maybe(m.day(), 0.2),
            "dispute": m.maybe({"by": names[0], "raised_on": m.day(), "resolved_on": m.maybe(m.day())}, 0.2),
            "redesign": m.flag(),
        }
        for key in keys
        for objective in objectives
        if m.random.random() < 0.4
    ]


def _line(m: Maker, key: str, keys: list[str], names: list[str]) -> Document:
    return {
        "key": key,
        "activity": m.one(keys),
        "funder": m.one(names),
        "period_from": m.one(("2024-01-01", "2025-01-01", "2025-06-01")),
        "period_to": m.maybe("2025-12-31"),
        "currency": m.one(("USD", "USD", "EUR", "XXX")),
        "scheduled": m.maybe(m.amount()),
        "disbursed": m.maybe(m.amount()),
        "programme_based": m.flag(),
        "to_government_sector": m.maybe(m.amount()),
        "country_systems": m.maybe(
            {name: m.flag() for name in ("budget_execution", "financial_reporting", "audit", "procurement")}
        ),
    }


def _means(m: Maker, names: list[str], objectives: list[str]) -> Document:
    return {
        "forward_plans": [
            {
                "key": f"FP-{name}",
                "funder": name,
                "years_shared": m.maybe(m.one((0, 1, 3))),
                "shared_on": m.maybe(m.day()),
            }
            for name in m.some(names)
        ],
        "resource_requirements": [
            {
                "key": f"RR-{key}",
                "objective": key,
                "period_from": "2025-01-01",
                "period_to": "2025-12-31",
                "currency": m.one(("USD", "EUR")),
                "amount": m.amount(),
            }
            for key in m.some(objectives)
        ],
        "funding_outlooks": [
            {
                "key": f"FO{year}",
                "function": "all",
                "year": year,
                "currency": "USD",
                "assessed": m.maybe(m.amount()),
                "voluntary_committed": m.maybe(m.amount()),
                "national": m.maybe(m.amount(), 0.9),
                "need": m.maybe(m.amount()),
            }
            for year in range(2026, 2026 + m.random.randint(0, 4))
        ],
        "needs": [
            {
                "key": "ND",
                "dimension": "development",
                "area": "R0",
                "target_group": "all",
                "intervention_type": "training",
                "people": m.maybe(100),
            }
        ],
        "liaison_requests": [
            {
                "key": f"LR{i}",
                "internal_actor": m.one(names),
                "requested_by": m.maybe(m.one(names)),
                "requested_on": m.day(),
                "kind": "meeting",
                "person_hours": m.maybe(m.random.randint(1, 90)),
                "topic": m.maybe(m.one(("Payroll", "payroll ", "Land"))),
                "critical": m.flag(),
            }
            for i in range(m.random.randint(0, 6))
        ],
        "capacities": [
            {
                "key": f"CAP{i}",
                "agency": m.one(names),
                "period_from": "2025-01-01",
                "period_to": m.one(("2025-06-30", "2025-12-31")),
                "currency": m.maybe(m.one(("USD", "EUR", "XXX"))),
                "received": m.maybe(m.amount()),
                "executed": m.maybe(m.amount()),
                "opening_backlog": m.maybe(m.amount()),
            }
            for i in range(m.random.randint(0, 3))
        ],
        "coordination_costs": [
            {
                "key": f"CC{i}",
                "kind": "travel",
                "period_from": "2025-01-01",
                "period_to": "2025-12-31",
                "currency": "USD",
                "amount": m.maybe(m.amount()),
            }
            for i in range(m.random.randint(0, 2))
        ],
        "scenarios": [
            {
                "key": "S",
                "kind": "absorption",
                "plan_of_record": m.flag(),
                "first_capacity": m.maybe("2.0"),
                "delivery": m.maybe(["4.0", "6.0", "1.0"]),
                "capacity_building": m.maybe(["1.0", "1.0", "0.0"]),
                "gain": m.maybe(0.5),
                "lag": m.maybe(1),
                "lapse": m.maybe(0.1),
                "decay": m.maybe(0.1),
                "capacity_max": m.maybe("3.0"),
            }
        ],
    }


def _benchmarks(m: Maker, names: list[str], objectives: list[str], places: list[str]) -> Document:
    benchmarks = [{"key": f"B{i}", "objective": m.one(objectives)} for i in range(m.random.randint(0, 4))]
    keys = [row["key"] for row in benchmarks]
    return {
        "benchmarks": benchmarks,
        "indicators": [
            {
                "key": f"I-{key}",
                "benchmark": key,
                "title": key,
                "headline": m.flag(),
                "value_type": "number",
                "direction": m.one(("increase", "decrease", "maintain_above", "maintain_below", "range")),
                "baseline_value": m.maybe(m.random.randint(0, 100)),
                "baseline_on": m.maybe("2025-01-01"),
                "target_value": m.maybe(m.random.randint(0, 100)),
                "target_on": m.maybe("2027-01-01"),
                "tolerance": m.maybe(2, 0.3),
                "range_min": m.maybe(10),
                "range_max": m.maybe(60),
                "reporting_interval_months": m.one((1, 3, 6, 12)),
                "required_areas": m.maybe(m.some(places)),
                "required_groups": m.maybe(["women"]),
            }
            for key in keys
        ],
        "milestones": [
            {
                "key": f"M-{key}",
                "indicator": f"I-{key}",
                "due_on": "2026-01-01",
                "value": m.maybe(m.random.randint(0, 100)),
            }
            for key in m.some(keys)
        ],
        "observations": [
            {
                "key": f"OB-{key}-{i}",
                "indicator": f"I-{key}",
                "observed_on": m.day(),
                "value": m.maybe(m.random.randint(0, 100), 0.9),
                "group": m.maybe("women", 0.2),
                "area": m.maybe(m.one(places), 0.2),
                "standard_error": m.maybe(3, 0.3),
                "grade": m.maybe(m.one(GRADES)),
                "attestor": m.maybe(m.one(names)),
                "state": m.one(("accepted", "accepted", "draft")),
            }
            for key in keys
            for i in range(m.random.randint(0, 6))
        ],
        "gates": [
            {
                "key": key,
                "from_phase": before,
                "to_phase": after,
                "area": m.maybe(m.one(places), 0.3),
                "agreed_on": m.maybe(m.day(), 0.3),
                "benchmarks": [
                    {
                        "benchmark": benchmark,
                        "role": m.one(("critical", "supporting")),
                        "comparator": m.one(("at_least", "at_most")),
                        "threshold": m.random.randint(0, 100),
                        "regression_threshold": m.maybe(m.random.randint(0, 100)),
                    }
                    for benchmark in m.some(keys)
                ],
                "blocking_signals": m.maybe(["overload", "funding_cliff"], 0.3),
            }
            for key, before, after in zip(GATES, PHASES, PHASES[1:], strict=False)
        ],
        "gate_decisions": [
            {
                "key": f"GD{i}",
                "gate": m.one(GATES),
                "decided_on": m.day(),
                "body": "-",
                "decision": m.one(("pass", "hold", "step_back")),
            }
            for i in range(m.random.randint(0, 2))
        ],
        "events": [
            {
                "key": f"EV{i}",
                "title": "-",
                "starts_on": m.day(),
                "ends_on": m.maybe("2026-12-31", 0.3),
                "area": m.maybe(m.one(places), 0.5),
                "regression_trigger": m.flag(),
            }
            for i in range(m.random.randint(0, 2))
        ],
        "handovers": [
            {
                "key": f"H{i}",
                "task": "-",
                "to_agency": m.maybe(m.one(names)),
                "currency": m.maybe("USD"),
                "yearly_cost": m.maybe(m.amount()),
                "financed_nationally": m.flag(),
            }
            for i in range(m.random.randint(0, 3))
        ],
        "dissents": [
            {
                "key": f"DS-{key}",
                "agency": m.one(names),
                "statement": "-",
                "raised_on": m.day(),
                "resolved_on": m.maybe(m.day(), 0.3),
                "benchmark": key,
            }
            for key in m.some(keys)
        ],
    }


def _registers(m: Maker, document: Document, names: list[str]) -> None:
    """Register states that agree with the rows, as a valid bundle has them."""

    def has(collection: str, **wanted: str) -> bool:
        return any(all(row.get(k) == v for k, v in wanted.items()) for row in document[collection])

    document["mission"] = {
        "code": "RND",
        "name": "Random",
        "currency": "USD",
        "government_counterpart": m.maybe(m.one(("recognised", "recognised", "none"))),
        "registers": {
            name: register(m, rows=has(name))
            for name in ("joint_missions", "analytic_work", "forums", "coordination_costs")
        },
    }
    document["mission_agencies"] = [
        {
            "key": name,
            "agency": name,
            "liaison_hours_per_quarter": m.maybe(m.one((0, 40, 200))),
            "registers": {
                "policy_commitments": register(m, rows=has("policy_commitments", agency=name)),
                "policy_products": register(m, rows=has("policy_products", agency=name)),
                "forward_plans": register(m, rows=has("forward_plans", funder=name)),
            },
        }
        for name in m.some(names, 1)
    ]
    for row in document["activities"]:
        row["registers"] = {"consultations": register(m, rows=has("consultations", activity=row["key"]))}
