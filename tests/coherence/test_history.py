"""Sixty quarters of the levels, computed as one set, and any one day of the past."""

import datetime

import pytest
from django.utils import timezone

from apps.coherence import services
from apps.coherence.engine.history import first_day, quarter_ends
from apps.coherence.enums import Level
from apps.coherence.history import selectors
from apps.coherence.history.services import history
from apps.coherence.models import Assessment, IndicatorValue
from apps.coherence.selectors import stored
from apps.coherence.selectors.inputs import load_inputs
from apps.coherence.tasks import compute_history
from apps.core import jobs
from apps.core.models import Job
from tests.coherence.conftest import AS_OF

D = datetime.date


def days_of(mission, audience="mission"):
    stored = Assessment.objects.filter(mission=mission, kind="history", audience=audience)
    return list(stored.order_by("as_of").values_list("as_of", flat=True))


@pytest.mark.parametrize(
    ("first", "until", "most", "ends"),
    [
        (D(2025, 1, 1), D(2025, 12, 31), 60, ["03-31", "06-30", "09-30", "12-31"]),
        (D(2025, 3, 31), D(2025, 12, 30), 60, ["03-31", "06-30", "09-30"]),
        (D(2025, 4, 1), D(2025, 6, 29), 60, []),
        (D(2000, 1, 1), D(2025, 12, 31), 2, ["09-30", "12-31"]),
        (D(2025, 12, 1), D(2025, 1, 1), 60, []),
    ],
)
def test_the_ends_of_quarters(first, until, most, ends):
    assert quarter_ends(first, until, most) == [D.fromisoformat(f"2025-{end}") for end in ends]


def test_sixty_quarters_are_fifteen_years():
    found = quarter_ends(D(1990, 1, 1), D(2025, 12, 31), 60)
    assert (len(found), found[0], found[-1]) == (60, D(2011, 3, 31), D(2025, 12, 31))


def test_without_a_dated_row_there_is_no_first_day(mission):
    assert history(mission=mission, audience="mission", until=AS_OF) == 0
    assert days_of(mission) == []


def test_the_history_begins_with_the_first_dated_row(karo):
    assert history(mission=karo, audience="mission", until=AS_OF) == 12
    assert (days_of(karo)[0], days_of(karo)[-1]) == (D(2023, 3, 31), D(2025, 12, 31))


def test_a_quarter_holds_the_levels_of_its_day_and_nothing_besides(karo):
    history(mission=karo, audience="mission", until=AS_OF)
    quarter = Assessment.objects.get(kind="history", as_of=D(2025, 12, 31))
    that_day = services.assess(mission=karo, as_of=D(2025, 12, 31))
    fields = ("level", "indicator", "strip", "status", "value", "k", "n", "eligible", "lo", "hi")
    whole = that_day.values.filter(subject__isnull=True)
    assert sorted(map(repr, quarter.values.values_list(*fields))) == sorted(
        map(repr, whole.values_list(*fields))
    )
    assert not quarter.values.filter(units__isnull=False).exists()
    assert not quarter.findings.exists()
    assert quarter.inputs_sha256 == that_day.inputs_sha256
    assert quarter.framework_version == that_day.framework_version
    deficit = that_day.signals.get(signal="D1").content
    assert quarter.result == {"D1": {grade: deficit[grade] for grade in ("claimed", "evidenced", "verified")}}


def test_the_history_is_left_alone_until_something_changes(karo):
    history(mission=karo, audience="mission", until=AS_OF, at=timezone.now())
    before = list(IndicatorValue.objects.order_by("pk").values())
    assert history(mission=karo, audience="mission", until=AS_OF) == 0
    assert list(IndicatorValue.objects.order_by("pk").values()) == before
    karo.activity_set.get(key="X3").links.update(grade="claimed")
    assert history(mission=karo, audience="mission", until=AS_OF) == 12
    assert len(set(Assessment.objects.filter(kind="history").values_list("inputs_sha256"))) == 1


def test_a_new_quarter_or_another_engine_replaces_the_set(karo, monkeypatch):
    history(mission=karo, audience="mission", until=AS_OF)
    assert history(mission=karo, audience="mission", until=D(2026, 3, 31)) == 13
    monkeypatch.setattr("apps.coherence.history.services.ENGINE_VERSION", "next")
    assert history(mission=karo, audience="mission", until=D(2026, 3, 31)) == 13


def test_each_audience_has_its_own(karo):
    history(mission=karo, audience="mission", until=AS_OF)
    history(mission=karo, audience="public", until=AS_OF, quarters=2)
    assert (len(days_of(karo)), len(days_of(karo, "public"))) == (12, 2)


def test_progress_is_told_before_each_quarter_and_at_the_end(karo):
    told = []
    history(mission=karo, audience="mission", until=AS_OF, quarters=3, progress=lambda *at: told.append(at))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_history_that_is_taken_over_stores_nothing(karo):
    def lost(done, total):
        if done == 2:
            raise jobs.LeaseLost

    with pytest.raises(jobs.LeaseLost):
        history(mission=karo, audience="mission", until=AS_OF, progress=lost)
    assert days_of(karo) == []


def test_the_first_day_is_that_of_the_earliest_row(karo):
    assert first_day(load_inputs(karo, "mission")) == D(2023, 1, 1)


# The job -----------------------------------------------------------------------------------------------


def test_the_first_history_follows_the_assessment_and_the_next_rests(karo):
    karo.ended_on = AS_OF
    karo.save()
    jobs.run_pending()
    assert len(days_of(karo)) == 12
    assert Job.objects.filter(task="coherence.history").count() == 1
    jobs.request("coherence.assess", about=karo.uuid)
    jobs.request("coherence.assess", about=karo.uuid)
    assert jobs.carry(Job.objects.get(task="coherence.assess", status="queued").uuid) is True
    rests = Job.objects.get(task="coherence.history", status="queued")
    assert rests.not_before - rests.requested_at == datetime.timedelta(minutes=10)


def test_the_job_says_how_far_it_is_over_both_audiences(karo):
    karo.audience = "public"
    karo.save()
    told = []
    job = jobs.request("coherence.history", about=karo.uuid, arguments={"as_of": "2023-12-31"})
    done = compute_history(job, progress=lambda *at: told.append(at))
    assert done == {"until": "2023-12-31", "quarters": {"mission": 4, "public": 4}}
    assert (told[0], told[-1]) == ((0, 8), (8, 8))


# Reading -----------------------------------------------------------------------------------------------


def test_the_series_keeps_its_gaps(karo, karo_planner, django_assert_num_queries):
    history(mission=karo, audience="mission", until=AS_OF)
    with django_assert_num_queries(2):
        found = selectors.series(karo, "mission", karo_planner.user)
    external = found.consistency[Level.EXTERNAL]
    assert found.days == days_of(karo)
    assert external[0].value is None
    assert external[-1].value == pytest.approx(0.74, abs=0.005)
    assert [set(point.grades) for point in found.linkage] == [{"claimed", "evidenced", "verified"}] * 12
    assert found.linkage[-1].grades["evidenced"] == pytest.approx(4 / 6)


def test_a_history_is_no_picture_of_a_day(karo, karo_planner):
    history(mission=karo, audience="mission", until=AS_OF)
    assert stored.computed(karo, "mission") is None
