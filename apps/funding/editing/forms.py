"""What people write of money: each kind of row its form."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm, VersionedModelForm
from apps.core.editing.lines import VersionedLine, VersionedLines, lines_of
from apps.funding.models import ExchangeRate, ForwardPlan, FundingLine

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
AMOUNT = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})


class MoneyForm(VersionedModelForm):
    """A row of money. `funders` are the agencies that the person may write for."""

    def __init__(
        self,
        *args: Any,
        funders: Sequence[Agency] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if "funder" in self.fields:
            field = cast("forms.ModelChoiceField[Agency]", self.fields["funder"])
            held = self.instance.funder_id
            allowed = {one.pk for one in funders} | ({held} if held else set())
            field.queryset = Agency.objects.filter(pk__in=allowed).order_by("name")
        self.carry_what_is_seen()

    def clean_currency(self) -> str | None:
        """Three capital letters, or nothing."""
        return (self.cleaned_data.get("currency") or "").strip().upper() or None

    def clean_price_basis(self) -> str | None:
        """As it is stored, or nothing."""
        return (self.cleaned_data.get("price_basis") or "").strip().lower() or None


class LineForm(MoneyForm):
    class Meta:
        model = FundingLine
        fields = (
            "funder",
            "kind",
            "period_from",
            "period_to",
            "currency",
            "committed",
            "scheduled",
            "disbursed",
            "executed",
            "value_date",
            "price_basis",
            "quick_impact",
            "programme_based",
            "to_government_sector",
            "country_systems_budget_execution",
            "country_systems_financial_reporting",
            "country_systems_audit",
            "country_systems_procurement",
        )
        labels = {
            "funder": _("Funder"),
            "kind": _("Type"),
            "period_from": _("From"),
            "period_to": _("To"),
            "currency": _("Currency"),
            "committed": _("Committed"),
            "scheduled": _("Scheduled"),
            "disbursed": _("Disbursed"),
            "executed": _("Executed"),
            "value_date": _("Day of the exchange rate"),
            "price_basis": _("Prices"),
            "quick_impact": _("Quick-impact project"),
            "programme_based": _("Programme-based"),
            "to_government_sector": _("Of what was disbursed, to the government sector"),
            "country_systems_budget_execution": _("Through the country's budget execution"),
            "country_systems_financial_reporting": _("Through its financial reporting"),
            "country_systems_audit": _("Through its audit"),
            "country_systems_procurement": _("Through its procurement"),
        }
        help_texts = {
            "committed": _("What was promised. Leave empty what is not known: unknown is not zero."),
            "scheduled": _("What is planned to be paid in the period."),
            "disbursed": _("What was paid."),
            "executed": _("What was spent."),
            "value_date": _("If it is empty, the first day of the period."),
            "price_basis": _("current, or constant: and a year, such as constant:2020."),
        }
        widgets = {
            **dict.fromkeys(("period_from", "period_to", "value_date"), DATE),
            **dict.fromkeys(
                ("committed", "scheduled", "disbursed", "executed", "to_government_sector"), AMOUNT
            ),
        }


class RateForm(MoneyForm):
    class Meta:
        model = ExchangeRate
        fields = ("currency", "valid_on", "rate", "source")
        labels = {
            "currency": _("Currency"),
            "valid_on": _("Valid from"),
            "rate": _("In the mission's currency, for one unit"),
            "source": _("Source"),
        }
        widgets = {"valid_on": DATE, "rate": AMOUNT, "source": forms.TextInput()}


class PlanForm(MoneyForm):
    class Meta:
        model = ForwardPlan
        fields = ("funder", "years_shared", "shared_on")
        labels = {
            "funder": _("Funder"),
            "years_shared": _("Years ahead that are shared"),
            "shared_on": _("Shared on"),
        }
        widgets = {"shared_on": DATE, "years_shared": AMOUNT}


class AmountLine(VersionedLine):
    year = forms.IntegerField(label=_("Year"), min_value=1990, max_value=2200)
    amount = forms.DecimalField(
        label=_("Amount"), max_digits=22, decimal_places=4, min_value=0, widget=AMOUNT
    )
    currency = forms.CharField(label=_("Currency"), max_length=3)

    def clean_currency(self) -> str:
        """In capitals, as it is stored."""
        return str(self.cleaned_data["currency"]).strip().upper()


AmountLines: type[VersionedLines] = lines_of(AmountLine, title=_("Amounts by year"))


class RemoveForm(VersionedForm):
    """The button that takes a row out."""
