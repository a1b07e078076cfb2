"""Saved filters of the list of activities: their list, saving one under a name, removing one."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.activities.selectors import activities_for
from apps.alignment.filters import ActivityFilter
from apps.alignment.selectors.lists import ActivityScope
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.models import SavedFilter
from apps.portal.saved.services import query_of, remove_filter, save_filter
from apps.portal.views.recording import signed_in

posts = require_http_methods(["GET", "HEAD", "POST"])


class NameForm(VersionedForm):
    """The name under which a filter is kept."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=100,
        help_text=gettext_lazy("Only you see it. A name that you use already gets this filter instead."),
    )


def _list(code: str, query: str = "") -> str:
    address = reverse("alignment:activities", kwargs={"code": code})
    return f"{address}?{query}" if query else address


@require_safe
@login_required
def saved_filters(request: HttpRequest, code: str) -> HttpResponse:
    """The own saved filters, each with what it asks for."""
    mission = get_mission_for_member(request.user, code)
    rows = list(SavedFilter.objects.visible_to(request.user).filter(mission=mission))
    scope = ActivityScope(mission, activities_for(request.user, mission), drafts=True)
    found = [{"row": row, "asks": _asks(row.query, scope), "href": _list(code, row.query)} for row in rows]
    return render(request, "portal/saved/filters.html", {"mission": mission, "filters": found})


def _asks(query: str, scope: ActivityScope) -> list[tuple[str, str]]:
    """What a filter asks for, as (label, value) in words; a value that is gone is told as it was kept. One
    query for the names of all filters."""
    asked = QueryDict(query)
    fields = ActivityFilter(asked, scope).form.fields
    told = []
    for name, value in asked.items():
        if name in fields:
            choices = dict(getattr(fields[name], "choices", ()))
            told.append((str(fields[name].label), str(choices.get(value, value))))
    return told


@posts
@login_required
@edits(NameForm)
def filter_save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what the address asks of the list, under a name."""
    mission: Mission = get_mission_for_member(request.user, code)
    query = query_of(request.GET)
    form = NameForm(request.POST or None, row=None)
    back = _list(code, query)
    if saved(
        form,
        lambda: save_filter(
            by=signed_in(request), mission=mission, name=form.cleaned_data["name"], query=query
        ),
    ):
        messages.success(request, _("The filter is saved."))
        return done(request, back)
    scope = ActivityScope(mission, activities_for(request.user, mission), drafts=True)
    context = {"mission": mission, "form": form, "asks": _asks(query, scope), "back": back}
    return answer(request, "portal/saved/save.html", context)


@posts
@login_required
@edits(VersionedForm)
def filter_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Remove an own saved filter."""
    mission = get_mission_for_member(request.user, code)
    row = SavedFilter.objects.visible_to(request.user).filter(mission=mission, uuid=uuid).first()
    if row is None:
        raise Http404
    form = VersionedForm(request.POST or None, row=row)
    back = reverse("portal:saved_filters", kwargs={"code": code})
    if saved(form, lambda: remove_filter(by=signed_in(request), row=row)):
        messages.success(request, _("The filter is removed."))
        return done(request, back)
    context = {"mission": mission, "row": row, "form": form, "back": back}
    return answer(request, "portal/saved/remove.html", context)
