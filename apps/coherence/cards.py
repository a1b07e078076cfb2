"""The four columns of a stored assessment with what would move them, for the dashboard and the overview."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.coherence import drawings, words
from apps.coherence.enums import Level
from apps.coherence.selectors.rows import describe
from apps.coherence.what_if.sentences import try_it
from apps.missions.models import Mission

GRADES_BEHIND = {Level.EXTERNAL: "E1", Level.INTERNAL_EXTERNAL: "I2"}
"""The indicator whose units the grades are; of the other levels each subject has its own."""


def named(mission: Mission, user: AbstractBaseUser | AnonymousUser, result: Mapping[str, Any]) -> words.Seen:
    """Every row that the front page of an assessment names, described. One query for each collection."""
    rows = [
        row
        for movers in result["movers"].values()
        for one in movers
        for row in words.named_rows(one["params"])
    ]
    for summary in result.get("findings", []):
        rows += words.rows_of_finding(summary)
    for one in result["preconditions"].values():
        rows += [("objectives", key) for key in one.get("objectives") or ()]
    return describe(mission, user, rows)


def level_cards(result: Mapping[str, Any], seen: words.Seen) -> list[dict[str, Any]]:
    """One card for each level, always the four, in their order."""
    return [_card(level, result, seen) for level in Level]


def _card(level: Level, result: Mapping[str, Any], seen: words.Seen) -> dict[str, Any]:
    card = words.card(level, result["levels"][level], result["subjects"].get(level))
    # Kept with the first page since 1.3 of the engine; before, only external activities were told of.
    grades = result.get("evidence", {level: card["grades"]}).get(level) or {}
    return card | {
        "grades": grades,
        "movers": [
            words.mover(one, seen) | {"try_it": try_it(one)} for one in result["movers"].get(level, [])
        ],
        "figure": drawings.level_bar(level, str(level.label), card["consistency"]),
        "process_figure": drawings.process_bar(f"{level}-process", str(level.label), card["process"]),
        "grade_figure": drawings.grades_bar(level, grades) if any(grades.values()) else None,
        "graded": drawings.GRADED[level],
        "grades_behind": GRADES_BEHIND.get(level),
    }
