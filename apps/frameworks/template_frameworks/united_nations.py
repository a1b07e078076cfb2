"""Frameworks of the United Nations."""

from django.utils.translation import gettext_lazy as _

from apps.core.enums import Dimension
from apps.frameworks.enums import LinkedFrameworkKind
from apps.frameworks.template_frameworks.base import (
    AFRICAN_REPUBLIC,
    BURUNDI,
    DE_CONING,
    HAITI,
    HANDBOOK,
    MIPO,
    STABILISATION_TO_CONSOLIDATION,
    STRATEGY,
    OwnDimension,
    OwnPhase,
    Said,
    TemplateFramework,
    Term,
    says,
)
from apps.missions.enums import Phase

INTEGRATED = f"{DE_CONING}, Integrated Missions"
NOTE = f"{DE_CONING}, note 16 (Note of Guidance on Integrated Missions)"
SEVEN = (
    OwnDimension("political", _("Political"), Dimension.POLITICAL, NOTE),
    OwnDimension("security", _("Security"), Dimension.SECURITY, NOTE),
    OwnDimension("rule_of_law", _("Rule of law"), Dimension.RULE_OF_LAW, NOTE),
    OwnDimension("human_rights", _("Human rights"), Dimension.HUMAN_RIGHTS, NOTE),
    OwnDimension("humanitarian", _("Humanitarian"), Dimension.HUMANITARIAN, NOTE),
    OwnDimension("development", _("Development"), Dimension.DEVELOPMENT, NOTE),
    OwnDimension("social", _("Social"), Dimension.DEVELOPMENT, NOTE),
)

INTEGRATED_STRATEGIC_FRAMEWORK = TemplateFramework(
    key="un-isf",
    name=_("Integrated Strategic Framework of the United Nations (ISF)"),
    about=Said(
        _("What a peace operation and the country team of the United Nations want to reach together."),
        HANDBOOK,
    ),
    dimensions=SEVEN,
    phases=STABILISATION_TO_CONSOLIDATION,
    sections=(
        Said(_("Findings of the integrated assessment"), HANDBOOK),
        Said(_("Role and comparative advantage of the United Nations"), HANDBOOK),
        Said(_("Results, dates and responsibilities")),
        Said(_("Coordination: who leads, who contributes, where it is decided"), HANDBOOK),
        Said(_("Links with national and international planning"), HANDBOOK),
        Said(_("Monitoring and reporting")),
        Said(_("Transfer of mandated tasks and priorities"), HANDBOOK),
    ),
    checklist=(
        Said(_("The root causes of the conflict and its triggers are named."), STRATEGY),
        Said(_("A shared long-term vision stands above the objectives."), STRATEGY),
        Said(
            _("It names objectives, milestones and benchmarks, and leaves plans of work outside."), STRATEGY
        ),
        Said(_("It is open for input and consultation, and regularly revised."), STRATEGY),
        Said(_("It is tied to the political peace process and supports it."), STRATEGY),
        Said(_("Each objective has a lead and contributors.")),
        Said(_("Each result has a date and an owner.")),
        Said(_("Leaders of the mission and of the country team endorse it.")),
        Said(_("Who was consulted, and what changed because of it, is recorded.")),
        Said(
            _("Humanitarian action is connected and stays independent."), f"{DE_CONING}, Integrated Missions"
        ),
    ),
    vocabulary=(
        Term(
            _("Strategic framework"),
            _("Common goals, objectives, milestones and benchmarks; no plan of implementation."),
            STRATEGY,
        ),
        Term(
            _("Integrated mission"),
            _("A mission that rests on a common strategic plan and a shared understanding of priorities."),
            INTEGRATED,
        ),
    ),
)

PEACEBUILDING_STRATEGY = TemplateFramework(
    key="pbc-strategy",
    name=_("Integrated peacebuilding strategy of the Peacebuilding Commission"),
    about=Said(
        _("What a government, the Commission and their partners put first to consolidate peace."),
        STRATEGY,
    ),
    pillars=says(
        BURUNDI,
        _("Good governance"),
        _("Implementing the cease-fire agreement"),
        _("Security sector"),
        _("Justice, human rights and the fight against impunity"),
        _("Land and socio-economic recovery"),
        _("Mobilising and coordinating assistance"),
        _("Subregional dimension"),
        _("Gender"),
    ),
    phases=(OwnPhase(_("Consolidation"), Phase.CONSOLIDATION, STRATEGY),),
    sections=says(
        BURUNDI,
        _("Background"),
        _("Principles of cooperation"),
        _("Context"),
        _("Challenges and risks"),
        _("Mutual commitments"),
        _("Review of progress and monitoring"),
    ),
    checklist=(
        Said(_("Each party has commitments: government, Commission, stakeholders, partners."), BURUNDI),
        Said(_("Each priority has its challenges and risks."), BURUNDI),
        Said(_("Reviews and a monitoring mechanism are agreed."), BURUNDI),
        Said(_("It looks at what could threaten the consolidation of peace."), STRATEGY),
    ),
    vocabulary=(
        Term(
            _("Mutual commitment"),
            _("What each party promises the others, reviewed in public."),
            BURUNDI,
        ),
    ),
)

COUNCIL_BENCHMARKS = TemplateFramework(
    key="sc-benchmarks",
    name=_("Benchmark set of the Security Council"),
    about=Said(
        _("Benchmarks of a mandate that say when a mission may draw down or a measure may end."), HAITI
    ),
    phases=(
        OwnPhase(_("Mandate"), Phase.TRANSITION, HAITI),
        OwnPhase(_("Exit"), Phase.EXIT, HAITI),
    ),
    sections=(
        Said(_("Mandate and desired end state"), HAITI),
        Said(_("Calendar of reports and reviews"), AFRICAN_REPUBLIC),
        Said(_("Drawdown tied to the benchmarks"), HAITI),
        Said(_("Successor and what is handed over")),
    ),
    checklist=(
        Said(_("Each benchmark describes a state that is reached, not an effort."), HAITI),
        Said(_("Each benchmark has indicators with a target and a date."), HAITI),
        Said(_("Steps towards a law or an institution stand on a scale of named stages."), HAITI),
        Said(_("It is said who reports, to whom, and by when."), AFRICAN_REPUBLIC),
    ),
    vocabulary=(
        Term(
            _("Benchmark"),
            _("A state of things, agreed in advance, by which progress of a mandate is judged."),
            HAITI,
        ),
        Term(
            _("Benchmarking"),
            _("Was asked for again and again by those who discussed leading integrated missions."),
            f"{MIPO}, benchmarking",
        ),
    ),
)

COOPERATION_FRAMEWORK = TemplateFramework(
    key="unsdcf",
    name=_("Cooperation framework of the country team (UNSDCF, before: UNDAF)"),
    about=Said(
        _("Aligns the strategies of the development agencies of the United Nations with a government."),
        STRATEGY,
    ),
    linked=LinkedFrameworkKind.UNDAF_UNSDCF,
)

POVERTY_REDUCTION = TemplateFramework(
    key="prsp",
    name=_("Poverty reduction strategy paper (PRSP)"),
    about=Said(
        _(
            "Aligns the development strategies of a government and its partners; macroeconomic, and not made "
            "for transitions after conflict."
        ),
        STRATEGY,
    ),
    linked=LinkedFrameworkKind.PRSP,
)

HUMANITARIAN_RESPONSE = TemplateFramework(
    key="hrp",
    name=_("Humanitarian response plan (before: consolidated appeal)"),
    about=Said(
        _("Kept beside the framework and linked to it: humanitarian action stays independent."),
        f"{STRATEGY}; note 16",
    ),
    linked=LinkedFrameworkKind.HUMANITARIAN_APPEAL,
)
