"""The forms of mandates and other frameworks, and which objectives of the draft answer one of their items."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.models import LinkedFramework, LinkedFrameworkItem, ObjectiveText
from apps.frameworks.selectors.drafts import open_version
from apps.frameworks.services.references import answer_item, remove_reference, save_reference
from apps.missions.models import Mandate, MandateTask, Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.drafting.choices import Draft
from apps.portal.references.forms import AnswerForm, LinkedFrameworkForm, MandateForm, ReferenceForm
from apps.portal.selectors.gates import agencies_of
from apps.portal.views.recording import signed_in

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True, slots=True)
class Book:
    """A kind of what the framework answers to. `above`: how its items lead to it; `path`: how wordings of
    objectives lead to an item."""

    model: Any
    form: type[ReferenceForm]
    item: Any
    above: str
    path: str
    new: Promise
    change: Promise
    remove: Promise


BOOKS: Mapping[str, Book] = {
    "mandate": Book(
        Mandate,
        MandateForm,
        MandateTask,
        "mandate",
        "mandate_tasks",
        _("Add a mandate"),
        _("Change a mandate"),
        _("Take out a mandate"),
    ),
    "framework": Book(
        LinkedFramework,
        LinkedFrameworkForm,
        LinkedFrameworkItem,
        "linked_framework",
        "linked_items__item",
        _("Add a linked framework"),
        _("Change a linked framework"),
        _("Take out a linked framework"),
    ),
}


def _book(request: HttpRequest, code: str, name: str) -> tuple[Mission, Book]:
    """The mission for its planners and the kind; 404 for everybody and everything else. One query."""
    mission: Any = get_mission_for_member(request.user, code)
    if not mission.plans or name not in BOOKS:
        raise Http404
    return mission, BOOKS[name]


def _row(book: Book, mission: Mission, uuid: UUID) -> Any:
    row = book.model.objects.filter(mission=mission, uuid=uuid).first()
    if row is None:
        raise Http404
    row.mission = mission
    return row


def _page(request: HttpRequest, mission: Mission, form: Any, title: Any, **more: Any) -> HttpResponse:
    context = {"mission": mission, "form": form, "title": title, "back": _coverage(mission), **more}
    return answer(request, "portal/references/edit.html", context)


def _coverage(mission: Mission) -> str:
    return reverse("portal:coverage", kwargs={"code": mission.code})


@get_or_post
@login_required
@edits()
def reference_new(request: HttpRequest, code: str, book: str) -> HttpResponse:
    """Put a mandate or another framework on record, with its tasks or items."""
    mission, found = _book(request, code, book)
    row = found.model(mission=mission)
    return _edited(request, mission, found, row, title=found.new)


@get_or_post
@login_required
@edits()
def reference(request: HttpRequest, code: str, book: str, uuid: UUID) -> HttpResponse:
    """Change a mandate or another framework, and its tasks or items."""
    mission, found = _book(request, code, book)
    row = _row(found, mission, uuid)
    away = reverse("portal:reference_remove", kwargs={"code": code, "book": book, "uuid": uuid})
    return _edited(request, mission, found, row, title=found.change, away=away)


def _edited(request: HttpRequest, mission: Mission, book: Book, row: Any, **more: Any) -> HttpResponse:
    form = book.form(request.POST or None, instance=row, agencies=agencies_of(mission))

    def save() -> None:
        save_reference(by=signed_in(request), reference=row, fields=form.columns, items=form.said())

    if saved(form, save):
        messages.success(request, gettext("Saved."))
        return done(request, _coverage(mission))
    return _page(request, mission, form, **more)


@get_or_post
@login_required
@edits()
def reference_remove(request: HttpRequest, code: str, book: str, uuid: UUID) -> HttpResponse:
    """Take a mandate or another framework out, if no objective answers it."""
    mission, found = _book(request, code, book)
    row = _row(found, mission, uuid)
    form = VersionedForm(request.POST or None, row=row)
    if saved(form, lambda: remove_reference(by=signed_in(request), reference=row)):
        messages.success(request, gettext("It is taken out."))
        return done(request, _coverage(mission))
    return _page(request, mission, form, found.remove, quote=str(row), save=_("Take out"))


@get_or_post
@login_required
@edits()
def reference_item(request: HttpRequest, code: str, book: str, uuid: UUID, item: str) -> HttpResponse:
    """Which objectives of the draft answer one task or item."""
    mission, found = _book(request, code, book)
    version = open_version(mission)
    rows: Any = found.item.objects.filter(
        **{f"{found.above}__mission": mission, f"{found.above}__uuid": uuid}
    )
    row = rows.select_related(found.above).filter(key=item).first()
    if version is None or row is None:
        raise Http404
    version.mission = mission
    texts = ObjectiveText.objects.filter(framework_version=version, **{found.path: row})
    form = AnswerForm(
        request.POST or None,
        item=row,
        names=Draft(mission, version).objective_names,
        answering=texts.values_list("objective_id", flat=True).distinct(),
    )

    def save() -> None:
        answer_item(by=signed_in(request), version=version, item=row, objectives=form.chosen())

    if saved(form, save):
        messages.success(request, gettext("Saved."))
        return done(request, _coverage(mission))
    return _page(request, mission, form, gettext("Who answers it"), quote=row.text)
