"""Columns that a role does not see in a row that it sees: the table of them, the pages and the files."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from apps.alignment.enums import ReviewOutcome
from apps.alignment.models import InternalReview, Relationship
from apps.benchmarks.models import Observation
from apps.coherence import services
from apps.coherence.enums import AssessmentKind
from apps.coherence.models import Assessment, IndicatorValue
from apps.exchange.selectors import export_bundle
from apps.funding.models import Capacity
from apps.missions.fields import GUARDED, fields_hidden_from, hidden_by_row
from apps.missions.models import MissionAgency
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import (
    InternalReviewFactory,
    LiaisonRequestFactory,
    RelationshipFactory,
)
from tests.factories.benchmarks import IndicatorFactory, ObservationFactory
from tests.factories.coherence import AssessmentFactory
from tests.factories.funding import CapacityFactory
from tests.factories.missions import MissionAgencyFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date(2025, 3, 1)
PERSONAS = (
    "planner",
    "mission_admin",
    "editor_a",
    "editor_b",
    "internal_counterpart",
    "donor",
    "outsider",
    "anonymous",
)
ALL = set(PERSONAS)
SECRETARIAT = {"planner", "mission_admin"}
ASKERS = SECRETARIAT | {"editor_a", "editor_b", "internal_counterpart"}
# Donor works for agency B, and so knows what its members know.
WHO_KNOWS = {
    (MissionAgency, "liaison_hours_per_quarter"): ASKERS,
    (MissionAgency, "liaison_paused_until"): ASKERS,
    (Capacity, "staff_hours_available"): ASKERS,
    (Relationship, "rating_a"): SECRETARIAT | {"editor_a"},
    (Relationship, "rating_b"): SECRETARIAT | {"editor_b", "donor"},
    **{
        (Relationship, f"band_proposed_{name}"): SECRETARIAT | {"editor_a", "editor_b", "donor"}
        for name in ("by", "min", "max", "on")
    },
    (InternalReview, "internal_actor"): {"internal_counterpart"},
    (InternalReview, "reviewed_on"): {"internal_counterpart"},
    (InternalReview, "text"): {"internal_counterpart"},
    (Observation, "value"): set(),
    (Observation, "standard_error"): set(),
    (Observation, "interval_low"): set(),
    (Observation, "interval_high"): set(),
}
BETWEEN_TWO = {name for model, name in WHO_KNOWS if model is Relationship}


@pytest.fixture
def rows(mission, agency_a, agency_b, ministry):
    return {
        MissionAgency: MissionAgency.objects.get(mission=mission, agency=ministry),
        Capacity: CapacityFactory(mission=mission, agency=ministry, staff_hours_available=7171),
        Relationship: RelationshipFactory(
            mission=mission,
            agency_a=agency_a,
            agency_b=agency_b,
            rating_a=4,
            rating_b=1,
            band_proposed_by=agency_a,
            band_proposed_min=1,
            band_proposed_max=2,
            band_proposed_on=DAY,
        ),
        InternalReview: InternalReviewFactory(
            mission=mission,
            activity=ActivityFactory(mission=mission, lead=agency_a),
            internal_actor=ministry,
            confidential=True,
            text="secretobjection",
        ),
        Observation: few(mission, agency_a),
    }


def few(mission, agency):
    """Three people of a group: their value is shown to nobody."""
    return ObservationFactory(
        mission=mission,
        indicator=IndicatorFactory(mission=mission),
        group="widows",
        people=3,
        value_number=8181,
        submitted_by=agency,
    )


def test_every_guarded_column_has_its_row_in_the_table():
    assert {(model, name) for model, columns in GUARDED.items() for name in columns} == set(WHO_KNOWS)


@pytest.mark.parametrize("persona", PERSONAS)
def test_who_knows_which_column(rows, persona, request):
    user = request.getfixturevalue(persona).user
    found = {(model, name): name not in fields_hidden_from(user, rows[model]) for model, name in WHO_KNOWS}
    assert found == {column: persona in known for column, known in WHO_KNOWS.items()}


def test_what_was_not_answered_in_confidence_everybody_reads(rows, donor):
    review = rows[InternalReview]
    review.confidential = None
    assert fields_hidden_from(donor.user, review) == frozenset()


@pytest.mark.parametrize("persona", ["planner", "editor_a", "donor"])
def test_values_of_few_people_leave_by_no_door(rows, mission, persona, request):
    """As on the pages; the row stays out of a file, which taken in again would blank its value."""
    reader = request.getfixturevalue(persona)
    shown = ObservationFactory(mission=mission, indicator=rows[Observation].indicator, value_number=9191)
    file = export_bundle(mission=mission, user=reader.user)
    assert [row["key"] for row in file["observations"]] == [shown.key]
    answer = reader.client.get(f"/api/v1/missions/{mission.code}/observations/")
    known = {row["key"]: row.get("value") for row in answer.json()["results"]}
    assert known == {shown.key: 9191, rows[Observation].key: None}
    one = f"/api/v1/missions/{mission.code}/observations/{rows[Observation].uuid}/"
    for path in (one, f"/api/v1/missions/{mission.code}/observations/?format=csv"):
        assert "8181" not in reader.client.get(path).content.decode()
    assert len(export_bundle(mission=mission)["observations"]) == 2


def test_a_table_without_such_columns_costs_nothing(agency_a, donor, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert fields_hidden_from(donor.user, agency_a) == frozenset()
        assert hidden_by_row(donor.user, []) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_many_rows_cost_one_query(mission, donor, count, django_assert_num_queries):
    rows = [RelationshipFactory(mission=mission) for _number in range(count)]
    with django_assert_num_queries(1):
        assert set(hidden_by_row(donor.user, rows).values()) == {frozenset(BETWEEN_TWO)}


def test_nobody_signed_in_knows_none_of_them(rows):
    assert fields_hidden_from(AnonymousUser(), rows[Relationship]) == BETWEEN_TWO


@pytest.mark.parametrize("persona", ["planner", "editor_a", "internal_counterpart", "donor"])
def test_a_file_has_the_columns_that_its_reader_knows(rows, mission, persona, request):
    presence = rows[MissionAgency]
    presence.liaison_hours_per_quarter, presence.registered, presence.presence_key = 4141, True, "P-MIN"
    presence.liaison_paused_until = DAY
    presence.save()
    user = request.getfixturevalue(persona).user
    document = export_bundle(mission=mission, user=user)
    relationship = document["relationships"][0]
    agency = next(row for row in document["mission_agencies"] if row["agency"] == "MIN")
    capacity = document["capacities"][0]
    knows = {column: persona in known for column, known in WHO_KNOWS.items()}
    assert ("rating_a" in relationship) == knows[Relationship, "rating_a"]
    assert ("rating_b" in relationship) == knows[Relationship, "rating_b"]
    assert ("liaison_hours_per_quarter" in agency) == knows[MissionAgency, "liaison_hours_per_quarter"]
    assert ("staff_hours_available" in capacity) == knows[Capacity, "staff_hours_available"]
    # Without its actor a review would be no row of the format.
    assert ("internal_reviews" in document) == knows[InternalReview, "internal_actor"]


COLLECTIONS = {
    MissionAgency: "mission_agencies",
    Capacity: "capacities",
    Relationship: "relationships",
    InternalReview: "internal_reviews",
    Observation: "observations",
}


@pytest.mark.parametrize("persona", ["planner", "editor_a", "editor_b", "internal_counterpart", "donor"])
def test_the_interface_for_programs_tells_the_columns_that_its_reader_knows(rows, mission, persona, request):
    presence = rows[MissionAgency]
    presence.liaison_hours_per_quarter, presence.registered, presence.presence_key = 4141, True, "P-MIN"
    presence.liaison_paused_until = DAY
    presence.save()
    client = request.getfixturevalue(persona).client
    for (model, name), known in WHO_KNOWS.items():
        row = rows[model]
        base = f"/api/v1/missions/MISA/{COLLECTIONS[model]}/"
        listed = client.get(base).json()["results"]
        one = client.get(f"{base}{row.uuid}/").json()
        asked = client.get(f"{base}{row.uuid}/", {"fields": name}).json()
        found = {name in one, name in asked, any(name in found for found in listed)}
        assert found == {persona in known}, (model, name)
        assert client.get(base, {name: "MIN"}).status_code == 400


def burdened(mission, ministry):
    presence = MissionAgency.objects.get(mission=mission, agency=ministry)
    presence.liaison_hours_per_quarter, presence.registered = 4141, True
    presence.presence_key = "P-MIN"
    presence.liaison_paused_until = DAY
    presence.save()
    LiaisonRequestFactory(
        mission=mission, internal_actor=ministry, requested_on=DAY, person_hours=9000, critical=False
    )
    services.assess(mission=mission, as_of=DAY + datetime.timedelta(days=1))


@pytest.mark.parametrize("query", ["", "?format=csv"])
@pytest.mark.parametrize("name", ["signal", "findings", "dashboard"])
def test_declared_hours_are_told_to_who_asks_for_them_and_to_nobody_else(
    mission, ministry, planner, editor_b, donor, name, query
):
    burdened(mission, ministry)
    parts = {"signal": "D8"} if name == "signal" else {}
    address = reverse(f"coherence:{name}", kwargs={"code": "MISA", **parts}) + query
    told = {}
    for reader, persona in (("planner", planner), ("editor_b", editor_b), ("donor", donor)):
        text = persona.client.get(address).content.decode()
        told[reader] = "4141" in text.replace(",", "").replace("\u202f", "")
    if name != "dashboard" or not query:
        assert told == {"planner": True, "editor_b": True, "donor": False}


def reviewed(mission, agency_a, actors, mixed=0):
    """Internal answers by so many actors, and by others that the method does not count; I7 rests on the
    former."""
    for number, side in enumerate(["internal"] * actors + ["mixed"] * mixed):
        actor = AgencyFactory()
        MissionAgencyFactory(mission=mission, agency=actor, key=f"INT{number}", side=side)
        InternalReviewFactory(
            mission=mission,
            activity=ActivityFactory(mission=mission, lead=agency_a, start=DAY, end=DAY.replace(year=2027)),
            internal_actor=actor,
            reviewed_on=DAY,
            outcome=ReviewOutcome.NO_OBJECTION,
        )
    services.assess(mission=mission, as_of=DAY + datetime.timedelta(days=1))


@pytest.mark.parametrize("query", ["", "?format=csv"])
@pytest.mark.parametrize(("actors", "shown"), [(2, False), (3, True)])
@pytest.mark.parametrize("name", ["subject", "indicator"])
def test_a_figure_of_fewer_than_three_reviewers_is_for_the_secretariat(
    mission, agency_a, planner, mission_admin, donor, editor_a, name, actors, shown, query
):
    reviewed(mission, agency_a, actors)
    parts = {"level": "internal_external", "subject": "mission"}
    parts |= {"indicator": "I7"} if name == "indicator" else {}
    address = reverse(f"coherence:{name}", kwargs={"code": "MISA", **parts}) + query
    for persona, sees in ((planner, True), (mission_admin, True), (donor, shown), (editor_a, shown)):
        text = persona.client.get(address).content.decode()
        if name == "indicator" and query:
            assert (len(text.splitlines()) > 1) == sees
        else:
            assert ("fewer than three internal actors" in text) != sees


def test_who_is_no_internal_actor_hides_no_reviewer(mission, agency_a, donor):
    reviewed(mission, agency_a, 2, mixed=1)
    parts = {"level": "internal_external", "subject": "mission", "indicator": "I7"}
    text = donor.client.get(reverse("coherence:indicator", kwargs={"code": "MISA", **parts})).content.decode()
    assert "fewer than three internal actors" in text


def test_a_file_and_programs_tell_no_earlier_figure_of_fewer_than_three_reviewers(
    mission, agency_a, planner, donor
):
    reviewed(mission, agency_a, 2)
    for on in (DAY, DAY - datetime.timedelta(days=9)):
        AssessmentFactory(mission=mission, key=f"AS-{on}", as_of=on)
    for assessment in Assessment.objects.filter(kind=AssessmentKind.RECORDED):
        for name in ("I2", "I7"):
            IndicatorValue.objects.create(
                assessment=assessment,
                level="internal_external",
                indicator=name,
                strip="consistency",
                status="assessed",
                value=0.5,
            )
    everything = {f"AS-{DAY}": {"I2", "I7"}, f"AS-{DAY - datetime.timedelta(days=9)}": {"I2", "I7"}}
    for persona, expected in ((planner, everything), (donor, everything | {f"AS-{DAY}": {"I2"}})):
        address = reverse("api:assessments", kwargs={"code": "MISA"})
        bundle = export_bundle(mission=mission, user=persona.user)
        for rows in (bundle["assessments"], persona.client.get(address).json()["results"]):
            assert {row["key"]: {one["indicator"] for one in row["values"]} for row in rows} == expected
