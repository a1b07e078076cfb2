"""What a file of IATI cannot carry of an activity, in sentences: each code with what a person should know."""

from collections import Counter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEFT_OUT = frozenset({"no_start", "no_title"})
"""Without these IATI has no valid activity, so the whole of it stays out."""

SENTENCES: dict[str, Promise | str] = {
    "no_start": _("Left out: it has no start, and IATI asks for one."),
    "no_title": _("Left out: it has no title."),
    "no_identifier": _("It has no IATI identifier; the file gives it one of the mission's code and its key."),
    "no_reporter": _("The reporting organisation has no IATI identifier, so the file gives none."),
    "kind_unknown": _("The kind of the reporting organisation is not known, so it stands as “other”."),
    "no_language": _("Its language is not recorded, so it stands as undetermined."),
    "no_description": _("It has no description, so its title stands in that place."),
    "approved": _("IATI has no status “approved”; it stands as “in the pipeline”."),
    "end_before_start": _("Its end lies before its start, so the end is left out."),
    "countries": _("No single country is known, and shares of countries are not recorded."),
    "no_sector": _("It has no DAC sector; the file has its dimension as a sector of our own."),
    "sector_shares": _(
        "The shares of its sectors are not all recorded or do not add up to 100%, so IATI cannot take them; "
        "the file has its dimension as a sector of our own."
    ),
    "coarser": _("Places are given by the larger area that they lie in, so that they find nobody."),
    "future_money": _("Money with a day to come cannot be a transaction."),
    "long_budget": _("A period of more than a year cannot be a budget; it stands as a planned disbursement."),
    "partial_budget": _("The plans of some funders are not recorded, so their sum is no budget."),
    "day_of_money": _("Money without a day of its own stands at the beginning of its period."),
    "money_details": _("The kind, price basis and country systems of money have no place in IATI."),
    "approved_on": _("The day of approval has no place in IATI."),
    "people_planned": _("The number of people planned has no place in IATI."),
    "intervention_type": _("The type of intervention has no place in IATI."),
    "country_owned_results": _("The answers on results owned by the country have no place in IATI."),
    "no_address": _("A document without a web address cannot be linked."),
    "category": _("The category of a document is not known to IATI, so it stands as a page of the activity."),
    "words_only": _("A stage or a yes stands in words: IATI has figures for numbers only."),
    "no_baseline_day": _("A baseline without a day cannot be given."),
    "small_groups": _("Values of fewer than five people are left out."),
    "deep_areas": _("Values of places smaller than the file may name are left out."),
}


def remarks(notes: Counter[str]) -> list[tuple[str, int]]:
    """(sentence, number of activities) for what was found, the most frequent first."""
    return [(str(SENTENCES[code]), count) for code, count in notes.most_common()]
