"""The official schema of IATI 2.03 and its standard rule set, where they lie beside the project."""

import json
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

from lxml import etree

ABOVE = (parent / "shared" / "data" for parent in Path(__file__).resolve().parents)
DATA = next((folder for folder in ABOVE if folder.exists()), Path("/nowhere"))
BESIDE = DATA / "iati-standard"
SCHEMA = BESIDE / "schemas" / "2.03" / "iati-activities-schema.xsd"
RULES = BESIDE / "rulesets" / "standard.json"


def faults_of(content: bytes, today: date) -> tuple[list[str], Counter, Counter]:
    """(faults against the schema, errors by rule, warnings by rule) of a document."""
    tree = etree.fromstring(content)
    schema = etree.XMLSchema(etree.parse(SCHEMA))
    schema.validate(tree)
    found: dict[str, Counter] = {"error": Counter(), "warning": Counter()}
    for context, rules in json.loads(RULES.read_text()).items():
        if "iati-organisation" in context:
            continue
        for element in tree.getroottree().xpath(context):
            for kind, body in rules.items():
                for case in body["cases"]:
                    _check(element, kind, case, today, found)
    return [str(one) for one in schema.error_log], found["error"], found["warning"]


def _check(element, kind, case, today, found):
    if kind == "loop":
        for value in {str(one) for one in element.xpath(case["foreach"])}:
            for inner, body in case["do"].items():
                for one in body["cases"]:
                    said = json.loads(json.dumps(one).replace("$1", value))
                    _check(element, inner, said, today, found)
        return
    if "condition" in case and not element.xpath(case["condition"]):
        return
    if not HOLDS[kind](element, case, today):
        info = case["ruleInfo"]
        found[info["severity"]][f"{info['id']} {kind}"] += 1


def _texts(element, case):
    found = [one for path in case["paths"] for one in element.xpath(path)]
    return [one if isinstance(one, str) else (one.text or "") for one in found]


def _nodes(element, case):
    return [one for path in case["paths"] for one in element.xpath(path)]


def _day(element, path, today):
    if path == "NOW":
        return today
    found = element.xpath(path)
    return date.fromisoformat(str(found[0])[:10]) if found else None


def _ordered(element, case, today):
    """Each of several days against the other; the rules of transactions name all of them."""
    more = _day(element, case["more"], today)
    days = [date.fromisoformat(str(one)[:10]) for one in element.xpath(case["less"])]
    return more is None or all(day <= more for day in days)


def _within_a_year(element, case, today):
    start, end = _day(element, case["start"], today), _day(element, case["end"], today)
    return start is None or end is None or (end - start).days <= 366


def _one_or_all(element, case, _today):
    if element.xpath(case["one"]):
        return True
    if case["all"] == "lang":
        return not element.xpath("descendant::narrative[not(@xml:lang)]")
    if case["all"] == "currency":
        return not element.xpath("descendant::value[not(@currency)]")
    return not element.xpath("transaction[not(sector)]")


def _starts(element, case, _today):
    if "ORG-ID-PREFIX" in case["prefix"]:
        return True
    starts = [str(one) + case["separator"] for path in case["prefix"] for one in element.xpath(path)]
    return all(any(text.startswith(one) for one in starts) for text in _texts(element, case))


HOLDS = {
    "atleast_one": lambda e, c, _t: bool(_nodes(e, c)),
    "no_more_than_one": lambda e, c, _t: len(_nodes(e, c)) <= 1,
    "unique": lambda e, c, _t: len(set(_texts(e, c))) == len(_texts(e, c)),
    "startswith": _starts,
    "one_or_all": _one_or_all,
    "date_now": lambda e, c, t: all(date.fromisoformat(str(d)[:10]) <= t for d in e.xpath(c["date"])),
    "date_order": _ordered,
    "time_limit": _within_a_year,
    "regex_matches": lambda e, c, _t: all(re.search(c["regex"], one) for one in _texts(e, c)),
    "no_spaces": lambda e, c, _t: all(one == one.strip() for one in _texts(e, c)),
    "strict_sum": lambda e, c, _t: (
        not _texts(e, c) or sum(Decimal(one) for one in _texts(e, c)) == Decimal(str(c["sum"]))
    ),
    "range": lambda e, c, _t: all(c["min"] <= float(one) <= c["max"] for one in _texts(e, c)),
    "if_then": lambda e, c, _t: not e.xpath(c["if"]) or bool(e.xpath(c["then"])),
}
