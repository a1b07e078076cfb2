"""A synthetic country for measurements: `country(seed)` is a mission bundle, the same for the same seed.

500 agencies (of 30 states among others), 60 objectives in five framework versions, 20,000 activities over
fifteen years of which about 4,000 are active on any date, 100,000 links, 4,000 contradictions, 60,000 funding
lines, and what the other formulas read: 60 quarters of observations, positions, ratings, reviews, meetings.
Everything that belongs to activities grows with their number; agencies, objectives and places do not.
"""

from bench.country import actors, relations, work
from bench.country.draw import FIRST, Country, Row

CODE = "COUNTRY"


def country(seed: int, activities: int = 20_000, code: str = CODE) -> Row:
    """The mission bundle. 5 links, 3 funding lines and 0.2 contradictions for each activity."""
    draw = Country(seed, activities)
    made = work.activities(draw)
    registers = ("joint_missions", "analytic_work", "forums", "coordination_costs")
    return {
        "format": "nexusplan-bundle",
        "version": 1,
        "mission": {
            "code": code,
            "name": "Synthetic country",
            "currency": "USD",
            "started_on": str(FIRST),
            "government_counterpart": "recognised",
            "registers": dict.fromkeys(registers, "recorded"),
        },
        **actors.actors(draw),
        **actors.framework(draw),
        **actors.benchmarks(draw),
        "activities": made,
        **work.alignment(draw, made),
        **relations.policies(draw, made),
        **relations.exchanges(draw, made),
        **work.means(draw, made),
    }
