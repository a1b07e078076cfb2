"""Results that stand in words here, as results of IATI: the lines of `results.read_result`, read back."""

import re
from collections.abc import Iterable
from datetime import date

from apps.exchange.iati.outgoing import Baseline, Figure, Indicator, Period, Result
from apps.exchange.iati.tree import day_of

OTHER, UNIT, IN_WORDS = "9", "1", "5"
NUMBER = r"[+-]?\d+(?:\.\d+)?"
BASELINE = re.compile(rf"baseline ({NUMBER}) \((\d{{4}})(-\d\d-\d\d)?\)\Z", re.ASCII)
PERIOD = re.compile(rf"(\d{{4}}-\d\d-\d\d): (?:target ({NUMBER}))?(?:, )?(?:actual ({NUMBER}))?\Z", re.ASCII)


def worded_results(text: str) -> list[Result]:
    """One result for each title, with its indicators; a line that is not such a line stands as it is.

    What cannot be a figure of IATI, a baseline without a year, a period without an end, a value that is no
    number, stays in the words of the title of its indicator, where an import finds it again.
    """
    found: dict[str, Result] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        head, *rest = line.strip().split("; ")
        result = found.setdefault(head, Result(head, OTHER))
        _add(result, rest or [head])
    return list(found.values())


def _add(result: Result, parts: list[str]) -> None:
    period = _period(parts[-1]) if len(parts) > 1 else None
    before = parts[:-1] if period is not None else parts
    baseline = _baseline(before[-1]) if len(before) > 1 else None
    title = "; ".join(before[:-1] if baseline is not None else before)
    measure = IN_WORDS if period is None and baseline is None else UNIT
    last = result.indicators[-1] if result.indicators else None
    if (
        last is not None
        and period is not None
        and (last.title, last.measure, last.baseline) == (title, measure, baseline)
    ):
        last.periods.append(period)
    else:
        periods: Iterable[Period] = () if period is None else (period,)
        result.indicators.append(Indicator(title, measure, baseline=baseline, periods=list(periods)))


def _baseline(text: str) -> Baseline | None:
    found = BASELINE.match(text)
    if found is None or not 1900 <= int(found[2]) <= 2200:
        return None
    day: date | None = None
    if found[3] is not None:
        day = day_of(found[2] + found[3])
        if day is None:
            return None
    return Baseline(int(found[2]), day, Figure(found[1]))


def _period(text: str) -> Period | None:
    found = PERIOD.match(text)
    end = None if found is None else day_of(found[1])
    if found is None or end is None or (found[2] is None and found[3] is None):
        return None
    return Period(
        end,
        end,
        [] if found[2] is None else [Figure(found[2])],
        [] if found[3] is None else [Figure(found[3])],
    )
