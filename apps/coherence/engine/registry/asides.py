"""What the method page says of rules, preconditions, trade-offs and signals beside their formula."""

from dataclasses import dataclass

from apps.coherence.engine.registry.texts import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Aside:
    """Edge cases, source, what it tells and what it does not mean. A source is empty where the text of the
    rule has its own."""

    edge_cases: str
    tells: str
    does_not_mean: str
    source: str = ""


ASIDE_TEXTS = {
    "R1": Aside(
        _("A lead without a recorded state: only the agencies themselves are compared."),
        _("Whether somebody else than those concerned has confirmed a link."),
        _("That an attestor who is close to the lead says what is not so."),
        _("De Coning 2007 on the primacy of internal actors; our convention for the rule."),
    ),
    "R2": Aside(
        _("Income is what is recorded inside this framework. Nothing recorded: the rule does not apply."),
        _("Where saying no would cost the attestor its income."),
        _("That dependent attestors are wrong: they are not free to say otherwise."),
        _("De Coning 2007 on the primacy of internal actors; literature on courtesy bias."),
    ),
    "R3": Aside(
        _("No day recorded: the link does not expire."),
        _("Which evidence has to be renewed."),
        _("That the activity has left the framework."),
        _("Our convention."),
    ),
    "R4": Aside(
        _("Only counterparts that are entitled to it can dispute; the dispute ends when it is settled."),
        _("Where an internal counterpart sees it differently."),
        _("That the counterpart is right or wrong."),
        _("De Coning 2007 on the primacy of internal actors."),
    ),
    "R5": Aside(
        _("Humanitarian activities led by a political or security agency are not exempt."),
        _("Where humanitarian work is drawn into political aims."),
        _("That humanitarian work should not be known to planners."),
        _("UN policy on integrated assessment and planning 2013."),
    ),
    "R6": Aside(
        _("Positions on other objectives count."),
        _("Whose silence must not be read as support or opposition."),
        _("That humanitarian agencies have no opinion."),
        _("De Coning 2007, footnote on humanitarian actors; UN policy 2013."),
    ),
    "P1": Aside(
        _(
            "No version in force: E1 and D1 are not assessed. More than twelve months without revision: "
            "flagged."
        ),
        _("Whether there is anything to be coherent with."),
        _("That the framework is a good one."),
        _("De Coning 2007: a strategy must be transparent, available, open for input, regularly revised."),
    ),
    "P2": Aside(
        _("No acknowledgement recorded: not assessed."),
        _("Who may not know the version in force."),
        _("That those who acknowledged it agree with it."),
        _("De Coning 2007."),
    ),
    "P3": Aside(
        _("Too early to rate counts as monitored; stale does not."),
        _("Objectives whose effect nobody follows."),
        _("That monitored objectives are on track."),
        _("De Coning 2007."),
    ),
    "P4": Aside(
        _("An internal endorser with more than half of its income from the other side is not independent."),
        _("Objectives that internal actors have not made their own."),
        _("That the population supports them."),
        _("De Coning 2007 on the primacy of internal actors."),
    ),
    "P5": Aside(
        _("Objectives without a dimension are left out."),
        _("Dimensions that the framework leaves empty."),
        _("That a framework should cover all of them."),
        _("Our convention."),
    ),
    "T1": Aside(
        _("Without activities whose verification was deferred. Flagged from 0.30 on."),
        _("Where external actors form a block before internal actors have had their say."),
        _("That external agreement is unwelcome."),
        _("De Coning 2007 on trade-offs between the elements of coherence; threshold is our convention."),
    ),
    "T2": Aside(
        _("Only states with a joint strategy. Flagged from 0.30 on."),
        _("Where a state's own plan comes before that of the country."),
        _("That joint strategies of states are harmful."),
        _("De Coning 2007 on trade-offs between the elements of coherence; threshold is our convention."),
    ),
    "T3": Aside(
        _("Only states with a joint strategy. Flagged from 0.30 on."),
        _("Where agencies follow themselves rather than their government."),
        _("That agencies should have no policy of their own."),
        _("De Coning 2007 on trade-offs between the elements of coherence; threshold is our convention."),
    ),
    "D1": Aside(
        _("Without a framework in force nothing is deficient. Humanitarian activities are outside."),
        _("Which activities stand outside the framework, or have yet to show evidence."),
        _("That an activity without a link is useless."),
    ),
    "D2": Aside(
        _("No attributed money: unfunded, whoever serves the objective."),
        _("Objectives that nobody works on, or one side alone."),
        _("That a served objective will be reached."),
    ),
    "D3": Aside(
        _("People or need not recorded: overlap only. People are split equally over areas unless recorded."),
        _("Where agencies should talk about who does what."),
        _("That overlap is waste."),
    ),
    "D4": Aside(
        _(
            "Only open contradictions with evidence are live; candidates count once a person has "
            "confirmed them."
        ),
        _("Where work undoes other work, and who could settle it."),
        _("That who is named second is at fault."),
    ),
    "D5": Aside(
        _("Activities without a start date have no late links unless recorded as such."),
        _("Where words run ahead of what has been shown so far."),
        _("That anybody has said what is not so."),
    ),
    "D6": Aside(
        _("A rating by one side is enough for the alert on relations."),
        _("Where humanitarian actors may lose access or trust."),
        _("That humanitarian and other actors may not exchange information."),
    ),
    "D7": Aside(
        _(
            "Less than half of the disbursement known, or no cost: not assessed. Nothing disbursed: not "
            "applicable."
        ),
        _("Whether coordination is in proportion."),
        _("That cheap coordination is good."),
    ),
    "D8": Aside(
        _(
            "Requests without hours are counted, not guessed. An actor without declared hours is not "
            "assessed."
        ),
        _("Whose time is running out, and what can wait."),
        _("That internal actors should not be asked."),
    ),
    "D9": Aside(
        _(
            "Without delivery or first capacity nothing is simulated. Effects not named in a scenario are "
            "absent."
        ),
        _(
            "What early money does where capacity is small, and what investing in capacity first would "
            "change."
        ),
        _("A forecast of what will happen."),
    ),
    "D10": Aside(
        _("Activities without intended phases and areas without a phase are left out."),
        _("Activities that came too early, or have outlived their phase."),
        _("That phases follow one another in order."),
    ),
    "D11": Aside(
        _("No requirement recorded: no gap. Money counts from evidenced links on."),
        _("Mandates without means."),
        _("That more money would reach the objective."),
    ),
    "D12": Aside(
        _("No attributed disbursement: no share."),
        _("Objectives that would stop with one funder."),
        _("That many small funders are better."),
    ),
    "D13": Aside(
        _("Assessed money constant or zero: no replacement can be stated."),
        _("When money ends before needs do."),
        _("That cliffs always happen after a mission."),
    ),
    "D14": Aside(
        _("A pair rated by one side is unknown; the bounds of the density take it as no tie and as a tie."),
        _("Who holds parts together, and who is in the core."),
        _("That more ties are better, or that a periphery is a failing."),
    ),
    "INT": Aside(
        _("Too few attestations or positions: no flag."),
        _("Where evidence may follow favours, one voice or caution."),
        _("That anybody has done wrong."),
    ),
}

MARKS = {
    "A1": "S L", "A2": "S L", "A3": "S L", "A4": "S", "A5": "S L", "A6": "L M",
    "W1": "S", "W2": "L", "W3": "S L", "W4": "S", "W5": "L", "W6": "S M",
    "E1": "S L", "E2": "L", "E3": "S", "E4": "L", "E5": "L C", "E6": "S L", "E7": "L",
    "I1": "L", "I2": "S", "I3": "S L", "I4": "L M", "I5": "S", "I6": "S", "I7": "S L",
    "R1": "S C", "R2": "S L C", "R3": "C", "R4": "S", "R5": "S L", "R6": "S L",
    "P1": "S", "P2": "S", "P3": "S", "P4": "S", "P5": "C",
    "T1": "S C", "T2": "S C", "T3": "S C",
    "D1": "S L", "D2": "S C", "D3": "M C", "D4": "L C", "D5": "S L C", "D6": "S L", "D7": "S C",
    "D8": "S C", "D9": "L C", "D10": "S C", "D11": "S L", "D12": "L C", "D13": "L C", "D14": "S L M",
    "INT": "S M C",
}  # fmt: skip
"""Where a formula comes from: S, L, M, C of MARK_TEXTS, several where its parts differ."""

MARK_TEXTS = {
    "S": _("a reference document of the project"),
    "L": _("published literature"),
    "M": _("standard knowledge, wording to be checked before it is quoted"),
    "C": _("our convention, no authority claimed"),
}
