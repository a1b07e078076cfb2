"""Linking: from the activity, from the objective, from the queue of what is linked to nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.activities.selectors import activities_for, core_dimensions, is_humanitarian
from apps.alignment.filters import ToLinkFilter
from apps.alignment.linking import selectors, services
from apps.alignment.linking.forms import LinkForm, RemoveForm, RenewForm
from apps.alignment.linking.selectors import Offered, Proposed
from apps.alignment.linking.words import reasons
from apps.alignment.models import AlignmentLink
from apps.alignment.selectors.lists import ActivityScope
from apps.alignment.views import render_part
from apps.core.editing.views import answer, done, edits, saved
from apps.core.paging import page_of, position
from apps.frameworks.models import Objective
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

QUEUE = "queue"
ROWS = 20

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Shown:
    """A suggestion with its reasons in words."""

    objective: Offered
    reasons: Sequence[str]


def _shown(mission: Mission, proposed: Sequence[Proposed]) -> list[Shown]:
    return [Shown(one.objective, reasons(mission, one)) for one in proposed]


def _signed_in(request: HttpRequest) -> User:
    return cast("User", request.user)


def _activity(request: HttpRequest, code: str, uuid: UUID) -> tuple[Mission, Activity]:
    """An activity of the mission that the user may link; 404 for everybody else. Three queries."""
    mission = get_mission_for_member(request.user, code)
    found = activities_for(request.user, mission).filter(uuid=uuid).select_related("lead", "mission").first()
    if found is None or not request.user.has_perm("alignment.link_activity", found):
        raise Http404
    return mission, found


def _link(request: HttpRequest, code: str, uuid: UUID) -> tuple[Mission, AlignmentLink]:
    """A link of the mission that the user may change; 404 for everybody else. Three queries or four."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.find_link(request.user, mission, uuid)
    if found is None or not request.user.has_perm("alignment.change_alignmentlink", found):
        raise Http404
    return mission, found


def _page_of(code: str, activity: Activity) -> str:
    return reverse("alignment:activity", kwargs={"code": code, "uuid": activity.uuid}) + "#links"


@get_or_post
@login_required
@edits(LinkForm)
def link_activity(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Link an activity to an objective, with what is suggested for it and why."""
    mission, activity = _activity(request, code, uuid)
    linked = set(AlignmentLink.objects.filter(activity=activity).values_list("objective_id", flat=True))
    objectives = [one for one in selectors.offered_objectives(mission) if one.pk not in linked]
    visible = activities_for(request.user, mission)
    form = LinkForm(
        request.POST or None,
        row=None,
        objectives=objectives,
        documents=selectors.offered_documents(request.user, activity),
        humanitarian=is_humanitarian(activity, core_dimensions(mission)),
        initial={"objective": request.GET.get("objective")},
    )
    back = _page_of(code, activity)
    if request.GET.get("from") == QUEUE:
        back = reverse("alignment:unlinked", kwargs={"code": code})
    if saved(form, lambda: _make(request, activity, form)):
        messages.success(request, _("The activity is linked."))
        return done(request, back)
    proposed = selectors.suggestions(mission, visible, [activity], objectives)[activity.pk]
    return answer(
        request,
        "alignment/linking/link.html",
        {
            "mission": mission,
            "activity": activity,
            "form": form,
            "objectives": objectives,
            "suggestions": _shown(mission, proposed),
            "back": back,
        },
    )


def _make(request: HttpRequest, activity: Activity, form: LinkForm) -> None:
    objective = Objective.objects.get(pk=form.chosen.pk)
    new = services.NewLink(activity, objective, form.said)
    services.link_activities(by=_signed_in(request), new=[new])


@get_or_post
@login_required
@edits(LinkForm)
def link_edit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Change what is said about a link."""
    mission, link = _link(request, code, uuid)
    form = LinkForm(
        request.POST or None,
        row=link,
        objectives=[],
        documents=selectors.offered_documents(request.user, link.activity),
        humanitarian=False,
    )
    back = _page_of(code, link.activity)
    if saved(form, lambda: services.change_link(by=_signed_in(request), link=link, said=form.said)):
        messages.success(request, _("The link is saved."))
        return done(request, back)
    context = {"mission": mission, "link": link, "form": form, "back": back}
    return answer(request, "alignment/linking/edit.html", context)


@get_or_post
@login_required
@edits(RenewForm)
def link_renew(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Let the evidence of a link hold longer, on a new document."""
    mission, link = _link(request, code, uuid)
    form = RenewForm(request.POST or None, row=link)
    back = _page_of(code, link.activity)
    if saved(
        form,
        lambda: services.renew_link(
            by=_signed_in(request), link=link, valid_until=form.valid, document=form.new_document
        ),
    ):
        messages.success(request, _("The evidence is renewed."))
        return done(request, back)
    context = {"mission": mission, "link": link, "form": form, "back": back}
    return answer(request, "alignment/linking/renew.html", context)


@get_or_post
@login_required
@edits(RemoveForm)
def link_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Remove a link: the activity and its documents stay, and the log keeps what the link said."""
    mission, link = _link(request, code, uuid)
    form = RemoveForm(request.POST or None, row=link)
    back = _page_of(code, link.activity)
    if saved(form, lambda: services.remove_links(by=_signed_in(request), links=[link])):
        messages.success(request, _("The link is removed."))
        return done(request, back)
    context = {"mission": mission, "link": link, "form": form, "back": back}
    return answer(request, "alignment/linking/remove.html", context)


@require_safe
@login_required
def unlinked(request: HttpRequest, code: str) -> HttpResponse:
    """The queue: activities that are linked to nothing, each with what it may serve and why."""
    mission = get_mission_for_member(request.user, code)
    who = selectors.acting(request.user, mission)
    visible = activities_for(request.user, mission)
    asked_for = request.GET.copy()
    if who.agencies and not who.everybody and "lead" not in asked_for:
        _begin_with_own(asked_for, visible, who)
    scope = ActivityScope(mission, selectors.unlinked(visible, mission), drafts=True, names=("area", "lead"))
    asked = ToLinkFilter(asked_for, scope)
    context = {"mission": mission, "filter": asked, "may_link": bool(who), "page": None}
    if asked.is_valid():
        listed, keys = asked.listed()
        at = position(asked_for.get("after"), asked_for.get("before"), asked_for.get("last"))
        read = Activity.objects.select_related("lead")
        page = page_of(listed, keys, at, counted=asked.qs, read=read, size=ROWS)
        objectives = selectors.offered_objectives(mission)
        proposed = selectors.suggestions(mission, visible, page.rows, objectives) if page.rows else {}
        mine = set(
            selectors.linkable(visible, who)
            .filter(pk__in=[row.pk for row in page.rows])
            .values_list("pk", flat=True)
            if who and page.rows
            else ()
        )
        context |= {
            "page": page,
            "objectives": objectives,
            "rows": [(row, _shown(mission, proposed[row.pk]), row.pk in mine) for row in page.rows],
        }
    return render_part(request, "alignment/linking/unlinked.html", "queue", context)


def _begin_with_own(asked_for: QueryDict, visible: object, who: selectors.Acting) -> None:
    """An editor begins with the own agency, where it is one; "any" is a choice like the others."""
    own = list(
        Activity.objects.filter(pk__in=visible.values("pk"), lead__in=who.agencies)  # type: ignore[attr-defined]
        .order_by()
        .values_list("lead__uuid", flat=True)
        .distinct()[:2]
    )
    if len(own) == 1:
        asked_for["lead"] = str(own[0])


@require_safe
@login_required
def link_objective(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Activities that the user may link to this objective."""
    mission = get_mission_for_member(request.user, code)
    who = selectors.acting(request.user, mission)
    objective = next((one for one in selectors.offered_objectives(mission) if one.uuid == uuid), None)
    if objective is None or not who:
        raise Http404
    visible = activities_for(request.user, mission)
    free = selectors.not_linked_to(selectors.linkable(visible, who), objective.pk)
    scope = ActivityScope(mission, free, drafts=True, names=("area", "lead"))
    asked = ToLinkFilter(request.GET, scope)
    context = {"mission": mission, "objective": objective, "filter": asked, "page": None}
    if asked.is_valid():
        listed, keys = asked.listed()
        at = position(request.GET.get("after"), request.GET.get("before"), request.GET.get("last"))
        read = Activity.objects.select_related("lead")
        page = page_of(listed, keys, at, counted=asked.qs, read=read, size=ROWS)
        context |= {"page": page, "rows": page.rows}
    return render_part(request, "alignment/linking/objective.html", "list", context)
