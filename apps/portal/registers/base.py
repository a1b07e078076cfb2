"""What a register is: how its rows are read, shown, written, and by whom."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext

from apps.agencies.models import Agency
from apps.core.editing.lines import VersionedLines
from apps.core.figures import Table
from apps.missions.enums import Role
from apps.missions.models import Mission, MissionRow
from apps.missions.rules import EDITORS
from apps.missions.selectors import memberships_in
from apps.missions.services.records import save_record
from apps.portal.selectors.objectives import named_objectives

if TYPE_CHECKING:
    from apps.portal.registers.forms.base import RecordForm

Words = str | Promise


class Here:
    """Who asks, and in which mission: forms offer and pages show what this person may know."""

    def __init__(self, user: Any, mission: Any) -> None:
        self.user = user
        self.mission: Mission = mission
        self.plans: bool = mission.plans
        self._asked: dict[tuple[str, Any], bool] = {}

    def may(self, rule: str, row: Any) -> bool:
        """Whether the person may do with the row what the rule names; asked once on a page."""
        key = (rule, row)
        if key not in self._asked:
            self._asked[key] = bool(self.user.has_perm(rule, row))
        return self._asked[key]

    @cached_property
    def _held(self) -> list[tuple[str, Agency]]:
        held = memberships_in(self.user, self.mission)
        return [(row.role, row.agency) for row in held if row.agency is not None]

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those that the person writes for, by name. One query."""
        return sorted({agency for role, agency in self._held if role in EDITORS}, key=str)

    @cached_property
    def voices(self) -> list[Agency]:
        """Those that the person can raise something for: donors have a voice too. One query."""
        return sorted({agency for role, agency in self._held if role in (*EDITORS, Role.DONOR)}, key=str)

    @cached_property
    def objectives(self) -> dict[int, tuple[str, str]]:
        """Name and address of each objective, by primary key. One query."""
        return {
            one.pk: (name, self.page("objective", uuid=one.uuid))
            for one, name in named_objectives(self.mission).items()
        }

    def page(self, name: str, *, space: str = "portal", **parts: Any) -> str:
        """The address of a page of the mission."""
        return reverse(f"{space}:{name}", kwargs={"code": self.mission.code, **parts})


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is said of a row: a date, number or text, or links, or a mark of its status.

    None is what nobody has recorded; a `number` stands at the end of its column. `mark`: "r" to be mended,
    "a" to be watched, "n" neither.
    """

    label: Words
    value: Any = None
    links: Sequence[tuple[str, str]] = ()
    mark: str = ""
    number: bool = False

    @property
    def is_text(self) -> bool:
        return isinstance(self.value, str | Promise)

    @property
    def plain(self) -> Any:
        """The value as a file holds it."""
        return "; ".join(words for words, _address in self.links) if self.links else self.value


Action = tuple[Words, str]
"""What a button says, and where it leads."""


def _no_actions(_row: Any, _here: Here) -> Sequence[Action]:
    return ()


def _saved(by: Any, form: "RecordForm") -> Any:
    return save_record(by=by, row=form.instance, fields=form.columns, lists=form.listed())


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One register. `read` reads along what `facts` need; the first `listed` facts are columns of the list.

    Whoever `change` names (without it, the rule of the table) writes a row; who plans the mission adds one,
    and with `by_agencies` who writes for an agency, with `by_voices` also who speaks for a donor. `choices`
    are the columns that the list can be narrowed by, `words` those that are searched. `note` and `scale`
    stand above the form, `lines` are those of its form; `beside` and `more` are what the list and the page
    of a row show besides. `declared` is the name under which it can be declared empty (`empties`).
    """

    name: str
    group: str
    title: Words
    about: Words
    empty: Words
    new: Words
    model: type[MissionRow]
    form: "type[RecordForm]"
    read: Callable[[QuerySet[Any], Here], QuerySet[Any]]
    facts: Callable[[Any, Here], Sequence[Fact]]
    named: Callable[[Any], str] = str
    order: tuple[str, ...] = ("key",)
    listed: int = 5
    choices: tuple[str, ...] = ()
    labels: Mapping[str, Words] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    by_agencies: bool = False
    by_voices: bool = False
    change: str = ""
    removes: bool = True
    save: Callable[[Any, Any], Any] = _saved
    actions: Callable[[Any, Here], Sequence[Action]] = _no_actions
    declared: str = ""
    lines: Callable[[Any, Any, Here], list[VersionedLines]] | None = None
    note: Words = ""
    scale: Sequence[tuple[Words, ...]] = ()
    template: str = "portal/registers/row.html"
    beside: Callable[[Here], Mapping[str, Any]] | None = None
    more: Callable[[Any, Here], Mapping[str, Any]] | None = None

    @property
    def permission(self) -> str:
        """The rule by which a row is written."""
        meta = self.model._meta
        return self.change or f"{meta.app_label}.change_{meta.model_name}"

    def rows(self, here: Here) -> QuerySet[Any]:
        """The rows that this person may see, in order."""
        seen: Any = self.model._default_manager
        return self.read(seen.visible_to(here.user).filter(mission=here.mission), here).order_by(
            *self.order, "pk"
        )

    def may_add(self, here: Here) -> bool:
        """Whether the person may add a row at all."""
        if here.plans:
            return True
        return bool((self.by_agencies and here.agencies) or (self.by_voices and here.voices))

    def page(self, here: Here, row: Any) -> str:
        """Where a row is shown."""
        return here.page("register_row", register=self.name, uuid=row.uuid)


def table_of(rows: Sequence[Sequence[Fact]]) -> Table:
    """What is said of rows of one register as a table to be saved."""
    header = [str(fact.label) for fact in rows[0]] if rows else []
    return Table(tuple(header), tuple(tuple(fact.plain for fact in facts) for facts in rows))


def word(choices: Any, value: Any) -> str | None:
    """A value of a list of words as people read it; None for none."""
    return None if value is None else str(choices(value).label)


def said(value: Any) -> str | None:
    """Yes, no, or None where nobody has said it."""
    return None if value is None else gettext("Yes") if value else gettext("No")


def agency_link(here: Here, agency: Agency | None) -> Sequence[tuple[str, str]]:
    """An agency as a link to its page; nothing for none."""
    return () if agency is None else ((str(agency), here.page("agency", uuid=agency.uuid)),)


def agency_links(here: Here, agencies: Any) -> Sequence[tuple[str, str]]:
    """Agencies, read along, as links by name."""
    return [link for one in sorted(agencies, key=str) for link in agency_link(here, one)]


def activity_link(here: Here, activity: Any) -> Sequence[tuple[str, str]]:
    """An activity with its lead, as a link; nothing for none."""
    if activity is None:
        return ()
    words = f"{activity.title} ({activity.lead})"
    return ((words, here.page("activity", space="alignment", uuid=activity.uuid)),)


def objective_link(here: Here, pk: int | None) -> Sequence[tuple[str, str]]:
    """An objective as a link; nothing for none. One query for all of a page."""
    return () if pk is None or pk not in here.objectives else (here.objectives[pk],)
