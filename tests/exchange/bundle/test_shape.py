"""What the schema says, in the codes and words of the format."""

from typing import Any

import pytest

from apps.exchange.bundle import check
from apps.exchange.bundle.collections import schema
from apps.exchange.bundle.shape import _patterns

from .examples import activity, agency, area, document, found, indicator, link, objective

FAR = "9" * 20


def one_activity(**more: Any) -> dict[str, Any]:
    return document(agencies=[agency()], activities=[activity(**more)])


def funded(amount: str) -> dict[str, Any]:
    return document(funding_lines=[{"key": "F", "committed": amount}])


def without(row: dict[str, Any], name: str) -> dict[str, Any]:
    return {field: value for field, value in row.items() if field != name}


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        # the document
        ({"version": 1}, [("", "missing_field"), ("", "missing_field")]),
        (document() | {"format": "other"}, [("/format", "bad_value")]),
        (document() | {"format": 5}, [("/format", "wrong_type")]),
        (document() | {"mission": None}, [("/mission", "missing_field")]),
        (document() | {"mission": []}, [("/mission", "wrong_type")]),
        (document(people=[]), [("/people", "unknown_field")]),
        (document(**{"a/b~": 1}), [("/a~1b~0", "unknown_field")]),
        (document(activities=None), [("/activities", "wrong_type")]),
        (document(activities={}), [("/activities", "wrong_type")]),
        (document(activities=["X"]), [("/activities/0", "wrong_type")]),
        (document(exported_at="2026-01-01T00:00:00"), [("/exported_at", "bad_date")]),
        (document(exported_at="2026-01-01"), [("/exported_at", "bad_date")]),
        (document(exported_at="2026-02-30T00:00:00Z"), [("/exported_at", "bad_date")]),
        (document(exported_at="0001-01-01T00:00:00+05:00"), [("/exported_at", "bad_date")]),
        (document(exported_at=2026), [("/exported_at", "wrong_type")]),
        (document(exported_at="2026-01-01T00:00:00.5+03:00"), []),
        # the mission
        (document(mission={"currency": "usd"}), [("/mission/currency", "bad_value")]),
        (document(mission={"code": "a/b"}), [("/mission/code", "bad_value")]),
        (document(mission={"code": "a\u2029b"}), [("/mission/code", "bad_value")]),
        (document(mission={"name": ""}), [("/mission/name", "bad_value")]),
        (document(mission={"dimensions": [5]}), [("/mission/dimensions/0", "wrong_type")]),
        (document(mission={"dimensions": [{"code": "x"}]}), [("/mission/dimensions/0", "missing_field")]),
        (
            document(mission={"dimensions": [{"code": "x", "core": "x", "y": 1}]}),
            [("/mission/dimensions/0/core", "bad_value"), ("/mission/dimensions/0/y", "unknown_field")],
        ),
        # fields
        (one_activity(colour="red"), [("/activities/0/colour", "unknown_field")]),
        (
            one_activity(country_owned_results={"q1": 2, "q4": 1}),
            [
                ("/activities/0/country_owned_results/q1", "bad_value"),
                ("/activities/0/country_owned_results/q4", "unknown_field"),
            ],
        ),
        (
            document(agencies=[agency()], activities=[without(activity(), "title")]),
            [("/activities/0", "missing_field")],
        ),
        (one_activity(title=None), [("/activities/0/title", "missing_field")]),
        (one_activity(status=None), [("/activities/0/status", "missing_field")]),
        (one_activity(lead=None), [("/activities/0/lead", "missing_field")]),
        (one_activity(description=None, start=None, areas=None, registers=None), []),
        (one_activity(areas=[None]), [("/activities/0/areas/0", "wrong_type")]),
        (one_activity(intended_phases=[None]), [("/activities/0/intended_phases/0", "wrong_type")]),
        (one_activity(humanitarian="yes"), [("/activities/0/humanitarian", "wrong_type")]),
        (one_activity(humanitarian=0), [("/activities/0/humanitarian", "wrong_type")]),
        (one_activity(people_planned=True), [("/activities/0/people_planned", "wrong_type")]),
        (one_activity(people_planned=1.5), [("/activities/0/people_planned", "wrong_type")]),
        (one_activity(people_planned=3.0), []),
        (one_activity(people_planned=-1), [("/activities/0/people_planned", "bad_value")]),
        (one_activity(people_planned=int(FAR)), [("/activities/0/people_planned", "bad_value")]),
        (one_activity(title=""), [("/activities/0/title", "bad_value")]),
        (one_activity(audience="all"), [("/activities/0/audience", "bad_value")]),
        (one_activity(audience=1), [("/activities/0/audience", "bad_value")]),
        (one_activity(dimension="Security!"), [("/activities/0/dimension", "bad_value")]),
        (one_activity(intended_phases=["exit", "exit"]), [("/activities/0/intended_phases", "bad_value")]),
        (one_activity(uuid="C0FFEE00-0000-0000-0000-000000000000"), [("/activities/0/uuid", "bad_value")]),
        (
            document(documents=[{"key": "D", "title": "T", "sha256": "abc"}]),
            [("/documents/0/sha256", "bad_value")],
        ),
        (
            document(areas=[area(geometry={"type": "Circle"})]),
            [
                ("/areas/0/geometry", "missing_field"),
                ("/areas/0/geometry/type", "bad_value"),
            ],
        ),
        (
            document(analytic_work=[{"key": "W", "participants": [], "published_on": "2025-01-01"}]),
            [("/analytic_work/0/participants", "bad_value")],
        ),
        (document(indicators=[indicator(tolerance=1e300)]), [("/indicators/0/tolerance", "bad_value")]),
        # keys
        (document(objectives=[{"key": " O"}]), [("/objectives/0/key", "bad_value")]),
        (document(objectives=[{"key": "O\n"}]), [("/objectives/0/key", "bad_value")]),
        (document(objectives=[{"key": "O\rP"}]), [("/objectives/0/key", "bad_value")]),
        (document(objectives=[{"key": "é" * 65}]), [("/objectives/0/key", "bad_value")]),
        (document(objectives=[{"key": "é" * 64}, {"key": "هدف ١"}]), []),
        (document(objectives=[{"key": 1}]), [("/objectives/0/key", "wrong_type")]),
        (one_activity(lead="A|B"), [("/activities/0/lead", "bad_value")]),
        # dates
        *(
            (one_activity(start=text), [("/activities/0/start", "bad_date")])
            for text in (
                "2025-02-30",
                "2025-13-01",
                "2025-1-1",
                "20250101",
                "01.01.2025",
                "0000-01-01",
                "2025-01-01\n",
                "2025-01-01T00:00:00Z",
                "٢٠٢٥-٠١-٠١",
                "",
            )
        ),
        (one_activity(start=20250101), [("/activities/0/start", "wrong_type")]),
        (one_activity(start="2025-06-01", end="2025-01-01"), []),
        # money
        *(
            (
                document(
                    objectives=[objective()],
                    resource_requirements=[
                        {
                            "key": "R",
                            "objective": "O",
                            "period_from": "2025-01-01",
                            "period_to": "2025-12-31",
                            "currency": "USD",
                            "amount": text,
                        }
                    ],
                ),
                [("/resource_requirements/0/amount", code)] if code else [],
            )
            for text, code in (
                ("4000000.00", None),
                ("-0.0001", None),
                ("1,000", "bad_decimal"),
                ("1e6", "bad_decimal"),
                ("0.00001", "bad_decimal"),
                ("+1", "bad_decimal"),
                ("01", "bad_decimal"),
                (".5", "bad_decimal"),
                ("٥", "bad_decimal"),
                ("1" + "0" * 18, "bad_decimal"),
                ("1\n", "bad_decimal"),
                (1000, "wrong_type"),
            )
        ),
        (
            document(
                exchange_rates=[{"key": "E", "currency": "BIF", "valid_on": "2025-01-01", "rate": "-1"}]
            ),
            [("/exchange_rates/0/rate", "bad_decimal")],
        ),
    ],
)
def test_faults_of_shape(broken: dict[str, Any], faults: list[tuple[str, str]]) -> None:
    assert found(broken) == faults


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (one_activity(titel="T"), "“titel” is not a field of activities. Did you mean “title”?"),
        (document(activity=[]), "“activity” is not a collection of the format. Did you mean “activities”?"),
        (document(zzz=[]), "“zzz” is not a collection of the format."),
        (
            one_activity(country_owned_results={"x": 1}),
            "“x” is not a field of activities.country_owned_results. Known here are: q1, q2, q3.",
        ),
        (
            one_activity(status="actve"),
            "suspended, completed, cancelled. Did you mean “active”?",
        ),
        (one_activity(status="Active"), "Did you mean “active”?"),
        (one_activity(title=5), "Here a text in quotes is expected, not a number."),
        (
            document(mission={"dimensions": [5]}),
            "Here a text in quotes or an object is expected, not a number.",
        ),
        (one_activity(areas=["é", "é"]), "The list names “é” more than once; once is enough."),
        (
            one_activity(people_planned=int(FAR)),
            f"{FAR} is too large; at most 9007199254740991 is allowed.",
        ),
        (
            funded("1" * 40),
            "is too large; an amount has at most 18 digits before its point.",
        ),
        (funded("01"), "“01” is not an amount; write a decimal text"),
        (one_activity(**{"x" * 200: 1}), "“" + "x" * 60 + "…” is not a field of activities."),
    ],
)
def test_messages_say_what_would_be_right(broken: dict[str, Any], message: str) -> None:
    assert any(message in fault.message for fault in check(broken)), check(broken)


def test_every_pattern_of_the_schema_has_a_sentence_of_its_own() -> None:
    def patterns(node: Any) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(patterns, node))
        if not isinstance(node, dict):
            return set()
        own = {node["pattern"]} if isinstance(node.get("pattern"), str) else set()
        return own.union(*map(patterns, node.values()))

    assert patterns(schema()) == set(_patterns)


def test_a_link_names_every_wrong_value_of_a_nested_object() -> None:
    dispute = {"by": "A", "raised_on": "x", "reason": 5, "who": "A"}
    broken = document(
        agencies=[agency()],
        activities=[activity()],
        objectives=[objective()],
        alignment_links=[link(dispute=dispute)],
    )
    assert found(broken) == [
        ("/alignment_links/0/dispute/raised_on", "bad_date"),
        ("/alignment_links/0/dispute/reason", "wrong_type"),
        ("/alignment_links/0/dispute/who", "unknown_field"),
    ]
