"""Activities that may be the same: the list, the merge, and taking them apart."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.activities.selectors import activities_for
from apps.alignment.linking.selectors import acting
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.funding.duplicates import services
from apps.funding.duplicates.selectors import candidates, find_pair, find_record
from apps.funding.models import FundingLine
from apps.missions.selectors import get_mission_for_member

GROUNDS = {
    "identifier": _("same identifier"),
    "title": _("same title"),
    "dates": _("same dates"),
    "money": _("same money"),
}
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class MergeForm(VersionedForm):
    """Whose money counts; both activities carry the version they were seen in."""

    money = forms.ChoiceField(
        label=_("Whose money counts"),
        widget=forms.RadioSelect,
        choices=[
            ("kept", _("That of the activity that stays: both report the same money")),
            ("merged", _("That of the other: both report the same money, and the other knows it better")),
            ("both", _("Both: it is different money")),
        ],
        help_text=_("Lines that do not count are kept with the source and come back if you take it apart."),
    )
    other_version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, row: Any, other: Any) -> None:
        super().__init__(data, row=row, initial={"other_version": other.row_version})
        self.other = other

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("other_version") not in {None, self.other.row_version}:
            raise forms.ValidationError(
                gettext("Somebody else changed the other activity since you opened this. Look at it again.")
            )
        return cleaned


class ApartForm(VersionedForm):
    """The button that takes a merged activity apart."""


@require_safe
@login_required
def duplicates(request: HttpRequest, code: str) -> HttpResponse:
    """Pairs that may be the same activity, with the grounds; for those who may change some."""
    mission = get_mission_for_member(request.user, code)
    who = acting(request.user, mission)
    if not who:
        raise Http404
    visible = activities_for(request.user, mission)
    own = visible if who.everybody else visible.filter(lead__in=who.agencies)
    found, total = candidates(own)
    return render(
        request,
        "funding/duplicates/list.html",
        {
            "mission": mission,
            "total": total,
            "pairs": [(one, [GROUNDS[ground] for ground in one.grounds]) for one in found],
        },
    )


@get_or_post
@login_required
@edits(MergeForm)
def merge(request: HttpRequest, code: str, uuid: UUID, other: UUID) -> HttpResponse:
    """Two activities side by side, to become one: the first stays."""
    mission = get_mission_for_member(request.user, code)
    found = find_pair(request.user, mission, uuid, other)
    if found is None or not all(request.user.has_perm("activities.change_activity", row) for row in found):
        raise Http404
    kept, merged = found
    form = MergeForm(request.POST or None, row=kept, other=merged)
    if saved(
        form,
        lambda: services.merge_activities(
            by=cast("User", request.user), kept=kept, merged=merged, money=form.cleaned_data["money"]
        ),
    ):
        messages.success(request, gettext("They are one activity now. The other stands among its sources."))
        return done(request, reverse("alignment:activity", kwargs={"code": code, "uuid": kept.uuid}))
    sides = [
        (row, FundingLine.objects.filter(activity=row).select_related("funder").order_by("period_from", "pk"))
        for row in found
    ]
    return answer(
        request,
        "funding/duplicates/merge.html",
        {
            "mission": mission,
            "form": form,
            "kept": kept,
            "merged": merged,
            "sides": sides,
            "back": reverse("funding:duplicates", kwargs={"code": code}),
        },
    )


@get_or_post
@login_required
@edits(ApartForm)
def apart(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Take a merged activity out of the one it was merged into."""
    mission = get_mission_for_member(request.user, code)
    record = find_record(request.user, mission, uuid)
    if record is None or not request.user.has_perm("activities.change_activity", record.activity):
        raise Http404
    form = ApartForm(request.POST or None, row=record)
    if saved(form, lambda: services.take_apart(by=cast("User", request.user), record=record)):
        messages.success(request, gettext("They are two activities again."))
        return done(request, reverse("alignment:activities", kwargs={"code": code}))
    back = reverse("alignment:activity", kwargs={"code": code, "uuid": record.activity.uuid})
    context = {"mission": mission, "record": record, "form": form, "back": back}
    return answer(request, "funding/duplicates/apart.html", context)
