"""The page on which one side proposes a band of a relationship, or answers the one that waits."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.core.editing.views import answer, done, edits, saved
from apps.portal.registers.band_acts import BAND_ACTS
from apps.portal.registers.forms.relations import BandForm
from apps.portal.registers.kinds.relations import RELATIONSHIPS, band_words
from apps.portal.registers.views import here_of, row_of
from apps.portal.views.recording import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(BandForm)
def relationship_band(request: HttpRequest, code: str, uuid: UUID, act: str) -> HttpResponse:
    """Do one of the acts with the band, for who writes for a side that can do it."""
    here = here_of(request, code)
    row = row_of(RELATIONSHIPS, here, uuid)
    chosen = BAND_ACTS.get(act)
    own = [one for one in here.agencies if one.pk in (row.agency_a_id, row.agency_b_id)]
    if chosen is None or not own:
        raise Http404
    back = RELATIONSHIPS.page(here, row)
    sides = chosen.sides(row, own)
    if not chosen.fits(row) or not sides:
        messages.warning(request, _("It is no longer in the state in which this can be done."))
        return done(request, back)
    form = BandForm(request.POST or None, row=row, agencies=sides, to_say=chosen.to_say)

    def do() -> None:
        said = form.cleaned_data
        named = {name: said[name] for name in ("lowest", "highest") if chosen.to_say}
        agency = said.get("agency") or sides[0]
        chosen.do(by=signed_in(request), relationship=row, agency=agency, **named)

    if saved(form, do):
        messages.success(request, _("It is on record."))
        return done(request, back)
    context = {
        "mission": here.mission,
        "register": RELATIONSHIPS,
        "up": here.page("register", register=RELATIONSHIPS.name),
        "name": RELATIONSHIPS.named(row),
        "title": chosen.label,
        "about": chosen.about,
        "agreed": band_words(row.band_min, row.band_max),
        "proposed": band_words(row.band_proposed_min, row.band_proposed_max),
        "form": form,
        "back": back,
    }
    return answer(request, "portal/registers/band.html", context)
