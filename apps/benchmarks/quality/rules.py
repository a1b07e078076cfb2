"""The rules of the quality check: what each asks, why, who says so, and how heavily it weighs.

All texts are message ids, translated where they are shown. A source that was not read, only remembered, is
marked as not verified.
"""

from dataclasses import dataclass
from enum import StrEnum


def gettext_noop(text: str) -> str:
    """The text itself, found by the search for messages."""
    return text


_ = gettext_noop


class Severity(StrEnum):
    """`must` blocks consultation and adoption; `should` is mended or accepted with a reason; `consider` is
    for thought."""

    MUST = "must"
    SHOULD = "should"
    CONSIDER = "consider"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from; `verified` if the text was read."""

    name: str
    verified: bool = True


STRATEGY = Source(
    _(
        "C. de Coning, Coherence and Coordination in United Nations Peacebuilding and Integrated Missions, "
        "NUPI 2007, section on the need for a clearly articulated overall peacebuilding strategy"
    )
)
PRIMACY = Source(
    _(
        "C. de Coning, Coherence and Coordination in United Nations Peacebuilding and Integrated Missions, "
        "NUPI 2007, section on the primacy of internal actors"
    )
)
BENCHMARKING = Source(
    _("Multidimensional and Integrated Peace Operations, seminar in New York, May 2007, section 6")
)
HAITI = Source(
    _(
        "Benchmarks of MINUJUSTH, S/2018/241: each indicator with its target, its target date, updates and "
        "trend"
    )
)
METHOD = Source(_("The method of this program: without it progress cannot be computed"))
HOUSE = Source(_("A convention of this program, no rule of the United Nations"))
IAP = Source(
    _("United Nations Policy on Integrated Assessment and Planning, 2013, minimum content of an ISF"),
    verified=False,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that is checked, on the rows of one collection."""

    id: str
    severity: Severity
    collection: str
    sentence: str
    reason: str
    source: Source


def _by_id(*rules: Rule) -> dict[str, Rule]:
    return {rule.id: rule for rule in rules}


MANY_INDICATORS = 5
"""A benchmark with more indicators than this is asked whether all of them are needed."""
MANY_IN_ALL = 60
"""A framework with more indicators than this is asked who will report them."""

MUST, SHOULD, CONSIDER = Severity.MUST, Severity.SHOULD, Severity.CONSIDER
RULES = _by_id(
    Rule(
        "no_objective",
        MUST,
        "framework_versions",
        _("The version words no objective."),
        _("A framework without objectives gives the parties nothing to hold their work against."),
        STRATEGY,
    ),
    Rule(
        "objective_without_lead",
        MUST,
        "objectives",
        _("No agency leads this objective."),
        _("What nobody leads, nobody answers for when it stands still."),
        IAP,
    ),
    Rule(
        "benchmark_without_deadline",
        MUST,
        "benchmarks",
        _("The benchmark has no deadline."),
        _("Without a date nobody can say whether it is late."),
        HAITI,
    ),
    Rule(
        "benchmark_without_owner",
        MUST,
        "benchmarks",
        _("No agency owns the benchmark."),
        _("Somebody has to report it, and to be asked."),
        IAP,
    ),
    Rule(
        "benchmark_without_indicator",
        MUST,
        "benchmarks",
        _("Nothing is measured for this benchmark."),
        _("A benchmark that no indicator follows can only be judged by opinion."),
        HAITI,
    ),
    Rule(
        "indicator_without_source",
        MUST,
        "indicators",
        _("The indicator names no source."),
        _("Who reads a value has to know where it comes from, and whether it can be had at all."),
        HAITI,
    ),
    Rule(
        "indicator_without_baseline",
        MUST,
        "indicators",
        _("The indicator has no baseline, or the baseline has no date."),
        _("Progress is the way from the baseline to the target; without a start there is no way."),
        METHOD,
    ),
    Rule(
        "indicator_without_target",
        MUST,
        "indicators",
        _("The indicator has no target."),
        _("Progress is the way from the baseline to the target; without an end there is no way."),
        HAITI,
    ),
    Rule(
        "indicator_without_unit",
        MUST,
        "indicators",
        _("The indicator has no unit."),
        _("A number without a unit is read differently by everybody."),
        METHOD,
    ),
    Rule(
        "indicator_without_stages",
        MUST,
        "indicators",
        _("The stages of the indicator are not named."),
        _("Progress over stages is counted by their order: they have to be named beforehand."),
        METHOD,
    ),
    Rule(
        "vague_benchmark",
        SHOULD,
        "benchmarks",
        _("The benchmark only says “%(phrase)s”."),
        _("Words like these are true of nearly anything: say what will be there that is not there now."),
        BENCHMARKING,
    ),
    Rule(
        "objective_without_benchmark",
        SHOULD,
        "objectives",
        _("No benchmark says when this objective is reached."),
        _("The effect of the strategy has to be watched closely, objective by objective."),
        STRATEGY,
    ),
    Rule(
        "objective_without_resources",
        SHOULD,
        "objectives",
        _("It is not recorded what this objective needs."),
        _("What is not costed cannot be found to be underfunded."),
        HOUSE,
    ),
    Rule(
        "objective_without_factor",
        SHOULD,
        "objectives",
        _("The objective answers no conflict factor."),
        _("The strategy starts from a common understanding of the causes and triggers of the conflict."),
        STRATEGY,
    ),
    Rule(
        "factor_without_objective",
        SHOULD,
        "conflict_factors",
        _("No objective answers this conflict factor."),
        _("A cause that is named and not answered is a choice: it is made here, in words."),
        STRATEGY,
    ),
    Rule(
        "phase_without_gate",
        SHOULD,
        "phases",
        _("No gate says when this phase is over."),
        _("Benchmarks tell when the next phase may begin; without them a date decides."),
        BENCHMARKING,
    ),
    Rule(
        "dimension_empty",
        SHOULD,
        "dimensions",
        _("No objective lies in this dimension."),
        _("A strategy for peace spans several dimensions; one left out is left out knowingly."),
        STRATEGY,
    ),
    Rule(
        "no_vision",
        SHOULD,
        "framework_versions",
        _("The version has no vision."),
        _("The strategy is grounded in a shared long-term vision of the country."),
        STRATEGY,
    ),
    Rule(
        "no_analysis",
        SHOULD,
        "framework_versions",
        _("No conflict factor is recorded."),
        _("The findings of the conflict analysis open the framework."),
        IAP,
    ),
    Rule(
        "no_national_reference",
        SHOULD,
        "framework_versions",
        _("No objective refers to a national plan."),
        _("External partners align with the priorities of the country."),
        PRIMACY,
    ),
    Rule(
        "objective_without_endorsement",
        CONSIDER,
        "objectives",
        _("No internal actor has endorsed this objective."),
        _("What is driven from outside alone does not last."),
        PRIMACY,
    ),
    Rule(
        "objective_without_contributors",
        CONSIDER,
        "objectives",
        _("It is not recorded who contributes to this objective."),
        _("The framework says who leads and who contributes."),
        IAP,
    ),
    Rule(
        "objective_without_phase",
        CONSIDER,
        "objectives",
        _("It is not recorded in which phases this objective matters."),
        _("The framework says in what order things come."),
        IAP,
    ),
    Rule(
        "no_coordination",
        CONSIDER,
        "framework_versions",
        _("No forum with joint planning or joint decisions is recorded."),
        _("The framework says how its parties coordinate."),
        IAP,
    ),
    Rule(
        "many_indicators",
        CONSIDER,
        "benchmarks",
        _("The benchmark has %(count)s indicators."),
        _("Each indicator asks somebody for time; those that decide nothing can go."),
        HOUSE,
    ),
    Rule(
        "many_indicators_in_all",
        CONSIDER,
        "framework_versions",
        _("The framework has %(count)s indicators."),
        _("Each indicator asks somebody for time; those that decide nothing can go."),
        HOUSE,
    ),
)
