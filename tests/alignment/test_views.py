"""The pages of activities: what each person is shown, and what is as if it were not there."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse

from apps.core.enums import Audience, Grade
from apps.frameworks.enums import VersionStatus
from tests.factories.activities import (
    ActivityAreaFactory,
    ActivityFactory,
    ActivityPeopleFactory,
    SourceRecordFactory,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import (
    AlignmentLinkFactory,
    CommitmentTraceFactory,
    ConsultationFactory,
    ContradictionFactory,
    DissentFactory,
    InternalReviewFactory,
    LinkDisputeFactory,
    PolicyCommitmentFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.funding import ExchangeRateFactory, FundingLineFactory
from tests.factories.missions import AreaFactory, DocumentFactory, MissionAgencyFactory

DAY = datetime.date(2025, 1, 1)
LIST = "/m/MISA/activities/"
UUID = rb"[0-9a-f-]{36}"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}


def page(row):
    return reverse("alignment:activity", kwargs={"code": row.mission.code, "uuid": row.uuid})


def plain(answer):
    """The body without the token that differs in every answer."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", answer.content)


def full(mission, lead, title, **fields):
    """An activity with one of everything that a list or a page shows."""
    activity = ActivityFactory(mission=mission, lead=lead, title=title, search=title.casefold(), **fields)
    objective = ObjectiveFactory(mission=mission)
    version = mission.frameworkversion_set.first() or FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=DAY
    )
    ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective)
    link = AlignmentLinkFactory(
        mission=mission, activity=activity, objective=objective, grade=Grade.EVIDENCED, attestor=lead
    )
    document = DocumentFactory(mission=mission, title=f"Evidence of {title}")
    link.documents.add(document)
    activity.documents.add(document)
    activity.implementers.add(lead)
    LinkDisputeFactory(link=link, by=lead, raised_on=DAY)
    ActivityAreaFactory(activity=activity, area=AreaFactory(mission=mission, geometry=SQUARE))
    FundingLineFactory(mission=mission, activity=activity, funder=lead, committed=10)
    FundingLineFactory(mission=mission, activity=activity, funder=lead, committed=20, currency="EUR")
    SourceRecordFactory(mission=mission, activity=activity, identifier=f"ID {title}")
    ConsultationFactory(mission=mission, activity=activity, internal_actor=lead)
    InternalReviewFactory(mission=mission, activity=activity, internal_actor=lead)
    other = ActivityFactory(mission=mission, lead=lead, title=f"Other than {title}", **fields)
    ContradictionFactory(mission=mission, activity_a=activity, activity_b=other, text=f"Against {title}")
    return activity


@pytest.fixture
def shared(mission, agency_a):
    return full(mission, agency_a, "Shared")


@pytest.fixture
def kept(mission):
    """Kept inside an agency that leads nothing else."""
    return full(
        mission, AgencyFactory(name="Canary agency", acronym="CANARY"), "Canary", audience=Audience.AGENCY
    )


MEMBERS = ["planner", "editor_a", "editor_b", "internal_counterpart", "donor", "mission_admin"]


@pytest.mark.parametrize("who", MEMBERS)
def test_members_see_the_list_and_the_page(request, shared, who):
    client = request.getfixturevalue(who).client
    assert "Shared" in client.get(LIST).content.decode()
    assert "Evidence of Shared" in client.get(page(shared)).content.decode()


@pytest.mark.parametrize("who", ["outsider", "superuser"])
def test_outsiders_get_the_answer_of_a_mission_that_does_not_exist(request, shared, who):
    client = request.getfixturevalue(who).client
    for path in (LIST, f"{LIST}map/", page(shared), f"{page(shared)}funding.csv"):
        there, nowhere = client.get(path), client.get(path.replace("MISA", "NONE"))
        assert (there.status_code, nowhere.status_code) == (404, 404)
        assert plain(there) == plain(nowhere).replace(b"NONE", b"MISA")


def test_the_anonymous_are_asked_to_sign_in_for_any_code(shared, anonymous):
    for code in ("MISA", "NONE"):
        answer = anonymous.client.get(f"/m/{code}/activities/")
        assert (answer.status_code, answer.headers["Location"]) == (
            302,
            f"/accounts/login/?next=/m/{code}/activities/",
        )


def test_what_an_agency_keeps_to_itself_shows_nowhere_to_others(mission, shared, kept, planner, editor_b):
    from tests.personas import member

    own = member("own", mission, "agency_editor", kept.lead)
    everywhere = [
        LIST,
        f"{LIST}?q=canary",
        f"{LIST}?sort=-money",
        f"{LIST}?lead={kept.lead.uuid}",
        f"{LIST}?after={kept.uuid}",
        f"{LIST}map/",
        f"{LIST}map/?format=csv",
        page(shared),
        f"{page(shared)}funding.csv",
    ]
    for path in everywhere:
        for persona in (planner, editor_b):
            for headers in ({}, {"HX-Request": "true"}):
                body = persona.client.get(path, headers=headers).content.decode()
                assert "Canary" not in body.replace("q=canary", "")
                assert "CANARY" not in body
    assert "Canary" in own.client.get(LIST).content.decode()
    assert "your agency only" in own.client.get(LIST).content.decode()
    for path in (page(kept), f"{page(kept)}funding.csv"):
        hidden = planner.client.get(path)
        nowhere = planner.client.get(path.replace(str(kept.uuid), str(uuid.uuid4())))
        assert hidden.status_code == 404
        assert plain(hidden).replace(str(kept.uuid).encode(), b"") == re.sub(UUID, b"", plain(nowhere))
        assert own.client.get(path).status_code == 200


def test_counts_do_not_change_with_what_is_hidden(mission, shared, agency_a, planner):
    def answers():
        paths = (LIST, f"{LIST}map/", f"{LIST}map/?format=csv")
        return [plain(planner.client.get(path)) for path in paths]

    area = AreaFactory(mission=mission, name="North")
    before = answers()
    hidden = ActivityFactory(mission=mission, lead=agency_a, audience=Audience.AGENCY)
    ActivityAreaFactory(activity=hidden, area=area)
    assert answers() == before


QUERIES_OF_THE_LIST = 11


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_row_and_three(
    agency_a, mission, rows, planner, django_assert_num_queries
):
    """-- session
    -- user
    -- mission of the member
    -- rows of the page with their leads
    -- count, up to a cap
    -- areas of the rows
    -- names of areas, leads and objectives
    -- links of the rows
    -- funding lines of the rows, with their rates
    -- documents that the rows name
    """
    for number in range(rows):
        full(mission, agency_a, f"Row {number}")
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        planner.client.get(LIST)


def test_a_later_page_asks_twice_more(mission, agency_a, planner, django_assert_num_queries):
    first = full(mission, agency_a, "A")
    full(mission, agency_a, "B")
    with django_assert_num_queries(QUERIES_OF_THE_LIST + 2):
        planner.client.get(f"{LIST}?after={first.uuid}")


def test_what_few_activities_have_stands_on_the_page_of_those_that_do(mission, agency_a, planner):
    activity = ActivityFactory(mission=mission, lead=agency_a)
    activity.co_leads.add(AgencyFactory(name="Leads too"))
    activity.implementers.add(AgencyFactory(name="Carries it out"))
    ActivityPeopleFactory(activity=activity, area=AreaFactory(mission=mission, name="Far north"), people=4321)
    CommitmentTraceFactory(
        activity=activity, commitment=PolicyCommitmentFactory(mission=mission, text="A promise")
    )
    DissentFactory(mission=mission, activity=activity, agency=agency_a, statement="We differ")
    shown = planner.client.get(page(activity)).content.decode()
    said = ("Leads too", "Carries it out", "Far north", "4,321", "A promise", "We differ")
    assert [text for text in said if text not in shown] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_however_much_it_shows(
    mission, agency_a, planner, rows, django_assert_num_queries
):
    activity = full(mission, agency_a, "Full")
    for number in range(rows - 1):
        more = ObjectiveFactory(mission=mission)
        AlignmentLinkFactory(mission=mission, activity=activity, objective=more)
        FundingLineFactory(mission=mission, activity=activity, funder=agency_a)
        ConsultationFactory(mission=mission, activity=activity)
        InternalReviewFactory(mission=mission, activity=activity)
        SourceRecordFactory(mission=mission, activity=activity)
        ContradictionFactory(
            mission=mission,
            activity_a=activity,
            activity_b=ActivityFactory(mission=mission, lead=agency_a, title=f"Against {number}"),
        )
    with django_assert_num_queries(19):
        planner.client.get(page(activity))


def test_htmx_gets_the_rows_only_and_what_it_cannot_read_as_a_whole_page(shared, planner):
    whole = planner.client.get(LIST)
    part = planner.client.get(LIST, headers={"HX-Request": "true"})
    restored = planner.client.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<form" not in part.content
    assert b"Shared" in part.content
    assert part.content in whole.content
    assert b"<html" in restored.content
    assert "HX-Request" in whole.headers["Vary"]
    refused = planner.client.get(f"{LIST}?status=x", headers={"HX-Request": "true"})
    assert b"<html" in refused.content
    folded = planner.client.get(f"{LIST}map/", headers={"HX-Request": "true"})
    assert (b"<html" in folded.content, b"<svg" in folded.content) == (False, True)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("?lead=x", "There is a problem"),
        ("?active_on=2025-02-30", "There is a problem"),
        ("?q=a%00b", "There is a problem"),
        ("?sort=password", "There is a problem"),
        ("?after=x", "The row that this address begins at is not in this list"),
        ("?after=00000000-0000-4000-8000-000000000000", "is not in this list"),
        ("?before=%00", "is not in this list"),
        ("?page=99999999999999999999", "Shared"),
        ("?q=nothing-has-this", "No activity fits"),
        ("?unknown=%FF%FE", "Shared"),
    ],
)
def test_any_address_gets_a_clear_answer(shared, planner, address, words):
    answer = planner.client.get(LIST + address)
    assert (answer.status_code, words in answer.content.decode()) == (200, True)


def test_an_empty_mission_says_what_belongs_here(mission, planner):
    assert "No activities yet" in planner.client.get(LIST).content.decode()


@pytest.mark.parametrize("path", [f"{LIST}map/?lead=x", f"{LIST}not-a-uuid/"])
def test_no_map_and_no_page_of_what_cannot_be_read(shared, planner, path):
    assert planner.client.get(path).status_code == 404


def test_pages_lead_on_and_back(mission, agency_a, planner):
    rows = [ActivityFactory(mission=mission, lead=agency_a, title=f"T{number:03}") for number in range(60)]
    first = planner.client.get(LIST).content.decode()
    assert "60 activities" in first
    assert f"?after={rows[49].uuid}" in first
    second = planner.client.get(f"{LIST}?after={rows[49].uuid}").content.decode()
    assert [f"T{number:03}" in second for number in (49, 50, 59)] == [False, True, True]
    assert f"?before={rows[50].uuid}" in second
    last = planner.client.get(f"{LIST}?last=1").content.decode()
    assert [f"T{number:03}" in last for number in (9, 10, 59)] == [False, True, True]


def test_money_is_shown_only_where_it_can_be_added(mission, shared, planner):
    assert "no exchange rate" in planner.client.get(LIST).content.decode()
    ExchangeRateFactory(mission=mission, currency="EUR", valid_on=DAY, rate=2)
    assert ">50<" in planner.client.get(LIST).content.decode().replace("\n", "")
    FundingLineFactory(mission=mission, activity=shared, committed=1, price_basis="constant:2011")
    assert "mixed prices" in planner.client.get(LIST).content.decode()


def test_the_funding_file_gives_amounts_as_recorded_and_converted(mission, agency_a, planner):
    activity = ActivityFactory(mission=mission, lead=agency_a, key="X1")
    ExchangeRateFactory(mission=mission, currency="EUR", valid_on=DAY, rate=2)
    funder = AgencyFactory(name="=cmd()")
    FundingLineFactory(
        mission=mission, activity=activity, funder=funder, currency="EUR", committed="20.50", period_from=DAY
    )
    answer = planner.client.get(f"{page(activity)}funding.csv")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''MISA-X1-funding.csv"
    header, line, end = answer.content.decode().split("\r\n")
    assert header.startswith("\ufeffFunder,From,To,Kind,Prices,Currency,Committed,")
    assert line.startswith("'=cmd(),2025-01-01,,,,EUR,20.5")
    assert (line.count("41"), end) == (1, "")


def test_the_map_counts_and_leads_to_the_rows(mission, agency_a, planner):
    north = AreaFactory(mission=mission, name="North", geometry=SQUARE)
    AreaFactory(mission=mission, name="Whole country")
    ActivityAreaFactory(activity=ActivityFactory(mission=mission, lead=agency_a), area=north)
    body = planner.client.get(f"{LIST}map/?status=active").content.decode()
    assert f"{LIST}?status=active&amp;area={north.uuid}" in body
    assert "do not imply endorsement" in body
    file = planner.client.get(f"{LIST}map/?format=csv").content.decode()
    assert file.split("\r\n")[1:] == ["North,1", "Whole country,0", ""]


def test_links_to_documents_go_to_web_pages_only(mission, shared, planner):
    for url in ("javascript:alert(1)", "https://example.org/x"):
        shared.documents.add(DocumentFactory(mission=mission, title=f"At {url}", url=url))
    for path in (LIST, page(shared)):
        body = planner.client.get(path).content.decode()
        assert 'href="javascript' not in body
        assert 'href="https://example.org/x"' in body


def test_user_text_is_text(mission, agency_a, planner):
    activity = ActivityFactory(mission=mission, lead=agency_a, title="<script>alert(1)</script>")
    MissionAgencyFactory(mission=mission, agency=AgencyFactory(name="<img src=x>"), key="img")
    for path in (LIST, page(activity)):
        assert b"<script>alert" not in planner.client.get(path).content
