"""Rules of evidence, preconditions, trade-offs and the words for levels, bands, quadrants and statuses."""

from apps.coherence.engine.registry.texts import RuleText
from apps.coherence.engine.registry.texts import gettext_noop as _


def _by_id(*items: RuleText) -> dict[str, RuleText]:
    return {item.id: item for item in items}


RULE_TEXTS = _by_id(
    RuleText(
        "R1",
        _("Independence"),
        _(
            "Who attests may not lead, implement or fund the activity, nor belong to the same state as its "
            "lead. Otherwise a verified link counts as evidenced."
        ),
    ),
    RuleText(
        "R2",
        _("Dependence"),
        _(
            "If more than half of the attestor's income in the framework comes from the lead or a funder, a "
            "verified link counts as evidenced."
        ),
    ),
    RuleText(
        "R3",
        _("Expiry"),
        _(
            "After the day it is valid until, a link counts as claimed. Proposed to whoever attests or "
            "renews: 12 months in stabilisation, 18 in transition, 24 in consolidation."
        ),
    ),
    RuleText(
        "R4",
        _("Dispute"),
        _("While an entitled counterpart disputes it, a link counts as claimed and is marked."),
    ),
    RuleText(
        "R5",
        _("Humanitarian exclusion"),
        _(
            "A link from an exempt humanitarian activity to a political or security objective is left out of "
            "every computation and raises an alert."
        ),
    ),
    RuleText(
        "R6",
        _("Neutrality"),
        _("Positions of principled humanitarian agencies on political or security objectives are not used."),
    ),
)

NOTE_TEXTS = _by_id(
    RuleText(
        "sample",
        _("Sample estimate"),
        _(
            "Where too many links wait for verification, a random audit asks about some. The estimate is the "
            "share confirmed among the activities drawn, each weighed by one over its chance of being "
            "drawn, with the Wilson interval at 95 percent and the correction for a finite population. An "
            "answer counts only from somebody independent (R1); for I2 only from an internal actor. Missing "
            "answers are not guessed: they widen the bounds, and under half of the answers there is no "
            "estimate. A sample speaks for twelve months. It stands beside the count and never replaces it, "
            "and it does not say which of the activities that were not drawn would be confirmed."
        ),
    ),
    RuleText(
        "who_says_so",
        _("Who says so?"),
        _(
            "Each level in two words, after the practice of the IPCC. Evidence is limited while less than "
            "half of the units of its indicators are known; robust from four fifths on, if at least ten "
            "links and contradictions are evidenced and half of them verified; medium between. Agreement "
            "looks only at statements on which a second party has spoken: links verified or disputed, "
            "relations rated by both sides, contradictions that a lead has acknowledged. From nine in ten "
            "shared on it is high, from seven in ten medium, below that low; with fewer than three such "
            "statements it is not assessed. Silence is no agreement. The cuts are our convention. The words "
            "say how well the number is founded, not whether it is good, and never change it."
        ),
    ),
)

EVIDENCE_TEXTS = {
    "limited": _("limited evidence"),
    "medium": _("medium evidence"),
    "robust": _("robust evidence"),
}
AGREEMENT_TEXTS = {
    "low": _("low agreement"),
    "medium": _("medium agreement"),
    "high": _("high agreement"),
}

PRECONDITION_TEXTS = _by_id(
    RuleText(
        "P1",
        _("Framework adopted"),
        _("Whether a framework is in force, which version, and how many months ago it was adopted."),
    ),
    RuleText(
        "P2",
        _("Version acknowledged"),
        _("Of the registered agencies, the share that acknowledged the version in force."),
    ),
    RuleText(
        "P3",
        _("Objectives monitored"),
        _("Of the objectives in force, the share with a benchmark that is assessed and not stale."),
    ),
    RuleText(
        "P4",
        _("Endorsed internally"),
        _("Of the objectives in force, the share endorsed by an independent internal actor."),
    ),
    RuleText(
        "P5",
        _("Breadth"),
        _("Of the mission's dimensions, the share that an objective belongs to. Information only."),
    ),
)

TRADE_OFF_TEXTS = _by_id(
    RuleText(
        "T1",
        _("Bloc pressure"),
        _(
            "Of the external activities, the share whose link to the framework is evidenced or better minus "
            "the share verified by an independent internal actor. Links that are only claimed count in "
            "neither. A large difference: external actors agree more with each other than with the country."
        ),
    ),
    RuleText(
        "T2",
        _("Government over ownership"),
        _(
            "Of the activities of a state, the share traced to its joint strategy, evidenced or better, "
            "minus the share verified by an independent internal actor."
        ),
    ),
    RuleText(
        "T3",
        _("Silos"),
        _(
            "Of the activities of a state, the share traced to a policy of the agency that leads them minus "
            "the share traced to the joint strategy of the state; both evidenced or better."
        ),
    ),
)

LEVEL_TEXTS = {
    "agency": _("Agency coherence"),
    "whole_of_government": _("Whole-of-government coherence"),
    "external": _("External coherence"),
    "internal_external": _("Internal and external coherence"),
}
STRIP_TEXTS = {"consistency": _("Consistency"), "process": _("Coordination process")}
STATUS_TEXTS = {
    "assessed": _("Assessed"),
    "not_assessed": _("Not assessed"),
    "not_applicable": _("Not applicable"),
}
BAND_TEXTS = {
    "very_low": _("Very low"),
    "low": _("Low"),
    "partial": _("Partial"),
    "substantial": _("Substantial"),
    "high": _("High"),
}
QUADRANT_TEXTS = {
    "agreeing_and_organised": _("Agreeing and organised"),
    "agreeing_thinly_organised": _("Agreeing, thinly organised"),
    "agreeing_on_paper_and_organised": _("Agreeing on paper, organised"),
    "agreeing_on_paper_thinly_organised": _("Agreeing on paper, thinly organised"),
    "organised_not_agreeing": _("Organised, not agreeing"),
    "neither": _("Neither agreeing nor organised"),
    "not_assessed": _("Not assessed"),
}
GRADE_TEXTS = {
    "claimed": _("Claimed"),
    "evidenced": _("Evidenced"),
    "verified": _("Verified"),
    "excluded": _("Excluded"),
}
VERDICT_TEXTS = {
    "more_coherent": _("More coherent"),
    "less_coherent": _("Less coherent"),
    "trade_off": _("A trade-off: some levels up, some down"),
    "no_clear_change": _("No clear change"),
    "not_comparable": _("Not comparable"),
}
BENCHMARK_STATUS_TEXTS = {
    "achieved": _("Achieved"),
    "on_track": _("On track"),
    "at_risk": _("At risk"),
    "off_track": _("Off track"),
    "regressing": _("Regressing"),
    "too_early_to_rate": _("Too early to rate"),
    "not_assessed": _("Not assessed"),
}
RECOMMENDATION_TEXTS = {
    "ready": _("Ready"),
    "ready_with_conditions": _("Ready with conditions"),
    "not_ready": _("Not ready"),
    "not_assessable": _("Not assessable"),
}
GATE_STATE_TEXTS = {
    "met_sustained": _("Met, sustained"),
    "met_recent": _("Met, recently"),
    "not_met": _("Not met"),
    "not_assessed": _("Not assessed"),
}
WATCH_TEXTS = {
    "at_risk": _("At risk of regression"),
    "not_assessed": _("Not assessed"),
    "beyond_once": _("Beyond the regression threshold once"),
    "holding": _("Holding"),
    "not_applicable": _("Nothing to step back to"),
}
WATCHED_TEXTS = {
    "regressed": _("Regressed"),
    "not_assessed": _("Not assessed"),
    "beyond_once": _("Beyond the regression threshold once"),
    "holding": _("Holding"),
}
BLOCKER_TEXTS = {
    "overload": _("Planned delivery overloads what can be absorbed"),
    "funding_cliff": _("A funding cliff lies ahead"),
    "resource_gap": _("Resources are short for the objective of a critical benchmark"),
    "humanitarian_involvement": _("A political or security agency is involved in a humanitarian activity"),
}
FLAG_TEXTS = {
    "no_written_policy": _("The agency declared that it has no written policy."),
    "no_policy_products": _("The agency declared that it has no policy documents."),
    "no_strategy": _("The state is known to have no whole-of-government strategy."),
    "internal_actors_divided": _("Internal actors hold opposite positions on an objective."),
    "scores_disputed": _("Provisional: agencies that scored the same contradictions agree too little."),
    "links_disputed": _("Provisional: agencies that checked the same links agree too little."),
    "no_government_counterpart": _("The mission has no recognised government counterpart."),
}
