"""What the two sides of a relationship can do with its band: propose one, agree to it, take it back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.agencies.models import Agency
from apps.alignment.models import Relationship
from apps.alignment.relationships import services
from apps.portal.registers.base import Words


@dataclass(frozen=True, slots=True)
class BandAct:
    """One thing that can be done: by which side, in which state; `to_say` whether a band is named with it."""

    name: str
    label: Words
    about: Words
    fits: Callable[[Relationship], bool]
    by_side: Callable[[Relationship, Agency], bool]
    do: Callable[..., Any]
    to_say: bool = False

    def sides(self, row: Relationship, agencies: Sequence[Agency]) -> list[Agency]:
        """Those of the agencies for which it can be done."""
        sides = (row.agency_a_id, row.agency_b_id)
        return [one for one in agencies if one.pk in sides and self.by_side(row, one)]


def _waits(row: Relationship) -> bool:
    return row.band_proposed_by_id is not None


BAND_ACTS = {
    act.name: act
    for act in (
        BandAct(
            "agree",
            _("Agree to the band"),
            _("From today on it takes the place of the band that the method gives to such a pair."),
            _waits,
            lambda row, agency: row.band_proposed_by_id != agency.pk,
            services.agree_to_band,
        ),
        BandAct(
            "propose",
            _("Propose a band"),
            _(
                "Between which lowest and highest closeness should the two work? It counts once the other "
                "side has agreed; what was proposed before gives way to it."
            ),
            lambda _row: True,
            lambda _row, _agency: True,
            services.propose_band,
            to_say=True,
        ),
        BandAct(
            "refuse",
            _("Refuse the proposed band"),
            _("What is agreed until now stays as it is. Either side may propose another."),
            _waits,
            lambda row, agency: row.band_proposed_by_id != agency.pk,
            services.refuse_band,
        ),
        BandAct(
            "withdraw",
            _("Withdraw the proposed band"),
            _("What is agreed until now stays as it is. Either side may propose another."),
            _waits,
            lambda row, agency: row.band_proposed_by_id == agency.pk,
            services.refuse_band,
        ),
    )
}
