"""Values that nothing can hold are refused where they stand; everything around them is still checked."""

from decimal import Decimal
from typing import Any

import pytest

from .examples import activity, agency, document, found


def nested(levels: int) -> Any:
    value: Any = []
    for _level in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        (document(remarks="a\0b"), [("/remarks", "bad_value")]),
        (document(remarks="\ud800"), [("/remarks", "bad_value")]),
        (document(**{"a\0": 1}), [("", "bad_value")]),
        (document(**{"\udfff": 1}), [("", "bad_value")]),
        (
            document(agencies=[agency(name="\ud800", state="n")]),
            [
                ("/agencies/0/name", "bad_value"),
                ("/agencies/0/state", "bad_value"),
            ],
        ),
        (
            document(agencies=[agency()], activities=[activity(people_planned=float("inf"), colour=1)]),
            [
                ("/activities/0/colour", "unknown_field"),
                ("/activities/0/people_planned", "bad_value"),
            ],
        ),
        (
            document(agencies=[agency()], activities=[activity(people_planned=float("nan"))]),
            [
                ("/activities/0/people_planned", "bad_value"),
            ],
        ),
        (
            document(agencies=[agency()], activities=[activity(people_planned=10**9999)]),
            [
                ("/activities/0/people_planned", "bad_value"),
            ],
        ),
        (
            document(
                areas=[{"key": "P", "name": "P", "geometry": {"type": "Point", "coordinates": nested(61)}}]
            ),
            [
                ("/areas/0/geometry/coordinates" + "/0" * 60, "bad_value"),
            ],
        ),
        (
            document(
                areas=[{"key": "P", "name": "P", "geometry": {"type": "Point", "coordinates": nested(60)}}]
            ),
            [],
        ),
        (document(remarks=Decimal(1)), [("/remarks", "bad_value")]),
        (document(remarks=("a",)), [("/remarks", "bad_value")]),
        (document() | {1: 2}, [("", "bad_value")]),
        (5, [("", "wrong_type")]),
        (None, [("", "wrong_type")]),
        ({}, [("", "missing_field")] * 3),
    ],
)
def test_unsound_values(broken: Any, faults: list[tuple[str, str]]) -> None:
    assert found(broken) == faults
