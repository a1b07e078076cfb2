"""The file of IATI 2.03: what is in it, for whom, that it is valid, and that an import finds it again."""

import datetime
import io
import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree

from apps.activities.models import Activity
from apps.exchange.iati import opened
from apps.exchange.iati.worded import worded_results
from apps.exchange.publication.reading import Publication, percents_of
from apps.exchange.services import import_bundle
from apps.funding.models import FundingLine
from apps.missions.models import Mission
from tests.exchange.iati.standard import DATA, SCHEMA, faults_of
from tests.factories.activities import ActivityAreaFactory, ActivityFactory, ActivitySectorFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.benchmarks import (
    BenchmarkFactory,
    BenchmarkTextFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import AreaFactory, DocumentFactory, MissionFactory

TODAY = datetime.date(2026, 11, 30)
NOW = datetime.datetime(2026, 11, 30, 12, tzinfo=datetime.UTC)
START = datetime.date(2025, 1, 1)
URL = "https://example.org/a b.pdf"
KARO = Path(__file__).resolve().parents[2] / "data" / "karo.bundle.json"

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_mission(mission):
    mission.audience, mission.countries = "public", ["BI"]
    mission.save()
    return mission


def published(mission, lead, **more):
    values = {"audience": "public", "iati_publish": True, "start": START, "language": "en", **more}
    return ActivityFactory(mission=mission, lead=lead, **values)


def file_of(mission, **more):
    one = Publication(mission, TODAY, **more)
    return b"".join(one.pieces(NOW)), one.account


def texts(content, path):
    found = etree.fromstring(content).xpath(f"/iati-activities/iati-activity/{path}")
    return [str(one) if isinstance(one, str) else "".join(one.itertext()) for one in found]


def test_only_what_is_decided_and_public_leaves(open_mission, agency_a, agency_b):
    for key, more in {
        "yes": {},
        "undecided": {"iati_publish": None},
        "no": {"iati_publish": False, "iati_reason": "protection"},
        "members": {"audience": None},
        "kept": {"audience": "agency"},
        "other": {"lead": agency_b},
    }.items():
        published(open_mission, more.pop("lead", agency_a), key=key, title=f"Title {key}", **more)
    assert texts(file_of(open_mission)[0], "title/narrative") == ["Title other", "Title yes"]
    assert texts(file_of(open_mission, agency=agency_a)[0], "title/narrative") == ["Title yes"]
    everybody = file_of(open_mission, public=False)[0]
    assert texts(everybody, "title/narrative") == ["Title members", "Title other", "Title yes"]
    open_mission.audience = None
    open_mission.save()
    assert texts(file_of(open_mission)[0], "title/narrative") == []


def test_missing_stays_missing_and_none_is_none(open_mission, agency_a):
    one = published(open_mission, agency_a, key="k1", humanitarian=None)
    FundingLineFactory(
        activity=one,
        mission=open_mission,
        funder=agency_a,
        period_from=START,
        period_to=datetime.date(2025, 12, 31),
        currency="EUR",
        value_date=datetime.date(2025, 3, 1),
        committed=Decimal(0),
        scheduled=None,
        disbursed=None,
        executed=Decimal("12.50"),
    )
    content, account = file_of(open_mission)
    assert texts(content, "transaction/value") == ["0", "12.5"]
    assert texts(content, "transaction/transaction-type/@code") == ["2", "4"]
    assert (
        texts(content, "budget")
        == texts(content, "planned-disbursement")
        == texts(content, "@humanitarian")
        == []
    )
    assert account.notes == Counter(
        {"no_identifier": 1, "no_reporter": 1, "no_description": 1, "no_sector": 1}
    )


def test_places_are_coarser_for_everybody_and_coarsest_for_humanitarian_work(open_mission, agency_a):
    top = AreaFactory(mission=open_mission, name="Province", code="BI-BB")
    middle = AreaFactory(mission=open_mission, name="Commune", parent=top)
    deep = AreaFactory(mission=open_mission, name="Village", parent=middle)
    one = published(open_mission, agency_a)
    ActivityAreaFactory(activity=one, area=deep)
    place = "location/name/narrative"
    assert texts(file_of(open_mission)[0], place) == ["Commune"]
    assert texts(file_of(open_mission, public=False)[0], place) == ["Village"]
    Activity.objects.update(humanitarian=True)
    content, account = file_of(open_mission)
    assert texts(content, place) == ["Province"]
    assert account.notes["coarser"] == 1
    # Its code is ours: IATI has no vocabulary that it is sure to come from.
    assert b'<location ref="BI-BB">' in content
    assert [one.codes for record in opened(io.BytesIO(content)) for one in record.sites] == [("BI-BB",)]


@pytest.fixture
def served(open_mission, agency_a):
    """An activity with everything that can leave, serving an objective with a benchmark."""
    one = published(
        open_mission,
        agency_a,
        key="whole",
        title="Police \x0b& courts",
        description="First.\n\nSecond.",
        target_group="Judges",
        results="Judges trained; baseline 0 (2020); 2024-12-31: target 5, actual 0\nJust words",
        intended_phases=["transition"],
        end=datetime.date(2026, 1, 31),
        humanitarian=False,
    )
    one.implementers.add(AgencyFactory(name="Partner", kind="national_ngo_or_civil_society"))
    for code, share in (("15210", 1 / 3), ("15130", 1 / 3), ("15220", 1 / 3)):
        ActivitySectorFactory(activity=one, code=code, share=share)
    for audience, title in (("public", "Seen"), ("mission", "Unseen")):
        document = DocumentFactory(
            mission=open_mission,
            title=title,
            audience=audience,
            url=URL,
            type="Report",
        )
        one.documents.add(document)
    line = {
        "activity": one,
        "mission": open_mission,
        "funder": agency_a,
        "currency": "USD",
        "value_date": None,
    }
    FundingLineFactory(period_from=START, period_to=datetime.date(2025, 12, 31), scheduled=Decimal(7), **line)
    FundingLineFactory(
        period_from=datetime.date(2027, 1, 1), period_to=None, committed=Decimal(9), scheduled=None, **line
    )
    link = AlignmentLinkFactory(mission=open_mission, activity=one, grade="evidenced")
    version = FrameworkVersionFactory(mission=open_mission, status="adopted", adopted_on=START)
    benchmark = BenchmarkFactory(mission=open_mission, objective=link.objective)
    BenchmarkTextFactory(
        mission=open_mission, framework_version=version, benchmark=benchmark, statement="Courts are fair"
    )
    indicator = IndicatorFactory(
        mission=open_mission,
        benchmark=benchmark,
        title="Trust",
        value_type="percent",
        direction="increase",
        baseline_number=0,
        baseline_on=START,
        target_number=60,
        target_on=datetime.date(2027, 1, 1),
    )
    for day, value, more in (
        (1, 41, {}),
        (2, 42, {"group": "women", "people": 5}),
        (3, 43, {"group": "men", "people": 4}),
        (4, 44, {"audience": "mission"}),
        (5, 45, {"state": "submitted"}),
    ):
        values = {"audience": "public", "state": "accepted", **more}
        ObservationFactory(
            mission=open_mission,
            indicator=indicator,
            observed_on=datetime.date(2026, 2, day),
            value_number=value,
            **values,
        )
    return one


def test_everything_that_can_leave_does_and_is_valid(open_mission, served):
    content, account = file_of(open_mission)
    assert texts(content, "title/narrative") == ["Police & courts"]
    assert texts(content, "description/@type") == ["1", "4", "3"]
    assert texts(content, "sector/@percentage") == ["33.333334", "33.333333", "33.333333"]
    assert texts(content, "document-link/@url") == ["https://example.org/a%20b.pdf"]
    assert texts(content, "document-link/title/narrative") == ["Seen"]
    assert texts(content, "budget/value") == texts(content, "planned-disbursement/value") == ["7"]
    assert texts(content, "transaction/value") == []
    assert texts(content, "policy-marker/@code") == ["political", "transition"]
    assert texts(content, "result/title/narrative") == ["Judges trained", "Just words", "Courts are fair"]
    assert texts(content, "result[1]/indicator/period/actual/@value") == ["0"]
    shared = "result[3]/indicator"
    assert texts(content, f"{shared}/baseline/@value") == ["0"]
    assert texts(content, f"{shared}/period/target/@value") == ["60"]
    assert texts(content, f"{shared}/period/actual/@value") == ["41", "42"]
    assert texts(content, f"{shared}/period/actual/dimension/@value") == ["women"]
    assert account.notes["small_groups"] == account.notes["future_money"] == 1
    if SCHEMA.exists():
        assert faults_of(content, TODAY)[:2] == ([], Counter())


def test_queries_do_not_depend_on_rows(open_mission, served, agency_a):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            file_of(open_mission)
        return len(queries)

    first = asked()
    for _again in range(2):
        published(open_mission, agency_a)
    assert (first, asked()) == (17, 17)


def test_shares_that_cannot_be_carried_are_not_made_up():
    assert percents_of([None]) == percents_of([1.0]) == [None]
    assert percents_of([0.4]) is None
    assert percents_of([0.4, None]) is None
    assert percents_of([0.5, 0.6]) is None
    assert percents_of([0.25, 0.75]) == [25, 75]


def test_results_in_words_stay_words_where_they_are_no_figures():
    (result,) = worded_results("A; b; baseline 3; 2020-12-31: target many")
    (indicator,) = result.indicators
    assert (indicator.title, indicator.measure) == ("b; baseline 3; 2020-12-31: target many", "5")
    (result,) = worded_results("A; b; 2020-12-31: target 1\nA; b; 2021-12-31: actual 2")
    assert [len(one.periods) for one in result.indicators] == [2]


def test_the_worked_example_is_valid():
    import_bundle(by=None, document=json.loads(KARO.read_text()), at=NOW)
    Mission.objects.update(audience="public")
    mission = Mission.objects.get(code="KARO")
    Activity.objects.update(audience="public", iati_publish=True)
    content, account = file_of(mission)
    assert (account.asked, account.written, account.left_out) == (8, 8, Counter())
    if SCHEMA.exists():
        assert faults_of(content, TODAY)[:2] == ([], Counter())


def picture(mission):
    money = {}
    for line in FundingLine.objects.filter(mission=mission).select_related("funder"):
        amounts = (line.committed, line.scheduled, line.disbursed, line.executed)
        of = (line.funder.name, line.period_from, line.period_to, line.currency, line.value_date, amounts)
        money.setdefault(line.activity_id, []).append(of)
    found = {}
    for one in Activity.objects.filter(mission=mission).select_related("lead"):
        found[one.iati_identifier] = {
            **{
                name: getattr(one, name)
                for name in ("title", "description", "language", "dimension", "status")
            },
            **{
                name: getattr(one, name)
                for name in ("start", "end", "humanitarian", "target_group", "results")
            },
            "lead": (one.lead.name, one.lead.iati_identifier, one.lead.kind),
            "implementers": sorted(row.name for row in one.implementers.all()),
            "sectors": sorted((row.code, round(row.share or 0, 3)) for row in one.dac_sectors.all()),
            "money": sorted(money.get(one.pk, []), key=str),
        }
    return found


@pytest.mark.parametrize(
    ("name", "country", "activities", "lost"),
    [
        ("aims-somalia-iati203/iati_2.03_Somalia_subset_sector152.xml", "SO", 162, {}),
        ("unhcr-iati203-results/UNHCR-2023_subset_10_countries.xml", "BI", 10, {}),
    ],
)
def test_a_published_file_comes_back_as_it_left(tmp_path, name, country, activities, lost):
    """Import, export, import elsewhere: which fields differ afterwards, and in how many activities."""
    if not (DATA / name).exists():
        return
    pictures = []
    source = DATA / name
    for code in ("ONE", "TWO"):
        mission = MissionFactory(code=code, countries=[country], audience="public")
        call_command("iati", "import", str(source), "--mission", code, stdout=io.StringIO())
        pictures.append(picture(mission))
        Activity.objects.update(audience="public", iati_publish=True)
        source = tmp_path / f"{code}.xml"
        out = io.StringIO()
        call_command("iati", "export", str(source), "--mission", code, stdout=out)
        assert f"  {activities}  activities in the file" in out.getvalue().splitlines()
    before, after = pictures
    assert len(before) == len(after) == activities
    changed = Counter(
        field
        for key, fields in before.items()
        for field, value in fields.items()
        if after[key][field] != value
    )
    assert changed == lost


def test_the_command_says_what_is_wrong(open_mission, agency_a, tmp_path):
    published(open_mission, agency_a, key="k1", start=None)
    wrong = {
        ("x.xml", "--mission", "NO"): "There is no mission with the code NO.",
        ("x.xml", "--mission", "MISA", "--agency", "NO"): "MISA has no agency with the key NO.",
        ("x.xml", "--mission", "MISA", "--audience", "x"): (
            "x is no audience of a file: choose public or mission."
        ),
        (str(tmp_path / "no" / "x.xml"), "--mission", "MISA"): (
            f"{tmp_path / 'no' / 'x.xml'} cannot be written: No such file or directory."
        ),
    }
    for arguments, sentence in wrong.items():
        with pytest.raises(CommandError) as caught:
            call_command("iati", "export", *arguments)
        assert (str(caught.value), caught.value.returncode) == (sentence, 1)
    out = io.StringIO()
    call_command("iati", "export", "-", "--mission", "MISA", stdout=out)
    assert "<iati-activities" in out.getvalue()
    out = io.StringIO()
    call_command("iati", "export", str(tmp_path / "x.xml"), "--mission", "MISA", stdout=out)
    assert "  1  Left out: it has no start, and IATI asks for one." in out.getvalue().splitlines()


# The page --------------------------------------------------------------------------------------------------


def page(mission, *parts, name="activity"):
    return reverse(f"publication:{name}", args=[mission.code, *parts])


def decision(activity, **more):
    return {"row_version": activity.row_version, "initial-publish": "", "initial-reason": "", **more}


def test_somebody_looks_at_every_field_and_decides(open_mission, agency_a, editor_a):
    one = published(open_mission, agency_a, iati_publish=None, title="Mediation")
    address = page(open_mission, one.uuid)
    shown = editor_a.client.get(address).content.decode()
    assert "title/narrative" in shown
    assert "It has no DAC sector" in shown
    refused = editor_a.client.post(address, decision(one, publish="no", reason=""))
    assert "Say why it stays out." in refused.content.decode()
    editor_a.client.post(address, decision(one, publish="no", reason="protection"))
    one.refresh_from_db()
    assert (one.iati_publish, one.iati_reason) == (False, "protection")
    stale = editor_a.client.post(address, decision(one, publish="yes", reason="") | {"row_version": 1})
    assert stale.status_code == 409
    editor_a.client.post(
        address,
        decision(one, publish="yes") | {"initial-publish": "no", "initial-reason": "protection"},
    )
    one.refresh_from_db()
    assert (one.iati_publish, one.iati_reason) == (True, None)
    listed = editor_a.client.get(page(open_mission, name="activities")).content.decode()
    assert "1 activity of this list would be in it" in listed
    answer = editor_a.client.get(page(open_mission, agency_a.uuid, name="agency_file"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="MISA.iati.xml"'
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert texts(b"".join(answer.streaming_content), "title/narrative") == ["Mediation"]
    answer.close()


def test_the_list_asks_as_much_for_three_rows_as_for_one(open_mission, agency_a, planner):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            planner.client.get(page(open_mission, name="activities"))
        return len(queries)

    published(open_mission, agency_a)
    first = asked()
    for _again in range(2):
        published(open_mission, agency_a)
    assert first == asked()


def test_nobody_takes_the_file_of_another_agency(open_mission, agency_a, agency_b, editor_b):
    published(open_mission, agency_a)
    file = page(open_mission, name="file")
    assert editor_b.client.get(file).status_code == 404
    other = page(open_mission, agency_a.uuid, name="agency_file")
    assert editor_b.client.get(other).status_code == 404
    own = editor_b.client.get(page(open_mission, agency_b.uuid, name="agency_file"))
    assert texts(b"".join(own.streaming_content), "title") == []
    own.close()
