"""Who belongs to a mission: for its administrators, who say once more who they are before they change it."""

from typing import Any, cast
from uuid import UUID

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, edits, saved
from apps.missions import people, services
from apps.missions.enums import Role
from apps.missions.forms import InviteForm, RoleForm, SecondFactorForm
from apps.missions.models import Invitation, Membership, Mission
from apps.missions.selectors import get_mission_for_member

PAGE = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _administered(
    request: HttpRequest, code: str, permission: str = "missions.administer_mission"
) -> Mission:
    """The mission, for who decides on its people; 404 for everybody else. Two queries.

    A change asks who it is once more, unless they have just said so.
    """
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm(permission, mission):
        raise Http404
    if request.method == "POST":
        raise_if_reauthentication_required(request, app="apps.missions")
    return mission


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
@login_required
def members(request: HttpRequest, code: str) -> HttpResponse:
    """The members with their role, whether they have a second factor, and who is invited."""
    mission = _administered(request, code)
    lines = Paginator(people.members_of(mission), PAGE)
    return render(
        request,
        "missions/members.html",
        {
            "mission": mission,
            "members": lines.get_page(request.GET.get("page")),
            "invitations": people.waiting(mission, timezone.now()),
        },
    )


@get_or_post
@login_required
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Ask somebody by mail to come."""
    mission = _administered(request, code)
    form = InviteForm(request.POST or None, mission)

    def send() -> None:
        given = form.cleaned_data
        asked = services.NewInvitation(given["email"], given["role"], given["agency"])
        services.invite(by=_person(request), mission=mission, people=[asked], site=_site(request))

    if saved(form, send):
        said = _("The invitation to %(email)s leaves within a minute.")
        messages.success(request, said % {"email": form.cleaned_data["email"]})
        return redirect("missions:members", code=code)
    return answer(request, "missions/invite.html", {"mission": mission, "form": form})


@get_or_post
@login_required
@edits(VersionedForm)
def invited(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """An invitation that waits: send it again with a new link, or withdraw it."""
    mission = _administered(request, code)
    rows = Invitation.objects.waiting().select_related("agency", "invited_by")
    row = rows.filter(mission=mission, uuid=uuid).first()
    if row is None:
        raise Http404
    form = VersionedForm(request.POST or None, row=row)
    by = _person(request)
    if request.POST.get("action") == "withdraw":
        said = _("The invitation is withdrawn; its link opens nothing any more.")
        done = saved(form, lambda: services.withdraw(by=by, invitations=[row]))
    else:
        said = _("The mail leaves again, with a new link; the old one ends.")
        done = saved(form, lambda: services.resend(by=by, invitations=[row], site=_site(request)))
    if done:
        messages.success(request, said)
        return redirect("missions:members", code=code)
    line = people.line_of(row, timezone.now())
    return answer(request, "missions/invited.html", {"mission": mission, "line": line, "form": form})


def _member_or_404(mission: Mission, uuid: UUID) -> Membership:
    rows = Membership.objects.filter(mission=mission).select_related("user", "agency", "mission")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


@get_or_post
@login_required
@edits(RoleForm)
def member(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Change what a member does."""
    mission = _administered(request, code)
    row = _member_or_404(mission, uuid)
    form = RoleForm(request.POST or None, mission, row)

    def change() -> None:
        row.role, row.agency = form.cleaned_data["role"], form.cleaned_data["agency"]
        services.change_members(by=_person(request), memberships=[row])

    if saved(form, change):
        messages.success(request, _("Saved. It holds from their next page on."))
        # Whoever administers no longer may not see the list any more.
        left = row.user_id == request.user.pk and row.role != Role.MISSION_ADMIN
        return redirect("portal:overview" if left else "missions:members", code=code)
    return answer(
        request, "missions/member.html", {"mission": mission, "person": row.user, "form": form, "member": row}
    )


@get_or_post
@login_required
@edits(VersionedForm)
def remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take a role from a member, after a page that says what this means."""
    mission = _administered(request, code)
    row = _member_or_404(mission, uuid)
    form = VersionedForm(request.POST or None, row=row)
    if saved(form, lambda: services.remove_members(by=_person(request), memberships=[row])):
        messages.success(request, _("Removed. They are outside from their next page on."))
        if row.user_id == request.user.pk:
            return redirect("portal:home")
        return redirect("missions:members", code=code)
    return answer(request, "missions/member_remove.html", {"mission": mission, "member": row, "form": form})


@get_or_post
@login_required
@edits(SecondFactorForm)
def second_factor(request: HttpRequest, code: str) -> HttpResponse:
    """Say whether every member shows a second factor; for planners and mission administrators."""
    mission = _administered(request, code, "missions.change_mission")
    form = SecondFactorForm(request.POST or None, row=mission)

    def change() -> None:
        services.set_second_factor(
            by=_person(request),
            mission=mission,
            required=form.cleaned_data["second_factor_required"],
            reason=form.cleaned_data["second_factor_reason"],
        )

    if saved(form, change):
        messages.success(request, _("Saved. It holds from everybody's next page on."))
        return redirect("portal:overview", code=code)
    without = people.without_second_factor(mission)
    context = {"mission": mission, "form": form, "without": without}
    return answer(request, "missions/second_factor.html", context)


@require_safe
@login_required
def log(request: HttpRequest, code: str) -> HttpResponse:
    """Who read what is sensitive, and who changed who belongs to the mission."""
    mission = _administered(request, code)
    readings = Paginator(people.readings_in(mission), PAGE)
    context: dict[str, Any] = {
        "mission": mission,
        "readings": readings.get_page(request.GET.get("page")),
        "changes": people.changes_of_people(mission, PAGE),
    }
    return render(request, "missions/members_log.html", context)
