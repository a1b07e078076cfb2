"""The funding lines of a mission that a reader may see, and the names around them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet

from apps.agencies.models import Agency
from apps.alignment.models import AlignmentLink
from apps.frameworks.models import FrameworkVersion, Objective, ObjectiveText
from apps.funding.models import FundingLine
from apps.funding.selectors.sums import Lines, with_year
from apps.missions.models import Mission
from apps.missions.models.base import Readership

Reader = AbstractBaseUser | AnonymousUser


@dataclass(frozen=True, slots=True)
class Name:
    """How a row is called in a figure, and its public identifier."""

    uuid: UUID
    label: str


@dataclass
class MoneyScope:
    """What one reader may see of the money of a mission; each set of names is read once, when it is used."""

    mission: Mission
    reader: Reader
    day: datetime.date

    @cached_property
    def lines(self) -> Lines:
        """The lines of activities that the reader may see, with their `year`."""
        return with_year(FundingLine.objects.visible_to(self.reader).filter(mission=self.mission))

    def links(self) -> "QuerySet[AlignmentLink, AlignmentLink]":
        """The links of those activities."""
        return AlignmentLink.objects.visible_to(self.reader).filter(mission=self.mission)

    @cached_property
    def bases(self) -> list[str | None]:
        """The price bases in use. One query."""
        found = self.lines.order_by("price_basis").values_list("price_basis", flat=True).distinct()
        return list(found)

    @cached_property
    def agencies(self) -> dict[int, Name]:
        """The agencies of the mission by primary key. One query."""
        rows = Agency.objects.filter(missionagency__mission=self.mission).order_by("name")
        return {
            pk: Name(uuid, acronym or name)
            for pk, uuid, acronym, name in rows.values_list("pk", "uuid", "acronym", "name")
        }

    @property
    def funders(self) -> Sequence[Name]:
        """Who pays."""
        return self._among("funder")

    @property
    def leads(self) -> Sequence[Name]:
        """Whose activities are paid."""
        return self._among("activity__lead")

    def _among(self, column: str) -> list[Name]:
        used = set(self.lines.order_by().values_list(column, flat=True).distinct())
        return [name for pk, name in self.agencies.items() if pk in used]

    @cached_property
    def objectives(self) -> dict[int, Name]:
        """The objectives that money is linked to or needed for, as the version in force words them.

        One that the version does not know goes by its key. Two queries.
        """
        adopted: Any = FrameworkVersion.objects.filter(mission=self.mission)
        for_all = isinstance(self.reader, Readership) and self.reader.public
        versions = adopted.in_force_for_all(self.day) if for_all else adopted.in_force(self.day)
        texts: Any = ObjectiveText.objects.filter(framework_version__in=versions.values("pk"))
        worded = {
            pk: f"{code or key} {title}"
            for pk, key, code, title in texts.values_list("objective_id", "objective__key", "code", "title")
        }
        rows = Objective.objects.filter(mission=self.mission).order_by("key")
        return {
            pk: Name(uuid, worded.get(pk, key)) for pk, uuid, key in rows.values_list("pk", "uuid", "key")
        }
