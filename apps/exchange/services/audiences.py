"""What a person's file would let more people see: that is for two people, whoever brings the file."""

from collections.abc import Iterator

from apps.core.audience import FIELD, is_guarded, reason, widens
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


def _fault(path: tuple[str | int, ...]) -> Fault:
    return Fault(pointer((*path, FIELD)), Code.RULE_BROKEN, reason())
