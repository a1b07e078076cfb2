"""A version against the rules: its document and what stands beside it in, findings out. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.benchmarks.quality.rules import MANY_IN_ALL, MANY_INDICATORS, RULES, Rule, Severity
from apps.benchmarks.quality.vague import vague_phrase

Line = Mapping[str, Any]
Document = Mapping[str, Any]

PHASES = ("stabilisation", "transition", "consolidation", "exit")
NATIONAL = frozenset({"national_development_plan", "prsp", "results_focused_transitional_framework"})
"""Kinds of frameworks that state national priorities."""
VALUES = ("number", "money", "stage", "yes")
ORDER = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the version: dimensions of the mission, its internal actors, who endorsed which
    objective, the kind of each linked framework, whether a forum plans or decides jointly."""

    dimensions: Sequence[str] = ()
    internal: Collection[str] = ()
    endorsed: Mapping[str, Collection[str]] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    coordinated: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a row breaks. `key` names the row in its collection, None for the version itself."""

    rule: Rule
    key: str | None
    about: str
    params: Mapping[str, object]

    @property
    def token(self) -> str:
        """What an address names the finding by."""
        return self.rule.id if self.key is None else f"{self.rule.id}:{self.key}"


def check(document: Document, beside: Beside) -> list[Finding]:
    """Every finding: the heaviest first, then by rule, in the order of the paper."""
    found = [
        *_version(document, beside),
        *_objectives(document, beside),
        *_factors(document),
        *_phases(document),
        *_dimensions(document, beside),
        *_benchmarks(document),
        *_indicators(document),
    ]
    places = {rule: place for place, rule in enumerate(RULES)}
    return sorted(found, key=lambda one: (ORDER[one.rule.severity], places[one.rule.id]))


def _found(rule: str, key: str | None, about: str, **params: object) -> Finding:
    return Finding(RULES[rule], key, about, params)


def _version(document: Document, beside: Beside) -> Iterator[Finding]:
    version = document["framework_version"]
    texts = document["objective_texts"]
    indicators = len(document["indicators"])
    referred = {
        beside.kinds.get(item["linked_framework"]) for text in texts for item in text.get("linked_items", ())
    }
    if not texts:
        yield _found("no_objective", None, "")
    if not (version.get("vision") or "").strip():
        yield _found("no_vision", None, "")
    if not document["conflict_factors"]:
        yield _found("no_analysis", None, "")
    if texts and not referred & NATIONAL:
        yield _found("no_national_reference", None, "")
    if not beside.coordinated:
        yield _found("no_coordination", None, "")
    if indicators > MANY_IN_ALL:
        yield _found("many_indicators_in_all", None, "", count=indicators)


def _objectives(document: Document, beside: Beside) -> Iterator[Finding]:
    objective_of = {line["key"]: line["objective"] for line in document["benchmarks"]}
    measured = {objective_of[line["benchmark"]] for line in document["benchmark_texts"]}
    costed = {line["objective"] for line in document["resource_requirements"]}
    for text in document["objective_texts"]:
        key = text["objective"]
        internal = set(beside.endorsed.get(key, ())) & set(beside.internal)
        lacks = {
            "objective_without_lead": not text.get("lead_agencies"),
            "objective_without_benchmark": key not in measured,
            "objective_without_resources": key not in costed,
            "objective_without_factor": bool(document["conflict_factors"])
            and not text.get("conflict_factors"),
            "objective_without_endorsement": not internal,
            "objective_without_contributors": text.get("contributing_agencies") is None,
            "objective_without_phase": not text.get("phases"),
        }
        about = f"{text.get('code') or key} {text['title']}"
        yield from (_found(rule, key, about) for rule, lacking in lacks.items() if lacking)


def _factors(document: Document) -> Iterator[Finding]:
    answered = {key for text in document["objective_texts"] for key in text.get("conflict_factors", ())}
    for factor in document["conflict_factors"]:
        if factor["key"] not in answered:
            yield _found("factor_without_objective", factor["key"], factor["title"])


def _phases(document: Document) -> Iterator[Finding]:
    """Phases in which objectives matter, the last one apart, without a gate out of them."""
    used = [
        phase
        for phase in PHASES
        if any(phase in (text.get("phases") or ()) for text in document["objective_texts"])
    ]
    left = {gate["from_phase"] for gate in document["gates"]}
    for phase in used[:-1]:
        if phase not in left:
            yield _found("phase_without_gate", phase, phase)


def _dimensions(document: Document, beside: Beside) -> Iterator[Finding]:
    filled = {text["dimension"] for text in document["objective_texts"]}
    if filled:
        for dimension in beside.dimensions:
            if dimension not in filled:
                yield _found("dimension_empty", dimension, dimension)


def _benchmarks(document: Document) -> Iterator[Finding]:
    indicators: dict[str, int] = defaultdict(int)
    for indicator in document["indicators"]:
        indicators[indicator["benchmark"]] += 1
    for text in document["benchmark_texts"]:
        key, about = text["benchmark"], text["statement"]
        count = indicators[key]
        phrase = vague_phrase(about, text.get("language"))
        if text.get("deadline") is None:
            yield _found("benchmark_without_deadline", key, about)
        if text.get("owner") is None:
            yield _found("benchmark_without_owner", key, about)
        if not count:
            yield _found("benchmark_without_indicator", key, about)
        if phrase is not None:
            yield _found("vague_benchmark", key, about, phrase=phrase)
        if count > MANY_INDICATORS:
            yield _found("many_indicators", key, about, count=count)


def _indicators(document: Document) -> Iterator[Finding]:
    for row in document["indicators"]:
        kind = row["value_type"]
        held = row["direction"] in {"maintain_above", "maintain_below", "range"}
        ranged = row.get("range_min") is not None or row.get("range_max") is not None
        based = any(row.get(f"baseline_{name}") is not None for name in VALUES)
        aimed = any(row.get(f"target_{name}") is not None for name in VALUES) or (held and ranged)
        lacks = {
            "indicator_without_source": not (row.get("source") or "").strip(),
            "indicator_without_baseline": not held and (not based or row.get("baseline_on") is None),
            "indicator_without_target": not aimed,
            "indicator_without_unit": (kind == "number" and not (row.get("unit") or "").strip())
            or (kind == "money" and row.get("currency") is None),
            "indicator_without_stages": kind == "stage" and not row.get("stages"),
        }
        yield from (_found(rule, row["key"], row["title"]) for rule, lacking in lacks.items() if lacking)
