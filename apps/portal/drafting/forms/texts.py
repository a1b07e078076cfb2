"""What the document says: vision, sections, conflict factors, objectives, assumptions, what they need."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.benchmarks.values import year_of
from apps.core.editing.conflicts import Piece
from apps.frameworks.enums import FactorKind, Origin, TranslationOrigin
from apps.frameworks.models import (
    Assumption,
    ConflictFactor,
    FrameworkVersion,
    ObjectiveText,
    ObjectiveTranslation,
    ResourceRequirement,
    VersionSection,
)
from apps.frameworks.services.editing import AGING
from apps.frameworks.services.objectives import Answer
from apps.missions.enums import Phase
from apps.portal.drafting.forms.base import (
    NOT_SAID,
    LinesField,
    NamedChoice,
    NamedChoices,
    PartForm,
    ProseField,
    agency_words,
    language_field,
    none_if_empty,
)
from apps.portal.drafting.forms.words import changes_of

FIRST_YEAR, LAST_YEAR = 1945, 2200


class VisionForm(PartForm):
    vision = ProseField(label=_("Vision"), rows=5)
    pillars = LinesField(
        label=_("Pillars"), help_text=_("One on each line, in their order. Objectives are put under them.")
    )

    class Meta:
        model = FrameworkVersion
        fields = ("vision", "language", "pillars")

    def begin(self) -> None:
        self.fields["language"] = language_field(self.draft)

    def clean_language(self) -> str | None:
        return none_if_empty(self.cleaned_data["language"])


class SectionForm(PartForm):
    title = forms.CharField(label=_("Heading"), max_length=300)
    text = ProseField(label=_("Text"), rows=12)

    class Meta:
        model = VersionSection
        fields = ("title", "text", "language")

    def begin(self) -> None:
        self.fields["language"] = language_field(self.draft)

    def clean_language(self) -> str | None:
        return none_if_empty(self.cleaned_data["language"])


class FactorForm(PartForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=FactorKind.choices)
    title = forms.CharField(label=_("What drives the conflict, or holds the peace"), max_length=300)
    description = ProseField(label=_("Description"), rows=4)

    lists = ("areas",)

    class Meta:
        model = ConflictFactor
        fields = ("kind", "title", "description", "language", "areas")

    def begin(self) -> None:
        self.fields["language"] = language_field(self.draft)
        self.fields["areas"] = NamedChoices(self.draft.areas, label=_("Areas"))

    def clean_language(self) -> str | None:
        return none_if_empty(self.cleaned_data["language"])


class ObjectiveForm(PartForm):
    code = forms.CharField(
        label=_("Code"),
        required=False,
        max_length=20,
        empty_value=None,
        help_text=_("A new objective without one gets the next number, such as O3."),
    )
    title = forms.CharField(label=_("Objective"), max_length=300)
    description = ProseField(label=_("Description"))
    pillar = forms.CharField(label=_("Pillar"), required=False, max_length=300, empty_value=None)
    dimension = forms.ChoiceField(label=_("Dimension"))
    phases = forms.MultipleChoiceField(
        label=_("Phases"),
        required=False,
        choices=Phase.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )
    priority = forms.IntegerField(
        label=_("Priority"), required=False, min_value=1, max_value=99, help_text=_("1 is the highest.")
    )
    origin = forms.ChoiceField(
        label=_("Where it comes from"), required=False, choices=[NOT_SAID, *Origin.choices]
    )
    answers = forms.MultipleChoiceField(
        label=_("What it answers in other frameworks"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )

    lists = ("lead_agencies", "contributing_agencies", "conflict_factors", "mandate_tasks")

    class Meta:
        model = ObjectiveText
        fields = (
            "code",
            "title",
            "description",
            "language",
            "pillar",
            "parent",
            "dimension",
            "phases",
            "priority",
            "origin",
            "lead_agencies",
            "contributing_agencies",
            "conflict_factors",
            "mandate_tasks",
        )

    def begin(self) -> None:
        draft, fields = self.draft, self.fields
        fields["language"] = language_field(draft)
        known = dict.fromkeys([*draft.pillars, *filter(None, [self.instance.pillar])])
        if known:
            fields["pillar"] = forms.ChoiceField(
                label=_("Pillar"), required=False, choices=[NOT_SAID, *((one, one) for one in known)]
            )
        names: dict[str, str] = dict(draft.dimensions)
        if self.instance.dimension:
            names.setdefault(self.instance.dimension, self.instance.dimension)
        fields["dimension"].choices = [("", _("Choose")), *names.items()]  # type: ignore[attr-defined]
        above = draft.objectives.exclude(pk=self.instance.objective_id)
        fields["parent"] = NamedChoice(
            above,
            draft.objective_names,
            label=_("Serves the objective"),
            required=False,
            empty_label=_("None: it stands at the top"),
        )
        fields["lead_agencies"] = NamedChoices(draft.agencies, agency_words, label=_("Lead"))
        fields["contributing_agencies"] = NamedChoices(draft.agencies, agency_words, label=_("Contributing"))
        fields["conflict_factors"] = NamedChoices(draft.factors, label=_("Conflict factors it answers"))
        fields["mandate_tasks"] = NamedChoices(
            draft.tasks, lambda task: f"{task.mandate.symbol}: {task.text}", label=_("Tasks of the mandate")
        )
        fields["answers"].choices = [  # type: ignore[attr-defined]
            (value, framework.title if item is None else f"{framework.title}: {item.text}")
            for value, (framework, item) in draft.answers.items()
        ]
        self.initial["answers"] = self._answered()
        for name in (*self.lists, "answers"):
            offered: Any = fields[name]
            if not offered.choices:
                del fields[name]

    def _answered(self) -> list[str]:
        if self.instance.pk is None:
            return []
        return [
            str(line.linked_framework.uuid) + (f" {line.item.key}" if line.item else "")
            for line in self.instance.linked_items.select_related("linked_framework", "item")
        ]

    def clean_language(self) -> str | None:
        return none_if_empty(self.cleaned_data["language"])

    def clean_pillar(self) -> str | None:
        return none_if_empty(self.cleaned_data["pillar"])

    def clean_origin(self) -> str | None:
        return none_if_empty(self.cleaned_data["origin"])

    def clean_phases(self) -> list[str] | None:
        return none_if_empty(self.cleaned_data["phases"])

    def clean_parent(self) -> Any:
        """The objective above. Raises ValidationError where it would stand below itself."""
        parent = self.cleaned_data["parent"]
        seen, at = {self.instance.objective_id}, parent
        above = dict(
            ObjectiveText.objects.filter(framework_version=self.draft.version).values_list(
                "objective_id", "parent_id"
            )
        )
        place = None if at is None else at.pk
        while place is not None:
            if place in seen:
                raise forms.ValidationError(
                    gettext("That objective serves this one already: choose another.")
                )
            seen.add(place)
            place = above.get(place)
        return parent

    def answered(self) -> list[Answer]:
        """What it answers from now on, of a valid form."""
        return [Answer(*self.draft.answers[value]) for value in self.cleaned_data.get("answers", ())]


class TranslationForm(PartForm):
    """An objective in another language; `original` is shown beside it."""

    language = forms.ChoiceField(label=_("Language"))
    title = forms.CharField(label=_("Objective"), max_length=300)
    description = ProseField(label=_("Description"), rows=8)
    origin = forms.ChoiceField(
        label=_("How it came about"),
        choices=[("", _("Choose")), *TranslationOrigin.choices],
        help_text=_("“Checked” means that a person who knows both languages read it against the original."),
    )

    class Meta:
        model = ObjectiveTranslation
        fields = ("language", "title", "description", "origin")

    def begin(self) -> None:
        offered = [one for one in self.draft.languages if one[0] != self.original.language]
        if self.instance.pk is not None and self.instance.language not in dict(offered):
            offered.append((self.instance.language, self.instance.language))
        self.fields["language"].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]

    @property
    def original(self) -> ObjectiveText:
        found: ObjectiveText = self.under or self.instance.objective_text
        return found

    @property
    def changes(self) -> list[list[Piece]]:
        """What of the original is new since it was translated."""
        return list(
            changes_of(self.original, {name: getattr(self.instance, name) for name in AGING}).values()
        )

    def clean_language(self) -> str:
        language = str(self.cleaned_data["language"])
        others = self.original.translations.filter(language=language).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError(gettext("This language has a translation already: change that one."))
        return language


class AssumptionForm(PartForm):
    text = forms.CharField(
        label=_("What must hold for the one to lead to the other"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    tested_on = forms.DateField(
        label=_("Tested on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    holds = forms.NullBooleanField(
        label=_("Does it hold?"),
        widget=forms.Select(choices=[("unknown", _("Not known")), ("true", _("Yes")), ("false", _("No"))]),
    )

    class Meta:
        model = Assumption
        fields = ("child", "parent", "text", "language", "tested_on", "holds")

    def begin(self) -> None:
        names = self.draft.objective_names
        text = self.fields.pop("text")
        tested, holds = self.fields.pop("tested_on"), self.fields.pop("holds")
        self.fields["child"] = NamedChoice(
            self.draft.objectives, names, label=_("This objective"), empty_label=_("Choose")
        )
        self.fields["parent"] = NamedChoice(
            self.draft.objectives, names, label=_("serves this one"), empty_label=_("Choose")
        )
        self.fields.pop("language")
        self.fields |= {"text": text, "language": language_field(self.draft)}
        self.fields |= {"tested_on": tested, "holds": holds}

    def clean_language(self) -> str | None:
        return none_if_empty(self.cleaned_data["language"])

    def clean(self) -> dict[str, Any]:
        """Two different objectives."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("child") is not None and cleaned.get("child") == cleaned.get("parent"):
            self.add_error("parent", gettext("An objective cannot serve itself: choose another."))
        return cleaned


class NeedForm(PartForm):
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    amount = forms.DecimalField(
        label=_("Amount"), min_value=0, max_digits=22, decimal_places=4, localize=True
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), help_text=_("Three letters, such as USD.")
    )

    class Meta:
        model = ResourceRequirement
        fields = ("amount", "currency")

    def begin(self) -> None:
        row = self.instance
        self.fields = {name: self.fields[name] for name in ("year", "amount", "currency", *self.fields)}
        if row.pk is None:
            self.initial.setdefault("currency", self.draft.mission.currency)
            self.fields["year"].required = True
        elif (year := year_of(row.period_from, row.period_to)) is not None:
            self.initial["year"] = year
            self.fields["year"].required = True
        else:
            # A period that is no year keeps its days; the year stays out of the form.
            del self.fields["year"]

    @property
    def columns(self) -> list[str]:
        return ["amount", "currency", "period_from", "period_to"]

    def clean(self) -> dict[str, Any]:
        """Puts the year into the row as a period."""
        cleaned: dict[str, Any] = super().clean() or {}
        year = cleaned.get("year")
        if year is not None:
            self.instance.period_from = datetime.date(year, 1, 1)
            self.instance.period_to = datetime.date(year, 12, 31)
        return cleaned
