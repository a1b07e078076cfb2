"""Whether rows that were sent have the shape of the bundle, and say only what can be said."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from apps.api.problems import Problem
from apps.exchange.bundle import Code, Fault
from apps.exchange.bundle.collections import BY_NAME, Field, Kind
from apps.exchange.bundle.faults import Suggester, pointer, shown
from apps.exchange.bundle.shape import shape_faults
from apps.exchange.bundle.sound import sound
from apps.exchange.services.limits import row_limit_faults

Sent = Mapping[str, Any]


def checked(collection: str, sent: Sequence[Any], *, sayable: Collection[str], whole: bool) -> list[Sent]:
    """The rows, if their shape is that of the collection. `whole`: they are new, and what the bundle asks of
    a row has to be there, as far as it can be said.

    Raises Refused with a pointer to each fault. No query.
    """
    for index, row in enumerate(sent):
        if not isinstance(row, dict):
            sentence = _("Here a row is expected: an object with the fields of %(name)s.")
            raise Refused(
                [Fault(pointer((collection, index)), Code.WRONG_TYPE, sentence % {"name": collection})]
            )
    known = {field.name: field for field in BY_NAME[collection].fields}
    faults = list(_unsayable(collection, sent, known, sayable))
    made = {name: _stand_in(field) for name, field in known.items() if field.required and name not in sayable}
    document, unsound = sound({collection: [{**row, **made} for row in sent]})
    taken = {fault.pointer for fault in (*faults, *unsound)}
    found = [
        fault
        for fault in shape_faults(document, Suggester())
        if fault.pointer.startswith(f"/{collection}/") and fault.pointer not in taken
    ]
    if not whole:
        # A row that is changed need not be said as a whole.
        rows = {pointer((collection, index)) for index in range(len(sent))}
        found = [one for one in found if one.code != Code.MISSING_FIELD or one.pointer not in rows]
    faults += unsound + found
    if not faults:
        faults = list(row_limit_faults(collection, sent))
    if faults:
        raise Refused(faults)
    return list(sent)


def _unsayable(
    collection: str, sent: Sequence[Sent], known: Mapping[str, Field], sayable: Collection[str]
) -> Iterator[Fault]:
    for index, row in enumerate(sent):
        for name in row:
            if name in known and name not in sayable:
                sentence = _("%(name)s can be read here, not written.") % {"name": shown(name)}
                yield Fault(pointer((collection, index, name)), Code.UNKNOWN_FIELD, sentence)


def _stand_in(field: Field) -> Any:
    """What stands for a required field that the program gives by itself, while the shape is looked at."""
    if field.choices:
        return field.choices[0]
    if field.kind is Kind.DATE:
        return "2000-01-01"
    if field.kind in {Kind.INTEGER, Kind.NUMBER}:
        return 1
    return "made"


class Refused(Problem):
    """Rows that cannot be written as they were sent. Pointers are those of a file until `told`."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(422, _("What was sent cannot be stored as it is; nothing was stored."))
        self.faults = list(faults)

    def told(self, *, single: bool) -> "Refused":
        """With pointers into the body: one row, or a list of rows."""
        skipped = 3 if single else 2
        for fault in self.faults:
            parts = fault.pointer.split("/")[skipped:]
            self.errors.append(("#" + "".join(f"/{part}" for part in parts), fault.message))
        return self
