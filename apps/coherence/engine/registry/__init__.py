"""Everything the engine can say, in words: one entry per indicator, signal, rule, status and code it uses."""

from apps.coherence.engine.registry.indicators import INDICATOR_TEXTS
from apps.coherence.engine.registry.reasons import MOVER_TEXTS, REASON_TEXTS
from apps.coherence.engine.registry.rules import (
    BAND_TEXTS,
    BENCHMARK_STATUS_TEXTS,
    BLOCKER_TEXTS,
    FLAG_TEXTS,
    GATE_STATE_TEXTS,
    GRADE_TEXTS,
    LEVEL_TEXTS,
    NOTE_TEXTS,
    PRECONDITION_TEXTS,
    QUADRANT_TEXTS,
    RECOMMENDATION_TEXTS,
    RULE_TEXTS,
    STATUS_TEXTS,
    STRIP_TEXTS,
    TRADE_OFF_TEXTS,
    VERDICT_TEXTS,
    WATCH_TEXTS,
    WATCHED_TEXTS,
)
from apps.coherence.engine.registry.signals import CATEGORY_TEXTS, FINDING_TEXTS, KINDS, SIGNAL_TEXTS
from apps.coherence.engine.registry.texts import IndicatorText, RuleText, SignalText, gettext_noop

__all__ = [
    "BAND_TEXTS",
    "BENCHMARK_STATUS_TEXTS",
    "BLOCKER_TEXTS",
    "CATEGORY_TEXTS",
    "FINDING_TEXTS",
    "FLAG_TEXTS",
    "GATE_STATE_TEXTS",
    "GRADE_TEXTS",
    "INDICATOR_TEXTS",
    "KINDS",
    "LEVEL_TEXTS",
    "MOVER_TEXTS",
    "NOTE_TEXTS",
    "PRECONDITION_TEXTS",
    "QUADRANT_TEXTS",
    "REASON_TEXTS",
    "RECOMMENDATION_TEXTS",
    "RULE_TEXTS",
    "SIGNAL_TEXTS",
    "STATUS_TEXTS",
    "STRIP_TEXTS",
    "TRADE_OFF_TEXTS",
    "VERDICT_TEXTS",
    "WATCHED_TEXTS",
    "WATCH_TEXTS",
    "IndicatorText",
    "RuleText",
    "SignalText",
    "gettext_noop",
]
