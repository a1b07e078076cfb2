"""Writing by programs: through the rules and services of the pages, no word lost, nothing twice."""

import uuid
from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.activities.models import Activity
from apps.alignment.models import AlignmentLink
from apps.api.models import IdempotencyKey
from apps.benchmarks.models import Observation
from apps.core.enums import Audience
from apps.core.models import Job
from apps.funding.models import FundingLine
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import IndicatorFactory, ObservationFactory
from tests.factories.frameworks import ObjectiveFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import AreaFactory, DocumentFactory

BASE = "/api/v1/missions/MISA/"
NEW = {"title": "Roads", "lead": "AGA", "dimension": "security", "status": "active"}


def post(persona, path, sent, **headers):
    return persona.client.post(BASE + path, sent, content_type="application/json", headers=named(headers))


def patch(persona, path, sent, **headers):
    return persona.client.patch(BASE + path, sent, content_type="application/json", headers=named(headers))


def named(headers):
    return {name.replace("_", "-"): value for name, value in headers.items()}


def pointers(response):
    return [one["pointer"] for one in response.json()["errors"]]


@pytest.fixture
def activity(mission, agency_a):
    return ActivityFactory(mission=mission, lead=agency_a, key="ACT", title="Roads")


def at(row, collection="activities"):
    return f"{collection}/{row.uuid}/"


def etag(persona, path):
    return persona.client.get(BASE + path)["ETag"]


def test_a_new_row_comes_back_with_its_address_and_version(mission, agency_a, agency_b, editor_a):
    area = AreaFactory(mission=mission, key="N", name="North")
    said = NEW | {
        "implementers": [str(agency_b.uuid)],
        "areas": ["N"],
        "people_by_area": [{"area": "N", "people": 40}],
        "dac_sectors": [{"code": "15220", "share": 1}],
        "country_owned_results": {"q2": 0.5},
        "start": "2026-01-31",
    }
    answer = post(editor_a, "activities/", said)
    assert answer.status_code == 201, answer.json()
    row = answer.json()
    assert {name: row[name] for name in said} == said | {"implementers": ["AGB"]}
    assert editor_a.client.get(answer["Location"]).json() == row
    assert editor_a.client.get(answer["Location"])["ETag"] == answer["ETag"]
    stored = Activity.objects.get(uuid=row["uuid"])
    assert (stored.lead, stored.search, list(stored.areas.all())) == (agency_a, stored.search, [area])
    assert stored.search.startswith("roads")
    assert Job.objects.filter(task="coherence.assess", about=mission.uuid).exists()


def test_what_it_did_stands_in_the_history_as_done_by_a_program(mission, agency_a, editor_a):
    from auditlog.models import LogEntry

    post(editor_a, "activities/", NEW)
    told = LogEntry.objects.order_by("pk").last()
    assert (told.actor_id, told.additional_data) == (editor_a.user.pk, {"via": "api"})


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, ["#", "#", "#", "#"]),
        (NEW | {"colour": "red"}, ["#/colour"]),
        (NEW | {"key": "MINE"}, ["#/key"]),
        (NEW | {"iati_publish": True}, ["#/iati_publish"]),
        (NEW | {"title": 7}, ["#/title"]),
        (NEW | {"title": ""}, ["#/title"]),
        (NEW | {"title": "\0"}, ["#/title"]),
        (NEW | {"title": None}, ["#/title"]),
        (NEW | {"start": "2026-02-30"}, ["#/start"]),
        (NEW | {"start": "2026-02-03", "end": "2026-02-01"}, ["#/end"]),
        (NEW | {"lead": "NONE"}, ["#/lead"]),
        (NEW | {"areas": ["A", "B"]}, ["#/areas/0", "#/areas/1"]),
        (NEW | {"dimension": "nothing"}, ["#/dimension"]),
        (NEW | {"dac_sectors": [{"share": 1}]}, ["#/dac_sectors/0"]),
        (NEW | {"audience": "public"}, ["#/audience"]),
        ([NEW], ["#"]),
    ],
)
def test_what_cannot_be_stored_is_told_by_pointer(mission, planner, agency_a, sent, wrong):
    answer = post(planner, "activities/", sent)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert pointers(answer) == wrong
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b"[" * 100_000,
        b'{"title": 1' + b"0" * 9_000 + b"}",
    ],
)
def test_what_cannot_be_read_is_refused(mission, planner, agency_a, body):
    answer = planner.client.post(f"{BASE}activities/", body, content_type="application/json")
    assert answer.status_code in {400, 422}
    assert answer["Content-Type"] == "application/problem+json"


def test_a_form_is_not_taken(mission, planner):
    assert planner.client.post(f"{BASE}activities/", NEW).status_code == 415


def test_what_the_asker_may_not_see_cannot_be_named(mission, agency_a, agency_b, editor_b):
    kept = ActivityFactory(mission=mission, lead=agency_a, key="KEPT", audience=Audience.AGENCY)
    objective = ObjectiveFactory(mission=mission, key="O1")
    sent = {"objective": "O1", "rationale": "It serves it."}
    hidden = post(editor_b, "alignment_links/", sent | {"activity": "KEPT"})
    unknown = post(editor_b, "alignment_links/", sent | {"activity": "NONE"})
    assert hidden.status_code == unknown.status_code == 422
    assert hidden.content.replace(b"KEPT", b"NONE") == unknown.content
    assert not AlignmentLink.objects.filter(objective=objective).exists()
    assert (
        patch(editor_b, at(kept), {"title": "Mine"}).content
        == patch(editor_b, f"activities/{uuid.uuid4()}/", {"title": "Mine"}).content
    )


def test_who_sees_a_row_and_may_not_change_it_is_told_so(mission, activity, agency_b, editor_b, donor):
    for persona in (editor_b, donor):
        assert patch(persona, at(activity), {"title": "Mine"}, If_Match="x").status_code == 403
        assert post(persona, "activities/", NEW).status_code == 403
    assert Activity.objects.get().title == "Roads"


def test_a_change_asks_for_the_version_that_was_read(activity, editor_a):
    assert patch(editor_a, at(activity), {"title": "New"}).status_code == 428
    assert patch(editor_a, at(activity), {"title": "New"}, If_Match="*").status_code == 428
    read = etag(editor_a, at(activity))
    answer = patch(editor_a, at(activity), {"title": "New", "areas": []}, If_Match=read)
    assert (answer.status_code, answer.json()["title"]) == (200, "New")
    assert answer["ETag"] == etag(editor_a, at(activity)) != read
    assert answer.json()["areas"] == []


def test_of_two_who_change_one_row_neither_loses_a_word(activity, editor_a, planner):
    read = etag(editor_a, at(activity))
    assert patch(planner, at(activity), {"title": "Theirs"}, If_Match=read).status_code == 200
    answer = patch(editor_a, at(activity), {"title": "Mine", "status": "active"}, If_Match=read)
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")
    told = answer.json()
    assert told["conflict"][0] == {"field": "title", "theirs": "Theirs", "yours": "Mine"}
    assert told["row"]["title"] == "Theirs"
    assert answer["ETag"] == etag(editor_a, at(activity))
    assert Activity.objects.get().title == "Theirs"
    assert patch(editor_a, at(activity), {"title": "Mine"}, If_Match=answer["ETag"]).status_code == 200


def test_a_row_is_taken_out_in_the_version_that_was_read(mission, activity, editor_a):
    line = FundingLineFactory(mission=mission, activity=activity)
    path = BASE + at(line, "funding_lines")
    assert editor_a.client.delete(path).status_code == 428
    read = editor_a.client.get(path)["ETag"]
    FundingLine.objects.update(row_version=9)
    assert editor_a.client.delete(path, headers={"If-Match": read}).status_code == 412
    now = editor_a.client.get(path)["ETag"]
    assert editor_a.client.delete(path, headers={"If-Match": now}).status_code == 204
    assert editor_a.client.get(path).status_code == 404


def test_a_request_sent_twice_is_done_once(mission, agency_a, editor_a):
    first = post(editor_a, "activities/", NEW, Idempotency_Key="k1")
    again = post(editor_a, "activities/", NEW, Idempotency_Key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (again.json(), again["Location"], again["ETag"]) == (
        first.json(),
        first["Location"],
        first["ETag"],
    )
    assert (first.headers.get("Idempotency-Replayed"), again["Idempotency-Replayed"]) == (None, "true")
    assert post(editor_a, "activities/", NEW | {"title": "Other"}, Idempotency_Key="k1").status_code == 422
    assert post(editor_a, "activities/", NEW, Idempotency_Key="é").status_code == 400
    assert Activity.objects.count() == 1


def test_a_key_is_one_persons_and_a_refusal_leaves_it_free(mission, agency_a, editor_a, planner):
    assert post(editor_a, "activities/", NEW | {"lead": "NONE"}, Idempotency_Key="k").status_code == 422
    assert post(editor_a, "activities/", NEW, Idempotency_Key="k").status_code == 201
    assert post(planner, "activities/", NEW | {"title": "Other"}, Idempotency_Key="k").status_code == 201
    assert IdempotencyKey.objects.count() == 2


def test_whoever_left_the_mission_gets_no_answer_again(mission, agency_a, editor_a):
    post(editor_a, "activities/", NEW, Idempotency_Key="k")
    editor_a.user.membership_set.all().delete()
    assert post(editor_a, "activities/", NEW, Idempotency_Key="k").status_code == 404


def test_without_the_token_of_its_pages_a_session_writes_nothing(mission, agency_a, activity, editor_a):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor_a.user)
    for method, path in (("post", "activities/"), ("patch", at(activity)), ("post", "funding_lines/bulk/")):
        answer = getattr(browser, method)(BASE + path, NEW, content_type="application/json")
        assert answer.status_code == 403
    assert Activity.objects.count() == 1


def test_a_link_is_claimed_changed_and_removed(mission, activity, editor_a):
    ObjectiveFactory(mission=mission, key="O1")
    proof = DocumentFactory(mission=mission, key="D", dated_on="2026-01-01")
    sent = {"activity": "ACT", "objective": "O1", "rationale": "Roads bring police.", "documents": ["D"]}
    made = post(editor_a, "alignment_links/", sent)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in sent} == sent
    assert made.json()["grade"] == "evidenced"
    path = f"alignment_links/{made.json()['uuid']}/"
    assert pointers(patch(editor_a, path, {"objective": "O1"}, If_Match=made["ETag"])) == ["#/objective"]
    changed = patch(editor_a, path, {"share": 0.25, "documents": []}, If_Match=made["ETag"])
    assert (changed.json()["share"], changed.json()["grade"]) == (0.25, "claimed")
    assert changed.json()["rationale"] == "Roads bring police."
    assert proof.alignmentlink_set.count() == 0
    again = post(editor_a, "alignment_links/", sent)
    assert pointers(again) == ["#/objective"]
    gone = editor_a.client.delete(BASE + path, headers={"If-Match": changed["ETag"]})
    assert gone.status_code == 204


def test_documents_that_the_writer_does_not_see_stay_on_the_row(mission, agency_b, activity, editor_a):
    link = AlignmentLinkFactory(mission=mission, activity=activity, rationale="So.")
    theirs = DocumentFactory(mission=mission, audience=Audience.AGENCY, agency=agency_b)
    link.documents.set([theirs])
    path = at(link, "alignment_links")
    answer = patch(editor_a, path, {"documents": []}, If_Match=etag(editor_a, path))
    assert (answer.status_code, answer.json()["documents"]) == (200, [])
    assert list(link.documents.all()) == [theirs]


def test_an_observation_goes_its_way(mission, agency_a, editor_a, planner):
    IndicatorFactory(mission=mission, key="I", value_type="number")
    sent = {
        "indicator": "I",
        "observed_on": "2026-01-01",
        "value": 12.5,
        "state": "draft",
        "submitted_by": "AGA",
    }
    made = post(editor_a, "observations/", sent)
    assert made.status_code == 201
    path = f"observations/{made.json()['uuid']}/"
    handed_in = patch(editor_a, path, {"value": 13, "state": "submitted"}, If_Match=made["ETag"])
    assert (handed_in.json()["value"], handed_in.json()["state"]) == (13, "submitted")
    assert patch(editor_a, path, {"state": "accepted"}, If_Match=handed_in["ETag"]).status_code == 403
    beside = patch(planner, path, {"state": "accepted", "value": 99}, If_Match=handed_in["ETag"])
    assert pointers(beside) == ["#/value"]
    accepted = patch(planner, path, {"state": "accepted"}, If_Match=handed_in["ETag"])
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert patch(editor_a, path, {"value": 1}, If_Match=accepted["ETag"]).status_code == 422
    back = {"state": "returned", "return_note": "Which year?"}
    returned = patch(planner, path, back, If_Match=accepted["ETag"])
    assert returned.json()["return_note"] == "Which year?"
    mended = patch(editor_a, path, {"value": 1, "state": "submitted"}, If_Match=returned["ETag"])
    assert mended.json()["state"] == "submitted"


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"value": "many"}, "#/value"),
        ({"value": True}, "#/value"),
        ({"state": "accepted"}, "#/state"),
        ({"observed_on": "2999-01-01"}, "#/observed_on"),
        ({"grade": "verified"}, "#/grade"),
        ({"submitted_by": None}, "#/submitted_by"),
    ],
)
def test_what_the_page_of_an_observation_refuses_is_refused(mission, agency_a, planner, change, wrong):
    IndicatorFactory(mission=mission, key="I", value_type="number")
    sent = {
        "indicator": "I",
        "observed_on": "2026-01-01",
        "value": 1,
        "state": "draft",
        "submitted_by": "AGA",
    }
    answer = post(planner, "observations/", sent | change)
    assert (answer.status_code, pointers(answer)) == (422, [wrong])


def test_a_value_of_money_stays_in_its_column(mission, agency_a, editor_a):
    indicator = IndicatorFactory(mission=mission, key="I", value_type="money", currency="USD")
    row = ObservationFactory(
        mission=mission,
        indicator=indicator,
        submitted_by=agency_a,
        state="draft",
        value_money=1,
        value_number=None,
    )
    path = at(row, "observations")
    answer = patch(editor_a, path, {"value": "12.50"}, If_Match=etag(editor_a, path))
    assert (answer.status_code, answer.json()["value"]) == (200, "12.50")
    assert pointers(patch(editor_a, path, {"value": 3}, If_Match=answer["ETag"])) == ["#/value"]


# --- several at once ----------------------------------------------------------------------------------------


def lines(mission, agency, count):
    for n in range(count):
        ActivityFactory(mission=mission, lead=agency, key=f"A{n}")
    return [
        {
            "activity": f"A{n}",
            "funder": "AGA",
            "period_from": "2026-01-01",
            "currency": "USD",
            "disbursed": "5.00",
        }
        for n in range(count)
    ]


def links(mission, agency, count):
    ObjectiveFactory(mission=mission, key="O1")
    DocumentFactory(mission=mission, key="D", dated_on="2026-01-01")
    for n in range(count):
        ActivityFactory(mission=mission, lead=agency, key=f"A{n}")
    return [
        {"activity": f"A{n}", "objective": "O1", "rationale": "So.", "documents": ["D"]} for n in range(count)
    ]


def observations(mission, _agency, count):
    IndicatorFactory(mission=mission, key="I", value_type="number")
    area = AreaFactory(mission=mission, key="N")
    return [
        {
            "indicator": "I",
            "observed_on": f"2026-01-0{n + 1}",
            "value": n,
            "state": "submitted",
            "submitted_by": "AGA",
            "area": area.key,
        }
        for n in range(count)
    ]


BULK = {
    "funding_lines": (lines, FundingLine, 0),
    "alignment_links": (links, AlignmentLink, 0),
    "observations": (observations, Observation, 0),
}


@pytest.mark.parametrize("name", BULK)
@pytest.mark.parametrize("who", ["editor_a", "planner"])
def test_as_many_queries_for_one_row_as_for_three(request, mission, agency_a, name, who):
    make, model, _queries = BULK[name]
    persona = request.getfixturevalue(who)
    sent = make(mission, agency_a, 4)
    post(persona, f"{name}/bulk/", sent[:1])  # what is remembered from then on
    counted = Counter()
    for rows in (sent[1:2], sent[1:]):
        model.objects.exclude(pk=model.objects.order_by("pk").first().pk).delete()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = post(persona, f"{name}/bulk/", rows)
        assert answer.status_code == 201, answer.json()
        assert len(answer.json()["results"]) == len(rows)
        counted[len(rows)] = len(queries)
    assert counted[1] == counted[3]


@pytest.mark.parametrize("name", BULK)
def test_all_of_them_or_none(mission, agency_a, editor_a, name):
    make, model, _queries = BULK[name]
    sent = make(mission, agency_a, 3)
    wrong = {"funding_lines": "currency", "alignment_links": "rationale", "observations": "value"}[name]
    sent[1][wrong] = "x x" if name != "alignment_links" else " "
    answer = post(editor_a, f"{name}/bulk/", sent)
    assert (answer.status_code, pointers(answer)) == (422, [f"#/1/{wrong}"])
    assert not model.objects.exists()


def test_a_list_of_rows_has_an_end(mission, planner):
    assert pointers(post(planner, "observations/bulk/", [])) == ["#"]
    assert pointers(post(planner, "observations/bulk/", [{}] * 501)) == ["#"]
    assert pointers(post(planner, "observations/bulk/", {})) == ["#"]


def test_rows_of_others_let_none_of_the_list_pass(mission, agency_a, agency_b, editor_a):
    sent = lines(mission, agency_b, 2)
    sent[0]["funder"], sent[1]["funder"] = "AGA", "AGB"
    assert post(editor_a, "funding_lines/bulk/", sent).status_code == 403
    assert not FundingLine.objects.exists()
