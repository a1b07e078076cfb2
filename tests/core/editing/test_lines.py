"""Lines of a row that two people change: none is lost, none comes back by itself, each is merged alone."""

import pytest
from django import forms

from apps.core.editing.forms import VersionedForm
from apps.core.editing.lines import VersionedLine, lines_of
from tests.core.editing.test_forms import sent_back
from tests.factories.missions import AreaFactory

STORED = [{"key": "a", "text": "Well", "count": 1}, {"key": "b", "text": "School", "count": 2}]


class NeedForm(VersionedLine):
    text = forms.CharField(label="Text")
    count = forms.IntegerField(label="Count", required=False)


class AreaForm(VersionedForm):
    name = forms.CharField(label="Name")


Needs = lines_of(NeedForm, title="Needs", empty=1)


@pytest.fixture
def area(mission):
    return AreaFactory(mission=mission, name="North")


def open_form(area, stored, data=None):
    lines = Needs(data, initial=[dict(line) for line in stored], prefix="needs")
    return AreaForm(data, row=area, lines=[lines])


def sent(form, **typed):
    """What a browser sends for the form and its lines."""
    [lines] = form.lines
    shown = f"{form}{lines.management_form}{''.join(str(line) for line in lines)}"
    return sent_back(shown, **{name.replace("needs_", "needs__"): value for name, value in typed.items()})


def meet(area, theirs, **typed):
    """The form of somebody who opened STORED and typed, while the others saved these lines."""
    data = sent(open_form(area, STORED), **typed)
    area.row_version += 1
    form = open_form(area, theirs, data)
    assert not form.is_valid()
    return form


def said(form):
    return {
        side: [(one.label, one.was, one.theirs, one.mine) for one in getattr(form.conflict, side)]
        for side in ("both", "theirs", "mine")
        if getattr(form.conflict, side)
    }


def saved_lines(area, stored, form, **typed):
    """What is saved when the form is sent again as it is shown."""
    again = open_form(area, stored, sent(form, **typed))
    assert again.is_valid(), (again.errors, again.lines[0].errors)
    return [(key, line["text"], line["count"]) for key, line in again.lines[0].said()]


def test_lines_are_changed_added_and_removed(area):
    data = sent(open_form(area, STORED), needs_0__count="7", needs_1__DELETE="on", needs_2__text="Bridge")
    form = open_form(area, STORED, data)
    assert form.is_valid()
    assert [(key, line["text"], line["count"]) for key, line in form.lines[0].said()] == [
        ("a", "Well", 7),
        (None, "Bridge", None),
    ]


def test_a_wrong_line_is_an_error_of_the_form(area):
    form = open_form(area, STORED, sent(open_form(area, STORED), needs_0__count="many"))
    assert not form.is_valid()
    assert form.lines[0].errors[0] == {"count": ["Enter a whole number."]}


def test_different_lines_and_fields_are_merged(area):
    theirs = [STORED[0] | {"text": "Deep well"}, STORED[1], {"key": "c", "text": "Road", "count": None}]
    form = meet(area, theirs, needs_0__count="7", needs_2__text="Bridge")
    assert said(form) == {
        "theirs": [
            ("Line 1, Text", "Well", "Deep well", "Well"),
            ("Line 3", None, "Road", None),
        ],
        "mine": [("Line 1, Count", "1", "1", "7"), ("Line 4", None, None, "Bridge")],
    }
    assert saved_lines(area, theirs, form) == [
        ("a", "Deep well", 7),
        ("b", "School", 2),
        ("c", "Road", None),
        (None, "Bridge", None),
    ]


def test_of_one_field_of_a_line_changed_by_both_theirs_can_be_taken(area):
    theirs = [STORED[1] | {"count": 5}]
    form = meet(area, theirs, needs_1__count="7")
    assert said(form) == {
        "both": [("Line 1, Count", "2", "5", "7")],
        "theirs": [("Line 2", "Well, 1", None, None)],
    }
    assert saved_lines(area, theirs, form) == [("b", "School", 7)]
    assert saved_lines(area, theirs, form, needs_0__count__take="theirs") == [("b", "School", 5)]


def test_a_line_they_removed_stays_where_the_person_changed_it(area):
    form = meet(area, STORED[:1], needs_1__text="Two schools")
    assert said(form) == {"both": [("Line 2", "School, 2", "(removed)", "Two schools, 2")]}
    assert saved_lines(area, STORED[:1], form) == [("a", "Well", 1), (None, "Two schools", 2)]
    assert saved_lines(area, STORED[:1], form, needs_1__DELETE="on") == [("a", "Well", 1)]


def test_a_line_the_person_removed_and_they_changed_is_shown(area):
    theirs = [STORED[0], STORED[1] | {"text": "Two schools"}]
    form = meet(area, theirs, needs_1__DELETE="on")
    assert said(form) == {"both": [("Line 2", "School, 2", "Two schools, 2", "(removed)")]}
    assert saved_lines(area, theirs, form) == [("a", "Well", 1)]


def test_a_line_the_person_removed_stays_removed(area):
    form = meet(area, STORED, needs_1__DELETE="on")
    assert said(form) == {"mine": [("Line 2", "School, 2", "School, 2", "(removed)")]}
    assert saved_lines(area, STORED, form) == [("a", "Well", 1)]


def test_lines_sent_as_they_were_become_the_ones_of_now(area):
    data = sent(open_form(area, STORED))
    area.row_version += 1
    form = open_form(area, STORED[1:], data)
    assert form.is_valid()
    assert [key for key, _line in form.lines[0].said()] == ["b"]
