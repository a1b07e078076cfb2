"""What can be wrong with a change, each with its sentence."""

from collections.abc import Mapping
from typing import Any

from apps.coherence.engine.registry.texts import gettext_noop as _

ERROR_TEXTS: Mapping[str, str] = {
    "no_list": _("The changes are not a list."),
    "too_many": _("There are more than %(most)s changes."),
    "no_object": _("This is not an object with a kind."),
    "kind": _("There is no kind of change “%(value)s”."),
    "missing": _("This field is missing."),
    "unexpected": _("This kind of change has no such field."),
    "text": _("This must be the key of a row."),
    "texts": _("This must be a list of keys, with at least one and none twice."),
    "grade": _("There is no grade “%(value)s”."),
    "whole": _("This must be a whole number from %(least)s to %(most)s."),
    "periods": _("This must be a whole number from −%(most)s to %(most)s, and not 0."),
    "share": _("A share must be a number above 0, at most 1."),
    "shares": _("The shares must not add up to more than 1."),
    "unknown_row": _("The plan has no such row, as far as all members see it."),
    "linked": _("This activity is already linked to this objective: verify that link."),
    "attestor_missing": _("A verified link needs an agency that attests it."),
    "attestor_unasked": _("Only a verified link has an agency that attests it."),
    "attestor_involved": _(
        "%(key)s leads, implements or funds the activity, or belongs to the state of its lead: "
        "what it attests counts as evidenced only."
    ),
    "attestor_dependent": _(
        "%(key)s has too much of its income from the lead or a funder: "
        "what it attests counts as evidenced only."
    ),
    "verified": _("The link %(key)s is already verified by an independent agency."),
    "not_open": _("This contradiction is no longer open."),
    "no_contradiction": _("These two activities support each other: there is nothing to resolve."),
    "no_delivery": _("This scenario has no delivery to move."),
    "no_period": _("The delivery has only %(periods)s periods."),
    "too_early": _("That would be before the first period."),
    "no_date": _("That is no date of the calendar."),
    "no_money": _("This funding line has no amount to split."),
    "same_activity": _("The money is with this activity already."),
}
"""Sentences by code, for the reader of a page and of a file alike."""


class ChangeError(ValueError):
    """A change that cannot be read, or not be made in this plan.

    `number` counts the changes from 1 and is 0 for the list as a whole; `field` is the field of the change,
    None for the change as a whole.
    """

    def __init__(self, code: str, number: int, field: str | None = None, **params: Any) -> None:
        self.code = code
        self.number = number
        self.field = field
        self.params = params
        place = "changes" if number == 0 else f"change {number}"
        super().__init__(f"{place if field is None else f'{place}, {field}'}: {ERROR_TEXTS[code] % params}")
