"""How often what somebody judged was later judged lower: owners rate themselves kindly. Pure; method
section F, known bias."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from apps.benchmarks.progress import ACHIEVED, AT_RISK, OFF_TRACK, ON_TRACK, REGRESSING

RANKS = {REGRESSING: 0, OFF_TRACK: 1, AT_RISK: 2, ON_TRACK: 3, ACHIEVED: 4}
"""From the lowest status; the two that rate nothing have no rank."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A status given to a benchmark by an agency (None: by a person for none), numbered as recorded."""

    benchmark: int
    agency: int | None
    on: datetime.date
    status: str
    number: int = 0


def lowered(judgements: Iterable[Judgement], agency: int) -> tuple[int, int]:
    """Of an agency's judgements (how many were followed by a lower one, how many were followed at all).

    The next judgement of the same benchmark counts, whoever gave it. A lower one may be a correction or a
    change of the world: the record does not say which.
    """
    by_benchmark: dict[int, list[Judgement]] = defaultdict(list)
    for row in judgements:
        if row.status in RANKS:
            by_benchmark[row.benchmark].append(row)
    down = followed = 0
    for rows in by_benchmark.values():
        rows.sort(key=lambda row: (row.on, row.number))
        for earlier, later in pairwise(rows):
            if earlier.agency == agency:
                followed += 1
                down += RANKS[later.status] < RANKS[earlier.status]
    return down, followed
