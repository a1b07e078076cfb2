"""Krippendorff's alpha against his own example, its interval, and what follows from too little agreement."""

import copy
import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.coherence.engine import assess, inputs_from_document
from apps.coherence.engine.agreement import Coded, agreement, alpha, nominal, ordinal
from apps.coherence.engine.signals.network import core_fit
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.test_karo import row

Bundle = dict[str, Any]
# Four observers of twelve units, 0 for missing: Krippendorff 2011, example D.
OBSERVERS = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3),
    (0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0),
)
UNITS = [tuple(value for value in unit if value) for unit in zip(*OBSERVERS, strict=True)]


def test_alpha_of_the_published_example() -> None:
    paired = Counter(value for unit in UNITS if len(unit) > 1 for value in unit)
    assert alpha(UNITS, nominal(paired)) == pytest.approx(0.743, abs=5e-4)
    assert alpha(UNITS, ordinal(paired)) == pytest.approx(0.815, abs=5e-4)


@given(st.lists(st.lists(st.integers(-3, 3), min_size=2, max_size=4), min_size=2, max_size=12), st.integers())
def test_the_interval_holds_still_and_order_changes_nothing(units: list[list[int]], seed: int) -> None:
    coded = [Coded((), tuple(unit)) for unit in units]
    found = agreement(coded, ordinal)
    chance = random.Random(seed)  # noqa: S311  repeatable, no secret
    other = agreement([Coded((), tuple(chance.sample(unit, len(unit)))) for unit in units], ordinal)
    assert other.value == (None if found.value is None else pytest.approx(found.value))
    assert other.interval == (None if found.interval is None else pytest.approx(found.interval))
    if found.value is None:
        assert len({value for unit in units for value in unit}) == 1
    elif all(len(set(unit)) == 1 for unit in units):
        assert found.value == pytest.approx(1)
    assert found.interval is None or found.interval[0] <= found.interval[1] <= 1 + 1e-9


def scored_twice(karo: Bundle, scores: list[tuple[int, int]]) -> Bundle:
    """As many pairs of activities as there are scores, each scored by MFA and by MOP, all closed."""
    model = row(karo, "contradictions", "e4")
    pairs = [(f"X{a}", f"X{b}") for a in range(1, 9) for b in range(1, a)]
    for (a, b), both in zip(pairs, scores, strict=False):
        for agency, score in zip(("MFA", "MOP"), both, strict=True):
            karo["contradictions"].append(
                copy.deepcopy(model)
                | {"key": f"{a}{b}{agency}", "activity_a": a, "activity_b": b, "raised_by": agency}
                | {"score": score, "status": "mitigated", "closed_on": None, "grade": "evidenced"}
            )
    return karo


def test_too_little_agreement_makes_indicators_provisional_and_changes_no_value(karo: Bundle) -> None:
    before = assess(inputs_from_document(karo), KARO_DAY)
    apart = [(-3, -1), (-1, -3), (-2, 1), (1, -3), (-3, 2), (2, -1), (-1, 3), (3, -2), (-2, -1), (-1, 2)]
    found = assess(inputs_from_document(scored_twice(karo, apart)), KARO_DAY)
    content = found.signals["INT"].content["agreement"]["contradictions"]
    assert (content["n"], content["codings"], content["status"]) == (10, 20, "unreliable")
    assert content["lo"] <= content["value"] <= content["hi"]
    assert len(found.signals["INT"].behind["coded"]["contradictions"]) == 10
    external, was = found.levels.external, before.levels.external
    assert external.indicators["E6"].flag == "scores_disputed"
    assert external.indicators["E1"].flag is None
    assert (external.consistency, external.band) == (was.consistency, was.band)
    assert before.signals["INT"].content["agreement"]["contradictions"]["status"] == "not_assessed"


def test_few_and_equal_codings_say_nothing_of_reliability(karo: Bundle) -> None:
    found = assess(inputs_from_document(scored_twice(karo, [(-3, -3), (1, 1)])), KARO_DAY)
    content = found.signals["INT"].content["agreement"]["contradictions"]
    assert (content["value"], content["status"]) == (1, "too_few")
    assert found.levels.external.indicators["E6"].flag is None


def test_the_core_of_karo_fits_with_bounds(karo: Bundle) -> None:
    """6 of 6 pairs tied inside {MFA, DEV, UNM, MOP}; of the 3 pairs of the others none."""
    fit = assess(inputs_from_document(karo), KARO_DAY).signals["D14"].content["fit"]
    assert (fit["value"], fit["lo"], fit["hi"]) == (pytest.approx(1), 0, pytest.approx(1))


SMALL = st.integers(0, 12)


@given(SMALL, SMALL, SMALL, SMALL)
def test_the_fit_of_a_core_rises_with_ties_inside_and_falls_with_ties_outside(
    a: int, b: int, c: int, d: int
) -> None:
    value = core_fit(a, a + b, c, c + d)
    assert value is None or -1 - 1e-9 <= value <= 1 + 1e-9
    if value is not None and b and (more := core_fit(a + 1, a + b, c, c + d)) is not None:
        assert more >= value - 1e-9
    if value is not None and d and (less := core_fit(a, a + b, c + 1, c + d)) is not None:
        assert less <= value + 1e-9
