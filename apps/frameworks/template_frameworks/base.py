"""What a template framework says, each statement with the source that was read for it, or none.

A statement without a source is shown as unverified. Names and headings are in our own words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.enums import Dimension
from apps.missions.enums import Phase

Words = Promise | str

DE_CONING = (
    "C. de Coning, Coherence and Coordination in United Nations Peacebuilding and Integrated Missions, "
    "NUPI Security in Practice 5, 2007"
)
MIPO = (
    "Center on International Cooperation and Ministry of Foreign Affairs of Norway, Multidimensional and "
    "Integrated Peace Operations, seminar of 24-25 May 2007, proceedings"
)
BURUNDI = "Strategic Framework for Peacebuilding in Burundi, PBC/1/BDI/4, 30 July 2007, contents"
STRATEGY = f"{DE_CONING}, The Need for a Clearly Articulated Overall Peacebuilding Strategy"
HANDBOOK = "United Nations, Integrated Assessment and Planning Handbook, 2013/2014, table of contents"
HAITI = "Report of the Secretary-General on MINUJUSTH, S/2018/241, 20 March 2018, dashboard of benchmarks"
AFRICAN_REPUBLIC = "Statement by the President of the Security Council, S/PRST/2019/3, 9 April 2019"


@dataclass(frozen=True, slots=True)
class Said:
    """One statement; `source` names document and place, None where it stands on memory alone."""

    text: Words
    source: str | None = None


def says(source: str | None, *texts: Words) -> tuple[Said, ...]:
    """What one place says; None for what stands on memory alone."""
    return tuple(Said(text, source) for text in texts)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the framework and what it means there."""

    word: Words
    meaning: Words
    source: str | None = None


@dataclass(frozen=True, slots=True)
class OwnDimension:
    """A dimension of the framework, under the core one that it belongs to."""

    code: str
    name: Words
    core: Dimension
    source: str | None = None


@dataclass(frozen=True, slots=True)
class OwnPhase:
    """A phase under the framework's own name, and the phase here that it comes nearest to."""

    name: Words
    phase: Phase
    source: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateFramework:
    """What a draft can begin from. `linked`: the kind under which it is kept as another framework instead."""

    key: str
    name: Words
    about: Said
    pillars: Sequence[Said] = ()
    dimensions: Sequence[OwnDimension] = ()
    phases: Sequence[OwnPhase] = ()
    sections: Sequence[Said] = ()
    checklist: Sequence[Said] = ()
    vocabulary: Sequence[Term] = ()
    linked: str | None = None

    @property
    def only_named(self) -> bool:
        """Whether nothing but its name and a source is known."""
        return not (self.pillars or self.dimensions or self.sections or self.checklist)

    @property
    def unverified(self) -> int:
        """How many of its statements no source was read for."""
        parts = (self.pillars, self.dimensions, self.phases, self.sections, self.checklist, self.vocabulary)
        return sum(one.source is None for part in parts for one in part)


STABILISATION_TO_CONSOLIDATION = (
    OwnPhase(_("Stabilisation"), Phase.STABILISATION, f"{DE_CONING}, note 13"),
    OwnPhase(_("Transition"), Phase.TRANSITION, f"{DE_CONING}, note 13"),
    OwnPhase(_("Consolidation"), Phase.CONSOLIDATION, f"{DE_CONING}, note 13"),
)
