"""Role x collection x method of what programs write: whoever may and whoever may not, side by side.

A collection that is new stands in the table of doors or among those that are only read, with the reason; one
that is written has its line here.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from apps.api.writing.table import DOORS, OWN_PAGE, READ_ONLY
from apps.exchange import mapping
from apps.exchange.bundle.collections import BY_NAME
from apps.frameworks.models import FrameworkVersion
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import ConsultationFactory
from tests.factories.benchmarks import BenchmarkFactory, BenchmarkTextFactory, GateFactory, IndicatorFactory
from tests.factories.frameworks import FrameworkVersionFactory, ObjectiveFactory, ObjectiveTextFactory
from tests.factories.missions import (
    AreaFactory,
    ForumChairFactory,
    ForumFactory,
    MissionAgencyFactory,
    NetworkFactory,
)

BASE = "/api/v1/missions/MISA/"
PEOPLE = ("planner", "editor_a", "editor_b", "internal_counterpart", "donor", "outsider")
P, A, B, I, D = PEOPLE[:5]  # noqa: E741


class Line(NamedTuple):
    """`new` is made by `makers`, changed by `change` by `changers`, taken out by `removers`."""

    new: Mapping[str, Any] | None
    makers: set[str]
    change: Mapping[str, Any] | None = None
    changers: set[str] = set()
    removers: set[str] = set()


def of(new, who, change, *, removed=True):
    """Whoever makes a row changes it and takes it out."""
    return Line(new, who, change, who, who if removed else set())


DAY = "2026-01-01"
LINES = {
    "activities": of(
        {"lead": "AGA", "title": "Roads", "dimension": "security", "status": "active"},
        {P, A},
        {"title": "Bridges"},
        removed=False,
    ),
    "alignment_links": of(
        {"activity": "ACT", "objective": "O1", "rationale": "So."}, {P, A}, {"rationale": "Because."}
    ),
    "observations": of(
        {"indicator": "IND", "observed_on": DAY, "value": 3, "state": "draft", "submitted_by": "AGA"},
        {P, A},
        {"value": 4},
        removed=False,
    ),
    "funding_lines": of(
        {"activity": "ACT", "funder": "AGB", "period_from": DAY, "currency": "USD"},
        {P, A, B, D},
        {"disbursed": "5.00"},
    ),
    "exchange_rates": of({"currency": "EUR", "valid_on": DAY, "rate": "1.1"}, {P}, {"rate": "1.2"}),
    "forward_plans": of(
        {"funder": "AGB", "amounts": [{"year": 2027, "amount": "5.00", "currency": "USD"}]},
        {P, B, D},
        {"years_shared": 2},
    ),
    "networks": of({"name": "Union", "members": ["AGA"]}, {P}, {"members": []}),
    "regional_activities": of(
        {"network": "NET", "title": "Talks", "kind": "mediation"}, {P}, {"title": "Talk"}
    ),
    "joint_missions": of(
        {"participants": ["AGA", "AGB"], "started_on": DAY, "lead": "AGA"}, {P, A}, {"title": "North"}
    ),
    "analytic_work": of(
        {"participants": ["AGA", "AGB"], "published_on": DAY, "lead": "AGA"}, {P, A}, {"title": "Why"}
    ),
    "harmonisation_items": of(
        {"title": "Pay", "subject": "staff_incentives", "state": "not_begun", "owner": "AGA"},
        {P, A},
        {"state": "compared"},
    ),
    "posts": of({"title": "DSRSG", "agency": "AGA", "hats": ["RC", "HC"]}, {P, A}, {"vacancy": "vacant"}),
    "handovers": of(
        {"task": "Clinics", "from_agency": "AGA", "to_agency": "MIN"}, {P, A, I}, {"due_on": DAY}
    ),
    "forums": Line(
        {"name": "Cluster", "chairs": ["AGA"]}, {P}, {"purpose": "joint_planning"}, {P, A}, {P, A}
    ),
    "forum_meetings": of(
        {"forum": "FOR", "held_on": DAY, "attendance": [{"agency": "AGA", "persons": 2}]},
        {P, A},
        {"hours": 2},
    ),
    "needs": of(
        {"dimension": "security", "area": "N", "target_group": "all", "intervention_type": "food"},
        {P},
        {"people": 9},
    ),
    "policy_commitments": of({"agency": "AGA", "text": "We help."}, {P, A}, {"due_on": DAY}),
    "policy_products": of({"agency": "AGA", "title": "Plan"}, {P, A}, {"consulted": True}),
    "whole_of_government_strategies": of(
        {"state": "NOR", "status": "adopted", "signatories": ["NOR"], "mechanism": {"central_convening": 1}},
        {P},
        {"title": "For peace"},
    ),
    "relationships": of(
        {"agency_a": "AGA", "agency_b": "AGB", "period_from": DAY}, {P, A, B}, {"period_to": "2026-06-01"}
    ),
    "contradictions": of(
        {"activity_a": "ACT", "activity_b": "OTHER", "score": -2, "text": "Pulls.", "raised_by": "AGB"},
        {P, B, D},
        {"text": "Pulls hard."},
        removed=False,
    ),
    "contradiction_reviews": of(
        {"scope": "agency", "agency": "AGA", "reviewed_on": DAY, "reviewers": ["MIN"]},
        {P, A},
        {"reviewers": ["MIN", "AGB"]},
    ),
    "unintended_consequences": Line(
        {
            "kind": "other",
            "kind_in_words": "X",
            "text": "So.",
            "raised_on": DAY,
            "raised_by": "AGB",
            "activity": "ACT",
        },
        {P, B},
        {"answer": "We stop.", "answered_on": DAY},
        {P, A},
        {P, A, B},
    ),
    "events": of({"title": "Vote", "starts_on": DAY}, {P}, {"kind": "election"}),
    "capacities": of(
        {"agency": "MIN", "period_from": DAY, "period_to": "2026-12-31"}, {P, I}, {"executed": "5.00"}
    ),
    "funding_outlooks": of({"function": "police", "year": 2027, "currency": "USD"}, {P}, {"need": "5.00"}),
    "coordination_costs": of(
        {"kind": "travel", "period_from": DAY, "period_to": "2026-12-31", "currency": "USD", "agency": "AGA"},
        {P, A},
        {"amount": "5.00"},
    ),
    "status_judgements": of(
        {"benchmark": "BEN", "status": "at_risk", "reasons": "Late.", "judged_on": DAY, "agency": "AGA"},
        {P, A},
        {"status": "on_track"},
    ),
    "framework_versions": Line(None, set(), {"vision": "Peace."}, {P}),
    "objective_texts": of(
        {"title": "Courts", "dimension": "rule_of_law", "lead_agencies": ["AGA"], "parent": "O1"},
        {P},
        {"title": "Fair courts", "linked_items": []},
    ),
    "conflict_factors": of({"kind": "driver", "title": "Land", "areas": ["N"]}, {P}, {"description": "Old."}),
    "assumptions": of({"parent": "O1", "child": "O2", "text": "It holds."}, {P}, {"holds": False}),
    "resource_requirements": of(
        {"objective": "O1", "period_from": DAY, "period_to": DAY, "currency": "USD", "amount": "5.00"},
        {P},
        {"amount": "6.00"},
    ),
    "benchmark_texts": Line(None, set(), {"deadline": "2027-01-01", "owner": "AGA"}, {P}, {P}),
    "indicators": of(
        {
            "benchmark": "BEN",
            "title": "Share",
            "value_type": "number",
            "direction": "increase",
            "reporting_interval_months": 3,
            "baseline_value": 0,
        },
        {P},
        {"target_value": 8.5, "target_on": "2027-01-01"},
    ),
    "milestones": of({"indicator": "IND", "due_on": DAY, "value": 5}, {P}, {"value": 6}),
    "gates": of({"from_phase": "transition", "to_phase": "consolidation"}, {P}, {"title": "Second"}),
    "mandates": of(
        {"symbol": "S/RES/1", "tasks": [{"key": "T", "text": "Protect.", "agency": "AGA"}]},
        {P},
        {"title": "One"},
    ),
    "linked_frameworks": of(
        {"kind": "prsp", "title": "Growth", "items": [{"key": "I", "text": "Roads."}]},
        {P},
        {"url": "https://x.org/"},
    ),
    "mutual_commitments": Line({"party": "AGA", "text": "Pay."}, {P}, {"status_by_party": "kept"}, {A}, {P}),
    "areas": of({"name": "South", "code": "S"}, {P}, {"name": "Deep south"}),
    "phase_periods": of({"phase": "transition", "period_from": DAY}, {P}, {"basis": "Vote held."}),
    "documents": of({"title": "Minutes", "agency": "AGA"}, {P, A}, {"dated_on": DAY}),
    "decisions": Line(
        {"title": "Go on", "decided_on": DAY, "owner": "AGA"}, {P}, {"follow_up": "Done."}, {P, A}, {P}
    ),
    "dissents": Line(
        {"agency": "MIN", "statement": "Too early.", "gate": "GATE"},
        {I},
        {"resolved_on": timezone.localdate().isoformat()},
        {I},
    ),
    "policy_positions": Line({"agency": "MIN", "objective": "O1", "support": 1, "reservation": "If."}, {I}),
    "internal_reviews": Line({"activity": "ACT", "internal_actor": "MIN", "outcome": "no_objection"}, {I}),
    "consultations": Line(None, set(), {"hours": 2}, {I}),
    "mission_agencies": Line(None, set(), {"liaison_hours_per_quarter": 12}, {I}),
}


def test_every_collection_is_written_or_says_why_not():
    assert set(DOORS) | set(READ_ONLY) == set(mapping.ORDER)
    assert not set(DOORS) & set(READ_ONLY)


def test_a_field_that_has_a_page_of_its_own_is_one_that_no_door_takes():
    for name, fields in OWN_PAGE.items():
        known = {field.name for field in BY_NAME[name].fields}
        assert set(fields) <= known - {*DOORS[name].fields, *DOORS[name].changeable}
    translated = {name for name, one in BY_NAME.items() if "translations" in {f.name for f in one.fields}}
    assert translated == {name for name, fields in OWN_PAGE.items() if "translations" in fields}
    assert set(LINES) == set(DOORS)
    for name, door in DOORS.items():
        offered = {"create": door.create, "change": door.change, "remove": door.remove}
        assert {act for act, how in offered.items() if how is None} == set(door.why_not), name
        line = LINES[name]
        assert (door.create is None, door.change is None) == (line.new is None, line.change is None)
        assert (door.remove is None) == (not line.removers)


@pytest.fixture
def stored(mission, agency_a, agency_b, ministry):
    """Rows that have no maker by program, by collection."""
    MissionAgencyFactory(mission=mission, agency=AgencyFactory(state="NOR"), key="NOR")
    adopted = FrameworkVersionFactory(mission=mission)
    objectives = [ObjectiveFactory(mission=mission, key=key) for key in ("O1", "O2")]
    ObjectiveTextFactory(mission=mission, framework_version=adopted, objective=objectives[0])
    in_force = {"status": "adopted", "adopted_on": DAY}
    FrameworkVersion.objects.filter(pk=adopted.pk).update(**in_force)
    version = FrameworkVersionFactory(mission=mission, framework=adopted.framework, number=2)
    for objective in objectives:
        ObjectiveTextFactory(mission=mission, framework_version=version, objective=objective)
    benchmark = BenchmarkFactory(mission=mission, objective=objectives[1], key="BEN")
    BenchmarkTextFactory(mission=mission, framework_version=version, benchmark=benchmark, key="WORD")
    IndicatorFactory(mission=mission, benchmark=benchmark, key="IND", value_type="number")
    GateFactory(mission=mission, key="GATE")
    AreaFactory(mission=mission, key="N", name="North")
    NetworkFactory(mission=mission, key="NET")
    ForumChairFactory(forum=ForumFactory(mission=mission, key="FOR"), agency=agency_a)
    activity = ActivityFactory(mission=mission, lead=agency_a, key="ACT", start="2025-01-01", status="active")
    ActivityFactory(mission=mission, lead=agency_b, key="OTHER", status="active")
    mission.missionagency_set.update(registered=True)
    consultation = ConsultationFactory(mission=mission, internal_actor=ministry, activity=activity)
    return {
        "framework_versions": version,
        "benchmark_texts": benchmark.texts.get(),
        "consultations": consultation,
        "mission_agencies": mission.missionagency_set.get(agency=ministry),
    }


@pytest.fixture
def people(request, stored):
    return {name: request.getfixturevalue(name).client for name in PEOPLE}


def tried(client, method, path, sent=None, **headers):
    """The answer to a request that is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(BASE + path, sent, content_type="application/json", headers=headers)
        transaction.set_rollback(True)
    return answer


def ordered(one) -> str:
    return json.dumps(one, sort_keys=True)


def alike(found, sent) -> bool:
    """Lists of keys have no order: the database gives them in any."""
    if isinstance(found, list) and isinstance(sent, list):
        return sorted(map(ordered, found)) == sorted(map(ordered, sent))
    return found == sent


@pytest.mark.parametrize("names", [sorted(LINES)[:22], sorted(LINES)[22:]], ids=["first", "rest"])
def test_whoever_may_and_whoever_may_not(people, stored, names, record_property):
    """And nobody changes a row or takes it out in another version than that of now."""
    wrong, cells = {}, 0

    def expect(answer, method, persona, may):
        nonlocal cells
        cells += 1
        right = {"post": 201, "patch": 200, "delete": 204}[method]
        refused = 404 if persona == "outsider" else 403
        if answer.status_code != (right if may else refused):
            wrong[name, method, persona] = (answer.status_code, answer.content[:400])

    for name in names:
        cache.clear()
        line = LINES[name]
        row = stored.get(name)
        uuid, etag = (None, None) if row is None else (row.uuid, f'"{row.uuid}-{row.row_version}"')
        if line.new is not None:
            for persona, client in people.items():
                answer = tried(client, "post", f"{name}/", line.new)
                expect(answer, "post", persona, persona in line.makers)
            maker = people[next(one for one in PEOPLE if one in line.makers)]
            made = maker.post(f"{BASE}{name}/", line.new, content_type="application/json")
            if made.status_code != 201:
                continue
            uuid, etag = made.json()["uuid"], made["ETag"]
            told = {
                field: value for field, value in line.new.items() if not alike(made.json().get(field), value)
            }
            if told and name not in {"mandates", "linked_frameworks"}:
                wrong[name, "post", "row"] = (told, made.json())
        path = f"{name}/{uuid}/"
        for persona, client in people.items():
            if line.change is not None:
                answer = tried(client, "patch", path, line.change, **{"If-Match": etag})
                expect(answer, "patch", persona, persona in line.changers)
                if answer.status_code == 200:
                    now = answer.json()
                    if not all(alike(now.get(field), value) for field, value in line.change.items()):
                        wrong[name, "patch", "row"] = (line.change, now)
            if line.removers:
                answer = tried(client, "delete", path, **{"If-Match": etag})
                expect(answer, "delete", persona, persona in line.removers)
        edits = [("patch", line.changers, line.change or {}), ("delete", line.removers, None)]
        for method, who, sent in ((method, who, sent) for method, who, sent in edits if who):
            client = people[next(one for one in PEOPLE if one in who)]
            for named, status in (({}, 428), ({"If-Match": f'"{uuid}-99"'}, 412)):
                answer = tried(client, method, path, sent, **named)
                if answer.status_code != status:
                    wrong[name, method, status] = (answer.status_code, answer.content[:400])
    record_property("cells of writing by programs", cells)
    assert wrong == {}


def test_an_adopted_version_is_in_the_way_of_a_change(mission, stored, planner):
    version = FrameworkVersion.objects.get(mission=mission, number=1)
    path = f"framework_versions/{version.uuid}/"
    changed = tried(
        planner.client,
        "patch",
        path,
        {"vision": "War."},
        **{"If-Match": f'"{version.uuid}-{version.row_version}"'},
    )
    assert (changed.status_code, changed.json()["detail"][:35]) == (
        409,
        "This version of the framework is ad",
    )
