"""Stored values in the words of the method, translated, ready for a template. No queries."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from apps.agencies.selectors import state_name
from apps.coherence.engine.registry import (
    ASIDE_TEXTS,
    BAND_TEXTS,
    CATEGORY_TEXTS,
    FINDING_TEXTS,
    FLAG_TEXTS,
    INDICATOR_TEXTS,
    KINDS,
    MOVER_TEXTS,
    PRECONDITION_TEXTS,
    QUADRANT_TEXTS,
    REASON_TEXTS,
    SIGNAL_TEXTS,
    STATUS_TEXTS,
    STRIP_TEXTS,
    TRADE_OFF_TEXTS,
    SignalText,
)
from apps.coherence.engine.results import CONSISTENCY
from apps.coherence.enums import Level
from apps.coherence.models import IndicatorValue
from apps.coherence.selectors.reviewers import WITHHELD
from apps.coherence.selectors.rows import RowKey, RowView
from apps.core.templatetags.nexusplan import hundredths, locale, signed
from apps.core.values import quantile

Seen = Mapping[RowKey, RowView]
HIDDEN = RowView(gettext_lazy("A row that you may not see"))  # type: ignore[arg-type]
WHO: Mapping[str, Promise] = {
    Level.AGENCY: gettext_lazy("Inside each agency that acts"),
    Level.WHOLE_OF_GOVERNMENT: gettext_lazy("Among the agencies of one state"),
    Level.EXTERNAL: gettext_lazy("Harmonisation among external actors"),
    Level.INTERNAL_EXTERNAL: gettext_lazy("Alignment, local ownership"),
}
COLLECTION_OF = {
    "activity": "activities",
    "activity_a": "activities",
    "activity_b": "activities",
    "other": "activities",
    "objective": "objectives",
    "agency": "agencies",
    "agency_a": "agencies",
    "agency_b": "agencies",
    "area": "areas",
}
WHO_SHOWN = 4
PRECONDITION = gettext_noop("Precondition")
TRADE_OFF = gettext_noop("Trade-off")
SHARES = frozenset({"share", "gap", "value", "drop"})


def isolated(text: object) -> str:
    """A name from the data, fenced so that its direction does not turn the sentence around it."""
    return f"\u2068{text}\u2069"


def named_rows(params: Mapping[str, Any]) -> list[RowKey]:
    """The rows that a sentence names by key, to be described before it is written."""
    rows = [
        (collection, params[name])
        for name, collection in COLLECTION_OF.items()
        if params.get(name) is not None
    ]
    if "row" in params:
        rows.append((params["collection"], params["row"]))
    if params.get("subject") is not None and not _of_state(params):
        rows.append(("agencies", params["subject"]))
    return rows


def _of_state(params: Mapping[str, Any]) -> bool:
    """Whether the subject of a sentence is a state, whose code an agency may have as its key."""
    return INDICATOR_TEXTS[params["indicator"]].level == Level.WHOLE_OF_GOVERNMENT


def rows_of_finding(summary: Mapping[str, Any]) -> list[RowKey]:
    """The rows that the line about a finding names."""
    return named_rows(summary["params"]) + [("agencies", key) for key in summary["who_can_act"][:WHO_SHOWN]]


HOURS_DECLARED = "capacity"
"""The part of a sentence that tells what an internal actor declared: not for every member to know."""


def sentence(template: str, params: Mapping[str, Any], seen: Seen) -> str:
    """A sentence of the registry with its params filled in: names for keys, formatted numbers."""
    shown: dict[str, str] = {}
    for name, value in params.items():
        if name == HOURS_DECLARED and not getattr(seen, "knows_liaison_hours", False):
            shown[name] = _("(not shown)")
            continue
        collection = params.get("collection") if name == "row" else COLLECTION_OF.get(name)
        if name == "subject" and value is not None:
            level = Level.WHOLE_OF_GOVERNMENT if _of_state(params) else Level.AGENCY
            shown[name] = isolated(subject_name(level, value, seen))
        elif collection == "states":
            shown[name] = isolated(state(value))
        elif collection is not None and (collection, value) in seen:
            shown[name] = isolated(seen[collection, value].label)
        elif isinstance(value, bool) or value is None:
            shown[name] = _("not recorded")
        elif name == "category":
            shown[name] = _(CATEGORY_TEXTS[value])
        elif name == "year":
            shown[name] = str(value)
        elif isinstance(value, (int, float)):
            shown[name] = percent(value) if name in SHARES else number(value)
        else:
            shown[name] = isolated(value)
    return _(template) % shown


def number(value: float, places: int = 0) -> str:
    """A number in the reader's language, with as many decimals as asked for where it is not whole."""
    whole = float(value).is_integer() and places == 0
    decimals = "" if whole else "." + "0" * (places or 1)
    return signed(str(format_decimal(value, format=f"#,##0{decimals}", locale=locale())))


def percent(value: float) -> str:
    return _("%(number)s %%") % {"number": number(int(hundredths(value) * 100))}


def degree(value: float | None) -> str | None:
    """A degree with two decimals; None stays None."""
    return None if value is None else number(value, 2)


# The four columns


def card(level: str, part: Mapping[str, Any], subjects: int | None) -> dict[str, Any]:
    """One of the four columns of the dashboard, from the front page of a stored assessment."""
    strips = part["strips"]
    e1 = part.get("indicators", {}).get("E1")
    return {
        "level": Level(level),
        "who": WHO[level],
        "subjects": subjects,
        "consistency": _strip_words(strips["consistency"]),
        "process": _strip_words(strips["process"]),
        "band": _(BAND_TEXTS[part["band"]["label"]]) if part["band"] else None,
        "provisional": bool(part["band"] and part["band"]["provisional"]),
        "cap": _cap(part),
        "banded": why_banded() if part.get("withheld") else None,
        "quadrant": _quadrant(part["quadrant"]),
        "grades": _grades(e1) if e1 and e1.get("grades") else None,
    }


def _quadrant(quadrant: str | None) -> str:
    """Where a level stands; None where it is shown by its band, of which the quadrant would tell a half."""
    return status_text(WITHHELD) if quadrant is None else _(QUADRANT_TEXTS[quadrant])


def _strip_words(strip: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **strip,
        "assessed": strip["value"] is not None,
        "shown": degree(strip["value"]),
        "shown_lo": degree(strip["lo"]),
        "shown_hi": degree(strip["hi"]),
        "status_text": status_text(strip["status"]),
        "said": _said(strip["status"], strip.get("within")),
    }


def _cap(part: Mapping[str, Any]) -> str | None:
    """Why the band may not be read as it stands: its critical indicator is low or unknown."""
    band, critical = part["band"], part["critical"]
    if band is None:
        return None
    name = _(INDICATOR_TEXTS[critical["indicator"]].name)
    if band["capped"]:
        return _("Held at %(band)s: the indicator “%(indicator)s” stands at %(value)s.") % {
            "band": _(BAND_TEXTS[band["label"]]),
            "indicator": name,
            "value": degree(critical["value"]),
        }
    if critical["value"] is not None and critical["value"] < 0.5:
        return _("Agreeing on paper: the indicator “%(indicator)s” stands at %(value)s.") % {
            "indicator": name,
            "value": degree(critical["value"]),
        }
    if band["provisional"]:
        return _("Provisional: the indicator “%(indicator)s” is not assessed.") % {"indicator": name}
    return None


def _grades(e1: Mapping[str, Any]) -> dict[str, int]:
    """How many activities reach verified, evidenced, claimed only, and how many are not linked."""
    claimed, evidenced, verified = (
        e1["grades"][grade]["k"] for grade in ("claimed", "evidenced", "verified")
    )
    return {
        "verified": verified,
        "evidenced": evidenced - verified,
        "claimed": claimed - evidenced,
        "unlinked": e1["N"] - claimed,
    }


def state(code: str) -> str:
    """A state by its name; as "State X" where the code is none of ISO 3166-1."""
    name = state_name(code)
    return name if name != code else _("State %(state)s") % {"state": code}


def subject_name(level: str, key: str, seen: Seen) -> str:
    """An agency by its name, a state by its own."""
    if level == Level.WHOLE_OF_GOVERNMENT:
        return state(key)
    return str(seen.get(("agencies", key), RowView(key)).label)


def quartiles(ordered: Sequence[float]) -> tuple[float, float, float] | None:
    """The three quartiles of ascending values, None without any."""
    if not ordered:
        return None
    return quantile(ordered, 0.25), quantile(ordered, 0.5), quantile(ordered, 0.75)


def mover(one: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """What would move a level, and the page of the row behind it."""
    row = tuple(one["rows"][0])
    return {
        "text": sentence(MOVER_TEXTS[one["code"]], one["params"], seen),
        "url": seen.get(row, HIDDEN).url,
        "indicator": one["params"]["indicator"],
        "subject": one["params"]["subject"],
    }


# What stands beside the four


def trade_offs(found: Mapping[str, Any], shares: Mapping[str, Any]) -> list[dict[str, Any]]:
    """T1, then T2 and T3 state by state; `shares` are the two that are subtracted, empty for assessments from
    before they were kept."""
    rows = [_trade_off("T1", None, found["T1"], shares.get("T1"))]
    for key in ("T2", "T3"):
        rows += [
            _trade_off(key, of, one, shares.get(key, {}).get(of)) for of, one in sorted(found[key].items())
        ]
    return rows


def _trade_off(
    key: str, of: str | None, one: Mapping[str, Any], shares: Sequence[float | None] | None
) -> dict[str, Any]:
    text = TRADE_OFF_TEXTS[key]
    first, second = shares or (None, None)
    return {
        "id": key,
        "name": _(text.name),
        "text": _(text.text),
        "state": of and state(of),
        "first": degree(first),
        "second": degree(second),
        "shown": degree(one["value"]),
        "flag": one["flag"],
    }


def adoption(found: Mapping[str, Any]) -> str:
    """P1 in words: which version is in force, and how old it is where its date is recorded."""
    if not found["adopted"]:
        return _("no framework in force")
    months = found["months_since_revision"]
    if months is None:
        return _("version %(number)s") % {"number": found["version"]}
    return _("version %(number)s, %(months)s months old") % {
        "number": found["version"],
        "months": number(int(months)),
    }


def counts(score: float | None) -> str | None:
    """Whether a unit counts; None where it is not known."""
    return None if score is None else _("yes") if score == 1 else _("no")


def preconditions(found: Mapping[str, Any], seen: Seen) -> list[dict[str, Any]]:
    first = found["P1"]
    rows: list[dict[str, Any]] = [
        {"id": "P1", "shown": adoption(first), "flag": first["flag"] or not first["adopted"]}
    ]
    for key in ("P2", "P3", "P4", "P5"):
        one = found[key]
        rows.append(
            {
                "id": key,
                "shown": None
                if one["value"] is None
                else _("%(k)s of %(n)s") % {"k": number(one["k"]), "n": number(one["n"])},
                "value": one["value"],
                "objectives": [
                    seen.get(("objectives", key), RowView(key)) for key in one.get("objectives") or ()
                ],
                "flag": False,
            }
        )
    for row in rows:
        text = PRECONDITION_TEXTS[row["id"]]
        row |= {"name": _(text.name), "text": _(text.text)}
    return rows


def rule_of(key: str) -> SignalText:
    """The rule of a signal, a precondition or a trade-off, in one shape."""
    if key in SIGNAL_TEXTS:
        return SIGNAL_TEXTS[key]
    beside = ASIDE_TEXTS[key]
    text = (PRECONDITION_TEXTS | TRADE_OFF_TEXTS)[key]
    kind = PRECONDITION if key in PRECONDITION_TEXTS else TRADE_OFF
    return SignalText(key, kind, text.name, text.text, beside.edge_cases, beside.source)


# Findings


def by_kind(summaries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Gaps first, then frictions, honesty, load and independence; within a kind in the engine's order."""
    kinds = list(KINDS)
    return sorted(summaries, key=lambda one: kinds.index(one["kind"]))


def finding(summary: Mapping[str, Any], seen: Seen) -> dict[str, Any]:
    """One finding as a sentence, from `Finding.summary()`."""
    more = summary["more"]
    others = len(summary["who_can_act"]) - WHO_SHOWN
    return {
        "token": summary["token"],
        "code": summary["code"],
        "kind": _(KINDS[summary["kind"]]),
        "signal": _(SIGNAL_TEXTS[summary["signal"]].name),
        "signal_id": summary["signal"],
        "text": sentence(FINDING_TEXTS[summary["code"]], summary["params"], seen),
        "rows": summary["rows"],
        "more_text": ngettext("and %(count)s more like it", "and %(count)s more like it", more)
        % {"count": number(more)}
        if more
        else None,
        "who": [seen.get(("agencies", key), RowView(key)) for key in summary["who_can_act"][:WHO_SHOWN]],
        "who_more": ngettext("and %(count)s more", "and %(count)s more", others) % {"count": number(others)}
        if others > 0
        else None,
    }


def findings_table(summaries: Iterable[Mapping[str, Any]], seen: Seen) -> tuple[list[str], list[list[Any]]]:
    """Findings for a spreadsheet: kind, signal, sentence, rows, who can act."""
    header = [_("Kind"), _("Signal"), _("Finding"), _("Rows"), _("Who can act")]
    return header, [
        [
            _(KINDS[one["kind"]]),
            one["signal"],
            sentence(FINDING_TEXTS[one["code"]], one["params"], seen),
            one["rows"],
            "; ".join(str(seen.get(("agencies", key), RowView(key)).label) for key in one["who_can_act"]),
        ]
        for one in summaries
    ]


# Tables of values


def status_text(status: str) -> str:
    """A stored status in words, and that of a value which this reader is not shown."""
    if status == WITHHELD:
        return _("Not shown: fewer than three internal actors answered")
    return _(STATUS_TEXTS[status])


def why_banded() -> str:
    """Why a level is shown by its band, and until when."""
    return _(
        "Shown by its band only, because its value would tell what single internal actors answered. A third "
        "actor who answers makes it visible."
    )


def _said(status: str, within: Mapping[str, Any] | None) -> str:
    """What stands where a strip has no value: its band where it is shown by it, or its status."""
    return _(BAND_TEXTS[within["label"]]) if within else status_text(status)


def strip(value: IndicatorValue) -> dict[str, Any]:
    """A stored strip with its words and sensitivity; band and cap are those of consistency alone."""
    details = value.details or {}
    banded = value.strip == CONSISTENCY
    band = details.get("band") if banded else None
    loo = details.get("leave_one_out")
    return {
        "strip": value.strip,
        "name": _(STRIP_TEXTS[str(value.strip)]),
        "status": value.status,
        "status_text": status_text(value.status),
        "value": value.value,
        "shown": degree(value.value),
        "lo": value.lo,
        "hi": value.hi,
        "shown_lo": degree(value.lo),
        "shown_hi": degree(value.hi),
        "n": value.n,
        "eligible": value.eligible,
        "said": _said(value.status, details.get("within")),
        "banded": why_banded() if details.get("within") else None,
        "band": _(BAND_TEXTS[band["label"]]) if band else None,
        "quadrant": _(QUADRANT_TEXTS[details["quadrant"]]) if details.get("quadrant") else None,
        "cap": _cap(details) if banded and "critical" in details else None,
        "sensitivity": _sensitivity(details, loo),
        "distribution": details.get("distribution"),
    }


def _sensitivity(details: Mapping[str, Any], loo: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """What the strip would be under other choices of aggregation, as (question, answer) pairs."""
    rows: list[tuple[str, str]] = []
    weights = details.get("weight_range")
    if weights:
        rows.append((_("Each weight from half to double"), interval(weights["lo"], weights["hi"])))
    if loo:
        text = interval(loo["lo"], loo["hi"])
        if loo["driver"]:
            text = _("%(interval)s, driven by %(indicator)s") % {
                "interval": text,
                "indicator": _(INDICATOR_TEXTS[loo["driver"]].name),
            }
        rows.append((_("Leaving out one indicator"), text))
    if details.get("geometric") is not None:
        rows.append((_("Geometric instead of arithmetic mean"), str(degree(details["geometric"]))))
    lowest = details.get("minimum")
    if lowest:
        names = ", ".join(_(INDICATOR_TEXTS[key].name) for key in lowest["indicators"])
        rows.append((_("Lowest indicator"), f"{degree(lowest['value'])} ({names})"))
    return rows


def interval(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return _("not recorded")
    return _("%(low)s to %(high)s") % {"low": degree(low), "high": degree(high)}


def indicator(value: IndicatorValue) -> dict[str, Any]:
    """A stored indicator with its words."""
    key = str(value.indicator)
    details = value.details or {}
    wilson = details.get("wilson")
    text = INDICATOR_TEXTS[key]
    return {
        "id": key,
        "name": _(text.name),
        "critical": text.critical,
        "status": value.status,
        "status_text": status_text(value.status),
        "value": value.value,
        "shown": degree(value.value),
        "lo": value.lo,
        "hi": value.hi,
        "bounds": None if value.lo is None else interval(value.lo, value.hi),
        "n": value.n,
        "eligible": value.eligible,
        "left_out": None if value.eligible is None or value.n is None else number(value.eligible - value.n),
        "wilson": interval(wilson["lo"], wilson["hi"]) if wilson else None,
        "grades": [
            (grade, degree(details["grades"][grade]["value"]), details["grades"][grade]["k"])
            for grade in ("claimed", "evidenced", "verified")
        ]
        if details.get("grades")
        else None,
        "flag": _(FLAG_TEXTS[details["flag"]]) if details.get("flag") else None,
        "sample": sample_words(details["sample"]) if details.get("sample") else None,
    }


def sample_words(found: Mapping[str, Any]) -> dict[str, Any]:
    """What a random audit gives, beside a count: tag, interval, bounds and how many have answered."""
    inner, of_all = found["interval"], found["of_all"]
    return {
        **found,
        "drawn_on": datetime.date.fromisoformat(found["drawn_on"]),
        "shown": degree(found["value"]),
        "shown_interval": interval(inner["lo"], inner["hi"]) if inner else None,
        "shown_bounds": interval(found["bounds"]["lo"], found["bounds"]["hi"]),
        "shown_of_all": degree(of_all["value"]) if of_all else None,
        "shown_of_all_interval": interval(of_all["lo"], of_all["hi"]) if of_all else None,
    }


def unit(stored: Sequence[Any], seen: Seen) -> dict[str, Any]:
    """One unit behind a number: its rows, score, weight and reason."""
    rows, score, weight, reason = stored
    return {
        "rows": [seen.get((row[0], row[1]), HIDDEN) for row in rows],
        "score": degree(score),
        "weight": None if weight == 1 else number(weight),
        "reason": _(REASON_TEXTS[reason]) if reason else None,
        "counted": score is not None,
    }


def values_table(values: Iterable[IndicatorValue]) -> tuple[list[str], list[list[Any]]]:
    """Every value of a subject for a spreadsheet: raw ratios, missing left empty."""
    header = [
        _("Strip"),
        _("Indicator"),
        _("Status"),
        _("Value"),
        _("Known"),
        _("Of"),
        _("At worst"),
        _("At best"),
    ]
    return header, [
        [
            _(STRIP_TEXTS[str(value.strip)]),
            f"{value.indicator} {_(INDICATOR_TEXTS[value.indicator].name)}"
            if value.indicator
            else _("Strip"),
            status_text(value.status),
            value.value,
            value.n,
            value.eligible,
            value.lo,
            value.hi,
        ]
        for value in values
    ]


def levels_table(columns: Iterable[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """The two strips of each level for a spreadsheet: raw ratios, missing left empty."""
    header = [
        _("Level"),
        _("Strip"),
        _("Status"),
        _("Band"),
        _("Value"),
        _("Known"),
        _("Of"),
        _("At worst"),
        _("At best"),
    ]
    rows = []
    for column in columns:
        for name in ("consistency", "process"):
            strip = column[name]
            rows.append(
                [
                    str(column["level"].label),
                    _(STRIP_TEXTS[name]),
                    strip["status_text"],
                    column["band"] if name == "consistency" else None,
                    *(strip[key] for key in ("value", "n", "N", "lo", "hi")),
                ]
            )
    return header, rows


def units_table(units: Iterable[Sequence[Any]], seen: Seen) -> tuple[list[str], list[list[Any]]]:
    """The units behind one number for a spreadsheet."""
    header = [_("Rows"), _("Score"), _("Weight"), _("Reason")]
    return header, [
        [
            "; ".join(str(seen.get((row[0], row[1]), HIDDEN).label) for row in rows),
            score,
            weight,
            _(REASON_TEXTS[reason]) if reason else None,
        ]
        for rows, score, weight, reason in units
    ]
