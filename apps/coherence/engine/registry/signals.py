"""The signals: lists and flags beside the levels, never added to a score."""

from apps.coherence.engine.registry.texts import SignalText
from apps.coherence.engine.registry.texts import gettext_noop as _

GAP = "gap"
FRICTION = "friction"
HONESTY = "honesty"
LOAD = "load"
INDEPENDENCE = "independence"

KINDS = {
    GAP: _("Gaps"),
    FRICTION: _("Frictions"),
    HONESTY: _("Honesty"),
    LOAD: _("Load"),
    INDEPENDENCE: _("Independence"),
}

_TEXTS = (
    SignalText(
        "D1",
        GAP,
        _("Strategic deficit"),
        _("Share of non-exempt active activities without a link to an objective in force, at each grade."),
        _("Values found elsewhere are a historical reference line, not a target."),
        _("Joint Utstein Study 2004."),
    ),
    SignalText(
        "D2",
        GAP,
        _("Orphan objectives"),
        _(
            "For each objective in force: no link, only claims, only external or only internal activities, "
            "or served by both; and whether any disbursement is attributed to it."
        ),
        _("Links and money of humanitarian activities count here."),
        _("De Coning 2007; our convention for the labels."),
    ),
    SignalText(
        "D3",
        FRICTION,
        _("Overlap and duplication"),
        _(
            "Share of activities that meet an activity of another lead agency with the same dimension, "
            "area, target group and type of intervention. Duplication only if more people are planned for "
            "than need it."
        ),
        _("Overlap may be healthy redundancy. Humanitarian activities only meet humanitarian ones."),
        _("Practice of who does what, where."),
    ),
    SignalText(
        "D4",
        FRICTION,
        _("Contradictions"),
        _(
            "All live contradictions, and the mean severity over reviewed non-exempt activities. Beside "
            "them, pairs of activities are suggested that share an area and whose leads hold opposed "
            "positions on an objective of both, or whose objectives already have a live contradiction "
            "between them."
        ),
        _(
            "Contradictions are under-reported where raising one is risky. A suggested pair counts nowhere "
            "until a person has raised it; at most a hundred are listed for each reason."
        ),
        _("Nilsson, Griggs and Visbeck 2016."),
    ),
    SignalText(
        "D5",
        HONESTY,
        _("Ahead of the evidence"),
        _(
            "How far claims exceed evidence; links added after the start without any redesign and still only "
            "claimed; live contradictions that neither lead has acknowledged; a framework without a single "
            "reservation while contradictions are live."
        ),
        _("These say: not yet evidenced. They do not say: false."),
        _("Uvin 2002; Paris and Sisk 2007."),
    ),
    SignalText(
        "D6",
        INDEPENDENCE,
        _("Humanitarian independence guard"),
        _(
            "Alerts when an exempt humanitarian activity is linked to a political or security objective, "
            "when a relation is rated above its band, when a political or security agency implements or "
            "mostly funds an exempt activity, and when one is affected by a live contradiction."
        ),
        _("Alerts only: no score rises or falls by them."),
        _("UN policy on integrated assessment and planning 2013."),
    ),
    SignalText(
        "D7",
        LOAD,
        _("Cost of coordination"),
        _(
            "Cost of coordination in the last twelve months over external non-exempt disbursement. Against "
            "the two recorded assessments before: how each level changed, also per unit of cost added; "
            "returns diminish if the cost rose by more than a tenth while no level moved up in either period."
        ),
        _(
            "There is no known best share, only proportion. Without two earlier recorded assessments and "
            "their costs, returns are not assessed. That a level stood still does not mean that coordination "
            "was in vain."
        ),
        _("De Coning 2007; thresholds are our convention."),
    ),
    SignalText(
        "D8",
        LOAD,
        _("Consultation burden"),
        _(
            "For each internal actor: hours asked of it in the last three months over the hours it has "
            "declared for liaison; requests, requesters, and requests that repeat a topic within 60 days; "
            "and the share of a year's consultations that were visibly followed up within six months. Above "
            "four fifths, requests that are not critical should stop and the verifications asked of it be "
            "deferred. Actors are never added up."
        ),
        _(
            "Without declared hours only the requests are shown. Deferring is a decision of people, who can "
            "take it back; the engine only names what is affected. Consultations younger than six months are "
            "open, not unanswered."
        ),
        _("De Coning 2007 on Burundi; thresholds are our convention."),
    ),
    SignalText(
        "D9",
        LOAD,
        _("Absorption against delivery"),
        _(
            "What becomes of a planned delivery when capacity to absorb it grows only with investment in it. "
            "Beside it, from recorded capacity: what was spent over what was received and was still waiting, "
            "and the number of projects at each institution."
        ),
        _(
            "A simulation of scenarios, not an estimate. What was spent in a quarter that opened with "
            "nothing waiting is only the least that could be absorbed."
        ),
        _("Our model; Roodman 2006 and Diarra 2011 on its parts."),
    ),
    SignalText(
        "D10",
        GAP,
        _("Phase fit"),
        _(
            "Each non-exempt activity in each of its areas: does the area's current phase belong to those "
            "the activity is meant for? Two phases early is premature; behind all of them is lagging."
        ),
        _("Phases run side by side; one phase early counts as preparation."),
        _("De Coning 2007 on parallel and interlinked phases."),
    ),
    SignalText(
        "D11",
        GAP,
        _("Mandate and resources"),
        _(
            "For each objective, the part of the required resources not covered by scheduled money "
            "attributed to it, evidenced or better."
        ),
        _("More than enough for one objective never makes up for too little for another."),
        _("Batmanglich and others 2007; Passmore and others 2018."),
    ),
    SignalText(
        "D12",
        GAP,
        _("Dependence on few funders"),
        _("For each objective the share of its largest funder and the sum of squared shares of all."),
        _("E5 and this pull in opposite directions on purpose."),
        _("Herfindahl index; threshold is our convention."),
    ),
    SignalText(
        "D13",
        GAP,
        _("Funding cliff"),
        _(
            "For each function and year: total of assessed, voluntary and national money, its gap to the "
            "need, the steepest drop, and how far other money replaces assessed money after its peak. Also "
            "how many years ahead external funders share their plans."
        ),
        _("A year with an unknown part has no total."),
        _("GPEDC indicator 5b for the plans shared; the rest is our convention."),
    ),
    SignalText(
        "D14",
        FRICTION,
        _("Network of coordination"),
        _(
            "Ties are pairs that both sides rate at coordination or closer: density, centralisation, the "
            "core (the k-core with the highest k) and how well it fits an ideal core and periphery, agencies "
            "that hold parts together, ties within and between internal and external."
        ),
        _("Descriptive: a core and a periphery are expected and fine. Unrated pairs are unknown."),
        _("Freeman 1979; Krackhardt and Stern 1988; Borgatti and Everett 2000."),
    ),
    SignalText(
        "INT",
        HONESTY,
        _("Integrity of the evidence"),
        _(
            "Five checks. Reciprocity: share of attestations after which the other party attests for the "
            "attestor within twelve months; flagged from one half on with four attestations. Single voice: "
            "share of the independent internal attestations that come from one attestor, or from one "
            "category of internal actors; flagged from four fifths on with five attestations. Activities "
            "linked to more than three objectives. Share of positions that are neutral, and agencies that "
            "are neutral on every objective. Agreement (Krippendorff's alpha) on contradictions that two or "
            "more agencies have scored, and on activities whose links two or more have checked in random "
            "audits, with the interval of 1,000 draws of what was coded: 0.80 is reliable, from 0.67 on "
            "tentative; below, the indicators that rest on it are shown as provisional."
        ),
        _(
            "A flag asks for another voice or a clearer choice. It does not mean that an attestation, a link "
            "or a position is wrong, and no score rises or falls by it. Agencies of unknown kind belong to "
            "no category. With fewer than ten things coded twice, alpha says nothing of reliability; where "
            "all say the same it cannot be computed."
        ),
        _(
            "De Coning 2007 on power between internal and external actors; Batmanglich and others 2007 on "
            "ownership captured by political leaders; Krippendorff 2011 on alpha; thresholds are our "
            "convention."
        ),
    ),
)
SIGNAL_TEXTS = {item.id: item for item in _TEXTS}

CATEGORY_TEXTS = {
    "government": _("government"),
    "sub_national": _("sub-national authorities"),
    "civil_society": _("civil society"),
    "womens_organisations": _("women's organisations"),
    "traditional": _("traditional and religious authorities"),
    "other": _("another category"),
    "unknown": _("kind not recorded"),
}

FINDING_TEXTS = {
    "regression_mission": _(
        "The mission is at risk of regression: a step-back review is due by %(due)s; activities that would "
        "lose phase fit: %(activities)s."
    ),
    "regression_area": _(
        "%(area)s is at risk of regression (areas in all: %(areas)s): a step-back review is due by %(due)s; "
        "activities that would lose phase fit: %(activities)s."
    ),
    "activity_unlinked": _("%(activity)s (%(agency)s) has no link to the framework."),
    "activity_only_claimed": _("%(activity)s (%(agency)s) is linked to the framework by claims only."),
    "objective_orphan": _("No activity is linked to %(objective)s."),
    "objective_paper_only": _("%(objective)s is served by claims only."),
    "objective_external_only": _("Only external agencies serve %(objective)s."),
    "objective_internal_only": _("Only internal agencies serve %(objective)s."),
    "objective_unfunded": _("No recorded disbursement is attributed to %(objective)s."),
    "overlap_duplication": _(
        "%(agencies)s agencies plan for %(planned)s people in %(area)s (%(target_group)s, "
        "%(intervention_type)s), where %(need)s need it."
    ),
    "overlap_no_duplication": _(
        "%(agencies)s agencies do the same in %(area)s (%(target_group)s, %(intervention_type)s), within the "
        "recorded need."
    ),
    "overlap_need_or_people_not_recorded": _(
        "%(agencies)s agencies do the same in %(area)s (%(target_group)s, %(intervention_type)s); the need "
        "or the people planned for are not recorded."
    ),
    "contradiction_live": _("%(activity_a)s and %(activity_b)s contradict each other (%(score)s)."),
    "claim_gap": _(
        "%(claimed)s of %(activities)s external activities claim a link, %(evidenced)s have evidence for it."
    ),
    "late_link_not_evidenced": _(
        "The link of %(activity)s to %(objective)s was added after the start, without redesign, and is not "
        "yet evidenced."
    ),
    "tension_not_acknowledged": _(
        "Neither lead has acknowledged the contradiction between %(activity_a)s and %(activity_b)s."
    ),
    "no_reservation_recorded": _(
        "The framework carries no reservation while %(contradictions)s contradictions are live."
    ),
    "exempt_link": _(
        "%(activity)s is humanitarian and linked to %(objective)s, a political or security one."
    ),
    "relation_above_band": _(
        "%(agency_a)s and %(agency_b)s rate their relation above the ceiling of %(ceiling)s."
    ),
    "exempt_involvement": _(
        "%(agencies)s political or security agencies implement or mostly fund %(activity)s, which is "
        "humanitarian."
    ),
    "exempt_affected": _("%(activity)s is humanitarian and affected by a contradiction with %(other)s."),
    "cost_watch": _("Coordination costs %(share)s of external disbursement: watch."),
    "cost_high": _("Coordination costs %(share)s of external disbursement: high."),
    "burden_watch": _("%(agency)s is asked for %(demand)s of the %(capacity)s hours it declared: watch."),
    "burden_high": _(
        "%(agency)s is asked for %(demand)s of the %(capacity)s hours it declared: stop what is not critical."
    ),
    "burden_overload": _(
        "%(agency)s is asked for %(demand)s hours and declared %(capacity)s: propose a period without "
        "missions."
    ),
    "burden_not_assessed": _(
        "%(agency)s received %(requests)s requests for its time; its capacity or their hours are not "
        "recorded."
    ),
    "cost_diminishing": _(
        "Coordination costs %(share)s more than two assessments ago, and no level has moved up since."
    ),
    "requests_repeated": _(
        "%(repeats)s of the %(requests)s requests to %(agency)s ask for a topic again within 60 days: share "
        "the answers."
    ),
    "verifications_to_defer": _(
        "%(agency)s is asked for too much: defer the verification of %(activities)s activities asked of it."
    ),
    "follow_up_missing": _(
        "Of %(consultations)s consultations with %(agency)s, %(followed)s were visibly followed up within "
        "six months."
    ),
    "absorption_overload": _(
        "The plan of record %(scenario)s would ask for %(peak)s times what can be absorbed."
    ),
    "phase_premature": _("%(activity)s is two phases or more ahead of %(area)s, now in %(phase)s."),
    "phase_lagging": _("%(activity)s belongs to phases that %(area)s, now in %(phase)s, has left."),
    "resources_short": _("%(objective)s requires %(required)s and has %(available)s scheduled."),
    "concentration_high": _("%(objective)s depends on %(agency)s for %(share)s of its money."),
    "funding_cliff": _("In %(year)s, %(gap)s of what %(function)s needs is not covered."),
    "pair_below_band": _("%(agency_a)s and %(agency_b)s work less closely than what they share asks for."),
    "attestations_returned": _(
        "%(returned)s of %(attestations)s attestations were answered within twelve months by one from the "
        "other party: ask a third one."
    ),
    "single_voice_attestor": _(
        "%(share)s of the %(attestations)s independent internal attestations come from %(agency)s: hear "
        "others too."
    ),
    "single_voice_category": _(
        "%(share)s of the %(attestations)s independent internal attestations come from one category "
        "(%(category)s): hear others too."
    ),
    "many_objectives": _(
        "%(activity)s (%(agency)s) is linked to %(objectives)s objectives: say which it mainly serves."
    ),
    "neutral_everywhere": _(
        "%(agency)s is neutral on all %(positions)s objectives on which it took a position."
    ),
    "pair_above_band": _("%(agency_a)s and %(agency_b)s work more closely than was agreed for them."),
}
