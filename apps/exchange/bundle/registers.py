"""Registers: "we looked, there is none" and "nobody has looked" against the rows that are there."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .faults import Code, Fault, pointer
from .rows import Document, Row, part, rows, text

# (where the registers stand, field that names the bearer, register, field of the rows that names the bearer);
# the rows of a register stand in the collection of the same name
_BEARERS = (
    ("mission_agencies", "agency", "policy_commitments", "agency"),
    ("mission_agencies", "agency", "policy_products", "agency"),
    ("mission_agencies", "agency", "forward_plans", "funder"),
    ("activities", "key", "consultations", "activity"),
)
_OF_MISSION = ("joint_missions", "analytic_work", "forums", "coordination_costs")


def register_faults(document: Document) -> Iterator[Fault]:
    """register_conflict where a register says recorded without rows, or anything else with rows."""
    mission = document.get("mission")
    if isinstance(mission, dict):
        for register in _OF_MISSION:
            listed = document.get(register, [])
            if isinstance(listed, list):
                yield from _conflict(("mission",), mission, register, present=bool(listed))
    for bearers, identity, register, field in _BEARERS:
        if not isinstance(document.get(register, []), list):
            continue
        present = {text(row, field) for _index, row in rows(document, register)}
        for index, row in rows(document, bearers):
            key = text(row, identity)
            if key is not None:
                yield from _conflict((bearers, index), row, register, present=key in present)


def _conflict(path: tuple[str | int, ...], row: Row, register: str, *, present: bool) -> Iterator[Fault]:
    said = text(part(row, "registers"), register)
    where = pointer((*path, "registers", register))
    if said == "recorded" and not present:
        message = _(
            "The register says “recorded”, but %(collection)s has no row for it; "
            "say “declared_empty” if there is none, “missing” if nobody has looked."
        )
        yield Fault(where, Code.REGISTER_CONFLICT, message % {"collection": register})
    if said in {"declared_empty", "missing"} and present:
        message = _("The register says “%(said)s”, but %(collection)s has rows for it; say “recorded”.")
        yield Fault(where, Code.REGISTER_CONFLICT, message % {"said": said, "collection": register})
