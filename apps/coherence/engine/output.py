"""The assessment as the JSON document that `manage.py assess --json` prints, version 1."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.coherence.engine.gate_results import BenchmarkResult, ExitReadiness, GateResult, Transition
from apps.coherence.engine.measure import PROPORTIONS
from apps.coherence.engine.results import (
    Assessment,
    Band,
    Critical,
    Indicator,
    Interval,
    Levels,
    Preconditions,
    SampleEstimate,
    Share,
    Strip,
    Subject,
    SubjectLevel,
    SystemStrip,
    TradeOff,
    Trend,
)
from apps.coherence.engine.settings import ENGINE_VERSION

FORMAT = "nexusplan-assessment"
VERSION = 1

Document = dict[str, Any]


def as_document(assessment: Assessment, inputs_sha256: str) -> Document:
    """The document, in plain JSON types. Missing values are null, never left out."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "mission": assessment.mission,
        "as_of": assessment.as_of.isoformat(),
        "computed_by": {
            "method_version": assessment.method_version,
            "engine_version": ENGINE_VERSION,
            "inputs_sha256": inputs_sha256,
        },
        "exempt_activities": list(assessment.exempt_activities),
        "links": {
            key: {"recorded": grade.recorded, "effective": grade.effective, "rule": grade.rule}
            for key, grade in sorted(assessment.links.items())
        },
        "preconditions": _preconditions(assessment.preconditions),
        "levels": levels_document(assessment.levels),
        "who_says_so": {
            level: {
                "evidence": found.evidence,
                "agreement": found.agreement,
                "coverage": found.coverage,
                "graded": found.graded,
                "verified": found.verified,
                "second_voices": found.second_voices,
                "agreeing": found.agreeing,
            }
            for level, found in assessment.who_says_so.items()
        },
        "weakest": weakest_document(assessment),
        "trade_offs": trade_offs_document(assessment),
        "trend": None if assessment.trend is None else _trend(assessment.trend),
        "signals": {key: dict(signal.content) for key, signal in assessment.signals.items()},
        "gates": gates_document(assessment),
        "benchmarks": {key: _benchmark(item) for key, item in sorted(assessment.benchmarks.items())},
        "transitions": [_transition(item) for item in assessment.transitions],
        "exit": _exit(assessment.exit),
    }


def levels_document(levels: Levels) -> Document:
    """The part `levels` of the document."""
    return {
        "agency": _subject_level(levels.agency),
        "whole_of_government": _subject_level(levels.whole_of_government),
        "external": _subject(levels.external),
        "internal_external": _subject(levels.internal_external),
    }


def weakest_document(assessment: Assessment) -> Document:
    """The part `weakest` of the document."""
    weakest = assessment.weakest
    return {"level": weakest.level, "value": weakest.value, "band": weakest.band}


def trade_offs_document(assessment: Assessment) -> Document:
    """The part `trade_offs` of the document."""
    found = assessment.trade_offs
    return {
        "T1": _trade_off(found.bloc_pressure),
        "T2": _trade_offs(found.government_over_ownership),
        "T3": _trade_offs(found.silos),
    }


def gates_document(assessment: Assessment) -> Document:
    """The part `gates` of the document."""
    return {key: _gate(gate) for key, gate in sorted(assessment.gates.items())}


def _interval(interval: Interval | None) -> Document | None:
    return None if interval is None else {"lo": interval[0], "hi": interval[1]}


def _preconditions(found: Preconditions) -> Document:
    adoption = found.adoption
    return {
        "P1": {
            "adopted": adoption.adopted,
            "version": adoption.version,
            "months_since_revision": adoption.months_since_revision,
            "flag": adoption.flag,
        },
        "P2": _share(found.dissemination),
        "P3": _share(found.monitored),
        "P4": _share(found.endorsed),
        "P5": _share(found.breadth),
    }


def _share(share: Share) -> Document:
    document: Document = {"value": share.value, "k": share.k, "n": share.n}
    if share.objectives is not None:
        document["objectives"] = list(share.objectives)
    return document


def _subject_level(level: SubjectLevel) -> Document:
    system = level.system
    return {
        "subjects": {key: _subject(item) for key, item in sorted(level.subjects.items())},
        "system": {
            "strips": {
                "consistency": _system_strip(system.consistency),
                "process": _system_strip(system.process),
            },
            "critical": _critical(system.critical),
            "band": _band(system.band),
            "quadrant": system.quadrant,
        },
    }


def _subject(subject: Subject) -> Document:
    return {
        "indicators": {key: _indicator(item) for key, item in subject.indicators.items()},
        "strips": {"consistency": _strip(subject.consistency), "process": _strip(subject.process)},
        "band": _band(subject.band),
        "critical": _critical(subject.critical),
        "quadrant": subject.quadrant,
    }


def _indicator(item: Indicator) -> Document:
    document: Document = {
        "status": item.status,
        "value": item.value,
        "n": item.n,
        "N": item.N,
        "lo": item.lo,
        "hi": item.hi,
        "strip": item.strip,
    }
    if item.id in PROPORTIONS:
        document["wilson"] = _interval(item.wilson)
    if item.grades is not None:
        document["grades"] = {
            name: {"value": grade.value, "k": grade.k, "wilson": _interval(grade.wilson)}
            for name, grade in item.grades.items()
        }
    if item.sample is not None:
        document["sample"] = sample_document(item.sample)
    return document


def sample_document(found: SampleEstimate) -> Document:
    """The estimate of a random audit, beside the indicator it speaks about."""
    of_all = found.of_all
    return {
        "key": found.sample,
        "drawn_on": found.drawn_on.isoformat(),
        "population": found.population,
        "eligible": found.eligible,
        "drawn": found.drawn,
        "answered": found.answered,
        "confirmed": found.confirmed,
        "status": found.status,
        "value": found.value,
        "interval": _interval(found.interval),
        "bounds": _interval(found.bounds),
        "of_all": of_all and {"value": of_all[0], "lo": of_all[1], "hi": of_all[2]},
    }


def _strip(strip: Strip) -> Document:
    one_out, least = strip.leave_one_out, strip.minimum
    return {
        "status": strip.status,
        "value": strip.value,
        "n": strip.n,
        "N": strip.N,
        "lo": strip.lo,
        "hi": strip.hi,
        "coverage": strip.coverage,
        "weight_range": _interval(strip.weight_range),
        "leave_one_out": one_out and {"lo": one_out[0], "hi": one_out[1], "driver": one_out[2]},
        "geometric": strip.geometric,
        "minimum": least and {"value": least[0], "indicators": list(least[1])},
    }


def _system_strip(strip: SystemStrip) -> Document:
    spread = strip.distribution
    return {
        "status": strip.status,
        "value": strip.value,
        "n": strip.n,
        "N": strip.N,
        "lo": strip.lo,
        "hi": strip.hi,
        "distribution": {
            "min": spread.min,
            "q1": spread.q1,
            "median": spread.median,
            "q3": spread.q3,
            "max": spread.max,
            "not_assessed": spread.not_assessed,
        },
    }


def _band(band: Band | None) -> Document | None:
    if band is None:
        return None
    return {"label": band.label, "capped": band.capped, "provisional": band.provisional}


def _critical(critical: Critical) -> Document:
    return {"indicator": critical.indicator, "status": critical.status, "value": critical.value}


def _trade_off(item: TradeOff) -> Document:
    return {"value": item.value, "flag": item.flag}


def _trade_offs(items: Mapping[str, TradeOff]) -> Document:
    return {key: _trade_off(item) for key, item in sorted(items.items())}


def _trend(trend: Trend) -> Document:
    return {
        "against": trend.against,
        "verdict": trend.verdict,
        "up": list(trend.up),
        "down": list(trend.down),
        "proportions": {
            key: {"difference": item.difference, "lo": item.lo, "hi": item.hi, "change": item.change}
            for key, item in sorted(trend.proportions.items())
        },
    }


def _gate(gate: GateResult) -> Document:
    return {
        "recommendation": gate.recommendation,
        "contested": gate.contested,
        "supporting_share": gate.supporting_share,
        "benchmarks": {
            key: {"role": role, "state": state} for key, (role, state) in sorted(gate.benchmarks.items())
        },
        "blockers": list(gate.blockers),
        "dissents": list(gate.dissents),
        "confirmed": gate.confirmed,
    }


def _transition(item: Transition) -> Document:
    return {
        "area": item.area,
        "phase": item.phase,
        "phase_since": item.phase_since.isoformat(),
        "next_gate": item.next_gate,
        "previous_gate": item.previous_gate,
        "watch": item.watch,
        "watched": {row.benchmark: {"state": row.state, "since": _day(row.since)} for row in item.watched},
        "triggers": list(item.triggers),
        "since": _day(item.since),
        "review_due_on": _day(item.review_due_on),
        "reviewed_on": _day(item.reviewed_on),
        "losing_fit": list(item.losing_fit),
        "watch_until": _day(item.watch_until),
    }


def _exit(item: ExitReadiness) -> Document:
    return {
        "handovers": item.handovers,
        "financed_nationally": {
            "value": item.financed,
            "lo": item.financed_lo,
            "hi": item.financed_hi,
            "n": item.financed_known,
        },
        "without_owner": list(item.without_owner),
        "years": list(item.years),
        "cliff": item.cliff,
        "cliffs": [list(row) for row in item.cliffs],
        "cliffs_unknown": [list(row) for row in item.cliffs_unknown],
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _benchmark(item: BenchmarkResult) -> Document:
    progress = item.progress
    ahead = progress.forecast
    return {
        "status": progress.status,
        "stale": progress.stale,
        "value": progress.value,
        "age": progress.age,
        "progress": progress.progress,
        "expected": progress.expected,
        "r": progress.r,
        "groups": {
            label: {"status": rating.status, "progress": rating.progress, "r": rating.r}
            for label, rating in progress.groups
        },
        "not_disaggregated": list(progress.not_disaggregated),
        "masked_disparity": progress.masked_disparity,
        "forecast": ahead
        and {
            "slope": ahead.slope,
            "point": ahead.point,
            "low": ahead.low,
            "high": ahead.high,
            "naive": ahead.naive,
            "target_reached": ahead.target_reached,
        },
        "dissents": list(item.dissents),
    }
