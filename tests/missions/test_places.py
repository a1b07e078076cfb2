"""Phases follow one another at each place, back too; areas lie in areas and get their shapes."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from apps.core.models import Job
from apps.missions.geojson import Shape
from apps.missions.models import Area, PhasePeriod
from apps.missions.services.places import (
    Drawn,
    add_area,
    change_area,
    change_phase,
    draw_areas,
    record_phase,
    remove_area,
    remove_phase,
)
from tests.factories.missions import AreaFactory, PhasePeriodFactory

DAY, LATER, LAST = datetime.date(2025, 1, 1), datetime.date(2026, 1, 1), datetime.date(2027, 1, 1)
POINT = {"type": "Point", "coordinates": [29.0, -3.0]}


def period(mission, phase="stabilisation", since=DAY, **more):
    return PhasePeriod(mission=mission, phase=phase, period_from=since, **more)


def test_the_next_phase_ends_the_one_before_and_asks_for_an_assessment(planner, mission):
    first = record_phase(by=planner.user, period=period(mission))
    elsewhere = record_phase(by=planner.user, period=period(mission, area=AreaFactory(mission=mission)))
    record_phase(by=planner.user, period=period(mission, "transition", LATER))
    first.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (first.period_to, elsewhere.period_to) == (LATER, None)
    assert Job.objects.get().about == mission.uuid


def test_a_step_back_is_an_ordinary_entry_with_its_basis(mission):
    record_phase(by=None, period=period(mission, "transition"))
    with pytest.raises(ValidationError) as refusal:
        record_phase(by=None, period=period(mission, "stabilisation", LATER))
    assert refusal.value.message_dict == {"basis": ["This is a step back: say on which basis."]}
    assert PhasePeriod.objects.get().period_to is None
    back = period(mission, "stabilisation", LATER, basis="The cease-fire collapsed.")
    record_phase(by=None, period=back)
    assert [one.phase for one in PhasePeriod.objects.all()] == ["transition", "stabilisation"]


def test_two_phases_of_one_place_do_not_overlap(mission):
    record_phase(by=None, period=period(mission, since=LATER))
    with pytest.raises(ValidationError) as refusal:
        record_phase(by=None, period=period(mission, since=DAY))
    assert list(refusal.value.message_dict) == ["period_from"]
    record_phase(by=None, period=period(mission, since=DAY, period_to=LATER))
    row = PhasePeriod.objects.get(period_from=LATER)
    row.period_from = DAY
    with pytest.raises(ValidationError):
        change_phase(by=None, period=row)


def test_a_phase_is_corrected_and_removed(mission):
    row = PhasePeriodFactory(mission=mission, phase="stabilisation", period_from=DAY)
    row.basis = "Resolution"
    change_phase(by=None, period=row)
    assert PhasePeriod.objects.get().basis == "Resolution"
    remove_phase(by=None, period=row)
    assert not PhasePeriod.objects.exists()


def test_an_area_never_lies_in_itself(mission):
    above = add_area(by=None, area=Area(mission=mission, name="North"))
    below = add_area(by=None, area=Area(mission=mission, name="Town", parent=above))
    above.parent = below
    with pytest.raises(ValidationError) as refusal:
        change_area(by=None, area=above)
    assert list(refusal.value.message_dict) == ["parent"]


def test_an_area_that_something_names_stays(mission):
    area = AreaFactory(mission=mission)
    row = PhasePeriodFactory(mission=mission, area=area)
    with pytest.raises(ValidationError):
        remove_area(by=None, area=area)
    row.delete()
    remove_area(by=None, area=area)
    assert not Area.objects.exists()


def test_shapes_go_to_areas_of_their_code_or_name_and_make_new_ones(planner, mission):
    coded = AreaFactory(mission=mission, name="Old name", code="BI-BB")
    named = AreaFactory(mission=mission, name="Gitega", code=None)
    top = AreaFactory(mission=mission, name="Burundi", code=None)
    shapes = [Shape("Bubanza", "BI-BB", POINT), Shape("GITEGA", None, POINT), Shape("Ruyigi", "BI-RY", POINT)]
    assert draw_areas(by=planner.user, mission=mission, shapes=shapes, parent=top) == Drawn(1, 2)
    coded.refresh_from_db()
    named.refresh_from_db()
    assert (coded.name, coded.geometry, named.geometry) == ("Old name", POINT, POINT)
    new = Area.objects.get(name="Ruyigi")
    assert (new.code, new.parent, new.geometry) == ("BI-RY", top, POINT)
    assert draw_areas(by=planner.user, mission=mission, shapes=shapes) == Drawn(0, 0)


def test_two_shapes_of_one_area_are_refused(mission):
    AreaFactory(mission=mission, name="Bubanza", code="BI-BB")
    shapes = [Shape("Old Bubanza", "BI-BB", POINT), Shape("bubanza", None, POINT)]
    with pytest.raises(ValidationError, match="Two shapes of the file are of the area “Bubanza”"):
        draw_areas(by=None, mission=mission, shapes=shapes)
    assert Area.objects.get().geometry is None
