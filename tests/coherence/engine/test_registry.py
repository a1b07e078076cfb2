"""The registry names exactly what the engine uses: no indicator, code or rule without words, and none to
spare."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from apps.coherence import engine
from apps.coherence.engine import Assessment, registry
from apps.coherence.engine.gates import BLOCKING_SIGNALS
from apps.coherence.engine.measure import CRITICAL, INDICATORS, PROPORTIONS
from apps.coherence.engine.results import LEVELS
from apps.coherence.engine.settings import BAND_ORDER, Settings
from tests.coherence.engine.test_units import indicators, subjects

SOURCES = [
    path for path in sorted(Path(engine.__file__).parent.rglob("*.py")) if path.parent.name != "registry"
]


def strings(node: ast.AST | None) -> Iterator[str]:
    """The texts an expression can be: itself, or either branch of a condition."""
    if isinstance(node, ast.IfExp):
        yield from strings(node.body)
        yield from strings(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


def assignments(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The (name, value) pairs of an assignment to one name or to several."""
    if not isinstance(node, ast.Assign):
        return
    target = node.targets[0]
    if isinstance(target, ast.Name):
        yield target.id, node.value
    elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        for name, value in zip(target.elts, node.value.elts, strict=True):
            if isinstance(name, ast.Name):
                yield name.id, value


def codes_in_source() -> tuple[set[str], set[str], set[str]]:
    """(reasons of units, codes of findings, flags) as written in the engine; variables by their
    assignments."""
    reasons: set[str] = set()
    findings: set[str] = set()
    flags: set[str] = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name, value in assignments(node):
                if name in {"reason", "unreviewed"}:
                    reasons.update(strings(value))
                if name == "code":
                    findings.update(strings(value))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                keywords = {item.arg: item.value for item in node.keywords}
                reasons.update(strings(keywords.get("reason")))
                if node.func.id == "left_out":
                    reasons.update(strings(node.args[1]))
                if node.func.id == "Unit" and len(node.args) > 3:
                    reasons.update(strings(node.args[3]))
                if node.func.id == "Finding":
                    findings.update(strings(node.args[2]))
                if node.func.id in {"not_applicable", "replace"}:
                    flags.update(strings(keywords.get("flag")))
    return reasons, findings, flags


def test_indicators_are_those_the_engine_computes(karo_assessment: Assessment) -> None:
    computed = {item.id for item in indicators(karo_assessment)}
    assert computed == set(registry.INDICATOR_TEXTS) == {key for keys in INDICATORS.values() for key in keys}
    for item in indicators(karo_assessment):
        text = registry.INDICATOR_TEXTS[item.id]
        assert text.strip == item.strip
        assert text.wilson == (item.id in PROPORTIONS)
        assert all((text.name, text.formula, text.edge_cases, text.source, text.tells, text.does_not_mean))
    assert {key for key, text in registry.INDICATOR_TEXTS.items() if text.critical} == set(CRITICAL.values())
    assert {subject.critical.indicator for subject in subjects(karo_assessment)} == set(CRITICAL.values())


def test_signals_are_those_the_engine_computes(karo_assessment: Assessment) -> None:
    assert list(registry.SIGNAL_TEXTS) == list(karo_assessment.signals)
    for signal in karo_assessment.signals.values():
        assert {finding.kind for finding in signal.findings} <= {registry.SIGNAL_TEXTS[signal.id].kind}


def test_every_reason_and_flag_in_the_source_has_words_and_the_reverse() -> None:
    reasons, _, flags = codes_in_source()
    assert reasons == set(registry.REASON_TEXTS)
    assert flags == set(registry.FLAG_TEXTS)


def test_every_finding_has_words_and_the_reverse() -> None:
    _, written, _ = codes_in_source()
    composed = {
        *(f"objective_{status}" for status in ("orphan", "paper_only", "external_only", "internal_only")),
        *(f"overlap_{status}" for status in ("duplication", "no_duplication", "need_or_people_not_recorded")),
        *(f"cost_{flag}" for flag in ("watch", "high")),
        *(f"burden_{status}" for status in ("watch", "high", "overload", "not_assessed")),
        *(f"phase_{fit}" for fit in ("premature", "lagging")),
    }
    assert written | composed == set(registry.FINDING_TEXTS)


def test_every_mover_names_a_consistency_indicator_and_a_reason() -> None:
    for code in registry.MOVER_TEXTS:
        indicator, reason = code.split("_", 1)
        assert registry.INDICATOR_TEXTS[indicator].strip == "consistency"
        assert reason in registry.REASON_TEXTS


def test_words_for_every_label() -> None:
    assert tuple(registry.LEVEL_TEXTS) == LEVELS
    assert tuple(registry.BAND_TEXTS) == BAND_ORDER
    assert tuple(registry.BLOCKER_TEXTS) == BLOCKING_SIGNALS
    assert list(registry.RULE_TEXTS) == ["R1", "R2", "R3", "R4", "R5", "R6"]
    assert list(registry.NOTE_TEXTS) == ["sample", "who_says_so"]
    assert list(registry.PRECONDITION_TEXTS) == ["P1", "P2", "P3", "P4", "P5"]
    assert list(registry.TRADE_OFF_TEXTS) == ["T1", "T2", "T3"]


def test_the_engine_stands_on_the_standard_library_networkx_and_two_pure_modules() -> None:
    allowed = ("apps.coherence.engine", "apps.core.values", "apps.benchmarks.progress")
    standard = {
        "ast",
        "bisect",
        "calendar",
        "collections",
        "dataclasses",
        "datetime",
        "decimal",
        "hashlib",
        "heapq",
    }
    standard |= {
        "functools",
        "itertools",
        "json",
        "math",
        "operator",
        "random",
        "types",
        "typing",
        "zlib",
        "networkx",
    }
    for path in Path(engine.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                assert module.startswith(allowed) or module.split(".")[0] in standard, (path, module)
            elif isinstance(node, ast.Import):
                assert {name.name for name in node.names} <= standard, path


def test_every_threshold_has_words_and_a_mark_of_its_source() -> None:
    assert set(registry.SETTING_TEXTS) == {field.name for field in fields(Settings)}
    for text in registry.SETTING_TEXTS.values():
        assert text.name
        assert text.source
        assert set(text.marks.split()) <= set(registry.MARK_TEXTS)


def test_everything_that_has_a_code_has_marks_and_says_what_it_does_not_mean() -> None:
    coded = {
        **registry.INDICATOR_TEXTS,
        **registry.RULE_TEXTS,
        **registry.PRECONDITION_TEXTS,
        **registry.TRADE_OFF_TEXTS,
        **registry.SIGNAL_TEXTS,
    }
    assert set(registry.MARKS) == set(coded)
    assert set(registry.ASIDE_TEXTS) == set(coded) - set(registry.INDICATOR_TEXTS)
    for key, aside in registry.ASIDE_TEXTS.items():
        assert all((aside.edge_cases, aside.tells, aside.does_not_mean)), key
        assert aside.source or key in registry.SIGNAL_TEXTS


def test_rules_of_aggregation_benchmarks_and_gates_are_complete() -> None:
    texts = [*registry.AGGREGATION_TEXTS, *registry.BENCHMARK_TEXTS, *registry.GATE_TEXTS]
    assert len({text.id for text in texts}) == len(texts)
    for text in texts:
        assert all(getattr(text, field.name) for field in fields(text)), text.id
        assert set(text.marks.split()) <= set(registry.MARK_TEXTS)
