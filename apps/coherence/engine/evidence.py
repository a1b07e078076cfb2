"""How far what each level says of links and traces is backed: by number, at the best grade of each."""

from collections.abc import Iterable

from apps.coherence.engine.results import Assessment, Subject, Unit

Grades = dict[str, int]
TRACES = {"traced": "evidenced", "trace_only_claimed": "claimed", "not_traced": "unlinked"}
"""Of a trace to a joint strategy only whether it is evidenced or better is kept."""


def evidence(assessment: Assessment) -> dict[str, Grades]:
    """Per level how many are verified, evidenced, claimed only, and not linked at all.

    Agency: framework links behind A5. Whole of government: activities behind W4; evidenced stands for
    evidenced or better. External: external activities as E1 counts them. Internal and external: the same
    activities, verified only where an internal actor did it (I2). Of what is left out nothing is said.
    """
    levels = assessment.levels
    return {
        "agency": _of_links(assessment, _units(levels.agency.subjects.values(), "A5")),
        "whole_of_government": _of_traces(_units(levels.whole_of_government.subjects.values(), "W4")),
        "external": _of_activities(levels.external, None),
        "internal_external": _of_activities(levels.external, levels.internal_external),
    }


def _units(subjects: Iterable[Subject], indicator: str) -> list[Unit]:
    return [unit for subject in subjects for unit in subject.indicators[indicator].units]


def _none() -> Grades:
    return dict.fromkeys(("verified", "evidenced", "claimed", "unlinked"), 0)


def _of_links(assessment: Assessment, units: Iterable[Unit]) -> Grades:
    found = _none()
    for unit in units:
        found[assessment.links[unit.keys[0][1]].effective] += 1
    return found


def _of_traces(units: Iterable[Unit]) -> Grades:
    found = _none()
    for unit in units:
        if unit.reason in TRACES:
            found[TRACES[unit.reason]] += 1
    return found


def _of_activities(external: Subject, internal: Subject | None) -> Grades:
    e1 = external.indicators["E1"]
    if e1.grades is None:
        return _none()
    claimed, evidenced, verified = (e1.grades[grade].k for grade in ("claimed", "evidenced", "verified"))
    if internal is not None:
        verified = sum(unit.score == 1 for unit in internal.indicators["I2"].units)
    return {
        "verified": verified,
        "evidenced": evidenced - verified,
        "claimed": claimed - evidenced,
        "unlinked": e1.N - claimed,
    }
