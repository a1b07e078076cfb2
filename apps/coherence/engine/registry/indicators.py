"""The indicators of the four levels, in the order of the page "How is this computed?"."""

from apps.coherence.engine.measure import CRITICAL, INDICATORS, PROPORTIONS, strip_of
from apps.coherence.engine.registry.texts import IndicatorText
from apps.coherence.engine.registry.texts import gettext_noop as _

_LEVEL_OF = {key: level for level, keys in INDICATORS.items() for key in keys}


def _indicator(
    key: str,
    *,
    name: str,
    formula: str,
    edge_cases: str,
    source: str,
    tells: str,
    does_not_mean: str,
) -> IndicatorText:
    return IndicatorText(
        id=key,
        level=_LEVEL_OF[key],
        strip=strip_of(key),
        critical=CRITICAL[_LEVEL_OF[key]] == key,
        wilson=key in PROPORTIONS,
        name=name,
        formula=formula,
        edge_cases=edge_cases,
        source=source,
        tells=tells,
        does_not_mean=does_not_mean,
    )


_AGENCY = (
    _indicator(
        "A1",
        name=_("Action traced to own policy"),
        formula=_(
            "Of the active activities an agency leads, the share that traces, evidenced or better, to at "
            "least one of the agency's own commitments."
        ),
        edge_cases=_(
            "Nobody entered commitments: not assessed. The agency declared that it has no written policy: "
            "not applicable. A commitment whose traces were never recorded leaves untraced activities "
            "unassessed."
        ),
        source=_("De Coning 2007 on agency coherence; OECD/DAC on internal coherence."),
        tells=_("Which activities have drifted away from what the agency says it is there for."),
        does_not_mean=_("That the policy is good or the activity useful."),
    ),
    _indicator(
        "A2",
        name=_("Policy turned into action"),
        formula=_(
            "Of the agency's commitments that are due, the share with at least one active activity traced "
            "to it, evidenced or better."
        ),
        edge_cases=_(
            "Commitments due later are left out; one without a due date counts as due. None due: not "
            "applicable. No register: not assessed."
        ),
        source=_("De Coning 2007; on words and deeds of donors, Aldasoro and others 2010."),
        tells=_("Which promises nobody is working on."),
        does_not_mean=_("That a commitment with an activity is kept."),
    ),
    _indicator(
        "A3",
        name=_("No contradiction inside the agency"),
        formula=_(
            "One minus the mean severity of contradictions between two activities of the agency, over its "
            "activities that a contradiction review has looked at. Severity is a third, two thirds or one."
        ),
        edge_cases=_(
            "An activity no review has named is unassessed: the absence of a flag proves nothing. Only open, "
            "negative contradictions that are evidenced or better count, and of each activity only the worst."
        ),
        source=_(
            "De Coning 2007; scale of Nilsson, Griggs and Visbeck 2016, read as thirds by our convention."
        ),
        tells=_("Where the agency works against itself."),
        does_not_mean=_("That an agency should have no debate before it decides."),
    ),
    _indicator(
        "A4",
        name=_("Coherence record kept"),
        formula=_(
            "Mean, over the agency's policies, plans and programme documents, of how many of three "
            "elements are recorded: who was consulted, which other policies were looked at, which points "
            "are contested."
        ),
        edge_cases=_(
            "A signed statement that nothing is contested counts as recorded. One unknown element leaves the "
            "document unassessed. No register: not assessed."
        ),
        source=_("De Coning 2007, recommendations on agency coherence."),
        tells=_("Whether consultations and disagreements are written down."),
        does_not_mean=_("That the consultation meant anything."),
    ),
    _indicator(
        "A5",
        name=_("Claims backed by evidence"),
        formula=_(
            "Of the agency's links to objectives of the framework, the share whose effective grade is "
            "evidenced or verified."
        ),
        edge_cases=_(
            "Without any link nothing was claimed: not applicable. Links of exempt humanitarian activities "
            "and links removed by rule R5 are left out."
        ),
        source=_("De Coning 2007 on false coherence; Uvin 2002 on rhetorical repackaging."),
        tells=_("How far what is said runs ahead of what is shown."),
        does_not_mean=_("That an activity without evidence is a bad activity."),
    ),
    _indicator(
        "A6",
        name=_("Money as scheduled"),
        formula=_(
            "Over the funding lines of the agency in the last twelve months: what was disbursed, at most the "
            "scheduled amount of each line, divided by what was scheduled."
        ),
        edge_cases=_(
            "A line without a scheduled or disbursed amount is unassessed. Nothing scheduled at all: not "
            "applicable. Lines on exempt activities count, since this is about the agency itself."
        ),
        source=_("Paris Declaration indicator 7 and GPEDC indicator 5a, adapted."),
        tells=_("Whether the agency pays when it said it would."),
        does_not_mean=_("Efficiency: spending later for a good reason lowers it too."),
    ),
)

_GOVERNMENT = (
    _indicator(
        "W1",
        name=_("Joint strategy signed"),
        formula=_(
            "Of the active agencies of one state, the share that signed its current whole-of-government "
            "strategy for the country."
        ),
        edge_cases=_(
            "A state known to have no strategy scores zero; where nobody has told, it is not assessed. Only "
            "states with two or more agencies that lead activities are measured."
        ),
        source=_("De Coning 2007, recommendations on whole of government; Patrick and Brown 2007."),
        tells=_("Who stands outside the strategy."),
        does_not_mean=_("That those who signed follow it: that is W4."),
    ),
    _indicator(
        "W2",
        name=_("Relations inside one state fit"),
        formula=_(
            "Of the pairs of agencies of the state that depend on each other and were rated by both, the "
            "share whose relationship lies inside its band: by default at least cooperation."
        ),
        edge_cases=_(
            "A pair rated by one side only is unassessed. The lower rating decides the floor, the higher "
            "one the ceiling. No such pair: not applicable."
        ),
        source=_("Scale of relationships of de Coning and Friis 2011; the bands are our convention."),
        tells=_("Which pairs are too loose, or too tight, for what they share."),
        does_not_mean=_("That unity is the aim."),
    ),
    _indicator(
        "W3",
        name=_("No contradiction between agencies of one state"),
        formula=_(
            "One minus the mean severity of contradictions between activities of different agencies of the "
            "state, over its reviewed non-exempt activities."
        ),
        edge_cases=_("As for A3: what no review has looked at is unassessed."),
        source=_("De Coning 2007; OECD/DAC on whether policies support or undermine each other."),
        tells=_("Where defence, diplomacy and development pull apart."),
        does_not_mean=_("That the agency named second is at fault."),
    ),
    _indicator(
        "W4",
        name=_("Action traced to the joint strategy"),
        formula=_(
            "Of the state's non-exempt active activities, the share that traces to its whole-of-government "
            "strategy, evidenced or better."
        ),
        edge_cases=_(
            "No strategy: not applicable, as W1 shows it already. Strategy unknown or its list of "
            "activities not recorded: not assessed. With a list, an activity that is not on it counts "
            "zero."
        ),
        source=_("De Coning 2007, recommendations on whole of government."),
        tells=_("Which activities stand outside the state's own plan."),
        does_not_mean=_("Alignment with the host country."),
    ),
    _indicator(
        "W5",
        name=_("Mechanism to coordinate inside the state"),
        formula=_(
            "Points out of ten: a regular mechanism five, a mandate to decide trade-offs two, and one each "
            "for being convened from the centre, for a political and a technical level, and for a mandate "
            "to bring internal and external policy together."
        ),
        edge_cases=_("If any of the five is unknown the mechanism is not assessed."),
        source=_("SDG indicator 17.14.1, domain 3."),
        tells=_("Which part of the machinery is missing."),
        does_not_mean=_("That the meetings work."),
    ),
    _indicator(
        "W6",
        name=_("Policies inside one state agree"),
        formula=_(
            "Mean, over the objectives in force, of the share of pairs of the state's agencies whose "
            "positions do not oppose each other."
        ),
        edge_cases=_(
            "An objective with fewer than two positions is unassessed. Opposed means support on one side and "
            "opposition on the other."
        ),
        source=_("De Coning 2007; OECD work on policy coherence."),
        tells=_("On which objectives ministries disagree."),
        does_not_mean=_("That a neutral position is support."),
    ),
)

_EXTERNAL = (
    _indicator(
        "E1",
        name=_("Linked to the shared framework"),
        formula=_(
            "Of the non-exempt activities led by external agencies, the share with at least one link to an "
            "objective in force, evidenced or better. Also shown for claimed and for verified links."
        ),
        edge_cases=_(
            "Without a framework in force there is nothing to be linked to: not assessed, not zero."
        ),
        source=_("Joint Utstein Study 2004, via de Coning 2007, read as one minus the strategic deficit."),
        tells=_("Who stands outside the shared framework."),
        does_not_mean=_("That linked work is effective, or wanted by internal actors."),
    ),
    _indicator(
        "E2",
        name=_("Missions and analysis done together"),
        formula=_(
            "Of the missions and analytic works of the last twelve months with an external participant, the "
            "share in which two or more external groups took part. Agencies of one state are one group."
        ),
        edge_cases=_(
            "Humanitarian missions are left out. A register nobody has filled in adds one unassessed unit. "
            "None at all: not applicable."
        ),
        source=_("Paris Declaration indicators 10a and 10b."),
        tells=_("Which visits and studies could have been shared."),
        does_not_mean=_("That there were fewer of them: see D8 for the burden."),
    ),
    _indicator(
        "E3",
        name=_("External policies agree"),
        formula=_(
            "Mean, over the objectives in force, of the share of pairs of positions from different external "
            "groups that do not oppose each other."
        ),
        edge_cases=_(
            "An objective without such a pair is unassessed. Positions of principled humanitarian agencies "
            "on political or security objectives are not used (R6)."
        ),
        source=_("De Coning 2007, definition of external coherence."),
        tells=_("On which objectives external actors hold opposite positions."),
        does_not_mean=_("That all should agree: disagreement on record is better than hidden."),
    ),
    _indicator(
        "E4",
        name=_("Common arrangements"),
        formula=_(
            "Share of external disbursement on non-exempt activities in the last twelve months that goes "
            "through programme-based approaches."
        ),
        edge_cases=_(
            "A line whose arrangement or amount is unknown is unassessed. No money: not applicable."
        ),
        source=_("Paris Declaration indicator 9."),
        tells=_("How much room there is for pooling."),
        does_not_mean=_("That pooling suits every task."),
    ),
    _indicator(
        "E5",
        name=_("Contributions that matter"),
        formula=_(
            "Of the relations between an external funder and an objective, the share that is significant: "
            "the funder is at least as strong there as in the whole framework, or is among the largest "
            "that together give most of the objective's money."
        ),
        edge_cases=_(
            "Money of an activity is split equally over its evidenced links unless every one has a recorded "
            "share. The funder that crosses the cumulative threshold is included. No attributed money: not "
            "applicable."
        ),
        source=_("OECD reports on division of labour 2009 and 2011, moved from countries to objectives."),
        tells=_("Long tails of small contributions that cost internal actors time."),
        does_not_mean=_("That small funders are unwelcome, or that one large one is safe: see D12."),
    ),
    _indicator(
        "E6",
        name=_("No contradiction among external actors"),
        formula=_(
            "One minus the mean severity of contradictions between activities of different external "
            "groups, over the reviewed non-exempt external activities."
        ),
        edge_cases=_(
            "As for A3. Harm done to an exempt humanitarian activity counts against the activity that does "
            "it."
        ),
        source=_("De Coning 2007; OECD/DAC on external coherence."),
        tells=_("Where external actors work at cross-purposes."),
        does_not_mean=_("That difference as such is harmful."),
    ),
    _indicator(
        "E7",
        name=_("Relations among external actors fit"),
        formula=_(
            "Of the pairs of agencies of different external groups that depend on each other and were "
            "rated by both, the share inside its band. A principled humanitarian and a political or "
            "security agency go no further than coordination."
        ),
        edge_cases=_("A pair rated by one side only is unassessed. No such pair: not applicable."),
        source=_("De Coning and Friis 2011; Rietjens and Ruffa 2019 on fit."),
        tells=_("Which pairs are out of their band, in either direction."),
        does_not_mean=_("That more contact is always better."),
    ),
)

_ALIGNMENT = (
    _indicator(
        "I1",
        name=_("Country-owned results frameworks used"),
        formula=_(
            "Mean, over non-exempt external activities, of three answers: objectives drawn from a "
            "country-owned framework, share of result indicators drawn from it, share measured with "
            "national data."
        ),
        edge_cases=_(
            "One answer missing leaves the activity unassessed. Where no government counterpart is "
            "recognised and no equivalent mechanism agreed: not applicable."
        ),
        source=_("SDG indicator 17.15.1, not weighted by size."),
        tells=_("Whether planning starts from the country's own plans."),
        does_not_mean=_("That the national plan speaks for everybody."),
    ),
    _indicator(
        "I2",
        name=_("Verified by an independent internal actor"),
        formula=_(
            "Of the non-exempt external activities, without those whose verification is deferred, the "
            "share with a verified link attested by an independent internal actor."
        ),
        edge_cases=_(
            "Not having asked is a fact and counts zero, without a framework in force too. Deferred to spare "
            "an overloaded counterpart is left out."
        ),
        source=_("De Coning 2007 on the primacy of internal actors; independence by rules R1 and R2."),
        tells=_("What internal actors have really confirmed."),
        does_not_mean=_("That the rest is unwanted."),
    ),
    _indicator(
        "I3",
        name=_("Consulted in time, and answered"),
        formula=_(
            "Of the external activities with a consultation record, the share in which an internal actor was "
            "consulted before approval and got a recorded response."
        ),
        edge_cases=_(
            "Only what the internal actor confirmed counts. A declaration that nobody was consulted counts "
            "zero; no record is unassessed."
        ),
        source=_("De Coning 2007 on rushed consultation; SDG indicator 17.14.1, domain 4."),
        tells=_("Which consultations came too late or led nowhere."),
        does_not_mean=_("Consent."),
    ),
    _indicator(
        "I4",
        name=_("Country systems used"),
        formula=_(
            "Over external money to the government sector in the last twelve months: share that uses the "
            "country's budget execution, financial reporting, audit and procurement, the four counted "
            "equally."
        ),
        edge_cases=_(
            "A line whose amount or systems are unknown is unassessed; one with nothing to the government "
            "sector is no unit. None at all, or no government counterpart: not applicable."
        ),
        source=_("Paris Declaration indicator 5 and GPEDC indicator 9b, adapted."),
        tells=_("Which system is bypassed."),
        does_not_mean=_("That bypassing it was wrong at the time."),
    ),
    _indicator(
        "I5",
        name=_("Internal and external policies agree"),
        formula=_(
            "Mean, over the objectives in force, of the share of pairs of one internal and one external "
            "position that do not oppose each other."
        ),
        edge_cases=_(
            "An objective without a position on either side is unassessed. R6 holds. Where internal actors "
            "oppose each other, that is said beside the value."
        ),
        source=_("De Coning 2007, definition of internal and external coherence."),
        tells=_("Where the external position has internal opponents."),
        does_not_mean=_("That the government speaks for all."),
    ),
    _indicator(
        "I6",
        name=_("Coordination led by internal actors"),
        formula=_(
            "Of the forums that met in the last twelve months, the share with an internal chair or co-chair."
        ),
        edge_cases=_("A forum whose chair is unknown is unassessed. No forum met: not applicable."),
        source=_("Rome Declaration on Harmonisation 2003, first principle."),
        tells=_("Who sets the agenda."),
        does_not_mean=_("Real power over decisions."),
    ),
    _indicator(
        "I7",
        name=_("Reviewed without objection"),
        formula=_(
            "One minus the mean severity of contradictions between external and internal activities, over "
            "the external activities that at least one internal actor has reviewed."
        ),
        edge_cases=_(
            "Silence is never consent: without an internal review an activity is unassessed, and so is one "
            "reviewed without comment."
        ),
        source=_("De Coning 2007; OECD/DAC 2019."),
        tells=_("Which activities internal actors find to work against theirs."),
        does_not_mean=_("Popular support."),
    ),
)

INDICATOR_TEXTS = {item.id: item for item in (*_AGENCY, *_GOVERNMENT, *_EXTERNAL, *_ALIGNMENT)}
