"""Why an objective is suggested, in sentences."""

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from apps.activities.sectors import name_of
from apps.activities.selectors import dimension_names
from apps.alignment.linking.selectors import Proposed
from apps.alignment.suggesting import Reason
from apps.missions.models import Mission


def reasons(mission: Mission, proposed: Proposed) -> list[str]:
    """A sentence for each sign that speaks for it, the strongest first."""
    told = [_sentence(mission, proposed, reason) for reason in proposed.suggestion.reasons]
    return [sentence for sentence in told if sentence]


def _sentence(mission: Mission, proposed: Proposed, reason: Reason) -> str | None:
    what = reason.what[0] if reason.what else ""
    count = reason.count or 0
    language = get_language() or "en"
    match reason.sign:
        case "words" if reason.what:
            return _("Words in common: %(words)s.") % {"words": ", ".join(reason.what)}
        case "words":
            return _("Its words are close to those of the objective.")
        case "meaning":
            return _("Both are close to the sector “%(sector)s”.") % {"sector": name_of(what, language)}
        case "sector":
            return ngettext(
                "%(count)s linked activity of the sector “%(sector)s” serves it.",
                "%(count)s linked activities of the sector “%(sector)s” serve it.",
                count,
            ) % {"count": count, "sector": name_of(what, language)}
        case "alike":
            return ngettext(
                "An activity with a similar title serves it: “%(title)s”.",
                "Activities with similar titles serve it, for example “%(title)s”.",
                count,
            ) % {"title": what}
        case "area" if what in proposed.areas:
            return ngettext(
                "%(count)s linked activity in %(area)s serves it.",
                "%(count)s linked activities in %(area)s serve it.",
                count,
            ) % {"count": count, "area": proposed.areas[what]}
        case "target_group":
            return ngettext(
                "%(count)s linked activity for the same people (%(group)s) serves it.",
                "%(count)s linked activities for the same people (%(group)s) serve it.",
                count,
            ) % {"count": count, "group": what}
        case "dimension":
            return _("Both belong to the dimension “%(dimension)s”.") % {
                "dimension": dimension_names(mission).get(what, what)
            }
    return None
