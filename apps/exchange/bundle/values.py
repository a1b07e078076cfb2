"""Values of indicators against the value type of their indicator, which stands in another row."""

import re
from collections.abc import Iterator, Set

from django.utils.translation import gettext as _

from .collections import schema
from .faults import Code, Fault, Suggester, pointer, shown, some_names
from .rows import Document, Row, rows, text

_DECIMAL = re.compile(schema()["$defs"]["decimal"]["pattern"], re.ASCII)


def value_faults(document: Document, suggest: Suggester, taken: Set[str]) -> Iterator[Fault]:
    """A fault for each value that is not what the `value_type` of its indicator says.

    `taken` are the pointers of faults of shape: a value that is malformed is not judged again.
    """
    indicators: dict[str, Row] = {}
    for _index, row in rows(document, "indicators"):
        key = text(row, "key")
        if key is not None:
            indicators.setdefault(key, row)
    for collection, names in (
        ("indicators", ("baseline_value", "target_value")),
        ("milestones", ("value",)),
        ("observations", ("value",)),
    ):
        for index, row in rows(document, collection):
            indicator = row if collection == "indicators" else indicators.get(text(row, "indicator") or "")
            for name in names:
                wrong = _wrong(row.get(name), indicator, suggest)
                where = pointer((collection, index, name))
                if wrong is not None and where not in taken:
                    yield Fault(where, *wrong)


def _wrong(value: object, indicator: Row | None, suggest: Suggester) -> tuple[Code, str] | None:
    kind = None if indicator is None else text(indicator, "value_type")
    if value is None or indicator is None:
        return None
    if kind in {"number", "percent"} and (isinstance(value, bool) or not isinstance(value, (int, float))):
        return Code.WRONG_TYPE, _("The indicator counts in numbers; %(value)s is none.") % {
            "value": shown(value)
        }
    if kind == "yes_no" and not isinstance(value, bool):
        return Code.WRONG_TYPE, _("The indicator says yes or no; write true or false.")
    if kind in {"money", "stage"} and not isinstance(value, str):
        if kind == "money":
            return Code.WRONG_TYPE, _(
                "The indicator counts money; write a decimal text such as “4000000.00”."
            )
        return Code.WRONG_TYPE, _("The indicator has stages; write the name of one.")
    if kind == "money" and isinstance(value, str) and _DECIMAL.fullmatch(value) is None:
        message = _("%(value)s is not an amount; write a decimal text such as “4000000.00”.")
        return Code.BAD_DECIMAL, message % {"value": shown(value)}
    stages = indicator.get("stages")
    if kind == "stage" and isinstance(stages, list) and value not in stages:
        names = [stage for stage in stages if isinstance(stage, str)]
        message = _("%(value)s is not a stage of the indicator; its stages are: %(names)s.")
        values = {"value": shown(value), "names": some_names(names)}
        return Code.BAD_VALUE, message % values + suggest.did_you_mean(value, names)
    return None
