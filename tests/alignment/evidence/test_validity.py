"""Until when evidence holds by the method: by the phase of the places of the activity."""

import datetime

import pytest

from apps.alignment.evidence.validity import advice
from apps.missions.enums import Phase
from tests.factories.activities import ActivityFactory
from tests.factories.missions import AreaFactory, PhasePeriodFactory

DAY, BEGUN = datetime.date(2026, 1, 31), datetime.date(2025, 1, 1)


@pytest.fixture
def activity(mission):
    return ActivityFactory(mission=mission)


def test_without_a_phase_nothing_is_proposed(activity):
    assert advice(activity, DAY) == ""


def test_the_phase_of_the_mission_and_the_shortest_of_its_areas(activity, mission, django_assert_num_queries):
    PhasePeriodFactory(mission=mission, phase=Phase.CONSOLIDATION, period_from=BEGUN)
    assert "24 months in this phase, until 31 Jan 2028" in advice(activity, DAY)
    north = AreaFactory(mission=mission)
    PhasePeriodFactory(mission=mission, phase=Phase.TRANSITION, period_from=BEGUN, area=north)
    PhasePeriodFactory(
        mission=mission, phase=Phase.STABILISATION, period_from=BEGUN, period_to=DAY, area=north
    )
    for area in (AreaFactory(mission=mission, parent=north), AreaFactory(mission=mission)):
        activity.areas.add(area)
    with django_assert_num_queries(3):
        assert "18 months in this phase, until 31 Jul 2027" in advice(activity, DAY)
