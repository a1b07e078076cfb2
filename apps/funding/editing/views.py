"""Rows of money added, changed and taken out: one pair of pages for all kinds of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.activities.selectors import activities_for
from apps.agencies.models import Agency
from apps.core.editing.lines import VersionedLines
from apps.core.editing.views import answer, done, edits, saved
from apps.funding.editing import forms
from apps.funding.editing.services import Row, remove_row, save_row
from apps.funding.models import ExchangeRate, ForwardPlan, FundingLine
from apps.funding.rules import FUNDERS
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member, memberships_in

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of rows of money: its table and form, its name, and the page that lists it."""

    model: type[Any]
    form: type[forms.MoneyForm]
    name: Promise
    new: Promise
    page: str


KINDS: Mapping[str, Kind] = {
    "line": Kind(
        FundingLine,
        forms.LineForm,
        gettext_lazy("Funding line"),
        gettext_lazy("Add a funding line"),
        "funding:lines",
    ),
    "rate": Kind(
        ExchangeRate,
        forms.RateForm,
        gettext_lazy("Exchange rate"),
        gettext_lazy("Add an exchange rate"),
        "funding:funders",
    ),
    "plan": Kind(
        ForwardPlan,
        forms.PlanForm,
        gettext_lazy("Plan shared ahead"),
        gettext_lazy("Add a plan shared ahead"),
        "funding:funders",
    ),
}


@dataclass
class Asked:
    """Who writes what: the mission, the kind, its agencies, and those that the person writes for."""

    person: User
    mission: Mission
    kind: Kind
    agencies: list[Agency]
    own: list[Agency]
    plans: bool

    def may(self, row: Row) -> bool:
        """Whether the person may write this row as it stands, stored or not."""
        return self.person.has_perm(f"funding.change_{row._meta.model_name}", row)


def _asked(request: HttpRequest, code: str, kind: str) -> Asked:
    """Three queries. Http404 for a kind that is none, and for who is no member."""
    mission = get_mission_for_member(request.user, code)
    if kind not in KINDS:
        raise Http404
    held = memberships_in(request.user, mission)
    own = {one.agency_id for one in held if one.role in FUNDERS}
    plans = request.user.has_perm("missions.plan_mission", mission)
    agencies = list(Agency.objects.filter(missionagency__mission=mission).order_by("name", "pk"))
    writes = agencies if plans else [one for one in agencies if one.pk in own]
    return Asked(cast("User", request.user), mission, KINDS[kind], agencies, writes, plans)


def _row(asked: Asked, uuid: UUID) -> Row:
    """The row, for who may change it; Http404 for everybody else."""
    rows = asked.kind.model.objects.visible_to(asked.person).filter(mission=asked.mission, uuid=uuid)
    found: Row | None = rows.first()
    if found is None or not asked.may(found):
        raise Http404
    found.mission = asked.mission
    return found


def _activity(request: HttpRequest, asked: Asked, uuid: str) -> Activity:
    try:
        rows = activities_for(request.user, asked.mission).filter(uuid=UUID(uuid))
    except ValueError as error:
        raise Http404 from error
    found = rows.select_related("lead").first()
    if found is None:
        raise Http404
    return found


def _where(asked: Asked, row: Row) -> str:
    """The page on which the row stands."""
    if isinstance(row, FundingLine):
        parts = {"code": asked.mission.code, "uuid": row.activity.uuid}
        return reverse("alignment:activity", kwargs=parts) + "#money"
    return reverse(asked.kind.page, kwargs={"code": asked.mission.code})


def _lines(request: HttpRequest, row: Row) -> list[VersionedLines]:
    if not isinstance(row, ForwardPlan):
        return []
    held = [] if row.pk is None else row.amounts.order_by("year", "currency", "pk")
    initial = [
        {"key": one.pk, "year": one.year, "amount": one.amount, "currency": one.currency} for one in held
    ]
    return [forms.AmountLines(request.POST or None, initial=initial, prefix="amounts")]


def _edited(request: HttpRequest, asked: Asked, row: Row) -> HttpResponse:
    lines = _lines(request, row)
    new = row.pk is None
    # Who leads the activity knows all its funders; a funder writes its own lines only.
    everybody = isinstance(row, FundingLine) and not new and asked.may(row)
    leads = isinstance(row, FundingLine) and row.activity.lead_id in {one.pk for one in asked.own}
    funders = asked.agencies if leads or (everybody and asked.plans) else asked.own
    form = asked.kind.form(request.POST or None, instance=row, lines=lines, funders=funders)

    def store() -> None:
        if not asked.may(row):
            raise ValidationError(_("You may write this only for an agency that you act for."))
        amounts = None
        if lines:
            amounts = [(one["year"], one["amount"], one["currency"]) for _key, one in lines[0].said()]
        save_row(by=asked.person, row=row, fields=form.changed_data, amounts=amounts)

    where = _where(asked, row)
    if saved(form, store):
        messages.success(request, _("Saved."))
        return done(request, where)
    return answer(
        request,
        "funding/editing/edit.html",
        {
            "mission": asked.mission,
            "form": form,
            "kind": asked.kind,
            "row": None if new else row,
            "activity": row.activity if isinstance(row, FundingLine) else None,
            "back": where,
            "remove": None if new else _remove_page(request, asked, row),
        },
    )


def _remove_page(request: HttpRequest, asked: Asked, row: Row) -> str:
    kind = next(name for name, one in KINDS.items() if one is asked.kind)
    return reverse("funding:remove", kwargs={"code": asked.mission.code, "kind": kind, "uuid": row.uuid})


@get_or_post
@login_required
@edits(forms.MoneyForm)
def add(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A new row; a funding line is one of the activity that the address names."""
    asked = _asked(request, code, kind)
    if not asked.own or (kind == "rate" and not asked.plans):
        raise Http404
    row: Row = asked.kind.model(mission=asked.mission)
    if isinstance(row, FundingLine):
        row.activity = _activity(request, asked, request.GET.get("activity", ""))
        row.currency = asked.mission.currency
    return _edited(request, asked, row)


@get_or_post
@login_required
@edits(forms.MoneyForm)
def change(request: HttpRequest, code: str, kind: str, uuid: UUID) -> HttpResponse:
    """A row corrected by who may write it."""
    asked = _asked(request, code, kind)
    return _edited(request, asked, _row(asked, uuid))


@get_or_post
@login_required
@edits(forms.RemoveForm)
def remove(request: HttpRequest, code: str, kind: str, uuid: UUID) -> HttpResponse:
    """A row taken out, after it was looked at."""
    asked = _asked(request, code, kind)
    row = _row(asked, uuid)
    form = forms.RemoveForm(request.POST or None, row=row)
    where = _where(asked, row)
    if saved(form, lambda: remove_row(by=asked.person, row=row)):
        messages.success(request, _("Taken out. The history keeps it."))
        return done(request, where)
    return answer(
        request,
        "funding/editing/remove.html",
        {"mission": asked.mission, "form": form, "kind": asked.kind, "said": _said(row), "back": where},
    )


def _said(row: Row) -> str:
    """The row in a line of words."""
    if isinstance(row, FundingLine):
        parts: list[object] = [row.funder, row.period_from, row.period_to, row.currency]
    elif isinstance(row, ExchangeRate):
        parts = [row.currency, row.valid_on, row.rate]
    else:
        parts = [row.funder, row.shared_on]
    return ", ".join(str(part) for part in parts if part is not None)
