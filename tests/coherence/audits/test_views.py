"""The pages of random audits, for each kind of reader: list, draw, sheet with its estimate."""

import csv
import datetime
import io

import pytest
from django.urls import reverse

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.alignment.models import AuditSample, AuditUnit
from apps.coherence import services
from apps.coherence.audits.selectors import population_of
from apps.coherence.engine.audit import audit_population
from apps.coherence.engine.index import build_index
from apps.coherence.selectors.inputs import MEMBERS, load_inputs
from apps.core.enums import Audience
from tests.coherence.conftest import AS_OF
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import AlignmentLinkFactory, AuditSampleFactory, AuditUnitFactory

LIST_QUERIES = 4  # session, user, mission, right to draw, samples
# session, user, mission, sample, right to answer, units (count, page), agencies, links, objectives;
# and for the estimate: units, implementers, agencies, lines
SHEET_QUERIES = 14
# keys of eight tables; activities, links, agencies; versions with two lists, texts with one
POPULATION_QUERIES = 16


def address(name, **kwargs):
    return reverse(f"coherence:{name}", kwargs={"code": "KARO"} | kwargs)


@pytest.fixture
def sample(karo):
    return AuditSampleFactory(mission=karo, drawn_on=AS_OF, population=4, eligible=5, units_recorded=True)


@pytest.fixture
def units(sample):
    return [
        AuditUnitFactory(sample=sample, activity=Activity.objects.get(mission=sample.mission, key=key))
        for key in ("X1", "X2", "X3")
    ]


def answer(unit, **values):
    given = {"outcome": "", "checked_on": "", "checker": "", "note": "", "row_version": unit.row_version}
    return {f"unit-{unit.pk}-{name}": value for name, value in (given | values).items()}


def test_before_the_first_sample_the_list_says_what_will_stand_there(karo, karo_planner, karo_donor):
    page = karo_planner.client.get(address("samples"))
    assert "coherence/audits/samples.html" in [template.name for template in page.templates]
    assert page.context["sizes"] == [
        (50, 34), (100, 50), (200, 66), (500, 81), (1000, 88), (4000, 94), (20000, 96),
    ]  # fmt: skip
    assert address("sample_draw").encode() in page.content
    assert address("sample_draw").encode() not in karo_donor.client.get(address("samples")).content


def test_a_planner_draws_from_what_has_something_to_check(karo, karo_planner, karo_donor):
    assert karo_donor.client.post(address("sample_draw"), {"scope": "mission"}).status_code == 404
    response = karo_planner.client.post(
        address("sample_draw"), {"scope": "mission", "margin": "10", "note": ""}
    )
    drawn = AuditSample.objects.get()
    assert response.headers["Location"] == address("sample", uuid=drawn.uuid)
    assert drawn.population <= drawn.eligible
    assert drawn.units.count() == drawn.population  # so few that all are drawn
    assert {unit.inclusion_probability for unit in drawn.units.all()} == {1.0}
    assert drawn.note is None


@pytest.mark.parametrize("scope", ["agency", "area", "objective"])
def test_a_narrower_scope_needs_its_row_and_nothing_typed_is_lost(karo, karo_planner, scope):
    typed = {"scope": scope, "margin": "5", "note": "Half-yearly"}
    response = karo_planner.client.post(address("sample_draw"), typed)
    assert response.status_code == 200
    assert response.context["form"].errors == {scope: ["Say which one."]}
    assert b"Half-yearly" in response.content
    assert not AuditSample.objects.exists()


def test_an_agency_that_leads_nothing_gives_nothing_to_draw(karo, karo_planner):
    agency = Agency.objects.get(missionagency__mission=karo, missionagency__key="WPN")
    response = karo_planner.client.post(
        address("sample_draw"), {"scope": "agency", "agency": agency.pk, "margin": "10"}
    )
    assert response.context["form"].non_field_errors() == ["Nothing in this scope has a link to check."]


def test_a_sample_of_one_objective(karo, karo_planner):
    karo.objective_set.get(key="O3")
    response = karo_planner.client.post(
        address("sample_draw"),
        {"scope": "objective", "objective": karo.objective_set.get(key="O3").pk, "margin": "10"},
    )
    drawn = AuditSample.objects.get()
    assert response.status_code == 302
    assert {unit.activity.links.filter(objective__key="O3").count() for unit in drawn.units.all()} <= {1}


@pytest.mark.parametrize(
    ("scope", "about"),
    [("mission", None), ("agency", "UNM"), ("area", "North"), ("objective", "O3"), ("area", "nowhere")],
)
@pytest.mark.parametrize("day", [AS_OF, datetime.date(2025, 6, 30), datetime.date(2020, 1, 1)])
def test_what_can_be_drawn_is_what_the_whole_inputs_say(karo, scope, about, day, django_assert_num_queries):
    Activity.objects.filter(key="X2").update(audience=Audience.AGENCY)
    Activity.objects.filter(key="X3").update(status="completed", start="2025-01-01", end="2025-12-31")
    whole = audit_population(build_index(load_inputs(karo, MEMBERS), day), scope, about)
    with django_assert_num_queries(POPULATION_QUERIES + (scope == "area")):
        found = population_of(karo, day, scope, about)
    assert (sorted(found.keys), found.eligible) == (sorted(whole[0]), whole[1])


def test_a_planner_writes_answers_down_and_the_estimate_follows(karo, karo_planner, units, sample):
    page = address("sample", uuid=sample.uuid)
    before = karo_planner.client.get(page)
    assert [found["status"] for _label, found in before.context["estimates"]] == ["not_assessed"] * 2
    checker = Agency.objects.get(missionagency__mission=karo, missionagency__key="WPN")
    said = {"checked_on": AS_OF.isoformat(), "checker": checker.pk}
    response = karo_planner.client.post(
        page,
        answer(units[0], outcome="confirmed", **said)
        | answer(units[1], outcome="not_confirmed", **said)
        | answer(units[2]),
        follow=True,
    )
    assert [str(message) for message in response.context["messages"]] == ["2 answers saved."]
    (_any, first), (_internal, second) = response.context["estimates"]
    assert (first["answered"], first["confirmed"], first["shown"]) == (2, 1, "0.50")
    assert first["shown_interval"] is not None
    assert second["answered"] == 2


def test_errors_stand_on_top_and_nothing_is_saved(karo, karo_planner, units, sample):
    response = karo_planner.client.post(
        address("sample", uuid=sample.uuid),
        answer(units[0], outcome="confirmed", note="Seen in Karo town") | answer(units[1]) | answer(units[2]),
    )
    assert response.status_code == 200
    assert [form.errors for form in response.context["wrong"]] == [
        {"checked_on": ["Say on which day."], "checker": ["Say who answered."]}
    ]
    assert f'href="#id_unit-{units[0].pk}-checked_on"'.encode() in response.content
    assert b"Seen in Karo town" in response.content
    assert not AuditUnit.objects.filter(outcome__isnull=False).exists()


def test_a_stale_page_says_so(karo, karo_planner, units, sample):
    checker = Agency.objects.get(missionagency__mission=karo, missionagency__key="WPN")
    said = {"outcome": "confirmed", "checked_on": AS_OF.isoformat(), "checker": checker.pk}
    sent = answer(units[0], **said) | answer(units[1]) | answer(units[2])
    AuditUnit.objects.filter(pk=units[0].pk).update(row_version=5, note="Asked already")
    response = karo_planner.client.post(address("sample", uuid=sample.uuid), sent)
    assert response.status_code == 409
    [form] = response.context["wrong"]
    assert [one.label for one in form.conflict.mine] == ["Outcome", "Day", "Who answered"]
    assert [one.theirs for one in form.conflict.theirs] == ["Asked already"]
    assert "Changed by them only" in response.content.decode()


def test_members_read_the_sheet_and_only_planners_answer(karo_donor, outsider, units, sample):
    page = address("sample", uuid=sample.uuid)
    response = karo_donor.client.get(page)
    assert response.status_code == 200
    assert response.context["forms"] == []
    assert karo_donor.client.post(page, answer(units[0])).status_code == 404
    assert outsider.client.get(page).status_code == 404


def test_an_activity_kept_inside_an_agency_is_not_on_the_sheet_of_others(karo, karo_planner, units, sample):
    Activity.objects.filter(key="X1").update(audience=Audience.AGENCY)
    response = karo_planner.client.get(address("sample", uuid=sample.uuid))
    assert {unit.activity.key for unit, _links, _form in response.context["rows"]} == {"X2", "X3"}


def test_the_sheet_as_a_file_has_every_link(karo_planner, units, sample):
    response = karo_planner.client.get(address("sample", uuid=sample.uuid), {"format": "csv"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 1 + 4  # X2 has two links
    assert rows[1][3] in {"O1", "O2", "O3"}


def test_the_estimate_stands_beside_the_indicators(karo, karo_planner, units, sample):
    checker = Agency.objects.get(missionagency__mission=karo, missionagency__key="WPN")
    for unit in units[:2]:
        AuditUnit.objects.filter(pk=unit.pk).update(outcome="confirmed", checked_on=AS_OF, checker=checker)
    services.assess(mission=karo, as_of=AS_OF)
    levels = {"level": "internal_external", "subject": "mission"}
    page = karo_planner.client.get(address("indicator", indicator="I2", **levels))
    assert page.context["value"]["sample"]["shown"] == "1.00"
    assert b"sample estimate" in page.content
    assert b"sample estimate" in karo_planner.client.get(address("subject", **levels)).content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_no_more_queries_for_more_samples(
    karo, karo_planner, django_assert_num_queries, count
):
    for number in range(count):
        sample = AuditSampleFactory(mission=karo, drawn_on=AS_OF + datetime.timedelta(days=number))
        AuditUnitFactory(sample=sample)
    with django_assert_num_queries(LIST_QUERIES):
        karo_planner.client.get(address("samples"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_sheet_takes_no_more_queries_for_more_units(
    karo, karo_planner, sample, django_assert_num_queries, count
):
    lead = Agency.objects.get(missionagency__mission=karo, missionagency__key="DEV")
    for number in range(count):
        activity = ActivityFactory(mission=karo, key=f"drawn-{number}", lead=lead)
        AlignmentLinkFactory(mission=karo, activity=activity, objective=karo.objective_set.first())
        AuditUnitFactory(sample=sample, activity=activity)
    with django_assert_num_queries(SHEET_QUERIES):
        karo_planner.client.get(address("sample", uuid=sample.uuid))
