"""A warning on how to reach or find a person, once, and never a refusal."""

import pytest
from django import forms
from django.urls import get_resolver

from apps.core.editing.forms import VersionedForm
from apps.core.free_text import ANYWAY, WarnsOfPersonalData, kinds_in


class Report(WarnsOfPersonalData, forms.Form):
    not_free_text = ("address",)

    title = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)
    address = forms.CharField(widget=forms.Textarea, required=False)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Ask anna.lee+field@example.org about it", ["an e-mail address"]),
        ("call +257 79 12 34 56 at night", ["a phone number"]),
        ("0041791234567", ["a phone number"]),
        ("his number is 079 123 45 67", ["a phone number"]),
        ("الهاتف ٠٧٩١٢٣٤٥٦٧", ["a phone number"]),
        ("the well at -3.38193, 29.36142", ["coordinates"]),
        ("3°22'55\"S 29°21'41\"E", ["coordinates"]),
        ("at 3.4° S", ["coordinates"]),
        ("write a@b.example or +257 79123456", ["an e-mail address", "a phone number"]),
        ("From 2024-01-15 to 2026-12-31 in 18 communes", []),
        ("1 200 000 USD of 3,450,000.00, or 37.5 %", []),
        ("SCR 2719 (2023), para. 14; see 0.25 to 0.75", []),
        ("between 01.02.2025 and 03.04.2026", []),
        ("The @ sign alone, and 3 ° of warmth", []),
    ],
)
def test_what_is_taken_for_personal(text, kinds):
    assert kinds_in(text) == kinds


def test_it_is_said_once_and_saved_when_the_person_says_so():
    typed = {"title": "+257 79 12 34 56", "text": "Call +257 79 12 34 56.", "address": "a@example.org"}
    form = Report(typed)
    assert not form.is_valid()
    (said,) = form.errors[ANYWAY]
    assert "“Text” seems to hold a phone number" in said
    assert ANYWAY in str(form)
    again = Report(typed | {ANYWAY: "on"})
    assert again.is_valid()
    assert again.cleaned_data == typed


def test_other_errors_come_first_and_the_word_given_stays():
    form = Report({"text": "Call +257 79 12 34 56."})
    assert list(form.errors) == ["title"]
    again = Report({"text": "Call +257 79 12 34 56.", ANYWAY: "on"})
    assert list(again.errors) == ["title"]
    assert f'name="{ANYWAY}"' in str(again)


def test_what_stood_there_before_is_not_asked_about():
    text = "Call +257 79 12 34 56."
    assert Report({"title": "x", "text": text}, initial={"text": text}).is_valid()
    assert not Report({"title": "x", "text": text + " Now."}, initial={"text": text}).is_valid()


def test_the_edit_forms_of_the_house_warn_by_themselves():
    class Edit(VersionedForm):
        note = forms.CharField(widget=forms.Textarea)

    form = Edit({"note": "a@example.org"}, row=None)
    assert list(form.errors) == [ANYWAY]
    assert Edit({"note": "a@example.org", ANYWAY: "on"}, row=None).is_valid()


def texts_without_a_warning(form):
    """The forms below this one with a field of several lines that says nothing about people in it."""
    for one in form.__subclasses__():
        yield from texts_without_a_warning(one)
        fields = getattr(one, "base_fields", {}).values()
        if (
            one.__module__.startswith("apps.")
            and any(isinstance(field.widget, forms.Textarea) for field in fields)
            and not issubclass(one, WarnsOfPersonalData)
        ):
            yield f"{one.__module__}.{one.__name__}"


def test_every_form_with_a_free_text_warns():
    assert get_resolver().url_patterns
    # A table to import, the reason an administrator gives, and what published documents ask in their words.
    # A line of tasks is made anew for each mission, and is there once a page was asked for.
    made = {"apps.portal.references.forms.Line"}
    assert set(texts_without_a_warning(forms.BaseForm)) - made == {
        "apps.exchange.portfolio.forms.BringForm",
        "apps.missions.admin.ReadingForm",
        "apps.portal.references.forms.ItemLine",
        "apps.portal.references.forms.TaskLine",
    }
