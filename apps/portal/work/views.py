"""My work: the page of one member."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from apps.alignment.drawings import portfolio_figure
from apps.coherence import words
from apps.coherence.enums import AssessmentAudience
from apps.coherence.models import Assessment
from apps.coherence.selectors import stored
from apps.coherence.selectors.moving import moves_of_agencies
from apps.coherence.selectors.rows import describe
from apps.missions.models import Membership, Mission
from apps.missions.rules import EDITORS
from apps.missions.selectors import get_mission_for_member
from apps.portal.selectors.agencies import Own, own_agencies
from apps.portal.work import dates, due, settling
from apps.portal.work.items import MOST, Asking, Item, Kind, asking

MOVES = 5
Read = Callable[[Asking], Kind]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the page; `rests` are pages with what did not find room here."""

    key: str
    title: str | Promise
    items: Sequence[Item]
    rests: Sequence[tuple[str, str]]

    @property
    def dated(self) -> bool:
        """Whether any of its items has a day."""
        return any(one.on is not None for one in self.items)


SECTIONS: Sequence[tuple[str, Promise, Sequence[Read]]] = (
    (
        "due",
        _("Due"),
        (
            due.observations_due,
            due.verifications,
            due.comment_rounds,
            due.mentions,
            dates.calendar_answers,
            due.consultations,
            due.consultations_unanswered,
            due.dissents_to_answer,
            due.observations_under_way,
            due.promises,
            due.proposals,
            settling.bands_proposed,
            due.imports,
            due.samples_open,
            due.activities_over,
        ),
    ),
    ("returned", _("Returned"), (settling.returned,)),
    (
        "disputed",
        _("Disputed"),
        (settling.disputed_links, settling.contradictions, settling.objections),
    ),
    ("unlinked", _("Linked to nothing"), (settling.unlinked_activities,)),
    ("expiring", _("Expiring"), (settling.expiring,)),
)


@require_safe
@login_required
def begin(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: to My work for who writes for an agency in the one mission they are in, else
    to the list of missions. One query."""
    held = Membership.objects.filter(user=request.user.pk)
    found = set(held.values_list("mission__code", "role")[:MOST])
    codes = {code for code, _role in found}
    if len(codes) == 1 and any(role in EDITORS for _code, role in found):
        return redirect("portal:my_work", code=codes.pop())
    return redirect("portal:home")


@require_safe
@login_required
def my_work(request: HttpRequest, code: str) -> HttpResponse:
    """What is due, returned, disputed, unlinked and expiring for the member, and the own agency's card.

    The number of queries depends on what the member does in the mission, not on rows.
    """
    mission = get_mission_for_member(request.user, code)
    who = asking(request.user, mission, timezone.localdate())
    sections = [_section(key, title, reads, who) for key, title, reads in SECTIONS]
    assessment = stored.computed(mission, AssessmentAudience.MISSION)
    return render(
        request,
        "portal/work/my_work.html",
        {
            "mission": mission,
            "who": who,
            "sections": [one for one in sections if one.items],
            "total": sum(len(one.items) for one in sections),
            "more": any(one.rests for one in sections),
            "assessment": assessment,
            "cards": _cards(mission, who, assessment),
        },
    )


def _section(key: str, title: Promise, reads: Iterable[Read], who: Asking) -> Section:
    kinds = [read(who) for read in reads]
    items = [item for kind in kinds for item in kind.items]
    return Section(
        key,
        title,
        # What is late comes first, and of each the earliest.
        sorted(items, key=lambda one: (not one.late, one.on is None, one.on or who.day)),
        [(kind.items[0].kind, kind.rest) for kind in kinds if kind.rest is not None],
    )


def _cards(mission: Mission, who: Asking, assessment: Assessment | None) -> list[dict[str, Any]]:
    """The alignment card of each agency that the member acts for, with what would move it most."""
    own: Sequence[Own] = own_agencies(who.user, mission, assessment) if assessment or who.writes else []
    keys = [one.presence.key for one in own]
    # Twice as many, for one step may move two indicators and is told once.
    moves = moves_of_agencies(assessment, keys, 2 * MOVES) if assessment and keys else {}
    movers = {key: [move.as_mover(key) for move in of] for key, of in moves.items()}
    named = [row for of in movers.values() for one in of for row in words.named_rows(one["params"])]
    seen = describe(mission, who.user, named)

    def tell(mover: dict[str, Any]) -> dict[str, Any]:
        return words.mover(mover, seen)

    return [
        {
            "presence": one.presence,
            "led": one.led,
            "figure": portfolio_figure(one.led, f"card-{place}"),
            "indicators": [words.indicator(value) for value in one.values],
            "movers": list(
                {told["text"]: told for told in map(tell, movers.get(one.presence.key, []))}.values()
            )[:MOVES],
        }
        for place, one in enumerate(own)
    ]
