"""What stands in the mails of one person, read with that person's rights.

A mail leaves the house: of what is public it says what happened, of what is for members it gives the title,
and of what an agency keeps to itself, or of a mission that asks for a second factor, the number.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.mails import site
from apps.accounts.models import User
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.models import Observation
from apps.benchmarks.reporting import Due
from apps.benchmarks.selectors.reporting import CalendarLine, agencies_reported_for, calendar
from apps.core.enums import Audience
from apps.core.templatetags.nexusplan import day as written
from apps.missions.enums import MissionAudience, Role
from apps.missions.models import Mission
from apps.missions.models.base import Readership
from apps.missions.selectors import roles_in
from apps.portal.selectors.changes import Asked, ChangeRow, changes_for
from apps.portal.work import dates, due, settling
from apps.portal.work.items import Asking, Kind, asking

MOST = 20
"""Lines of one kind that a mail names for one mission; the rest is counted."""
WARNED_DAYS = 7
"""So many days before an indicator is due its agency is reminded."""


WAITING: Sequence[Callable[[Asking], Kind]] = (
    due.observations_under_way,
    due.verifications,
    due.consultations,
    due.consultations_unanswered,
    due.comment_rounds,
    due.mentions,
    dates.calendar_answers,
    due.promises,
    due.proposals,
    due.dissents_to_answer,
    due.samples_open,
    due.activities_over,
    settling.disputed_links,
    settling.contradictions,
    settling.objections,
)
"""What of My work waits for somebody's word; what is due to be observed and what was returned stand apart."""
WORDED = frozenset({due.dissents_to_answer, due.mentions})
"""Those whose rows have no title: what they say leaves the house in no mail."""


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a mail: its title, its page, and what may be said of it where it is public."""

    title: str
    address: str
    said: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The rows of one kind: those that are named, and how many are not."""

    items: Sequence[Item]
    more: int

    def __bool__(self) -> bool:
        return bool(self.items) or self.more > 0


@dataclass(frozen=True, slots=True)
class MissionNews:
    """What one mission has for one person."""

    name: str
    address: str
    late: Listed
    soon: Listed
    returned: Listed
    waiting: Listed
    changed: Listed

    def __bool__(self) -> bool:
        return any((self.late, self.soon, self.returned, self.waiting, self.changed))


def missions_of(user: User, day: datetime.date) -> list[Mission]:
    """The running missions of a person, by name. One query."""
    rows = Mission.objects.of_member(user).exclude(ended_on__lt=day).order_by("name", "code")
    return list(rows.distinct())


def _page(name: str, mission: Mission, **more: object) -> str:
    return site() + reverse(name, kwargs={"code": mission.code, **more})


def _listed(items: Iterable[Item], *, quiet: bool, unnamed: int = 0) -> Listed:
    found = list(items)
    if quiet:
        return Listed((), len(found) + unnamed)
    return Listed(found[:MOST], max(0, len(found) - MOST) + unnamed)


def own_lines(user: User, mission: Mission, day: datetime.date) -> list[CalendarLine]:
    """The indicators that the person reports: of their agencies, and for planners those of nobody too.

    Three or four queries.
    """
    agencies = {one.pk for one in agencies_reported_for(user, mission)}
    planner = Role.PLANNER in roles_in(user, mission)
    return [
        line
        for line in calendar(user, mission, day)
        if line.owner_pk in agencies or (planner and line.owner_pk is None)
    ]


def public_lines(mission: Mission, day: datetime.date) -> dict[UUID, CalendarLine]:
    """The indicators as everybody may read them, none of a mission that is not public. One query or none."""
    if mission.audience != MissionAudience.PUBLIC:
        return {}
    return {line.uuid: line for line in calendar(AnonymousUser(), mission, day)}


def due_item(mission: Mission, line: CalendarLine, public: Mapping[UUID, CalendarLine]) -> Item:
    """An indicator that is due. When it is, is said only where everybody may know that."""
    known, said = public.get(line.uuid), None
    if known is not None and known.reporting == line.reporting and line.reporting.on is not None:
        said = _("due on %(day)s") % {"day": written(line.reporting.on)}
    return Item(line.title, _page("benchmarks:reporting", mission), said)


def news(user: User, mission: Mission, day: datetime.date) -> MissionNews:
    """What was changed in the seven days before the day, is due, was returned, or waits for the person.

    At most about fifty queries, whatever the number of rows.
    """
    quiet = mission.second_factor_required
    lines, public = own_lines(user, mission, day), public_lines(mission, day)

    def reported(kind: Due) -> Listed:
        found = (due_item(mission, line, public) for line in lines if line.reporting.due == kind)
        return _listed(found, quiet=quiet)

    return MissionNews(
        name=mission.name,
        address=_page("portal:overview", mission),
        late=reported(Due.OVERDUE),
        soon=reported(Due.SOON),
        returned=_returned(user, mission, quiet=quiet),
        waiting=_waiting(user, mission, day, quiet=quiet),
        changed=_changed(user, mission, day, quiet=quiet),
    )


def _waiting(user: User, mission: Mission, day: datetime.date, *, quiet: bool) -> Listed:
    """What waits for the person on the page My work, by the title of its row where every member may read it.

    Of a kind with more rows than that page shows, a last line leads to all of them.
    """
    who = asking(user, mission, day)
    everybody = replace(who, user=Readership(mission, public=False))
    items: list[Item] = []
    unnamed = 0
    for read in WAITING:
        found = read(who)
        shown = found.items and read not in WORDED and read(everybody).items
        known = {one.href for one in shown or ()}
        named = [one for one in found.items if one.href in known]
        unnamed += len(found.items) - len(named)
        items += [Item(f"{one.kind}: {one.title}", site() + one.href) for one in named]
        if found.rest is not None:
            items.append(Item(f"{found.items[0].kind}: {_('Show all')}", site() + found.rest))
    return _listed(items, quiet=quiet, unnamed=unnamed)


def _returned(user: User, mission: Mission, *, quiet: bool) -> Listed:
    agencies = agencies_reported_for(user, mission)
    rows = Observation.objects.visible_to(user).filter(
        mission=mission, state=ObservationState.RETURNED, submitted_by__in=agencies
    )
    found = list(rows.order_by("-observed_on", "-pk").select_related("indicator"))
    named = [one for one in found if one.audience != Audience.AGENCY]
    items = [
        Item(one.indicator.title, _page("benchmarks:observation", mission, uuid=one.uuid)) for one in named
    ]
    return _listed(items, quiet=quiet, unnamed=len(found) - len(named))


def _changed(user: User, mission: Mission, day: datetime.date, *, quiet: bool) -> Listed:
    """Named is what every member may read, and what of it everybody may read says which columns."""
    asked = Asked(since=day - datetime.timedelta(days=7), until=day - datetime.timedelta(days=1))
    rows, beyond = changes_for(user, mission, asked, with_people=False)
    named = _read_by_all(mission, asked, public=False)
    public = (
        _read_by_all(mission, asked, public=True) if mission.audience == MissionAudience.PUBLIC else set()
    )
    by_row: dict[tuple[object, ...], list[ChangeRow]] = {}
    for row in rows:
        by_row.setdefault((row.page, row.uuid, row.name), []).append(row)
    items, unnamed = [], 1 if beyond else 0
    for entries in by_row.values():
        newest = entries[0]
        if any(_of(row) not in named for row in entries):
            unnamed += 1
            continue
        told = [column for row in entries if _of(row) in public for column in row.columns]
        said = ", ".join(dict.fromkeys(str(column.label) for column in told)) or None
        own = {} if newest.uuid is None else {"uuid": newest.uuid}
        # What is gone has no page any more.
        address = _page(newest.page or "portal:changes", mission, **own)
        items.append(Item(f"{newest.kind}: {newest.name}", address, said))
    return _listed(items, quiet=quiet, unnamed=unnamed)


def _read_by_all(mission: Mission, asked: Asked, *, public: bool) -> set[tuple[object, ...]]:
    """The changes that every member of the mission, or everybody, may read."""
    readers = Readership(mission, public=public)
    return {_of(row) for row in changes_for(readers, mission, asked, with_people=False)[0]}


def _of(row: ChangeRow) -> tuple[object, ...]:
    return row.page, row.uuid, row.name, row.at, str(row.action)
