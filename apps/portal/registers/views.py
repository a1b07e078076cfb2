"""The pages that all registers share: the list, one row, its form, and the button that takes it out."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.core.editing.views import answer, done, edits, saved
from apps.core.text import asked_words
from apps.missions.documents.selectors import documents_for
from apps.missions.fields import hidden_by_row
from apps.missions.selectors import get_mission_for_member
from apps.missions.services.records import declare_register, remove_record
from apps.portal.registers.base import Fact, Here, Register, table_of
from apps.portal.registers.empties import DeclareForm, declarations, holders, is_declared_empty
from apps.portal.registers.forms.base import (
    NarrowForm,
    RecordForm,
    RemoveForm,
    activities_found,
    picked_of,
    refuse_other_agencies,
)
from apps.portal.registers.kinds import GROUPS, REGISTERS
from apps.portal.views.asked import as_file
from apps.portal.views.recording import signed_in

PAGE = 25
posts = require_http_methods(["GET", "HEAD", "POST"])


def here_of(request: HttpRequest, code: str) -> Here:
    """The mission and who asks; 404 for who is no member. One query."""
    return Here(request.user, get_mission_for_member(request.user, code))


def register_of(name: str) -> Register:
    if name not in REGISTERS:
        raise Http404
    return REGISTERS[name]


def row_of(register: Register, here: Here, uuid: UUID) -> Any:
    """The row that an address names, for who may see it; 404 for everybody else and for no such row."""
    for row in known_to(here.user, register.rows(here).filter(uuid=uuid)):
        row.mission = here.mission
        return row
    raise Http404


def known_to(user: Any, rows: Any) -> list[Any]:
    """The rows, each with the columns of it that the reader does not know as `hidden`. One query more where
    the table has such columns."""
    found = list(rows)
    hidden = hidden_by_row(user, found)
    for row in found:
        row.hidden = hidden[row.pk]
    return found


@require_safe
@login_required
def registers(request: HttpRequest, code: str) -> HttpResponse:
    """What registers there are, and how many rows of each the person sees. One query for each register."""
    here = here_of(request, code)
    groups = [
        (
            title,
            [
                (one, register.title, register.about, register.rows(here).order_by().count())
                for one, register in ((here.page("register", register=r.name), r) for r in REGISTERS.values())
                if register.group == group
            ],
        )
        for group, title in GROUPS
    ]
    beside = [
        (here.page("contradictions_suggested"), _("Pairs to look at for a contradiction")),
        (here.page("overlaps"), _("Overlaps, with people planned for and in need")),
        (here.page("promises"), _("Mutual commitments of the framework")),
    ]
    context = {"mission": here.mission, "groups": groups, "beside": beside}
    return render(request, "portal/registers/registers.html", context)


@require_safe
@login_required
def register(request: HttpRequest, code: str, register: str) -> HttpResponse:
    """The rows of one register that the person may see; with `format=csv` all that are asked for."""
    here, kind = here_of(request, code), register_of(register)
    asked = NarrowForm(request.GET, kind)
    rows = asked.narrowed(kind.rows(here))
    if request.GET.get("format") == "csv":
        told = table_of([kind.facts(row, here) for row in known_to(request.user, rows)])
        return as_file(f"{code}-{kind.name}", told)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = [
        (row, kind.named(row), kind.page(here, row), kind.facts(row, here)[: kind.listed])
        for row in known_to(request.user, page.object_list)
    ]
    return render(
        request,
        "portal/registers/register.html",
        {
            "mission": here.mission,
            "register": kind,
            "form": asked if asked.fields else None,
            "page": page,
            "lines": lines,
            "narrowed": any(request.GET.get(name) for name in asked.fields),
            "may_add": kind.may_add(here),
            "file": f"{request.path}?{_query(request.GET, format='csv')}",
            **declarations(kind, here),
            **(kind.beside(here) if kind.beside else {}),
        },
    )


def _query(asked: QueryDict, **more: str) -> str:
    """What the address asks, and more; the page of a list counts for that list only."""
    given = asked.copy()
    given.pop("page", None)
    for name, value in more.items():
        given[name] = value
    return given.urlencode()


@require_safe
@login_required
def register_row(request: HttpRequest, code: str, register: str, uuid: UUID) -> HttpResponse:
    """One row: everything that is said of it, and what the person may do with it."""
    here, kind = here_of(request, code), register_of(register)
    row = row_of(kind, here, uuid)
    facts = [*kind.facts(row, here), *_documents(row, here)]
    return render(
        request,
        kind.template,
        {
            "mission": here.mission,
            "register": kind,
            "up": here.page("register", register=kind.name),
            "row": row,
            "name": kind.named(row),
            "facts": facts,
            "may_change": here.may(kind.permission, row),
            "actions": kind.actions(row, here),
            **(kind.more(row, here) if kind.more else {}),
        },
    )


def _documents(row: Any, here: Here) -> Sequence[Fact]:
    """The documents of a row that the person may see. One query where its table has any."""
    if not any(field.name == "documents" for field in row._meta.many_to_many):
        return ()
    found = documents_for(here.user, here.mission).filter(pk__in=row.documents.values("pk"))
    links = [(one.title, here.page("document", space="missions", uuid=one.uuid)) for one in found]
    return (Fact(_("Documents"), links=links),)


@posts
@login_required
@edits(RecordForm)
def register_add(request: HttpRequest, code: str, register: str) -> HttpResponse:
    """A new row, for who may write one there."""
    here, kind = here_of(request, code), register_of(register)
    if not kind.may_add(here):
        raise Http404
    row = kind.model(mission=here.mission)
    return _form_page(request, here, kind, row, here.page("register", register=kind.name))


@posts
@login_required
@edits(RecordForm)
def register_edit(request: HttpRequest, code: str, register: str, uuid: UUID) -> HttpResponse:
    """Change a row, for who may."""
    here, kind = here_of(request, code), register_of(register)
    row = _changeable(request, here, kind, uuid)
    return _form_page(request, here, kind, row, kind.page(here, row))


def _changeable(request: HttpRequest, here: Here, kind: Register, uuid: UUID) -> Any:
    row = row_of(kind, here, uuid)
    if not request.user.has_perm(kind.permission, row):
        raise Http404
    return row


def _form_page(request: HttpRequest, here: Here, kind: Register, row: Any, back: str) -> HttpResponse:
    """The form of a row, new or stored; where the address says `pick`, the page on which an activity is
    picked for the field of that name."""
    fields = kind.form.activity_fields()
    picked = picked_of(here, request.GET, kind.form)
    pick = request.GET.get("pick")
    if request.method != "POST" and pick in fields:
        return _pick_page(request, here, kind, pick, back)
    new = row.pk is None
    if new and request.method != "POST":
        missing = [name for name in fields if kind.form.base_fields[name].required and name not in picked]
        if missing:
            return redirect(f"{request.path}?{_query(request.GET, pick=missing[0])}")
    lines = kind.lines(request.POST or None, row, here) if kind.lines else []
    form = kind.form(request.POST or None, here=here, instance=row, picked=picked, lines=lines)
    made: list[Any] = []

    def save() -> None:
        if not request.user.has_perm(kind.permission, form.instance):
            raise refuse_other_agencies()
        made.append(kind.save(signed_in(request), form))

    if saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, kind.page(here, made[0]))
    return answer(
        request,
        "portal/registers/edit.html",
        {
            "mission": here.mission,
            "register": kind,
            "up": here.page("register", register=kind.name),
            "form": form,
            "title": kind.new if new else _("Change: %(name)s") % {"name": kind.named(row)},
            "back": back,
            "picks": [
                (form.fields[name].label, f"{request.path}?{_query(request.GET, pick=name)}")
                for name in fields
                if name in form.fields
            ],
            "note": kind.note,
            "scale": kind.scale,
        },
    )


def _pick_page(request: HttpRequest, here: Here, kind: Register, pick: str, back: str) -> HttpResponse:
    words = asked_words(request.GET)
    kept = request.GET.copy()
    for name in ("pick", "q"):
        kept.pop(name, None)
    found = [
        (one, f"{request.path}?{_query(kept, **{pick: str(one.uuid)})}")
        for one in activities_found(here, words)
    ]
    context = {
        "mission": here.mission,
        "register": kind,
        "up": here.page("register", register=kind.name),
        "label": kind.form.base_fields[pick].label,
        "pick": pick,
        "kept": list(kept.items()),
        "words": words,
        "found": found,
        "back": back,
    }
    return render(request, "portal/registers/pick.html", context)


@posts
@login_required
@edits(RemoveForm)
def register_remove(request: HttpRequest, code: str, register: str, uuid: UUID) -> HttpResponse:
    """Take a row out, for who may change it and where the register lets rows be taken out."""
    here, kind = here_of(request, code), register_of(register)
    row = _changeable(request, here, kind, uuid)
    if not kind.removes:
        raise Http404
    form = RemoveForm(request.POST or None, row=row)
    if saved(form, lambda: remove_record(by=signed_in(request), row=row)):
        messages.success(request, _("It is taken out; the log keeps what it was."))
        return done(request, here.page("register", register=kind.name))
    context = {
        "mission": here.mission,
        "register": kind,
        "up": here.page("register", register=kind.name),
        "name": kind.named(row),
        "form": form,
        "back": kind.page(here, row),
    }
    return answer(request, "portal/registers/remove.html", context)


@posts
@login_required
@edits(DeclareForm)
def register_empty(request: HttpRequest, code: str, register: str, uuid: UUID) -> HttpResponse:
    """Declare a register of the mission or of one's own agency empty, or take that back."""
    here, kind = here_of(request, code), register_of(register)
    found = [pair for pair in holders(kind, here) if pair[0].uuid == uuid]
    if not found:
        raise Http404
    row, name = found[0]
    stored = type(row)._default_manager.get(pk=row.pk)
    before = is_declared_empty(kind, stored)
    form = DeclareForm(request.POST or None, row=stored, initial={"empty": before})
    back = here.page("register", register=kind.name)

    def save() -> None:
        declare_register(
            by=signed_in(request), row=stored, register=kind.declared, empty=form.cleaned_data["empty"]
        )

    if saved(form, save):
        messages.success(request, _("Saved."))
        return done(request, back)
    context = {"mission": here.mission, "register": kind, "up": back, "name": name, "form": form}
    return answer(request, "portal/registers/empty.html", context)
