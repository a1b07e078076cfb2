"""What if: changes are read, made in memory and compared; what must hold in any mission."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.coherence.engine import assess, fingerprint, inputs_from_document
from apps.coherence.engine.inputs import Inputs
from apps.coherence.engine.results import LEVELS, Assessment
from apps.coherence.engine.what_if import (
    ChangeError,
    LinkActivity,
    MoveDelivery,
    MoveMoney,
    ResolveContradiction,
    SplitMoney,
    VerifyLinks,
    apply,
    as_json,
    compare,
    parse,
    side_of,
)
from tests.coherence.engine.conftest import KARO_DAY
from tests.coherence.engine.missions import random_mission

SEEDS = st.integers(min_value=0, max_value=1_000_000)
FAST = settings(max_examples=50, deadline=None)


def mission_of(seed: int) -> Inputs:
    return inputs_from_document(random_mission(seed))


@pytest.fixture
def karo_inputs(karo: dict[str, Any]) -> Inputs:
    return inputs_from_document(karo)


def compared(before: Assessment, after: Assessment) -> dict[str, Any]:
    return compare(side_of(before), side_of(after))


def level_values(assessment: Assessment) -> dict[str, float | None]:
    return {level: assessment.levels.headline(level).consistency.value for level in LEVELS}


def nothing_lower(before: dict[str, float | None], after: dict[str, float | None]) -> bool:
    return all(
        old is None or (new is not None and new >= old - 1e-9)
        for old, new in ((before[name], after[name]) for name in before)
    )


# Reading -----------------------------------------------------------------------------------------------

EVERY_KIND: list[dict[str, Any]] = [
    {"kind": "link_activity", "activity": "X4", "objective": "O3", "grade": "verified", "attestor": "MOP"},
    {"kind": "verify_links", "links": ["X1-O1", "X5-O1"], "attestor": "MOP"},
    {"kind": "resolve_contradiction", "contradiction": "e1"},
    {"kind": "move_delivery", "scenario": "A", "periods": 2, "period": None},
    {"kind": "move_money", "funding_line": "X1-DEF", "quarters": -2},
    {"kind": "split_money", "funding_line": "X1-DEF", "parts": [{"activity": "X3", "share": 0.25}]},
]


def test_every_kind_is_read_and_written_back() -> None:
    changes = parse(EVERY_KIND)
    assert changes == (
        LinkActivity("X4", "O3", "verified", "MOP"),
        VerifyLinks(("X1-O1", "X5-O1"), "MOP"),
        ResolveContradiction("e1"),
        MoveDelivery("A", 2),
        MoveMoney("X1-DEF", -2),
        SplitMoney("X1-DEF", (("X3", 0.25),)),
    )
    assert as_json(changes) == EVERY_KIND
    assert json.loads(json.dumps(as_json(changes))) == EVERY_KIND


@pytest.mark.parametrize(
    ("items", "number", "field", "code"),
    [
        ("x", 0, None, "no_list"),
        ([{"kind": "resolve_contradiction", "contradiction": "e1"}] * 101, 0, None, "too_many"),
        (["x"], 1, None, "no_object"),
        ([{}], 1, None, "no_object"),
        ([{"kind": "wish"}], 1, "kind", "kind"),
        ([{"kind": ["wish"]}], 1, "kind", "kind"),
        ([EVERY_KIND[2], {"kind": "resolve_contradiction"}], 2, "contradiction", "missing"),
        ([{"kind": "resolve_contradiction", "contradiction": 3}], 1, "contradiction", "text"),
        ([EVERY_KIND[2] | {"mood": "good"}], 1, "mood", "unexpected"),
        ([EVERY_KIND[0] | {"grade": "sure"}], 1, "grade", "grade"),
        ([EVERY_KIND[0] | {"attestor": None}], 1, "attestor", "attestor_missing"),
        ([EVERY_KIND[0] | {"grade": "claimed"}], 1, "attestor", "attestor_unasked"),
        ([EVERY_KIND[1] | {"links": []}], 1, "links", "texts"),
        ([EVERY_KIND[1] | {"links": ["a", "a"]}], 1, "links", "texts"),
        ([EVERY_KIND[3] | {"periods": 0}], 1, "periods", "periods"),
        ([EVERY_KIND[3] | {"periods": True}], 1, "periods", "periods"),
        ([EVERY_KIND[3] | {"period": 0}], 1, "period", "whole"),
        ([EVERY_KIND[4] | {"quarters": 2.5}], 1, "quarters", "periods"),
        ([EVERY_KIND[5] | {"parts": []}], 1, "parts", "missing"),
        ([EVERY_KIND[5] | {"parts": [{"activity": "X3"}]}], 1, "parts", "missing"),
        ([EVERY_KIND[5] | {"parts": [{"activity": "", "share": 0.5}]}], 1, "parts", "text"),
        ([EVERY_KIND[5] | {"parts": [{"activity": "X3", "share": 0}]}], 1, "parts", "share"),
        (
            [EVERY_KIND[5] | {"parts": [{"activity": a, "share": 0.6} for a in ("X3", "X4")]}],
            1,
            "parts",
            "shares",
        ),
        (
            [EVERY_KIND[5] | {"parts": [{"activity": "X3", "share": 0.2}] * 2}],
            1,
            "parts",
            "texts",
        ),
    ],
)
def test_what_cannot_be_read_is_named_by_number_and_field(
    items: Any, number: int, field: str | None, code: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        parse(items)
    assert (caught.value.number, caught.value.field, caught.value.code) == (number, field, code)
    assert "%(" not in str(caught.value)


# Making ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "number", "field", "code"),
    [
        ([{"kind": "resolve_contradiction", "contradiction": "e9"}], 1, "contradiction", "unknown_row"),
        ([EVERY_KIND[2], EVERY_KIND[2]], 2, "contradiction", "not_open"),
        ([EVERY_KIND[0] | {"activity": "X99"}], 1, "activity", "unknown_row"),
        ([EVERY_KIND[0] | {"objective": "O9"}], 1, "objective", "unknown_row"),
        ([EVERY_KIND[0] | {"attestor": "NOBODY"}], 1, "attestor", "unknown_row"),
        ([EVERY_KIND[0] | {"attestor": "MFA"}], 1, "attestor", "attestor_involved"),
        ([EVERY_KIND[0] | {"activity": "X1", "objective": "O1"}], 1, "objective", "linked"),
        ([EVERY_KIND[1] | {"links": ["X9-O1"]}], 1, "links", "unknown_row"),
        ([EVERY_KIND[1] | {"attestor": "UNM", "links": ["X5-O1"]}], 1, "attestor", "attestor_involved"),
        ([EVERY_KIND[1] | {"attestor": "WPN", "links": ["X5-O1"]}], 1, "attestor", "attestor_dependent"),
        ([EVERY_KIND[3] | {"scenario": "Z"}], 1, "scenario", "unknown_row"),
    ],
)
def test_what_cannot_be_made_is_named_by_number_and_field(
    karo_inputs: Inputs, items: Any, number: int, field: str, code: str
) -> None:
    with pytest.raises(ChangeError) as caught:
        apply(karo_inputs, parse(items))
    assert (caught.value.number, caught.value.field, caught.value.code) == (number, field, code)


def test_a_later_change_meets_what_an_earlier_one_left(karo_inputs: Inputs) -> None:
    link = LinkActivity("X4", "O3", "claimed")
    verify = VerifyLinks(("what-if-1",), "MOP")
    made = apply(karo_inputs, (link, verify))
    assert {row.key: row.grade for row in made.alignment_links}["what-if-1"] == "verified"
    with pytest.raises(ChangeError):
        apply(karo_inputs, (verify, link))


def test_resolving_the_contradiction_of_the_worked_example_lifts_levels_3_only(karo_inputs: Inputs) -> None:
    before, after = assess(karo_inputs, KARO_DAY), None
    after = assess(apply(karo_inputs, (ResolveContradiction("e1"),)), KARO_DAY)
    values = after.levels.external.indicators
    assert values["E6"].value == 1
    moved = {
        level for level in LEVELS if level_values(before)[level] != pytest.approx(level_values(after)[level])
    }
    assert moved == {"external"}


def test_moved_delivery_keeps_its_sum_and_lengthens_the_plan(karo_inputs: Inputs) -> None:
    scenario = next(row for row in karo_inputs.scenarios if row.delivery)
    assert scenario.delivery is not None
    made = apply(karo_inputs, (MoveDelivery(scenario.key, 2),))
    later = next(row.delivery for row in made.scenarios if row.key == scenario.key)
    assert later == (0.0, 0.0, *scenario.delivery)
    made = apply(karo_inputs, (MoveDelivery(scenario.key, 1, period=2),))
    one = next(row.delivery for row in made.scenarios if row.key == scenario.key)
    assert one is not None
    assert one[1] == 0
    assert one[2] == scenario.delivery[1] + scenario.delivery[2]
    assert sum(one) == pytest.approx(sum(scenario.delivery))
    for change, code in (
        (MoveDelivery(scenario.key, -1), "too_early"),
        (MoveDelivery(scenario.key, 1, period=40), "no_period"),
    ):
        with pytest.raises(ChangeError) as caught:
            apply(karo_inputs, (change,))
        assert caught.value.code == code


def test_split_money_adds_up_and_a_whole_one_moves(karo_inputs: Inputs) -> None:
    line = next(row for row in karo_inputs.funding_lines if row.activity == "X1")
    half = apply(karo_inputs, (SplitMoney(line.key, (("X2", 0.25), ("X3", 0.25))),))
    assert sum(row.disbursed or 0 for row in half.funding_lines) == pytest.approx(
        sum(row.disbursed or 0 for row in karo_inputs.funding_lines)
    )
    assert len(half.funding_lines) == len(karo_inputs.funding_lines) + 2
    whole = (SplitMoney(line.key, (("X2", 1.0),)), MoveMoney(line.key, 1))
    with pytest.raises(ChangeError) as caught:
        apply(karo_inputs, whole)
    assert (caught.value.number, caught.value.code) == (2, "unknown_row")
    with pytest.raises(ChangeError) as caught:
        apply(karo_inputs, (SplitMoney(line.key, (("X1", 0.5),)),))
    assert caught.value.code == "same_activity"


def test_moved_money_keeps_its_value(karo_inputs: Inputs) -> None:
    line = karo_inputs.funding_lines[0]
    made = apply(karo_inputs, (MoveMoney(line.key, 2),))
    moved = next(row for row in made.funding_lines if row.key == line.key)
    assert (moved.period_from.year * 12 + moved.period_from.month) == (
        line.period_from.year * 12 + line.period_from.month + 6
    )
    assert moved.value_date == (line.value_date or line.period_from)
    late = replace(line, period_from=line.period_from.replace(year=9999))
    with pytest.raises(ChangeError) as caught:
        apply(replace(karo_inputs, funding_lines=(late,)), (MoveMoney(line.key, 40),))
    assert caught.value.code == "no_date"


# What must hold in any mission -------------------------------------------------------------------------


def possible_changes(inputs: Inputs) -> list[Any]:
    """A change of each kind that can be made in this mission."""
    candidates: list[Any] = [ResolveContradiction(row.key) for row in inputs.contradictions]
    candidates += [MoveDelivery(row.key, 2) for row in inputs.scenarios]
    candidates += [MoveMoney(row.key, -3) for row in inputs.funding_lines]
    for activity in inputs.activities[:3]:
        candidates += [
            LinkActivity(activity.key, text.objective, "evidenced") for text in inputs.objective_texts
        ]
        candidates += [SplitMoney(row.key, ((activity.key, 0.5),)) for row in inputs.funding_lines[:3]]
    for agency in inputs.agencies:
        candidates += [VerifyLinks((row.key,), agency.key) for row in inputs.alignment_links]
    return [change for change in candidates if can(inputs, change)]


def can(inputs: Inputs, change: Any) -> bool:
    try:
        apply(inputs, (change,))
    except ChangeError:
        return False
    return True


@FAST
@given(SEEDS)
def test_no_change_changes_nothing(seed: int) -> None:
    inputs = mission_of(seed)
    assert apply(inputs, ()) == inputs
    assessed = assess(inputs, KARO_DAY)
    found = compared(assessed, assess(apply(inputs, ()), KARO_DAY))
    assert found["indicators"] == found["alerts"] == []
    assert not any(part["moved"] for part in found["levels"].values())
    json.dumps(found)


@FAST
@given(SEEDS)
def test_the_given_inputs_stay_as_they_are(seed: int) -> None:
    inputs = mission_of(seed)
    kept, hashed = copy.deepcopy(inputs), fingerprint(inputs)
    for change in possible_changes(inputs):
        made = apply(inputs, (change,))
        assert fingerprint(made) != hashed or isinstance(change, VerifyLinks | MoveDelivery)
        json.dumps(as_json((change,)))
    assert inputs == kept


@FAST
@given(SEEDS)
def test_resolving_a_contradiction_lowers_no_level(seed: int) -> None:
    """M4."""
    inputs = mission_of(seed)
    before = level_values(assess(inputs, KARO_DAY))
    for row in inputs.contradictions:
        change = ResolveContradiction(row.key)
        if can(inputs, change):
            assert nothing_lower(before, level_values(assess(apply(inputs, (change,)), KARO_DAY)))


@FAST
@given(SEEDS)
def test_verifying_links_lowers_neither_linkage_nor_verification(seed: int) -> None:
    inputs = mission_of(seed)

    def proportions(assessment: Assessment) -> dict[str, float | None]:
        levels = assessment.levels
        found = {
            "E1": levels.external.indicators["E1"].value,
            "I2": levels.internal_external.indicators["I2"].value,
        }
        for key, subject in levels.agency.subjects.items():
            found[f"A5 {key}"] = subject.indicators["A5"].value
        for grade, value in (levels.external.indicators["E1"].grades or {}).items():
            found[f"E1 {grade}"] = value.value
        return found

    before = proportions(assess(inputs, KARO_DAY))
    for agency in inputs.agencies:
        changes = [VerifyLinks((row.key,), agency.key) for row in inputs.alignment_links]
        possible = tuple(change for change in changes if can(inputs, change))
        if possible:
            assert nothing_lower(before, proportions(assess(apply(inputs, possible), KARO_DAY)))


@FAST
@given(SEEDS)
def test_a_humanitarian_link_to_a_political_objective_moves_no_level_and_alerts(seed: int) -> None:
    """Method D.1, whatever its grade."""
    inputs = mission_of(seed)
    before = assess(inputs, KARO_DAY)
    guarded = {
        row.objective
        for row in inputs.objective_texts
        if row.framework_version == before.framework_version and row.dimension in {"political", "security"}
    }
    for activity in before.exempt_activities:
        for objective in guarded:
            change = LinkActivity(activity, objective, "evidenced")
            if can(inputs, change):
                after = assess(apply(inputs, (change,)), KARO_DAY)
                found = compared(before, after)
                assert found["indicators"] == []
                assert not any(part["moved"] for part in found["levels"].values())
                assert [alert["code"] for alert in found["alerts"]] == ["exempt_link"]


# Comparing ---------------------------------------------------------------------------------------------


def test_a_comparison_says_what_moved_and_what_did_not(karo_inputs: Inputs) -> None:
    changes = (ResolveContradiction("e1"), VerifyLinks(("X3-O3",), "MOP"))
    before = assess(karo_inputs, KARO_DAY)
    found = compared(before, assess(apply(karo_inputs, changes), KARO_DAY))
    moved = {(row["level"], row["subject"], row["indicator"]) for row in found["indicators"]}
    assert ("external", None, "E6") in moved
    assert ("internal_external", None, "I2") in moved
    assert "E3" in found["unmoved"]["external"]
    assert found["levels"]["external"]["moved"]
    assert not found["levels"]["whole_of_government"]["moved"]
    assert (
        found["findings"]["contradiction_live"]["before"]
        == 1 + found["findings"]["contradiction_live"]["after"]
    )
    assert found["deficit"]["after"]["verified"] < found["deficit"]["before"]["verified"]
    assert set(found["gates"]) == set(before.gates)
    json.dumps(found)


def test_a_moved_delivery_shows_in_the_absorption_only(karo_inputs: Inputs) -> None:
    scenario = next(row for row in karo_inputs.scenarios if row.delivery)
    before = assess(karo_inputs, KARO_DAY)
    found = compared(before, assess(apply(karo_inputs, (MoveDelivery(scenario.key, 2),)), KARO_DAY))
    assert found["indicators"] == []
    pair = found["absorption"][scenario.key]
    assert len(pair["after"]["capacity"]) == len(pair["before"]["capacity"]) + 2
