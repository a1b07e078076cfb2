"""Where dates do not fit: only what lies ahead, and never a guess for what is not recorded."""

from datetime import date
from uuid import UUID

from apps.portal.timeline.conflicts import Conflict, Due, Handing, Kind, Step, conflicts

TODAY = date(2026, 1, 1)
B1, B2, G = (UUID(int=n) for n in (1, 2, 3))
SOON = Due(1, B1, "Payroll verified", 10, date(2026, 6, 30))
LATER = Due(2, B2, "Courts open", 20, date(2027, 6, 30))
PAST = Due(3, UUID(int=9), "Done", 10, date(2025, 6, 30))


def found(**more):
    given = {"benchmarks": (), "funded_until": {}, "gates": (), "handovers": (), "mandate": None}
    return conflicts(**given | more, today=TODAY)


def test_money_that_ends_before_the_deadline():
    until = {10: date(2026, 3, 31), 20: date(2027, 12, 31)}
    assert found(benchmarks=[SOON, LATER, PAST], funded_until=until) == [
        Conflict(Kind.FUNDING_ENDS, "Payroll verified", date(2026, 3, 31), date(2026, 6, 30), B1)
    ]


def test_an_objective_without_money_has_no_calendar_to_contradict():
    assert found(benchmarks=[SOON]) == []


def test_a_gate_before_its_critical_evidence():
    step = Step(G, "Stabilisation → Transition", date(2026, 12, 31), (1, 2))
    assert found(benchmarks=[SOON, LATER], gates=[step]) == [
        Conflict(
            Kind.GATE_BEFORE_EVIDENCE,
            "Stabilisation → Transition",
            date(2026, 12, 31),
            date(2027, 6, 30),
            G,
            other="Courts open",
        )
    ]


def test_a_gate_without_a_day_or_in_the_past_is_none():
    gates = [Step(G, "Gate", None, (2,)), Step(G, "Gate", date(2025, 12, 31), (2,))]
    assert found(benchmarks=[LATER], gates=gates) == []


def test_a_handover_that_nobody_pays_for_and_one_of_which_nobody_says_so():
    on = date(2026, 9, 1)
    handovers = [
        Handing("Mine action", "MOP", on, financed=False),
        Handing("Radio", None, on, financed=None),
        Handing("Prisons", "MOJ", on, financed=True),
        Handing("Past", "MOJ", date(2025, 1, 1), financed=False),
    ]
    assert found(handovers=handovers) == [
        Conflict(Kind.HANDOVER_UNFUNDED, "Mine action", on, None, other="MOP"),
        Conflict(Kind.HANDOVER_UNFUNDED, "Radio", on, None, known=False),
    ]


def test_a_mandate_that_ends_before_deadlines_and_the_order_of_days():
    mandate = ("S/RES/1", date(2026, 12, 31))
    until = {10: date(2026, 2, 1)}
    assert [one.kind for one in found(benchmarks=[SOON, LATER], funded_until=until, mandate=mandate)] == [
        Kind.FUNDING_ENDS,
        Kind.MANDATE_ENDS,
    ]
