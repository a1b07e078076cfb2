"""The quality check of a version as its rows stand, and the findings that a planner accepted."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import QuerySet

from apps.benchmarks.drafting.document import document_of
from apps.benchmarks.models import QualityWaiver
from apps.benchmarks.quality.check import Beside, Finding, check
from apps.benchmarks.quality.rules import Severity
from apps.core.enums import Dimension
from apps.frameworks.models import Endorsement, FrameworkVersion, LinkedFramework
from apps.missions.enums import ForumPurpose, Side
from apps.missions.models import Forum, Mission, MissionAgency

SUBJECTS = {
    "objectives": "objective",
    "benchmarks": "benchmark",
    "indicators": "indicator",
    "conflict_factors": "conflict_factor",
}
"""Collections whose rows a waiver names by a key of its own; phases and dimensions it names as text."""


def findings_of(version: FrameworkVersion) -> list[Finding]:
    """What the version lacks, the heaviest first; an adopted one as it was adopted. Queries: about 35."""
    return check(document_of(version), _beside(version))


def blocking(version: FrameworkVersion) -> list[Finding]:
    """The findings that keep a version from consultation and adoption. Queries: as `findings_of`."""
    return [one for one in findings_of(version) if one.rule.severity is Severity.MUST]


def dimensions_of(mission: Mission) -> list[str]:
    """The codes of the mission's own dimensions, else of the six core ones. No query."""
    if mission.dimensions is None:
        return list(Dimension.values)
    return [item["code"] if isinstance(item, dict) else item for item in mission.dimensions]


def _beside(version: FrameworkVersion) -> Beside:
    """Five queries."""
    mission = version.mission
    sides = MissionAgency.objects.filter(mission=mission).values_list("agency_id", "key", "side")
    keys = {agency: key for agency, key, _side in sides}
    endorsed: dict[str, set[str]] = defaultdict(set)
    rows: Any = Endorsement.objects.filter(objective_text__framework_version=version)
    for objective, agency in rows.values_list("objective_text__objective__key", "agency_id"):
        if agency in keys:
            endorsed[objective].add(keys[agency])
    forums: Any = Forum.objects.filter(mission=mission)
    kinds: Any = LinkedFramework.objects.filter(mission=mission)
    return Beside(
        dimensions=dimensions_of(mission),
        internal={key for _agency, key, side in sides if side in (Side.INTERNAL, Side.MIXED)},
        endorsed=endorsed,
        kinds=dict(kinds.values_list("key", "kind")),
        coordinated=forums.filter(
            purpose__in=(ForumPurpose.JOINT_PLANNING, ForumPurpose.JOINT_DECISION)
        ).exists(),
    )


def waivers_of(version: FrameworkVersion) -> dict[str, QualityWaiver]:
    """What a planner accepted with a reason, by the token of the finding. One query."""
    rows = cast("QuerySet[QualityWaiver]", QualityWaiver.objects.filter(framework_version=version))
    return {
        token_of(row): row
        for row in rows.select_related("objective", "benchmark", "indicator", "conflict_factor")
    }


def token_of(waiver: QualityWaiver) -> str:
    """The token of the finding that a waiver accepts. No query if its keys are fetched."""
    named = [row for name in SUBJECTS.values() if (row := getattr(waiver, name)) is not None]
    key = named[0].key if named else waiver.subject
    return waiver.rule if key is None else f"{waiver.rule}:{key}"


def found(findings: Iterable[Finding], token: str) -> Finding | None:
    """The finding of this token, None where the version does not have it. No query."""
    return next((one for one in findings if one.token == token), None)
