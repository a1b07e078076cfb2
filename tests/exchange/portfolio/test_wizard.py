"""The import wizard in a browser without script: from the file to the stored activities and back."""

import datetime
import io
import re
import uuid
import zipfile

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from apps.activities.models import Activity, SourceRecord
from apps.core import jobs
from apps.core.models import Job
from apps.exchange.enums import NameChoice, RunState
from apps.exchange.models import ColumnMapping, ImportRow, ImportRun, KnownName
from apps.exchange.portfolio import running, services
from apps.funding.models import FundingLine
from apps.missions.enums import Role, Side
from apps.missions.models import MissionAgency
from tests.exchange.iati.samples import activity, document
from tests.exchange.sheets.workbooks import workbook
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.exchange import ImportRowFactory, ImportRunFactory
from tests.factories.missions import MissionAgencyFactory
from tests.personas import member

ROWS = "Code\tTitle\tLead\tAmount\nP1\tWells\tAgency A\t1 200,50\nP2\tDialogue\tAgency B\t7\n"


def address(name, run, **more):
    return reverse(f"exchange:{name}", kwargs={"code": run.mission.code, "uuid": run.uuid, **more})


def bring(persona, mission, *, follow=True, **data):
    file = data.pop("file", None)
    if file is not None:
        data["file"] = SimpleUploadedFile(*file)
    return persona.client.post(
        reverse("exchange:imports", kwargs={"code": mission.code}), data, follow=follow
    )


def fields_of(answer):
    """The fields of the forms of a page as a browser would send them."""
    form = answer.context["form"]
    return {one.html_name: one.value() if one.value() is not None else "" for one in form}


def checked(persona, mission, text=ROWS, **data):
    """A pasted range, its columns as they were recognised, and the check done."""
    answer = bring(persona, mission, pasted=text, **data)
    persona.client.post(answer.request["PATH_INFO"], fields_of(answer))
    jobs.run_pending()
    return ImportRun.objects.get()


def page(persona, run, query=""):
    return persona.client.get(address("import", run) + query)


def test_the_result_says_that_humanitarian_work_stays_inside_its_agency(planner, mission, agency_a):
    run = checked(planner, mission, "Code\tTitle\tLead\tHumanitarian\nP1\tFood\tAgency A\tyes\n")
    planner.client.post(address("import_apply", run))
    jobs.run_pending()
    body = page(planner, run).content.decode()
    assert "1 humanitarian activity begins inside the agency that leads it" in body
    listed = reverse("alignment:activities", kwargs={"code": mission.code})
    assert "Food" not in planner.client.get(listed).content.decode()


def test_a_pasted_range_becomes_activities(planner, mission, agency_a, agency_b):
    run = checked(planner, mission)
    assert (run.state, run.report["counts"]["new"]) == (RunState.READY, 2)
    shown = page(planner, run).content.decode()
    assert "This is what would be stored" in shown
    assert not Activity.objects.exists()
    assert planner.client.post(address("import_apply", run)).status_code == 302
    assert "Everything is being stored at once" in page(planner, run).content.decode()
    jobs.run_pending()
    run.refresh_from_db()
    assert (run.state, run.applied_at is not None) == (RunState.APPLIED, True)
    assert dict(Activity.objects.values_list("key", "lead__name")) == {"P1": "Agency A", "P2": "Agency B"}
    assert {source.source for source in SourceRecord.objects.all()} == {"agency_sheet"}
    result = page(planner, run).content.decode()
    assert "Stored on" in result
    assert str(Activity.objects.get(key="P1").uuid) in result


def test_the_same_range_again_changes_nothing_and_its_columns_are_remembered(
    planner, mission, agency_a, agency_b
):
    first = checked(planner, mission)
    planner.client.post(address("import_apply", first))
    jobs.run_pending()
    business = LogEntry.objects.exclude(content_type__model="columnmapping")
    logged = business.count()
    planner.client.post(address("import_remove", first))
    run = checked(planner, mission)
    assert run.report["counts"] == {"new": 0, "changed": 0, "same": 2, "refused": 0}
    assert "There is nothing to store" in page(planner, run).content.decode()
    assert ColumnMapping.objects.get().columns == {
        "0": "identifier",
        "1": "title",
        "2": "lead",
        "3": "committed",
    }
    assert business.count() == logged


def test_chosen_columns_are_offered_for_the_next_file_with_these_headings(editor_a, mission):
    text = "A\tB\nWells\t2021\n"
    answer = bring(editor_a, mission, pasted=text)
    data = fields_of(answer) | {"column-0": "title", "column-1": "start"}
    editor_a.client.post(answer.request["PATH_INFO"], data)
    again = bring(editor_a, mission, pasted=text)
    assert fields_of(again)["column-1"] == "start"


def test_what_changes_is_shown_field_by_field(planner, mission, agency_a, agency_b):
    run = checked(planner, mission)
    planner.client.post(address("import_apply", run))
    jobs.run_pending()
    run.delete()
    run = checked(planner, mission, ROWS.replace("Wells", "Deep wells").replace("1 200,50", "1 300,50"))
    assert run.report["counts"] == {"new": 0, "changed": 1, "same": 1, "refused": 0}
    view = page(planner, run, "?outcome=changed").context["rows"][0]
    assert [(one.label, one.before, one.after) for one in view.differences] == [
        ("Title", "Wells", "Deep wells"),
    ]


def test_money_of_a_range_with_funder_and_year(planner, mission, agency_a):
    text = "Title\tLead\tDonor\tYear\tCommitted (USD)\nWells\tAgency A\tDonor X\t2021\t1 200,50\n"
    run = checked(planner, mission, text)
    planner.client.post(address("import_apply", run))
    jobs.run_pending()
    line = FundingLine.objects.get()
    assert (str(line.committed), line.currency, line.funder.name) == ("1200.5000", "USD", "Donor X")
    assert line.period_from.year == 2021


def test_names_are_matched_and_remembered(planner, mission, agency_a):
    text = "Title\tLead\tPartners\nWells\tAgenzy A\tLocal Circle\nDialogue\tAgency A\tPage\n"
    run = checked(planner, mission, text)
    assert [one["said"] for one in run.report["organisations"]] == ["Agenzy A", "Local Circle", "Page"]
    answer = planner.client.get(address("import_organisations", run))
    offered = [name for _identifier, name in answer.context["lines"][0][1].like]
    assert offered == ["Agency A"]
    data = fields_of(answer) | {
        "name-0": f"same-{agency_a.uuid}",
        "name-1": "new-internal",
        "name-2": "leave_out",
    }
    assert planner.client.post(address("import_organisations", run), data).status_code == 302
    jobs.run_pending()
    planner.client.post(address("import_apply", run))
    jobs.run_pending()
    assert {row.lead for row in Activity.objects.all()} == {agency_a}
    assert MissionAgency.objects.get(agency__name="Local Circle").side == Side.INTERNAL
    assert not MissionAgency.objects.filter(agency__name="Page").exists()
    assert set(KnownName.objects.values_list("name", "choice", "agency__name")) == {
        ("agenzy a", NameChoice.SAME, "Agency A"),
        ("page", NameChoice.LEAVE_OUT, None),
    }
    run.delete()
    again = checked(planner, mission, text)
    assert (again.report["organisations"], again.report["counts"]["same"]) == ([], 2)


def test_a_row_like_an_activity_here_is_offered_as_the_same(planner, mission, agency_a):
    here = ActivityFactory(mission=mission, lead=agency_a, title="Wells in the north", start=None)
    run = checked(planner, mission, "Title\tLead\tStart\nWells in the North\tAgency A\t2021-02-03\n")
    answer = planner.client.get(address("import_activities", run))
    assert "Wells in the north (Agency A)" in answer.content.decode()
    data = fields_of(answer) | {"row-2": f"same-{here.uuid}"}
    planner.client.post(address("import_activities", run), data)
    jobs.run_pending()
    run.refresh_from_db()
    assert run.report["counts"]["changed"] == 1
    planner.client.post(address("import_apply", run))
    jobs.run_pending()
    here.refresh_from_db()
    assert (here.title, str(here.start), Activity.objects.count()) == ("Wells in the north", "2021-02-03", 1)
    assert SourceRecord.objects.get().activity == here


def test_activities_kept_inside_another_agency_are_neither_offered_nor_changed(
    editor_b, mission, agency_a, agency_b
):
    hidden = ActivityFactory(
        mission=mission, lead=agency_a, title="Secret wells", audience="agency", iati_identifier="X-1"
    )
    hidden.implementers.add(agency_b)
    run = checked(editor_b, mission, "Title\tLead\nSecret wells\tAgency B\n")
    row = ImportRow.objects.get()
    assert row.suggestions == [str(hidden.uuid)]
    assert "Secret wells (" not in editor_b.client.get(address("import_activities", run)).content.decode()
    run.delete()
    text = document(
        activity("X-1", '<participating-org role="4"><narrative>Agency B</narrative></participating-org>')
    )
    bring(editor_b, mission, file=("a.xml", text.encode()))
    jobs.run_pending()
    row = ImportRow.objects.get()
    assert (row.outcome, row.differences, row.activity) == ("refused", [], None)


def test_an_iati_file_needs_no_columns(planner, mission):
    answer = bring(planner, mission, file=("a.xml", document(activity(inside='<tag code="1"/>')).encode()))
    assert "The file is being read and checked" in answer.content.decode()
    jobs.run_pending()
    run = ImportRun.objects.get()
    assert (run.state, run.report["unused"]) == (RunState.READY, {"iati-activity/tag": 1})
    assert "iati-activity/tag" in page(planner, run).content.decode()


def test_an_editor_brings_only_what_the_own_agency_leads_or_implements(editor_a, mission, agency_a, agency_b):
    text = ROWS + "P3\tRoads\t\t3\n"
    run = checked(editor_a, mission, text, agency=str(agency_a.uuid))
    assert dict(ImportRow.objects.values_list("identifier", "outcome")) == {
        "P1": "new",
        "P2": "refused",
        "P3": "new",
    }
    assert "neither leads nor implements" in page(editor_a, run).content.decode()


def test_nobody_sees_the_import_of_another_person(planner, editor_a, mission, agency_a):
    run = checked(editor_a, mission)
    second = member("second", mission, Role.AGENCY_EDITOR, agency_a)
    for persona in (planner, second):
        for name in ("import", "import_columns", "import_organisations", "import_activities", "import_file"):
            assert persona.client.get(address(name, run)).status_code == 404
        for name in ("import_apply", "import_remove", "import_columns", "import_organisations"):
            assert persona.client.post(address(name, run)).status_code == 404
        listed = persona.client.get(reverse("exchange:imports", kwargs={"code": mission.code}))
        assert "pasted rows" not in listed.content.decode().partition("Your imports")[2]
    assert page(editor_a, run).status_code == 200


def test_the_file_comes_back_with_what_becomes_of_each_row(planner, mission, agency_a):
    rows = [["Title", "Lead", "Start"], ["=SUM(A1)", "Agency A", "soon"], [None, "Agency A", None]]
    answer = bring(planner, mission, file=("=cmd.xlsx", workbook_of(rows)))
    planner.client.post(answer.request["PATH_INFO"], fields_of(answer))
    jobs.run_pending()
    run = ImportRun.objects.get()
    back = planner.client.get(address("import_file", run))
    assert back["Content-Disposition"] == f'attachment; filename="import-{run.uuid}.xlsx"'
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(back.content)).get_sheet_by_index(0).to_python()
    assert sheet == [
        ["Title", "Lead", "Start", "What becomes of it", "Remarks"],
        ["=SUM(A1)", "Agency A", "soon", "New", sheet[1][4]],
        ["", "Agency A", "", "Refused", "It has no title."],
    ]
    assert "Start: “soon” cannot be read; it is left open." in sheet[1][4]
    assert b"<f>" not in _part(back.content, "xl/worksheets/sheet1.xml")


def workbook_of(rows):
    """As a workbook in which a text that looks like a formula is a text."""
    content = io.BytesIO()
    with Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(place, column, cell)
    return content.getvalue()


def _part(content, name):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def test_another_sheet_of_a_workbook_can_be_taken(planner, mission, agency_a):
    book = workbook(None, sheets={"Notes": [["x"]], "Plan": [["Title", "Lead"], ["Wells", "Agency A"]]})
    answer = bring(planner, mission, file=("a.xlsx", book))
    path = answer.request["PATH_INFO"]
    answer = planner.client.post(path, {"choose": "sheet", "sheet": "Plan"}, follow=True)
    assert fields_of(answer)["column-0"] == "title"
    assert planner.client.post(path, {"choose": "sheet", "sheet": "None"}, follow=True).status_code == 200
    assert ImportRun.objects.get().options["sheet"] == "Plan"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file or paste rows"),
        ({"pasted": "a", "file": ("a.csv", b"Title\nA\n")}, "Choose a file or paste rows"),
        ({"file": ("a.xlsx", b"PK\x03\x04nothing")}, "file"),
        ({"file": ("a.pdf", b"%PDF-1.7 x")}, "file"),
        ({"file": ("a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')}, "file"),
        ({"pasted": "   "}, "Choose a file or paste rows"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_kept(planner, mission, data, words):
    answer = bring(planner, mission, **data)
    assert answer.status_code == 200
    assert words in str(answer.context["form"].errors)
    assert not ImportRun.objects.exists()


def test_columns_without_a_title_or_taken_twice_are_refused_with_what_was_chosen(planner, mission):
    answer = bring(planner, mission, pasted=ROWS)
    path, data = answer.request["PATH_INFO"], fields_of(answer)
    answer = planner.client.post(path, data | {"column-1": ""})
    assert "Say which column holds the title." in answer.content.decode()
    answer = planner.client.post(path, data | {"column-0": "title", "column-3": "disbursed"})
    assert "Two columns are taken for the same" in answer.content.decode()
    assert fields_of(answer)["column-3"] == "disbursed"
    assert ImportRun.objects.get().state == RunState.COLUMNS


def test_a_file_that_breaks_while_it_is_read_says_so(planner, mission):
    text = document("<iati-activity/>").replace("2.03", "9.99")
    bring(planner, mission, file=("a.xml", text.encode()))
    jobs.run_pending()
    run = ImportRun.objects.get()
    assert (run.state, ImportRow.objects.count()) == (RunState.FAILED, 0)
    assert "9.99" in page(planner, run).content.decode()


def test_a_step_taken_in_another_window_is_said(planner, mission, agency_a):
    run = checked(planner, mission)
    answer = planner.client.get(address("import_organisations", run))
    data = fields_of(answer)
    ImportRun.objects.update(row_version=50)
    answer = planner.client.post(address("import_organisations", run), data, follow=True)
    assert "has gone on meanwhile" in answer.content.decode()
    planner.client.post(address("import_apply", run))
    answer = planner.client.post(address("import_apply", run), follow=True)
    assert "has gone on meanwhile" in answer.content.decode()
    assert Job.objects.filter(task=running.APPLY).count() == 1
    answer = planner.client.post(address("import_remove", run), follow=True)
    assert "has gone on meanwhile" in answer.content.decode()
    assert ImportRun.objects.exists()


def test_storing_twice_stores_once(planner, mission, agency_a, agency_b):
    run = checked(planner, mission)
    planner.client.post(address("import_apply", run))
    jobs.run_pending()
    run = ImportRun.objects.get()
    assert running.apply(run, lambda _done, _total: None, today=None, at=None) == {}
    run.state = RunState.APPLYING
    assert running.apply(run, lambda _done, _total: None, today=None, at=None) == {}
    assert Activity.objects.count() == 2


def test_a_carrier_that_lost_its_job_at_the_last_moment_stores_nothing(planner, mission, agency_a, agency_b):
    run = checked(planner, mission)
    planner.client.post(address("import_apply", run))
    run = ImportRun.objects.get()
    calls = []

    def lost(done, total):
        calls.append(done)
        if len(calls) == 2:
            raise jobs.LeaseLost

    at = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    with pytest.raises(jobs.LeaseLost):
        running.apply(run, lost, today=at.date(), at=at)
    assert not Activity.objects.exists()
    jobs.run_pending()
    assert Activity.objects.count() == 2


def test_old_imports_are_put_away_and_there_are_not_too_many(planner, mission, monkeypatch):
    old = ImportRunFactory(mission=mission, owner=planner.user)
    bring(planner, mission, pasted=ROWS)
    assert not ImportRun.objects.filter(pk=old.pk).exists()
    monkeypatch.setattr(services, "MOST_OPEN", 1)
    answer = bring(planner, mission, pasted=ROWS)
    assert "You have 1 imports here" in answer.content.decode()


def test_progress_is_a_part_that_htmx_asks_for_until_all_is_done(planner, mission):
    bring(planner, mission, file=("a.xml", document(activity()).encode()))
    run = ImportRun.objects.get()
    answer = planner.client.get(address("import", run), headers={"HX-Request": "true"})
    assert answer.content.decode().strip().startswith('<div id="progress"')
    jobs.run_pending()
    answer = planner.client.get(address("import", run), headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queries_of_the_pages_do_not_grow_with_the_rows(planner, mission, agency_a, rows):
    run = ImportRunFactory(mission=mission, owner=planner.user)
    for _number in range(rows):
        ImportRowFactory(
            run=run,
            activity=ActivityFactory(mission=mission, lead=agency_a).uuid,
            notes=[{"code": "no_title"}],
        )
    with CaptureQueriesContext(connection) as used:
        assert page(planner, run).status_code == 200
    assert len(used) == 7, [query["sql"] for query in used]
    with CaptureQueriesContext(connection) as used:
        assert (
            planner.client.get(reverse("exchange:imports", kwargs={"code": mission.code})).status_code == 200
        )
    assert len(used) == 5, [query["sql"] for query in used]


def test_an_outcome_or_row_that_is_none_is_not_found(planner, mission):
    run = ImportRunFactory(mission=mission, owner=planner.user)
    assert page(planner, run, "?outcome=odd").status_code == 404
    assert page(planner, run, f"?after={uuid.uuid4()}").status_code == 200


def test_pages_name_no_internal_words(planner, mission, agency_a):
    run = checked(planner, mission)
    text = re.sub(r"<[^>]+>", "", page(planner, run).content.decode())
    assert "no_funder" not in text
    assert "None" not in text


def test_only_planners_and_who_writes_for_an_agency_bring_anything(donor, mission_admin, mission):
    for persona in (donor, mission_admin):
        assert bring(persona, mission, pasted=ROWS, follow=False).status_code == 404
    assert not ImportRun.objects.exists()


def test_an_editor_cannot_name_the_agency_of_others(editor_a, mission, agency_b):
    answer = bring(editor_a, mission, pasted=ROWS, agency=str(agency_b.uuid))
    assert "agency" in answer.context["form"].errors


def test_an_agency_of_another_mission_is_never_meant(planner, mission):
    stranger = AgencyFactory(name="Stranger")
    MissionAgencyFactory(agency=stranger)
    run = checked(planner, mission, "Title\tLead\nWells\tNobody\n")
    data = fields_of(planner.client.get(address("import_organisations", run)))
    answer = planner.client.post(
        address("import_organisations", run), data | {"name-0": f"same-{stranger.uuid}"}
    )
    assert answer.status_code == 200
    assert "name-0" in answer.context["form"].errors
