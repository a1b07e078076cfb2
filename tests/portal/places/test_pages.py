"""Phases and areas as pages: what stands there, what planners enter, and what it costs."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.missions.models import Area, PhasePeriod
from tests.factories.benchmarks import GateDecisionFactory, GateFactory
from tests.factories.missions import AreaFactory, PhasePeriodFactory

POINT = {"type": "Point", "coordinates": [29.0, -3.0]}
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}


def test_empty_pages_say_what_belongs_there(planner, mission):
    assert "No phase is recorded yet" in planner.client.get("/m/MISA/phases/").content.decode()
    assert "No area yet" in planner.client.get("/m/MISA/areas/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_three(planner, mission, count, django_assert_num_queries):
    for number in range(count):
        area = AreaFactory(mission=mission, name=f"Area {number}", geometry=SQUARE)
        PhasePeriodFactory(mission=mission, area=area)
        gate = GateFactory(mission=mission, area=area, title=f"Gate {number}")
        GateDecisionFactory(mission=mission, gate=gate)
    with django_assert_num_queries(7):
        shown = planner.client.get("/m/MISA/phases/").content.decode()
    assert shown.count("</bdi></h2>") == count
    assert f"Gate {count - 1}" in shown
    with django_assert_num_queries(4):
        shown = planner.client.get("/m/MISA/areas/").content.decode()
    assert shown.count("drawn</td>") == count


def test_a_planner_records_a_step_back_and_corrects_it(planner, editor_a, mission):
    PhasePeriodFactory(mission=mission, phase="transition", period_from="2025-01-01")
    given = {"phase": "stabilisation", "period_from": "2026-01-01"}
    shown = planner.client.post("/m/MISA/phases/add/", given).content.decode()
    assert "This is a step back: say on which basis." in shown
    answer = planner.client.post("/m/MISA/phases/add/", given | {"basis": "The cease-fire collapsed"})
    assert answer.headers["Location"] == "/m/MISA/phases/"
    shown = editor_a.client.get("/m/MISA/phases/").content.decode()
    assert ("step back" in shown, "The cease-fire collapsed" in shown) == (True, True)
    assert "/phases/add/" not in shown
    row = PhasePeriod.objects.get(phase="stabilisation")
    changed = given | {"basis": "Resolution", "row_version": row.row_version}
    planner.client.post(f"/m/MISA/phases/{row.uuid}/", changed)
    row.refresh_from_db()
    assert row.basis == "Resolution"
    planner.client.post(f"/m/MISA/phases/{row.uuid}/remove/", {"row_version": row.row_version})
    assert PhasePeriod.objects.count() == 1


def test_the_line_is_a_file_too(planner, mission):
    PhasePeriodFactory(mission=mission, phase="transition", period_from="2025-01-01")
    found = planner.client.get("/m/MISA/phases/?format=csv").content.decode("utf-8-sig").splitlines()
    assert found == ["Calendar,Place,Phase,From,To", "Phases,Mission A,Transition,2025-01-01,"]


def test_an_area_is_added_changed_and_removed(planner, mission):
    planner.client.post("/m/MISA/areas/add/", {"name": "North", "code": "X-N"})
    area = Area.objects.get()
    planner.client.post(f"/m/MISA/areas/{area.uuid}/", {"name": "The North", "row_version": 1})
    area.refresh_from_db()
    assert (area.name, area.code) == ("The North", None)
    PhasePeriodFactory(mission=mission, area=area)
    answer = planner.client.post(f"/m/MISA/areas/{area.uuid}/remove/", {"row_version": 2})
    assert "It stays: activities, phases or other rows name this area." in answer.content.decode()


def test_only_areas_of_the_mission_are_offered(planner, mission):
    elsewhere = AreaFactory(name="Elsewhere")
    given = {"name": "North", "parent": elsewhere.pk}
    assert "Select a valid choice" in planner.client.post("/m/MISA/areas/add/", given).content.decode()


def shapes(*names):
    features = [{"type": "Feature", "properties": {"name": name}, "geometry": POINT} for name in names]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return {"file": SimpleUploadedFile("areas.geojson", content, "application/geo+json")}


def test_shapes_of_a_file_are_drawn(planner, mission):
    shown = planner.client.post("/m/MISA/areas/shapes/", shapes("A", "B"), follow=True).content.decode()
    assert "New areas: 2. Drawn anew: 0." in shown
    assert shown.count("drawn</td>") == 2


def test_a_file_without_shapes_says_so(planner, mission):
    answer = planner.client.post("/m/MISA/areas/shapes/", shapes())
    assert "The file holds no area." in answer.content.decode()
    assert not Area.objects.exists()
