"""What a view stands on: the service's refusals in the form, a race run again, a row that is gone."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse

from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import TRIES, answer, done, edits, saved
from apps.core.services import EditConflict
from tests.factories.missions import AreaFactory


class NameForm(VersionedForm):
    name = forms.CharField(label="What it is called")
    kind = forms.ChoiceField(label="Kind", choices=[("a", "Aid")], required=False)


def refuse(error):
    def service():
        raise error

    return service


def test_what_a_service_refuses_stands_at_its_field_or_on_top():
    form = NameForm({"name": "x"}, row=None)
    refusal = ValidationError({"title": ["Taken."], "hidden": ["Wrong."]})
    assert not saved(form, refuse(refusal), instead={"title": "name"})
    assert form.errors == {"name": ["Taken."], "__all__": ["Wrong."]}
    other = NameForm({"name": "x"}, row=None)
    assert not saved(other, refuse(ValidationError("Not now.")))
    assert other.non_field_errors() == ["Not now."]


def test_an_invalid_form_asks_no_service():
    assert not saved(NameForm({}, row=None), refuse(AssertionError()))
    assert not saved(NameForm(row=None), refuse(AssertionError()))


def test_a_view_that_met_somebody_else_runs_again(rf):
    left = [EditConflict([]), EditConflict([])]

    @edits()
    def view(request):
        if left:
            raise left.pop()
        return HttpResponse("done")

    assert view(rf.post("/")).content == b"done"


def test_a_view_that_meets_somebody_each_time_does_not_run_for_ever(rf):
    runs = []

    @edits()
    def view(request):
        runs.append(1)
        raise EditConflict([])

    with pytest.raises(EditConflict):
        view(rf.post("/"))
    assert len(runs) == TRIES


@edits(NameForm)
def gone(request):
    raise Http404


def test_of_a_row_that_is_gone_what_was_typed_comes_back(rf):
    typed = {"name": "<b>North</b>", "kind": "a", "other": "long words", "short": "x", "row_version": "3"}
    page = gone(rf.post("/", typed | {"initial-name": "Old name", "name-take": "mine", "action": "go on"}))
    text = page.content.decode()
    assert page.status_code == 404
    assert ("What it is called" in text, "&lt;b&gt;North&lt;/b&gt;" in text, "long words" in text) == (
        True,
    ) * 3
    assert not any(word in text for word in ("Old name", ">x<", ">a<", ">3<", "go on", "mine"))
    assert page.headers.get("HX-Retarget") is None
    assert gone(rf.post("/", typed, headers={"HX-Request": "true"})).headers["HX-Retarget"] == "main"


@pytest.mark.parametrize("method", ["get", "post"])
def test_where_nothing_was_typed_it_is_the_page_of_what_does_not_exist(rf, method):
    with pytest.raises(Http404):
        gone(getattr(rf, method)("/", {"row_version": "1"}))


def test_a_conflict_answers_409_with_the_page(rf, mission):
    area = AreaFactory(mission=mission, name="North")
    area.row_version = 2
    form = NameForm({"name": "Far north", "row_version": 1}, row=area)
    request = rf.post("/")
    request.user = None
    assert answer(request, "components/edit_form.html", {"form": form}).status_code == 409
    page = answer(request, "components/edit_form.html", {"form": NameForm(row=area)}, form)
    assert page.status_code == 409
    assert answer(request, "components/edit_form.html", {"form": NameForm(row=area)}).status_code == 200


def test_after_a_save_both_kinds_of_browsers_go_on(rf):
    assert (done(rf.post("/"), "/next/").status_code, done(rf.post("/"), "/next/").url) == (302, "/next/")
    answered = done(rf.post("/", headers={"HX-Request": "true"}), "/next/")
    assert (answered.status_code, answered.headers["HX-Redirect"]) == (200, "/next/")
