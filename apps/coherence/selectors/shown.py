"""An assessment as one reader is shown it: the one place where figures of few reviewers are taken out.

A level is the mean of its indicators, so that whoever sees it exactly and all of them but one has that one.
While an indicator is withheld, the strip that holds it is shown by the band it lies in, and nothing that is
derived from it by its value (docs/decisions/0019).
"""

from collections.abc import Iterable
from typing import Any

from apps.coherence.engine.results import CONSISTENCY
from apps.coherence.engine.settings import BAND_CUTS, CAP_BAND, TOP_BAND
from apps.coherence.enums import Level
from apps.coherence.models import Assessment, IndicatorValue
from apps.coherence.selectors.reviewers import (
    FEW,
    WITHHELD,
    Reader,
    Withheld,
    closed_strips,
    is_closed,
    withheld_of,
    withheld_on,
)
from apps.core.values import at_least

Document = dict[str, Any]
LEVEL = Level.INTERNAL_EXTERNAL
KEPT_OF_STRIP = ("band", "critical")
"""What is told beside a strip that is shown by its band."""


def front_page(assessment: Assessment | None, reader: Reader) -> Document:
    """What the first page of an assessment rests on, as far as this reader is shown it; empty without one.

    Queries: those of `withheld_of`.
    """
    if assessment is None or assessment.result is None:
        return {}
    return page_without(assessment.result, withheld_of(reader, assessment))


def shown_seal(assessment: Assessment, reader: Reader) -> str | None:
    """The hash of the rows behind an assessment; None while something of them is withheld: whoever has all of
    them but that could try what fits. Queries: those of `withheld_of`."""
    return None if withheld_of(reader, assessment) else assessment.inputs_sha256


def shown_values(
    assessment: Assessment, values: Iterable[IndicatorValue], reader: Reader
) -> list[IndicatorValue]:
    """Stored values in their order, those that this reader is not shown by one in their place that says so.

    Queries: those of `withheld_of` where values of the level that has such figures are among them.
    """
    rows = list(values)
    if not any(_may_be_closed(one) for one in rows):
        return rows
    withheld = withheld_of(reader, assessment)
    return [value_without(one, withheld) for one in rows]


def _may_be_closed(value: IndicatorValue) -> bool:
    return value.level == LEVEL and (value.indicator is None or value.indicator in FEW)


def value_without(value: IndicatorValue, withheld: Withheld) -> IndicatorValue:
    """The value as it is, or one in its place that says that it is not shown, of a strip with its band."""
    strips = closed_strips(withheld)
    details = vars(value).get("details") or {}
    if not is_closed(vars(value), withheld, strips):
        if value.level == LEVEL and withheld and value.indicator is None and "quadrant" in details:
            value.details = details | {"quadrant": None}
        return value
    shown = IndicatorValue(
        pk=value.pk,
        assessment=value.assessment,
        level=value.level,
        subject=value.subject,
        indicator=value.indicator,
        strip=value.strip,
        status=WITHHELD,
        units=[] if value.indicator else None,
        details={},
    )
    if value.indicator is None:
        capped = value.strip == CONSISTENCY and bool((details.get("band") or {}).get("capped"))
        shown.status = value.status if value.value is None else WITHHELD
        shown.eligible = value.eligible
        shown.details = {name: details[name] for name in KEPT_OF_STRIP if name in details}
        shown.details |= {"quadrant": None, **_within(value.value, capped=capped)}
    return shown


def page_without(page: Document, withheld: Withheld) -> Document:
    """The first page of an assessment without what is withheld and what would tell it."""
    if not withheld or "levels" not in page:
        return page
    whole = page["levels"][LEVEL]
    found = page | {"levels": page["levels"] | {LEVEL: level_without(whole, withheld)}}
    if "who_says_so" in page:
        # The words have three steps each; what they are counted from names the units of every indicator.
        said = page["who_says_so"][LEVEL]
        words = dict.fromkeys(said) | {name: said[name] for name in ("evidence", "agreement")}
        found["who_says_so"] = page["who_says_so"] | {LEVEL: words}
    if page.get("trend") is not None:
        found["trend"] = trend_without(page["trend"], withheld)
    if CONSISTENCY not in closed_strips(withheld):
        return found
    found["movers"] = page["movers"] | {LEVEL: []}
    if "weakest" in page:
        found["weakest"] = weakest_without(page["weakest"], whole)
    return found


def trend_without(trend: Document, withheld: Withheld) -> Document:
    """The change since a reference without what is withheld on one of the two days."""
    kept = {name: one for name, one in trend["proportions"].items() if name not in withheld}
    found = trend | {"proportions": kept}
    if CONSISTENCY not in closed_strips(withheld):
        return found
    moved = {name: [one for one in trend[name] if one != LEVEL] for name in ("up", "down")}
    return found | moved | {"verdict": "not_comparable", "withheld": [LEVEL]}


def level_without(part: Document, withheld: Withheld, *, banded: bool = True) -> Document:
    """One level without what is withheld: its closed strips by their band, or (`banded` not) by nothing."""
    closed = closed_strips(withheld)
    band = part["band"] or {}
    strips = {
        name: _strip_without(one, capped=name == CONSISTENCY and bool(band.get("capped")), banded=banded)
        if name in closed
        else one
        for name, one in part["strips"].items()
    }
    found = part | {"strips": strips, "quadrant": None, "withheld": sorted(withheld)}
    if "indicators" in part:
        found["indicators"] = {name: one for name, one in part["indicators"].items() if name not in withheld}
    return found if banded or CONSISTENCY not in closed else found | {"band": None}


def _strip_without(strip: Document, *, capped: bool, banded: bool) -> Document:
    known = strip["value"] is not None
    blank = dict.fromkeys(strip) | {"status": WITHHELD if known else strip["status"], "N": strip["N"]}
    return blank | (_within(strip["value"], capped=capped) if banded else {})


def _within(value: float | None, *, capped: bool) -> Document:
    """The band of a degree and where it begins and ends: of one that is held at a band, all above that."""
    if value is None:
        return {"within": None}
    low = 0.0
    for cut, name in BAND_CUTS:
        if not at_least(value, cut):
            return {"within": {"label": name, "lo": low, "hi": cut}}
        low = cut
        if capped and name == CAP_BAND:
            return {"within": {"label": name, "lo": cut, "hi": 1.0}}
    return {"within": {"label": TOP_BAND, "lo": low, "hi": 1.0}}


def weakest_without(weakest: Document, part: Document) -> Document:
    """The weakest level, unless a level that is shown by its band is among those it was chosen from."""
    if part["strips"][CONSISTENCY]["value"] is None:
        return weakest
    return {"level": None, "value": None, "band": None, "withheld": [LEVEL]}


def comparison_without(comparison: Document, withheld: Withheld) -> Document:
    """The comparison of two sides without what is withheld on one of them and what would tell it."""
    if not withheld:
        return comparison
    moved = comparison["movements"][LEVEL]
    kept = [one for one in moved if one["indicator"] not in withheld]
    count = comparison["moved"][LEVEL] - (len(moved) - len(kept))
    change = comparison["levels"][LEVEL]
    closed = closed_strips(withheld)
    if CONSISTENCY in closed:
        change = dict.fromkeys(change) | {
            name: change[name] for name in ("process_before", "process_after", "organisations")
        }
        change |= {"matched": dict.fromkeys(comparison["levels"][LEVEL]["matched"]), "reason": WITHHELD}
        change["other_indicators"] = []
    if closed - {CONSISTENCY}:
        change = change | {"process_before": None, "process_after": None}
    found = comparison | {
        "proportions": {key: one for key, one in comparison["proportions"].items() if key not in withheld},
        "movements": comparison["movements"] | {LEVEL: kept},
        "moved": comparison["moved"] | {LEVEL: count},
        "levels": comparison["levels"] | {LEVEL: change},
    }
    if CONSISTENCY in closed:
        found["verdict"] = "not_comparable"
        for name in ("up", "down"):
            found[name] = [one for one in comparison[name] if one != LEVEL]
    return found


def what_if_without(result: Document, withheld: Withheld) -> Document:
    """The result of a what-if without what is withheld. Of the level itself not even the band: whoever tries
    one change after another until it turns would have the value."""
    if not withheld:
        return result
    pair = result["levels"][LEVEL]
    sides = {side: level_without(pair[side], withheld, banded=False) for side in ("before", "after")}
    found = result | {
        "levels": result["levels"] | {LEVEL: pair | sides | {"moved": None}},
        "indicators": [
            one for one in result["indicators"] if one["level"] != LEVEL or one["indicator"] not in withheld
        ],
    }
    unmoved = {name: one for name, one in result["unmoved"][LEVEL].items() if name not in withheld}
    found["unmoved"] = result["unmoved"] | {LEVEL: unmoved}
    if CONSISTENCY in closed_strips(withheld):
        found["weakest"] = {
            side: weakest_without(result["weakest"][side], pair[side]) for side in ("before", "after")
        }
    return found


def shown_cost(assessment: Assessment, content: Document, reader: Reader) -> Document:
    """What coordination costs (D7), without by how much the level moved where it is withheld now or then. One
    query, and those of `withheld_on`; none where no change is told."""
    returns = content.get("returns") or {}
    change = returns.get("per_level", {}).get(LEVEL)
    if change is None or change["change"] is None:
        return content
    kept = Assessment.objects.filter(mission=assessment.mission, key__in=returns["against"])
    days = [assessment.as_of, *kept.values_list("as_of", flat=True)]
    if CONSISTENCY not in closed_strips(withheld_on(reader, assessment.mission, *days)):
        return content
    blank = dict.fromkeys(returns["per_level"][LEVEL])
    per_level = returns["per_level"] | {LEVEL: blank}
    return content | {"returns": returns | {"per_level": per_level}}
