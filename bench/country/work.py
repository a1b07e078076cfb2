"""Activities, their links and contradictions, their money."""

import datetime

from bench.country.draw import (
    DIMENSIONS,
    FIRST,
    GRADES,
    GROUPS,
    LAST,
    PHASES,
    QUARTERS,
    TYPES,
    Country,
    Row,
)


def activities(draw: Country) -> list[Row]:
    rows = []
    for number in range(draw.activities):
        start = draw.day(FIRST - datetime.timedelta(days=1500))
        end = draw.after(start, 600, 2300)
        draft = draw.often(0.05)
        areas = draw.chance.sample(draw.district, draw.chance.choice((1, 1, 2, 3, 4)))
        rows.append(
            {
                "key": f"X{number:05}",
                "lead": draw.lead(),
                "implementers": draw.chance.sample(draw.agency, draw.chance.choice((0, 1, 1, 2))),
                "title": f"Activity {number}",
                "dimension": draw.chance.choice(DIMENSIONS),
                "intended_phases": draw.chance.sample(PHASES, draw.chance.choice((1, 1, 2))),
                "areas": areas,
                "target_group": draw.chance.choice(GROUPS),
                "intervention_type": draw.chance.choice(TYPES),
                "people_planned": draw.maybe(0.6, draw.chance.randint(50, 20_000)),
                "people_by_area": draw.maybe(0.3, [{"area": key, "people": 100} for key in areas]),
                "status": "proposed" if draft else "active" if end > str(LAST) else "completed",
                "approved_on": draw.after(start, -120, 0),
                "start": start,
                "end": end,
                "audience": draw.chance.choice(("public", "mission")),
                "country_owned_results": {
                    name: draw.maybe(0.9, draw.chance.choice((0, 0.5, 1))) for name in ("q1", "q2", "q3")
                },
                "verification_deferred": draw.often(0.02),
                "registers": draw.maybe(0.4, {"consultations": draw.chance.choice(("declared_empty", None))}),
            }
        )
    return rows


def alignment(draw: Country, activities: list[Row]) -> Row:
    """Links (2 to 8 an activity), contradictions between neighbours in time, and the reviews of a quarter."""
    links = []
    for row in activities:
        for objective in draw.chance.sample(draw.objective, draw.chance.randint(2, 8)):
            grade = draw.chance.choice(GRADES)
            claimed = draw.after(row["start"], -200, 400)
            attested = draw.after(claimed, 30, 400)
            verified = grade == "verified"
            links.append(
                {
                    "key": f"{row['key']}-{objective}",
                    "activity": row["key"],
                    "objective": objective,
                    "contribution": draw.chance.choice(("main", "secondary")),
                    "claimed_on": claimed,
                    "grade": grade,
                    "attestor": draw.chance.choice(draw.agency) if verified else None,
                    "attestor_income_share": draw.maybe(0.4, round(draw.chance.random(), 2)),
                    "attested_on": attested if verified else None,
                    "valid_until": draw.maybe(0.5, draw.after(attested, 400, 1500)),
                    "dispute": draw.maybe(
                        0.03, {"by": draw.chance.choice(draw.agency), "raised_on": attested}
                    ),
                    "redesign": draw.maybe(0.3, True),
                }
            )
    ordered = sorted(activities, key=lambda row: str(row["start"]))
    pairs = set()
    while len(pairs) < len(activities) // 5:
        place = draw.chance.randrange(len(ordered) - 50)
        a, b = ordered[place], ordered[place + draw.chance.randint(1, 49)]
        pairs.add((a["key"], b["key"], max(str(a["start"]), str(b["start"]))))
    reviewed: dict[int, list[str]] = {}
    for row in activities:
        if draw.often(0.75):
            quarter = 4 * int(row["start"][:4]) + (int(row["start"][5:7]) - 1) // 3
            reviewed.setdefault(max(quarter + 1, 4 * 2010 + 2), []).append(row["key"])
    return {
        "alignment_links": links,
        "contradictions": [
            {
                "key": f"C{n:04}",
                "activity_a": a,
                "activity_b": b,
                "score": draw.chance.choice((-3, -2, -1, -1, 1)),
                "grade": draw.chance.choice(GRADES),
                "status": "mitigated" if (closed := draw.often(0.4)) else "open",
                "raised_on": (raised := draw.after(day, 0, 300)),
                "closed_on": draw.after(raised, 100, 900) if closed else None,
                "acknowledged_by": draw.maybe(0.5, [draw.chance.choice(draw.agency)]),
            }
            for n, (a, b, day) in enumerate(sorted(pairs))
        ],
        "contradiction_reviews": [
            {
                "key": f"CR{quarter}",
                "scope": "mission",
                "reviewed_on": f"{quarter // 4}-{quarter % 4 * 3 + 1:02}-15",
                "activities": keys,
            }
            for quarter, keys in sorted(reviewed.items())
        ],
    }


def means(draw: Country, activities: list[Row]) -> Row:
    """Three yearly lines an activity, rates a quarter, forward plans, outlooks and scenarios."""
    lines = []
    for row in activities:
        funder = row["lead"] if draw.often(0.5) else draw.lead()
        for n in range(3):
            start = draw.after(row["start"], 365 * n, 365 * n)
            to_government = draw.maybe(0.9, draw.chance.choice(("0.00", "0.00", draw.money(500_000))))
            lines.append(
                {
                    "key": f"{row['key']}-F{n}",
                    "activity": row["key"],
                    "funder": funder if n < 2 else draw.lead(),
                    "period_from": start,
                    "period_to": draw.after(start, 364, 364),
                    "currency": draw.chance.choice(("USD", "USD", "USD", "EUR", "SEK")),
                    "scheduled": draw.maybe(0.95, draw.money()),
                    "disbursed": draw.maybe(0.9, draw.money()),
                    "programme_based": draw.maybe(0.9, draw.often(0.4)),
                    "to_government_sector": to_government,
                    "country_systems": dict.fromkeys(
                        ("budget_execution", "financial_reporting", "audit", "procurement"), draw.often(0.5)
                    ),
                }
            )
    return {
        "funding_lines": lines,
        "exchange_rates": [
            {"key": f"{code}-{day}", "currency": code, "valid_on": str(day), "rate": rate}
            for code, rate in (("EUR", "1.1"), ("SEK", "0.1"))
            for day in QUARTERS
        ],
        "forward_plans": [
            {
                "key": f"FP-{key}",
                "funder": key,
                "years_shared": draw.chance.randint(0, 4),
                "shared_on": draw.day(),
            }
            for key in draw.external[::2]
        ],
        "funding_outlooks": [
            {
                "key": f"FO-{n}-{year}",
                "function": f"Function {n}",
                "year": year,
                "currency": "USD",
                "assessed": draw.money(),
                "voluntary_committed": draw.money(),
                "national": draw.money(),
                "need": draw.money(9_000_000),
            }
            for n in range(10)
            for year in range(2024, 2030)
        ],
        "scenarios": [
            {
                "key": f"SC{n}",
                "kind": "absorption",
                "agency": draw.internal[n],
                "plan_of_record": n == 0,
                "currency": "USD",
                "first_capacity": "2000000.00",
                "gain": 0.5,
                "lag": 2,
                "lapse": 0.1,
                "delivery": [draw.money() for _ in range(20)],
                "capacity_building": [draw.money(200_000) for _ in range(20)],
            }
            for n in range(5)
        ],
    }
