"""A new draft: from nothing, or as a copy of the adopted version in which every identity stays what it is."""

import datetime
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from apps.benchmarks.models import BenchmarkText
from apps.core import jobs
from apps.core.services import create_rows
from apps.frameworks.enums import VersionStatus
from apps.frameworks.models import (
    Assumption,
    FrameworkVersion,
    ObjectiveLinkedItem,
    ObjectiveText,
    ObjectiveTranslation,
    StrategicFramework,
    VersionSection,
)
from apps.frameworks.selectors.drafts import open_version, version_to_revise
from apps.frameworks.services.objectives import new_key
from apps.missions.models import Mission

LISTS = ("lead_agencies", "contributing_agencies", "conflict_factors", "mandate_tasks")
NOT_COPIED = frozenset(
    {
        "id",
        "uuid",
        "key",
        "row_version",
        "framework_version",
        "objective_text",
        "endorsements_recorded",
    }
)


def open_draft(
    *,
    by: AbstractBaseUser | None,
    mission: Mission,
    language: str | None = None,
    at: datetime.datetime | None = None,
) -> FrameworkVersion:
    """Store and log the next version as a draft: a copy of the adopted one if there is one, else empty.

    Texts, sections, assumptions, translations and wordings of benchmarks are copied; objectives and
    benchmarks stay the same identities, so links, observations and money go on. Raises ValidationError where
    a version is open already. Queries: about thirty.
    """
    with transaction.atomic():
        Mission.objects.select_for_update().get(pk=mission.pk)
        if open_version(mission) is not None:
            raise ValidationError(_("A draft is open already: write in that one."))
        framework = StrategicFramework.objects.filter(mission=mission).first()
        if framework is None:
            framework = create_rows([StrategicFramework(mission=mission)], by=by, at=at)[0]
        last = FrameworkVersion.objects.filter(mission=mission).aggregate(n=models.Max("number"))["n"]
        version = FrameworkVersion(
            mission=mission,
            key=new_key("version"),
            framework=framework,
            number=(last or 0) + 1,
            status=VersionStatus.DRAFT,
            language=language,
        )
        source = version_to_revise(mission)
        if source is not None:
            version.vision, version.language = source.vision, source.language
            version.template, version.pillars = source.template, source.pillars
            version.translations = source.translations
            version.sections_recorded = source.sections_recorded
        create_rows([version], by=by, at=at)
        if source is not None:
            _copy(by, source, version, at)
        jobs.request("coherence.assess", about=mission.uuid, by=by)
    return version


def _copy(
    by: AbstractBaseUser | None,
    source: FrameworkVersion,
    version: FrameworkVersion,
    at: datetime.datetime | None,
) -> None:
    def copied(rows: Any, kind: str = "", **changed: Callable[[Any], Any]) -> list[tuple[Any, Any]]:
        """(old, new) of each row, under new keys, in the new version."""
        pairs = []
        for old in rows:
            new = type(old)(
                **{
                    column.attname: getattr(old, column.attname)
                    for column in old._meta.concrete_fields
                    if column.name not in NOT_COPIED
                }
            )
            if kind:
                new.key = new_key(kind)
            for name, value in changed.items():
                setattr(new, name, value(old))
            pairs.append((old, new))
        create_rows([new for _old, new in pairs], by=by, at=at)
        return pairs

    def here(_old: Any) -> int:
        return version.pk

    sections = VersionSection.objects.filter(framework_version=source)
    copied(sections, framework_version_id=here, key=lambda old: old.key)
    copied(Assumption.objects.filter(framework_version=source), "assumption", framework_version_id=here)
    copied(BenchmarkText.objects.filter(framework_version=source), "wording", framework_version_id=here)
    texts = copied(ObjectiveText.objects.filter(framework_version=source), "text", framework_version_id=here)
    new_of = {old.pk: new for old, new in texts}
    for model in (ObjectiveTranslation, ObjectiveLinkedItem):
        rows: Any = model._default_manager.filter(objective_text__framework_version=source)
        copied(rows, objective_text_id=lambda old: new_of[old.objective_text_id].pk)
    for name in LISTS:
        _copy_list(name, source, new_of)


def _copy_list(name: str, source: FrameworkVersion, new_of: dict[int, Any]) -> None:
    """The pairs of a many-to-many list: its rows have no identity of their own and no entry in the log."""
    relation: Any = ObjectiveText._meta.get_field(name)
    through, other = relation.remote_field.through, f"{relation.m2m_reverse_field_name()}_id"
    pairs = through.objects.filter(objectivetext__framework_version=source).values_list(
        "objectivetext_id", other
    )
    through.objects.bulk_create(
        [through(**{"objectivetext_id": new_of[old].pk, other: one}) for old, one in pairs]
    )
