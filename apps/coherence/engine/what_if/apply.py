"""Changes applied to the inputs of the engine, one after the other; the given inputs stay as they are."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from apps.coherence.engine.grades import VERIFIED
from apps.coherence.engine.inputs import Activity, FundingLine, Inputs, Link, Scenario
from apps.coherence.engine.what_if.changes import (
    Change,
    LinkActivity,
    MoveDelivery,
    MoveMoney,
    ResolveContradiction,
    SplitMoney,
    VerifyLinks,
    new_link_key,
)
from apps.coherence.engine.what_if.errors import ChangeError
from apps.core.values import above, same

OPEN = "open"
MITIGATED = "mitigated"
MONTHS = 3


def apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    """The inputs as they would be after the changes, made in their order.

    Each change meets what those before it left: a link that was made can be verified, money that was given
    away is gone. Rows are named by their key. What a change adds has no date, so that it stands at any date.
    Raises ChangeError, with the number of the change, for a row that the inputs do not hold and for a change
    that is impossible. Cost: one pass over each collection that a change names, however many changes.
    """
    draft = _Draft(inputs)
    for number, change in enumerate(changes, 1):
        match change:
            case LinkActivity():
                _link_activity(draft, number, change)
            case VerifyLinks():
                _verify_links(draft, number, change)
            case ResolveContradiction():
                _resolve_contradiction(draft, number, change)
            case MoveDelivery():
                _move_delivery(draft, number, change)
            case MoveMoney():
                _move_money(draft, number, change)
            case SplitMoney():
                _split_money(draft, number, change)
    return draft.inputs()


class _Draft:
    """The rows by key of those collections that some change names, to be changed; the others stay shared."""

    def __init__(self, inputs: Inputs) -> None:
        self.given = inputs
        self.by_key: dict[str, dict[str, Any]] = {}
        self.changed: set[str] = set()

    def rows(self, collection: str) -> dict[str, Any]:
        if collection not in self.by_key:
            self.by_key[collection] = {row.key: row for row in getattr(self.given, collection)}
        return self.by_key[collection]

    def row(self, collection: str, key: str, number: int, field: str) -> Any:
        found = self.rows(collection).get(key)
        if found is None:
            raise ChangeError("unknown_row", number, field, key=key)
        return found

    def put(self, collection: str, row: Any) -> None:
        self.rows(collection)[row.key] = row
        self.changed.add(collection)

    def remove(self, collection: str, key: str) -> None:
        del self.rows(collection)[key]
        self.changed.add(collection)

    def inputs(self) -> Inputs:
        changed: dict[str, Any] = {name: tuple(self.by_key[name].values()) for name in self.changed}
        return replace(self.given, **changed)


# Links -------------------------------------------------------------------------------------------------


def _link_activity(draft: _Draft, number: int, change: LinkActivity) -> None:
    activity = draft.row("activities", change.activity, number, "activity")
    if all(row.objective != change.objective for row in draft.given.objective_texts):
        raise ChangeError("unknown_row", number, "objective", key=change.objective)
    links = draft.rows("alignment_links")
    for link in links.values():
        if link.activity == change.activity and link.objective == change.objective:
            raise ChangeError("linked", number, "objective")
    key = new_link_key(number)
    while key in links:
        key += "-"
    income = None
    if change.attestor is not None:
        income = _income_of_attestor(draft, activity, change.attestor, number)
    draft.put(
        "alignment_links",
        Link(
            key,
            change.activity,
            change.objective,
            change.grade,
            attestor=change.attestor,
            attestor_income_share=income,
        ),
    )


def _verify_links(draft: _Draft, number: int, change: VerifyLinks) -> None:
    draft.row("agencies", change.attestor, number, "attestor")
    for key in change.links:
        link = draft.row("alignment_links", key, number, "links")
        draft.put("alignment_links", _verified(draft, link, change.attestor, number))


def _verified(draft: _Draft, link: Link, attestor: str, number: int) -> Link:
    """The link, attested anew. Who attested it and may, stays: another one could be on another side (I2)."""
    activity = draft.rows("activities")[link.activity]
    if link.grade == VERIFIED and link.attestor is not None and _stands(draft, link, activity):
        if link.valid_until is None and link.disputed_on is None:
            raise ChangeError("verified", number, "links", key=link.key)
        return replace(link, valid_until=None, attested_on=None)
    income = _income_of_attestor(draft, activity, attestor, number)
    return replace(
        link,
        grade=VERIFIED,
        attestor=attestor,
        attestor_income_share=income,
        attested_on=None,
        valid_until=None,
    )


def _stands(draft: _Draft, link: Link, activity: Activity) -> bool:
    """The attestation that the link has is independent (R1) and not dependent (R2)."""
    share = link.attestor_income_share
    dependent = share is not None and above(share, draft.given.mission.settings.dependence_threshold)
    return link.attestor is not None and not dependent and not _involved(draft, activity, link.attestor)


def _income_of_attestor(draft: _Draft, activity: Activity, attestor: str, number: int) -> float | None:
    """The largest income share recorded where this agency attested an activity of the same lead.

    Raises ChangeError where the attestation would not count as one, by R1 or R2.
    """
    draft.row("agencies", attestor, number, "attestor")
    if _involved(draft, activity, attestor):
        raise ChangeError("attestor_involved", number, "attestor", key=attestor)
    activities = draft.rows("activities")
    shares = [
        link.attestor_income_share
        for link in draft.rows("alignment_links").values()
        if link.attestor == attestor
        and link.attestor_income_share is not None
        and activities[link.activity].lead == activity.lead
    ]
    share = max(shares, default=None)
    if share is not None and above(share, draft.given.mission.settings.dependence_threshold):
        raise ChangeError("attestor_dependent", number, "attestor", key=attestor)
    return share


def _involved(draft: _Draft, activity: Activity, attestor: str) -> bool:
    """R1, with funders of any time: leads, implements or funds it, or belongs to the state of its lead."""
    if attestor == activity.lead or attestor in (activity.implementers or ()):
        return True
    agencies = draft.rows("agencies")
    state = agencies[activity.lead].state
    if state is not None and agencies[attestor].state == state:
        return True
    lines: Iterable[FundingLine] = draft.rows("funding_lines").values()
    return any(line.activity == activity.key and line.funder == attestor for line in lines)


# Contradictions ----------------------------------------------------------------------------------------


def _resolve_contradiction(draft: _Draft, number: int, change: ResolveContradiction) -> None:
    row = draft.row("contradictions", change.contradiction, number, "contradiction")
    if row.score >= 0:
        raise ChangeError("no_contradiction", number, "contradiction")
    if row.status != OPEN and row.closed_on is None:
        raise ChangeError("not_open", number, "contradiction")
    status = MITIGATED if row.status == OPEN else row.status
    draft.put("contradictions", replace(row, status=status, closed_on=None))


# Delivery and money ------------------------------------------------------------------------------------


def _move_delivery(draft: _Draft, number: int, change: MoveDelivery) -> None:
    row: Scenario = draft.row("scenarios", change.scenario, number, "scenario")
    if not row.delivery:
        raise ChangeError("no_delivery", number, "scenario")
    periods = range(len(row.delivery))
    if change.period is not None and change.period > len(row.delivery):
        raise ChangeError("no_period", number, "period", periods=len(row.delivery))
    moved = [at for at in periods if change.period is None or at == change.period - 1]
    if any(at + change.periods < 0 and row.delivery[at] != 0 for at in moved):
        raise ChangeError("too_early", number, "periods")
    last = max((at + change.periods for at in moved), default=0)
    amounts = [0.0 if at in moved else row.delivery[at] for at in periods]
    amounts += [0.0] * (last + 1 - len(amounts))
    for at in moved:
        if at + change.periods >= 0:
            amounts[at + change.periods] += row.delivery[at]
    draft.put("scenarios", replace(row, delivery=tuple(amounts)))


def _move_money(draft: _Draft, number: int, change: MoveMoney) -> None:
    """The line is worth what it was worth: its value date does not move with it."""
    row: FundingLine = draft.row("funding_lines", change.funding_line, number, "funding_line")
    months = MONTHS * change.quarters
    try:
        period_from = _months_later(row.period_from, months)
        period_to = None if row.period_to is None else _months_later(row.period_to, months)
    except ValueError as error:
        raise ChangeError("no_date", number, "quarters") from error
    draft.put(
        "funding_lines",
        replace(
            row, period_from=period_from, period_to=period_to, value_date=row.value_date or row.period_from
        ),
    )


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month. Raises ValueError beyond years
    1 to 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(f"no year {year}")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _split_money(draft: _Draft, number: int, change: SplitMoney) -> None:
    row: FundingLine = draft.row("funding_lines", change.funding_line, number, "funding_line")
    if row.scheduled is None and row.disbursed is None:
        raise ChangeError("no_money", number, "funding_line")
    for place, (activity, share) in enumerate(change.parts, 1):
        draft.row("activities", activity, number, "parts")
        if activity == row.activity:
            raise ChangeError("same_activity", number, "parts")
        key = f"{row.key}+what-if-{number}-{place}"
        draft.put("funding_lines", replace(_scaled(row, share), key=key, activity=activity))
    rest = 1 - sum(share for _activity, share in change.parts)
    if same(rest, 0) or rest < 0:
        draft.remove("funding_lines", row.key)
    else:
        draft.put("funding_lines", _scaled(row, rest))


def _scaled(row: FundingLine, share: float) -> FundingLine:
    def part(amount: float | None) -> float | None:
        return None if amount is None else amount * share

    return replace(
        row,
        scheduled=part(row.scheduled),
        disbursed=part(row.disbursed),
        to_government_sector=part(row.to_government_sector),
    )
