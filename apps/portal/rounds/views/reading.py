"""A comment round, passage by passage, and the record of who was heard."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.alignment.models import Comment, CommentRound, PolicyPosition
from apps.alignment.rounds import selectors
from apps.alignment.rounds.passages import Passage, key_of, passages_of, token_of
from apps.alignment.rounds.positions import Stance, stance_of
from apps.alignment.rounds.services import answer_consultation
from apps.benchmarks.drafting.comparing import tracked
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.selectors.drafts import open_version
from apps.missions.enums import Role
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.rounds.forms import FollowUpForm, HeardForm
from apps.portal.selectors.gates import roles_and_agencies
from apps.portal.views.recording import signed_in

LOOKS = {
    Stance.ENDORSE: ("●", "flag"),
    Stance.RESERVE: ("▲", "flag a"),
    Stance.OPPOSE: ("■", "flag r"),
}


@require_safe
@login_required
def rounds(request: HttpRequest, code: str) -> HttpResponse:
    """Every round: who was asked and heard, how long it took, what changed because of it."""
    mission = get_mission_for_member(request.user, code)
    found = list(selectors.rounds_of(mission))
    invited, said = selectors.invitations_of(found), selectors.said_in(request.user, found)
    version = open_version(mission)
    may_plan = request.user.has_perm("missions.plan_mission", mission)
    return render(
        request,
        "portal/rounds/rounds.html",
        {
            "mission": mission,
            "rounds": [
                {
                    "row": one,
                    "days": (
                        (one.closed_on or min(one.closes_on, timezone.localdate())) - one.opened_on
                    ).days,
                    "invitations": [
                        {"row": row, "heard": said[one.pk].by_agency.get(row.agency_id)}
                        for row in invited[one.pk]
                    ],
                    "said": said[one.pk],
                    "heard": sum(row.agency_id in said[one.pk].by_agency for row in invited[one.pk]),
                }
                for one in found
            ],
            "consultations": selectors.consultations_on_versions(mission),
            "may_plan": may_plan,
            "may_open": may_plan and version is not None and all(one.closed_on for one in found),
            "speaks_for": {one.pk for one in roles_and_agencies(request.user, mission)[1]},
        },
    )


@require_safe
@login_required
def comment_round(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """A round: the draft with what was said on each passage, where agencies stand, what is contested."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.round_named(mission, uuid)
    if found is None:
        raise Http404
    version = found.framework_version
    passages = passages_of(version)
    comments: dict[tuple[object, ...], list[Comment]] = defaultdict(list)
    for one in selectors.threads(request.user, found):
        comments[token_of(one)].append(one)
    roles, agencies = roles_and_agencies(request.user, mission)
    positions = selectors.positions_on(version)
    objectives = [
        stands(one, positions)
        for one in version.objective_texts.select_related("objective").order_by("position", "code", "key")
    ]
    known = {key_of(one) for one in passages}
    return render(
        request,
        "portal/rounds/round.html",
        {
            "mission": mission,
            "round": found,
            "version": version,
            "is_open": is_open(found),
            "lines": [_line(one, comments[key_of(one)]) for one in passages],
            "gone": [one for key, rows in comments.items() if key not in known for one in rows],
            "objectives": objectives,
            "contested": [one for one in objectives if one["contested"]],
            "invitations": selectors.invitations_of([found])[found.pk],
            "may_plan": Role.PLANNER in roles,
            "may_stand": bool(agencies),
            "speakers": agencies,
        },
    )


def is_open(comment_round: CommentRound) -> bool:
    """Whether comments are taken in today. No query."""
    return comment_round.closed_on is None and timezone.localdate() <= comment_round.closes_on


def _line(passage: Passage, comments: Sequence[Comment]) -> dict[str, Any]:
    return {
        "passage": passage,
        "comments": [
            {
                "row": one,
                "pieces": None if one.suggestion is None else tracked(passage.text or "", one.suggestion),
            }
            for one in comments
        ],
    }


def stands(text: Any, positions: Mapping[int, Sequence[PolicyPosition]]) -> dict[str, Any]:
    """An objective with the positions on it."""
    rows = []
    for row in positions.get(text.objective_id, ()):
        stance = stance_of(row)
        if stance is not None:
            shape, look = LOOKS[stance]
            rows.append({"row": row, "stance": stance, "shape": shape, "look": look})
    contested = any(one["stance"] is not Stance.ENDORSE for one in rows)
    return {"text": text, "positions": rows, "contested": contested}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(FollowUpForm)
def consultation(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One consultation: the internal actor says what it took; what followed say the planner, whoever asked
    for it, and the lead of the activity that it was about; nobody else."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.consultation_named(request.user, mission, uuid)
    if found is None:
        raise Http404
    _roles, agencies = roles_and_agencies(request.user, mission)
    form: VersionedForm
    if found.internal_actor in agencies:
        form = HeardForm(request.POST or None, found)
    elif request.user.has_perm("alignment.change_consultation", found):
        form = FollowUpForm(request.POST or None, found)
    else:
        raise Http404

    def save() -> None:
        data = form.cleaned_data
        if isinstance(form, HeardForm):
            found.confirmed_by_internal_actor = data["confirmed"]
            found.hours, found.persons = data["hours"], data["persons"]
            fields = ["confirmed_by_internal_actor", "hours", "persons"]
        else:
            found.response, found.follow_up_on = data["response"] or None, data["follow_up_on"]
            fields = ["response", "follow_up_on"]
        answer_consultation(by=signed_in(request), consultation=found, fields=fields)

    here = reverse("portal:rounds", kwargs={"code": code})
    if found.framework_version is None:
        here = reverse("portal:my_work", kwargs={"code": code})
    if saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, here)
    context = {"mission": mission, "consultation": found, "form": form, "here": here}
    return answer(request, "portal/rounds/consultation.html", context)


def mission_round(request: HttpRequest, code: str, uuid: UUID) -> tuple[Mission, CommentRound]:
    """The mission and its round for a member; 404 for everybody and everything else. Two queries."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.round_named(mission, uuid)
    if found is None:
        raise Http404
    return mission, found
