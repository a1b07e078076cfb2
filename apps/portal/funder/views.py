"""A funder's own page."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.activities.selectors import activities_for
from apps.agencies.models import Agency
from apps.agencies.selectors import state_name
from apps.alignment.drawings import csv_file
from apps.coherence import words
from apps.core.figures import Table
from apps.frameworks.enums import CommitmentStatus
from apps.funding.selectors.scope import MoneyScope
from apps.missions.selectors import get_mission_for_member
from apps.portal.funder import selectors, tables


@require_safe
@login_required
def own_funder(request: HttpRequest, code: str) -> HttpResponse:
    """On to the page of the agency that one acts for; a planner chooses among the funders."""
    mission = get_mission_for_member(request.user, code)
    scope = MoneyScope(mission, request.user, timezone.localdate())
    agencies = selectors.funders_of(scope, request.user)
    if len(agencies) == 1:
        return redirect("portal:funder", code=code, uuid=agencies[0].uuid)
    if not agencies and request.user.has_perm("missions.plan_mission", mission):
        agencies = selectors.agencies_that_fund(scope)
    return render(request, "portal/funder/choose.html", {"mission": mission, "funders": agencies})


def _of(request: HttpRequest, scope: MoneyScope, uuid: UUID) -> Agency:
    """The funder, for who acts for it and for planners; Http404 for everybody else."""
    own = {one.uuid: one for one in selectors.funders_of(scope, request.user)}
    if uuid in own:
        return own[uuid]
    found = Agency.objects.filter(missionagency__mission=scope.mission, uuid=uuid).first()
    if found is None or not request.user.has_perm("missions.plan_mission", scope.mission):
        raise Http404
    return found


@require_safe
@login_required
def funder(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """What a funder pays for, what nobody does, its promises, its plans, its government, funders like it.

    The file holds exactly the tables of the page.
    """
    mission = get_mission_for_member(request.user, code)
    scope = MoneyScope(mission, request.user, timezone.localdate())
    agency = _of(request, scope, uuid)
    own = scope.lines.filter(funder=agency)
    objectives, unlinked = selectors.against_framework(scope, own)
    promises, statuses = selectors.promised(scope, agency)
    ahead = selectors.plan_ahead(scope, agency)
    government = selectors.government(scope, agency, activities_for(request.user, mission))
    own_kind, kinds = selectors.by_kind(scope, agency)
    parts: Sequence[tuple[str, str, Table]] = (
        ("objectives", _("Your money against the framework"), tables.objectives_table(objectives, unlinked)),
        ("years", _("Paid as scheduled"), tables.paid_table(selectors.by_year(scope, own), _("Year"))),
        ("agencies", _("Through whom"), tables.paid_table(selectors.by_agency(scope, own), _("Agency"))),
        ("promises", _("Your commitments"), tables.promises_table(promises)),
        ("ahead", _("Plans shared ahead"), tables.ahead_table(ahead)),
        ("government", _("Your government"), tables.government_table(government)),
        ("kinds", _("Kinds of funders"), tables.kinds_table(own_kind, kinds)),
    )
    if request.GET.get("format") == "csv":
        return csv_file(
            f"{code}-funder-{agency}",
            tables.one_file([(title, table) for _key, title, table in parts if table.rows]),
        )
    shown = {key: table for key, _title, table in parts}
    lines = reverse("funding:lines", kwargs={"code": code})
    return render(
        request,
        "portal/funder/funder.html",
        {
            "mission": mission,
            "agency": agency,
            "tables": shown,
            "objectives": objectives,
            "unlinked": unlinked,
            "funded": sum(one.who == "own" for one in objectives),
            "unfunded": sum(one.who == "nobody" for one in objectives),
            "lines": f"{lines}?funder={agency.uuid}",
            "promises": promises,
            "statuses": [
                (CommitmentStatus(key).label if key else _("Nobody has said"), count)
                for key, count in statuses.items()
                if count
            ],
            "ahead": ahead,
            "government": government,
            "state": state_name(agency.state) if agency.state else None,
            "strips": [words.strip(one) for one in (government.strips if government else ())],
            "few": selectors.FEWEST,
        },
    )
