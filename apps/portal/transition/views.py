"""The page of the transition plan."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.alignment.drawings import csv_file
from apps.core.figures import Table
from apps.funding.selectors.scope import MoneyScope
from apps.missions.rules import EDITORS
from apps.missions.selectors import get_mission_for_member, memberships_in
from apps.portal.transition import selectors


@require_safe
@login_required
def transition(request: HttpRequest, code: str) -> HttpResponse:
    """What passes to whom, its cost and financing, and the watch after exit."""
    mission = get_mission_for_member(request.user, code)
    scope = MoneyScope(mission, request.user, timezone.localdate())
    plan = selectors.plan(scope)
    if request.GET.get("format") == "csv":
        return csv_file(f"{code}-handovers", _table(plan, mission.currency))
    held = memberships_in(request.user, mission)
    own = {one.agency_id for one in held if one.role in EDITORS and one.agency_id is not None}
    plans = request.user.has_perm("missions.plan_mission", mission)
    return render(
        request,
        "portal/transition/transition.html",
        {
            "mission": mission,
            "plan": plan,
            "may_add": plans or bool(own),
            "own": {
                line.row.pk
                for line in plan.lines
                if plans or own & {line.row.from_agency_id, line.row.to_agency_id}
            },
            "watches": selectors.watches(scope),
            "watched": selectors.watched(scope),
        },
    )


def _table(plan: selectors.Plan, currency: str) -> Table:
    answers = {True: _("yes"), False: _("no"), None: None}
    return Table(
        (
            _("What is handed over"),
            _("From"),
            _("To"),
            _("By"),
            _("Cost in a year, %(currency)s") % {"currency": currency},
            _("Financed nationally"),
        ),
        tuple(
            (
                line.row.task,
                None if line.row.from_agency is None else str(line.row.from_agency),
                None if line.row.to_agency is None else str(line.row.to_agency),
                line.row.due_on,
                line.cost,
                answers[line.row.financed_nationally],
            )
            for line in plan.lines
        ),
    )
