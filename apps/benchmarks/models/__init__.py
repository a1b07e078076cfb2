from apps.benchmarks.models.benchmark import (
    Benchmark,
    BenchmarkText,
    Indicator,
    Milestone,
    Observation,
    SeriesEvent,
    StatusJudgement,
)
from apps.benchmarks.models.gate import Gate, GateBenchmark, GateCondition, GateDecision
from apps.benchmarks.models.quality import QualityWaiver

__all__ = [
    "Benchmark",
    "BenchmarkText",
    "Gate",
    "GateBenchmark",
    "GateCondition",
    "GateDecision",
    "Indicator",
    "Milestone",
    "Observation",
    "QualityWaiver",
    "SeriesEvent",
    "StatusJudgement",
]
