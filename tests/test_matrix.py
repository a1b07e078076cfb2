"""Role x action x object x field: every table, every column, every persona and audience, in one database.

Says of each cell what was agreed (apps/missions/rules.py and fields.py in other words: by the tables below),
and counts them. The addresses have their own tables in tests/test_permissions.py. A new table of the domain
is in here by itself: with its factory, changed by planners only unless CHANGE says otherwise.
"""

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser

from apps.agencies.models import Agency
from apps.benchmarks.values import is_small
from apps.core.enums import Audience
from apps.missions.enums import Role
from apps.missions.fields import fields_hidden_from
from apps.missions.models import Membership, Mission
from apps.missions.models.base import audiences_of
from apps.missions.rules import mission_of
from tests.factories.accounts import UserFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import MissionFactory
from tests.test_fields import WHO_KNOWS
from tests.test_visibility import CHANGE, MAKE, NEVER_BY_ITSELF, OF_MISSIONS, named

CELLS_AT_LEAST = 5000
BESIDE = NEVER_BY_ITSELF | {"AudienceProposal"}
"""Tables whose rows are not simply the members': tests/test_visibility.py and the tests of their apps."""
ROLES = {
    "planner": (Role.PLANNER, None),
    "mission_admin": (Role.MISSION_ADMIN, None),
    "observer": (Role.OBSERVER, None),
    "editor_a": (Role.AGENCY_EDITOR, "a"),
    "counterpart_a": (Role.INTERNAL_COUNTERPART, "a"),
    "donor_a": (Role.DONOR, "a"),
    "editor_b": (Role.AGENCY_EDITOR, "b"),
    "donor_b": (Role.DONOR, "b"),
}
OF_A = {"editor_a", "counterpart_a", "donor_a"}


class People:
    """The same persons in every mission of the test; two of them only in others."""

    def __init__(self) -> None:
        self.agencies = {"a": AgencyFactory(), "b": AgencyFactory(), None: None}
        self.users = {name: UserFactory() for name in (*ROLES, "outsider", "stranger")}
        elsewhere = MissionFactory()
        self._join(elsewhere, {"outsider": (Role.PLANNER, None)})
        self._join(elsewhere, {"outsider": (Role.AGENCY_EDITOR, "a")})
        self.users["anonymous"] = AnonymousUser()

    def _join(self, mission, held) -> None:
        Membership.objects.bulk_create(
            Membership(user=self.users[name], mission=mission, role=role, agency=self.agencies[agency])
            for name, (role, agency) in held.items()
        )

    def join(self, mission) -> None:
        self._join(mission, ROLES)


def cases_of(row, people):
    """The audiences that bound a row, one at a time: (what the case is, who may see the row then)."""
    bounds = [(path, agency) for path, agency in audiences_of(type(row)) if named(row, path) is not None]
    for path, agency in bounds:
        bound = named(row, path)
        setattr(bound, agency.rpartition("__")[2], people.agencies["a"])
        bound.save()
    yield "members", set(ROLES)
    for path, _agency in bounds:
        bound = named(row, path)
        for audience in Audience.values:
            type(bound).objects.filter(pk=bound.pk).update(audience=audience)
            yield f"{path}={audience}", OF_A if audience == Audience.AGENCY else set(ROLES)
        type(bound).objects.filter(pk=bound.pk).update(audience=None)


@pytest.mark.django_db
def test_every_cell_is_as_was_agreed(record_property):
    people, unexpected, cells = People(), [], 0
    models = [model for model in OF_MISSIONS if model.__name__ not in BESIDE]
    for model in models:
        made = MAKE[model]()
        people.join(mission_of(made))
        app, name = model._meta.app_label, model._meta.model_name
        columns = [field.name for field in model._meta.concrete_fields]
        for case, sees in cases_of(made, people):
            row = model.objects.get(pk=made.pk)
            for who, user in people.users.items():
                found = {
                    "list": model.objects.visible_to(user).filter(pk=row.pk).exists(),
                    "read": user.has_perm(f"{app}.read_{name}", row),
                }
                hidden = fields_hidden_from(user, row) if who in sees else frozenset(columns)
                wanted = dict.fromkeys(found, who in sees)
                # Nobody changes what they do not see, and donors, observers and others change nothing here.
                if who not in sees or who in {"observer", "outsider", "stranger", "anonymous"}:
                    found["change"] = user.has_perm(f"{app}.change_{name}", row)
                    wanted["change"] = False
                for column in columns:
                    found[column] = column not in hidden
                    wanted[column] = who in sees and (
                        (model, column) not in WHO_KNOWS or who in knows(model, column, row, people)
                    )
                cells += len(found)
                unexpected += [
                    (model._meta.label, case, who, what) for what in found if found[what] != wanted[what]
                ]
    record_property("cells", cells)
    assert unexpected == []
    assert cells >= CELLS_AT_LEAST


def knows(model, column, row, people) -> set[str]:
    """Who knows a guarded column: as tests/test_fields.py says, for the agencies that this row names."""
    if model.__name__ == "InternalReview" and not row.confidential:
        return set(ROLES)
    if model.__name__ == "Observation" and not is_small(row):
        return set(ROLES)
    known = {"planner", "mission_admin"} & WHO_KNOWS[model, column]
    if column in {"liaison_hours_per_quarter", "liaison_paused_until", "staff_hours_available"}:
        known |= {"editor_a", "counterpart_a", "editor_b"}
    return known


def test_the_tables_beside_are_few_and_real():
    names = {model.__name__ for model in apps.get_models()}
    assert len(BESIDE & names) >= 5
    assert {Agency.__name__, Mission.__name__} <= names
    assert len(CHANGE) >= 30
