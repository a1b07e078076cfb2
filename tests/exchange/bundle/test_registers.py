"""Recorded, declared empty, missing: what a register says against the rows that are there."""

from typing import Any

import pytest

from .examples import activity, agency, document, found

ROWS: dict[str, dict[str, Any]] = {
    "joint_missions": {"key": "J", "participants": ["A"], "started_on": "2025-01-01"},
    "analytic_work": {"key": "W", "participants": ["A"], "published_on": "2025-01-01"},
    "forums": {"key": "F", "name": "Forum"},
    "coordination_costs": {
        "key": "C",
        "kind": "travel",
        "period_from": "2025-01-01",
        "period_to": "2025-12-31",
        "currency": "USD",
    },
    "policy_commitments": {"key": "C", "agency": "A", "text": "We will"},
    "policy_products": {"key": "P", "agency": "A", "title": "Policy"},
    "forward_plans": {"key": "F", "funder": "A"},
    "consultations": {"key": "K", "activity": "X", "internal_actor": "B", "held_on": "2025-01-01"},
}
BEARER = {
    "joint_missions": "mission",
    "analytic_work": "mission",
    "forums": "mission",
    "coordination_costs": "mission",
    "policy_commitments": "mission_agencies",
    "policy_products": "mission_agencies",
    "forward_plans": "mission_agencies",
    "consultations": "activities",
}


def case(register: str, said: str | None, *, rows: int) -> dict[str, Any]:
    """The register with what is said and so many rows; a second bearer has neither."""
    registers = {"registers": {register: said}}
    bearer = BEARER[register]
    mission = {"key": "A", "agency": "A"} | (registers if bearer == "mission_agencies" else {})
    return document(
        mission=registers if bearer == "mission" else None,
        agencies=[agency("A"), agency("B", side="internal")],
        mission_agencies=[mission, {"key": "B", "agency": "B"}],
        activities=[activity("X", **(registers if bearer == "activities" else {})), activity("Y")],
        **{register: [ROWS[register] | {"key": f"R{number}"} for number in range(rows)]},
    )


@pytest.mark.parametrize("register", sorted(ROWS))
def test_what_agrees(register: str) -> None:
    assert found(case(register, "recorded", rows=2)) == []
    assert found(case(register, "declared_empty", rows=0)) == []
    assert found(case(register, "missing", rows=0)) == []
    assert found(case(register, None, rows=0)) == []
    assert found(case(register, None, rows=1)) == []


@pytest.mark.parametrize("register", sorted(ROWS))
def test_what_does_not_agree(register: str) -> None:
    place = "/mission" if BEARER[register] == "mission" else f"/{BEARER[register]}/0"
    conflict = [(f"{place}/registers/{register}", "register_conflict")]
    assert found(case(register, "recorded", rows=0)) == conflict
    assert found(case(register, "declared_empty", rows=1)) == conflict
    assert found(case(register, "missing", rows=2)) == conflict


def test_rows_of_others_do_not_count() -> None:
    others = case("policy_products", "recorded", rows=1)
    others["policy_products"][0]["agency"] = "B"
    assert found(others) == [("/mission_agencies/0/registers/policy_products", "register_conflict")]
    others["mission_agencies"][0]["registers"]["policy_products"] = "declared_empty"
    assert found(others) == []
    product = {"key": "K", "policy_product": "R0", "internal_actor": "B", "held_on": "2025-01-01"}
    assert found(others | {"consultations": [product]}) == []


def test_a_register_that_is_not_one_is_a_fault_of_shape_only() -> None:
    assert found(case("forums", "none", rows=1)) == [("/mission/registers/forums", "bad_value")]
    assert found(case("forums", "recorded", rows=1) | {"forums": "F"}) == [("/forums", "wrong_type")]
