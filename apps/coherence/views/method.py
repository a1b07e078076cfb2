"""How every number is computed."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.coherence import words
from apps.coherence.engine import registry
from apps.coherence.engine.registry import IndicatorText, MethodText, RuleText, SignalText
from apps.coherence.engine.settings import Settings
from apps.coherence.enums import Level
from apps.coherence.selectors.inputs.framework import settings_of
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member


@require_safe
@login_required
def method(request: HttpRequest, code: str) -> HttpResponse:
    """How every number is computed, from the registry that the engine itself uses."""
    mission = get_mission_for_member(request.user, code)
    return render(
        request,
        "coherence/method.html",
        {
            "mission": mission,
            "levels": [
                (
                    Level(level),
                    words.WHO[level],
                    _entries(one for one in registry.INDICATOR_TEXTS.values() if one.level == level),
                )
                for level in Level.values
            ],
            "aggregation": _entries(registry.AGGREGATION_TEXTS),
            "rules": _entries(registry.RULE_TEXTS.values()),
            "preconditions": _entries(registry.PRECONDITION_TEXTS.values()),
            "trade_offs": _entries(registry.TRADE_OFF_TEXTS.values()),
            "signals": _entries(registry.SIGNAL_TEXTS.values()),
            "benchmark_rules": _entries(registry.BENCHMARK_TEXTS),
            "gate_rules": _entries(registry.GATE_TEXTS),
            "notes": list(registry.NOTE_TEXTS.values()),
            "settings": _settings(mission),
            "marks": registry.MARK_TEXTS,
        },
    )


def _entries(texts: Iterable[IndicatorText | MethodText | RuleText | SignalText]) -> list[dict[str, Any]]:
    """Each text of the registry with what stands beside it: edge cases, what it tells, source and marks."""
    entries = []
    for text in texts:
        own = {field.name: getattr(text, field.name) for field in fields(text)}
        beside = registry.ASIDE_TEXTS.get(text.id)
        entry = {"formula": own.get("text"), "marks": registry.MARKS.get(text.id, "")} | own
        if beside is not None:
            entry |= {
                "edge_cases": beside.edge_cases,
                "tells": beside.tells,
                "does_not_mean": beside.does_not_mean,
            }
            entry["source"] = own.get("source") or beside.source
        entry["marks"] = str(entry["marks"]).split()
        # The code that a number carries; rules of aggregation, benchmarks and gates have names alone.
        entry["code"] = text.id if text.id[:1].isupper() else ""
        entries.append(entry)
    return entries


def _settings(mission: Mission) -> list[dict[str, Any]]:
    """Every threshold: the one the mission is computed with, and that of the method."""
    used, default = settings_of(mission), Settings()
    return [
        {
            "text": text,
            "marks": text.marks.split(),
            "used": words.number(getattr(used, name), 2),
            "default": words.number(getattr(default, name), 2),
            "own": getattr(used, name) != getattr(default, name),
        }
        for name, text in registry.SETTING_TEXTS.items()
    ]
