import datetime
import gzip
import io
import zipfile
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from xlsxwriter import Workbook

from apps.benchmarks.enums import ObservationState, ValueType
from apps.benchmarks.models import Indicator, Observation
from apps.core.models import Job
from apps.exchange.series.planning import Wanted, plan, wanted_of
from apps.exchange.series.reading import read_series
from apps.exchange.series.storing import store
from apps.exchange.series.views import XLSX
from apps.exchange.sheets.table import read_workbook
from apps.frameworks.enums import VersionStatus
from tests.factories.benchmarks import BenchmarkTextFactory, IndicatorFactory, ObservationFactory
from tests.factories.frameworks import FrameworkVersionFactory
from tests.factories.missions import AreaFactory
from tests.pages import form_with, shown_forms

REAL = next(
    (folder for one in Path(__file__).parents if (folder := one / "shared" / "data").is_dir()), Path("-")
)
TODAY = datetime.date(2026, 3, 2)
GOVERNANCE = """Country/Territory,Code,Year,Estimate,Lower,NumSrc,Rank,StdErr,Upper,Indicator
Karo,KAR,2018,-1.25,4.5,4,8.1,0.2,12.0,RuleofLaw
Karo,KAR,2019,-1.05,5.5,4,9.1,0.21,13.0,RuleofLaw
Karo,KAR,2020,NA,NA,4,NA,NA,NA,RuleofLaw
Elsewhere,ELS,2019,0.5,50,4,60,0.1,70,RuleofLaw
"""


@pytest.fixture
def indicator(mission, agency_a):
    version = FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 1, 1)
    )
    text = BenchmarkTextFactory(mission=mission, framework_version=version, owner=agency_a)
    return IndicatorFactory(mission=mission, benchmark=text.benchmark, title="Rule of law")


def page(indicator):
    return reverse("exchange:series", kwargs={"code": indicator.mission.code, "uuid": indicator.uuid})


def brought(client, indicator, text=GOVERNANCE, place="Karo"):
    file = SimpleUploadedFile("wgi.csv", text.encode(), "text/csv")
    return client.post(page(indicator), {"step": "read", "file": file, "place": place})


def looked_at(client, indicator, number="0", **kwargs):
    form = form_with(brought(client, indicator, **kwargs).content, "held")
    return client.post(page(indicator), {**form, "series": number})


def stored(client, indicator, answer, **more):
    form = form_with(answer.content, "held")
    return client.post(page(indicator), {**form, **more})


def test_a_series_is_brought_looked_at_and_stored_once(planner, indicator):
    ObservationFactory(
        mission=indicator.mission,
        indicator=indicator,
        observed_on=datetime.date(2018, 12, 31),
        value_number=-1.3,
    )
    answer = looked_at(planner.client, indicator)
    text = answer.content.decode()
    assert "Nothing is stored yet" in text
    assert ["−1.3" in text, "−1.25" in text, "Without a value in the file, left out: 1" in text] == [True] * 3
    assert Observation.objects.count() == 1
    assert stored(planner.client, indicator, answer, accept="on").status_code == 302
    rows = list(
        Observation.objects.order_by("observed_on").values_list(
            "observed_on__year", "value_number", "standard_error", "interval_low", "state"
        )
    )
    assert rows == [
        (2018, -1.25, 0.2, None, ObservationState.ACCEPTED),
        (2019, -1.05, 0.21, None, ObservationState.ACCEPTED),
    ]
    assert Job.objects.filter(task="coherence.assess").exists()
    again = looked_at(planner.client, indicator)
    assert "There is nothing to store" in again.content.decode()
    # The rank has an interval of its own, which is none of the estimate.
    rank = stored(planner.client, indicator, looked_at(planner.client, indicator, "1", place="Elsewhere"))
    assert rank.status_code in {200, 302}


def test_who_reports_hands_in_and_may_not_change_what_counts(editor_a, indicator):
    answer = looked_at(editor_a.client, indicator)
    assert b"Accept them at once" not in answer.content
    assert stored(editor_a.client, indicator, answer, accept="on").status_code == 302
    assert set(Observation.objects.values_list("state", flat=True)) == {ObservationState.SUBMITTED}
    Observation.objects.update(state=ObservationState.ACCEPTED)
    answer = looked_at(editor_a.client, indicator, text=GOVERNANCE.replace("-1.25", "-1.5"))
    assert "a planner returns it first" in answer.content.decode()
    assert not [one for one in shown_forms(answer.content) if "held" in one]


def test_what_was_looked_at_is_what_is_stored(planner, indicator):
    answer = looked_at(planner.client, indicator)
    ObservationFactory(
        mission=indicator.mission,
        indicator=indicator,
        observed_on=datetime.date(2019, 12, 31),
        value_number=3.0,
    )
    again = stored(planner.client, indicator, answer)
    assert "Look at the differences again" in again.content.decode()
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "The headings are none that are known here"),
        ("date,value\n2024-12-31,1\n2024-12-31,2\n", "Row 2 says something else of the same day"),
        ("date,value\n2024-12-31,many\n", "“many” is no number for the value"),
        ("date,value\nsoon,1\n", "“soon” is no day"),
        ("date,value\n2101-01-01,1\n", "This day is still to come"),
        ("date,value,standard error\n2024-12-31,1,-2\n", "A standard error is not below zero"),
        ("date,value\n2024-12-31,=1+1\n", "is no number for the value"),
    ],
)
def test_a_bad_file_is_answered_with_a_sentence(text, sentence, planner, indicator):
    answer = brought(planner.client, indicator, text, "")
    if "known here" not in sentence:
        form = form_with(answer.content, "held")
        answer = planner.client.post(page(indicator), {**form, "series": "0"})
    assert sentence in answer.content.decode()
    assert not Observation.objects.exists()


def test_a_place_that_is_not_there_and_a_page_that_nobody_wrote(planner, donor, indicator):
    assert (
        "The file has no such place" in brought(planner.client, indicator, place="Nowhere").content.decode()
    )
    forged = {"step": "store", "held": "forged"}
    assert planner.client.post(page(indicator), forged).status_code == 302
    assert planner.client.post(page(indicator), {**forged, "step": "choose"}).status_code == 302
    assert donor.client.get(page(indicator)).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_storing_costs_the_same_at_one_and_three_rows(number, planner, indicator, django_assert_num_queries):
    rows = "".join(f"20{10 + one}-12-31,{one}.5\n" for one in range(number))
    (series,) = read_series(f"date,value\n{rows}".encode())
    ContentType.objects.get_for_model(Observation)
    with django_assert_num_queries(9):
        lines = plan(planner.user, wanted_of(series, indicator, None), today=TODAY, planner=True)
        done = store(by=planner.user, lines=lines, agency=None, source=None, accept=False)
    assert done == {"new": number, "changed": 0}


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not here")
def test_real_files_with_their_counts(planner, mission, capsys):
    governance = REAL / "indicators-worldbank" / "wgi-1996-2019-conflict-affected.csv"
    found = read_series(governance.read_bytes())
    assert (len(found), sum(len(one.figures) for one in found)) == (552, 11_368)
    policy = REAL / "indicators-worldbank" / "cpia-2005-2019-conflict-affected.csv.gz"
    found = read_series(policy.read_bytes())
    assert sum(len(one.figures) + one.missing for one in found) > 8_000
    results = REAL / "unhcr-iati203-results" / "unhcr-results-9-conflict-countries-2016-2022.csv.gz"
    found = read_series(gzip.decompress(results.read_bytes()))
    assert sum(len(one.figures) + one.missing for one in found) <= 3_161
    for key in ("I-RL", "I-EDU"):
        IndicatorFactory(mission=mission, key=key)
    common = {"mission": mission.code, "by": planner.user.email}
    for _time in range(2):
        call_command("series", governance, series="Burundi RuleofLaw estimate", indicator="I-RL", **common)
        call_command(
            "series",
            results,
            series="BDI # of children enrolled in primary education Refugees Protection",
            indicator="I-EDU",
            **common,
        )
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "21 new, 0 changed, 0 the same, 0 refused, 0 missing.",
        "4 new, 0 changed, 0 the same, 0 refused, 0 missing.",
        "0 new, 0 changed, 21 the same, 0 refused, 0 missing.",
        "0 new, 0 changed, 4 the same, 0 refused, 0 missing.",
    ]
    with pytest.raises(CommandError, match="series have these words"):
        call_command("series", governance, series="Burundi", indicator="I-RL", **common)


# The sheet of a period ---------------------------------------------------------------------------------


def sheet_page(mission):
    return reverse("exchange:sheet", kwargs={"code": mission.code})


def taken(client, mission):
    """The cells of the sheet, in which no text is a formula."""
    answer = client.get(sheet_page(mission), {"since": "2025-01-01", "until": "2025-12-31"})
    assert answer.headers["Content-Type"] == XLSX
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")
    return [[*row, *[None] * (12 - len(row))] for row in read_workbook(answer.content)[0].rows]


def back(client, mission, rows):
    content = io.BytesIO()
    book = Workbook(content, {"strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(place, column, cell)
    book.close()
    file = SimpleUploadedFile("sheet.xlsx", content.getvalue(), XLSX)
    return client.post(sheet_page(mission), {"file": file})


def test_a_sheet_goes_out_and_comes_back(editor_a, indicator, mission):
    Indicator.objects.filter(pk=indicator.pk).update(title="=1+1", required_groups=["women"])
    indicator.required_areas.add(AreaFactory(mission=mission, name="North", key="N"))
    ObservationFactory(
        mission=mission, indicator=indicator, observed_on=datetime.date(2025, 6, 30), value_number=12.5
    )
    yes_no = IndicatorFactory(
        mission=mission, benchmark=indicator.benchmark, value_type=ValueType.YES_NO, title="Court sits"
    )
    rows = taken(editor_a.client, mission)
    assert len(rows) == 5
    assert next(row[6] for row in rows[1:] if row[6] is not None) == 12.5
    assert {type(row[5]) for row in rows[1:]} == {datetime.date}
    for row in rows[1:]:
        if row[0] == str(yes_no.uuid):
            row[6] = "yes"
        elif row[4] == "women":
            row[6], row[7] = 11, 300
        elif row[4] == "North":
            row[6] = 9.5
    answer = back(editor_a.client, mission, rows)
    assert "New: 3" in answer.content.decode()
    form = form_with(answer.content, "held")
    assert editor_a.client.post(sheet_page(mission), form).status_code == 302
    made = Observation.objects.filter(state=ObservationState.SUBMITTED)
    assert set(made.values_list("group", "area__name", "value_number", "value_yes", "people")) == {
        (None, None, None, True, None),
        ("women", None, 11.0, None, 300),
        (None, "North", 9.5, None, None),
    }
    assert "There is nothing to store" in back(editor_a.client, mission, rows).content.decode()
    assert (
        "There is nothing to store"
        in back(editor_a.client, mission, taken(editor_a.client, mission)).content.decode()
    )


def test_a_foreign_sheet_is_refused_with_its_row(editor_a, indicator, mission):
    rows = taken(editor_a.client, mission)
    rows[1][0], rows[1][6] = "somebody else's", 4
    assert "Row 2, column A" in back(editor_a.client, mission, rows).content.decode()
    answer = back(editor_a.client, mission, [["nothing"]])
    assert "not a sheet that was taken here" in answer.content.decode()
    assert not Observation.objects.exists()


@pytest.mark.parametrize(
    "state", [ObservationState.DRAFT, ObservationState.SUBMITTED, ObservationState.RETURNED]
)
def test_nobody_changes_what_another_agency_keeps_or_handed_in(
    editor_b, agency_a, agency_b, indicator, state
):
    theirs = ObservationFactory(
        mission=indicator.mission,
        indicator=indicator,
        observed_on=datetime.date(2018, 12, 31),
        value_number=9,
        state=state,
        submitted_by=agency_a,
    )
    form = form_with(looked_at(editor_b.client, indicator).content, "held")
    editor_b.client.post(page(indicator), form)
    theirs.refresh_from_db()
    assert (theirs.value_number, theirs.state) == (9, state)
    own = Observation.objects.filter(submitted_by=agency_b, state=ObservationState.SUBMITTED)
    assert own.filter(observed_on=theirs.observed_on).count() == 1


def test_more_people_than_there_are_numbers_for_are_refused(planner, indicator):
    wanted = Wanted(2, indicator, "2018-12-31", "1", more={"people": "1e300"})
    (line,) = plan(planner.user, [wanted], today=TODAY, planner=True)
    assert line.reason == "The number of people is a whole number, such as 120."
