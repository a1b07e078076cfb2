"""Who may see which row of which table: the rule asked by name, the list of the table, and what was agreed.

Every table of the domain, every kind of person, every audience.
"""

import datetime

import pytest
import rules
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from apps.agencies.models import Agency
from apps.alignment.models import Comment
from apps.core.enums import Audience
from apps.missions.enums import Role
from apps.missions.models import Membership, Mission
from apps.missions.models.base import REPLIES, audiences_of, has_audience, is_of_missions
from apps.missions.rules import mission_of
from tests.factories.accounts import UserFactory
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.alignment import CommentFactory, MentionFactory
from tests.factories.api import WebhookDeliveryFactory, WebhookFactory
from tests.factories.coherence import WhatIfFactory
from tests.factories.missions import (
    InvitationFactory,
    MembershipFactory,
    MissionAgencyFactory,
    MissionFactory,
    ReadingFactory,
)
from tests.test_factories import FACTORIES

# What belongs to no mission: the work of the program itself, and people.
BESIDE_THE_DOMAIN = {"accounts", "api", "core"}
MODELS = [
    model
    for config in apps.get_app_configs()
    if config.name.startswith("apps.") and config.label not in BESIDE_THE_DOMAIN
    for model in config.get_models()
]
OF_MISSIONS = [model for model in MODELS if is_of_missions(model)]
MAKE = {factory._meta.model: factory for factory in FACTORIES}
MEMBERS = {"planner", "mission_admin", "observer", "editor_a", "counterpart_a", "donor_a", "editor_b"}
OF_AGENCY_A = {"editor_a", "counterpart_a", "donor_a"}
EVERYBODY = MEMBERS | {"outsider", "anonymous"}
NEVER_BY_ITSELF = {
    *("Mission", "Membership", "Invitation", "Reading", "WhatIf", "ImportRun", "ImportRow", "SavedReport"),
    *("SavedFilter", "Mention", "Webhook", "WebhookDelivery"),
}
"""Their lists follow other rules, tested below."""

SHOWN_BY_IT = {"AudienceProposal": {"planner", "mission_admin"}}
"""Who sees such a row although it names one that they may not see: that is what it is made for."""


def people_of(mission, agency_a) -> dict:
    """Somebody of each role in the mission, and an editor for the same agency in another one."""
    agency_b, elsewhere = AgencyFactory(), MissionFactory()
    held = {
        "planner": (Role.PLANNER, None, mission),
        "mission_admin": (Role.MISSION_ADMIN, None, mission),
        "observer": (Role.OBSERVER, None, mission),
        "editor_a": (Role.AGENCY_EDITOR, agency_a, mission),
        "counterpart_a": (Role.INTERNAL_COUNTERPART, agency_a, mission),
        "donor_a": (Role.DONOR, agency_a, mission),
        "editor_b": (Role.AGENCY_EDITOR, agency_b, mission),
        "outsider": (Role.AGENCY_EDITOR, agency_a, elsewhere),
    }
    people = {"anonymous": AnonymousUser()}
    for name, (role, agency, where) in held.items():
        people[name] = MembershipFactory(user=UserFactory(), mission=where, role=role, agency=agency).user
    return people


def follow(row, way: str):
    """The row at the end of a way of keys, or None."""
    for name in way.split("__"):
        row = None if row is None else getattr(row, name)
    return row


def named(row, path: str):
    """The row whose audience this way leads to, and the name of the key to its agency."""
    way = path.rpartition("__")[0]
    return follow(row, way) if way else row


def label(model) -> str:
    return model._meta.label


def test_every_table_has_a_list_and_two_rules():
    assert len(MODELS) > 75
    lacking = {}
    for model in MODELS:
        app, name = model._meta.app_label, model._meta.model_name
        found = {
            "visible_to": hasattr(model._default_manager.get_queryset(), "visible_to"),
            "read": rules.perm_exists(f"{app}.read_{name}"),
            "change": rules.perm_exists(f"{app}.change_{name}"),
        }
        if not all(found.values()):
            lacking[model._meta.label] = found
    assert lacking == {}


def test_only_the_directory_belongs_to_no_mission():
    assert set(MODELS) - set(OF_MISSIONS) == {Agency, Mission}


def seen_and_allowed(row, people) -> tuple[set, set]:
    model = type(row)
    permission = f"{model._meta.app_label}.read_{model._meta.model_name}"
    seen = {n for n, user in people.items() if model.objects.visible_to(user).filter(pk=row.pk).exists()}
    return seen, {name for name, user in people.items() if user.has_perm(permission, row)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", [model for model in OF_MISSIONS if model.__name__ not in NEVER_BY_ITSELF], ids=label
)
def test_list_and_rule_of_a_table_agree_for_every_person_and_audience(model):
    made = MAKE[model]()
    agency_a = AgencyFactory()
    people = people_of(mission_of(made), agency_a)
    bounds = [(path, agency) for path, agency in audiences_of(model) if named(made, path) is not None]
    for path, agency in bounds:
        bound = named(made, path)
        setattr(bound, agency.rpartition("__")[2], agency_a)
        bound.save()
    cases = [(path, audience) for path, _agency in bounds for audience in (None, *Audience.values)]
    kept = OF_AGENCY_A | SHOWN_BY_IT.get(model.__name__, set())
    for path, audience in cases or [("", None)]:
        if path:
            bound = named(made, path)
            type(bound).objects.filter(pk=bound.pk).update(audience=audience)
        row = model.objects.get(pk=made.pk)
        wanted = kept if audience == Audience.AGENCY else MEMBERS
        assert seen_and_allowed(row, people) == (wanted, wanted), (path, audience)
        if path:
            type(bound).objects.filter(pk=bound.pk).update(audience=None)


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model in MODELS if has_audience(model)], ids=label)
def test_what_is_kept_inside_an_agency_that_nobody_named_is_shown_to_nobody(model):
    row = MAKE[model](audience=Audience.AGENCY)
    if getattr(row, model.audience_agency) is not None:
        assert not model._meta.get_field(model.audience_agency).null
        return
    people = people_of(row.mission, AgencyFactory())
    assert seen_and_allowed(row, people) == (set(), set())


@pytest.mark.django_db
def test_an_answer_is_as_visible_as_what_it_answers():
    mission, agency_a = MissionFactory(), AgencyFactory()
    people = people_of(mission, agency_a)
    row = CommentFactory(mission=mission, agency=agency_a, audience=Audience.AGENCY)
    for _depth in range(REPLIES):
        row = CommentFactory(mission=mission, reply_to=row)
        assert seen_and_allowed(row, people) == (OF_AGENCY_A, OF_AGENCY_A)


@pytest.mark.django_db
def test_a_thread_deeper_than_is_read_is_shown_to_nobody():
    mission = MissionFactory()
    people = people_of(mission, AgencyFactory())
    row = CommentFactory(mission=mission)
    for _depth in range(REPLIES):
        row = CommentFactory(mission=mission, reply_to=row)
        assert seen_and_allowed(row, people) == (MEMBERS, MEMBERS)
    row = CommentFactory(mission=mission, reply_to=row)
    assert seen_and_allowed(row, people) == (set(), set())
    assert Comment.objects.count() == REPLIES + 2


@pytest.mark.django_db
def test_a_mission_is_read_by_its_members_and_its_public_part_by_all():
    mission = MissionFactory()
    people = people_of(mission, AgencyFactory())
    for audience, wanted in ((None, MEMBERS), ("mission", MEMBERS), ("public", EVERYBODY)):
        mission.audience = audience
        mission.save()
        seen = {
            name
            for name, user in people.items()
            if Mission.objects.visible_to(user).filter(pk=mission.pk).exists()
        }
        members = {
            name
            for name, user in people.items()
            if Mission.objects.of_member(user).filter(pk=mission.pk).exists()
        }
        allowed = {n for n, user in people.items() if user.has_perm("missions.read_public_part", mission)}
        reading = {n for n, user in people.items() if user.has_perm("missions.read_mission", mission)}
        assert (seen, allowed, members, reading) == (wanted, wanted, MEMBERS, MEMBERS)


@pytest.mark.django_db
def test_who_the_members_are_is_told_to_the_secretariat_and_to_each_of_themselves():
    mission = MissionFactory()
    people = people_of(mission, AgencyFactory())
    for name in MEMBERS:
        row = Membership.objects.get(user=people[name], mission=mission)
        wanted = {name, "planner", "mission_admin"}
        assert seen_and_allowed(row, people) == (wanted, wanted), name


@pytest.mark.django_db
def test_who_is_invited_and_who_read_what_is_told_to_mission_administrators():
    mission = MissionFactory()
    people = people_of(mission, AgencyFactory())
    invitation = InvitationFactory(mission=mission)
    assert seen_and_allowed(invitation, people) == ({"mission_admin"}, {"mission_admin"})
    webhook = WebhookFactory(mission=mission)
    for row in (webhook, WebhookDeliveryFactory(webhook=webhook)):
        assert seen_and_allowed(row, people) == ({"mission_admin"}, {"mission_admin"})
    reading = ReadingFactory(mission=mission, user=people["observer"])
    wanted = {"mission_admin", "observer"}
    assert seen_and_allowed(reading, people) == (wanted, wanted)


@pytest.mark.django_db
def test_who_is_mentioned_is_told_to_the_secretariat_and_to_each_of_themselves():
    mission, agency_a = MissionFactory(), AgencyFactory()
    people = people_of(mission, agency_a)
    for name in ("observer", "editor_b", "outsider"):
        row = MentionFactory(comment=CommentFactory(mission=mission), user=people[name])
        wanted = {name, "planner", "mission_admin"} - {"outsider"}
        assert seen_and_allowed(row, people) == (wanted, wanted), name
    kept = CommentFactory(mission=mission, agency=agency_a, audience=Audience.AGENCY)
    row = MentionFactory(comment=kept, user=people["observer"])
    assert seen_and_allowed(row, people) == (set(), set())


@pytest.mark.django_db
def test_an_agency_is_known_where_it_is_present():
    mission, agency = MissionFactory(), AgencyFactory()
    people = people_of(mission, agency)
    assert seen_and_allowed(agency, people) == (set(), set())
    MissionAgencyFactory(mission=mission, agency=agency)
    assert seen_and_allowed(agency, people) == (MEMBERS, MEMBERS)


@pytest.mark.django_db
def test_a_what_if_is_its_owners_until_it_is_shared():
    row = WhatIfFactory()
    people = people_of(row.mission, AgencyFactory())
    for owner, shared, wanted in (
        ("observer", False, {"observer"}),
        ("observer", True, MEMBERS),
        ("outsider", False, set()),
    ):
        row.owner, row.shared = people[owner], shared
        row.save()
        assert seen_and_allowed(row, people) == (wanted, wanted)


# Who may change a row of which agency A is the agency, beside the planner (and mission administrators, where
# named); nobody of agency B, no observer, no outsider ever may.
CHANGE = {
    "missions.Mission": {"planner", "mission_admin"},
    "missions.Membership": {"mission_admin"},
    "missions.MissionAgency": {"planner", "editor_a", "counterpart_a"},
    "missions.Document": {"planner", "editor_a", "counterpart_a"},
    "missions.Area": {"planner"},
    "missions.PhasePeriod": {"planner"},
    "missions.Event": {"planner"},
    "missions.Forum": {"planner"},
    "agencies.Agency": set(),
    "frameworks.ObjectiveText": {"planner"},
    "frameworks.FrameworkVersion": {"planner"},
    "frameworks.VersionReservation": {"editor_a", "counterpart_a"},
    "frameworks.VersionAcknowledgement": {"editor_a", "counterpart_a"},
    "frameworks.Endorsement": {"planner", "editor_a", "counterpart_a"},
    "benchmarks.BenchmarkText": {"planner"},
    "benchmarks.Indicator": {"planner"},
    "benchmarks.Gate": {"planner"},
    "benchmarks.GateDecision": {"planner"},
    "benchmarks.Observation": {"planner", "editor_a", "counterpart_a"},
    "benchmarks.StatusJudgement": {"planner", "editor_a", "counterpart_a"},
    "activities.Activity": {"planner", "editor_a", "counterpart_a"},
    "alignment.Comment": {"planner", "editor_a", "counterpart_a"},
    "alignment.Dissent": {"planner", "editor_a", "counterpart_a"},
    "alignment.InternalReview": {"editor_a", "counterpart_a"},
    "alignment.PolicyPosition": {"editor_a", "counterpart_a"},
    "funding.ForwardPlan": {"planner", "editor_a", "counterpart_a", "donor_a"},
    "funding.FundingLine": {"planner", "editor_a", "counterpart_a", "donor_a"},
    "funding.Capacity": {"planner", "editor_a", "counterpart_a"},
    "coherence.Assessment": set(),
    "coherence.Decision": {"planner", "editor_a", "counterpart_a"},
}
AGENCY_KEYS = ("agency", "lead", "submitted_by", "internal_actor", "funder", "owner")


@pytest.mark.django_db
@pytest.mark.parametrize("name", CHANGE)
def test_who_may_change_a_row(name):
    model = apps.get_model(name)
    row = MAKE[model]()
    agency_a = AgencyFactory()
    for key in {field.name for field in model._meta.concrete_fields} & set(AGENCY_KEYS):
        setattr(row, key, agency_a)
    row.save()
    if model is Mission:
        mission = row
    elif model is Agency:
        mission = MissionFactory()
    else:
        mission = mission_of(row)
    people = people_of(mission, agency_a)
    permission = f"{model._meta.app_label}.change_{model._meta.model_name}"
    assert {who for who, user in people.items() if user.has_perm(permission, row)} == CHANGE[name]


@pytest.mark.django_db
def test_nobody_changes_what_they_may_not_see():
    """A planner does not edit what an agency keeps inside."""
    agency_a = AgencyFactory()
    row = ActivityFactory(lead=agency_a, audience=Audience.AGENCY, start=datetime.date(2025, 1, 1))
    people = people_of(row.mission, agency_a)
    allowed = {who for who, user in people.items() if user.has_perm("activities.change_activity", row)}
    assert allowed == {"editor_a", "counterpart_a"}
