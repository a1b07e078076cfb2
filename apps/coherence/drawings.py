"""The figures of the coherence pages, from stored values."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.coherence import words
from apps.coherence.enums import Strip
from apps.coherence.models import IndicatorValue
from apps.core.figures import Figure, band_bar, distribution, grade_bar


def _two(value: Any) -> str:
    return words.degree(float(value)) or ""


def level_bar(prefix: str, name: str, strip: Mapping[str, Any]) -> Figure:
    """The degree of a level with its bounds, on the scale from 0 to 1."""
    return _bar(
        prefix,
        name,
        strip,
        _("Consistency %(value)s, bounds %(lo)s to %(hi)s, on a scale from 0 to 1."),
    )


def process_bar(prefix: str, name: str, strip: Mapping[str, Any]) -> Figure:
    """The coordination process of a level with its bounds, on the same scale."""
    return _bar(
        prefix,
        _("%(level)s, coordination process") % {"level": name},
        strip,
        _("Coordination process %(value)s, bounds %(lo)s to %(hi)s, on a scale from 0 to 1."),
    )


def _bar(prefix: str, name: str, strip: Mapping[str, Any], assessed: str) -> Figure:
    if strip["value"] is None:
        desc = _("Not assessed; between %(lo)s and %(hi)s.") % {
            "lo": strip["shown_lo"] or "0",
            "hi": strip["shown_hi"] or "1",
        }
    else:
        desc = assessed % {"value": strip["shown"], "lo": strip["shown_lo"], "hi": strip["shown_hi"]}
    return band_bar(
        prefix=prefix,
        title=name,
        desc=desc,
        lo=strip["lo"],
        value=strip["value"],
        hi=strip["hi"],
        fmt=_two,
        columns=(_("At worst"), _("Value"), _("At best")),
    )


def grades_bar(prefix: str, grades: Mapping[str, int]) -> Figure:
    """How many external activities are verified, evidenced, claimed only, or not linked."""
    labels = {
        "verified": _("Verified"),
        "evidenced": _("Evidenced"),
        "claimed": _("Claimed only"),
        "unlinked": _("Not linked"),
    }
    return grade_bar(
        prefix=prefix,
        title=_("External activities by grade of evidence"),
        desc=", ".join(f"{labels[key]}: {words.number(grades[key])}" for key in labels),
        counts=[(key, labels[key], grades[key]) for key in labels],
        empty=_("No external activity"),
        columns=(_("Grade"), _("Activities")),
    )


def subjects_strip(
    code: str, level: str, strips: Iterable[IndicatorValue], names: words.Seen, query: str = ""
) -> Figure:
    """One dot for each subject of a level, with the quartiles of those that are assessed.

    `query` is added to the address of each subject.
    """
    found = [one for one in strips if one.strip == Strip.CONSISTENCY]
    known = sorted(one.value for one in found if one.value is not None)
    return distribution(
        prefix="subjects",
        title=_("Consistency of each subject"),
        desc=_("%(assessed)s of %(all)s subjects are assessed.")
        % {"assessed": words.number(len(known)), "all": words.number(len(found))},
        points=[
            (
                words.subject_name(level, one.subject or "", names),
                one.value,
                reverse("coherence:subject", kwargs={"code": code, "level": level, "subject": one.subject})
                + query,
            )
            for one in found
        ],
        quartiles=words.quartiles(known),
        fmt=_two,
        empty=_("No subject is assessed."),
        columns=(_("Subject"), _("Consistency")),
        scale=(0, 1),
        quartile_labels=(_("First quartile"), _("Median"), _("Third quartile")),
    )
