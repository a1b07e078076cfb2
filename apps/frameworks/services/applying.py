"""Laying a template framework down in an open version: what is missing is added, nothing is changed."""

import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import get_language

from apps.core import jobs
from apps.core.services import change_rows, create_rows
from apps.frameworks.models import FrameworkVersion, LinkedFramework, ObjectiveText, VersionSection
from apps.frameworks.services.editing import ensure_open
from apps.frameworks.template_frameworks import TemplateFramework
from apps.missions.models import Mission


def apply_template(
    *,
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    template: TemplateFramework,
    own_dimensions: bool = False,
    at: datetime.datetime | None = None,
) -> bool:
    """Add the template's pillars and sections to the version, in the language of the reader.

    With `own_dimensions` the mission takes those of the template, if it has none and words no objective yet.
    One that is kept as another framework is added as such, with no items. Applied again it adds nothing.
    Whether anything was added. Raises VersionAdopted where the version is not open.
    """
    with transaction.atomic():
        ensure_open(version)
        stored = FrameworkVersion.objects.get(pk=version.pk)
        if template.linked is not None:
            return _linked(by, stored, template, at)
        known = list(stored.pillars or ())
        new = [name for one in template.pillars if (name := str(one.text)) not in known]
        stored.pillars = [*known, *new] or None
        stored.template = template.key
        changed = bool(change_rows([stored], ["pillars", "template"], by=by, at=at))
        changed |= _sections(by, stored, template, at)
        if own_dimensions and template.dimensions:
            changed |= _dimensions(by, stored, template, at)
        jobs.request("coherence.assess", about=stored.mission.uuid, by=by)
    version.refresh_from_db()
    return changed


def _sections(
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    template: TemplateFramework,
    at: datetime.datetime | None,
) -> bool:
    held = list(version.sections.values_list("key", "position"))
    last = max((position or 0 for _key, position in held), default=0)
    wanted = {f"{template.key}-{number}": one for number, one in enumerate(template.sections, start=1)}
    new = [(key, one) for key, one in wanted.items() if key not in dict(held)]
    create_rows(
        [
            VersionSection(
                framework_version=version,
                key=key,
                title=str(one.text),
                language=get_language(),
                position=last + place,
            )
            for place, (key, one) in enumerate(new, start=1)
        ],
        by=by,
        at=at,
    )
    return bool(new)


def _dimensions(
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    template: TemplateFramework,
    at: datetime.datetime | None,
) -> bool:
    mission = Mission.objects.get(pk=version.mission_id)
    if mission.dimensions is not None or ObjectiveText.objects.filter(mission=mission).exists():
        return False
    mission.dimensions = [
        {"code": one.code, "name": str(one.name), "core": str(one.core)} for one in template.dimensions
    ]
    return bool(change_rows([mission], ["dimensions"], by=by, at=at))


def _linked(
    by: AbstractBaseUser | None,
    version: FrameworkVersion,
    template: TemplateFramework,
    at: datetime.datetime | None,
) -> bool:
    key = f"template-{template.key}"
    if LinkedFramework.objects.filter(mission=version.mission_id, key=key).exists():
        return False
    row = LinkedFramework(
        mission_id=version.mission_id, key=key, kind=template.linked or "", title=str(template.name)
    )
    create_rows([row], by=by, at=at)
    return True
