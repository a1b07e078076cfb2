"""Rows for programs: those that the person sees on screen, in the words of the bundle, and no others."""

import json
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.coherence import services
from apps.core.enums import Audience
from apps.exchange import mapping
from apps.exchange.selectors import export_bundle
from apps.missions.enums import Role
from tests.coherence.conftest import AS_OF, karo, karo_document  # noqa: F401  the worked example
from tests.factories.activities import ActivityAreaFactory, ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.frameworks import ObjectiveFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import AreaFactory, DocumentFactory
from tests.personas import member, sign_in

BASE = "/api/v1/missions/"
QUERIES = {"activities": 14, "alignment_links": 11, "areas": 5}


def read(persona, path, **parameters):
    return persona.client.get(f"{BASE}{path}", parameters)


def keys(response):
    return [row["key"] for row in response.json()["results"]]


def test_every_collection_reads_as_it_is_exported(karo):  # noqa: F811
    reader = member("reader", karo, Role.PLANNER)
    exported = export_bundle(mission=karo, user=reader.user)
    for name in mapping.ORDER:
        rows = read(reader, f"KARO/{name}/", limit=500).json()["results"]
        assert by_key(rows) == by_key(exported.get(name, [])), name
        for row in rows[:1]:
            assert read(reader, f"KARO/{name}/{row['uuid']}/").json() == row


@pytest.mark.parametrize("path", ["v1/missions/M%00/", "v1/no/such/", "v2/missions/", "nothing"])
def test_what_stands_nowhere_is_answered_as_programs_read_it(planner, path):
    answer = planner.client.get(f"/api/{path}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["status"] == 404


def by_key(rows):
    return sorted(rows, key=lambda row: row["key"])


def test_pages_follow_one_another(mission, planner):
    for n in range(5):
        AreaFactory(mission=mission, key=f"A{n}", name=f"Area {n}")
    first = read(planner, "MISA/areas/", limit=2).json()
    assert [row["key"] for row in first["results"]] == ["A0", "A1"]
    assert first["previous"] is None
    second = planner.client.get(first["next"]).json()
    assert [row["key"] for row in second["results"]] == ["A2", "A3"]
    last = planner.client.get(second["next"]).json()
    assert ([row["key"] for row in last["results"]], last["next"]) == (["A4"], None)


def test_fields_and_expand_choose_what_a_row_says(mission, agency_a, planner):
    activity = ActivityFactory(mission=mission, lead=agency_a, key="ACT", title="Roads")
    area = AreaFactory(mission=mission, key="N", name="North")
    ActivityAreaFactory(activity=activity, area=area)
    (row,) = read(planner, "MISA/activities/", fields="key,lead,areas", expand="lead,areas").json()["results"]
    assert row == {
        "key": "ACT",
        "lead": {"key": "AGA", "uuid": str(agency_a.uuid), "label": "AGA"},
        "areas": [{"key": "N", "uuid": str(area.uuid), "label": "North"}],
    }


@pytest.mark.parametrize(
    ("path", "parameters", "wrong"),
    [
        ("activities/", {"fields": "key,secret"}, "fields"),
        ("activities/", {"expand": "title"}, "expand"),
        ("activities/", {"lead": "nobody"}, "lead"),
        ("activities/", {"password": "x"}, "password"),
        ("alignment_links/", {"grade": "gold"}, "grade"),
        ("alignment_links/", {"objective": "O99"}, "objective"),
        ("alignment_links/", {"late": "perhaps"}, "late"),
        ("alignment_links/", {"rationale": "x"}, "rationale"),
        ("alignment_links/", {"objective": "\0"}, "objective"),
        ("policy_positions/", {"support": ""}, "support"),
        ("policy_positions/", {"support": "two"}, "support"),
        ("areas/", {"limit": "null"}, "limit"),
        ("areas/", {"limit": "0"}, "limit"),
        ("assessment/", {"as_of": "soon"}, "as_of"),
    ],
)
def test_what_cannot_be_asked_is_a_problem_that_names_the_parameter(
    mission, planner, path, parameters, wrong
):
    response = read(planner, f"MISA/{path}", **parameters)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [one["parameter"] for one in response.json()["errors"]] == [wrong]


def test_rows_are_filtered_by_what_they_name(mission, agency_a, planner):
    objective = ObjectiveFactory(mission=mission, key="O1")
    activity = ActivityFactory(mission=mission, lead=agency_a, key="ACT")
    AlignmentLinkFactory(mission=mission, activity=activity, objective=objective, key="L1", grade="claimed")
    AlignmentLinkFactory(mission=mission, key="L2", grade="evidenced")
    assert keys(read(planner, "MISA/alignment_links/", objective="O1")) == ["L1"]
    assert keys(read(planner, "MISA/alignment_links/", grade="evidenced")) == ["L2"]
    assert keys(read(planner, "MISA/activities/", q="no such word")) == []
    assert keys(read(planner, "MISA/activities/", linked="yes", lead=str(agency_a.uuid))) == ["ACT"]


def test_what_is_kept_inside_an_agency_leaves_no_trace(mission, agency_a, editor_a, editor_b):
    kept = ActivityFactory(mission=mission, lead=agency_a, key="KEPT", audience=Audience.AGENCY)
    AlignmentLinkFactory(mission=mission, activity=kept, key="L")
    FundingLineFactory(mission=mission, activity=kept, key="F", disbursed=1)
    for name, key in (("activities", "KEPT"), ("alignment_links", "L"), ("funding_lines", "F")):
        assert keys(read(editor_a, f"MISA/{name}/")) == [key]
        assert keys(read(editor_b, f"MISA/{name}/")) == []
    hidden = read(editor_b, f"MISA/activities/{kept.uuid}/")
    unknown = read(editor_b, f"MISA/activities/{uuid.uuid4()}/")
    assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)
    assert unknown.status_code == 404
    refused = read(editor_b, "MISA/alignment_links/", activity="KEPT").json()
    assert refused == {
        **read(editor_b, "MISA/alignment_links/", activity="NONE").json(),
        "errors": [{"parameter": "activity", "detail": "There is no KEPT."}],
    }


def test_a_document_that_the_reader_may_not_see_is_left_out_of_lists(mission, agency_a, planner):
    activity = ActivityFactory(mission=mission, lead=agency_a)
    open_one = DocumentFactory(mission=mission, key="OPEN")
    closed = DocumentFactory(mission=mission, key="CLOSED", audience=Audience.AGENCY)
    activity.documents.set([open_one, closed])
    (row,) = read(planner, "MISA/activities/").json()["results"]
    assert row["documents"] == ["OPEN"]


def test_a_version_as_etag_spares_the_row(mission, planner):
    area = AreaFactory(mission=mission, key="N", name="North")
    path = f"{BASE}MISA/areas/{area.uuid}/"
    etag = planner.client.get(path)["ETag"]
    assert etag == f'"{area.uuid}-1"'
    assert planner.client.get(path, headers={"If-None-Match": etag}).status_code == 304
    area.row_version = 2
    area.save()
    assert planner.client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_a_list_as_csv_has_a_line_for_each_row(mission, planner):
    AreaFactory(mission=mission, key="N", name="=North")
    response = read(planner, "MISA/areas/", format="csv", fields="key,name")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode().lstrip("\ufeff").split("\r\n") == ["key,name", "N,'=North", ""]


def test_nobody_reads_the_mission_of_others(mission, outsider, anonymous):
    assert read(outsider, "MISA/areas/").status_code == 404
    assert read(outsider, "MISA/").status_code == 404
    refused = read(anonymous, "MISA/areas/")
    assert (refused.status_code, refused["WWW-Authenticate"]) == (401, 'Bearer realm="nexusplan"')


def test_the_stored_assessment_its_values_and_findings(karo):  # noqa: F811
    reader = member("reader", karo, Role.DONOR)
    assert read(reader, "KARO/assessment/").status_code == 404
    services.assess(mission=karo, as_of=AS_OF)
    body = read(reader, "KARO/assessment/").json()
    assert body["as_of"] == AS_OF.isoformat()
    (value,) = [
        row
        for row in read(reader, "KARO/assessment/values/", level="external").json()["results"]
        if row["indicator"] == "E1"
    ]
    assert value["lo"] <= value["value"] <= value["hi"]
    counted = [unit for unit in value["units"] if unit[1] is not None]
    assert len(counted) == value["n"]
    findings = read(reader, "KARO/assessment/findings/").json()["results"]
    assert findings == body["result"]["findings"]
    assert read(reader, "KARO/work/").json()["status"] == "queued"


def test_a_figure_of_few_answers_is_for_the_secretariat(karo):  # noqa: F811
    services.assess(mission=karo, as_of=AS_OF)
    shown = {}
    for role in (Role.PLANNER, Role.DONOR):
        rows = read(member(role, karo, role), "KARO/assessment/values/").json()["results"]
        shown[role] = {row["indicator"]: (row["status"], row["value"]) for row in rows if row["indicator"]}
    hidden = {name for name, value in shown[Role.PLANNER].items() if shown[Role.DONOR][name] != value}
    assert hidden == {"I3", "I7"}
    assert {shown[Role.DONOR][name] for name in hidden} == {("withheld", None)}
    donor = karo.membership_set.get(role=Role.DONOR).user
    whole = read(sign_in(donor), "KARO/assessment/").json()["result"]["levels"]["internal_external"]
    assert hidden & set(whole["indicators"]) == set()


def test_columns_that_a_role_does_not_know_are_left_out(mission, ministry, planner, donor):
    mission.missionagency_set.filter(agency=ministry).update(liaison_hours_per_quarter=40, registered=True)
    for name in ("mission_agencies",):
        known, unknown = (
            {row["agency"]: row for row in read(persona, f"MISA/{name}/").json()["results"]}
            for persona in (planner, donor)
        )
        assert [row.get("liaison_hours_per_quarter") for row in known.values()] == [40]
        assert [row.get("liaison_hours_per_quarter") for row in unknown.values()] == [None]


def test_missions_are_those_of_the_person(mission, planner, outsider):
    assert [row["code"] for row in read(planner, "").json()["results"]] == ["MISA"]
    assert [row["code"] for row in read(outsider, "").json()["results"]] == ["MISB"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", list(QUERIES))
def test_the_number_of_queries_does_not_grow_with_the_rows(mission, agency_a, planner, name, count):
    for n in range(count):
        activity = ActivityFactory(mission=mission, lead=agency_a)
        area = AreaFactory(mission=mission, key=f"A{n}")
        ActivityAreaFactory(activity=activity, area=area)
        link = AlignmentLinkFactory(mission=mission, activity=activity)
        link.documents.add(DocumentFactory(mission=mission))
    with CaptureQueriesContext(connection) as found:
        assert len(read(planner, f"MISA/{name}/").json()["results"]) == count
    assert len(found) == QUERIES[name]


def test_the_committed_document_is_the_one_that_is_served(planner):
    kept = Path(__file__).parents[2] / "docs" / "openapi.json"
    served = planner.client.get("/api/v1/openapi.json")
    assert json.loads(kept.read_text(encoding="utf-8")) == served.json()


@pytest.mark.parametrize("path", ["MISA/areas/?cursor=x", "MISA/areas/?cursor=cD1hYmM%3D", "MISA/%0A/"])
def test_what_no_address_can_be_is_not_found(mission, planner, path):
    answer = planner.client.get(BASE + path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
