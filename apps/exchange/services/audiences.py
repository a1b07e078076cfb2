"""What a person's file would let more people see: that is for two people, whoever brings the file."""

from collections.abc import Iterator
from typing import Any

from apps.core.audience import FIELD, is_guarded, reason, widens
from apps.core.enums import Audience
from apps.exchange import mapping
from apps.exchange.bundle import Code, Fault
from apps.exchange.bundle.faults import pointer
from apps.exchange.services.plan import Plans


def wider_faults(plans: Plans) -> Iterator[Fault]:
    """One for each row that the file makes public or opens beyond its agency. No query.

    Asked for imports by a person; a command has none, and takes the audiences of its file as they are.
    """
    if plans.mission is None:
        difference = (None, plans.document["mission"].get(FIELD))
    else:
        difference = plans.mission_difference.get(FIELD, (None, None))
    if widens(*difference):
        yield _fault(("mission",))
    for name, plan in plans.collections.items():
        if name not in mapping.MODELS or not is_guarded(mapping.MODELS[name]):
            continue
        for index in plan.new:
            if widens(None, plan.rows[index].get(FIELD)):
                yield _fault((name, index))
        for index, differing in plan.changed.items():
            if widens(*differing.get(FIELD, (None, None))):
                yield _fault((name, index))


def for_members_first(document: dict[str, Any]) -> int:
    """Let what a file makes public be for members to begin with; how many rows, the mission among them.

    Somebody who makes a mission of a file is one person, and two open each row. What the file lacks or has
    in another shape is for the import to refuse. No query.
    """
    rows = [document.get("mission")]
    for name, model in mapping.MODELS.items():
        if is_guarded(model) and isinstance(found := document.get(name), list):
            rows += found
    public = [row for row in rows if isinstance(row, dict) and row.get(FIELD) == Audience.PUBLIC]
    for row in public:
        row[FIELD] = Audience.MISSION.value
    return len(public)


def _fault(path: tuple[str | int, ...]) -> Fault:
    return Fault(pointer((*path, FIELD)), Code.RULE_BROKEN, reason())
