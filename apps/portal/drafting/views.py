"""The pages on which planners write the open version: the document, and a form for each of its parts.

With htmx a form opens in the place of its part and the document comes back changed; without, each is a page.
"""

import json
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.benchmarks.drafting.opening import open_draft
from apps.benchmarks.drafting.parts import document_of
from apps.benchmarks.drafting.removing import bring_back_parts
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.models import ObjectiveTranslation
from apps.frameworks.selectors.drafts import open_version, version_to_revise
from apps.frameworks.services.editing import put_in_order
from apps.frameworks.template_frameworks import TEMPLATES
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.drafting.choices import Draft
from apps.portal.drafting.kinds import KINDS, Kind
from apps.portal.starting.views import lay_down
from apps.portal.views.recording import signed_in

TAKEN_OUT = "taken_out_parts"
"""Where the session keeps what was taken out, the last one last, so that it can be brought back."""
UNDONE_AT_MOST = 20
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _mission(request: HttpRequest, code: str) -> Mission:
    """The mission for its planners; 404 for everybody else. Two queries."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("missions.plan_mission", mission):
        raise Http404
    return mission


def draft_of(request: HttpRequest, code: str) -> Draft:
    """The open draft for planners; 404 for everybody else and where none is open. Three queries."""
    mission = _mission(request, code)
    version = open_version(mission)
    if version is None:
        raise Http404
    version.mission = mission
    return Draft(mission, version)


def kind_named(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def row_of(kind: Kind, draft: Draft, given: str) -> Any:
    row = kind.one(draft.version, given)
    if row is None:
        raise Http404
    return row


@require_safe
@login_required
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The open version to be written in; without one, the first step."""
    mission = _mission(request, code)
    version = open_version(mission)
    if version is None:
        context = {
            "mission": mission,
            "source": version_to_revise(mission),
            "templates": TEMPLATES.values(),
        }
        return render(request, "portal/drafting/begin.html", context)
    version.mission = mission
    return _document(request, Draft(mission, version))


def _document(request: HttpRequest, here: Draft) -> HttpResponse:
    """The page; for htmx the document alone, with what there is to say."""
    part = _by_htmx(request)
    page = render(
        request,
        "portal/drafting/document.html" if part else "portal/drafting/draft.html",
        {
            "mission": here.mission,
            "version": here.version,
            "document": document_of(here.version, here.dimensions),
            "taken_out": taken_out(request, here),
            "template": TEMPLATES.get(here.version.template or ""),
            "templates": TEMPLATES.values(),
            "said": list(messages.get_messages(request)) if part else [],
        },
    )
    patch_vary_headers(page, ["HX-Request"])
    return page


def _by_htmx(request: HttpRequest) -> bool:
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


@require_POST
@login_required
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Open a draft: a copy of the adopted version, or an empty one."""
    mission = _mission(request, code)
    languages = mission.languages or []
    language = get_language()
    try:
        open_draft(
            by=signed_in(request),
            mission=mission,
            language=language if language in languages else next(iter(languages), None),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("portal:draft", code=code)


@require_POST
@login_required
def template(request: HttpRequest, code: str) -> HttpResponse:
    """Lay a template framework down in the draft; where none is open, in a new one."""
    mission = _mission(request, code)
    found = TEMPLATES.get(request.POST.get("template", ""))
    if found is None:
        messages.error(request, _("Choose a template framework."))
        return redirect("portal:draft", code=code)
    version = open_version(mission)
    if version is None:
        begin(request, code)
        version = open_version(mission)
    if version is None:
        raise Http404
    if lay_down(request, version, found):
        messages.success(request, _("“%(name)s” is laid down; what you wrote stayed.") % {"name": found.name})
    else:
        messages.success(request, _("Everything of “%(name)s” stands here already.") % {"name": found.name})
    return redirect("portal:draft", code=code)


@get_or_post
@login_required
def add(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A new part; the address says under which other part it stands."""
    found, here = kind_named(kind), draft_of(request, code)
    if found.new is None:
        raise Http404
    under = None
    if found.under is not None:
        under = row_of(KINDS[found.under], here, request.GET.get("under", ""))
    form = found.form(
        request.POST or None,
        draft=here,
        instance=found.form.Meta.model(),  # type: ignore[attr-defined]
        under=under,
        auto_id=f"new-{kind}-%s",
        initial=_begun(found, request),
    )
    made: list[Any] = []
    if saved(form, lambda: made.extend(found.add(signed_in(request), here, form))):
        return _after(request, here, found.anchor(made[0]), found.home, _seen_in(made[0]))
    return _form(request, here, found, form, anchor=f"new-{kind}", title=str(found.new), under=under)


def _begun(kind: Kind, request: HttpRequest) -> dict[str, str]:
    """What the address says of a new part: the language of a translation."""
    language = request.GET.get("language")
    return {"language": language} if kind.name == "translation" and language else {}


@get_or_post
@login_required
@edits()
def edit(request: HttpRequest, code: str, kind: str, row: str) -> HttpResponse:
    """One part to be changed."""
    found, here = kind_named(kind), draft_of(request, code)
    stored = row_of(found, here, row)
    anchor = found.anchor(stored)
    form = found.form(request.POST or None, draft=here, instance=stored, under=None, auto_id=f"{anchor}-%s")
    if saved(form, lambda: found.change(signed_in(request), here, form)):
        if request.POST.get("autosave"):
            return _autosaved(request, form, anchor)
        return _after(request, here, anchor, found.home, _seen_in(stored))
    if request.POST.get("autosave"):
        return render(request, "portal/drafting/autosaved.html", {"form": form, "anchor": anchor})
    return _form(request, here, found, form, anchor=anchor, title=str(found.label))


def _autosaved(request: HttpRequest, form: Any, anchor: str) -> HttpResponse:
    """What the form carries from now on: the version that was just saved, and what is seen."""
    fresh = type(form)(None, draft=form.draft, instance=form.instance, under=None, auto_id=f"{anchor}-%s")
    context = {"form": fresh, "anchor": anchor, "saved": True}
    return render(request, "portal/drafting/autosaved.html", context)


@require_POST
@login_required
@edits()
def remove(request: HttpRequest, code: str, kind: str, row: str) -> HttpResponse:
    """Take one part out; the last ones can be brought back, one after the other."""
    found, here = kind_named(kind), draft_of(request, code)
    stored = row_of(found, here, row)
    if found.remove is None:
        raise Http404
    title = found.title(stored)
    form = VersionedForm(request.POST, row=stored)
    if not form.is_valid():
        back = f"{_address(here)}#{found.anchor(stored)}"
        context = {"mission": here.mission, "form": form, "title": title, "back": back}
        return answer(request, "portal/drafting/remove.html", context)
    try:
        kept = found.remove(signed_in(request), here, stored)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return _after(request, here, found.anchor(stored), found.home, _seen_in(stored))
    held = [*_held(request, here), {"version": here.version.pk, "title": title, "kept": kept}]
    request.session[TAKEN_OUT] = held[-UNDONE_AT_MOST:]
    return _after(request, here, "document", found.home, _seen_in(stored))


@require_POST
@login_required
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Bring back what was taken out last; asked again, what was before it."""
    here = draft_of(request, code)
    held = _held(request, here)
    if not held:
        raise Http404
    last = held.pop()
    request.session[TAKEN_OUT] = held
    try:
        bring_back_parts(by=signed_in(request), version=here.version, kept=last["kept"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("“%(title)s” stands in the draft again.") % {"title": last["title"]})
    return _after(request, here, "document")


def _held(request: HttpRequest, here: Draft) -> list[Any]:
    """What was taken out of this draft and can be brought back, the last one last."""
    return [one for one in request.session.get(TAKEN_OUT, ()) if one["version"] == here.version.pk]


def taken_out(request: HttpRequest, here: Draft) -> list[str]:
    """What was taken out of this draft and can be brought back, in words, the last one first."""
    return [str(one["title"]) for one in reversed(_held(request, here))]


@require_POST
@login_required
@edits()
def move(request: HttpRequest, code: str, kind: str, row: str) -> HttpResponse:
    """Let one part and its neighbour change places."""
    found, here = kind_named(kind), draft_of(request, code)
    stored = row_of(found, here, row)
    step = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    if not found.moves or step is None:
        raise Http404
    rows = list(found.rows(here.version))
    place = next((index for index, one in enumerate(rows) if one.pk == stored.pk), None)
    if place is None:
        raise Http404
    other = _neighbour(rows, place, step)
    if other is not None:
        rows[place], rows[other] = rows[other], rows[place]
        try:
            put_in_order(by=signed_in(request), version=here.version, rows=rows)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return _after(request, here, found.anchor(stored))


def _neighbour(rows: list[Any], place: int, step: int) -> int | None:
    """The next place in the direction whose row stands under the same pillar, if rows have pillars."""
    pillar = getattr(rows[place], "pillar", None)
    other = place + step
    while 0 <= other < len(rows):
        if getattr(rows[other], "pillar", None) == pillar:
            return other
        other += step
    return None


def _seen_in(row: Any) -> str:
    """What the address of its page asks for: a translation stands with those of its language."""
    return f"?{urlencode({'language': row.language})}" if isinstance(row, ObjectiveTranslation) else ""


def _after(
    request: HttpRequest, here: Draft, anchor: str, home: str = "portal:draft", query: str = ""
) -> HttpResponse:
    """Back in the document at a part: the document alone for htmx, else its page.

    Where the version was adopted meanwhile, the page of the draft says so and offers the next one.
    """
    if open_version(here.mission) is None:
        return done(request, _address(here))
    if not _by_htmx(request):
        return HttpResponseRedirect(f"{_address(here, home)}{query}#{anchor}")
    page = _document(request, draft_of(request, here.mission.code))
    page.headers["HX-Retarget"] = "#document"
    page.headers["HX-Reswap"] = f"outerHTML show:#{anchor}:top"
    page.headers["HX-Trigger-After-Settle"] = json.dumps({"part": anchor})
    return page


def _form(
    request: HttpRequest, here: Draft, kind: Kind, form: Any, *, anchor: str, title: str, under: Any = None
) -> HttpResponse:
    above = KINDS[kind.under] if kind.under else None
    back = anchor if under is None or above is None else above.anchor(under)
    part = _by_htmx(request)
    page = answer(
        request,
        "portal/drafting/form.html" if part else "portal/drafting/edit.html",
        {
            "mission": here.mission,
            "form": form,
            "kind": kind,
            "anchor": anchor,
            "title": title,
            "under": above.title(under) if above is not None and under is not None else None,
            "back": f"{_address(here, kind.home)}#{back}",
            "autosaves": form.row is not None,
            "in_place": part,
        },
    )
    patch_vary_headers(page, ["HX-Request"])
    return page


def _address(here: Draft, page: str = "portal:draft") -> str:
    return reverse(page, kwargs={"code": here.mission.code})
