"""What stands around gates: names for their rows, who speaks for whom, who may own a condition."""

import datetime
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.urls import reverse

from apps.agencies.models import Agency
from apps.alignment.models import Dissent
from apps.benchmarks.models import Benchmark, Gate, GateDecision
from apps.coherence.engine.places import PHASES
from apps.funding.models import Handover
from apps.missions.enums import Role
from apps.missions.models import Area, Membership, Mission

Reader = AbstractBaseUser | AnonymousUser
SPEAKERS = (Role.AGENCY_EDITOR, Role.INTERNAL_COUNTERPART)


def area_names(mission: Mission) -> dict[str, str]:
    """The names of the mission's areas by key. One query."""
    return dict(Area.objects.filter(mission=mission).values_list("key", "name"))


def handover_tasks(mission: Mission, keys: Collection[str]) -> dict[str, str]:
    """What is handed over, by key. One query."""
    return dict(Handover.objects.filter(mission=mission, key__in=keys).values_list("key", "task"))


def latest_decisions(mission: Mission, day: datetime.date) -> dict[int, GateDecision]:
    """The latest decision by the day at each gate of the mission, by primary key of the gate. Two queries."""
    rows = GateDecision.objects.filter(mission=mission, decided_on__lte=day).order_by("decided_on", "pk")
    rows = rows.defer("picture", "reasons", "answer_to_dissents").prefetch_related("conditions")
    return {row.gate_id: row for row in rows}


def roles_and_agencies(user: Reader, mission: Mission) -> tuple[frozenset[str], list[Agency]]:
    """What the user does in the mission, and the agencies the user may raise a dissent for. One query."""
    rows: Any = Membership.objects.filter(user=user.pk, mission=mission).select_related("agency")
    held = list(rows.order_by("agency__name"))
    agencies = {row.agency for row in held if row.role in SPEAKERS and row.agency is not None}
    return frozenset(row.role for row in held), sorted(agencies, key=str)


def agencies_of(mission: Mission) -> list[Agency]:
    """The agencies of the mission by name. One query."""
    return list(Agency.objects.filter(missionagency__mission=mission).order_by("name"))


def dissent_named(mission: Mission, uuid: UUID) -> Dissent | None:
    """The dissent on a gate or benchmark of the mission that an address names. One query."""
    rows = Dissent.objects.filter(mission=mission, uuid=uuid, activity__isnull=True)
    return rows.select_related("agency", "gate", "benchmark", "mission").first()


def benchmark_named(mission: Mission, uuid: UUID) -> Benchmark | None:
    """The benchmark of the mission that an address names. One query."""
    return Benchmark.objects.filter(mission=mission, uuid=uuid).first()


def page_of_benchmark(code: str, benchmark: Benchmark) -> str:
    """The address of a benchmark; that of all of them for one that no version words, which has no page.

    One query.
    """
    if benchmark.texts.exists():
        return reverse("portal:benchmark", kwargs={"code": code, "uuid": benchmark.uuid})
    return reverse("portal:benchmarks", kwargs={"code": code})


def gates_on_path(gates: Collection[Gate]) -> list[Gate]:
    """Gates in the order of their phases, the mission's own before those of areas. No query."""
    return sorted(
        gates,
        key=lambda one: (
            PHASES.index(one.from_phase),
            one.area is not None,
            "" if one.area is None else one.area.name,
            one.key,
        ),
    )
