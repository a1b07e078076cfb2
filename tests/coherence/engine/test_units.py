"""Every number opens to its units, and the units give the number."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.coherence.engine import Assessment, assess, inputs_from_document
from apps.coherence.engine.measure import value_of
from apps.coherence.engine.registry import REASON_TEXTS
from apps.coherence.engine.results import ASSESSED, NOT_APPLICABLE, Indicator, Subject
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.missions import random_mission

SEEDS = st.integers(min_value=0, max_value=1_000_000)
FAST = settings(max_examples=50, deadline=None)


def subjects(assessment: Assessment) -> Iterator[Subject]:
    yield from assessment.levels.agency.subjects.values()
    yield from assessment.levels.whole_of_government.subjects.values()
    yield assessment.levels.external
    yield assessment.levels.internal_external


def indicators(assessment: Assessment) -> Iterator[Indicator]:
    for subject in subjects(assessment):
        yield from subject.indicators.values()


def check(indicator: Indicator) -> None:
    if indicator.status == NOT_APPLICABLE:
        assert (indicator.value, indicator.n, indicator.N, indicator.lo, indicator.hi) == (
            None,
            0,
            0,
            None,
            None,
        )
        return
    assert len(indicator.units) == indicator.N
    assert indicator.n == sum(unit.score is not None for unit in indicator.units)
    assert all(unit.keys and unit.reason in REASON_TEXTS for unit in indicator.units)
    assert all(unit.score is None or 0 <= unit.score <= 1 for unit in indicator.units)
    assert all(unit.weight >= 0 for unit in indicator.units)
    assert indicator.lo is not None
    assert indicator.hi is not None
    assert 0 <= indicator.lo <= indicator.hi <= 1
    if indicator.status == ASSESSED:
        assert indicator.value == pytest.approx(value_of(indicator.units))
        assert indicator.lo - 1e-9 <= indicator.value <= indicator.hi + 1e-9
    else:
        assert indicator.value is None
    if indicator.kind == "count":
        known = [unit.score for unit in indicator.units if unit.score is not None]
        assert indicator.lo == pytest.approx(sum(known) / indicator.N)
        assert indicator.hi == pytest.approx((sum(known) + indicator.N - len(known)) / indicator.N)


def test_every_value_of_the_worked_example_is_given_by_its_units(karo_assessment: Assessment) -> None:
    found = list(indicators(karo_assessment))
    assert len(found) == 6 * 6 + 6 + 7 + 7
    for indicator in found:
        check(indicator)


@FAST
@given(SEEDS)
def test_values_bounds_and_units_agree_in_any_mission(seed: int) -> None:
    assessment = assess(inputs_from_document(random_mission(seed)), KARO_DAY)
    for indicator in indicators(assessment):
        check(indicator)
    for subject in subjects(assessment):
        for strip in (subject.consistency, subject.process):
            if strip.value is not None:
                assert strip.lo is not None
                assert strip.hi is not None
                assert strip.weight_range is not None
                assert strip.minimum is not None
                assert strip.geometric is not None
                assert 0 <= strip.value <= 1
                assert 0 <= strip.lo <= strip.hi <= 1
                assert strip.weight_range[0] - 1e-9 <= strip.value <= strip.weight_range[1] + 1e-9
                assert strip.minimum[0] <= strip.value + 1e-9
                assert strip.n <= strip.N


def test_the_units_of_a_precondition_give_its_share(karo_assessment: Assessment) -> None:
    found = karo_assessment.preconditions
    for share in (found.dissemination, found.monitored, found.endorsed, found.breadth):
        assert len(share.units) == share.n
        assert sum(unit.score == 1 for unit in share.units) == share.k
        assert all(unit.reason in REASON_TEXTS for unit in share.units)


def test_the_units_of_a_trade_off_give_both_shares_and_their_difference(karo_assessment: Assessment) -> None:
    found = karo_assessment.trade_offs
    for one in (found.bloc_pressure, *found.government_over_ownership.values(), *found.silos.values()):
        known = [(unit.first, unit.second) for unit in one.units if None not in {unit.first, unit.second}]
        assert len(known) == one.n
        first, second = (sum(scores) / one.n for scores in zip(*known, strict=True))
        assert (first, second, first - second) == pytest.approx((one.first, one.second, one.value))
        assert all((unit.reason is None) == ((unit.first, unit.second) in known) for unit in one.units)
