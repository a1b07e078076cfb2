"""An adopted version stands: refused here with a sentence, and by triggers for whoever writes past this."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from apps.missions.models import MissionRowQuerySet, VisibleQuerySet


class VersionAdopted(ValidationError):
    """Something belongs to an adopted version of the framework and does not change any more."""

    def __init__(self) -> None:
        super().__init__(_("This version of the framework is adopted: open a new draft to change it."))

    def __str__(self) -> str:
        return str(self.message)


class StandingQuerySet(VisibleQuerySet[Any]):
    """Rows of versions. Raises VersionAdopted for writing to those of adopted ones; one query before each.

    Single rows are saved one by one by `Standing.save`; `bulk_update` comes here through `update`.
    """

    def adopted(self) -> "StandingQuerySet":
        """Those rows that belong to an adopted version."""
        path = self.model.version_path
        return self.filter(**{f"{path}adoption_sha256__isnull": False})

    def update(self, **values: Any) -> int:
        """As in Django, if nothing that stands is among the rows."""
        if values.keys() - self.model.may_follow and self.adopted().exists():
            raise VersionAdopted
        return super().update(**values)

    update.alters_data = True  # type: ignore[attr-defined]

    def delete(self) -> tuple[int, dict[str, int]]:
        """As in Django, if nothing that stands is among the rows."""
        if self.adopted().exists():
            raise VersionAdopted
        return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Any]:
        """As in Django, if none of the rows is added to an adopted version."""
        rows = list(objs)
        refuse_additions(self.model, rows)
        return super().bulk_create(rows, *args, **options)


def refuse_additions(model: Any, rows: Sequence[Any]) -> None:
    """Raise VersionAdopted if a new row would belong to an adopted version."""
    if not model.version_path:
        return
    owner = model._meta.get_field(model.version_path.partition("__")[0])
    path = model.version_path.removeprefix(f"{owner.name}__")
    pks = {getattr(row, owner.attname) for row in rows} - {None}
    known = owner.related_model._default_manager.filter(**{f"{path}adoption_sha256__isnull": False})
    if pks and known.filter(pk__in=pks).exists():
        raise VersionAdopted


class StandingRowQuerySet(StandingQuerySet, MissionRowQuerySet):
    """The same for rows with a key."""


class Standing(models.Model):
    """A row of a version: `version_path` leads to it, `may_follow` are columns that change after adoption."""

    version_path: ClassVar[str] = "framework_version__"
    may_follow: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """As in Django; raises VersionAdopted where a row of an adopted version would not be as it was.

        A row of which nothing may follow is not saved at all, not even as it was.
        """
        rows = StandingQuerySet(type(self))
        stored = None if self.pk is None else rows.adopted().filter(pk=self.pk).first()
        if stored is None:
            refuse_additions(type(self), [self])
        elif not self.may_follow or any(
            getattr(stored, column.attname) != getattr(self, column.attname)
            for column in self._meta.concrete_fields
            if column.name not in self.may_follow
        ):
            raise VersionAdopted
        super().save(*args, **options)

    @classmethod
    def refuse_removal(cls, rows: Sequence[models.Model]) -> None:
        """Raise VersionAdopted if one of the rows belongs to an adopted version. One query."""
        if StandingQuerySet(cls).adopted().filter(pk__in=[row.pk for row in rows]).exists():
            raise VersionAdopted

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        """As in Django; raises VersionAdopted for a row of an adopted version."""
        self.refuse_removal([self])
        return super().delete(*args, **options)
