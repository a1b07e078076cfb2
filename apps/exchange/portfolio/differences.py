"""A plan in words for the preview: what stands there, what will, field by field; what it may be instead."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.activities.models import Activity
from apps.exchange.models import ImportRow, ImportRun
from apps.exchange.portfolio import names
from apps.exchange.portfolio.directory import Directory
from apps.exchange.portfolio.places import Gazetteer
from apps.exchange.portfolio.planning import CHANGED, NEW, Plan
from apps.missions.models import Mission

LABELS: Mapping[str, Any] = {
    "title": _("Title"),
    "description": _("Description"),
    "language": _("Language"),
    "dimension": _("Dimension"),
    "status": _("Status"),
    "approved_on": _("Approved on"),
    "start": _("Start"),
    "end": _("End"),
    "humanitarian": _("Humanitarian"),
    "intended_phases": _("Intended phases"),
    "target_group": _("Target group"),
    "intervention_type": _("Intervention type"),
    "people_planned": _("People planned"),
    "results": _("Results"),
    "iati_identifier": _("IATI identifier"),
    "lead": _("Lead agency"),
    "co_leads": _("Co-leads"),
    "implementers": _("Implementing agencies"),
    "areas": _("Areas"),
    "sectors": _("DAC sectors"),
    "money": _("Money"),
}
LONGEST = 600
LIKE = 0.5
MOST_LIKE = 3


class Describer:
    """Rows of the preview. One query for the activities that new ones are compared with."""

    def __init__(self, mission: Mission, directory: Directory, gazetteer: Gazetteer) -> None:
        self._directory = directory
        self._areas = {key: gazetteer.name_of[pk] for pk, key in gazetteer.key_of.items()}
        rows = Activity.objects.filter(mission=mission).order_by("pk")
        self._known: list[tuple[uuid.UUID, int, Any]] = [
            (one, lead, names.grams(names.plain(title)))
            for one, lead, title in rows.values_list("uuid", "lead", "title")
        ]
        self._by_gram: dict[str, set[int]] = {}
        for place, (_uuid, _lead, grams) in enumerate(self._known):
            for gram in grams:
                self._by_gram.setdefault(gram, set()).add(place)

    def row(self, run: ImportRun, plan: Plan) -> ImportRow:
        """The row that is kept of a plan."""
        record = plan.record
        return ImportRow(
            uuid=uuid.uuid4(),
            run=run,
            line=record.line,
            natural=None if plan.wanted is None else plan.wanted.natural,
            identifier=record.identifier,
            title=record.title,
            outcome=plan.outcome,
            differences=self._differences(plan),
            notes=[note.entry() for note in record.notes],
            activity=None if plan.stored is None else plan.stored.activity.uuid,
            suggestions=self._like(plan) if plan.outcome == NEW else [],
        )

    def _differences(self, plan: Plan) -> list[list[Any]]:
        if plan.outcome == NEW:
            return [
                [name, None, self.said(name, value)]
                for name, value in plan.after.items()
                if value not in (None, [])
            ]
        if plan.outcome == CHANGED:
            return [
                [name, self.said(name, plan.before[name]), self.said(name, plan.after[name])]
                for name in plan.fields
            ]
        return []

    def said(self, name: str, value: Any) -> str | None:
        """A value of a record as people read it; None for what is missing."""
        if value is None or value == []:
            return None
        if name == "lead":
            return self._agency(value)
        if name in {"co_leads", "implementers"}:
            return "; ".join(self._agency(one) for one in value)[:LONGEST]
        if name == "areas":
            return "; ".join(self._areas.get(key, key) for key in value)[:LONGEST]
        if name == "sectors":
            return "; ".join(
                code if share is None else f"{code} ({100 * share:.4g} %)" for code, share in value
            )[:LONGEST]
        if name == "money":
            return "; ".join(self._money(line) for line in value)[:LONGEST]
        if isinstance(value, list):
            return "; ".join(map(str, value))
        return str(value)[:LONGEST]

    def _agency(self, one: str) -> str:
        return self._directory.name_of(one) or one

    def _money(self, line: Sequence[Any]) -> str:
        funder, start, _end, currency, _day, amounts = line
        said = ", ".join(f"{name} {_short(value)}" for name, value in amounts.items())
        return f"{self._agency(funder)} {start[:4]}: {said} {currency}"

    def _like(self, plan: Plan) -> list[str]:
        """Activities here whose titles are most like that of a new one; those of the same lead come first."""
        wanted = names.grams(names.plain(plan.record.title or ""))
        lead = None if plan.wanted is None or plan.wanted.lead is None else plan.wanted.lead.pk
        shared: dict[int, int] = {}
        for gram in wanted:
            for place in self._by_gram.get(gram, ()):
                shared[place] = shared.get(place, 0) + 1
        least = len(wanted) * LIKE
        found = []
        for place, count in shared.items():
            if count < least:
                continue
            one, other, grams = self._known[place]
            likeness = names.likeness(wanted, grams) + (0.1 if other == lead else 0.0)
            if likeness >= LIKE + 0.1:
                found.append((likeness, place, str(one)))
        return [
            one for _likeness, _place, one in sorted(found, key=lambda each: (-each[0], each[1]))[:MOST_LIKE]
        ]


def _short(amount: str) -> str:
    return amount.rstrip("0").rstrip(".") if "." in amount else amount
