"""One filter of activities, for the page, the public portal and the interface for programs."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.forms import DateInput, Select
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, DateFilter, FilterSet

from apps.activities.enums import ActivityStatus
from apps.activities.models import Activity, ActivityArea
from apps.activities.selectors import Activities, within
from apps.alignment.selectors.lists import (
    LISTED,
    RANK,
    ActivityRow,
    ActivityScope,
    Links,
    activity_rows,
    best_rank,
)
from apps.alignment.selectors.money import committed_total
from apps.core.enums import Grade
from apps.core.paging import Key, Page, page_of, position
from apps.core.text import fold
from apps.missions.models import Mission

YES_NO = (("yes", _("Yes")), ("no", _("No")))


@dataclass(frozen=True, slots=True)
class Sort:
    """What a list is ordered by, then by title; `annotate` makes the column where it is no field."""

    label: Any
    key: str
    nullable: bool = False
    annotate: Callable[[Mission], Any] | None = None


SORTS: Mapping[str, Sort] = {
    "title": Sort(_("Title"), "title"),
    "lead": Sort(_("Lead"), "lead_label", annotate=lambda _mission: Coalesce("lead__acronym", "lead__name")),
    "start": Sort(_("Start"), "start", nullable=True),
    "end": Sort(_("End"), "end", nullable=True),
    "money": Sort(_("Money committed"), "money", nullable=True, annotate=committed_total),
}


def sort_choices() -> list[tuple[str, Any]]:
    """Every column upwards and downwards, as the address writes it."""
    return [
        choice
        for name, sort in SORTS.items()
        for choice in (
            (name, sort.label),
            (f"-{name}", _("%(column)s, descending") % {"column": sort.label}),
        )
    ]


class QuickSelect(Select):
    """A select written at once: Django's own renders a template for each of some hundred options."""

    def render(
        self,
        name: str,
        value: Any,
        attrs: Mapping[str, Any] | None = None,
        renderer: Any = None,  # noqa: ARG002 - Django's signature
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = "".join(
            f'<option value="{escape(str(key))}"{" selected" if str(key) == chosen else ""}>'
            f"{escape(str(label))}</option>"
            for key, label in self.choices
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return mark_safe(f"<select{flatatt(given)}>{options}</select>")  # noqa: S308 - each text is escaped


class ActivityFilter(FilterSet):
    """Activities of one scope by what people ask for; an unknown value is an error of its field."""

    q = CharFilter(label=_("Words"), method="with_words", max_length=200)
    lead = ChoiceFilter(label=_("Lead"), field_name="lead__uuid", empty_label=_("Any"))
    dimension = ChoiceFilter(label=_("Dimension"), empty_label=_("Any"))
    status = ChoiceFilter(label=_("Status"), choices=ActivityStatus.choices, empty_label=_("Any"))
    area = ChoiceFilter(label=_("Area"), method="in_area", empty_label=_("Any"))
    objective = ChoiceFilter(label=_("Objective"), method="serving", empty_label=_("Any"))
    linked = ChoiceFilter(label=_("Linked"), method="by_linked", choices=YES_NO, empty_label=_("Any"))
    grade = ChoiceFilter(
        label=_("Best grade"), method="by_grade", choices=Grade.choices, empty_label=_("Any")
    )
    active_on = DateFilter(
        label=_("Under way on"),
        method="under_way",
        input_formats=["%Y-%m-%d"],
        widget=DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    humanitarian = ChoiceFilter(
        label=_("Humanitarian"),
        method="by_humanitarian",
        choices=[*YES_NO, ("unknown", _("Not recorded"))],
        empty_label=_("Any"),
    )
    sort = ChoiceFilter(label=_("Sort by"), method="unchanged", choices=sort_choices, empty_label=None)

    MAIN: tuple[str, ...] = ("q", "lead", "objective", "sort")
    """Fields that are always seen; the others fold away while they are not used."""

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, data: Mapping[str, Any] | None, scope: ActivityScope) -> None:
        super().__init__(data, queryset=scope.activities)
        self.scope = scope
        choices: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
            "lead": lambda: [(str(lead.uuid), lead.label) for lead in scope.leads],
            "dimension": lambda: list(scope.dimensions.items()),
            "area": lambda: [(str(place.uuid), place.name) for place in scope.places],
            "objective": lambda: [(str(label.uuid), str(label)) for label in scope.objectives.values()],
        }
        for name, of in self.filters.items():
            if isinstance(of, ChoiceFilter):
                of.extra |= {"widget": QuickSelect} | ({"choices": choices[name]} if name in choices else {})

    def with_words(self, rows: Activities, _name: str, text: str) -> Activities:
        """Activities that hold every word, whatever its case and accents."""
        for word in fold(text).split():
            rows = rows.filter(search__contains=word)
        return rows

    def in_area(self, rows: Activities, _name: str, uuid: str) -> Activities:
        """Activities in the area or in a part of it."""
        place = next(place for place in self.scope.places if str(place.uuid) == uuid)
        here = ActivityArea.objects.filter(
            activity=OuterRef("pk"), area__in=within(self.scope.places, place.uuid)
        )
        return rows.filter(Exists(here))

    def serving(self, rows: Activities, _name: str, _uuid: str) -> Activities:
        return rows.filter(pk__in=self._links().values("activity"))

    def by_linked(self, rows: Activities, _name: str, answer: str) -> Activities:
        linked = Q(pk__in=self.scope.links().values("activity"))
        return rows.filter(linked if answer == "yes" else ~linked)

    def by_grade(self, rows: Activities, _name: str, grade: str) -> Activities:
        """Activities whose best recorded link (to the chosen objective, if one is) has this grade."""
        best = self._links().order_by().values("activity").annotate(best=best_rank())
        return rows.filter(pk__in=best.filter(best=RANK[grade]).values("activity"))

    def under_way(self, rows: Activities, _name: str, day: datetime.date) -> Activities:
        """Activities that the method counts as active on the day.

        What is completed or suspended was under way then only if both its dates are known.
        """
        covers = (Q(start__isnull=True) | Q(start__lte=day)) & (Q(end__isnull=True) | Q(end__gte=day))
        over = Q(
            status__in=(ActivityStatus.COMPLETED, ActivityStatus.SUSPENDED),
            start__isnull=False,
            end__isnull=False,
        )
        return rows.filter(covers, Q(status=ActivityStatus.ACTIVE) | over)

    def by_humanitarian(self, rows: Activities, _name: str, answer: str) -> Activities:
        return rows.filter(humanitarian={"yes": True, "no": False, "unknown": None}[answer])

    def unchanged(self, rows: Activities, _name: str, _value: str) -> Activities:
        return rows

    def _links(self) -> Links:
        """Links to the chosen objective, or all. As a set: both databases read it once, not for each row."""
        links = self.scope.links()
        chosen = self.form.cleaned_data.get("objective")
        return links.filter(objective__uuid=chosen) if chosen else links

    @property
    def more_used(self) -> bool:
        """One of the fields that fold away holds something."""
        return any(self.data.get(name) for name in self.filters if name not in self.MAIN)

    @property
    def sorted_by(self) -> str:
        """The order that the address asks for, or by title."""
        asked = self.form.cleaned_data.get("sort") if self.is_valid() else None
        return asked or "title"

    def listed(self) -> tuple[Activities, list[Key]]:
        """The filtered activities with the column they are ordered by, and the keys of that order."""
        name = self.sorted_by
        sort = SORTS[name.removeprefix("-")]
        rows = self.qs
        if sort.annotate is not None:
            rows = rows.annotate(**{sort.key: sort.annotate(self.scope.mission)})
        keys = [Key(sort.key, descending=name.startswith("-"), nullable=sort.nullable)]
        if sort.key != "title":
            keys.append(Key("title"))
        return rows, keys


class ToLinkFilter(ActivityFilter):
    """Activities that wait to be linked, so without what only linked ones have."""

    objective = None
    linked = None
    grade = None

    MAIN = ("q", "lead", "sort")


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of activities as an address asks for it; `page` is None where the address cannot be read."""

    filter: ActivityFilter
    page: Page[Activity] | None
    rows: Sequence[ActivityRow]

    @property
    def basis(self) -> str | None:
        """The price basis of every sum on the page, if they share one."""
        totals = [total for row in self.rows for total in (row.committed, row.disbursed)]
        bases = {total.price_basis for total in totals if total.amount is not None}
        return bases.pop() if len(bases) == 1 else None


def listing(data: Mapping[str, Any], scope: ActivityScope) -> Listing:
    """The page that an address asks for. At most ten queries, two less for the first page of a list."""
    asked = ActivityFilter(data, scope)
    if not asked.is_valid():
        return Listing(asked, None, ())
    rows, keys = asked.listed()
    at = position(data.get("after"), data.get("before"), data.get("last"))
    read = Activity.objects.select_related("lead").only(*LISTED)
    page = page_of(rows, keys, at, counted=asked.qs, read=read)
    return Listing(asked, page, activity_rows(scope, page.rows))
