"""How often what an agency judged was later judged lower."""

import datetime

import pytest

from apps.benchmarks.revisions import Judgement, lowered

OWNER, OTHER = 1, 2


def judged(*given: tuple[int, str], benchmark: int = 1) -> list[Judgement]:
    return [
        Judgement(benchmark, agency, datetime.date(2025, 1 + place, 1), status)
        for place, (agency, status) in enumerate(given)
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], (0, 0)),
        (judged((OWNER, "on_track")), (0, 0)),
        (judged((OWNER, "on_track"), (OTHER, "at_risk")), (1, 1)),
        (judged((OWNER, "on_track"), (OWNER, "on_track"), (OWNER, "off_track")), (1, 2)),
        (judged((OWNER, "at_risk"), (OTHER, "achieved")), (0, 1)),
        (judged((OTHER, "on_track"), (OWNER, "at_risk")), (0, 0)),
        (judged((OWNER, "on_track"), (OTHER, "not_assessed"), (OTHER, "off_track")), (1, 1)),
        (
            judged((OWNER, "on_track"), benchmark=1) + judged((OTHER, "off_track"), benchmark=2),
            (0, 0),
        ),
    ],
)
def test_the_next_judgement_of_the_same_benchmark_counts(
    rows: list[Judgement], expected: tuple[int, int]
) -> None:
    assert lowered(rows, OWNER) == expected
    assert lowered(rows[::-1], OWNER) == expected


def test_of_two_on_one_day_the_one_recorded_last_is_later() -> None:
    day = datetime.date(2025, 1, 1)
    rows = [Judgement(1, OWNER, day, "at_risk", 2), Judgement(1, OWNER, day, "on_track", 1)]
    assert lowered(rows, OWNER) == (1, 1)
