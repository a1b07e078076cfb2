"""The page on which a proposed date is endorsed, objected to, agreed or withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.alignment.calendars.services import agree_on, answer_proposal, withdraw_proposal
from apps.core.editing.views import answer, done, edits, saved
from apps.portal.registers.forms.calendar import AnswerForm
from apps.portal.registers.kinds.calendar import ACTS, CALENDAR, allowed
from apps.portal.registers.views import here_of, row_of
from apps.portal.views.recording import signed_in

ANSWERS = ("endorse", "object")
RULES = {name: "answer_calendar" if name in ANSWERS else "settle_calendar" for name in ACTS}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(AnswerForm)
def calendar_act(request: HttpRequest, code: str, uuid: UUID, act: str) -> HttpResponse:
    """Say one of ACTS of a proposed date, for who may and where it fits its state."""
    here = here_of(request, code)
    row = row_of(CALENDAR, here, uuid)
    if act not in ACTS or not request.user.has_perm(f"alignment.{RULES[act]}", row):
        raise Http404
    back = CALENDAR.page(here, row)
    if act not in allowed(request.user, row):
        messages.warning(request, _("It is no longer in the state in which this can be done."))
        return done(request, back)
    form = AnswerForm(request.POST or None, row=row, agencies=here.voices, asks=act in ANSWERS)

    def do() -> None:
        by, said = signed_in(request), form.cleaned_data
        if act == "agree":
            agree_on(by=by, proposal=row)
        elif act == "withdraw":
            withdraw_proposal(by=by, proposal=row)
        else:
            answer_proposal(
                by=by,
                proposal=row,
                agency=said["agency"],
                endorses=act == "endorse",
                text=said.get("text", ""),
            )

    if saved(form, do):
        messages.success(request, _("It is on record."))
        return done(request, back)
    title, about = ACTS[act]
    context = {
        "mission": here.mission,
        "register": CALENDAR,
        "up": here.page("register", register=CALENDAR.name),
        "title": title,
        "about": about,
        "row": row,
        "form": form,
        "back": back,
    }
    return answer(request, "portal/registers/calendar_act.html", context)
