"""The page on which one of the acts is done with a contradiction."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.agencies.models import Agency
from apps.alignment.models import Contradiction
from apps.core.editing.views import answer, done, edits, saved
from apps.portal.registers.acts import ACTS, Act
from apps.portal.registers.base import Here
from apps.portal.registers.forms.tensions import SayForm
from apps.portal.registers.kinds.tensions import CONTRADICTIONS
from apps.portal.registers.views import here_of, row_of
from apps.portal.views.recording import signed_in


def _speakers(here: Here, row: Contradiction, act: Act) -> list[Agency]:
    """The agencies for which the person can do it."""
    leads = {row.activity_a.lead_id, row.activity_b.lead_id}
    if act.rule == "alignment.confirm_contradiction":
        return [one for one in here.agencies if one.pk not in leads | {row.raised_by_id}]
    if act.rule == "alignment.correct_contradiction":
        return [one for one in here.voices if one.pk == row.raised_by_id]
    return [one for one in here.agencies if one.pk in leads]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(SayForm)
def contradiction_act(request: HttpRequest, code: str, uuid: UUID, act: str) -> HttpResponse:
    """Do one of the acts with a contradiction, for who may and where it fits its state."""
    here = here_of(request, code)
    row = row_of(CONTRADICTIONS, here, uuid)
    chosen = ACTS.get(act)
    if chosen is None or not request.user.has_perm(chosen.rule, row):
        raise Http404
    back = CONTRADICTIONS.page(here, row)
    if not chosen.fits(row):
        messages.warning(request, _("It is no longer in the state in which this can be done."))
        return done(request, back)
    agencies = _speakers(here, row, chosen)
    form = SayForm(
        request.POST or None,
        row=row,
        agencies=agencies,
        may_be_nobody=here.plans and chosen.with_text,
        with_text=chosen.with_text,
    )

    def do() -> None:
        said = form.cleaned_data
        agency = said.get("agency") if "agency" in form.fields else next(iter(agencies), None)
        chosen.do(by=signed_in(request), contradiction=row, agency=agency, text=said.get("text", ""))

    if saved(form, do):
        messages.success(request, _("It is on record."))
        return done(request, back)
    context = {
        "mission": here.mission,
        "register": CONTRADICTIONS,
        "up": here.page("register", register=CONTRADICTIONS.name),
        "title": chosen.label,
        "about": chosen.about,
        "row": row,
        "form": form,
        "back": back,
    }
    return answer(request, "portal/registers/act.html", context)
