"""Aggregation, benchmarks, gates, change over time and settings, for the method page."""

from apps.coherence.engine.registry.texts import MethodText, SettingText
from apps.coherence.engine.registry.texts import gettext_noop as _

AGGREGATION_TEXTS = (
    MethodText(
        "strip",
        _("From indicators to a strip"),
        _(
            "Consistency is the mean of the assessed consistency indicators with equal weights; the "
            "coordination process the same over its own. Nothing is normalised: every indicator has "
            "meaningful ends at 0 and 1."
        ),
        _("Fewer than half of the applicable indicators assessed: the strip is not assessed."),
        _("How far a level hangs together, in one reading."),
        _("That a good value makes up for a bad one: see the critical indicator."),
        _("OECD and JRC Handbook 2008: equal weights are a choice, so they are tested."),
        "L C",
    ),
    MethodText(
        "bounds",
        _("Bounds and coverage"),
        _(
            "At worst, every unit that is not known counts 0; at best, 1. The bounds of a strip are the "
            "means of the bounds of its applicable indicators."
        ),
        _("Nobody has filled in a register: bounds from 0 to 1. Nothing is imputed."),
        _("How far the truth may lie from the value."),
        _("A confidence interval: the bounds say what is missing, not what chance would do."),
        _("Manski 2005 on partial identification; metadata of SDG 17.15.1."),
        "L",
    ),
    MethodText(
        "interval",
        _("Few units"),
        _("Below ten units a proportion is shown with its Wilson interval of 95 percent."),
        _("A small country is a census: the interval speaks of behaviour, not of this portfolio."),
        _("How much a small number can be trusted."),
        _("That the record is a sample."),
        _("Wilson 1927."),
        "L",
    ),
    MethodText(
        "critical",
        _("The critical indicator"),
        _(
            "A3, W3, E6 and I2 hold their level: below one half the band is at most partial; not assessed "
            "makes the band provisional."
        ),
        _("The value of the strip stays as it is; only its band is held."),
        _("That cross-purposes cannot be bought back by good attendance."),
        _("That the other indicators do not matter."),
        _("OECD and JRC Handbook 2008 on compensation; vetoes of outranking methods."),
        "L M C",
    ),
    MethodText(
        "bands",
        _("Bands and the reading of both strips"),
        _(
            "Below 0.2 very low, 0.4 low, 0.6 partial, 0.8 substantial, else high. Both strips cut at one "
            "half give agreeing and organised, and the other three; with a low critical indicator, "
            "agreeing on paper."
        ),
        _("A strip that is not assessed has no band."),
        _("A degree in words."),
        _("An end state: no level is ever complete."),
        _("De Coning 2007: coherence can never be fully attained; the cuts are our convention."),
        "S C",
    ),
    MethodText(
        "sensitivity",
        _("Sensitivity"),
        _(
            "The exact range if each weight may go from half to double; leaving out one indicator; the "
            "geometric mean with a floor of 0.01; the lowest indicator."
        ),
        _("Not shown for a strip that is not assessed."),
        _("Whether the value hangs on a choice of the method or on one indicator."),
        _("That one of the other values is the right one."),
        _("OECD and JRC Handbook 2008."),
        "L C",
    ),
    MethodText(
        "system",
        _("From agencies and states to a level"),
        _("The mean over the subjects whose strip is assessed, with the spread beside it."),
        _("No subject assessed: the level is not assessed."),
        _("How agencies, or states, stand as a whole."),
        _("A league table."),
        _("Our convention."),
        "C",
    ),
    MethodText(
        "overall",
        _("Why there is no overall number"),
        _(
            "The four levels pull against each other, so they are compared with their own past only: at "
            "least one up and none down is more coherent, the reverse less coherent, both a trade-off. A "
            "level has moved if it changed by 0.05 or more."
        ),
        _("A level not assessed at either date: not comparable."),
        _("Which way the system goes, and what was given for what."),
        _("That two countries can be compared."),
        _("De Coning 2007 on natural tensions between the elements; threshold is our convention."),
        "S C",
    ),
    MethodText(
        "change",
        _("Whether a change is real"),
        _(
            "For a proportion, Newcombe's interval of the difference; for a level, a bootstrap by lead "
            "agency with 1,000 draws and a fixed seed. An agency is drawn with its activities and its "
            "positions on objectives at both dates."
        ),
        _("Fewer than eight agencies: no statement on a trend."),
        _("Whether a movement is more than chance."),
        _("What has caused it."),
        _("Newcombe 1998."),
        "M",
    ),
)

BENCHMARK_TEXTS = (
    MethodText(
        "progress",
        _("Progress"),
        _(
            "The way gone from the base over the way from base to target, whatever the direction; shown "
            "from 0 to 1, stored as it is."
        ),
        _("Target equal to base: the benchmark is to be maintained, and is met within its tolerance."),
        _("How far a benchmark has come."),
        _("That the mission has brought it about."),
        _("Indices of ESCAP on progress made and needed."),
        "L",
    ),
    MethodText(
        "status",
        _("Status"),
        _(
            "The way gone over the way expected at the date of observation, along the milestones: from "
            "0.90 on track, from 0.60 at risk, below off track, below zero regressing; target reached, "
            "achieved."
        ),
        _(
            "Nothing expected yet: too early to rate. With a standard error both ends are rated and both "
            "labels shown."
        ),
        _("Which benchmarks need attention now."),
        _("That slow progress and going back are the same: regressing has a word of its own."),
        _("Thresholds are our convention."),
        "C",
    ),
    MethodText(
        "age",
        _("Age of an observation"),
        _("Older than one and a half reporting intervals: stale. Older than three: not assessed."),
        _("At a gate, stale counts as not assessed."),
        _("Whether a status still says something."),
        _("That an old value has become worse."),
        _("Our convention."),
        "C",
    ),
    MethodText(
        "groups",
        _("Groups and masked disparity"),
        _(
            "Each group that was declared beforehand is rated by the same rule. On track as a whole while "
            "a group is off track or regressing: masked disparity."
        ),
        _("A required group without a value: not disaggregated. Cells below five people are not shown."),
        _("Who is left behind by an average."),
        _("That groups without a value do well."),
        _("Our convention."),
        "C",
    ),
    MethodText(
        "sums",
        _("Adding up places and periods"),
        _("By the rule declared for the indicator; a missing part is never zero and makes the sum unknown."),
        _("How many parts were reported stands beside the result."),
        _("What is known of the whole."),
        _("That what was not reported did not happen."),
        _("Metadata of SDG 17.15.1: no imputation."),
        "L C",
    ),
    MethodText(
        "forecast",
        _("Forecast"),
        _(
            "If the recent pace continues: the median of the slopes between all pairs of observations, "
            "with the 10th and 90th percentile as range, beside the forecast of no change."
        ),
        _("Fewer than four observations, a change of phase or a declared shock in between: none."),
        _("Where a benchmark would be at its date."),
        _("A promise: where no change forecasts better, the page says so."),
        _("Theil 1950; Sen 1968."),
        "L",
    ),
    MethodText(
        "counts",
        _("Objectives"),
        _("Counts of benchmarks by status."),
        _("Never an average percentage."),
        _("How the benchmarks of an objective stand."),
        _("That statuses can be added."),
        _("Our convention."),
        "C",
    ),
)

GATE_TEXTS = (
    MethodText(
        "gate_state",
        _("State of a benchmark at a gate"),
        _(
            "Met, sustained: now and at the observation before. Met, recently: now only. Not met. Not "
            "assessed: no observation, or a stale one."
        ),
        _("Evidence below the agreed floor is not assessed."),
        _("Whether a benchmark would hold."),
        _("That it will hold."),
        _("UN Practitioners' Guide to Benchmarking 2010; two observations are our convention."),
        "L C",
    ),
    MethodText(
        "gate",
        _("Recommendation"),
        _(
            "A critical benchmark not met: not ready. One not assessed, or fewer than half of the "
            "supporting ones assessed: not assessable. All critical ones sustained and three quarters of "
            "the supporting ones met: ready. All critical ones met and half of the supporting ones: ready "
            "with conditions. Else not ready."
        ),
        _("A known failure weighs more than an unknown."),
        _("What the agreed benchmarks say."),
        _("The decision: people take it, and may decide otherwise with their reasons."),
        _("Kleene's three-valued logic; UN Practitioners' Guide to Benchmarking 2010; IPI 2014."),
        "L C",
    ),
    MethodText(
        "blockers",
        _("Blocking signals"),
        _(
            "Overload above 1.5, a funding cliff or a resource gap of a critical objective above one "
            "quarter, or a political or security agency in humanitarian work: ready becomes ready with "
            "conditions."
        ),
        _("Each gate names those it tests. They are listed even where the recommendation is worse anyway."),
        _("What benchmarks do not see."),
        _("A veto."),
        _("Our convention."),
        "C",
    ),
    MethodText(
        "contested",
        _("Contested"),
        _("A dissent of an entitled internal actor on a benchmark of the gate marks the recommendation."),
        _("It obliges the deciding body to answer in writing."),
        _("Where internal actors see it differently."),
        _("A veto."),
        _("OECD/DAC 2006: record different opinions rather than seek consensus at all costs."),
        "L",
    ),
    MethodText(
        "regression",
        _("Regression"),
        _(
            "A critical benchmark of the gate passed last falls beyond its threshold in two observations, "
            "or a trigger event occurs: at risk of regression, and a step-back review opens within 30 "
            "days."
        ),
        _("Stepping back is an ordinary transition with its reasons."),
        _("Where a phase may not hold."),
        _("An error of those who passed the gate."),
        _("UN Practitioners' Guide to Benchmarking 2010; the rule is our convention."),
        "L C",
    ),
)

SETTING_TEXTS = {
    "coverage_min": SettingText(
        _("Least share of known units to be assessed"),
        _("Our convention; bounds are always shown."),
        "C",
    ),
    "strip_share_min": SettingText(
        _("Least share of assessed indicators for a strip"),
        _("Our convention."),
        "C",
    ),
    "cap_threshold": SettingText(
        _("Critical indicator that holds the band"),
        _("Our convention."),
        "C",
    ),
    "change_delta": SettingText(
        _("Least change of a level that counts"),
        _("Our convention."),
        "C",
    ),
    "trade_off_flag": SettingText(
        _("Trade-off that is flagged"),
        _("Our convention."),
        "C",
    ),
    "dependence_threshold": SettingText(
        _("Share of income that makes an attestor dependent"),
        _("De Coning 2007; literature on courtesy bias; the number is our convention."),
        "S L C",
    ),
    "burden_watch": SettingText(
        _("Consultation burden: watch"),
        _("Our convention."),
        "C",
    ),
    "burden_high": SettingText(
        _("Consultation burden: high"),
        _("Our convention."),
        "C",
    ),
    "burden_overload": SettingText(
        _("Consultation burden: overload"),
        _("Our convention."),
        "C",
    ),
    "cost_watch": SettingText(
        _("Cost of coordination: watch"),
        _("Our convention; no best share is known."),
        "S C",
    ),
    "cost_high": SettingText(
        _("Cost of coordination: high"),
        _("Our convention; no best share is known."),
        "S C",
    ),
    "on_track_min": SettingText(
        _("Benchmark: on track from"),
        _("Our convention."),
        "C",
    ),
    "at_risk_min": SettingText(
        _("Benchmark: at risk from"),
        _("Our convention."),
        "C",
    ),
    "stale_factor": SettingText(
        _("Stale after so many reporting intervals"),
        _("Our convention."),
        "C",
    ),
    "expired_factor": SettingText(
        _("Expired after so many reporting intervals"),
        _("Our convention."),
        "C",
    ),
    "concentration_high": SettingText(
        _("Share of the largest funder that is high"),
        _("Our convention."),
        "C",
    ),
    "fragmentation_cumulative": SettingText(
        _("Share that the largest funders reach together"),
        _("OECD Division of Labour 2009 and 2011."),
        "L M",
    ),
}
"""One for each threshold of Settings, by its name."""
