"""One element `iati-activity` as a record. Each child has its reader; what none of them takes is counted."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from apps.exchange.iati import codes
from apps.exchange.iati.results import read_result
from apps.exchange.iati.tree import Tree, day_of, first_day
from apps.exchange.portfolio.record import Party, Purpose, Record, Site, Sum

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
AMOUNT = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)\Z", re.ASCII)
LARGEST = Decimal(10) ** 17
CURRENCY = re.compile(r"[A-Z]{3}\Z")
UNDETERMINED = "und"
HERE = "iati-activity"
OF_PARTIES = frozenset({"ref", "type", "role", "secondary-reporter"})
SITE = f"{HERE}/location"
ATTRIBUTES = frozenset({LANGUAGE, "default-currency", "humanitarian", "hierarchy", "last-updated-datetime"})


class Draft:
    """What is put together while the children of an activity pass by."""

    def __init__(self, record: Record, tree: Tree, currency: str | None) -> None:
        self.record = record
        self.tree = tree
        self.currency = currency
        self.days: dict[tuple[str, bool], date] = {}
        self.incoming: list[Sum] = []
        self.outgoing: list[Sum] = []
        self.planned: list[Sum] = []
        self.budgets: list[Sum] = []
        self.sectors: list[tuple[str, Purpose]] = []
        self.results: list[str] = []
        self.descriptions: list[str] = []


def read_activity(element: Any, used: "Counter[str]", unused: "Counter[str]") -> Record:
    """The record of one element, its line in it; nothing of it is refused here except a missing title."""
    tree = Tree(used, unused, element.get(LANGUAGE))
    record = Record(line=element.sourceline or 0, language=element.get(LANGUAGE))
    draft = Draft(record, tree, _currency(element.get("default-currency")))
    used["iati-activity"] += 1
    for name in element.attrib:
        if name in ATTRIBUTES:
            used[f"iati-activity/@{tree.name(name)}"] += 1
        else:
            unused[f"iati-activity/@{tree.name(name)}"] += 1
    if (said := element.get("humanitarian")) is not None:
        record.humanitarian = {"1": True, "true": True, "0": False, "false": False}.get(said.strip().lower())
    for child in element:
        reader = READERS.get(child.tag)
        if reader is None:
            tree.skip(child, HERE)
        else:
            reader(draft, child)
    _settle(draft)
    return record


def _settle(draft: Draft) -> None:
    """What can be said only once everything has passed by."""
    record = draft.record
    record.start = draft.days.get(("start", True)) or draft.days.get(("start", False))
    record.end = draft.days.get(("end", True)) or draft.days.get(("end", False))
    if record.start is not None and record.end is not None and record.end < record.start:
        record.note("end_before_start", start=record.start.isoformat(), end=record.end.isoformat())
    record.description = "\n\n".join(dict.fromkeys(draft.descriptions)) or None
    if record.description == record.title:
        record.description = None
    record.results = "\n".join(draft.results) or None
    if record.language == UNDETERMINED:
        record.language = None
    _settle_status(draft)
    _settle_sectors(draft)
    _settle_money(draft)
    if record.identifier is None:
        record.note("no_identifier", fault=True)
    if record.title is None:
        record.note("no_title", fault=True)


def _settle_status(draft: Draft) -> None:
    record = draft.record
    if record.status is None:
        happened = [which for which in ("end", "start") if (which, True) in draft.days]
        guess = {"end": "completed", "start": "active"}.get(happened[0] if happened else "", "proposed")
        record.note("no_status", taken=guess)
        record.status = guess


def _settle_sectors(draft: Draft) -> None:
    """The most detailed vocabulary alone: five digits where there are any, or else three."""
    detailed = [one for length, one in draft.sectors if length == "5"]
    chosen = detailed or [one for _length, one in draft.sectors]
    if detailed and len(detailed) < len(draft.sectors):
        draft.tree.unused["iati-activity/sector[less detailed]"] += len(draft.sectors) - len(detailed)
    if len(chosen) == 1 and chosen[0].share is None:
        chosen[0].share = 1.0
    draft.record.purposes = chosen


def _settle_money(draft: Draft) -> None:
    """Money that comes in from funders is the money of the activity; what it passes on is the same money."""
    unused = draft.tree.unused
    if draft.incoming:
        draft.record.sums = [*draft.incoming, *(one for one in draft.outgoing if one.amount == "executed")]
        passed_on = sum(one.amount != "executed" for one in draft.outgoing)
        if passed_on:
            unused["iati-activity/transaction[passed on, counted when it came in]"] += passed_on
    else:
        draft.record.sums = draft.outgoing
    planned = draft.planned
    if not planned and len([one for one in draft.record.parties if one.role == "funding"]) <= 1:
        planned = draft.budgets
    elif draft.budgets:
        unused["iati-activity/budget[of several funders, or beside planned disbursements]"] += len(
            draft.budgets
        )
    draft.record.sums.extend(planned)


# Readers of children ------------------------------------------------------------------------------------


def _identifier(draft: Draft, element: Any) -> None:
    draft.tree.take(element, f"{HERE}/iati-identifier")
    text = " ".join((element.text or "").split())
    draft.record.identifier = text or None


def _reporting(draft: Draft, element: Any) -> None:
    party = _party(draft, element, f"{HERE}/reporting-org", "reporting")
    draft.record.secondary = (element.get("secondary-reporter") or "").strip().lower() in {"1", "true"}
    draft.record.reporting = party


def _party(draft: Draft, element: Any, path: str, role: str) -> Party | None:
    name = draft.tree.text(element, path, OF_PARTIES)[0]
    ref = (element.get("ref") or "").strip()
    identifier = ref if any(sign.isalnum() for sign in ref) else None
    if name is None and identifier is None:
        return None
    return Party(role, name, identifier, (element.get("type") or "").strip() or None)


def _participating(draft: Draft, element: Any) -> None:
    said = (element.get("role") or "").strip()
    role = codes.ROLES.get(said.lower())
    if role is None:
        draft.tree.skip(element, HERE, f"[role={said[:20]}]")
        return
    party = _party(draft, element, f"{HERE}/participating-org", role)
    if party is None:
        draft.tree.unused["iati-activity/participating-org[without name and identifier]"] += 1
    else:
        draft.record.parties.append(party)


def _title(draft: Draft, element: Any) -> None:
    text, language, others = draft.tree.text(element, f"{HERE}/title")
    record = draft.record
    if text is None:
        return
    if record.title is None:
        record.title, record.language = text, language or record.language
    elif language is not None:
        record.titles.setdefault(language, text)
    record.titles.update(others)


def _description(draft: Draft, element: Any) -> None:
    """The general description; objectives, target groups and other kinds follow it as paragraphs."""
    text, _language, others = draft.tree.text(element, f"{HERE}/description", {"type"})
    if text is None:
        return
    if (element.get("type") or "").strip() == "3" and draft.record.target_group is None and len(text) <= 200:
        draft.record.target_group = text
    else:
        draft.descriptions.append(text)
    if others:
        draft.tree.unused["iati-activity/description/narrative[other languages]"] += len(others)


def _status(draft: Draft, element: Any) -> None:
    draft.tree.take(element, f"{HERE}/activity-status", {"code"}, {"narrative"})
    said = (element.get("code") or element.text or "").strip().lower()
    draft.record.status = codes.STATUSES.get(said)
    if said and draft.record.status is None:
        draft.tree.unused[f"iati-activity/activity-status[code={said[:20]}]"] += 1


def _date(draft: Draft, element: Any) -> None:
    said = (element.get("type") or "").strip().lower()
    kind = codes.DATES.get(said)
    day = day_of(element.get("iso-date") or element.text)
    if kind is None or day is None:
        draft.tree.skip(element, HERE, f"[type={said[:20]}]" if kind is None else "[no date]")
        return
    draft.tree.take(element, f"{HERE}/activity-date", {"iso-date", "type"}, {"narrative"})
    draft.days.setdefault(kind, day)


def _country(draft: Draft, element: Any) -> None:
    draft.tree.take(element, f"{HERE}/recipient-country", {"code"}, {"narrative"})
    code = (element.get("code") or "").strip().upper()
    if code:
        draft.record.countries.append(code)


def _sector(draft: Draft, element: Any) -> None:
    vocabulary = (element.get("vocabulary") or "").strip().upper()
    code = (element.get("code") or "").strip()
    if vocabulary not in codes.DAC_VOCABULARIES or not code.isascii() or not code.isdigit():
        draft.tree.skip(element, HERE, f"[vocabulary={vocabulary or '1'}]")
        return
    if len(code) not in {3, 5}:
        draft.tree.skip(element, HERE, "[code of neither 3 nor 5 digits]")
        return
    draft.tree.take(element, f"{HERE}/sector", {"vocabulary", "code", "percentage"}, {"narrative"})
    said = (element.get("percentage") or "").strip().removesuffix("%")
    percent = _number(said)
    share = None if percent is None or not 0 <= percent <= 100 else float(percent / 100)
    if said and share is None:
        draft.record.note("share_unreadable", code=code, value=said[:20])
    draft.sectors.append((str(len(code)), Purpose(code, share)))


def _location(draft: Draft, element: Any) -> None:
    tree = draft.tree
    name: str | None = None
    found: list[str] = []
    point: tuple[float, float] | None = None
    tree.take(element, SITE, {"ref"}, None)
    for child in element:
        match child.tag:
            case "name":
                name = tree.text(child, f"{SITE}/name")[0] or name
            case "location-id" | "administrative":
                tree.take(child, f"{SITE}/{child.tag}", {"vocabulary", "code", "level"})
                if (code := (child.get("code") or "").strip()) and len(found) < 8:
                    found.append(code)
            case "point":
                tree.take(child, f"{SITE}/point", {"srsName"}, None)
                for inner in child:
                    if inner.tag == "pos":
                        tree.take(inner, f"{SITE}/point/pos")
                        point = _point((inner.text or "").split()) or point
                    else:
                        tree.skip(inner, f"{SITE}/point")
            case "coordinates":
                tree.take(child, f"{SITE}/coordinates", {"latitude", "longitude"})
                point = _point([child.get("latitude") or "", child.get("longitude") or ""]) or point
            case _:
                tree.skip(child, SITE)
    if not found and (code := (element.get("ref") or "").strip()):
        found.append(code)
    if name is None and not found and point is None:
        tree.unused["iati-activity/location[without name, code and point]"] += 1
    else:
        draft.record.sites.append(Site(name, tuple(found), point))


def _point(parts: list[str]) -> tuple[float, float] | None:
    if len(parts) != 2:
        return None
    latitude, longitude = (_number(part.strip()) for part in parts)
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return float(latitude), float(longitude)


def _transaction(draft: Draft, element: Any) -> None:
    kind = ""
    for child in element:
        if child.tag == "transaction-type":
            kind = (child.get("code") or child.text or "").strip().upper()
    incoming, outgoing = codes.INCOMING.get(kind), codes.OUTGOING.get(kind)
    amount = incoming or outgoing
    if amount is None:
        draft.tree.skip(element, HERE, f"[type={kind[:12]}]")
        return
    money = _money(draft, element, amount, "transaction-date")
    if money is not None:
        (draft.outgoing if incoming is None else draft.incoming).append(money)


def _planned(draft: Draft, element: Any) -> None:
    money = _money(draft, element, "scheduled", "period-start")
    if money is not None:
        draft.planned.append(money)


def _budget(draft: Draft, element: Any) -> None:
    money = _money(draft, element, "scheduled", "period-start")
    if money is not None:
        draft.budgets.append(money)


def _money(draft: Draft, element: Any, amount: str, dated: str) -> Sum | None:
    """The sum of a transaction, planned disbursement or budget; None, and a note, where it has no value."""
    tree = draft.tree
    where = f"{HERE}/{element.tag}"
    found = Sum(amount, Decimal(0), draft.currency, None)
    value: Decimal | None = None
    tree.take(element, where, {"type", "status"}, None)
    for child in element:
        if child.tag == "value":
            tree.take(child, f"{where}/value", {"currency", "value-date"})
            value = _number("".join((child.text or "").split()).replace(",", ""))
            found.currency = _currency(child.get("currency")) or found.currency
            found.value_date = day_of(child.get("value-date"))
        elif child.tag == dated:
            tree.take(child, f"{where}/{child.tag}", {"iso-date"})
            found.day = day_of(child.get("iso-date") or child.text)
        elif child.tag == "period-end":
            tree.take(child, f"{where}/{child.tag}", {"iso-date"})
            found.until = day_of(child.get("iso-date") or child.text)
        elif child.tag == "provider-org":
            found.provider = _party(draft, child, f"{where}/provider-org", "funding")
        elif child.tag == "transaction-type":
            tree.take(child, f"{where}/transaction-type", {"code"})
        else:
            tree.skip(child, where)
    if value is None or abs(value) >= LARGEST:
        tree.unused[f"{where}[without a readable value]"] += 1
        draft.record.note("no_value", path=where)
        return None
    if found.currency is None:
        tree.unused[f"{where}[without a currency]"] += 1
        draft.record.note("no_currency", path=where)
        return None
    found.value = value
    found.day = first_day(found.day, found.value_date)
    if found.until is not None and found.day is not None and found.until < found.day:
        found.until = None
    return found


def _result(draft: Draft, element: Any) -> None:
    draft.results.extend(read_result(draft.tree, element))


def _scope(draft: Draft, element: Any) -> None:
    text = draft.tree.text(
        element, f"{HERE}/humanitarian-scope", {"type", "vocabulary", "code", "vocabulary-uri"}
    )[0]
    code = (element.get("code") or "").strip()
    if code:
        draft.record.scopes.append(f"{code} {text}" if text else code)
    if draft.record.humanitarian is None:
        draft.record.humanitarian = True


def _currency(said: str | None) -> str | None:
    text = (said or "").strip().upper()
    return text if CURRENCY.match(text) else None


def _number(said: str | None) -> Decimal | None:
    """A decimal as XML writes it; None for anything else, exponents of a million digits among it."""
    if said is None or len(said) > 40 or not AMOUNT.match(said):
        return None
    try:
        return Decimal(said)
    except InvalidOperation:
        return None


READERS: dict[str, Callable[[Draft, Any], None]] = {
    "iati-identifier": _identifier,
    "reporting-org": _reporting,
    "participating-org": _participating,
    "title": _title,
    "description": _description,
    "activity-status": _status,
    "activity-date": _date,
    "recipient-country": _country,
    "sector": _sector,
    "location": _location,
    "transaction": _transaction,
    "planned-disbursement": _planned,
    "budget": _budget,
    "result": _result,
    "humanitarian-scope": _scope,
}
