"""One filter of funding lines, for the page of money and the list behind each of its numbers."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.forms import TextInput
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet, NumberFilter

from apps.alignment.filters import YES_NO, QuickSelect
from apps.alignment.selectors.money import Amount
from apps.alignment.templatetags.alignment import prices
from apps.funding.enums import FundingKind
from apps.funding.models import FundingLine
from apps.funding.selectors.scope import MoneyScope
from apps.funding.selectors.sums import Lines

AMOUNTS: Mapping[Amount, Any] = {
    "committed": _("Committed"),
    "scheduled": _("Scheduled"),
    "disbursed": _("Disbursed"),
    "executed": _("Executed"),
}
NONE = "none"
USUAL: Amount = "disbursed"
YEAR = {"min_value": 1900, "max_value": 2200, "widget": TextInput(attrs={"inputmode": "numeric"})}
"""Text, because a browser does not show what is no number, so that nobody could correct it."""


class LineFilter(FilterSet):
    """Funding lines of one scope by what people ask for; an unknown value is an error of its field."""

    amount = ChoiceFilter(
        label=_("Amount"), method="unchanged", choices=list(AMOUNTS.items()), empty_label=None
    )
    since = NumberFilter(label=_("From year"), field_name="year", lookup_expr="gte", **YEAR)
    until = NumberFilter(label=_("To year"), field_name="year", lookup_expr="lte", **YEAR)
    kind = ChoiceFilter(
        label=_("Type"),
        method="of_kind",
        choices=[*FundingKind.choices, (NONE, _("Not recorded"))],
        empty_label=_("Any"),
    )
    prices = ChoiceFilter(label=_("Prices"), method="in_prices", empty_label=_("Any"))
    funder = ChoiceFilter(label=_("Funder"), field_name="funder__uuid", empty_label=_("Any"))
    agency = ChoiceFilter(label=_("Agency"), field_name="activity__lead__uuid", empty_label=_("Any"))
    objective = ChoiceFilter(label=_("Objective"), method="toward", empty_label=_("Any"))
    quick_impact = ChoiceFilter(
        label=_("Quick impact"), method="by_quick_impact", choices=YES_NO, empty_label=_("Any")
    )

    class Meta:
        model = FundingLine
        fields: list[str] = []

    def __init__(self, data: QueryDict | None, scope: MoneyScope) -> None:
        given = QueryDict(mutable=True) if data is None else data.copy()
        given.setdefault("amount", USUAL)
        super().__init__(given, queryset=scope.lines)
        self.scope = scope
        choices = {
            "prices": lambda: self.prices_to_choose,
            "funder": lambda: [(str(one.uuid), one.label) for one in scope.funders],
            "agency": lambda: [(str(one.uuid), one.label) for one in scope.leads],
            "objective": lambda: [
                *((str(one.uuid), one.label) for one in scope.objectives.values()),
                (NONE, _("Not linked")),
            ],
        }
        for name, of in choices.items():
            self.filters[name].extra |= {"choices": of, "widget": QuickSelect}

    MAIN = ("amount", "since", "until", "kind")
    """Fields that are always seen; the others fold away while they are not used."""

    @property
    def more_used(self) -> bool:
        """One of the fields that fold away holds something."""
        return any(self.data.get(name) for name in self.filters if name not in self.MAIN)

    @property
    def prices_to_choose(self) -> list[tuple[str, str]]:
        """The price bases in use, as the address writes them and as people say them."""
        return [(basis or NONE, prices(basis) or str(_("Not recorded"))) for basis in self.scope.bases]

    @property
    def years(self) -> tuple[int | None, int | None]:
        """The first and last year that a valid address asks for."""
        since, until = (self.form.cleaned_data[name] for name in ("since", "until"))
        return None if since is None else int(since), None if until is None else int(until)

    @property
    def of(self) -> Amount:
        """The amount that is asked for, or the usual one."""
        asked = self.form.cleaned_data.get("amount") if self.is_valid() else None
        return asked or USUAL

    def of_kind(self, rows: Lines, _name: str, kind: str) -> Lines:
        return rows.filter(kind__isnull=True) if kind == NONE else rows.filter(kind=kind)

    def in_prices(self, rows: Lines, _name: str, basis: str) -> Lines:
        return rows.filter(price_basis__isnull=True) if basis == NONE else rows.filter(price_basis=basis)

    def toward(self, rows: Lines, _name: str, uuid: str) -> Lines:
        """Lines of activities that are linked to the objective, or to none."""
        links = self.scope.links()
        if uuid == NONE:
            return rows.filter(~Q(activity__in=links.values("activity")))
        return rows.filter(activity__in=links.filter(objective__uuid=uuid).values("activity"))

    def by_quick_impact(self, rows: Lines, _name: str, answer: str) -> Lines:
        return rows.filter(quick_impact=answer == "yes")

    def unchanged(self, rows: Lines, _name: str, _value: str) -> Lines:
        return rows
