"""Opening and closing a round, commenting, deciding on suggestions, taking a position."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.agencies.models import Agency
from apps.alignment.enums import RoundAudience, SuggestionState
from apps.alignment.models import PolicyPosition
from apps.alignment.rounds import mentions, selectors, services
from apps.alignment.rounds.passages import passage_named, passage_of
from apps.alignment.rounds.positions import Stance, take_position
from apps.alignment.rounds.services import Invited
from apps.benchmarks.drafting.comparing import tracked
from apps.benchmarks.selectors.quality import blocking
from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.selectors.drafts import OPEN, open_version
from apps.missions.selectors import get_mission_for_member
from apps.portal.rounds.burden import loads
from apps.portal.rounds.forms import (
    CloseForm,
    CommentForm,
    DecisionForm,
    NotedForm,
    PositionForm,
    ReplyForm,
    ResolveForm,
    RoundForm,
)
from apps.portal.rounds.services import open_round
from apps.portal.rounds.views.reading import is_open, mission_round
from apps.portal.selectors.gates import agencies_of, roles_and_agencies
from apps.portal.views.recording import signed_in

PLAN = "missions.plan_mission"
posts = require_http_methods(["GET", "HEAD", "POST"])


def _site(request: HttpRequest) -> str:
    """The address of the site, for mails."""
    return request.build_absolute_uri("/").rstrip("/")


def _page(code: str, uuid: UUID) -> str:
    return reverse("portal:round", kwargs={"code": code, "uuid": uuid})


@posts
@login_required
@edits(RoundForm)
def round_open(request: HttpRequest, code: str) -> HttpResponse:
    """Open the draft for comment, after its load on each internal actor was counted; for planners."""
    mission = get_mission_for_member(request.user, code)
    version = open_version(mission)
    if version is None or not request.user.has_perm(PLAN, mission):
        raise Http404
    if selectors.open_round_on(version) is not None:
        raise Http404
    version.mission = mission
    today = timezone.localdate()
    form = RoundForm(request.POST or None, version, agencies_of(mission), {"open_to": RoundAudience.MEMBERS})
    counted = form.is_bound and form.is_valid()
    asked = form.asked() if counted else {}
    sends = counted and request.POST.get("act") == "send" and form.cleaned_data["counted"] == form.signature()
    if sends and saved(
        form,
        lambda: open_round(
            by=signed_in(request),
            version=version,
            opened_on=today,
            closes_on=form.cleaned_data["closes_on"],
            open_to=RoundAudience(form.cleaned_data["open_to"]),
            invited=[
                Invited(form.agencies[key], form.cleaned_data["person_hours"])
                for key in form.cleaned_data["invited"]
            ],
            reason=form.cleaned_data["reason"],
            message=form.cleaned_data["message"],
            document_pages=form.cleaned_data["document_pages"],
            site=_site(request),
        ),
    ):
        messages.success(request, _("The round is open, and the invitations are on their way."))
        made = selectors.open_round_on(version)
        return done(request, _page(code, made.uuid) if made else reverse("portal:rounds", args=[code]))
    if counted:
        form.data["counted"] = form.signature()
    context = {
        "mission": mission,
        "version": version,
        "form": form,
        "loads": loads(mission, today, asked),
        "counted": counted,
        "musts": len(blocking(version)),
    }
    return answer(request, "portal/rounds/open.html", context)


@posts
@login_required
@edits(CloseForm)
def round_close(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Close a round and say what changed because of it; for planners."""
    mission, found = mission_round(request, code, uuid)
    if not request.user.has_perm(PLAN, mission):
        raise Http404
    form = CloseForm(request.POST or None, row=found, initial={"outcome": found.outcome})
    if saved(
        form,
        lambda: services.close_round(
            by=signed_in(request),
            comment_round=found,
            closed_on=timezone.localdate(),
            outcome=form.cleaned_data["outcome"],
        ),
    ):
        messages.success(request, _("The round is closed."))
        return done(request, _page(code, uuid))
    context = {"mission": mission, "round": found, "form": form, "here": _page(code, uuid)}
    return answer(request, "portal/rounds/close.html", context)


@posts
@login_required
@edits(CommentForm)
def round_comment(request: HttpRequest, code: str, uuid: UUID, token: str) -> HttpResponse:
    """Comment on a passage of an open round, or suggest other words for it; for every member."""
    mission, found = mission_round(request, code, uuid)
    passage = passage_named(found.framework_version, token)
    if passage is None or not is_open(found):
        raise Http404
    _roles, agencies = roles_and_agencies(request.user, mission)
    form = CommentForm(request.POST or None, agencies, passage.text)
    user = signed_in(request)
    if saved(
        form,
        lambda: services.add_comment(
            by=user,
            comment_round=found,
            passage=passage,
            text=form.cleaned_data["text"],
            suggestion=form.cleaned_data["suggestion"],
            written_on=timezone.localdate(),
            author=user.name or None,
            agency=form.spoken_for(),
            site=_site(request),
        ),
    ):
        messages.success(request, _("The comment is on record."))
        return done(request, f"{_page(code, uuid)}#{token}")
    context = {
        "mission": mission,
        "round": found,
        "passage": passage,
        "form": form,
        "names": mentions.names_to_call(user, mission),
        "here": f"{_page(code, uuid)}#{token}",
    }
    return answer(request, "portal/rounds/comment.html", context)


@posts
@login_required
@edits(ReplyForm)
def comment(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """A thread: members answer in an open round; the planner, or whoever spoke, settles it; the planner
    decides on suggested words; who is mentioned says that they read it."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.comment_named(request.user, mission, uuid)
    if found is None or found.round is None or found.reply_to_id is not None:
        raise Http404
    may_plan = request.user.has_perm(PLAN, mission)
    may_settle = may_plan or request.user.has_perm("alignment.change_comment", found)
    act = request.POST.get("act", "")
    _roles, agencies = roles_and_agencies(request.user, mission)
    # What is adopted stands: what was suggested for it is for the next draft.
    is_draft = found.round.framework_version.status in OPEN
    decides = may_plan and is_draft and found.suggestion_state == SuggestionState.OPEN
    passage = passage_of(found, found.round.framework_version)
    reply = ReplyForm(request.POST if act == "reply" else None, agencies) if is_open(found.round) else None
    settle = ResolveForm(request.POST if act == "settle" else None, row=found) if may_settle else None
    decision = None
    if decides:
        initial = {"passage_version": None if passage is None else passage.row.row_version}
        decision = DecisionForm(request.POST if act == "decide" else None, row=found, initial=initial)
    user, today = signed_in(request), timezone.localdate()
    called = mentions.open_mentions(user, found)
    noted = NotedForm(request.POST if act == "noted" else None, row=called[0]) if called else None
    form: Any = {"reply": reply, "settle": settle, "decide": decision, "noted": noted}.get(act)
    if request.method == "POST" and form is None:
        raise Http404

    def save() -> None:
        data = form.cleaned_data
        if act == "reply":
            services.reply(
                by=user,
                comment=found,
                text=data["text"],
                written_on=today,
                author=user.name or None,
                agency=form.spoken_for(),
                site=_site(request),
            )
        elif act == "noted":
            mentions.note_mentions(by=user, thread=found, on=today)
        elif act == "settle":
            services.resolve_comment(by=user, comment=found, resolved_on=None if found.resolved_on else today)
        else:
            services.decide_suggestion(
                by=user,
                comment=found,
                accepted=data["decision"] == "accept",
                answer=data["answer"],
                decided_on=today,
                passage_version=data["passage_version"],
            )

    here = reverse("portal:round_thread", kwargs={"code": code, "uuid": uuid})
    if form is not None and saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, here)
    context = {
        "mission": mission,
        "round": found.round,
        "comment": found,
        "passage": passage,
        "pieces": None
        if found.suggestion is None
        else tracked((passage.text if passage else None) or "", found.suggestion),
        "replies": [one for one in selectors.threads(request.user, found.round) if one.pk == found.pk],
        "reply": reply,
        "settle": settle,
        "decision": decision,
        "noted": noted,
        "here": here,
    }
    return answer(request, "portal/rounds/thread.html", context, reply, settle, decision, noted)


@posts
@login_required
@edits(PositionForm)
def position(request: HttpRequest, code: str, uuid: UUID, agency: str, text: str) -> HttpResponse:
    """Endorse an objective of an open round, reserve or oppose, for an agency one speaks for."""
    mission, found = mission_round(request, code, uuid)
    _roles, agencies = roles_and_agencies(request.user, mission)
    speaker: Agency | None = next((one for one in agencies if str(one.uuid) == agency), None)
    texts = found.framework_version.objective_texts.all()
    objective = next((one for one in texts if str(one.uuid) == text), None)
    if speaker is None or objective is None or not is_open(found):
        raise Http404
    objective.mission = mission
    today = timezone.localdate()
    row = (
        PolicyPosition.objects.filter(mission=mission, agency=speaker, objective=objective.objective_id)
        .order_by("dated_on", "pk")
        .last()
    )
    form = PositionForm(request.POST or None, row)
    if saved(
        form,
        lambda: take_position(
            by=signed_in(request),
            agency=speaker,
            text=objective,
            stance=Stance(form.cleaned_data["stance"]),
            reservation=form.cleaned_data["reservation"],
            dated_on=today,
            read=row,
        ),
    ):
        messages.success(request, _("The position is on record."))
        return done(request, _page(code, uuid))
    context = {
        "mission": mission,
        "round": found,
        "text": objective,
        "agency": speaker,
        "form": form,
        "here": _page(code, uuid),
    }
    return answer(request, "portal/rounds/position.html", context)
