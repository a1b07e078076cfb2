"""D6 humanitarian independence guard: alerts, no score."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence import words
from apps.coherence.signals.page import Fact, Page, Sheet, Stored, one

COLLECTIONS = {
    "involvement": "activities",
    "link": "alignment_links",
    "affected": "contradictions",
    "relationship": "relationships",
}


def humanitarian_guard(stored: Stored) -> Page:
    content = stored.content
    labels = {
        "link": _("Linked to a political or security objective (the link counts nowhere)"),
        "relationship": _("Relation rated above its ceiling"),
        "involvement": _("A political or security agency implements it or mostly funds it"),
        "affected": _("Affected by a live contradiction"),
    }
    count = sum(len(content[kind]) for kind in labels)
    if count:
        sentence = ngettext(
            "%(count)s alert: something touches the independence of humanitarian work.",
            "%(count)s alerts: something touches the independence of humanitarian work.",
            count,
        ) % {"count": words.number(count)}
    else:
        sentence = _("No alert: nothing recorded touches the independence of humanitarian work.")
    return Page(
        sentence,
        tuple(Fact(label, words.number(len(content[kind]))) for kind, label in labels.items()),
        (
            Sheet(
                _("Alerts"),
                ((_("Row"), "rows"), (_("Alert"), "text")),
                [
                    (one(COLLECTIONS[kind], key), label)
                    for kind, label in labels.items()
                    for key in content[kind]
                ],
                _("None on this date."),
            ),
        ),
    )
