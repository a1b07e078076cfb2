"""The figures of the coherence pages, from stored values."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.coherence import words
from apps.coherence.enums import Level, Strip
from apps.coherence.models import IndicatorValue
from apps.core.figures import Figure, band_bar, distribution, grade_bar

ALL = frozenset({"verified", "evidenced", "claimed", "unlinked"})
SAID: Mapping[Level, frozenset[str]] = {
    Level.AGENCY: ALL - {"unlinked"},
    Level.WHOLE_OF_GOVERNMENT: ALL - {"verified"},
    Level.EXTERNAL: ALL,
    Level.INTERNAL_EXTERNAL: ALL,
}
"""The grades that a level can tell apart, said also where there is none."""
GRADED = {
    Level.AGENCY: gettext_lazy("Links to the framework by grade of evidence"),
    Level.WHOLE_OF_GOVERNMENT: gettext_lazy("Activities by evidence that they follow the joint strategy"),
    Level.EXTERNAL: gettext_lazy("External activities by grade of evidence"),
    Level.INTERNAL_EXTERNAL: gettext_lazy("External activities by who verified them"),
}


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
    if strip.get("within"):
        return _banded(prefix, name, strip)
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


def _banded(prefix: str, name: str, strip: Mapping[str, Any]) -> Figure:
    """The band that a degree lies in, for a reader who is not shown more; no number of it in the table."""
    within = strip["within"]
    found = band_bar(
        prefix=prefix,
        title=name,
        desc=f"{strip['said']}. {words.why_banded()}",
        lo=within["lo"],
        value=None,
        hi=within["hi"],
        fmt=_two,
        columns=(_("At worst"), _("Value"), _("At best")),
    )
    return replace(found, table=replace(found.table, rows=((None, None, None),)))


def grades_bar(level: str, grades: Mapping[str, int]) -> Figure:
    """How many of what a level looks at are verified, evidenced, claimed only, or not linked."""
    verified, evidenced = {
        Level.WHOLE_OF_GOVERNMENT: (_("Verified"), _("Evidenced or better")),
        Level.INTERNAL_EXTERNAL: (_("Verified internally"), _("Otherwise evidenced")),
    }.get(Level(level), (_("Verified"), _("Evidenced")))
    labels = {
        "verified": verified,
        "evidenced": evidenced,
        "claimed": _("Claimed only"),
        "unlinked": _("Not linked"),
    }
    counted = [key for key in labels if grades[key] or key in SAID[Level(level)]]
    return grade_bar(
        prefix=f"{level}-grades",
        title=str(GRADED[Level(level)]),
        desc=", ".join(f"{labels[key]}: {words.number(grades[key])}" for key in counted),
        counts=[(key, labels[key], grades[key]) for key in counted],
        empty=_("No external activity"),
        columns=(_("Grade"), _("Number")),
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
