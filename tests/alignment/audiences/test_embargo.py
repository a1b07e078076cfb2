"""A day before which nobody outside of the members learns of something: never earlier, at most once."""

import datetime
from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from apps.alignment.audiences.embargo import end_embargoes, postpone
from apps.alignment.audiences.services import (
    agree_to_audience,
    cancel_audience,
    propose_audience,
    refuse_audience,
)
from apps.alignment.enums import ProposalState
from apps.alignment.tasks import ask_for_ends_of_embargoes
from apps.benchmarks.drafting.adopting import Adoption, adopt
from apps.coherence.selectors.inputs import PUBLIC, load_inputs
from apps.core.enums import Audience
from apps.core.models import Job
from apps.core.services import EditConflict
from apps.exchange.publication.results import shared_results
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import FrameworkVersion
from apps.missions.models import Mission
from apps.missions.models.base import Readership
from apps.reports.asked import Asked
from apps.reports.selectors import version_on
from tests.factories.accounts import UserFactory
from tests.factories.activities import ActivityFactory
from tests.factories.benchmarks import BenchmarkTextFactory, IndicatorFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory

pytestmark = pytest.mark.django_db
FIRST, SECOND, NOW, OPENS = (datetime.date(2026, 2, day) for day in (1, 2, 3, 10))


def at(day, hour=0):
    return datetime.datetime(day.year, day.month, day.day, hour, 30, tzinfo=datetime.UTC)


@pytest.fixture
def two():
    return UserFactory(), UserFactory()


def agreed(two, row, until=OPENS):
    proposal = propose_audience(
        by=two[0], row=row, audience=Audience.PUBLIC, reason="It is signed", embargo_until=until, at=at(NOW)
    )
    return agree_to_audience(by=two[1], proposal=proposal, row_version=row.row_version, at=at(NOW))


@pytest.mark.parametrize("late", [0, 5])
def test_what_was_agreed_takes_effect_on_its_day_or_later_and_once(two, late):
    row = ActivityFactory()
    proposal = agreed(two, row)
    assert proposal.state == ProposalState.SCHEDULED
    assert end_embargoes(at=at(OPENS - datetime.timedelta(days=1), 23)) == 0
    row.refresh_from_db()
    assert row.audience is None
    day = OPENS + datetime.timedelta(days=late)
    assert [end_embargoes(at=at(day)) for _run in range(3)] == [1, 0, 0]
    row.refresh_from_db()
    proposal.refresh_from_db()
    assert (row.audience, row.row_version, proposal.state) == (Audience.PUBLIC, 2, ProposalState.AGREED)
    assert Job.objects.filter(task="coherence.assess", about=row.mission.uuid).count() == 1


def test_the_day_has_to_have_begun_where_the_mission_is(two):
    row = ActivityFactory(mission__time_zone="America/Port-au-Prince")
    agreed(two, row)
    assert [end_embargoes(at=at(OPENS, hour)) for hour in (0, 4, 6)] == [0, 0, 1]


@pytest.mark.parametrize("zone", ["Nowhere/Nothing", "../etc", "", None])
def test_a_time_zone_that_nobody_can_read_is_that_of_the_server(two, zone):
    agreed(two, ActivityFactory(mission__time_zone=zone))
    assert end_embargoes(at=at(OPENS)) == 1


def test_a_row_that_somebody_kept_to_fewer_meanwhile_stays_as_it_is(two):
    row = ActivityFactory()
    proposal = agreed(two, row)
    row.audience = Audience.AGENCY
    row.save()
    assert end_embargoes(at=at(OPENS)) == 0
    row.refresh_from_db()
    proposal.refresh_from_db()
    assert (row.audience, proposal.state) == (Audience.AGENCY, ProposalState.LAPSED)


def test_one_takes_it_back_and_then_it_can_be_proposed_again(two):
    row = ActivityFactory()
    proposal = agreed(two, row)
    with pytest.raises(ValidationError, match="waiting already"):
        propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason="Again")
    with pytest.raises(ValidationError, match="decided meanwhile"):
        refuse_audience(by=two[1], proposal=proposal, answer="No")
    cancel_audience(by=two[1], proposal=proposal)
    assert end_embargoes(at=at(OPENS)) == 0
    sooner = propose_audience(by=two[0], row=row, audience=Audience.PUBLIC, reason="Again")
    with pytest.raises(ValidationError, match="decided meanwhile"):
        cancel_audience(by=two[1], proposal=sooner)


def test_the_row_is_agreed_to_as_it_was_read(two):
    row = ActivityFactory()
    proposal = propose_audience(
        by=two[0], row=row, audience=Audience.PUBLIC, reason="x", embargo_until=OPENS, at=at(NOW)
    )
    with pytest.raises(EditConflict):
        agree_to_audience(by=two[1], proposal=proposal, row_version=7, at=at(NOW))


@pytest.mark.parametrize(
    ("audience", "day", "said"),
    [(Audience.PUBLIC, NOW, "not ahead"), (Audience.MISSION, OPENS, "Only what becomes public")],
)
def test_a_day_is_ahead_and_of_what_becomes_public(two, audience, day, said):
    row = ActivityFactory(audience=Audience.AGENCY)
    with pytest.raises(ValidationError, match=said):
        propose_audience(by=two[0], row=row, audience=audience, reason="x", embargo_until=day, at=at(NOW))


def test_a_proposal_agreed_to_after_its_day_takes_effect_at_once(two):
    row = ActivityFactory()
    proposal = propose_audience(
        by=two[0], row=row, audience=Audience.PUBLIC, reason="x", embargo_until=OPENS, at=at(NOW)
    )
    agree_to_audience(by=two[1], proposal=proposal, row_version=1, at=at(OPENS, 5))
    row.refresh_from_db()
    assert row.audience == Audience.PUBLIC


def test_each_day_asks_for_it():
    ask_for_ends_of_embargoes(NOW)
    assert Job.objects.get().task == "alignment.end_embargoes"


# An adopted version ------------------------------------------------------------------------------------


@pytest.fixture
def unchecked(monkeypatch):
    """What the quality check asks of a version is no matter here."""
    monkeypatch.setattr("apps.benchmarks.drafting.adopting.refuse_unfinished", lambda _version: None)


@pytest.fixture
def open_mission(mission):
    Mission.objects.filter(pk=mission.pk).update(audience="public")
    mission.refresh_from_db()
    return mission


@pytest.fixture
def objective(open_mission):
    return ObjectiveFactory(mission=open_mission)


@pytest.fixture
def former(open_mission, objective):
    version = FrameworkVersionFactory(
        mission=open_mission, number=1, status=VersionStatus.ADOPTED, adopted_on=FIRST, key="V1"
    )
    ObjectiveTextFactory(mission=open_mission, framework_version=version, objective=objective, title="Calm")
    return version


def worded(version, objective):
    text = ObjectiveTextFactory(
        mission=version.mission, framework_version=version, objective=objective, title="Secret talks"
    )
    benchmark = BenchmarkTextFactory(
        mission=version.mission,
        framework_version=version,
        benchmark__objective=objective,
        statement="Secret benchmark",
    )
    IndicatorFactory(mission=version.mission, benchmark=benchmark.benchmark, title="Secret indicator")
    return text


@pytest.fixture
def draft(former, objective, ministry, unchecked):
    version = FrameworkVersionFactory(mission=former.mission, number=2, key="V2", vision="Secret vision")
    worded(version, objective).lead_agencies.add(ministry)
    return version


def put_on_record(planner, draft, until=OPENS):
    act = Adoption(SECOND, "The committee", "Its meeting", embargo_until=until)
    return adopt(by=planner.user, version=draft, act=act, at=at(NOW))


ADDRESSES = (
    "/",
    "/p/MISA/",
    "/p/MISA/?format=json",
    "/p/MISA/agreed/",
    "/p/MISA/agreed/?format=json",
    "/p/MISA/money/",
    "/p/MISA/activities/",
    "/p/MISA/activities/?format=json",
)


def read_by_everybody(client, mission):
    asked = Asked(mission, public=True, day=OPENS)
    return (
        [client.get(address).content for address in ADDRESSES],
        load_inputs(mission, PUBLIC),
        (version_on(asked), version_on(asked).status, version_on(asked).superseded_on),
        dict(shared_results(Readership(mission, public=True), {}, OPENS, Counter())),
    )


def test_an_adopted_version_changes_no_public_byte_before_its_day(planner, anonymous, draft, open_mission):
    before = read_by_everybody(anonymous.client, open_mission)
    version = put_on_record(planner, draft)
    assert (version.status, version.embargo_until) == (VersionStatus.ADOPTED, OPENS)
    assert b"Secret talks" in planner.client.get("/m/MISA/framework/").content
    assert read_by_everybody(anonymous.client, open_mission) == before
    assert end_embargoes(at=at(OPENS - datetime.timedelta(days=1), 12)) == 0
    assert [end_embargoes(at=at(OPENS, 12)) for _run in range(2)] == [1, 0]
    assert b"Secret talks" in anonymous.client.get("/p/MISA/").content
    version.refresh_from_db()
    assert version.embargo_until is None


def test_after_two_secret_versions_the_first_stands_until_one_is_known(former, draft, planner, open_mission):
    put_on_record(planner, draft)
    stands = FrameworkVersion.objects.filter(mission=open_mission).in_force_for_all
    assert list(stands(OPENS)) == [former]
    assert list(FrameworkVersion.objects.in_force(OPENS)) == [FrameworkVersion.objects.get(number=2)]
    FrameworkVersion.objects.filter(number=2).update(status=VersionStatus.SUPERSEDED, superseded_on=NOW)
    third = FrameworkVersionFactory(
        mission=open_mission, number=3, status=VersionStatus.ADOPTED, adopted_on=NOW, key="V3"
    )
    assert list(stands(OPENS)) == [third]
    FrameworkVersion.objects.filter(number=3).update(embargo_until=OPENS)
    assert list(stands(OPENS)) == [former]


def test_later_takes_one_and_sooner_takes_two(planner, two, draft):
    version = put_on_record(planner, draft)
    later = OPENS + datetime.timedelta(days=9)
    with pytest.raises(ValidationError, match="takes two"):
        postpone(by=two[0], version=version, embargo_until=NOW)
    postpone(by=two[0], version=version, embargo_until=later)
    with pytest.raises(ValidationError, match="before the one that is set"):
        agreed(two, version, until=later)
    agreed(two, version)
    version.refresh_from_db()
    assert version.embargo_until == OPENS
    agreed(two, version, until=None)
    version.refresh_from_db()
    assert version.embargo_until is None
    with pytest.raises(ValidationError, match="public already"):
        postpone(by=two[0], version=version, embargo_until=later)


def test_an_embargo_begins_with_a_day_ahead(planner, draft):
    with pytest.raises(ValidationError, match="not ahead"):
        put_on_record(planner, draft, until=NOW)
