"""Agencies, places and phases; the framework and its benchmarks."""

from bench.country.draw import DIMENSIONS, FIRST, GRADES, PHASES, QUARTERS, Country, Row


def actors(draw: Country) -> Row:
    kinds = {"internal": "ministry_or_public_body", "mixed": "pooled_fund", "external": "ingo"}
    agencies = []
    for number, key in enumerate(draw.agency):
        side = "internal" if number < 60 else "mixed" if number < 70 else "external"
        state = draw.state_of.get(key)
        guarded = draw.often(0.15)
        agencies.append(
            {
                "key": key,
                "name": f"Agency {key}",
                "side": side,
                "kind": kinds[side] if state is None else "bilateral_agency",
                "state": state,
                "political_or_security": guarded,
                "principled_humanitarian": state is None and side == "external" and draw.often(0.2),
            }
        )
    return {
        "agencies": agencies,
        "mission_agencies": [
            {
                "key": key,
                "agency": key,
                "since": str(FIRST),
                "liaison_hours_per_quarter": draw.maybe(0.8, draw.chance.randint(50, 2000)),
                "registers": dict.fromkeys(
                    ("policy_commitments", "policy_products"), "declared_empty" if n % 10 == 0 else None
                ),
            }
            for n, key in enumerate(draw.agency)
        ],
        "areas": [{"key": key, "name": f"Province {key}"} for key in draw.province]
        + [
            {"key": key, "name": f"District {key}", "parent": draw.province[n % len(draw.province)]}
            for n, key in enumerate(draw.district)
        ],
        "phase_periods": [
            {
                "key": f"PP{place or 'all'}-{n}",
                "area": place,
                "phase": phase,
                "period_from": f"{2010 + 5 * n}-07-01",
                "period_to": f"{2015 + 5 * n}-07-01",
            }
            for place in (None, *draw.province)
            for n, phase in enumerate(PHASES)
        ],
    }


def framework(draw: Country) -> Row:
    """Five versions, three years each, every one with a wording of all objectives."""
    starts = [f"{2010 + 3 * n}-07-01" for n in range(6)]
    versions = [
        {
            "key": f"V{n + 1}",
            "number": n + 1,
            "status": "adopted" if n == 4 else "superseded",
            "adopted_on": starts[n],
            "superseded_on": None if n == 4 else starts[n + 1],
            "acknowledged_by": [
                {"agency": key, "acknowledged_on": draw.after(starts[n], 0, 900)}
                for key in draw.chance.sample(draw.agency, 300)
            ],
            "reservations": [
                {"agency": key, "text": "Not the order of steps", "dated_on": draw.after(starts[n], 0, 200)}
                for key in draw.chance.sample(draw.agency, n)
            ],
        }
        for n in range(5)
    ]
    return {
        "framework_versions": versions,
        "objectives": [{"key": key} for key in draw.objective],
        "objective_texts": [
            {
                "key": f"{version['key']}-{key}",
                "framework_version": version["key"],
                "objective": key,
                "code": key,
                "title": f"Objective {key}",
                "dimension": DIMENSIONS[n % 6],
                "priority": n + 1,
                "endorsements": [
                    {
                        "agency": agency,
                        "endorsed_on": draw.after(str(version["adopted_on"]), 0, 300),
                        "income_share": draw.maybe(0.5, round(draw.chance.random(), 2)),
                    }
                    for agency in draw.chance.sample(draw.internal, draw.chance.randint(0, 4))
                ],
            }
            for version in versions
            for n, key in enumerate(draw.objective)
        ],
        "resource_requirements": [
            {
                "key": f"RR-{key}-{year}",
                "objective": key,
                "period_from": f"{year}-01-01",
                "period_to": f"{year}-12-31",
                "currency": "USD",
                "amount": draw.money(200_000_000),
            }
            for key in draw.objective
            for year in range(2010, 2026)
        ],
    }


def benchmarks(draw: Country) -> Row:
    """Two benchmarks an objective, a headline indicator each with an observation a quarter; ten gates."""
    keys = [f"B{n:03}" for n in range(120)]
    falling = {key: draw.often(0.4) for key in keys}
    observations = []
    for key in keys:
        for n, day in enumerate(QUARTERS):
            level = 10 + 70 * n / len(QUARTERS) + draw.chance.gauss(0, 4)
            if draw.often(0.85):
                observations.append(
                    {
                        "key": f"OB-{key}-{n}",
                        "indicator": f"I-{key}",
                        "observed_on": str(day),
                        "value": round(100 - level if falling[key] else level, 2),
                        "state": "accepted",
                        "grade": draw.chance.choice(GRADES),
                        "attestor": draw.maybe(0.3, draw.chance.choice(draw.internal)),
                    }
                )
    return {
        "benchmarks": [{"key": key, "objective": draw.objective[n % 60]} for n, key in enumerate(keys)],
        "benchmark_texts": [
            {"key": f"V{v}-{key}", "framework_version": f"V{v}", "benchmark": key, "statement": key}
            for v in range(1, 6)
            for key in keys
        ],
        "indicators": [
            {
                "key": f"I-{key}",
                "benchmark": key,
                "title": f"Headline of {key}",
                "headline": True,
                "value_type": "number",
                "direction": "decrease" if falling[key] else "increase",
                "baseline_value": 90 if falling[key] else 10,
                "baseline_on": str(FIRST),
                "target_value": 20 if falling[key] else 80,
                "target_on": "2026-07-01",
                "reporting_interval_months": 3,
            }
            for key in keys
        ],
        "observations": observations,
        "gates": [
            {
                "key": f"G{n}",
                "from_phase": "transition",
                "to_phase": "consolidation",
                "agreed_on": "2015-01-01",
                "benchmarks": [
                    {
                        "benchmark": key,
                        "role": "critical" if place < 2 else "supporting",
                        "comparator": "at_most" if falling[key] else "at_least",
                        "threshold": 50,
                    }
                    for place, key in enumerate(keys[6 * n : 6 * n + 6])
                ],
            }
            for n in range(10)
        ],
    }
