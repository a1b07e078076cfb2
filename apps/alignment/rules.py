"""Who may link activities to objectives, and disagree on record, answer and withdraw, asked by name."""

from typing import Any

import rules
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from apps.activities.models import Activity
from apps.alignment.enums import CalendarState, ProposalState
from apps.alignment.models import (
    AlignmentLink,
    AudienceProposal,
    Contradiction,
    Dissent,
    InternalReview,
    Relationship,
)
from apps.missions.enums import Role
from apps.missions.fields import Known, guard
from apps.missions.models import MissionAgency
from apps.missions.models.held import held_in
from apps.missions.rules import (
    EDITORS,
    is_agency_editor_of,
    is_counterpart_of,
    is_own,
    may_see,
    name_rules,
    nobody,
    plans_its_mission,
    runs_its_mission,
    writes_for,
)

Person = AbstractBaseUser | AnonymousUser


@rules.predicate
def speaks_for_its_agency(user: Person, dissent: Dissent | None) -> bool:
    """An editor or the internal counterpart for the agency that raised it, in its mission. Two queries."""
    if dissent is None:
        return False
    presence = MissionAgency.objects.filter(mission=dissent.mission, agency=dissent.agency_id).first()
    return is_agency_editor_of(user, presence) or is_counterpart_of(user, presence)


@rules.predicate
def waits(_user: Person, proposal: AudienceProposal | None) -> bool:
    return proposal is not None and proposal.state == ProposalState.PENDING


@rules.predicate
def waits_for_its_day(_user: Person, proposal: AudienceProposal | None) -> bool:
    return proposal is not None and proposal.state == ProposalState.SCHEDULED


@rules.predicate
def proposed_it(user: Person, proposal: AudienceProposal | None) -> bool:
    return proposal is not None and user.pk is not None and proposal.proposed_by_id == user.pk


@rules.predicate
def writes_for_its_agency(user: Person, proposal: AudienceProposal | None) -> bool:
    """For the agency inside which its row is kept, or whose row it is. Up to two queries."""
    if proposal is None or proposal.kind in {"mission", "framework_version"}:
        return False
    row = proposal.subject
    return bool(writes_for(type(row).audience_agency)(user, row))


@rules.predicate
def may_change_it(user: Person, row: Any) -> bool:
    """The rule of its table for changing a row."""
    return row is not None and bool(
        rules.has_perm(f"{row._meta.app_label}.change_{row._meta.model_name}", user, row)
    )


# Whoever may change a row proposes who sees it; somebody else agrees, who runs the mission or writes for the
# agency of the row.
rules.add_perm("alignment.propose_audience", may_change_it)
rules.add_perm("alignment.decide_audience", waits & ~proposed_it & (runs_its_mission | writes_for_its_agency))
rules.add_perm("alignment.withdraw_audience", waits & proposed_it)
# To let fewer see it, or later, one person is enough.
rules.add_perm(
    "alignment.cancel_audience",
    waits_for_its_day & (proposed_it | runs_its_mission | writes_for_its_agency),
)


@rules.predicate
def speaks_for_activity(user: Person, activity: Activity | None) -> bool:
    """A planner of its mission, or somebody who writes for the agency that leads or for one that implements
    it there. One query."""
    if activity is None or not user.is_authenticated:
        return False
    held = held_in(user, activity.mission_id)
    if any(one.role == Role.PLANNER for one in held):
        return True
    writing = {one.agency_id for one in held if one.role in EDITORS} - {None}
    return bool(writing) and (
        activity.lead_id in writing or any(one.pk in writing for one in activity.implementers.all())
    )


@rules.predicate
def speaks_for_link(user: Person, link: AlignmentLink | None) -> bool:
    return link is not None and speaks_for_activity(user, link.activity)


@rules.predicate
def is_no_party(user: Person, row: Contradiction | None) -> bool:
    """A planner, or somebody who writes for an agency that neither raised it nor leads one of the two."""
    if row is None or not user.is_authenticated:
        return False
    parties = {row.activity_a.lead_id, row.activity_b.lead_id, row.raised_by_id} - {None}
    held = held_in(user, row.mission_id)
    if any(one.agency_id in parties for one in held):
        return False
    return any(one.role in (Role.PLANNER, *EDITORS) for one in held)


@rules.predicate
def writes_for_its_state(user: Person, row: Any) -> bool:
    """Somebody who writes for an agency of the state whose strategy it is. One query."""
    if row is None or not user.is_authenticated or not row.state:
        return False
    held = held_in(user, row.mission_id)
    return any(
        one.role in EDITORS and one.agency is not None and one.agency.state == row.state for one in held
    )


LEADS_ONE = writes_for("activity_a__lead", "activity_b__lead")
rules.add_perm(
    "alignment.correct_contradiction",
    may_see & (plans_its_mission | writes_for("raised_by", roles=(*EDITORS, Role.DONOR))),
)
# Right of reply, and to say that one sees it too: the two leads.
rules.add_perm("alignment.answer_contradiction", may_see & LEADS_ONE)
rules.add_perm("alignment.settle_contradiction", may_see & (plans_its_mission | LEADS_ONE))
rules.add_perm("alignment.confirm_contradiction", may_see & is_no_party)

rules.add_perm("alignment.link_activity", speaks_for_activity)
rules.add_perm("alignment.raise_dissent", is_agency_editor_of | is_counterpart_of)
rules.add_perm("alignment.answer_dissent", plans_its_mission)
rules.add_perm("alignment.withdraw_dissent", speaks_for_its_agency)


@rules.predicate
def is_a_party(user: Person, row: Any) -> bool:
    """Somebody who writes or speaks for an agency in its mission. One query."""
    if row is None or not user.is_authenticated:
        return False
    held = held_in(user, row.mission_id)
    return any(one.agency_id is not None and one.role in (*EDITORS, Role.DONOR) for one in held)


@rules.predicate
def is_undecided(_user: Person, row: Any) -> bool:
    """A proposed date that parties still answer: what is agreed or withdrawn stays as it was decided."""
    return row is not None and row.state == CalendarState.OPEN


# A planner proposes a date and says that it is agreed; each party endorses it or objects.
rules.add_perm("alignment.answer_calendar", may_see & is_a_party)
rules.add_perm("alignment.settle_calendar", may_see & plans_its_mission)

LEADS = plans_its_mission | writes_for("activity__lead")

name_rules(
    "alignment",
    read={
        "audienceproposal": may_see | (waits & runs_its_mission),
        "mention": may_see & (is_own | runs_its_mission),
    },
    change={
        "audienceproposal": nobody,
        "alignmentlink": speaks_for_link,
        "linkdispute": writes_for("by"),
        "mention": is_own,
        "comment": plans_its_mission | writes_for("agency"),
        "calendarproposal": plans_its_mission & is_undecided,
        "calendaranswer": plans_its_mission | writes_for("agency"),
        "commitmenttrace": LEADS,
        "consultation": LEADS | writes_for("requested_by", "internal_actor"),
        "contradiction": plans_its_mission | writes_for("raised_by", "activity_a__lead", "activity_b__lead"),
        "dissent": plans_its_mission | writes_for("agency"),
        # What an internal actor answered is changed by nobody but itself.
        "internalreview": writes_for("internal_actor"),
        "liaisonrequest": plans_its_mission | writes_for("requested_by", "internal_actor"),
        "policycommitment": plans_its_mission | writes_for("agency"),
        "policyposition": writes_for("agency"),
        "policyproduct": plans_its_mission | writes_for("agency"),
        "relationship": plans_its_mission | writes_for("agency_a", "agency_b"),
        "strategytrace": LEADS,
        # Whoever raised it, and whoever answers for the activity; the forms keep their fields apart.
        "unintendedconsequence": plans_its_mission | writes_for("raised_by", "activity__lead"),
        "wholeofgovernmentstrategy": plans_its_mission | writes_for_its_state,
        "contradictionreview": plans_its_mission | writes_for("agency"),
    },
)

# What was answered in confidence is known to the actor that answered; the secretariat sees that there is an
# answer, not whose. What each side says of the other is known to that side and to the secretariat.
guard(
    InternalReview,
    ["internal_actor", "reviewed_on", "text"],
    Known(roles=(), agencies=("internal_actor",), when="confidential"),
)
guard(Relationship, ["rating_a"], Known(agencies=("agency_a",)))
guard(Relationship, ["rating_b"], Known(agencies=("agency_b",)))
# What is proposed and not agreed yet is between the two.
guard(
    Relationship,
    ["band_proposed_by", "band_proposed_min", "band_proposed_max", "band_proposed_on"],
    Known(agencies=("agency_a", "agency_b")),
)
