"""The rows of the open draft, and what the framework refers to."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.api.problems import Problem
from apps.api.writing.doors import Asking, Door, every_field, plans, writes
from apps.api.writing.kinds.records import one_by_one
from apps.api.writing.saying import Said
from apps.benchmarks.drafting.removing import remove_benchmark, remove_objective
from apps.benchmarks.services.writing import add_rows
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.selectors.drafts import open_version
from apps.frameworks.services.commitments import remove_commitment, save_commitment
from apps.frameworks.services.editing import add_parts, change_parts, remove_parts
from apps.frameworks.services.objectives import Answer, add_objectives, change_objective, new_key
from apps.frameworks.services.references import Said as SaidOfItem
from apps.frameworks.services.references import remove_reference, save_reference

IN_DRAFT = gettext_lazy(
    "It is begun on the page of the open draft, under its objective; then it is changed here."
)


def _draft(asking: Asking) -> FrameworkVersion:
    """The open version. Raises Problem 409 where none is."""
    version = open_version(asking.mission)
    if version is None:
        raise Problem(409, _("No draft of the framework is open: a planner opens one first."))
    version.mission = asking.mission
    return version


def _version_of(asking: Asking, row: Any) -> FrameworkVersion:
    """The version that a row belongs to; for a row of the mission the open draft."""
    if getattr(row, "framework_version_id", None) is None:
        return _draft(asking)
    version: FrameworkVersion = row.framework_version
    version.mission = asking.mission
    return version


def _changed(asking: Asking, said: Said) -> Any:
    version = said.row if isinstance(said.row, FrameworkVersion) else _version_of(asking, said.row)
    change_parts(by=asking.by, version=version, rows=[said.row], fields=said.fields, lists=said.lists)
    return said.row


def _removed(asking: Asking, row: Any) -> None:
    remove_parts(by=asking.by, version=_version_of(asking, row), rows=[row])


def _added(kind: str) -> Any:
    """New rows of the mission about which the open draft speaks."""

    def add(asking: Asking, said: Said) -> Any:
        version, row = _draft(asking), said.row
        row.mission, row.key = asking.mission, new_key(kind)
        if hasattr(row, "framework_version_id"):
            row.framework_version = version
        return add_parts(by=asking.by, version=version, rows=[row], lists=said.lists)[0]

    return one_by_one(add)


def _measured(kind: str) -> Any:
    """New indicators, milestones or gates."""

    def add(asking: Asking, said: Sequence[Said]) -> list[Any]:
        rows = [one.row for one in said]
        return list(add_rows(by=asking.by, version=_draft(asking), kind=kind, rows=rows))

    return add


def _objective(asking: Asking, said: Said) -> Any:
    return add_objectives(
        by=asking.by,
        version=_draft(asking),
        texts=[said.row],
        lists=said.lists,
        answers=_answers(said) or (),
    )[0]


def _objective_changed(asking: Asking, said: Said) -> Any:
    _version_of(asking, said.row)
    return change_objective(
        by=asking.by, text=said.row, fields=said.fields, lists=said.lists, answers=_answers(said)
    )


def _answers(said: Said) -> list[Answer] | None:
    if "linked_items" not in said.parts:
        return None
    return [Answer(one.linked_framework, one.item) for one in said.parts["linked_items"]]


# --- what it refers to, and what its parties promise -------------------------------------------------------


def _reference(listed: str) -> Any:
    """A mandate with its tasks, or another framework with its items: those that are there go by their key."""

    def save(asking: Asking, said: Said) -> Any:
        row = said.row
        held = [] if row.pk is None else list(getattr(row, listed).order_by("key"))
        keys = {one.key: one.pk for one in held}
        items = said.parts.get(listed, held)
        wanted = [SaidOfItem(keys.get(one.key), one.text, getattr(one, "agency", None)) for one in items]
        fields = [name for name in said.fields if name != f"{listed}_recorded"]
        return save_reference(by=asking.by, reference=row, fields=fields, items=wanted)

    return save


def _reference_removed(asking: Asking, row: Any) -> None:
    remove_reference(by=asking.by, reference=row)


def _promise(asking: Asking, said: Said) -> Any:
    return save_commitment(by=asking.by, commitment=said.row, fields=said.fields)


PROMISED = ("party", "party_text", "text", "due_on", "objective", "status_by_others")
WORDING = ("code", "title", "description", "language", "pillar", "parent", "dimension", "phases", "priority")
NAMED = (
    "origin",
    "lead_agencies",
    "contributing_agencies",
    "conflict_factors",
    "mandate_tasks",
    "linked_items",
)
mandate, linked = _reference("tasks"), _reference("items")

FRAMEWORK = (
    Door(
        collection="framework_versions",
        fields=(),
        changes=("vision", "language", "pillars"),
        change=_changed,
        why_not={
            "create": gettext_lazy("A draft is opened, sent into consultation and adopted by people."),
            "remove": gettext_lazy("Versions stay on record."),
        },
    ),
    Door(
        collection="objective_texts",
        fields=(*WORDING, *NAMED),
        create=one_by_one(_objective),
        creates=plans,
        unfinished=True,
        change=_objective_changed,
        remove=lambda asking, row: remove_objective(by=asking.by, text=row),
    ),
    Door(
        collection="conflict_factors",
        fields=("kind", "title", "description", "areas", "documents", "language"),
        create=_added("factor"),
        change=_changed,
        remove=_removed,
    ),
    Door(
        collection="assumptions",
        fields=("parent", "child", "text", "tested_on", "holds", "language"),
        create=_added("assumption"),
        change=_changed,
        remove=_removed,
    ),
    Door(
        collection="resource_requirements",
        fields=every_field("resource_requirements"),
        create=_added("need"),
        change=_changed,
        remove=_removed,
    ),
    Door(
        collection="benchmark_texts",
        fields=(),
        changes=("statement", "language", "deadline", "owner", "key_benchmark"),
        change=_changed,
        remove=lambda asking, row: remove_benchmark(by=asking.by, text=row),
        why_not={"create": IN_DRAFT},
    ),
    Door(
        collection="indicators",
        fields=every_field("indicators", "breaks", "shocks", "translations"),
        create=_measured("indicator"),
        change=_changed,
        remove=_removed,
    ),
    Door(
        collection="milestones",
        fields=every_field("milestones"),
        create=_measured("milestone"),
        change=_changed,
        remove=_removed,
    ),
    Door(
        collection="gates",
        fields=every_field("gates", "benchmarks", "translations"),
        create=_measured("gate"),
        change=_changed,
        remove=_removed,
    ),
    Door(
        collection="mandates",
        fields=every_field("mandates"),
        create=one_by_one(mandate),
        change=mandate,
        remove=_reference_removed,
    ),
    Door(
        collection="linked_frameworks",
        fields=every_field("linked_frameworks"),
        create=one_by_one(linked),
        change=linked,
        remove=_reference_removed,
    ),
    Door(
        collection="mutual_commitments",
        fields=PROMISED,
        changes=(*PROMISED, "status_by_party"),
        create=one_by_one(_promise),
        change=_promise,
        remove=lambda asking, row: remove_commitment(by=asking.by, commitment=row),
        creates=plans,
        removes=plans,
        only={**dict.fromkeys(PROMISED, plans), "status_by_party": writes("party")},
    ),
)
