"""An internal counterpart's day: what is asked of it, its hours, “enough”, its answers to activities."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.alignment.liaison.services import ask_again, declare_hours, quarter_end, say_enough
from apps.alignment.reviews.services import answer_objection, review_activity
from apps.core.editing.views import answer, done, edits, saved
from apps.core.templatetags.nexusplan import number
from apps.missions.models import Mission, MissionAgency
from apps.missions.selectors import get_mission_for_member
from apps.portal.counterpart.forms import EnoughForm, HoursForm, ObjectionForm, ReviewForm
from apps.portal.counterpart.selectors import asked_of, last_review, objection_named, spoken_for, to_review
from apps.portal.selectors.gates import roles_and_agencies
from apps.portal.views.recording import signed_in

PAGE = 50
posts = require_http_methods(["GET", "HEAD", "POST"])


def _spoken(request: HttpRequest, code: str) -> tuple[Mission, list[MissionAgency]]:
    """The mission and the internal actors that the member speaks for; 404 for who speaks for none. Two
    queries."""
    mission = get_mission_for_member(request.user, code)
    actors = spoken_for(request.user, mission)
    if not actors:
        raise Http404
    return mission, actors


def _actor(request: HttpRequest, code: str, uuid: UUID) -> tuple[Mission, MissionAgency]:
    """One of them, by its agency."""
    mission, actors = _spoken(request, code)
    found = next((one for one in actors if one.agency.uuid == uuid), None)
    if found is None:
        raise Http404
    return mission, found


@require_safe
@login_required
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked of the own internal actors, by whom, and what came of earlier consultations."""
    mission, actors = _spoken(request, code)
    today = timezone.localdate()
    found = asked_of(request.user, mission, actors, today)
    for one in found:
        paginator = Paginator(one.requests, PAGE)
        one.presence.page = paginator.get_page(request.GET.get("page"))  # type: ignore[attr-defined]
    context = {"mission": mission, "asked": found, "today": today, "quarter_end": quarter_end(today)}
    return render(request, "portal/counterpart/asked.html", context)


@posts
@login_required
@edits(HoursForm)
def hours(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Declare the hours that the own internal actor gives to others in a quarter."""
    mission, actor = _actor(request, code, uuid)
    form = HoursForm(request.POST or None, row=actor)
    back = reverse("portal:asked", kwargs={"code": code})
    if saved(
        form,
        lambda: declare_hours(by=signed_in(request), presence=actor, hours=form.cleaned_data["hours"]),
    ):
        messages.success(request, _("The hours are declared."))
        return done(request, back)
    context = {"mission": mission, "actor": actor, "form": form, "back": back}
    return answer(request, "portal/counterpart/hours.html", context)


@posts
@login_required
@edits(EnoughForm)
def enough(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Say that it is enough for this quarter, or let the own internal actor be asked again."""
    mission, actor = _actor(request, code, uuid)
    today = timezone.localdate()
    paused, until = actor.paused_on(today), quarter_end(today)
    form = EnoughForm(request.POST or None, row=actor)
    back = reverse("portal:asked", kwargs={"code": code})
    touched: list[Activity] = []

    def save() -> None:
        if paused is None:
            touched.extend(say_enough(by=signed_in(request), presence=actor, until=until))
        else:
            touched.extend(ask_again(by=signed_in(request), presence=actor))

    if saved(form, save):
        messages.success(request, _said(len(touched), paused=paused is None))
        return done(request, back)
    context = {
        "mission": mission,
        "actor": actor,
        "form": form,
        "back": back,
        "paused_until": paused,
        "until": until,
    }
    return answer(request, "portal/counterpart/enough.html", context)


def _said(count: int, *, paused: bool) -> str:
    if paused:
        text = ngettext(
            "Until the end of the quarter you are asked only what is critical. %(count)s verification that "
            "was asked of you waits.",
            "Until the end of the quarter you are asked only what is critical. %(count)s verifications that "
            "were asked of you wait.",
            count,
        )
    else:
        text = ngettext(
            "You can be asked again. %(count)s verification is due again.",
            "You can be asked again. %(count)s verifications are due again.",
            count,
        )
    return text % {"count": number(count)}


@require_safe
@login_required
def reviews(request: HttpRequest, code: str) -> HttpResponse:
    """The activities that wait for an answer of an own internal actor, the first of them by default."""
    mission, actors = _spoken(request, code)
    chosen = next((one for one in actors if str(one.agency.uuid) == request.GET.get("for")), actors[0])
    page = Paginator(to_review(request.user, mission, chosen), PAGE).get_page(request.GET.get("page"))
    context = {"mission": mission, "actors": actors, "actor": chosen, "page": page}
    return render(request, "portal/counterpart/reviews.html", context)


@posts
@login_required
@edits(ReviewForm)
def review(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Answer an activity for an own internal actor; never for the lead's own activity."""
    mission, actors = _spoken(request, code)
    activity = activities_for(request.user, mission).filter(uuid=uuid).select_related("lead").first()
    internal = [one for one in actors if one.side == "internal"]
    may = [one for one in internal if activity is not None and one.agency_id != activity.lead_id]
    if activity is None or not may:
        raise Http404
    activity.mission = mission
    last = last_review(may[0], activity.pk)
    replaced = last if last is not None and last.reviewed_on == timezone.localdate() else None
    form = ReviewForm(request.POST or None, actors=may, last=last, today=replaced)
    if saved(
        form,
        lambda: review_activity(
            by=signed_in(request),
            activity=activity,
            actor=form.actor.agency,
            outcome=form.outcome,
            confidential=form.confidential,
            text=form.cleaned_data["text"],
        ),
    ):
        messages.success(request, _("Your answer is on record."))
        return done(request, reverse("portal:reviews", kwargs={"code": code}))
    back = reverse("alignment:activity", kwargs={"code": code, "uuid": uuid})
    context = {"mission": mission, "activity": activity, "form": form, "back": back}
    return answer(request, "portal/counterpart/review.html", context)


@posts
@login_required
@edits(ObjectionForm)
def objection(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Answer an open objection: for who writes for the lead of the activity, and for planners."""
    mission = get_mission_for_member(request.user, code)
    found = objection_named(request.user, mission, uuid)
    if found is None or not request.user.has_perm("activities.change_activity", found.activity):
        raise Http404
    found.mission = mission
    _roles, agencies = roles_and_agencies(request.user, mission)
    lead = next((one for one in agencies if one.pk == found.activity.lead_id), None)
    form = ObjectionForm(request.POST or None, row=None)
    back = reverse("alignment:activity", kwargs={"code": code, "uuid": found.activity.uuid}) + "#reviews"
    if saved(
        form,
        lambda: answer_objection(
            by=signed_in(request), review=found, agency=lead, text=form.cleaned_data["text"]
        ),
    ):
        messages.success(request, _("Your answer is on record."))
        return done(request, back)
    context = {"mission": mission, "review": found, "form": form, "back": back}
    return answer(request, "portal/counterpart/objection.html", context)
