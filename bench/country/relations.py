"""What agencies commit to, how they rate one another, where they meet."""

import datetime

from bench.country.draw import DIMENSIONS, FIRST, GRADES, GROUPS, QUARTERS, RESPONSES, TYPES, Country, Row


def policies(draw: Country, activities: list[Row]) -> Row:
    """What agencies and states committed to, and which activities it traces to; positions and ratings."""
    led: dict[str, list[str]] = {}
    of_state: dict[str, list[str]] = {}
    for row in activities:
        led.setdefault(row["lead"], []).append(row["key"])
        state = draw.state_of.get(row["lead"])
        if state is not None:
            of_state.setdefault(state, []).append(row["key"])

    def traces(keys: list[str], count: int) -> list[Row]:
        named = draw.chance.sample(keys, min(count, len(keys)))
        return [{"activity": key, "grade": draw.chance.choice(GRADES)} for key in named]

    pairs = {tuple(sorted(draw.chance.sample(draw.agency, 2))) for _ in range(4000)}
    return {
        "policy_commitments": [
            {
                "key": f"PC-{key}-{n}",
                "agency": key,
                "text": "To work so",
                "made_on": draw.day(FIRST, FIRST + datetime.timedelta(days=2000)),
                "due_on": draw.maybe(0.7, draw.day(datetime.date(2016, 1, 1))),
                "activities": draw.maybe(0.9, traces(keys, max(1, len(keys) // 4))),
            }
            for key, keys in sorted(led.items())
            if int(key[1:]) % 5
            for n in range(3)
        ],
        "policy_products": [
            {
                "key": f"PR-{key}-{n}",
                "agency": key,
                "title": "Programme",
                "dated_on": draw.day(),
                "consulted": draw.often(0.6),
                "references": draw.maybe(0.9, draw.often(0.6)),
                "contested_points": draw.often(0.6),
            }
            for key in sorted(led)
            if int(key[1:]) % 5
            for n in range(3)
        ],
        "policy_positions": [
            {
                "key": f"PO-{key}-{objective}",
                "agency": key,
                "objective": objective,
                "support": draw.chance.choice((-1, 0, 1, 1, 1)),
                "dated_on": draw.maybe(0.9, draw.day()),
            }
            for key in draw.agency
            for objective in draw.chance.sample(draw.objective, 12)
        ],
        "relationships": [
            {
                "key": f"RE-{a}-{b}-{year}",
                "agency_a": a,
                "agency_b": b,
                "period_from": f"{year}-01-01",
                "period_to": f"{year + 7}-12-31",
                "rating_a": draw.maybe(0.9, draw.chance.randint(0, 5)),
                "rating_b": draw.maybe(0.9, draw.chance.randint(0, 5)),
            }
            for a, b in sorted(pairs)
            for year in (2012, 2020)
        ],
        "whole_of_government_strategies": [
            {
                "key": f"WG-{state}",
                "state": state,
                "status": draw.chance.choice(("adopted", "adopted", "adopted", "none")),
                "adopted_on": "2012-01-01",
                "signatories": [key for key, of in draw.state_of.items() if of == state and draw.often(0.7)],
                "mechanism": {"regular_mechanism": draw.chance.randint(0, 5), "trade_off_mandate": 1},
                "activities": traces(keys, len(keys) // 2),
            }
            for state, keys in sorted(of_state.items())
        ],
    }


def exchanges(draw: Country, activities: list[Row]) -> Row:
    """Where agencies meet: consultations, own reviews, requests, forums, missions, studies."""
    asked = [row for row in activities if row["registers"] is None]
    return {
        "consultations": [
            {
                "key": f"CN-{row['key']}",
                "activity": row["key"],
                "internal_actor": draw.chance.choice(draw.internal),
                "held_on": draw.after(row["start"], -250, 60),
                "confirmed_by_internal_actor": draw.often(0.8),
                "response": draw.chance.choice(RESPONSES),
            }
            for row in asked
        ],
        "internal_reviews": [
            {
                "key": f"IR-{row['key']}",
                "activity": row["key"],
                "internal_actor": draw.chance.choice(draw.internal),
                "reviewed_on": draw.after(row["start"], 30, 500),
                "outcome": draw.chance.choice(("no_objection", "no_objection", "objection", "no_comment")),
            }
            for row in asked[::2]
        ],
        "liaison_requests": [
            {
                "key": f"LR{n:04}",
                "internal_actor": draw.chance.choice(draw.internal),
                "requested_by": draw.chance.choice(draw.external),
                "requested_on": draw.day(),
                "kind": draw.chance.choice(("meeting", "mission", "document_review", "verification")),
                "person_hours": draw.maybe(0.9, draw.chance.randint(2, 80)),
            }
            for n in range(len(activities) // 3)
        ],
        "forums": [
            {"key": f"F{n:02}", "name": f"Forum {n}", "chairs": draw.chance.sample(draw.agency, 2)}
            for n in range(40)
        ],
        "forum_meetings": [
            {"key": f"F{n:02}-{day}", "forum": f"F{n:02}", "held_on": str(day)}
            for n in range(40)
            for day in QUARTERS
            if draw.often(0.8)
        ],
        "joint_missions": [
            {
                "key": f"JM{n:03}",
                "participants": draw.chance.sample(draw.agency, draw.chance.randint(1, 6)),
                "started_on": draw.day(),
                "humanitarian": draw.often(0.1),
            }
            for n in range(600)
        ],
        "analytic_work": [
            {
                "key": f"AW{n:03}",
                "participants": draw.chance.sample(draw.agency, draw.chance.randint(1, 4)),
                "published_on": draw.day(),
                "humanitarian": draw.often(0.1),
            }
            for n in range(600)
        ],
        "needs": [
            {
                "key": f"ND{n:04}",
                "dimension": draw.chance.choice(DIMENSIONS),
                "area": draw.chance.choice(draw.district),
                "target_group": draw.chance.choice(GROUPS),
                "intervention_type": draw.chance.choice(TYPES),
                "people": draw.maybe(0.9, draw.chance.randint(100, 50_000)),
                "dated_on": draw.day(),
            }
            for n in range(1000)
        ],
        "coordination_costs": [
            {
                "key": f"CC{n:02}",
                "kind": "secretariat",
                "period_from": str(day),
                "period_to": str(day + datetime.timedelta(days=89)),
                "currency": "USD",
                "amount": draw.money(),
            }
            for n, day in enumerate(QUARTERS)
        ],
    }
