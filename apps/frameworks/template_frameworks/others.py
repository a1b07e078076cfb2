"""Frameworks of countries, regions, donors and research."""

from django.utils.translation import gettext_lazy as _

from apps.core.enums import Dimension
from apps.frameworks.template_frameworks.base import (
    DE_CONING,
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

NOTE = f"{DE_CONING}, note 16"
WHOLE = f"{DE_CONING}, Whole-of-Government Coherence"

RESULTS_FOCUSED = TemplateFramework(
    key="rftf",
    name=_("Results-focused transitional framework (Liberia)"),
    about=Said(
        _("A strategy beyond development for the transition in Liberia; weakly linked to the mandate."),
        STRATEGY,
    ),
    pillars=says(
        None,
        _("Security"),
        _("Disarmament, demobilisation, rehabilitation and reintegration"),
        _("Refugees, returnees and displaced persons"),
        _("Governance, democratic development and rule of law"),
        _("Elections"),
        _("Basic services"),
        _("Productive capacity and livelihoods"),
        _("Infrastructure"),
        _("Economic policy and development strategy"),
    ),
    sections=says(None, _("Results by period"), _("Coordination and financing"), _("Review")),
    checklist=(
        Said(_("It is linked to the mandate of the Security Council."), STRATEGY),
        Said(_("It is firmly grounded in the political peace process."), STRATEGY),
        Said(_("Each result has a date and somebody responsible.")),
    ),
)

AFRICAN_UNION = TemplateFramework(
    key="au-pcrd",
    name=_("Post-conflict reconstruction and development framework of the African Union (PCRD)"),
    about=Said(_("Six constitutive elements, with gender as an element of its own; 2006."), NOTE),
    dimensions=(
        OwnDimension("security", _("Security"), Dimension.SECURITY),
        OwnDimension("humanitarian", _("Humanitarian and emergency assistance"), Dimension.HUMANITARIAN),
        OwnDimension("political", _("Political governance and transition"), Dimension.POLITICAL),
        OwnDimension(
            "development", _("Socio-economic reconstruction and development"), Dimension.DEVELOPMENT
        ),
        OwnDimension("human_rights", _("Human rights, justice and reconciliation"), Dimension.HUMAN_RIGHTS),
        OwnDimension("gender", _("Women and gender"), Dimension.HUMAN_RIGHTS, NOTE),
    ),
    phases=(
        OwnPhase(_("Emergency"), Phase.STABILISATION),
        OwnPhase(_("Transition"), Phase.TRANSITION),
        OwnPhase(_("Development"), Phase.CONSOLIDATION),
    ),
    sections=(
        Said(_("Principles, with African leadership and local ownership")),
        Said(_("Elements and their objectives"), NOTE),
        Said(_("Resources")),
        Said(_("Monitoring and evaluation")),
    ),
    checklist=says(
        NOTE,
        _("Each of the six elements has an objective, or the framework says why not."),
        _("Gender stands as an element of its own."),
    ),
)

NEPAD = TemplateFramework(
    key="nepad-pcr",
    name=_("African post-conflict reconstruction policy framework (NEPAD)"),
    about=Said(
        _("Puts humanitarian assistance under socio-economic development; 2005. Its own text was not read."),
        NOTE,
    ),
)

TASK_FRAMEWORK = TemplateFramework(
    key="csis-ausa",
    name=_("Post-conflict reconstruction task framework (CSIS and AUSA)"),
    about=Said(
        _("Tasks by three stages; 2002. The names of the stages were read, the tasks were not."),
        f"{DE_CONING}, note 13",
    ),
    phases=(
        OwnPhase(_("Initial response"), Phase.STABILISATION, f"{DE_CONING}, note 13"),
        OwnPhase(_("Transformation"), Phase.TRANSITION, f"{DE_CONING}, note 13"),
        OwnPhase(_("Fostering sustainability"), Phase.CONSOLIDATION, f"{DE_CONING}, note 13"),
    ),
)

WHOLE_OF_GOVERNMENT = TemplateFramework(
    key="whole-of-government",
    name=_("Whole-of-government strategy of a donor"),
    about=Said(_("One strategy of all parts of one government for one country."), WHOLE),
    pillars=says(
        WHOLE,
        _("Diplomacy"),
        _("Development"),
        _("Defence"),
    ),
    phases=STABILISATION_TO_CONSOLIDATION,
    sections=says(
        WHOLE,
        _("Principles of coherence"),
        _("Mechanism: lead agency, between agencies or above them"),
        _("Monitoring and evaluation"),
    ),
    checklist=says(
        WHOLE,
        _("The principles of coherence are said."),
        _("It names a mechanism between agencies or above them."),
        _("It is regularly evaluated and compared with the practice of others."),
    ),
    vocabulary=(
        Term(
            _("Inter-agency mechanism"),
            _("Processes that involve several agencies: a task force, a lead agency, a rotation."),
            WHOLE,
        ),
        Term(
            _("Supra-agency mechanism"),
            _("A body set up for coordination, hosted by one agency or above all of them."),
            WHOLE,
        ),
    ),
)
