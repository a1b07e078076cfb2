"""Networks, who is in them, and what they do for peace here."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from apps.missions.enums import RegionalActivityKind
from apps.missions.models import Network, RegionalActivity
from apps.portal.registers.forms.base import (
    AgenciesField,
    AreaField,
    DocumentsField,
    RecordForm,
    RowField,
    choice_field,
    day_field,
    text_field,
    yes_no_field,
)


class NetworkForm(RecordForm):
    """An alliance, regional organisation or coalition, and which agencies of the mission are in it."""

    name = text_field(_("Name"), required=True)
    kind = text_field(_("Kind"), help_text=_("For example regional organisation, alliance, coalition."))
    members = AgenciesField(_("Members"), help_text=_("To be in several networks is ordinary."))

    lists: ClassVar[tuple[str, ...]] = ("members",)

    class Meta:
        model = Network
        fields = ("name", "kind")


class RegionalActivityForm(RecordForm):
    """What a network does for peace here, the conflict that did not break out included."""

    network = RowField(Network, _("Network"), required=True)
    title = text_field(_("What it does"), required=True)
    kind = choice_field(_("Kind"), RegionalActivityKind.choices, required=True)
    started_on = day_field(_("Start"))
    ended_on = day_field(_("End"))
    area = AreaField(_("Area"))
    averted_conflict = yes_no_field(
        _("It kept a conflict from breaking out"),
        help_text=_("What did not happen leaves no trace: say in the outcome how it is known."),
    )
    outcome = text_field(_("Outcome"), rows=4)
    documents = DocumentsField()

    lists: ClassVar[tuple[str, ...]] = ("documents",)

    class Meta:
        model = RegionalActivity
        fields = (
            "network",
            "title",
            "kind",
            "started_on",
            "ended_on",
            "area",
            "averted_conflict",
            "outcome",
        )
