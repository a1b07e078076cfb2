"""The forms of an import: what is brought, what its columns hold, whom its names mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.activities.enums import ActivityStatus
from apps.agencies.models import Agency
from apps.core.files import FileRefused, check_upload
from apps.core.forms import row_version_field
from apps.exchange.models import ImportRow, ImportRun
from apps.exchange.portfolio.selectors import Unknown
from apps.exchange.portfolio.services import NewFile
from apps.exchange.sheets.columns import LABELS, Layout
from apps.missions.enums import Side

LONGEST_PASTE = 2_000_000
TAKEN = ("xlsx", "csv", "txt", "xml")
NOT_TAKEN = ("", _("Not taken"))


class BringForm(forms.Form):
    """A file or a pasted range, and for which agency it comes."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("Excel (.xlsx), comma-separated (.csv) or IATI activities (.xml), at most 20 MB."),
    )
    pasted = forms.CharField(
        label=_("Or paste rows here"),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Copy the rows in your spreadsheet, with their headings, and paste them."),
    )
    agency = forms.ChoiceField(
        label=_("For which agency"),
        required=False,
        help_text=_("It leads the rows in which no lead is named, and its columns are remembered."),
    )
    only_here = forms.BooleanField(
        label=_("Leave out activities that name only other countries"), required=False
    )

    def __init__(self, data: Any, files: Any, *, planner: bool, agencies: Sequence[Agency]) -> None:
        super().__init__(data, files)
        self.agencies = {str(agency.uuid): agency for agency in agencies}
        named = [(identifier, str(agency.name)) for identifier, agency in self.agencies.items()]
        field: Any = self.fields["agency"]
        field.choices = [("", _("None: each row names its lead")), *named] if planner else named

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        file, pasted = found.get("file"), found.get("pasted") or ""
        if self.errors:
            return found
        if (file is None) == (not pasted.strip()):
            self.add_error("file", _("Choose a file or paste rows, one of the two."))
            return found
        if file is None:
            found["brought"] = NewFile(str(_("pasted rows")), pasted.encode("utf-8", "replace"))
            return found
        try:
            kept = check_upload(file, allowed=TAKEN)
        except FileRefused as error:
            self.add_error("file", error)
        else:
            found["brought"] = NewFile(kept.name, kept.content, xml=kept.kind.name == "xml")
        return found

    @property
    def agency_chosen(self) -> Agency | None:
        return self.agencies.get(self.cleaned_data.get("agency") or "")


class SheetForm(forms.Form):
    sheet = forms.ChoiceField(label=_("Sheet"))

    def __init__(self, data: Any, names: Sequence[str], current: str) -> None:
        super().__init__(data, initial={"sheet": current})
        field: Any = self.fields["sheet"]
        field.choices = [(name, name) for name in names]


class ColumnsForm(forms.Form):
    """One choice for each column, and what holds where a row says nothing."""

    use_required_attribute = False

    status = forms.ChoiceField(label=_("Status of rows without one"), choices=ActivityStatus.choices)
    currency = forms.RegexField(
        label=_("Currency of amounts without one"),
        regex=r"^[A-Za-z]{3}$",
        max_length=3,
        required=False,
        error_messages={"invalid": _("Three letters, such as USD.")},
    )
    row_version = row_version_field()

    def __init__(self, data: Any, run: ImportRun, layout: Layout) -> None:
        options = run.options
        initial = {
            "status": options.get("status") or ActivityStatus.ACTIVE,
            "currency": options.get("currency") or run.mission.currency,
            "row_version": run.row_version,
        }
        super().__init__(data, initial=initial)
        choices = [NOT_TAKEN, *LABELS.items()]
        for column, heading in enumerate(layout.headings):
            self.fields[f"column-{column}"] = forms.ChoiceField(
                label=heading or _("Column %(number)d") % {"number": column + 1},
                choices=choices,
                required=False,
                initial=layout.fields[column] or "",
            )

    @property
    def columns(self) -> dict[str, str]:
        return {
            name.removeprefix("column-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("column-") and value
        }

    @property
    def options(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {"status": found["status"], "currency": (found["currency"] or "").upper() or None}


class NamesForm(forms.Form):
    """Whom each unknown name means: an agency it is like, any other of the mission, a new one, nobody."""

    use_required_attribute = False
    row_version = row_version_field()

    def __init__(
        self, data: Any, run: ImportRun, unknown: Sequence[Unknown], agencies: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(data, initial={"row_version": run.row_version})
        self.unknown = unknown
        for place, one in enumerate(unknown):
            like = {identifier for identifier, _name in one.like}
            groups: list[tuple[Any, Any]] = [
                ("new-external", _("New agency, external")),
                ("new-internal", _("New agency, internal")),
                ("leave_out", _("Leave it out")),
            ]
            if one.like:
                groups.append((_("Like it"), [(f"same-{identifier}", name) for identifier, name in one.like]))
            others = [(f"same-{identifier}", name) for identifier, name in agencies if identifier not in like]
            if others:
                groups.append((_("Agencies of this mission"), others))
            self.fields[f"name-{place}"] = forms.ChoiceField(
                label=one.said, choices=groups, initial=self._decided(one)
            )

    @staticmethod
    def _decided(one: Unknown) -> str:
        match one.decided.get("choice"):
            case "same":
                return f"same-{one.decided.get('agency')}"
            case "leave_out":
                return "leave_out"
            case _:
                side = one.decided.get("side") or one.side
                return "new-internal" if side == Side.INTERNAL else "new-external"

    @property
    def decisions(self) -> dict[str, dict[str, str]]:
        found = {}
        for place, one in enumerate(self.unknown):
            said = self.cleaned_data[f"name-{place}"]
            entry = {"name": one.name, "said": one.said}
            if said.startswith("same-"):
                entry |= {"choice": "same", "agency": said.removeprefix("same-")}
            elif said.startswith("new-"):
                entry |= {"choice": "new", "side": said.removeprefix("new-")}
            else:
                entry |= {"choice": "leave_out"}
            found[one.name] = entry
        return found


class LikeForm(forms.Form):
    """Whether new rows are activities that are here already."""

    use_required_attribute = False
    row_version = row_version_field()

    def __init__(self, data: Any, run: ImportRun, rows: Sequence[ImportRow], titles: dict[str, str]) -> None:
        super().__init__(data, initial={"row_version": run.row_version})
        self.rows = rows
        decided: dict[str, dict[str, str]] = run.decisions.get("activities") or {}
        for row in rows:
            said = decided.get(row.natural or "", {})
            same = [(f"same-{one}", titles[one]) for one in row.suggestions if one in titles]
            self.fields[f"row-{row.line}"] = forms.ChoiceField(
                label=_("Line %(line)d: %(title)s") % {"line": row.line, "title": (row.title or "")[:200]},
                choices=[("new", _("A new activity")), *same, ("leave_out", _("Leave it out"))],
                initial=f"same-{said['activity']}" if said.get("activity") else said.get("choice") or "new",
            )

    @property
    def decisions(self) -> dict[str, dict[str, str]]:
        found = {}
        for row in self.rows:
            said = self.cleaned_data[f"row-{row.line}"]
            if said.startswith("same-"):
                found[str(row.natural)] = {"choice": "same", "activity": said.removeprefix("same-")}
            else:
                found[str(row.natural)] = {"choice": said}
        return found
