"""Verifications put off to spare an internal actor: which ones should be, which ones are; planners decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.activities.services import defer_verifications, resume_verifications
from apps.coherence import words
from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import SignalContent
from apps.coherence.selectors import stored
from apps.coherence.selectors.rows import describe
from apps.core.editing.views import edits
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

BURDEN = "D8"


@dataclass(frozen=True, slots=True)
class Advice:
    """What the latest assessment says should wait: activity keys, and the actors that are asked too much."""

    activities: list[str]
    actors: list[str]


def advice_of(mission: Mission) -> Advice:
    """The advice of D8 in the latest assessment of the members. Two queries."""
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    content = SignalContent.objects.filter(assessment=assessment, signal=BURDEN).first()
    pauses = {
        agency: found["pause"]["verifications"]
        for agency, found in ({} if content is None else content.content["agencies"]).items()
        if found.get("pause") and found["pause"]["verifications"]
    }
    return Advice(sorted({key for keys in pauses.values() for key in keys}), sorted(pauses))


class Activities(forms.ModelMultipleChoiceField):
    """Activities to tick, each with the reason why it waits."""

    def clean(self, value: Any) -> "QuerySet[Activity]":
        """The rows ticked. Raises ValidationError for what is no row of the list, of any length."""
        offered = {str(pk) for pk in cast("QuerySet[Activity]", self.queryset).values_list("pk", flat=True)}
        for one in value or ():
            if one not in offered:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": one}
                )
        return cast("QuerySet[Activity]", super().clean(value))

    def label_from_instance(self, obj: Activity) -> str:
        reason = obj.verification_deferred_reason
        return f"{obj.title} ({reason})" if reason else obj.title


class ChosenForm(forms.Form):
    """Activities ticked in a list."""

    use_required_attribute = False

    activities = Activities(
        Activity.objects.none(), label=_("Activities"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, rows: "QuerySet[Activity]", *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("Activities", self.fields["activities"]).queryset = rows


class DeferForm(ChosenForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        help_text=_("Whom it spares, and until when. Shown with the activity."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(DeferForm)
def deferrals(request: HttpRequest, code: str) -> HttpResponse:
    """The verifications that should be put off now, and those that are; both with who and why."""
    mission = get_mission_for_member(request.user, code)
    may_decide = request.user.has_perm("missions.plan_mission", mission)
    if request.method == "POST" and not may_decide:
        raise Http404
    advice = advice_of(mission)
    visible = activities_for(request.user, mission).order_by("title", "pk")
    due = visible.filter(key__in=advice.activities).exclude(verification_deferred=True)
    deferred = visible.filter(verification_deferred=True)
    sent = request.POST if request.method == "POST" else None
    resuming = sent is not None and sent.get("action") == "resume"
    defer = DeferForm(due, None if resuming else sent, auto_id="defer_%s")
    resume = ChosenForm(deferred, sent if resuming else None, auto_id="resume_%s")
    if sent is not None and (resume if resuming else defer).is_valid():
        _save(request, defer, resume, resuming=resuming)
        return redirect("coherence:deferrals", code=code)
    names = describe(mission, request.user, [("agencies", key) for key in advice.actors])
    return render(
        request,
        "coherence/audits/deferrals.html",
        {
            "mission": mission,
            "may_decide": may_decide,
            "due": list(due),
            "deferred": list(deferred),
            "defer": defer,
            "resume": resume,
            "wrong": resume if resuming else defer,
            "actors": _named(advice.actors, names),
        },
    )


def _named(actors: Iterable[str], names: words.Seen) -> list[Any]:
    return [names.get(("agencies", key), words.HIDDEN) for key in actors]


def _save(request: HttpRequest, defer: DeferForm, resume: ChosenForm, *, resuming: bool) -> None:
    """Save what was ticked. Raises EditConflict where somebody changes one at the same moment."""
    by = cast("User", request.user)
    if resuming:
        changed = resume_verifications(by=by, activities=list(resume.cleaned_data["activities"]))
        text = ngettext(
            "%(count)s verification is due again.", "%(count)s verifications are due again.", len(changed)
        )
    else:
        changed = defer_verifications(
            by=by,
            activities=list(defer.cleaned_data["activities"]),
            reason=defer.cleaned_data["reason"],
        )
        text = ngettext(
            "%(count)s verification is deferred.", "%(count)s verifications are deferred.", len(changed)
        )
    messages.success(request, text % {"count": words.number(len(changed))})
