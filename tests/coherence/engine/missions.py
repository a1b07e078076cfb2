"""Random small missions as bundle documents: every collection the engine reads, with gaps everywhere."""

from tests.coherence.engine.maker import DIMENSIONS, GRADES, KINDS, PHASES, Document, Maker, register
from tests.coherence.engine.means import benchmarks, means


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
    document |= means(m, names, objectives)
    document |= benchmarks(m, names, objectives, places)
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
