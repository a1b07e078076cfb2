"""A form whose row has moved on: nothing typed is lost, nothing of the others is overwritten unseen."""

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from apps.activities.models import Activity
from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm, VersionedModelForm
from apps.core.services import change_rows
from apps.missions.models import Area
from tests.factories.activities import ActivityFactory
from tests.factories.agencies import AgencyFactory
from tests.factories.missions import AreaFactory
from tests.pages import shown_forms


class AreaForm(VersionedModelForm):
    class Meta:
        model = Area
        fields = ("name", "code", "parent")


class TitleForm(VersionedForm):
    title = forms.CharField(label="Title")
    description = forms.CharField(label="Description", required=False, widget=forms.Textarea)
    humanitarian = forms.BooleanField(label="Humanitarian", required=False)
    implementers = forms.ModelMultipleChoiceField(Agency.objects.all(), label="Implementers", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Aid"), ("b", "Building")])
    start = forms.DateField(label="Start", required=False)


def sent_back(form, **typed):
    """What a browser sends for a form as it is shown, with some fields filled in anew (`__` for `-`)."""
    [shown] = shown_forms(f"<form>{form}</form>")
    found = MultiValueDict(shown)
    for name, value in typed.items():
        found.setlist(name.replace("__", "-"), value if isinstance(value, list) else [value])
    return found


def others(area, **values):
    """Somebody else saves."""
    row = Area.objects.get(pk=area.pk)
    for name, value in values.items():
        setattr(row, name, value)
    change_rows([row], list(values), by=None)


def form_of(area, data=None):
    return AreaForm(data, instance=Area.objects.get(pk=area.pk))


def said(form):
    return {
        side: [(one.label, one.was, one.theirs, one.mine) for one in getattr(form.conflict, side)]
        for side in ("both", "theirs", "mine")
    }


@pytest.fixture
def area(mission):
    return AreaFactory(mission=mission, name="North", code="N")


def test_a_form_nobody_else_touched_is_taken(area):
    form = form_of(area, sent_back(form_of(area), name="Far north"))
    assert form.is_valid()
    assert (form.changed_data, form.conflict) == (["name"], None)


def test_what_was_seen_needs_not_be_sent_while_the_version_is_the_one_of_now(area):
    form = form_of(area, {"name": "North", "code": "NN", "parent": "", "row_version": 1})
    assert form.is_valid()
    assert form.changed_data == ["code"]


def test_different_fields_are_merged_and_shown_first(area):
    opened = form_of(area)
    others(area, code="NN")
    form = form_of(area, sent_back(opened, name="Far north"))
    assert not form.is_valid()
    assert said(form) == {
        "both": [],
        "theirs": [("Code", "N", "NN", "N")],
        "mine": [("Name", "North", "North", "Far north")],
    }
    again = form_of(area, sent_back(form))
    assert again.is_valid()
    assert (again.changed_data, again.cleaned_data["code"]) == (["name"], "NN")


def test_of_one_field_changed_by_both_the_own_text_stays_and_theirs_can_be_taken(area):
    opened = form_of(area)
    others(area, name="Upper north")
    form = form_of(area, sent_back(opened, name="Far north"))
    assert said(form)["both"] == [("Name", "North", "Upper north", "Far north")]
    assert form["name"].value() == "Far north"
    assert form_of(area, sent_back(form)).changed_data == ["name"]
    theirs = form_of(area, sent_back(form, name__take="theirs"))
    assert theirs.is_valid()
    assert (theirs.changed_data, theirs.cleaned_data["name"]) == ([], "Upper north")
    edited = form_of(area, sent_back(form, name="Upper and far north"))
    assert edited.is_valid()
    assert edited.cleaned_data["name"] == "Upper and far north"


def test_the_save_after_a_conflict_meets_the_newest_version_again(area):
    opened = form_of(area)
    others(area, name="Upper north")
    first = form_of(area, sent_back(opened, name="Far north"))
    assert not first.is_valid()
    others(area, name="Uppermost north")
    second = form_of(area, sent_back(first))
    assert said(second)["both"] == [("Name", "Upper north", "Uppermost north", "Far north")]


def test_theirs_taken_and_changed_once_more_becomes_the_newest(area):
    opened = form_of(area)
    others(area, name="Upper north")
    first = form_of(area, sent_back(opened, name="Far north", code="X"))
    assert not first.is_valid()
    others(area, name="Uppermost north")
    second = form_of(area, sent_back(first, name__take="theirs"))
    assert said(second)["theirs"] == [("Name", "Upper north", "Uppermost north", "Upper north")]
    assert second["name"].value() == "Uppermost north"


def test_the_same_change_by_both_is_none_of_a_conflict_of_its_own(area):
    opened = form_of(area)
    others(area, name="Far north")
    form = form_of(area, sent_back(opened, name="Far north"))
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Far north"


def test_a_form_sent_as_it_was_overwrites_nothing(area):
    opened = form_of(area)
    others(area, name="Upper north")
    form = form_of(area, sent_back(opened))
    assert form.is_valid()
    assert (form.changed_data, form.cleaned_data["name"]) == ([], "Upper north")


def test_without_what_was_seen_a_stale_form_overwrites_nothing(area):
    others(area, name="Upper north")
    form = form_of(area, {"name": "Far north", "code": "N", "parent": "", "row_version": 1})
    assert not form.is_valid()
    assert said(form)["both"] == [("Name", None, "Upper north", "Far north")]


@pytest.mark.parametrize("version", ["", "0", "x", "9" * 30])
def test_a_version_that_no_row_can_have_is_an_error_and_not_taken(area, version):
    form = form_of(area, sent_back(form_of(area), name="Far north", row_version=version))
    assert set(form.errors) == {"row_version"}


def test_a_new_row_has_no_version(mission):
    form = AreaForm({"name": "South", "code": "", "parent": ""})
    assert form.is_valid()
    assert "row_version" not in form.fields


def test_a_form_of_nothing_but_a_button_is_stale_too(area):
    others(area, name="Upper north")
    form = VersionedForm({"row_version": 1}, row=Area.objects.get(pk=area.pk))
    assert not form.is_valid()
    assert form.conflict is not None
    assert VersionedForm({"row_version": 2}, row=Area.objects.get(pk=area.pk)).is_valid()


# Every kind of field -----------------------------------------------------------------------------------


def title_form(activity, data=None):
    row = Activity.objects.get(pk=activity.pk)
    return TitleForm(data, row=row, initial={"kind": "b" if row.row_version > 1 else "a"})


def test_lists_boxes_choices_days_and_lines_are_told_in_words(mission):
    one, two, three = (AgencyFactory(name=name, acronym="") for name in ("One", "Two", "Three"))
    activity = ActivityFactory(mission=mission, title="T", description="a\nb", humanitarian=False)
    activity.implementers.set([one])
    opened = title_form(activity)
    Activity.objects.filter(pk=activity.pk).update(
        row_version=2, humanitarian=True, start="2026-02-01", description="a\nc"
    )
    activity.implementers.set([one, two])
    data = sent_back(opened, implementers=[str(three.pk)], kind="a", title="U")
    form = title_form(activity, data)
    assert not form.is_valid()
    found = said(form)
    assert [(label, theirs, mine) for label, _was, theirs, mine in found["both"]] == [
        ("Implementers", "One, Two", "Three")
    ]
    assert found["mine"] == [("Title", "T", "T", "U")]
    assert [(label, was, theirs) for label, was, theirs, _mine in found["theirs"]] == [
        ("Description", "a\r\nb", "a\r\nc"),
        ("Humanitarian", "No", "Yes"),
        ("Kind", "Aid", "Building"),
        ("Start", None if activity.start is None else "1 Jan 2025", "1 Feb 2026"),
    ]
    merged = title_form(activity, sent_back(form))
    assert merged.is_valid()
    assert merged.cleaned_data["humanitarian"] is True
    assert merged.cleaned_data["kind"] == "b"
    assert set(merged.cleaned_data["implementers"]) == {three}


def test_lines_ended_in_another_way_are_no_change(mission):
    activity = ActivityFactory(mission=mission, description="a\nb")
    form = title_form(activity, sent_back(title_form(activity)))
    assert form.is_valid()
    assert form.changed_data == []
