"""What would move the coherence of single agencies most, read from a stored assessment.

The dashboard tells the three that move a whole level (`engine.movers`); an agency asks for its own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from apps.activities.models import Activity
from apps.activities.selectors import exempt
from apps.coherence.engine.movers import NEVER_ASKED, gain, opening
from apps.coherence.enums import Level, Strip
from apps.coherence.models import Assessment, IndicatorValue
from apps.missions.models import Mission


@dataclass(frozen=True, slots=True)
class Move:
    """A unit that scores below 1 or is missing. `effect`: what the agency's degree would gain (0 to 1), or
    for what is `missing` how far it opens the bounds."""

    indicator: str
    rows: tuple[tuple[str, str], ...]
    reason: str
    missing: bool
    effect: float

    def as_mover(self, subject: str) -> dict[str, Any]:
        """As an assessment keeps the movers of its levels, to be put in words."""
        collection, key = self.rows[0]
        params = {
            "indicator": self.indicator,
            "subject": subject,
            "row": key,
            "collection": collection,
            "missing": self.missing,
        }
        return {
            "code": f"{self.indicator}_{self.reason}",
            "params": params,
            "rows": [list(row) for row in self.rows],
            "effect": self.effect,
        }


def moves_of_agencies(assessment: Assessment, keys: Collection[str], most: int) -> dict[str, Sequence[Move]]:
    """Up to `most` moves of each agency, by its key in the mission, the biggest effect first. Two queries.

    Nothing about a humanitarian exempt activity is told (section D.1 of the method).
    """
    values: dict[str, list[IndicatorValue]] = defaultdict(list)
    asked = assessment.values.filter(level=Level.AGENCY, subject__in=keys)
    for value in asked.filter(strip=Strip.CONSISTENCY).order_by("pk"):
        values[str(value.subject)].append(value)
    found = {key: list(_moves(of)) for key, of in values.items()}
    apart = _exempt(
        assessment.mission,
        {key for moves in found.values() for move in moves for of, key in move.rows if of == "activities"},
    )
    return {
        key: sorted(
            (move for move in moves if not any(row in apart for row in move.rows)),
            key=lambda move: (-round(move.effect, 9), move.indicator, move.rows),
        )[:most]
        for key, moves in found.items()
    }


def _moves(values: Iterable[IndicatorValue]) -> Iterator[Move]:
    """The moves of one agency; `values` are its indicators of consistency and their strip."""
    rows = list(values)
    strip = next((row for row in rows if row.indicator is None), None)
    for row in rows:
        units: Sequence[Any] = row.units or ()
        if strip is None or row.indicator is None or not row.eligible or not strip.eligible:
            continue
        among = sum(weight for _keys, score, weight, _reason in units if score is not None)
        for keys, score, weight, reason in units:
            if score == 1 or reason in NEVER_ASKED:
                continue
            missing = score is None or row.value is None or not strip.n
            effect = (
                opening(eligible=int(row.eligible), applicable=int(strip.eligible))
                if missing
                else gain(score, weight, among=among, assessed=int(strip.n or 1))
            )
            yield Move(row.indicator, tuple((of, key) for of, key in keys), reason, missing, effect)


def _exempt(mission: Mission, keys: Collection[str]) -> set[tuple[str, str]]:
    """Those of the activities that are exempt. One query."""
    rows = Activity.objects.filter(exempt(mission), mission=mission, key__in=keys)
    return {("activities", key) for key in rows.values_list("key", flat=True)}
