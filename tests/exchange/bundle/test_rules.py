"""Rules between rows: everything the format calls rule_broken, and what is close to it but allowed."""

from typing import Any

import pytest

from apps.exchange.bundle import check

from .examples import (
    activity,
    agency,
    area,
    benchmark,
    document,
    found,
    indicator,
    link,
    objective,
    version,
    wording,
)

AGENCIES = [agency("A"), agency("B"), agency("C")]


def versions(*rows: dict[str, Any]) -> dict[str, Any]:
    return document(framework_versions=[row | {"key": f"V{number}"} for number, row in enumerate(rows)])


def pairs(*rows: dict[str, Any]) -> dict[str, Any]:
    base = {"agency_a": "A", "agency_b": "B"}
    return document(
        agencies=AGENCIES,
        relationships=[base | row | {"key": f"R{number}"} for number, row in enumerate(rows)],
    )


def between(start: str | None, end: str | None, **more: Any) -> dict[str, Any]:
    return {"period_from": start, "period_to": end, **more}


def links(*rows: dict[str, Any], start: str | None = "2025-03-01") -> dict[str, Any]:
    return document(
        agencies=AGENCIES,
        activities=[activity("X", start=start), activity("Y")],
        objectives=[objective("O"), objective("P")],
        alignment_links=[link(f"L{number}", **row) for number, row in enumerate(rows)],
    )


def framework(**more: Any) -> dict[str, Any]:
    return document(
        framework_versions=[version("V"), version("W", 2, "draft")],
        objectives=[objective("O"), objective("P"), objective("Q")],
        benchmarks=[benchmark()],
        **more,
    )


def statement(key: str, version: str) -> dict[str, Any]:
    return {"key": key, "framework_version": version, "benchmark": "B", "statement": "Peace"}


def gate(*keys: str) -> dict[str, Any]:
    rows = [{"benchmark": key, "role": "critical", "comparator": "at_least", "threshold": 1} for key in keys]
    return {"key": "G", "from_phase": "transition", "to_phase": "consolidation", "benchmarks": rows}


def sample(*keys: str) -> dict[str, Any]:
    units = [{"activity": key, "inclusion_probability": 0.5} for key in keys]
    return {
        "key": "A",
        "scope": "mission",
        "drawn_on": "2025-01-01",
        "seed": 1,
        "population": 4,
        "units": units,
    }


def comment_round(key: str, **fields: Any) -> dict[str, Any]:
    """A closed round unless `closed_on` is None."""
    dates = {"opened_on": "2025-02-01", "closes_on": "2025-03-01", "closed_on": "2025-03-01"}
    return {"key": key, "framework_version": "V1", "open_to": "members"} | dates | fields


def with_rounds(*found: dict[str, Any]) -> dict[str, Any]:
    versions = [{"key": "V1", "number": 1, "status": "draft"}]
    return document(framework_versions=versions, comment_rounds=list(found), agencies=AGENCIES)


RULE = "rule_broken"


@pytest.mark.parametrize(
    ("broken", "pointers"),
    [
        # open versions
        (versions(version(status="draft")), []),
        (versions(version(status="draft"), version(status="draft")), ["/framework_versions/1/status"]),
        (
            versions(version(status="consultation"), version(), version(status="draft")),
            ["/framework_versions/2/status"],
        ),
        # versions in force
        (
            versions(version(adopted_on="2024-01-01"), version(adopted_on="2025-01-01")),
            ["/framework_versions/1"],
        ),
        (versions(version(), version()), ["/framework_versions/1"]),
        (versions(version(adopted_on="2025-01-01"), version(status="superseded")), []),
        (
            versions(
                version(status="superseded", adopted_on="2024-01-01", superseded_on="2025-01-01"),
                version(adopted_on="2025-01-01"),
            ),
            [],
        ),
        (
            versions(
                version(adopted_on="2024-12-31"),
                version(status="superseded", adopted_on="2024-01-01", superseded_on="2025-01-01"),
                version(status="superseded", adopted_on="2023-01-01", superseded_on="2024-01-02"),
            ),
            ["/framework_versions/1", "/framework_versions/2"],
        ),
        (
            versions(
                version(status="superseded", superseded_on="2025-06-01"),
                version(adopted_on="2025-01-01"),
            ),
            ["/framework_versions/1"],
        ),
        (versions(version(status="draft", adopted_on="2024-01-01"), version(adopted_on="2023-01-01")), []),
        # texts
        (framework(objective_texts=[wording("1"), wording("2")]), ["/objective_texts/1"]),
        (framework(objective_texts=[wording("1"), wording("2", "W"), wording("3", objective="P")]), []),
        (framework(benchmark_texts=[statement("1", "V"), statement("2", "V")]), ["/benchmark_texts/1"]),
        (framework(benchmark_texts=[statement("1", "V"), statement("2", "W")]), []),
        # relationships
        (pairs({}, {}), ["/relationships/1"]),
        (pairs({}, {"agency_a": "B", "agency_b": "A"}), ["/relationships/1"]),
        (pairs({}, {"agency_b": "C"}), []),
        (pairs({"agency_b": "A"}), ["/relationships/0/agency_b"]),
        (
            pairs(between("2025-01-01", "2025-06-30"), between("2025-06-30", "2025-12-31")),
            ["/relationships/1"],
        ),
        (pairs(between("2025-01-01", "2025-06-30"), between("2025-07-01", None)), []),
        (pairs(between("2025-01-01", None), between("2025-07-01", "2025-07-02")), ["/relationships/1"]),
        (pairs(between(None, "2025-01-01"), between("2025-01-02", None)), []),
        (
            pairs(
                between("2025-02-01", "2025-02-02"),
                between("2025-03-01", "2025-03-02", agency_a="B", agency_b="A"),
                between("2025-01-01", "2025-12-31"),
            ),
            ["/relationships/2"],
        ),
        (pairs(between("2025-02-01", "2025-01-01"), {}), ["/relationships/0/period_to"]),
        (pairs({"band_min": 3, "band_max": 2}), ["/relationships/0/band_min"]),
        (pairs({"band_min": 3, "band_max": 3}), []),
        (
            pairs({"band_proposed_min": 3, "band_proposed_max": 2}),
            ["/relationships/0/band_proposed_min"],
        ),
        # a row with itself
        (
            document(
                agencies=AGENCIES,
                activities=[activity("X"), activity("Y")],
                contradictions=[
                    {
                        "key": "1",
                        "activity_a": "X",
                        "activity_b": "Y",
                        "score": -1,
                        "grade": "claimed",
                        "status": "open",
                    },
                    {
                        "key": "2",
                        "activity_a": "X",
                        "activity_b": "X",
                        "score": -1,
                        "grade": "claimed",
                        "status": "open",
                    },
                ],
            ),
            ["/contradictions/1/activity_b"],
        ),
        (
            framework(assumptions=[{"key": "1", "parent": "O", "child": "O", "text": "if"}]),
            ["/assumptions/0/child"],
        ),
        # periods
        (
            document(
                phase_periods=[
                    {"key": "1", "phase": "exit", "period_from": "2025-01-02", "period_to": "2025-01-01"},
                    {"key": "2", "phase": "exit", "period_from": "2025-01-02", "period_to": "2025-01-02"},
                ]
            ),
            ["/phase_periods/0/period_to"],
        ),
        (
            document(
                linked_frameworks=[
                    {
                        "key": "1",
                        "kind": "other",
                        "title": "T",
                        "period_from": "2025-01-02",
                        "period_to": "2024-01-01",
                    },
                ]
            ),
            ["/linked_frameworks/0/period_to"],
        ),
        # gates and indicators
        (
            framework(gates=[gate("B", "B", "B")]),
            ["/gates/0/benchmarks/1/benchmark", "/gates/0/benchmarks/2/benchmark"],
        ),
        (framework(gates=[gate("B"), gate("B") | {"key": "H"}]), []),
        # a comment round
        (
            with_rounds(
                comment_round("C1", closes_on="2025-01-01"), comment_round("C2", closed_on="2025-01-31")
            ),
            ["/comment_rounds/0/closes_on", "/comment_rounds/1/closed_on"],
        ),
        (
            with_rounds(comment_round("C1", closed_on=None), comment_round("C2", closed_on=None)),
            ["/comment_rounds/1/framework_version"],
        ),
        (
            with_rounds(
                comment_round(
                    "C1", invitations=[{"agency": AGENCIES[0]["key"]}, {"agency": AGENCIES[0]["key"]}]
                )
            ),
            ["/comment_rounds/0/invitations/1/agency"],
        ),
        (with_rounds(comment_round("C1"), comment_round("C2", closed_on=None)), []),
        # an objection to a date says why, and each agency answers once
        (
            document(
                agencies=AGENCIES,
                calendar_proposals=[
                    {
                        "key": "D1",
                        "state": "open",
                        "title": "Review",
                        "starts_on": "2025-02-01",
                        "proposed_on": "2025-01-01",
                        "answers": [
                            {"agency": AGENCIES[0]["key"], "endorses": False},
                            {"agency": AGENCIES[0]["key"], "endorses": True},
                        ],
                    }
                ],
            ),
            ["/calendar_proposals/0/answers/0/reason", "/calendar_proposals/0/answers/1/agency"],
        ),
        # a random audit draws without replacement
        (
            document(
                audit_samples=[sample("X", "Y", "X")],
                activities=[activity("X"), activity("Y")],
                agencies=AGENCIES,
            ),
            ["/audit_samples/0/units/2/activity"],
        ),
        (
            document(
                audit_samples=[sample("X", "Y")], activities=[activity("X"), activity("Y")], agencies=AGENCIES
            ),
            [],
        ),
        (
            framework(
                indicators=[
                    indicator("1", benchmark="B", headline=True),
                    indicator("2", benchmark="B", headline=False),
                    indicator("3", benchmark="B"),
                    indicator("4", headline=True),
                    indicator("5", headline=True),
                ]
            ),
            [],
        ),
        (
            framework(
                indicators=[
                    indicator("1", benchmark="B", headline=True),
                    indicator("2", benchmark="B", headline=True),
                ]
            ),
            ["/indicators/1/headline"],
        ),
        # links
        (links({}, {"activity": "Y"}, {"objective": "P"}), []),
        (links({}, {"activity": "Y"}, {}), ["/alignment_links/2"]),
        (links({"late": True, "claimed_on": "2025-03-02"}), []),
        (links({"late": False, "claimed_on": "2025-03-01"}), []),
        (links({"late": True, "claimed_on": "2025-03-01"}), ["/alignment_links/0/late"]),
        (links({"late": False, "claimed_on": "2025-03-02"}), ["/alignment_links/0/late"]),
        (links({"late": True}), []),
        (links({"late": True, "claimed_on": "2025-01-01"}, start=None), []),
        # presence
        (
            document(
                agencies=AGENCIES,
                mission_agencies=[
                    {"key": "1", "agency": "A"},
                    {"key": "2", "agency": "B"},
                    {"key": "3", "agency": "A"},
                ],
            ),
            ["/mission_agencies/2/agency"],
        ),
        # circles
        (document(areas=[area("P"), area("Q", parent="P"), area("R", parent="Q")]), []),
        (document(areas=[area("P", parent="P")]), ["/areas/0/parent"]),
        (
            document(
                areas=[
                    area("Z", parent="P"),
                    area("R", parent="Q"),
                    area("P", parent="R"),
                    area("Q", parent="P"),
                    area("S", parent="T"),
                    area("T", parent="S"),
                ]
            ),
            ["/areas/1/parent", "/areas/4/parent"],
        ),
        (document(agencies=[agency("A", parent="B"), agency("B", parent="A")]), ["/agencies/0/parent"]),
        (
            document(
                forums=[
                    {"key": "F", "name": "F", "escalates_to": "G"},
                    {"key": "G", "name": "G", "escalates_to": "F"},
                ]
            ),
            ["/forums/0/escalates_to"],
        ),
        (
            document(
                comments=[
                    {"key": "1", "text": "a", "written_on": "2025-01-01", "reply_to": "1"},
                ]
            ),
            ["/comments/0/reply_to"],
        ),
        (
            framework(
                objective_texts=[
                    wording("1", objective="O", parent="P"),
                    wording("2", objective="P", parent="O"),
                ]
            ),
            ["/objective_texts/0/parent"],
        ),
        (
            framework(
                objective_texts=[
                    wording("1", "V", "O", parent="P"),
                    wording("2", "W", "P", parent="O"),
                ]
            ),
            [],
        ),
        # dimensions
        (document(agencies=AGENCIES, activities=[activity(dimension="gender")]), ["/activities/0/dimension"]),
        (framework(objective_texts=[wording(dimension="gender")]), ["/objective_texts/0/dimension"]),
        (
            document(
                mission={"dimensions": ["security", {"code": "gender", "core": "human_rights"}]},
                agencies=AGENCIES,
                activities=[
                    activity("X", dimension="gender"),
                    activity("Y", dimension="political"),
                    activity("Z"),
                ],
            ),
            ["/activities/1/dimension"],
        ),
        (
            document(mission={"dimensions": []}, agencies=AGENCIES, activities=[activity()]),
            ["/activities/0/dimension"],
        ),
        (
            document(
                areas=[area()],
                needs=[
                    {
                        "key": "N",
                        "dimension": "x",
                        "area": "P",
                        "target_group": "all",
                        "intervention_type": "aid",
                    }
                ],
            ),
            ["/needs/0/dimension"],
        ),
    ],
)
def test_rules(broken: dict[str, Any], pointers: list[str]) -> None:
    assert found(broken) == [(pointer, RULE) for pointer in pointers]


def test_messages_name_the_other_row() -> None:
    (fault,) = check(links({}, {"activity": "Y"}, {}))
    assert fault.message == "The activity “X” is linked to the objective “O” already: /alignment_links/0."
    (fault,) = check(links({"late": True, "claimed_on": "2025-03-01"}))
    assert (
        fault.message == "The link is marked late, but claimed on 2025-03-01, not after the start 2025-03-01."
    )


def test_messages_about_many_names_stay_short() -> None:
    codes = [f"d{number}" for number in range(1000)]
    broken = document(mission={"dimensions": codes}, agencies=AGENCIES, activities=[activity()])
    (fault,) = check(broken)
    assert fault.message.endswith("its dimensions are: " + ", ".join(codes[:40]) + ", ….")
    places = [area(f"P{number}", parent=f"P{number - 1}") for number in range(1, 100)]
    (fault,) = check(document(areas=[area("P0", parent="P99"), *places]))
    assert fault.pointer == "/areas/0/parent"
    assert len(fault.message) < 400


def test_many_rows_of_one_pair_are_compared_in_one_pass() -> None:
    rows = [between(f"{1000 + number}-01-01", f"{1000 + number}-12-31") for number in range(8000)]
    assert found(pairs(*rows)) == []
