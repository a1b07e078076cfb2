"""Imports and reports by program: the steps, the refusals and the audience of their pages."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.activities.models import Activity
from apps.core import jobs
from apps.exchange.models import ImportRun
from apps.portal.models import SavedReport
from tests.factories.activities import ActivityFactory

IMPORTS, REPORTS = "/api/v1/missions/MISA/imports/", "/api/v1/missions/MISA/reports/"
TABLE = "Naam,Wie,Begin\r\nWells,AGA,2025-01-01\r\n,AGA,2025-01-01\r\n"
COLUMNS = {"Naam": "title", "Wie": "lead", "Begin": "start"}


def bring(persona, text=TABLE, name="plan.csv", **more):
    return persona.client.post(IMPORTS, {"file": SimpleUploadedFile(name, text.encode()), **more})


def pointers(answer):
    assert answer["Content-Type"] == "application/problem+json"
    return [one.get("pointer") for one in answer.json()["errors"]]


def test_a_table_goes_the_way_of_the_wizard(mission, editor_a):
    refused = bring(editor_a)
    assert (refused.status_code, pointers(refused)) == (422, ["#/columns"])
    assert "Naam" in refused.json()["detail"]
    assert not ImportRun.objects.exists()

    begun = bring(editor_a, columns=json.dumps(COLUMNS), agency="AGA")
    assert (begun.status_code, begun.json()["state"]) == (202, "checking")
    place = begun["Location"]
    jobs.run_pending()
    ready = editor_a.client.get(place).json()
    assert (ready["state"], ready["counts"]) == ("ready", {"new": 1, "changed": 0, "same": 0, "refused": 1})
    [row] = editor_a.client.get(f"{place}rows/?outcome=refused").json()["results"]
    assert (row["line"], row["outcome"], bool(row["faults"])) == (3, "refused", True)
    assert editor_a.client.get(ready["links"]["file"]).status_code == 200
    assert not Activity.objects.exists()

    assert editor_a.client.post(ready["links"]["apply"]).status_code == 202
    jobs.run_pending()
    assert editor_a.client.get(place).json()["state"] == "applied"
    assert [one.title for one in Activity.objects.all()] == ["Wells"]
    # Asked for again, it is stored already.
    assert editor_a.client.post(ready["links"]["apply"]).status_code == 202
    # The same headings are known by now, for the same agency.
    again = bring(editor_a, agency="AGA")
    jobs.run_pending()
    assert editor_a.client.get(again["Location"]).json()["counts"]["same"] == 1
    listed = editor_a.client.get(f"{IMPORTS}?limit=1").json()
    assert [one["uuid"] for one in listed["results"]] == [again.json()["uuid"]]
    assert listed["next"]
    assert editor_a.client.delete(place).status_code == 204
    assert editor_a.client.get(place).status_code == 404


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"name": "plan.exe"}, "#/file"),
        ({"text": ""}, "#/file"),
        ({"agency": "AGB"}, "#/agency"),
        ({"agency": "AGA", "colums": "{}"}, "#/colums"),
        ({"agency": "AGA", "columns": '{"Naam": "nonsense"}'}, "#/columns"),
        ({"agency": "AGA", "columns": "["}, "#/columns"),
        ({"agency": "AGA", "columns": '{"Wie": "lead"}'}, "#"),
    ],
)
def test_what_cannot_be_taken_is_named(mission, editor_a, agency_b, given, where):
    answer = bring(editor_a, **given)
    assert answer.status_code == 422
    assert where in pointers(answer)
    assert not ImportRun.objects.exists()


def test_a_request_with_a_key_is_done_once(mission, planner):
    given = {"columns": json.dumps(COLUMNS)}
    headers = {"Idempotency-Key": "one"}
    first, again = (
        planner.client.post(
            IMPORTS, {"file": SimpleUploadedFile("plan.csv", TABLE.encode()), **given}, headers=headers
        )
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (202, 202)
    assert again["Location"] == first["Location"]
    other = {"file": SimpleUploadedFile("plan.csv", b"Naam\r\nOther\r\n"), **given}
    assert planner.client.post(IMPORTS, other, headers=headers).status_code == 422
    assert ImportRun.objects.count() == 1
    body = json.dumps({"report": "sheet"})
    for _ in range(2):
        answer = planner.client.post(
            REPORTS, body, content_type="application/json", headers={"Idempotency-Key": "two"}
        )
        assert answer.status_code == 202
    assert SavedReport.objects.count() == 1


def test_an_import_is_its_owners_alone(mission, editor_a, planner, donor):
    place = bring(planner, columns=json.dumps(COLUMNS))["Location"]
    assert {one.client.get(place).status_code for one in (editor_a, donor)} == {404}
    assert editor_a.client.get(IMPORTS).json()["results"] == []
    assert bring(donor, columns=json.dumps(COLUMNS)).status_code == 403


def ask(persona, **body):
    return persona.client.post(REPORTS, json.dumps(body), content_type="application/json")


def test_a_report_is_made_in_the_background(mission, donor, agency_a):
    ActivityFactory(mission=mission, lead=agency_a, title="Wells")
    begun = ask(donor, report="activities", form="csv", language="fr")
    assert (begun.status_code, begun.json()["state"]) == (202, "waiting")
    place = begun["Location"]
    assert donor.client.get(f"{place}file/").status_code == 404
    jobs.run_pending()
    made = donor.client.get(place).json()
    assert made["state"] == "ready"
    file = donor.client.get(made["links"]["file"])
    assert b"".join(file.streaming_content)[:2] == b"PK"
    assert [one["uuid"] for one in donor.client.get(REPORTS).json()["results"]] == [made["uuid"]]
    assert donor.client.delete(place).status_code == 204
    assert not SavedReport.objects.exists()


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "#/report"),
        ({"report": "poem"}, "#/report"),
        ({"report": "sheet", "color": "red"}, "#/color"),
        ({"report": "sheet", "agency": "AGA"}, "#/agency"),
        ({"report": "agency", "agency": "NOBODY"}, "#/agency"),
        ({"report": "sheet", "day": 5}, "#/day"),
        ({"report": "sheet", "sections": "all"}, "#/sections"),
        # The mission is not public.
        ({"report": "sheet", "audience": "public"}, "#/audience"),
    ],
)
def test_a_report_that_cannot_be_made_is_not_asked_for(mission, donor, body, where):
    answer = ask(donor, **body)
    assert (answer.status_code, pointers(answer)) == (422, [where])
    assert not SavedReport.objects.exists()


def test_a_report_is_its_owners_alone(mission, donor, planner):
    place = ask(donor, report="sheet")["Location"]
    assert [planner.client.get(one).status_code for one in (place, f"{place}file/")] == [404, 404]
    assert planner.client.delete(place).status_code == 404
