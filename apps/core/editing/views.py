"""What a view of an edit form stands on; `CONTRIBUTING.md` has the shortest example."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.http import HttpResponseClientRedirect

from apps.core.editing.forms import TAKE, VERSION, Versioned
from apps.core.services import EditConflict

TRIES = 10
NOT_TYPED = {"csrfmiddlewaretoken", "action", "next", VERSION, "read_version"}
WHOLE = {"HX-Retarget": "main", "HX-Reselect": "main", "HX-Reswap": "outerHTML"}
"""Headers with which htmx shows the page instead of the form."""
View = Callable[..., HttpResponseBase]


def edits(form: type[forms.BaseForm] | None = None) -> Callable[[View], View]:
    """For a view that reads a row, fills a form from it and saves it.

    Where somebody saves between the reading and the saving (EditConflict), the view runs again, so that its
    form meets the newest row. Where the row is gone or may no longer be seen, the answer is still 404, with
    what the person had typed; `form` gives the labels.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            for left in reversed(range(TRIES)):
                try:
                    return view(request, *args, **kwargs)
                except EditConflict:
                    if not left:
                        raise
                except Http404:
                    texts = _typed(request, form)
                    if not texts:
                        raise
                    page = render(request, "gone.html", {"texts": texts}, status=404)
                    if request.headers.get("HX-Request"):
                        for name, value in WHOLE.items():
                            page.headers[name] = value
                    return page
            raise AssertionError  # the last run has answered or raised

        vars(run)["loses_nothing"] = True  # asked for by the test of every route that takes a form
        return run

    return decorate


def saved(
    form: forms.BaseForm, service: Callable[[], Any], *, instead: Mapping[str, str] | None = None
) -> bool:
    """Whether the form is valid and the service took it; what a service refuses stands in the form."""
    if not form.is_valid():
        return False
    try:
        service()
    except ValidationError as error:
        show(form, error, instead)
        return False
    return True


def show(form: forms.BaseForm, error: ValidationError, instead: Mapping[str, str] | None = None) -> None:
    """Put what a service refused at the fields it is about, or on top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.message_dict.items():
        field = (instead or {}).get(name, name)
        form.add_error(field if field in form.fields else None, errors)


def answer(
    request: HttpRequest, template: str, context: Mapping[str, Any], *forms: forms.BaseForm | None
) -> HttpResponse:
    """The page; 409 where one of the forms met a conflict (`context["form"]` if none is named)."""
    looked_at = forms or (context.get("form"),)
    conflict = any(isinstance(one, Versioned) and one.conflict is not None for one in looked_at)
    return render(request, template, dict(context), status=409 if conflict else 200)


def done(request: HttpRequest, address: str) -> HttpResponse:
    """On to another page after a save, for a browser with and without htmx."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(address)
    return HttpResponseRedirect(address)


def _typed(request: HttpRequest, form: type[forms.BaseForm] | None) -> list[tuple[str, str]]:
    """What was typed in a request that finds no row, with labels where they are known."""
    if request.method != "POST":
        return []
    fields: Mapping[str, forms.Field] = getattr(form, "base_fields", {})
    found = []
    for name, texts in request.POST.lists():
        if name in NOT_TYPED or name.startswith("initial-") or name.endswith(f"-{TAKE}"):
            continue
        field = fields.get(name)
        if isinstance(field, forms.ChoiceField | forms.BooleanField):
            continue
        label = "" if field is None else str(field.label or "")
        # Without its field a name or a number says nothing; words do.
        found += [(label, text) for text in texts if text.strip() and (field or " " in text.strip())]
    return found
