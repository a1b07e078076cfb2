"""A comparison in sentences, ready for a template. No queries."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.coherence.engine.compare.resampling import MIN_ORGANISATIONS
from apps.coherence.engine.compare.results import (
    APPEARED,
    LEFT,
    NOT_ASSESSED_AT_BOTH,
    NOT_RECORDED,
    TOO_FEW_ORGANISATIONS,
    UNITS_NOT_RECORDED,
)
from apps.coherence.engine.partial_order import DOWN, STEADY, UP
from apps.coherence.engine.registry import INDICATOR_TEXTS, REASON_TEXTS, STATUS_TEXTS, VERDICT_TEXTS
from apps.coherence.enums import Level
from apps.coherence.models import Assessment
from apps.coherence.selectors.reviewers import WITHHELD
from apps.coherence.selectors.rows import RowKey, RowView
from apps.coherence.words import HIDDEN, Seen, degree, number, status_text, subject_name
from apps.core.templatetags.nexusplan import day

Document = Mapping[str, Any]
ROWS_SHOWN = 3
"""Rows that a movement shows at once; the others open below."""


def name_of(assessment: Assessment) -> str:
    """What a kept or imported assessment is called where one is chosen."""
    occasion = assessment.get_occasion_display() if assessment.occasion else _("Imported reference")
    return _("%(date)s: %(occasion)s") % {"date": day(assessment.as_of), "occasion": occasion}


def rows_in(comparison: Document) -> list[RowKey]:
    """Every row that the page of a comparison names."""
    found = [("activities", key) for name in ("arrived", "gone") for key in comparison[name][:ROWS_NAMED]]
    for movement in _movements(comparison):
        if movement["level"] == Level.AGENCY and movement["subject"] is not None:
            found.append(("agencies", movement["subject"]))
        found += [(row["keys"][0][0], row["keys"][0][1]) for row in movement["rows"]]
    return found


ROWS_NAMED = 20
"""Activities named of those that came or left; the others are counted."""


def verdict(comparison: Document) -> str:
    """The verdict with the levels that moved, one sentence."""
    text = _(VERDICT_TEXTS[comparison["verdict"]])
    moved = [
        *(_("%(level)s up") % {"level": Level(level).label} for level in comparison["up"]),
        *(_("%(level)s down") % {"level": Level(level).label} for level in comparison["down"]),
    ]
    return (
        _("%(verdict)s: %(levels)s.") % {"verdict": text, "levels": ", ".join(moved)} if moved else f"{text}."
    )


def claims(comparison: Document) -> list[str]:
    """What may be said of the levels that moved, and where nothing may: one sentence for each reason."""
    levels = comparison["levels"]
    found = []
    held = [level for level in Level if levels[level]["claim"]]
    if held:
        found.append(
            _("The change holds when lead organisations are drawn again, for: %(levels)s.")
            % {"levels": _names(held)}
        )
    open_ = [level for level in Level if levels[level]["interval"] and not levels[level]["claim"]]
    if open_:
        found.append(
            _("No claim of change, because the interval includes none, for: %(levels)s.")
            % {"levels": _names(open_)}
        )
    other = sorted({key for level in Level for key in levels[level]["other_indicators"]})
    if other:
        found.append(
            _("Part of the difference may come from what is known: assessed at one date only are %(keys)s.")
            % {"keys": ", ".join(other)}
        )
    for reason in (TOO_FEW_ORGANISATIONS, UNITS_NOT_RECORDED, NOT_ASSESSED_AT_BOTH, WITHHELD):
        named = [level for level in Level if levels[level]["reason"] == reason]
        if named:
            found.append(
                _("%(reason)s, for: %(levels)s.") % {"reason": _reason(reason), "levels": _names(named)}
                if len(named) < len(Level)
                else f"{_reason(reason)}."
            )
    return found


def moved_since(level: str, since: datetime.date, trend: Document, comparison: Document | None) -> list[str]:
    """What may be said of one level since the reference of a trend, in sentences: how far it moved, what
    may be claimed of that, and the indicator that moved most."""
    if comparison is None and level in trend.get("withheld", ()):
        return [f"{status_text(WITHHELD)}."]
    if comparison is None:
        if level in {*trend["up"], *trend["down"]}:
            text = _("Up since %(date)s.") if level in trend["up"] else _("Down since %(date)s.")
        else:
            text = _("No clear change since %(date)s.")
        return [text % {"date": day(since)}, _("What may be claimed of it is not computed yet.")]
    change = comparison["levels"][level]
    found = []
    if change["difference"] is not None:
        found.append(
            _("%(difference)s since %(date)s.")
            % {"difference": signed(change["difference"]), "date": day(since)}
        )
    if change["reason"]:
        found.append(f"{_reason(change['reason'])}.")
    elif change["claim"]:
        found.append(_("The change holds when lead organisations are drawn again."))
    else:
        found.append(_("No claim of change: the interval includes none."))
    most = max(
        (one for one in comparison["movements"][level] if one["difference"]),
        key=lambda one: abs(one["difference"]),
        default=None,
    )
    if most is not None:
        named = {
            "indicator": _(INDICATOR_TEXTS[most["indicator"]].name),
            "difference": signed(most["difference"]),
        }
        found.append(
            _("Moved most: %(indicator)s (%(difference)s).") % named
            if most["subject"] is None
            else _("Moved most: %(indicator)s of one agency (%(difference)s).") % named
        )
    return found


def _names(levels: Iterable[Level]) -> str:
    return ", ".join(str(level.label) for level in levels)


def _reason(reason: str) -> str:
    return {
        TOO_FEW_ORGANISATIONS: _(
            "Too few organisations for a trend statement: it needs %(count)s lead organisations at both dates"
        )
        % {"count": number(MIN_ORGANISATIONS)},
        UNITS_NOT_RECORDED: _("No claim of change: of one side only the values were recorded"),
        NOT_ASSESSED_AT_BOTH: _("Not assessed at both dates"),
        WITHHELD: status_text(WITHHELD),
    }[reason]


def signed(value: float | None) -> str | None:
    """A difference with two decimals and its sign; None stays None."""
    if value is None:
        return None
    text = str(degree(abs(value)))
    if round(value, 2) == 0:
        return text
    return f"\u200e+{text}" if value > 0 else f"\u200e−{text}"


def direction(name: str | None) -> str:
    return {
        UP: _("up"),
        DOWN: _("down"),
        STEADY: _("no clear change"),
        None: _("not comparable"),
    }[name]


def levels(comparison: Document) -> list[dict[str, Any]]:
    """One line for each level."""
    return [_level(Level(level), comparison["levels"][level]) for level in Level.values]


def _level(level: Level, change: Document) -> dict[str, Any]:
    matched = change["matched"]
    unseen = _("(not shown)") if change["reason"] == WITHHELD else None
    return {
        "level": level,
        "before": degree(change["before"]) or unseen,
        "after": degree(change["after"]) or unseen,
        "difference": signed(change["difference"]),
        "direction": unseen or direction(change["direction"]),
        "process_before": degree(change["process_before"]),
        "process_after": degree(change["process_after"]),
        "interval": signed_interval(*change["interval"]) if change["interval"] else None,
        "claim": _("change") if change["claim"] else unseen or _("no claim of change"),
        "organisations": change["organisations"],
        "matched": signed(matched["difference"]),
        "activities": matched["activities"],
    }


def signed_interval(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": signed(low), "high": signed(high)}


def proportions(comparison: Document) -> list[dict[str, Any]]:
    """One line for each yes-or-no indicator of the levels that are measured as a whole."""
    return [
        {
            "id": key,
            "name": _(INDICATOR_TEXTS[key].name),
            "difference": signed(change["difference"]),
            "interval": signed_interval(change["lo"], change["hi"]),
            "claim": _("change") if change["change"] else _("no claim of change"),
        }
        for key, change in sorted(comparison["proportions"].items())
    ]


def movements(comparison: Document, seen: Seen) -> list[dict[str, Any]]:
    """Level by level what moved, the biggest fall first, and the rows that moved it."""
    found = []
    for level in Level:
        shown = [_movement(level, one, seen) for one in comparison["movements"][level]]
        if shown:
            more = comparison["moved"][level] - len(shown)
            found.append({"level": level, "movements": shown, "more": more if more > 0 else None})
    return found


def _movements(comparison: Document) -> Iterator[Document]:
    for level in Level:
        yield from comparison["movements"][level]


def _movement(level: Level, one: Document, seen: Seen) -> dict[str, Any]:
    rows = [_row(row, seen) for row in one["rows"]]
    more = one["count"] - len(rows)
    return {
        "level": level,
        "id": one["indicator"],
        "name": _(INDICATOR_TEXTS[one["indicator"]].name),
        "subject": one["subject"],
        "subject_name": None if one["subject"] is None else subject_name(level, one["subject"], seen),
        "before": degree(one["before"]) or _status(one["status_before"]),
        "after": degree(one["after"]) or _status(one["status_after"]),
        "difference": signed(one["difference"]),
        "interval": signed_interval(one["proportion"]["lo"], one["proportion"]["hi"])
        if one["proportion"]
        else None,
        "rows": rows[:ROWS_SHOWN],
        "further": rows[ROWS_SHOWN:],
        "more": more if more > 0 else None,
    }


def _status(status: str) -> str:
    return _("not recorded") if status == NOT_RECORDED else _(STATUS_TEXTS[status])


def _row(row: Document, seen: Seen) -> dict[str, Any]:
    key = (row["keys"][0][0], row["keys"][0][1])
    return {
        "row": _seen(key, seen),
        "text": _what_happened(row),
        "effect": signed(row["effect"]),
    }


def _seen(key: RowKey, seen: Seen) -> RowView:
    return seen.get(key, HIDDEN)


def _what_happened(row: Document) -> str:
    then, now = _score(row["before"], row["reason_before"]), _score(row["after"], row["reason_after"])
    if row["kind"] == APPEARED:
        return _("new: %(now)s") % {"now": now}
    if row["kind"] == LEFT:
        return _("no longer there, was: %(then)s") % {"then": then}
    return _("from %(then)s to %(now)s") % {"then": then, "now": now}


def _score(score: float | None, reason: str | None) -> str:
    shown = degree(score) or _("left out")
    return f"{shown} ({_(REASON_TEXTS[reason])})" if reason else shown


def activities(keys: Sequence[str], seen: Seen) -> dict[str, Any]:
    """Activities that came or left: the first by name, and how many there are."""
    more = len(keys) - ROWS_NAMED
    return {
        "rows": [_seen(("activities", key), seen) for key in keys[:ROWS_NAMED]],
        "more_text": ngettext("and %(count)s more", "and %(count)s more", more) % {"count": number(more)}
        if more > 0
        else None,
    }


def table(comparison: Document) -> tuple[list[str], list[list[Any]]]:
    """The levels for a spreadsheet: raw ratios, missing left empty."""
    header = [
        _("Level"),
        _("Before"),
        _("After"),
        _("Difference"),
        _("Lower bound of the difference"),
        _("Upper bound of the difference"),
        _("Difference on the same activities"),
        _("Activities at both dates"),
        _("Organisations at both dates"),
    ]
    rows = []
    for level in Level:
        change = comparison["levels"][level]
        low, high = change["interval"] or (None, None)
        rows.append(
            [
                str(level.label),
                *(change[name] for name in ("before", "after", "difference")),
                low,
                high,
                change["matched"]["difference"],
                change["matched"]["activities"],
                change["organisations"],
            ]
        )
    return header, rows


def dates(comparison: Document) -> tuple[datetime.date, datetime.date]:
    before, after = (datetime.date.fromisoformat(comparison[name]) for name in ("before", "after"))
    return before, after
