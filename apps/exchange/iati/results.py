"""Results of an activity in words: one line for each period of each indicator."""

from typing import Any

from apps.exchange.iati.tree import Tree, day_of

RESULT = "iati-activity/result"
INDICATOR = f"{RESULT}/indicator"
PERIOD = f"{INDICATOR}/period"
MOST_LINES = 400


def read_result(tree: Tree, element: Any) -> list[str]:
    """Lines such as `Title; indicator; baseline 3 (2020); 2021-12-31: target 5, actual 4`.

    A title that an indicator has of its result stands once.
    """
    tree.take(element, RESULT, {"type"}, None)
    title: str | None = None
    lines: list[str] = []
    for child in element:
        if child.tag == "title":
            title = tree.text(child, f"{RESULT}/title")[0]
        elif child.tag == "indicator":
            lines.extend(_indicator(tree, child, title))
        else:
            tree.skip(child, RESULT)
    head = title or ""
    if not lines:
        return [head] if head else []
    return ["; ".join(part for part in (head, line) if part) for line in lines[:MOST_LINES]]


def _indicator(tree: Tree, element: Any, head: str | None) -> list[str]:
    tree.take(element, INDICATOR, {"measure", "ascending"}, None)
    title, baseline, periods = "", "", []
    for child in element:
        if child.tag == "title":
            title = tree.text(child, f"{INDICATOR}/title")[0] or ""
        elif child.tag == "baseline":
            tree.take(child, f"{INDICATOR}/baseline", {"value", "year", "iso-date"})
            value, year = _said(child, "value"), _said(child, "year") or _said(child, "iso-date")
            if value:
                baseline = f"baseline {value} ({year})" if year else f"baseline {value}"
        elif child.tag == "period":
            periods.append(_period(tree, child))
        else:
            tree.skip(child, INDICATOR)
    if title == head:
        title = ""
    known = [one for one in periods if one] or [""]
    return ["; ".join(part for part in (title, baseline, period) if part) for period in known]


def _period(tree: Tree, element: Any) -> str:
    tree.take(element, PERIOD, children=None)
    end, said = None, []
    for child in element:
        if child.tag in {"target", "actual"}:
            tree.take(child, f"{PERIOD}/{child.tag}", {"value"})
            if value := _said(child, "value"):
                said.append(f"{child.tag} {value}")
        elif child.tag in {"period-start", "period-end"}:
            tree.take(child, f"{PERIOD}/{child.tag}", {"iso-date"})
            if child.tag == "period-end":
                end = day_of(child.get("iso-date"))
        else:
            tree.skip(child, PERIOD)
    if not said:
        return ""
    text = ", ".join(said)
    return f"{end}: {text}" if end is not None else text


def _said(element: Any, name: str) -> str:
    return " ".join((element.get(name) or "").split())[:80]
