"""Documents of a mission: the list, each with its files, and the forms that write them."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.core.files.serving import attachment
from apps.core.files.storing import opened
from apps.missions.documents import selectors, services
from apps.missions.documents.forms import DocumentForm, DocumentSearch, VersionForm
from apps.missions.models import Document, Mission
from apps.missions.selectors import get_mission_for_member
from apps.missions.services import note_kept_file, note_kept_row

PAGE = 25
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _document(
    request: HttpRequest, code: str, uuid: UUID, *, to_change: bool = False
) -> tuple[Mission, Document]:
    """The mission and a document of it for who may see it, or change it; 404 for everybody else."""
    mission = get_mission_for_member(request.user, code)
    found = selectors.document_named(request.user, mission, uuid)
    if found is None or (to_change and not request.user.has_perm("missions.change_document", found)):
        raise Http404
    return mission, found


def _who_writes(request: HttpRequest, mission: Mission) -> dict[str, Any]:
    """The agencies that a document of this person can belong to. 404 for who writes none."""
    if request.user.has_perm("missions.plan_mission", mission):
        present = Agency.objects.filter(missionagency__mission=mission).order_by("name")
        return {"agencies": present, "writes_for_one": False}
    mine = selectors.agencies_written_for(request.user, mission)
    if not mine:
        raise Http404
    return {"agencies": mine, "writes_for_one": True}


def _page_of(document: Document) -> str:
    return reverse("missions:document", kwargs={"code": document.mission.code, "uuid": document.uuid})


@require_safe
@login_required
def documents(request: HttpRequest, code: str) -> HttpResponse:
    """The documents that the reader may see, newest first."""
    mission = get_mission_for_member(request.user, code)
    form = DocumentSearch(request.GET, use_required_attribute=False)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    found = selectors.found_by(selectors.documents_for(request.user, mission), words)
    planner = request.user.has_perm("missions.plan_mission", mission)
    return render(
        request,
        "missions/documents/list.html",
        {
            "mission": mission,
            "search": form,
            "words": words,
            "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
            "may_add": planner or selectors.agencies_written_for(request.user, mission).exists(),
        },
    )


@require_safe
@login_required
def document(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One document: what is known of it, and its files."""
    mission, found = _document(request, code, uuid)
    note_kept_row(by=request.user, row=found)
    return render(
        request,
        "missions/documents/document.html",
        {
            "mission": mission,
            "document": found,
            "files": selectors.files_of(found),
            "may_change": request.user.has_perm("missions.change_document", found),
        },
    )


@get_or_post
@login_required
@edits(DocumentForm)
def document_add(request: HttpRequest, code: str) -> HttpResponse:
    """A new document. `next` in the address: the form to go back to, where it can then be named."""
    mission = get_mission_for_member(request.user, code)
    who = _who_writes(request, mission)
    first = who["agencies"][:1] if who["writes_for_one"] else ()
    initial = {"agency": first[0].pk} if first else {}
    form = DocumentForm(request.POST or None, request.FILES or None, row=None, initial=initial, **who)
    made: list[Document] = []

    def add() -> None:
        file = form.cleaned_data["file"]
        made.append(services.add_document(by=_person(request), mission=mission, said=form.said, file=file))

    if saved(form, add):
        messages.success(request, _("The document is there and can be named as evidence."))
        return done(request, _back(request) or _page_of(made[0]))
    context = {"mission": mission, "form": form, "back": _back(request)}
    return answer(request, "missions/documents/add.html", context)


def _back(request: HttpRequest) -> str | None:
    """The page of ours that the reader came from, if the address names one."""
    given = request.GET.get("next", "")
    safe = given.startswith("/") and url_has_allowed_host_and_scheme(given, allowed_hosts=None)
    return given if safe else None


@get_or_post
@login_required
@edits(DocumentForm)
def document_edit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """What is said of a document."""
    mission, found = _document(request, code, uuid, to_change=True)
    form = DocumentForm(request.POST or None, row=found, **_who_writes(request, mission))
    if saved(form, lambda: services.change_document(by=_person(request), document=found, said=form.said)):
        messages.success(request, _("Saved."))
        return done(request, _page_of(found))
    return answer(
        request, "missions/documents/edit.html", {"mission": mission, "document": found, "form": form}
    )


@get_or_post
@login_required
@edits(VersionForm)
def document_version(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """A new file of a document."""
    mission, found = _document(request, code, uuid, to_change=True)
    form = VersionForm(request.POST or None, request.FILES or None, row=found)
    if saved(
        form,
        lambda: services.add_version(by=_person(request), document=found, file=form.cleaned_data["file"]),
    ):
        messages.success(request, _("The new file is there; those before it stay."))
        return done(request, _page_of(found))
    return answer(
        request, "missions/documents/version.html", {"mission": mission, "document": found, "form": form}
    )


@get_or_post
@login_required
@edits(VersionedForm)
def document_remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Remove a document with its files, after a page that says what this means."""
    mission, found = _document(request, code, uuid, to_change=True)
    form = VersionedForm(request.POST or None, row=found)
    if saved(form, lambda: services.remove_document(by=_person(request), document=found)):
        messages.success(request, _("The document and its files are removed."))
        return done(request, reverse("missions:documents", kwargs={"code": code}))
    return answer(
        request, "missions/documents/remove.html", {"mission": mission, "document": found, "form": form}
    )


@require_safe
@login_required
def document_file(request: HttpRequest, code: str, uuid: UUID, number: int) -> HttpResponseBase:
    """One file of a document, to be saved; for who may see the document."""
    _mission, found = _document(request, code, uuid)
    file = found.files.filter(number=number).first()
    if file is None:
        raise Http404
    try:
        content = opened(file.stored)
    except FileNotFoundError as error:
        raise Http404 from error
    given = attachment(content, name=file.name, media_type=file.media_type)
    given.reading_noted = note_kept_file(by=request.user, row=found)  # type: ignore[attr-defined]
    return given
