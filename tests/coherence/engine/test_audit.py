"""What a random audit says beside E1 and I2; what is not answered widens the bounds, nothing is guessed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.coherence.engine import inputs_from_document
from apps.coherence.engine.audit import audit_population, estimate
from apps.coherence.engine.index import build_index
from apps.coherence.engine.inputs import AuditSample
from apps.core.values import finite_wilson, wilson
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.test_karo import document_of, scores

Bundle = dict[str, Any]


def unit(activity: str, outcome: str | None, checker: str | None = "WPN", **more: Any) -> dict[str, Any]:
    return {
        "activity": activity,
        "inclusion_probability": 0.8,
        "outcome": outcome,
        "checker": checker,
        "checked_on": "2025-12-01",
    } | more


def audited(karo: Bundle, *units: dict[str, Any], **more: Any) -> dict[str, Any]:
    karo["audit_samples"] = [
        {
            "key": "S",
            "scope": "mission",
            "drawn_on": "2025-11-01",
            "seed": 1,
            "population": 5,
            "eligible": 6,
            "units": list(units),
        }
        | more
    ]
    levels: dict[str, Any] = document_of(karo)["levels"]
    return levels


def of(levels: dict[str, Any], indicator: str) -> dict[str, Any]:
    level = "external" if indicator == "E1" else "internal_external"
    found: dict[str, Any] = levels[level]["indicators"][indicator]["sample"]
    return found


def test_the_estimate_stands_beside_the_count_and_moves_no_level(karo: Bundle) -> None:
    before = scores(document_of(karo))
    levels = audited(karo, unit("X1", "confirmed"), unit("X2", "not_confirmed"), unit("X3", "confirmed"))
    assert scores(document_of(karo)) == before
    low, high = finite_wilson(2 / 3, 3, 5)
    found = of(levels, "I2")
    assert (found["drawn"], found["answered"], found["confirmed"], found["status"]) == (3, 3, 2, "assessed")
    assert found["value"] == pytest.approx(2 / 3)
    assert (found["interval"]["lo"], found["interval"]["hi"]) == pytest.approx((low, high))
    assert found["of_all"]["value"] == pytest.approx(2 / 3 * 5 / 6)
    assert of(levels, "E1") == found


def test_an_answer_counts_only_from_somebody_independent(karo: Bundle) -> None:
    levels = audited(
        karo,
        unit("X1", "confirmed", "DEV"),  # of the lead's state
        unit("X2", "confirmed", "UNM"),  # external: for E1 only
        unit("X3", "confirmed", None),
        unit("X6", "confirmed", "UNM"),  # leads it
        unit("X5", "no_answer"),
    )
    assert (of(levels, "E1")["answered"], of(levels, "I2")["answered"]) == (1, 0)
    assert of(levels, "I2")["value"] is None
    assert of(levels, "I2")["bounds"] == {"lo": 0.0, "hi": 1.0}


def test_too_few_answers_give_bounds_only(karo: Bundle) -> None:
    levels = audited(karo, unit("X1", "confirmed"), unit("X2", None), unit("X3", None))
    found = of(levels, "I2")
    assert (found["status"], found["value"], found["interval"], found["of_all"]) == (
        "not_assessed", None, None, None,
    )  # fmt: skip
    assert 0 < found["bounds"]["lo"] < found["bounds"]["hi"] <= 1


@pytest.mark.parametrize(
    "more",
    [
        {"drawn_on": "2025-01-01"},
        {"drawn_on": "2026-02-01"},
        {"scope": "agency", "agency": "DEV"},
        {"units": None},
    ],
)
def test_old_later_and_narrower_samples_say_nothing_about_the_mission(karo: Bundle, more: Any) -> None:
    levels = audited(karo, unit("X1", "confirmed"), **more)
    assert "sample" not in levels["internal_external"]["indicators"]["I2"]


def test_answers_of_the_future_are_not_known_yet(karo: Bundle) -> None:
    levels = audited(karo, unit("X1", "confirmed", checked_on="2026-03-01"))
    assert of(levels, "I2")["answered"] == 0


def test_the_population_is_what_has_something_to_check(karo: Bundle) -> None:
    index = build_index(inputs_from_document(karo), KARO_DAY)
    assert audit_population(index) == (["X1", "X2", "X3", "X6"], 5)  # X5 is deferred, X4 has no link
    assert audit_population(index, "agency", "DEV") == (["X3"], 2)
    assert audit_population(index, "objective", "O3") == (["X2", "X3"], 2)
    assert audit_population(index, "area", "North")[0] == [
        key for key in ("X1", "X2", "X3", "X6") if "North" in (index.active[key].areas or ())
    ]


ANSWERS = st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=12)


def sample(population: int, eligible: int | None = None) -> AuditSample:
    return AuditSample("S", "mission", date(2025, 1, 1), population, eligible, ())


@given(ANSWERS, st.integers(0, 100), st.floats(0.05, 1))
def test_a_missing_answer_only_widens_the_bounds(found: list[bool | None], more: int, chance: float) -> None:
    units = [(chance, yes) for yes in found]
    whole = estimate(sample(len(units) + more), units, 0.5)
    less = estimate(sample(len(units) + more), [(chance, None), *units[1:]], 0.5)
    assert 0 <= less.bounds[0] <= whole.bounds[0] + 1e-9
    assert whole.bounds[1] - 1e-9 <= less.bounds[1] <= 1
    if whole.value is not None and whole.interval is not None:
        assert 0 <= whole.interval[0] <= whole.value <= whole.interval[1] <= 1
        assert whole.bounds[0] <= whole.interval[0] + 1e-9
        assert whole.interval[1] - 1e-9 <= whole.bounds[1]


@given(st.lists(st.booleans(), min_size=1, max_size=30))
def test_who_asked_everybody_knows_the_share(found: list[bool]) -> None:
    known = estimate(sample(len(found), len(found)), [(1.0, yes) for yes in found], 0.5)
    share = sum(found) / len(found)
    assert known.value == pytest.approx(share)
    assert known.interval == pytest.approx((share, share))
    assert known.of_all == pytest.approx((share, share, share))


def test_rare_units_weigh_more() -> None:
    found = estimate(sample(1000), [(0.1, True), (0.5, False)], 0.5)
    assert found.value == pytest.approx(10 / 12)
    assert found.of_all is None


@given(st.integers(1, 200), st.integers(0, 200))
def test_the_correction_narrows_and_fades(trials: int, successes: int) -> None:
    share = min(successes, trials) / trials
    low, high = finite_wilson(share, trials, trials + 50)
    plain = wilson(share * trials, trials)
    assert plain[0] - 1e-9 <= low <= share <= high <= plain[1] + 1e-9
    assert finite_wilson(share, trials, 10**12) == pytest.approx(plain, abs=1e-6)


def test_more_trials_than_population_are_refused() -> None:
    with pytest.raises(ValueError, match="more trials"):
        finite_wilson(0.5, 3, 2)
    with pytest.raises(ValueError, match="no trials"):
        finite_wilson(0.5, 0, 2)
