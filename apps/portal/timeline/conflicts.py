"""Where calendars do not fit one another. Pure: dated facts in, conflicts out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    FUNDING_ENDS = "funding_ends"
    GATE_BEFORE_EVIDENCE = "gate_before_evidence"
    HANDOVER_UNFUNDED = "handover_unfunded"
    MANDATE_ENDS = "mandate_ends"


@dataclass(frozen=True, slots=True)
class Due:
    """A benchmark with the day it is due, its objective and the address of its page."""

    pk: int
    uuid: UUID
    statement: str
    objective: int
    on: date


@dataclass(frozen=True, slots=True)
class Step:
    """A gate with the day it is next looked at (None: nobody said) and its critical benchmarks."""

    uuid: UUID
    title: str
    on: date | None
    critical: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Handing:
    """A task that passes on; `financed` is None where nobody recorded it."""

    task: str
    to: str | None
    on: date
    financed: bool | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two dates that do not fit: `first` comes (or ends) before `second`, which needs it.

    `uuid` is that of the benchmark or gate concerned, None for what has no page of its own. `known` is False
    where the conflict rests on something that is not recorded.
    """

    kind: Kind
    name: str
    first: date
    second: date | None
    uuid: UUID | None = None
    other: str | None = None
    known: bool = True


def conflicts(
    *,
    benchmarks: Iterable[Due],
    funded_until: Mapping[int, date],
    gates: Iterable[Step],
    handovers: Iterable[Handing],
    mandate: tuple[str, date] | None,
    today: date,
) -> list[Conflict]:
    """What still lies ahead and does not fit, the earliest first.

    `funded_until`: the last day that money is planned for, by objective; an objective without any is no
    conflict of calendars. `mandate`: the symbol and end of the mandate that lasts longest.
    """
    due = [one for one in benchmarks if one.on >= today]
    by_pk = {one.pk: one for one in due}
    found = [
        Conflict(Kind.FUNDING_ENDS, one.statement, funded_until[one.objective], one.on, one.uuid)
        for one in due
        if one.objective in funded_until and funded_until[one.objective] < one.on
    ]
    for gate in gates:
        if gate.on is None or gate.on < today:
            continue
        late = [by_pk[pk] for pk in gate.critical if pk in by_pk and by_pk[pk].on > gate.on]
        found += [
            Conflict(Kind.GATE_BEFORE_EVIDENCE, gate.title, gate.on, one.on, gate.uuid, other=one.statement)
            for one in late
        ]
    found += [
        Conflict(
            Kind.HANDOVER_UNFUNDED,
            one.task,
            one.on,
            None,
            other=one.to,
            known=one.financed is not None,
        )
        for one in handovers
        if one.on >= today and not one.financed
    ]
    if mandate is not None:
        symbol, end = mandate
        found += [
            Conflict(Kind.MANDATE_ENDS, one.statement, end, one.on, one.uuid, other=symbol)
            for one in due
            if end < one.on
        ]
    return sorted(found, key=lambda one: (one.first, one.kind, one.name))
