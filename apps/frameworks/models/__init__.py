from apps.frameworks.models.adopted import Standing, StandingQuerySet, StandingRowQuerySet, VersionAdopted
from apps.frameworks.models.context import (
    ConflictFactor,
    LinkedFramework,
    LinkedFrameworkItem,
    MutualCommitment,
)
from apps.frameworks.models.objective import (
    Assumption,
    Endorsement,
    Objective,
    ObjectiveLinkedItem,
    ObjectiveText,
    ObjectiveTranslation,
    ResourceRequirement,
)
from apps.frameworks.models.version import (
    FrameworkVersion,
    FrameworkVersionQuerySet,
    StrategicFramework,
    VersionAcknowledgement,
    VersionReservation,
    VersionSection,
)

__all__ = [
    "Assumption",
    "ConflictFactor",
    "Endorsement",
    "FrameworkVersion",
    "FrameworkVersionQuerySet",
    "LinkedFramework",
    "LinkedFrameworkItem",
    "MutualCommitment",
    "Objective",
    "ObjectiveLinkedItem",
    "ObjectiveText",
    "ObjectiveTranslation",
    "ResourceRequirement",
    "Standing",
    "StandingQuerySet",
    "StandingRowQuerySet",
    "StrategicFramework",
    "VersionAcknowledgement",
    "VersionAdopted",
    "VersionReservation",
    "VersionSection",
]
