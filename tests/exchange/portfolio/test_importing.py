"""An IATI file becomes activities, money, agencies, source records; the same file twice changes nothing."""

import datetime
import io
from decimal import Decimal

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.activities.models import Activity, SourceRecord
from apps.agencies.models import Agency
from apps.core.enums import Audience
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.exchange.bundle import check
from apps.exchange.portfolio import importing
from apps.exchange.portfolio.directory import JOINT_NAME, Decision
from apps.exchange.portfolio.planning import Choices
from apps.exchange.portfolio.record import Unreadable
from apps.exchange.selectors import export_bundle
from apps.funding.models import FundingLine
from apps.missions.enums import Side
from apps.missions.models import MissionAgency
from tests.exchange.iati.samples import V2, activity, document
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.funding import FundingLineFactory
from tests.factories.missions import AreaFactory, MissionAgencyFactory, MissionFactory

TODAY = datetime.date(2026, 1, 5)
AT = datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC)
SQUARE = {"type": "Polygon", "coordinates": [[[29, -4], [30, -4], [30, -3], [29, -3], [29, -4]]]}

pytestmark = pytest.mark.django_db


@pytest.fixture
def mission():
    return MissionFactory(code="BDI", name="Burundi", countries=["BI"])


def take(mission, *activities, **options):
    options = {"by": None, "today": TODAY, "at": AT} | options
    return importing.import_iati(
        mission=mission, stream=io.BytesIO(document(*activities).encode()), **options
    )


def counts(report):
    return {outcome: n for outcome, n in report.counts.items() if n}


def money(value, kind=2, more="", day="2021-05-01"):
    return (
        f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value value-date="{day}">{value}</value>{more}</transaction>'
    )


def org(role, name, more=""):
    return f'<participating-org role="{role}" {more}><narrative>{name}</narrative></participating-org>'


def test_everything_a_file_says_is_stored(mission):
    area = AreaFactory(mission=mission, name="Bubanza", geometry=SQUARE)
    report = take(mission, V2)
    assert (counts(report), report.read) == ({"new": 1}, 1)
    row = Activity.objects.get()
    assert (row.key, row.iati_identifier) == ("XM-EX-1-7", "XM-EX-1-7")
    assert (row.title, row.language, row.status, row.dimension) == (
        "Dialogue à Nord",
        "fr",
        "active",
        "political",
    )
    assert (row.start, row.end) == (datetime.date(2020, 1, 15), datetime.date(2022, 6, 30))
    assert row.lead.name == "Donor State"
    assert [one.name for one in row.implementers.all()] == ["Peace Circle (PCI)"]
    assert list(row.areas.all()) == [area]
    assert list(row.dac_sectors.values_list("code", "share")) == [("15220", 0.75), ("15160", 0.25)]
    assert row.audience is None
    lines = FundingLine.objects.order_by("currency").values_list(
        "funder__name",
        "currency",
        "committed",
        "disbursed",
        "executed",
        "period_from",
        "period_to",
        "value_date",
    )
    year = (datetime.date(2020, 1, 1), datetime.date(2020, 12, 31))
    assert list(lines) == [
        ("Donor State", "EUR", Decimal("1200.5"), None, None, *year, datetime.date(2020, 2, 2)),
        ("Donor State", "USD", None, 300, None, *year, datetime.date(2020, 5, 1)),
    ]
    source = SourceRecord.objects.get()
    assert (source.activity, source.source, source.identifier) == (row, "iati", "XM-EX-1-7")
    assert source.retrieved_on == TODAY
    assert source.content["record"]["sites"] == [
        {"name": "North", "codes": ["428514"], "point": [-3.1, 29.4]}
    ]
    assert Job.objects.get().task == "coherence.assess"


def test_the_same_file_twice_changes_nothing(mission):
    take(mission, V2, activity())
    logged, jobs = LogEntry.objects.count(), Job.objects.get().changes
    report = take(mission, V2, activity())
    assert counts(report) == {"same": 2}
    assert (LogEntry.objects.count(), Job.objects.get().changes) == (logged, jobs)
    assert (Activity.objects.count(), Agency.objects.count()) == (2, 3)


def test_a_dry_run_says_the_same_and_stores_nothing(mission):
    report = take(mission, V2, dry_run=True)
    assert counts(report) == {"new": 1}
    assert (
        Activity.objects.count(),
        Agency.objects.count(),
        LogEntry.objects.filter(content_type__model="activity").count(),
    ) == (0, 0, 0)
    assert not Job.objects.exists()


def test_a_broken_end_stores_nothing_of_the_beginning(mission):
    text = document(*(activity(f"X-{n}") for n in range(600)))[:-40]
    with pytest.raises(Unreadable):
        importing.import_iati(by=None, mission=mission, stream=io.BytesIO(text.encode()), today=TODAY, at=AT)
    assert not Activity.objects.exists()


def test_what_the_source_changes_is_changed_and_logged(mission):
    take(mission, activity(inside=org(1, "Donor") + money(100) + money(30, 3)))
    logged = LogEntry.objects.count()
    inside = org(1, "Donor") + org(4, "Peace Circle") + money(150) + money(20, day="2022-01-01")
    report = take(mission, activity(inside=inside, title="Deep wells"))
    assert counts(report) == {"changed": 1}
    assert set(report.fields) == {"title", "implementers", "money"}
    row = Activity.objects.get()
    assert (row.title, row.row_version) == ("Deep wells", 2)
    assert [one.name for one in row.implementers.all()] == ["Peace Circle"]
    amounts = FundingLine.objects.order_by("period_from").values_list(
        "period_from__year", "committed", "disbursed"
    )
    assert list(amounts) == [(2021, 150, None), (2022, 20, None)]
    changes = {
        (entry.content_type.model, entry.get_action_display())
        for entry in LogEntry.objects.order_by("-pk")[: LogEntry.objects.count() - logged]
    }
    assert changes >= {("activity", "update"), ("fundingline", "update"), ("fundingline", "create")}
    assert counts(take(mission, activity(inside=inside, title="Deep wells"))) == {"same": 1}


def test_what_people_changed_here_stays_and_is_said(mission):
    take(mission, activity(inside="<description><narrative>Old</narrative></description>"))
    row = Activity.objects.get()
    row.title, row.people_planned = "Wells and pumps", 40
    row.save()
    inside = "<description><narrative>New</narrative></description>"
    report = take(mission, activity(inside=inside, title="Boreholes"))
    row.refresh_from_db()
    assert (row.title, row.description, row.people_planned) == ("Wells and pumps", "New", 40)
    assert report.notes["edited_here"] == 1
    assert counts(take(mission, activity(inside=inside, title="Boreholes"))) == {"same": 1}


def test_later_edits_give_way_where_that_is_asked_for(mission):
    take(mission, activity())
    Activity.objects.update(title="Wells and pumps")
    take(mission, activity(title="Boreholes"), choices=Choices(overwrite=True))
    assert Activity.objects.get().title == "Boreholes"


def test_an_activity_known_from_elsewhere_keeps_what_it_has(mission):
    row = ActivityFactory(mission=mission, title="Our wells", iati_identifier="XM-EX-1-1", start=None)
    FundingLineFactory(mission=mission, activity=row, committed=5)
    inside = org(1, "Donor") + money(100) + '<activity-date type="2" iso-date="2020-01-01"/>'
    report = take(mission, activity(inside=inside))
    row.refresh_from_db()
    assert counts(report) == {"changed": 1}
    assert (row.title, row.start) == ("Our wells", datetime.date(2020, 1, 1))
    assert FundingLine.objects.get().committed == 5
    assert SourceRecord.objects.get().activity == row
    assert counts(take(mission, activity(inside=inside))) == {"same": 1}


def test_two_who_report_the_same_activity_are_two_sources_of_one(mission):
    other = activity().replace(
        '<reporting-org ref="XM-EX-1"', '<reporting-org ref="XM-EX-5" secondary-reporter="1"'
    )
    take(mission, activity())
    assert counts(take(mission, other)) == {"changed": 1}
    assert (Activity.objects.count(), SourceRecord.objects.count()) == (1, 2)


def test_an_activity_that_stands_twice_in_a_file_is_taken_once(mission):
    report = take(mission, activity(), activity(title="Again"))
    assert counts(report) == {"new": 1, "refused": 1}
    assert report.refused[0][1:] == ("XM-EX-1-1", ["It stands twice in this file; the first time in line 2."])


def test_a_conflict_stores_nothing(mission, monkeypatch):
    take(mission, activity())
    written = importing.Writer.write

    def meanwhile(self, plans):
        Activity.objects.update(row_version=9)
        return written(self, plans)

    monkeypatch.setattr(importing.Writer, "write", meanwhile)
    with pytest.raises(EditConflict):
        take(mission, activity(title="Other"), activity("B"))
    assert list(Activity.objects.values_list("title", flat=True)) == ["Wells"]


def test_agencies_are_recognised_by_identifier_name_acronym_and_other_names(mission):
    known = {
        "by_id": AgencyFactory(name="A", acronym=None, iati_identifier="XM-DAC-41114"),
        "by_name": AgencyFactory(name="Société de la Paix", acronym=None),
        "by_acronym": AgencyFactory(name="World Food Programme", acronym="WFP"),
        "by_other": AgencyFactory(
            name="Office of the High Commissioner", acronym=None, other_names=["UN Refugees"]
        ),
    }
    for number, agency in enumerate(known.values()):
        MissionAgencyFactory(mission=mission, agency=agency, key=f"K{number}")
    inside = (
        org(4, "UNDP", 'ref="XM-DAC-41114"')
        + org(4, "SOCIETE DE LA PAIX")
        + org(4, "Programme alimentaire mondial (WFP)")
        + org(4, "UN refugees")
        + org(4, "Not defined")
    )
    report = take(mission, activity(inside=inside))
    assert set(Activity.objects.get().implementers.all()) == set(known.values())
    assert report.agencies == ["Example Aid"]


def test_a_name_that_two_agencies_have_leads_to_neither(mission):
    for key in ("ONE", "TWO"):
        MissionAgencyFactory(mission=mission, agency=AgencyFactory(name=key, acronym="PCI"), key=key)
    take(mission, activity(inside=org(4, "PCI")))
    assert Activity.objects.get().implementers.get().name == "PCI"


def test_a_ministry_of_another_country_is_not_meant(mission):
    AgencyFactory(name="Ministry of Health", kind="ministry_or_public_body", state="SO")
    abroad = AgencyFactory(name="Norad", kind="bilateral_agency", state="NO")
    take(mission, activity(inside=org(1, "Norad") + money(5) + org(4, "Ministry of Health", 'type="10"')))
    assert Agency.objects.filter(name="Ministry of Health").count() == 2
    assert MissionAgency.objects.get(agency=abroad).mission == mission


def test_a_new_agency_says_what_the_file_says_of_it(mission):
    inside = (
        org(4, "Ministry of Peace", 'ref="BI-GOV-7" type="10"')
        + org(4, "UNDP", 'ref="XM-DAC-41114" type="40"')
        + org(4, "Nobody knows")
    )
    take(mission, activity(inside=inside))
    found = MissionAgency.objects.values_list("agency__name", "agency__kind", "agency__state", "side")
    assert set(found) == {
        ("Example Aid", "ingo", None, Side.EXTERNAL),
        ("Ministry of Peace", "ministry_or_public_body", "BI", Side.INTERNAL),
        ("UNDP", "un_fund_or_programme", None, Side.EXTERNAL),
        ("Nobody knows", None, None, Side.EXTERNAL),
    }


def test_a_decision_stands_above_what_is_recognised(mission):
    real = AgencyFactory(name="Norad", acronym=None)
    MissionAgencyFactory(mission=mission, agency=real, key="NORAD")
    decisions = {
        "norway": Decision("same", real.pk),
        "page": Decision("leave_out"),
        "new one": Decision("new", side=Side.INTERNAL),
    }
    inside = org(4, "Norway") + org(4, "Page") + org(4, "New one")
    take(mission, activity(inside=inside), decisions=decisions)
    assert [one.name for one in Activity.objects.get().implementers.order_by("name")] == ["New one", "Norad"]
    assert MissionAgency.objects.get(agency__name="New one").side == Side.INTERNAL


@pytest.mark.parametrize(
    ("parties", "lead"),
    [
        (org(2, "Accountable") + org(1, "Funder"), "Example Aid"),
        (org(1, "Example Aid") + org(3, "Extending"), "Example Aid"),
        (org(3, "Extending") + org(1, "Funder"), "Extending"),
        (org(4, "Doer") + org(1, "Funder"), "Funder"),
        (org(4, "Doer"), "Doer"),
        ("", "Example Aid"),
    ],
)
def test_the_lead_is_who_answers_for_it(mission, parties, lead):
    text = activity(inside=parties)
    if lead != "Example Aid" or "2" not in parties:
        start = text.index('<participating-org role="2" ref')
        text = text[:start] + text[text.index("</participating-org>", start) + len("</participating-org>") :]
    take(mission, text)
    assert Activity.objects.get().lead.name == lead


def test_money_of_several_funders_stands_under_all_of_them_together(mission):
    inside = (
        org(1, "Donor A")
        + org(1, "Donor B")
        + money(100)
        + money(7, 3, "<provider-org><narrative>Donor B</narrative></provider-org>")
    )
    report = take(mission, activity(inside=inside))
    lines = FundingLine.objects.order_by("funder__name").values_list("funder__name", "committed", "disbursed")
    assert list(lines) == [("Donor B", None, 7), (JOINT_NAME, 100, None)]
    assert report.notes["several_funders"] == 1


def test_money_without_any_day_is_left_out_and_said(mission):
    inside = org(1, "Donor") + "<transaction><transaction-type code='2'/><value>5</value></transaction>"
    report = take(mission, activity(inside=inside))
    assert not FundingLine.objects.exists()
    assert report.notes["no_day"] == 1
    assert SourceRecord.objects.get().content["record"]["sums"] == [
        {"amount": "committed", "value": "5", "currency": "USD"}
    ]


@pytest.mark.parametrize("said", ['humanitarian="1"', ""])
def test_what_is_humanitarian_begins_inside_its_agency(mission, said):
    inside = "" if said else '<sector code="72010"/>'
    take(mission, activity(inside=inside, attributes=said))
    row = Activity.objects.get()
    assert (row.audience, row.dimension) == (Audience.AGENCY, "humanitarian")


def test_the_dimension_is_one_of_the_mission(mission):
    mission.dimensions = [
        "economy",
        {"code": "peace", "core": "security"},
        {"code": "economy2", "core": "development"},
    ]
    mission.save()
    take(mission, activity("A", '<sector code="15210"/>'), activity("B", '<sector code="11110"/>'))
    assert dict(Activity.objects.values_list("key", "dimension")) == {"A": "peace", "B": "economy2"}


def test_places_are_found_by_code_name_and_point_and_a_country_is_no_place(mission):
    by_code = AreaFactory(mission=mission, name="X", code="BI-NG")
    by_name = AreaFactory(mission=mission, name="Bururi")
    by_point = AreaFactory(mission=mission, name="Bubanza", geometry=SQUARE)

    def place(name="", code="", pos=""):
        return (
            f'<location><location-id code="{code}" vocabulary="A3"/>'
            f"<name><narrative>{name}</narrative></name>"
            f"<point><pos>{pos}</pos></point></location>"
        )

    inside = (
        place(code="bi-ng")
        + place("Bururi Province")
        + place("Some hill", pos="-3.5 29.5")
        + place("Republic of Burundi", pos="-3.5 29.5")
        + place("Elsewhere", pos="10 10")
    )
    report = take(mission, activity(inside=inside))
    assert set(Activity.objects.get().areas.all()) == {by_code, by_name, by_point}
    assert report.notes["places_unknown"] == 1


def test_activities_of_other_countries_stay_out_where_that_is_asked_for(mission):
    here = activity("A", '<recipient-country code="BI"/><recipient-country code="RW"/>')
    there = activity("B", '<recipient-country code="RW"/>')
    report = take(mission, here, there, activity("C"), choices=Choices(only_here=True))
    assert counts(report) == {"new": 2, "refused": 1}


def test_an_editor_brings_in_what_the_own_agency_leads_or_implements(mission):
    own = AgencyFactory(name="Own", acronym=None)
    MissionAgencyFactory(mission=mission, agency=own, key="OWN")
    ActivityFactory(mission=mission, iati_identifier="C")
    texts = [activity("A", org(4, "Own")), activity("B"), activity("C", org(4, "Own"))]
    report = take(mission, *texts, choices=Choices(own=frozenset({own.pk})))
    assert counts(report) == {"new": 1, "refused": 2}
    assert report.notes["not_own"] == report.notes["not_yours_to_change"] == 1


def test_what_was_imported_leaves_and_returns_in_a_bundle(mission):
    take(mission, V2, activity(inside=org(1, "A") + org(1, "B") + money(5)))
    assert check(export_bundle(mission=mission)) == []


def test_queries_do_not_grow_with_the_activities_of_a_chunk(mission):
    used = []
    for size in (3, 30):
        texts = [activity(f"X{size}-{n}", org(1, "Donor") + money(n + 1)) for n in range(size)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            take(mission, *texts)
        used.append(len(queries))
    assert used[1] <= used[0]
