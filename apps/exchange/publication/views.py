"""What leaves for IATI: which activities are published, every field of one as it would leave, the file."""

import datetime
from collections.abc import Iterator
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.agencies.models import Agency
from apps.core.editing.views import answer, done, edits, saved
from apps.core.enums import Audience
from apps.core.files.serving import attachment
from apps.exchange.publication.forms import PublicationForm, initial_of
from apps.exchange.publication.notes import SENTENCES
from apps.exchange.publication.reading import Publication
from apps.exchange.publication.services import decide_publication
from apps.exchange.selectors import one_moment
from apps.missions.models import Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import get_mission_for_member, memberships_in

PAGE = 50
XML = "application/xml"


class Asked:
    """Who decides what of a mission leaves, and for whom: a planner for all, others for their agencies.

    Three queries; Http404 for who decides nothing.
    """

    def __init__(self, request: HttpRequest, code: str) -> None:
        self.user = cast("User", request.user)
        self.mission: Mission = get_mission_for_member(request.user, code)
        held = memberships_in(request.user, self.mission)
        self.plans = any(row.role == "planner" for row in held)
        own = {row.agency_id for row in held if row.role in EDITORS and row.agency_id is not None}
        if not self.plans and not own:
            raise Http404
        self.agencies = list(Agency.objects.filter(pk__in=own).order_by("name"))

    def activities(self) -> Any:
        rows = activities_for(self.user, self.mission)
        return rows if self.plans else rows.filter(lead__in=self.agencies)


@require_safe
@login_required
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The activities that the reader decides about, each with what was decided."""
    asked = Asked(request, code)
    rows = asked.activities().select_related("lead").order_by("title", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    public = asked.mission.audience == "public"
    leaving = asked.activities().filter(iati_publish=True, audience=Audience.PUBLIC).count() if public else 0
    context = {
        "mission": asked.mission,
        "page": page,
        "agencies": asked.agencies,
        "plans": asked.plans,
        "public": public,
        "leaving": leaving,
    }
    return answer(request, "exchange/publication/activities.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(PublicationForm)
def decide(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Every field of one activity as it would leave, what cannot leave, and the decision."""
    asked = Asked(request, code)
    rows = asked.activities().filter(uuid=uuid).select_related("lead", "mission")
    activity: Activity | None = rows.first()
    if activity is None or not request.user.has_perm("activities.change_activity", activity):
        raise Http404
    up = reverse("publication:activities", kwargs={"code": code})
    form = PublicationForm(request.POST or None, row=activity, initial=initial_of(activity))
    if saved(
        form,
        lambda: decide_publication(
            by=asked.user, activity=activity, publish=form.said(), reason=form.cleaned_data["reason"] or None
        ),
    ):
        messages.success(request, _("Saved."))
        return done(request, up)
    one = Publication(asked.mission, timezone.localdate(), agency=None if asked.plans else activity.lead)
    fields, notes = one.preview(activity)
    context = {
        "mission": asked.mission,
        "activity": activity,
        "form": form,
        "back": up,
        "fields": fields,
        "notes": [SENTENCES[code] for code in notes],
        "public": activity.audience == Audience.PUBLIC and asked.mission.audience == "public",
    }
    return answer(request, "exchange/publication/activity.html", context)


@require_safe
@login_required
def file(request: HttpRequest, code: str, uuid: UUID | None = None) -> HttpResponseBase:
    """The file of the mission, for a planner, or of one agency of the reader; public rows and no others."""
    asked = Asked(request, code)
    agency = next((one for one in asked.agencies if one.uuid == uuid), None)
    if agency is None and (uuid is not None or not asked.plans):
        raise Http404
    one = Publication(asked.mission, timezone.localdate(), agency=agency)
    sent: Any = _streamed(one, timezone.now())
    response = attachment(sent, name="", media_type=XML)
    name = f"{asked.mission.code}.iati.xml"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _streamed(one: Publication, at: datetime.datetime) -> Iterator[bytes]:
    """The file as it is read, all batches from one moment."""
    with one_moment():
        yield from one.pieces(at)
