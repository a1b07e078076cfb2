"""What is asked for a new mission."""

import re
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.core.files import FileRefused, check_upload
from apps.exchange.bundle import BundleRefused, read
from apps.frameworks.template_frameworks import TEMPLATES
from apps.missions.enums import Phase
from apps.missions.models import Mission
from apps.missions.starting import NewMission

NO_TEMPLATE = ("", _("None: begin with an empty framework"))
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,19}")
MOST_FAULTS = 20
"""Faults of a file that are listed; more are counted."""


def templates_offered() -> list[tuple[str, Any]]:
    return [NO_TEMPLATE, *((one.key, one.name) for one in TEMPLATES.values())]


class MissionForm(forms.Form):
    """A mission from nothing, or from a template framework."""

    use_required_attribute = False

    name = forms.CharField(label=_("Name"), max_length=200)
    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("Short, for addresses and files: BDI. It stays.")
    )
    countries = forms.CharField(
        label=_("Countries"),
        required=False,
        help_text=_("Codes of ISO 3166, two or three letters, with blanks between them: BI, BDI."),
    )
    currency = forms.RegexField(
        r"^[A-Z]{3}$", label=_("Currency"), help_text=_("Three letters, such as USD."), initial="USD"
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=settings.LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    phase = forms.ChoiceField(
        label=_("Phase"), required=False, choices=[("", _("Not said yet")), *Phase.choices]
    )
    since = forms.DateField(
        label=_("In this phase since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    template = forms.ChoiceField(label=_("Template framework"), required=False, choices=[])

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["template"].choices = templates_offered()  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if not CODE.fullmatch(code):
            raise ValidationError(gettext("Write letters, digits, - and _ only, such as BDI."))
        if Mission.objects.filter(code__iexact=code).exists():
            raise ValidationError(gettext("Another mission has this code."))
        return code

    def clean_countries(self) -> list[str]:
        known = {str(code) for code in Locale("en").territories}
        codes = [code.upper() for code in re.split(r"[\s,;]+", self.cleaned_data["countries"]) if code]
        wrong = [code for code in codes if not code.isalpha() or not (code in known or len(code) == 3)]
        if wrong:
            raise ValidationError(gettext("This is no country: %(codes)s.") % {"codes": ", ".join(wrong)})
        return list(dict.fromkeys(codes))

    def clean(self) -> dict[str, Any]:
        """A phase has its first day, and a day its phase."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("phase") and not cleaned.get("since") and "since" not in self.errors:
            self.add_error("since", gettext("Say since when."))
        if cleaned.get("since") and not cleaned.get("phase"):
            self.add_error("phase", gettext("Say in which phase."))
        return cleaned

    def mission(self) -> NewMission:
        """What was entered, of a valid form."""
        data = self.cleaned_data
        return NewMission(
            code=data["code"],
            name=data["name"],
            currency=data["currency"],
            countries=data["countries"],
            languages=data["languages"],
            phase=Phase(data["phase"]) if data["phase"] else None,
            since=data["since"],
        )


class BundleForm(forms.Form):
    """A mission from its file."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("Mission file"), help_text=_("A bundle in JSON, as another nexusplan wrote it.")
    )

    def clean_file(self) -> dict[str, Any]:
        """The document in the file. Raises ValidationError for no bundle, or a mission that is here."""
        try:
            document = read(check_upload(self.cleaned_data["file"], allowed=("json",)).content)
        except FileRefused:
            raise
        except BundleRefused as error:
            raise ValidationError(sentences(error)) from error
        mission = document.get("mission")
        code = mission.get("code") if isinstance(mission, dict) else None
        uuid = mission.get("uuid") if isinstance(mission, dict) else None
        if isinstance(code, str) and Mission.objects.filter(code__iexact=code).exists():
            raise ValidationError(gettext("The mission %(code)s is here already.") % {"code": code})
        if isinstance(uuid, str) and _here(uuid):
            raise ValidationError(gettext("The mission of this file is here already, under another code."))
        return document


def _here(uuid: str) -> bool:
    try:
        return Mission.objects.filter(uuid=uuid).exists()
    except ValidationError:
        return False


def sentences(refused: BundleRefused) -> list[str]:
    """What is wrong with a file, each fault with its place; a long list is cut and counted."""
    # A fault of the whole file has no place in it.
    shown = [": ".join(filter(None, (one.pointer, one.message))) for one in refused.faults[:MOST_FAULTS]]
    more = len(refused.faults) - len(shown)
    if more > 0:
        shown.append(gettext("And %(n)s more.") % {"n": more})
    return shown


class TemplateForm(forms.Form):
    """Which template framework is laid down in a draft."""

    template = forms.ChoiceField(label=_("Template framework"), choices=[])

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, use_required_attribute=False, **more)
        offered = [(one.key, one.name) for one in TEMPLATES.values()]
        self.fields["template"].choices = [("", _("Choose")), *offered]  # type: ignore[attr-defined]
