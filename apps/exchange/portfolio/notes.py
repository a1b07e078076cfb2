"""What can be said of a record: its codes and their sentences. A note that keeps a record out is a fault."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop

from apps.exchange.portfolio.record import Note

SENTENCES: Mapping[str, str] = {
    # what keeps a record out
    "no_identifier": gettext_noop("It has no identifier, so it could not be found again."),
    "no_title": gettext_noop("It has no title."),
    "no_lead": gettext_noop("Nobody is named who leads it."),
    "lead_left_out": gettext_noop("“%(name)s”, who leads it, is to be left out."),
    "twice": gettext_noop("It stands twice in this file; the first time in line %(line)s."),
    "not_own": gettext_noop("Your agency neither leads nor implements it, so you cannot bring it in."),
    "not_yours_to_change": gettext_noop("It is here already, and it is not for you to change it."),
    "other_country": gettext_noop("It belongs to other countries: %(countries)s."),
    "left_out": gettext_noop("You decided to leave it out."),
    "empty_row": gettext_noop("The row holds nothing that could be read."),
    # what was taken, with a word about it
    "no_status": gettext_noop("It has no status; “%(taken)s” follows from its dates."),
    "no_status_at_all": gettext_noop("It has no status; it is taken as proposed."),
    "end_before_start": gettext_noop(
        "It ends (%(end)s) before it starts (%(start)s). Both are kept as they are."
    ),
    "share_unreadable": gettext_noop(
        "The share “%(value)s” of sector %(code)s is no percentage; it is left open."
    ),
    "shares": gettext_noop(
        "The shares of its sectors add up to %(total)s %%, not 100 %%. They are kept as they are."
    ),
    "sector_unknown": gettext_noop("The sector %(code)s is not in the list of DAC sectors; it is kept."),
    "sector_withdrawn": gettext_noop("The sector %(code)s has been withdrawn from the list; it is kept."),
    "no_value": gettext_noop("An amount of money cannot be read (%(path)s); it is left out."),
    "no_currency": gettext_noop("An amount of money has no currency (%(path)s); it is left out."),
    "no_day": gettext_noop("Money without a date, and the activity has no start: left out %(count)s times."),
    "no_funder": gettext_noop("Money without a funder: left out %(count)s times."),
    "several_funders": gettext_noop(
        "Several funders and only one total: the money stands under “several donors together”."
    ),
    "no_dimension": gettext_noop("Neither a sector nor a dimension is given; it is taken as %(taken)s."),
    "dimension_unknown": gettext_noop(
        "The dimension “%(value)s” is none of this mission; %(taken)s is taken."
    ),
    "places_unknown": gettext_noop("%(count)s places are none of the areas of this mission: %(names)s."),
    "humanitarian_kept": gettext_noop("It is humanitarian, so only its own agency sees it at first."),
    "lead_from": gettext_noop("Nobody is named as accountable; %(name)s is taken as the lead."),
    "edited_here": gettext_noop("%(fields)s: changed here since the last import, so it stays as it is."),
    "other_source": gettext_noop("It is here already from another source; only what was missing is added."),
    "value_unreadable": gettext_noop("%(column)s: “%(value)s” cannot be read; it is left open."),
    "day_first": gettext_noop("%(column)s: “%(value)s” is read as day, month, year."),
    "merged": gettext_noop("%(column)s: taken from the merged cell above."),
    "organisation_left_out": gettext_noop("“%(name)s” is left out, as decided."),
}


def sentence(note: Note) -> str:
    """The note in words, in the reader's language."""
    words = gettext(SENTENCES[note.code])
    values: dict[str, Any] = dict(note.values)
    if note.column is not None:
        values["column"] = note.column
    said = words % values if values or "%%" in words else words
    return said.replace("….", "…")


def gist(code: str) -> str:
    """The sentence of a code with dots where a record's own values would stand."""
    return re.sub(r"%\(\w+\)s", "…", gettext(SENTENCES[code])).replace("%%", "%")
