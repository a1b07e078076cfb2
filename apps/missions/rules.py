"""Who may do what in a mission, asked by name: `user.has_perm("missions.plan_mission", mission)`.

Each predicate of a role costs one query, `may_see` one for the mission and one for each audience that bounds
the row. A superuser passes every one of them, as everywhere in Django, but the pages of a mission are fetched
through `Mission.objects.of_member` and `visible_to`, which know members only.

Every table of every app has two rules, `<app>.read_<table>` and `<app>.change_<table>`, asked of a row:
`name_rules` gives them, and `visible_to` of the table lists the same rows as its rule for reading.
"""

from collections.abc import Collection, Mapping
from typing import Any

import rules
from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, PermissionsMixin
from django.db.models import ForeignKey

from apps.agencies.models import Agency
from apps.core.enums import Audience
from apps.missions.enums import MissionAudience, Role
from apps.missions.models import SECRETARIAT, Forum, ForumChair, Mission, MissionAgency
from apps.missions.models.base import REPLIES, has_audience, is_of_missions, path_to_mission
from apps.missions.models.held import held_in

Person = AbstractBaseUser | AnonymousUser
EDITORS = (Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART)
"""Who writes for one agency."""


def _holds(
    user: Person,
    mission: Mission | None,
    *,
    roles: Collection[str] | None = None,
    agencies: Collection[Any] | None = None,
) -> bool:
    """Whether the user is a member of the mission, in one of the roles, for one of the agencies."""
    if mission is None or mission.pk is None:
        return False
    keys = None if agencies is None else {getattr(agency, "pk", agency) for agency in agencies}
    return any(
        (roles is None or one.role in roles) and (keys is None or one.agency_id in keys)
        for one in held_in(user, mission.pk)
    )


# --- roles in a mission -----------------------------------------------------------------------------------


@rules.predicate
def is_member(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission)


@rules.predicate
def is_planner(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, roles=(Role.PLANNER,))


@rules.predicate
def may_add_missions(user: Person) -> bool:
    """Administrators of the server, and whoever they gave the right “Can add mission”."""
    return isinstance(user, PermissionsMixin) and user.has_perm("missions.add_mission")


@rules.predicate
def is_mission_admin(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, roles=(Role.MISSION_ADMIN,))


@rules.predicate
def is_agency_editor(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, roles=(Role.AGENCY_EDITOR,))


@rules.predicate
def is_internal_counterpart(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, roles=(Role.INTERNAL_COUNTERPART,))


@rules.predicate
def is_donor(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, roles=(Role.DONOR,))


@rules.predicate
def is_observer(user: Person, mission: Mission | None) -> bool:
    return _holds(user, mission, roles=(Role.OBSERVER,))


# --- an agency in a mission -------------------------------------------------------------------------------


@rules.predicate
def is_planner_of_agency(user: Person, presence: MissionAgency | None) -> bool:
    """A planner of the mission in which the agency is present."""
    return presence is not None and _holds(user, presence.mission, roles=(Role.PLANNER,))


@rules.predicate
def is_agency_editor_of(user: Person, presence: MissionAgency | None) -> bool:
    """An editor for this agency in this mission; the same agency elsewhere gives nothing here."""
    return presence is not None and _holds(
        user, presence.mission, roles=(Role.AGENCY_EDITOR,), agencies=(presence.agency_id,)
    )


@rules.predicate
def is_counterpart_of(user: Person, presence: MissionAgency | None) -> bool:
    """Speaks for this internal actor in this mission."""
    return presence is not None and _holds(
        user, presence.mission, roles=(Role.INTERNAL_COUNTERPART,), agencies=(presence.agency_id,)
    )


# --- any row of a mission ---------------------------------------------------------------------------------


def mission_of(row: Any) -> Mission:
    """The mission in which a row lies, if need be through the row of which it is a part."""
    model: Any = type(row)
    found = row
    for name in path_to_mission(model).split("__"):
        found = getattr(found, name)
    assert isinstance(found, Mission)  # noqa: S101
    return found


@rules.predicate
def may_see(user: Person, row: Any) -> bool:
    """Like `visible_to` of its table, for one row: a member, and no row that it names is closed to them."""
    if row is None:
        return False
    mission = mission_of(row)
    return is_member(user, mission) and _open_to(user, mission, row, REPLIES)


def _open_to(user: Person, mission: Mission, row: Any, replies: int) -> bool:
    model: Any = type(row)
    if has_audience(model) and row.audience == Audience.AGENCY:
        agency = getattr(row, model.audience_agency)
        if agency is None or not _holds(user, mission, agencies=(agency,)):
            return False
    for key in model._meta.concrete_fields:
        if not isinstance(key, ForeignKey) or not is_of_missions(key.related_model):
            continue
        named = getattr(row, key.name)
        if named is None:
            continue
        if key.related_model is not model:
            if not _open_to(user, mission, named, REPLIES):
                return False
        elif has_audience(model) and not (replies and _open_to(user, mission, named, replies - 1)):
            return False
    return True


@rules.predicate
def plans_its_mission(user: Person, row: Any) -> bool:
    return row is not None and is_planner(user, mission_of(row))


@rules.predicate
def runs_its_mission(user: Person, row: Any) -> bool:
    """The secretariat of its mission: planners and mission administrators."""
    return row is not None and _holds(user, mission_of(row), roles=SECRETARIAT)


@rules.predicate
def administers_its_mission(user: Person, row: Any) -> bool:
    return row is not None and is_mission_admin(user, mission_of(row))


def writes_for(*ways: str, roles: tuple[Role, ...] = EDITORS) -> Any:
    """A predicate: the user writes for one of the agencies that these keys of the row name."""

    def write(user: Person, row: Any) -> bool:
        if row is None:
            return False
        agencies = [agency for way in ways if (agency := _follow(row, way)) is not None]
        return bool(agencies) and _holds(user, mission_of(row), roles=roles, agencies=agencies)

    return rules.predicate(write, name=f"writes_for:{','.join(ways)}")


def _follow(row: Any, way: str) -> Any:
    for name in way.split("__"):
        row = None if row is None else getattr(row, name)
    return row


def name_rules(
    app: str, *, read: Mapping[str, Any] | None = None, change: Mapping[str, Any] | None = None
) -> None:
    """Give every table of an app its rules `<app>.read_<table>` and `<app>.change_<table>`.

    Read by whoever `may_see` the row, changed by who plans its mission, where `read` and `change` do not name
    another predicate for the table. Nobody changes what they may not see.
    """
    for model in apps.get_app_config(app).get_models():
        name = str(model._meta.model_name)
        reading = (read or {}).get(name, may_see)
        rules.add_perm(f"{app}.read_{name}", reading)
        rules.add_perm(f"{app}.change_{name}", reading & (change or {}).get(name, plans_its_mission))


@rules.predicate
def chairs_its_forum(user: Person, row: Any) -> bool:
    """Somebody who writes for a chair of the forum, or of the forum whose meeting it is. At most two
    queries."""
    if row is None or not user.is_authenticated:
        return False
    forum = row if isinstance(row, Forum) else row.forum
    if forum.pk is None:
        return False
    writing = {one.agency_id for one in held_in(user, row.mission_id) if one.role in EDITORS} - {None}
    return bool(writing) and ForumChair.objects.filter(forum=forum, agency__in=writing).exists()


# --- names ------------------------------------------------------------------------------------------------


@rules.predicate
def is_public(_user: Person, mission: Mission | None) -> bool:
    return mission is not None and mission.audience == MissionAudience.PUBLIC


@rules.predicate
def is_in_a_shared_mission(user: Person, agency: Agency | None) -> bool:
    """The agency is present in a mission of the user."""
    return (
        agency is not None
        and user.is_authenticated
        and MissionAgency.objects.filter(agency=agency, mission__membership__user=user.pk).exists()
    )


@rules.predicate
def is_own(user: Person, row: Any) -> bool:
    """The row is about the user."""
    return row is not None and user.pk is not None and row.user_id == user.pk


@rules.predicate
def is_of_its_agency(user: Person, row: Any) -> bool:
    """A member for the agency of the row, in its mission."""
    return (
        row is not None and row.agency_id is not None and _holds(user, row.mission, agencies=(row.agency_id,))
    )


@rules.predicate
def nobody(_user: Person, _row: Any) -> bool:
    return False


rules.add_perm("missions.start_mission", may_add_missions)
rules.add_perm("missions.plan_mission", is_planner)
rules.add_perm("missions.administer_mission", is_mission_admin)
rules.add_perm("missions.assess_mission", is_planner | is_mission_admin)
rules.add_perm("missions.edit_for_agency", is_agency_editor_of | is_planner_of_agency)
rules.add_perm("missions.answer_for_agency", is_counterpart_of)
rules.add_perm("missions.read_public_part", is_public | is_member)
# The directory is shared by all missions: who changes an agency there changes it for others.
name_rules("agencies", read={"agency": is_in_a_shared_mission}, change={"agency": nobody})
name_rules(
    "missions",
    read={
        "mission": is_member,
        "membership": is_own | runs_its_mission,
        "invitation": administers_its_mission,
        "reading": is_own | administers_its_mission | is_of_its_agency,
    },
    change={
        "mission": is_planner | is_mission_admin,
        "membership": administers_its_mission,
        "invitation": administers_its_mission,
        "reading": nobody,
        "documentfile": nobody,
        "missionagency": plans_its_mission | writes_for("agency"),
        "document": plans_its_mission | writes_for("agency"),
        "jointmission": plans_its_mission | writes_for("lead"),
        "analyticwork": plans_its_mission | writes_for("lead"),
        "forum": plans_its_mission | chairs_its_forum,
        "forummeeting": plans_its_mission | chairs_its_forum,
        "harmonisationitem": plans_its_mission | writes_for("owner"),
        "post": plans_its_mission | writes_for("agency"),
    },
)
