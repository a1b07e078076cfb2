"""Every address of the interface for every kind of person, the interface's own 404 to the byte."""

import uuid

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.routes import named_routes, views

ABOUT = ("api:schema", "api:missions")
POSTED = {"api:import_apply"}
"""Nothing is read there."""
APART = {"api:documentation", "api:feeds_page", *ABOUT, *POSTED}
PERSONAS = ("planner", "editor_a", "editor_b", "internal_counterpart", "donor", "outsider", "anonymous")


def address(name, parts, code="MISA"):
    given = {"code": code, "uuid": uuid.UUID(int=7), "ending": "csv"}
    return reverse(name, kwargs={part: given[part] for part in parts})


@pytest.fixture
def every_route():
    found = {name: parts for name, parts in named_routes().items() if name.startswith("api:")}
    assert len(found) > 110
    return {name: parts for name, parts in found.items() if name not in APART}


@pytest.fixture
def routes(every_route):
    """Those that can be read."""
    return {name: parts for name, parts in every_route.items() if not name.endswith("_bulk")}


def expected(name, parts, persona):
    if persona == "anonymous":
        return 401
    if persona == "outsider" or "uuid" in parts or name == "api:nowhere":
        return 404
    # Nothing is computed for a new mission.
    return 404 if name in {"api:assessment", "api:values", "api:findings"} else 200


def test_every_address_answers_every_person_as_expected(request, mission, routes):
    clients = {name: request.getfixturevalue(name).client for name in PERSONAS}
    told = {
        (name, persona): found
        for name, parts in routes.items()
        for persona, client in clients.items()
        if (found := client.get(address(name, parts)).status_code) != expected(name, parts, persona)
    }
    assert told == {}


def test_a_foreign_mission_and_no_mission_are_answered_alike(mission, outsider, routes):
    answers = {
        outsider.client.get(address(name, parts, code)).content
        for name, parts in routes.items()
        for code in ("MISA", "NOWHERE")
    }
    assert len(answers) == 1


def test_about_itself_it_tells_whoever_is_signed_in(planner, anonymous):
    for name in ABOUT:
        assert planner.client.get(reverse(name)).status_code == 200
        assert anonymous.client.get(reverse(name)).status_code == 401


def test_where_something_is_only_done_nobody_learns_of_what_is_not_theirs(
    mission, planner, outsider, anonymous
):
    for name in POSTED:
        path = address(name, {"code", "uuid"})
        assert [one.client.post(path).status_code for one in (planner, outsider, anonymous)] == [
            404,
            404,
            401,
        ]
        assert planner.client.post(path).content == outsider.client.post(path).content


def offered(view):
    """The methods that an address says it takes."""
    if hasattr(view, "actions"):
        return set(view.actions)
    return {name for name in view.view_class.http_method_names if hasattr(view.view_class, name)}


def test_it_takes_no_other_method_than_it_says(mission, planner, every_route):
    found = views()
    for name, parts in every_route.items():
        cache.clear()  # a person may ask 600 times a minute
        for method in ("get", "post", "put", "patch", "delete"):
            answer = getattr(planner.client, method)(address(name, parts))
            if name == "api:nowhere":
                assert answer.status_code == 404
                continue
            assert (answer.status_code == 405) == (method not in offered(found[name])), (name, method)
