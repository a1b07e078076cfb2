"""Flat tables: what their columns hold, who reads what, by which kind of sign-in, at what cost."""

import base64
import csv
import datetime
import io
import json
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.api.feeds.tables import FEEDS
from apps.benchmarks.enums import ValueType
from apps.coherence import services
from apps.core.enums import Audience
from apps.missions.enums import Role
from tests.coherence.conftest import AS_OF, karo, karo_document  # noqa: F401
from tests.factories.accounts import ApiTokenFactory
from tests.factories.activities import ActivityAreaFactory, ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import IndicatorFactory, ObservationFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import AreaFactory, MembershipFactory, MissionFactory
from tests.personas import member

BASE = "/api/v1/missions/MISA/feeds/"
QUERIES = {"activities": 14, "activity_areas": 14, "alignment_links": 10, "funding_lines": 8}


def told(client, name, base=BASE, **headers):
    answer = client.get(f"{base}{name}", headers=headers)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def lines(client, name, **more):
    return list(csv.DictReader(io.StringIO(told(client, f"{name}.csv", **more).removeprefix("\ufeff"))))


def test_values_are_typed_and_what_is_missing_is_empty(mission, planner, agency_a):
    activity = ActivityFactory(
        mission=mission, key="W", lead=agency_a, title="=1+1", start=datetime.date(2025, 3, 1), end=None
    )
    FundingLineFactory(
        mission=mission, activity=activity, committed=Decimal("-12.50"), disbursed=Decimal(0), executed=None
    )
    [row] = lines(planner.client, "activities")
    assert (row["title"], row["start"], row["end"]) == ("'=1+1", "2025-03-01", "")
    assert (row["lead"], row["lead_name"]) == ("AGA", "AGA")
    [row] = lines(planner.client, "funding_lines")
    assert [Decimal(row[name]) for name in ("committed", "disbursed")] == [Decimal("-12.5"), 0]
    assert (row["executed"], row["activity"], row["activity_name"]) == ("", "W", "'=1+1")
    [row] = json.loads(told(planner.client, "funding_lines.json"))
    assert (row["committed"], row["disbursed"], row["executed"]) == (-12.5, 0, None)
    assert row["activity_name"] == "=1+1"


def test_what_was_measured_stands_where_its_kind_belongs(mission, planner):
    for value_type, column, value in (
        (ValueType.NUMBER, "number", 3.5),
        (ValueType.YES_NO, "yes", True),
        (ValueType.STAGE, "stage", "2020"),
    ):
        indicator = IndicatorFactory(mission=mission, value_type=value_type, stages=["2020", "2021"])
        ObservationFactory(
            mission=mission, indicator=indicator, **{"value_number": None, f"value_{column}": value}
        )
    rows = json.loads(told(planner.client, "observations.json"))
    assert [(row["value"], row["yes"], row["stage"]) for row in rows] == [
        (3.5, None, None),
        (None, True, None),
        (None, None, "2020"),
    ]


@pytest.mark.parametrize("name", list(FEEDS))
def test_every_line_has_every_column(mission, planner, agency_a, name):
    area = AreaFactory(mission=mission)
    activity = ActivityFactory(mission=mission, lead=agency_a, intended_phases=["exit"])
    ActivityAreaFactory(activity=activity, area=area)
    AlignmentLinkFactory(mission=mission, activity=activity)
    columns = [column.name for column in FEEDS[name].columns]
    assert told(planner.client, f"{name}.csv").removeprefix("\ufeff").split("\r\n")[0].split(",") == columns
    rows = json.loads(told(planner.client, f"{name}.json"))
    assert all(list(row) == columns for row in rows)
    if name in {"activity_areas", "activity_phases", "activity_agencies", "alignment_links"}:
        assert rows


def test_rows_of_other_agencies_stay_inside_them(mission, editor_a, editor_b, agency_a):
    kept = ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY)
    ActivityAreaFactory(activity=kept, area=AreaFactory(mission=mission))
    for name in ("activities", "activity_areas", "activity_agencies"):
        assert len(lines(editor_a.client, name)) == 1
        assert lines(editor_b.client, name) == []


def test_the_newest_assessment_is_flat_too(karo):  # noqa: F811
    reader = member("reader", karo, Role.DONOR).client
    base = "/api/v1/missions/KARO/feeds/"
    assert lines(reader, "assessment_values", base=base) == []
    services.assess(mission=karo, as_of=AS_OF)
    values = lines(reader, "assessment_values", base=base)
    assert {row["as_of"] for row in values} == {AS_OF.isoformat()}
    [one] = [row for row in values if (row["level"], row["indicator"]) == ("external", "E1")]
    assert float(one["lo"]) <= float(one["value"]) <= float(one["hi"])
    assert {row["status"] for row in values if row["indicator"] in {"I3", "I7"}} == {"withheld"}
    findings = lines(reader, "findings", base=base)
    behind = lines(reader, "finding_rows", base=base)
    assert {row["finding"] for row in behind} <= {row["finding"] for row in findings}
    assert sum(int(row["rows"]) for row in findings) >= len(behind) > 0


def by_password(text, name="power-bi"):
    given = base64.b64encode(f"{name}:{text}".encode()).decode()
    return {"Authorization": f"Basic {given}"}


def test_a_token_as_password_reads_tables_and_nothing_else(mission, planner):
    ApiTokenFactory(user=planner.user, text="np_feeds", scope="feeds")
    client = Client()
    told(client, "activities.csv", **by_password("np_feeds"))
    told(client, "activities.csv", Authorization="Bearer np_feeds")
    assert client.get(BASE, headers=by_password("np_feeds")).status_code == 200
    # Elsewhere a password is no way in, and this token goes no further.
    areas = "/api/v1/missions/MISA/areas/"
    assert client.get(areas, headers=by_password("np_feeds")).status_code == 401
    assert client.get(areas, headers={"Authorization": "Bearer np_feeds"}).status_code == 403


@pytest.mark.parametrize("header", ["Basic", "Basic x", "Basic bm8=", "Basic /w==", "Basic Onh5"])
def test_a_password_that_is_no_token_is_refused(mission, planner, header):
    answer = Client().get(f"{BASE}activities.csv", headers={"Authorization": header})
    assert (answer.status_code, answer["WWW-Authenticate"][:6]) == (401, "Basic ")


def test_the_list_names_every_table_and_column(mission, donor):
    found = donor.client.get(BASE).json()["results"]
    assert [one["name"] for one in found] == list(FEEDS)
    assert all(column["about"] for one in found for column in one["columns"])
    assert donor.client.get(found[0]["json"]).status_code == 200
    assert donor.client.get(f"{BASE}activities.xml").status_code == 404


def test_the_page_of_tables_gives_the_addresses_of_the_mission_that_is_chosen(mission, donor):
    other = MissionFactory(code="ZULU", name="Zulu land")
    page = donor.client.get("/api/feeds/?mission=ZULU").content.decode()
    assert (f"{BASE}activities.csv" in page, "Zulu land" in page) == (True, False)
    MembershipFactory(user=donor.user, mission=other)
    page = donor.client.get("/api/feeds/?mission=ZULU").content.decode()
    assert ("missions/ZULU/feeds/activities.csv" in page, f"{BASE}activities.csv" in page) == (True, False)
    assert '<a href="?mission=MISA">' in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", list(QUERIES))
def test_the_number_of_queries_does_not_grow_with_the_rows(mission, agency_a, planner, name, count):
    for n in range(count):
        activity = ActivityFactory(mission=mission, lead=agency_a)
        ActivityAreaFactory(activity=activity, area=AreaFactory(mission=mission, key=f"A{n}"))
        AlignmentLinkFactory(mission=mission, activity=activity)
        FundingLineFactory(mission=mission, activity=activity)
    with CaptureQueriesContext(connection) as found:
        assert len(lines(planner.client, name)) == count
    assert len(found) == QUERIES[name]
