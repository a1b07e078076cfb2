"""More of the portal: the money of public activities, and what the framework in force agrees."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from apps.alignment.selectors.money import Amount
from apps.core.figures import Table
from apps.funding.drawings import kinds_figure, years_table
from apps.funding.selectors.money import by_kind_and_year
from apps.funding.selectors.scope import MoneyScope
from apps.funding.selectors.sums import NOTHING, sums
from apps.missions.models.base import Readership
from apps.missions.selectors import get_public_mission
from apps.portal.selectors.public import commitments, gates, public_assessment, version_in_force
from apps.portal.speaking import speaking
from apps.portal.twins import commitment_facts, for_everybody, gate_facts, heading, total_facts, twin
from apps.portal.views.public import day_of

AMOUNTS: tuple[Amount, ...] = ("committed", "disbursed")


@for_everybody
def public_money(request: HttpRequest, code: str) -> HttpResponse:
    """What public activities cost by type and year, in the mission's currency."""
    mission = get_public_mission(code)
    scope = MoneyScope(mission, Readership(mission, public=True), timezone.localdate())
    lines = scope.lines
    kinds = {kind: one for (kind,), one in sums(mission, lines, "committed", "kind").items()}
    by_year = by_kind_and_year(scope, lines, "committed")
    totals = {of: sums(mission, lines, of).get((), NOTHING) for of in AMOUNTS}
    types = kinds_figure(kinds, mission.currency, None)
    tables = {"types": types.table, "years": years_table(by_year)}
    facts = {
        **heading(mission, scope.day),
        **{str(of): {"lines": one.lines, **total_facts(one.total)} for of, one in totals.items()},
        "committed_by_kind_and_year": [
            {"kind": kind, "year": year, **total_facts(one.total)}
            for (kind, year), one in sorted(by_year.items(), key=lambda item: (item[0][1], item[0][0] or ""))
        ],
    }
    file = twin(request, f"{code}-money", facts, tables)
    if file is not None:
        return file
    context = {"mission": mission, "totals": totals, "types": types, "years": tables["years"]}
    return render(request, "portal/public_money.html", context)


@for_everybody
def public_agreed(request: HttpRequest, code: str) -> HttpResponse:
    """Gates of the framework in force with what was decided at them, and what parties have promised."""
    mission = get_public_mission(code)
    day = day_of(public_assessment(mission))
    version = version_in_force(mission, day)
    agreed, promised = gates(mission, version, day), commitments(mission, version)
    facts = {
        **heading(mission, day),
        "gates": [gate_facts(one) for one in agreed],
        "commitments": [commitment_facts(one) for one in promised],
    }
    tables = {"commitments": _promises(facts["commitments"])}
    file = twin(request, f"{code}-agreed", facts, tables)
    if file is not None:
        return file
    words = speaking(request)
    words.put(one.gate for one in agreed)
    words.put(text for one in agreed for _line, text in one.lines)
    words.put({one.wording for one in promised if one.wording is not None})
    context = {
        "mission": mission,
        "day": day,
        "version": version,
        "gates": agreed,
        "commitments": promised,
        "words": words,
    }
    return render(request, "portal/public_agreed.html", context)


def _promises(facts: list[dict[str, object]]) -> Table:
    names = ("party", "text", "due_on", "objective")
    return Table(names, tuple(tuple(one[name] for name in names) for one in facts))
