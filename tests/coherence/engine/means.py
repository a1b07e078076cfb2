"""Money, requirements, benchmarks and gates of a random mission."""

from tests.coherence.engine.maker import GATES, GRADES, PHASES, Document, Maker


def means(m: Maker, names: list[str], objectives: list[str]) -> Document:
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


def benchmarks(m: Maker, names: list[str], objectives: list[str], places: list[str]) -> Document:
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
