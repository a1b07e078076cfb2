"""A draft that everybody may read and comment on, without signing in."""

import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.alignment.models import Comment, CommentRound
from apps.alignment.rounds.passages import passages_of
from apps.alignment.rounds.selectors import round_open_to_all
from apps.alignment.rounds.services import add_comment
from apps.core.editing.views import saved
from apps.missions.selectors import get_public_mission
from apps.portal.rounds.forms import PublicCommentForm

A_DAY = 100
"""Comments that a round takes from people who are not signed in, so that nobody floods it."""


@require_http_methods(["GET", "HEAD", "POST"])
def public_round(request: HttpRequest, code: str) -> HttpResponse:
    """The draft of a public mission while a round is open to everybody; what is said goes to its members."""
    mission = get_public_mission(code)
    today = timezone.localdate()
    found = round_open_to_all(mission, today)
    if found is None:
        raise Http404
    passages = [one for one in passages_of(found.framework_version) if one.text and not one.for_members]
    choices = [(one.token, Truncator(one.heading or str(_("Vision"))).chars(80)) for one in passages]
    form = PublicCommentForm(request.POST or None, choices)

    def save() -> None:
        if form.cleaned_data["website"] or _said_today(found, today) >= A_DAY:
            raise ValidationError(_("The round takes no more comments today. Try again tomorrow."))
        add_comment(
            by=None,
            comment_round=found,
            passage=next(one for one in passages if one.token == form.cleaned_data["passage"]),
            text=form.cleaned_data["text"],
            written_on=today,
            author=form.cleaned_data["author"].strip() or None,
        )

    if saved(form, save):
        messages.success(request, _("Thank you. The planners read what you wrote."))
        return redirect("portal:public_round", code=code)
    return render(
        request,
        "portal/rounds/public.html",
        {"mission": mission, "round": found, "passages": passages, "form": form},
    )


def _said_today(comment_round: CommentRound, today: datetime.date) -> int:
    return Comment.objects.filter(round=comment_round, written_on=today, agency__isnull=True).count()
