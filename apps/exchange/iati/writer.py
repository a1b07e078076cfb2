"""IATI 2.03 from what leaves of activities: elements in the order of the schema, written one by one."""

import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lxml import etree

from apps.exchange.iati.outgoing import Figure, Indicator, Link, Organisation, Outgoing, Planned, Result

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
OWN = "99"
DEVELOPING = "998"
"""Of codelist Region: developing countries, unspecified."""
UNSAFE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 cannot carry."""


def clean(text: str) -> str:
    """The text without signs that XML cannot carry, and without outer blanks."""
    return UNSAFE.sub("", text).strip()


def pieces(activities: Iterable[Any], *, at: datetime) -> Iterator[bytes]:
    """The document, activity by activity, from their elements; only one is held at a time."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    moment = at.isoformat(timespec="seconds")
    yield f'<iati-activities version="2.03" generated-datetime="{moment}">\n'.encode()
    for element in activities:
        yield etree.tostring(element, encoding="UTF-8", xml_declaration=False)
        yield b"\n"
    yield b"</iati-activities>\n"


def element_of(one: Outgoing, shared: dict[int, Any] | None = None) -> Any:
    """The element `iati-activity`. Results of many activities are built once and kept in `shared`."""
    root = etree.Element("iati-activity", {LANGUAGE: one.language})
    if one.humanitarian is not None:
        root.set("humanitarian", "1" if one.humanitarian else "0")
    _put(root, "iati-identifier").text = one.identifier
    reporting = _organisation(root, "reporting-org", one.reporting)
    reporting.set("ref", one.reporting.identifier or "")
    reporting.set("type", one.reporting.type or "90")
    reporting.set("secondary-reporter", "1" if one.secondary else "0")
    _words(root, "title", one.title)
    for kind, text in one.descriptions:
        _words(root, "description", text).set("type", kind)
    for role, who in one.parties:
        _organisation(root, "participating-org", who).set("role", role)
    for identifier in one.identifiers:
        _put(root, "other-identifier", ref=identifier, type="A1")
    _put(root, "activity-status", code=one.status)
    for kind, day in one.dates:
        _put(root, "activity-date", **{"iso-date": day.isoformat(), "type": kind})
    if one.country is not None:
        _put(root, "recipient-country", code=one.country)
    else:
        _words(root, "recipient-region", one.region, code=DEVELOPING, vocabulary="1")
    for place in one.places:
        here = _put(root, "location")
        if place.code is not None:
            # No vocabulary of IATI has these codes for certain: a reference of our own claims none.
            here.set("ref", clean(place.code))
        _words(here, "name", place.name)
        _put(here, "exactness", code="2")
    for vocabulary, code, percent, words in one.sectors:
        found = _words(root, "sector", words, vocabulary=vocabulary, code=code)
        if percent is not None:
            found.set("percentage", number(percent))
    for code, words in one.markers:
        _words(root, "policy-marker", words, vocabulary=OWN, code=code)
    for budget in one.budgets:
        _planned(root, "budget", budget)
    for planned in one.planned:
        _planned(root, "planned-disbursement", planned)
    for money in one.transactions:
        here = _put(root, "transaction")
        _put(here, "transaction-type", code=money.type)
        _put(here, "transaction-date", **{"iso-date": money.day.isoformat()})
        _value(here, money.value, money.currency, money.value_date)
        _organisation(here, "provider-org", money.provider)
    for link in one.links:
        root.append(_link(link))
    for result in one.results:
        root.append(_shared(result, shared))
    return root


def fields_of(element: Any) -> list[tuple[str, str]]:
    """Every field of an element with its value, by its path below the activity, in the order of the file."""
    found: list[tuple[str, str]] = []
    for node in element.iter():
        steps = [*(one.tag for one in reversed(list(node.iterancestors()))), node.tag][1:]
        path = "/".join(steps)
        for name, value in node.attrib.items():
            found.append((f"{path}/@{'xml:lang' if name == LANGUAGE else name}".lstrip("/"), value))
        if node.text is not None and node.text.strip():
            found.append((path, node.text))
    return found


def number(value: Decimal | float) -> str:
    """A number as XML schema writes it: no exponent, no zeros behind."""
    text = f"{Decimal(str(value)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _put(parent: Any, tag: str, /, **attributes: str) -> Any:
    return etree.SubElement(parent, tag, attributes)


def _words(parent: Any, tag: str, text: str | None, /, language: str | None = None, **attributes: str) -> Any:
    found = etree.SubElement(parent, tag, attributes)
    if text is not None:
        narrative = etree.SubElement(found, "narrative")
        narrative.text = clean(text)
        if language is not None:
            narrative.set(LANGUAGE, language)
    return found


def _organisation(parent: Any, tag: str, who: Organisation) -> Any:
    found = etree.SubElement(parent, tag)
    if who.identifier is not None:
        found.set("ref", who.identifier)
    if who.type is not None:
        found.set("type", who.type)
    etree.SubElement(found, "narrative").text = clean(who.name)
    return found


def _value(parent: Any, value: Decimal, currency: str, day: date) -> None:
    attributes = {"currency": currency, "value-date": day.isoformat()}
    etree.SubElement(parent, "value", attributes).text = number(value)


def _planned(parent: Any, tag: str, money: Planned) -> None:
    here = etree.SubElement(parent, tag)
    _put(here, "period-start", **{"iso-date": money.start.isoformat()})
    if money.end is not None:
        _put(here, "period-end", **{"iso-date": money.end.isoformat()})
    _value(here, money.value, money.currency, money.value_date)
    if money.provider is not None:
        _organisation(here, "provider-org", money.provider)


def _link(link: Link) -> Any:
    found = etree.Element("document-link", {"url": link.url, "format": link.format})
    _words(found, "title", link.title)
    _put(found, "category", code=link.category)
    if link.language is not None:
        _put(found, "language", code=link.language)
    if link.day is not None:
        _put(found, "document-date", **{"iso-date": link.day.isoformat()})
    return found


def _shared(result: Result, kept: dict[int, Any] | None) -> Any:
    if not result.shared or kept is None:
        return _result(result)
    if id(result) not in kept:
        kept[id(result)] = _result(result)
    return deepcopy(kept[id(result)])


def _result(result: Result) -> Any:
    found = etree.Element("result", {"type": result.type})
    if result.shared:
        found.set("aggregation-status", "0")
    _words(found, "title", result.title, language=result.language)
    if result.description is not None:
        _words(found, "description", result.description, language="en")
    for indicator in result.indicators:
        found.append(_indicator(indicator))
    return found


def _indicator(indicator: Indicator) -> Any:
    found = etree.Element("indicator", {"measure": indicator.measure})
    if indicator.ascending is not None:
        found.set("ascending", "1" if indicator.ascending else "0")
    _words(found, "title", indicator.title, language=indicator.language)
    baseline = indicator.baseline
    if baseline is not None:
        here = _figure(found, "baseline", baseline.figure)
        here.set("year", str(baseline.year))
        if baseline.day is not None:
            here.set("iso-date", baseline.day.isoformat())
    for period in indicator.periods:
        here = _put(found, "period")
        _put(here, "period-start", **{"iso-date": period.start.isoformat()})
        _put(here, "period-end", **{"iso-date": period.end.isoformat()})
        for target in period.targets:
            _figure(here, "target", target)
        for actual in period.actuals:
            _figure(here, "actual", actual)
    return found


def _figure(parent: Any, tag: str, figure: Figure) -> Any:
    found = etree.SubElement(parent, tag)
    if figure.value is not None:
        found.set("value", figure.value)
    for name, value in figure.parts:
        _put(found, "dimension", name=name, value=clean(value))
    if figure.words is not None:
        _words(found, "comment", figure.words)
    return found
