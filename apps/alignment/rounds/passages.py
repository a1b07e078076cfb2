"""The passages of a version that can be commented on, each by a name of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from apps.alignment.models import Comment
from apps.benchmarks.models import BenchmarkText, Gate, Indicator
from apps.core.models import Editable
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    FrameworkVersion,
    ObjectiveText,
    VersionSection,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage: what an address names it by, its heading, the row and column it stands in, and the keys of
    a comment about it. `for_members`: what is not shown to everybody, as on the portal."""

    token: str
    heading: str
    row: Editable
    column: str
    about: dict[str, models.Model]
    field: str
    for_members: bool = False

    @property
    def text(self) -> str | None:
        value: str | None = getattr(self.row, self.column)
        return value


def passages_of(version: FrameworkVersion) -> list[Passage]:
    """Vision, sections, conflict factors, objectives, benchmarks, indicators, assumptions and gates. Seven
    queries."""
    found = [Passage("vision", "", version, "vision", {"framework_version": version}, "vision")]
    found += [
        Passage(
            f"section-{section.key}",
            section.title,
            section,
            "text",
            {"framework_version": version},
            f"sections.{section.key}",
        )
        for section in VersionSection.objects.filter(framework_version=version)
    ]
    factors: Any = ConflictFactor.objects.filter(mission=version.mission_id).order_by("key")
    for factor in factors:
        found += _of(factor, factor.title, {"conflict_factor": factor}, "factor", ("title", "description"))
    texts: Any = ObjectiveText.objects.filter(framework_version=version).select_related("objective")
    for text in texts:
        heading = f"{text.code or text.objective.key} {text.title}"
        found += _of(text, heading, {"objective": text.objective}, "objective", ("title", "description"))
    wordings: Any = BenchmarkText.objects.filter(framework_version=version).select_related("benchmark")
    for wording in wordings.order_by("key"):
        found += _of(
            wording, wording.statement, {"benchmark": wording.benchmark}, "benchmark", ("statement",)
        )
    indicators: Any = Indicator.objects.filter(benchmark__texts__framework_version=version)
    for row in indicators.select_related("benchmark").order_by("key"):
        about = {"benchmark": row.benchmark}
        found.append(_of_key(row, "indicator", "title", about))
    whole: dict[str, models.Model] = {"framework_version": version}
    assumptions: Any = Assumption.objects.filter(framework_version=version).order_by("key")
    found += [_of_key(row, "assumption", "text", whole, for_members=True) for row in assumptions]
    gates: Any = Gate.objects.filter(mission=version.mission_id, title__isnull=False).order_by("key")
    found += [_of_key(row, "gate", "title", whole, for_members=True) for row in gates]
    return found


def _of_key(
    row: Any, kind: str, column: str, about: dict[str, models.Model], *, for_members: bool = False
) -> Passage:
    """A passage that a comment names by the key of its row: comments have no key to the table itself."""
    text = getattr(row, column)
    return Passage(
        f"{kind}-{row.uuid}", text, row, column, about, f"{kind}s.{row.key}", for_members=for_members
    )


def _of(
    row: Any, heading: str, about: dict[str, models.Model], kind: str, columns: Sequence[str]
) -> list[Passage]:
    return [Passage(f"{kind}-{row.uuid}-{column}", heading, row, column, about, column) for column in columns]


def passage_named(version: FrameworkVersion, token: str) -> Passage | None:
    """The passage of this name, None where the version has none. Seven queries."""
    return next((one for one in passages_of(version) if one.token == token), None)


def token_of(comment: Comment) -> tuple[object, ...]:
    """What ties a comment to its passage: equal for the comment and `key_of` its passage. No query."""
    return (
        comment.framework_version_id,
        comment.objective_id,
        comment.benchmark_id,
        comment.conflict_factor_id,
        comment.field,
    )


def key_of(passage: Passage) -> tuple[object, ...]:
    """As `token_of` of a comment about the passage. No query."""
    names = ("framework_version", "objective", "benchmark", "conflict_factor")
    return (*(getattr(passage.about.get(name), "pk", None) for name in names), passage.field)


def passage_of(comment: Comment, version: FrameworkVersion) -> Passage | None:
    """The passage that a comment is about, None where it is gone from the version. Seven queries."""
    wanted = token_of(comment)
    return next((one for one in passages_of(version) if key_of(one) == wanted), None)
