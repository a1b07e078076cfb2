"""What a file may not do to agencies that missions share, and what the tables cannot hold."""

import uuid

import pytest
from django.db import connection

from apps.agencies.models import Agency
from apps.exchange.bundle import BundleRefused, differences
from apps.missions.models import (
    Mission,
    MissionAgency,
)
from tests.exchange.bundle.examples import (
    Row,
    activity,
    agency,
    objective,
    version,
    wording,
)
from tests.exchange.importing import document, refusals, small, stored, take

pytestmark = pytest.mark.django_db


# --- agencies are shared ---


def test_an_agency_is_found_by_uuid_identifier_or_name_and_state() -> None:
    take(
        document(
            agencies=[
                agency("A", uuid=str(uuid.UUID(int=1))),
                agency("B", iati_identifier="XM-DAC-1"),
                agency("C", state="N"),
                agency("D"),
            ]
        )
    )
    names = dict(Agency.objects.values_list("name", "pk"))
    file = document(
        mission={"code": "S"},
        agencies=[
            agency("1", uuid=str(uuid.UUID(int=1)), name="Agency A"),
            agency("2", iati_identifier="XM-DAC-1", name="Agency B"),
            agency("3", name="Agency C", state="N"),
            agency("4", name="Agency C"),
            agency("5", name="Agency D", uuid=str(uuid.UUID(int=2))),
            agency("6", name="Agency D"),
            agency("7", name="Agency D"),
        ],
    )
    take(file)
    mission = Mission.objects.get(code="S")
    found = dict(MissionAgency.objects.filter(mission=mission).values_list("key", "agency_id"))
    assert {key: found[key] for key in "1236"} == {
        "1": names["Agency A"],
        "2": names["Agency B"],
        "3": names["Agency C"],
        "6": names["Agency D"],
    }
    assert len(set(found.values()) - set(names.values())) == 3
    assert not take(file).changed
    assert differences(file, stored("S"), only_given_uuids=True) == []


def test_a_shared_field_that_another_mission_uses_is_refused_by_name() -> None:
    take(document(agencies=[agency("A", kind="ingo", acronym="AA", other_names=["x"]), agency("B")]))
    take(
        document(mission={"code": "S"}, agencies=[agency("A", kind="ingo", acronym="AA", other_names=["x"])])
    )
    file = document(
        mission={"code": "S"},
        agencies=[
            agency("B"),
            agency("A", kind="private_sector", other_names=["x"], side="internal", parent="B"),
        ],
    )
    assert refusals(file, overwrite=True) == [
        ("/agencies/1", "shared_field"),  # the acronym is not there: it would be lost
        ("/agencies/1/kind", "shared_field"),
        ("/agencies/1/parent", "shared_field"),
    ]
    with pytest.raises(BundleRefused) as caught:
        take(file)
    assert ["acronym" in fault.message for fault in caught.value.faults] == [True, False, False]


def test_what_holds_in_one_mission_only_is_not_shared() -> None:
    take(document(agencies=[agency("A")]))
    take(document(mission={"code": "S"}, agencies=[agency("A", side="internal", political_or_security=True)]))
    sides = MissionAgency.objects.order_by("mission__code").values_list("side", "political_or_security")
    assert list(sides) == [("internal", True), ("external", None)]
    assert Agency.objects.count() == 1


def test_a_shared_field_changes_where_no_other_mission_uses_it() -> None:
    take(document(agencies=[agency("A", kind="ingo")]))
    take(document(agencies=[agency("A", name="Renamed", parent="B"), agency("B")]))
    row = Agency.objects.get(name="Renamed")
    assert (row.kind, row.parent) == (None, Agency.objects.get(name="Agency B"))


def test_a_parent_outside_the_mission_is_not_lost() -> None:
    take(document(agencies=[agency("A", parent="B"), agency("B")]))
    file = document(mission={"code": "S"}, agencies=[agency("A")])
    take(file)
    assert Agency.objects.get(name="Agency A").parent == Agency.objects.get(name="Agency B")
    assert differences(file, stored("S"), only_given_uuids=True) == []


# --- what the tables refuse ---


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (
            document(framework_versions=[version("V", 2**31, "draft")]),
            ("/framework_versions/0/number", "bad_value"),
        ),
        (
            small(
                consultations=[
                    {"key": "C", "internal_actor": "A", "held_on": "2025-01-01", "persons": 10**12}
                ]
            ),
            ("/consultations/0/persons", "bad_value"),
        ),
        (
            document(
                framework_versions=[
                    version("V", 1, "draft", sections=[{"key": "s", "title": "t", "position": 2**40}])
                ]
            ),
            ("/framework_versions/0/sections/0/position", "bad_value"),
        ),
        (small(activities=[activity("X", title="é" * 1301)]), ("/activities/0/title", "bad_value")),
        (
            document(agencies=[agency("A", iati_identifier="x" * 2601)]),
            ("/agencies/0/iati_identifier", "bad_value"),
        ),
        (
            document(
                assessments=[
                    {
                        "key": "S",
                        "as_of": "2025-01-01",
                        "values": [{"level": "agency", "status": "assessed", "subject": "x" * 1301}],
                    }
                ]
            ),
            ("/assessments/0/values/0/subject", "bad_value"),
        ),
        (
            document(framework_versions=[version(adopted_on="2025-01-02", superseded_on="2025-01-01")]),
            ("/framework_versions/0/superseded_on", "rule_broken"),
        ),
        (
            document(
                objectives=[objective()],
                framework_versions=[version()],
                mandates=[{"key": "R", "symbol": "S/1", "tasks": [{"key": "1", "text": "Help"}]}],
                objective_texts=[wording(mandate_tasks=[{"mandate": "R", "task": "1"}] * 2)],
            ),
            ("/objective_texts/0/mandate_tasks/1", "rule_broken"),
        ),
    ],
)
def test_what_a_column_cannot_hold_is_a_fault(file: Row, expected: tuple[str, str]) -> None:
    assert refusals(file) == [expected]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps every digit of a decimal")
def test_decimals_that_sqlite_cannot_keep_are_refused() -> None:
    lines = [
        {
            "key": str(n),
            "activity": "X",
            "funder": "A",
            "period_from": "2025-01-01",
            "currency": "USD",
            "committed": amount,
        }
        for n, amount in enumerate(("999999999999999.00", "99999999999999.9999", "123456789012345678"))
    ]
    assert refusals(small(funding_lines=lines)) == [
        ("/funding_lines/1/committed", "bad_decimal"),
        ("/funding_lines/2/committed", "bad_decimal"),
    ]


def test_the_longest_texts_that_fit_are_kept() -> None:
    unlike = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(866))
    file = small(
        agencies=[agency("A", iati_identifier=unlike), agency("B")], activities=[activity("X", title=unlike)]
    )
    take(file)
    assert differences(file, stored(), only_given_uuids=True) == []


def test_every_fault_of_a_broken_file_is_reported() -> None:
    file = small(activities=[activity("X", colour="red", start="2025-02-30", lead="Z")])
    assert refusals(file) == [
        ("/activities/0/colour", "unknown_field"),
        ("/activities/0/lead", "unknown_reference"),
        ("/activities/0/start", "bad_date"),
    ]
    assert Mission.objects.count() == 0
