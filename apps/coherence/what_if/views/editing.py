"""Making a what-if and changing it: plain forms, the rows picked by addresses, nothing needs a script."""

from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.accounts.models import User
from apps.activities.models import Activity
from apps.alignment.filters import listing
from apps.alignment.selectors.lists import ActivityScope
from apps.coherence.engine.what_if import Change, ChangeError, parse
from apps.coherence.engine.what_if.changes import MOST_CHANGES
from apps.coherence.history.forms import Bounds, DayForm
from apps.coherence.history.selectors import days_to_choose, newest
from apps.coherence.models import WhatIf
from apps.coherence.selectors.rows import describe
from apps.coherence.what_if import choices, forms, selectors, sentences, services
from apps.core import jobs
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, edits, saved
from apps.core.text import asked_words
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

PICKS: Mapping[str, tuple[str, ...]] = {
    "link_activity": ("activity",),
    "verify_links": ("activity",),
    "resolve_contradiction": ("contradiction",),
    "move_delivery": (),
    "move_money": ("activity",),
    "split_money": ("activity", "to"),
}
"""The rows that are picked, one after the other and each in the address, before the form of a change."""


def _person(request: HttpRequest) -> User:
    """Who asks, signed in as `login_required` sees to."""
    return cast("User", request.user)


get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@get_or_post
@login_required
def new(request: HttpRequest, code: str) -> HttpResponse:
    """A new what-if; an address with a kind of change and its rows goes on to the form of that change."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("coherence.make_what_if", mission):
        raise PermissionDenied
    kind = request.GET.get("kind")
    if kind is not None and kind not in PICKS:
        raise Http404
    latest = newest(mission)
    today = timezone.localdate()
    limits = days_to_choose(mission, today, latest)
    if request.method == "POST":
        form = forms.NewForm(request.POST, bounds=limits)
        if form.is_valid():
            made = services.create_what_if(by=_person(request), mission=mission, **form.described())
            messages.success(request, _("“%(title)s” is made. Only you see it.") % {"title": made.title})
            return redirect(_after_making(request, made, kind))
    else:
        day = today if latest is None else latest.as_of
        title = "" if kind is None else sentences.KINDS[kind]
        form = _begun(request, {"title": title, "as_of": day, "note": ""}, limits)
    return render(
        request,
        "coherence/what_if/new.html",
        {"mission": mission, "form": form, "kind": None if kind is None else sentences.KINDS[kind]},
    )


def _begun(request: HttpRequest, start: dict[str, Any], limits: Bounds) -> forms.NewForm:
    """The form as it begins, with the day of the address; one that cannot be taken stands with its error."""
    given = request.GET.get("as_of")
    if not given:
        return forms.NewForm(initial=start, bounds=limits)
    start |= {"as_of": given}
    if DayForm({"as_of": given}, bounds=limits).is_valid():
        return forms.NewForm(initial=start, bounds=limits)
    form = forms.NewForm(start, bounds=limits)
    form.errors.pop("title", None)
    return form


def _after_making(request: HttpRequest, made: WhatIf, kind: str | None) -> str:
    """The address of the form of the first change with its picked rows; without one, of the edit page."""
    if kind is None:
        return _address("what_if_edit", made)
    picked = {name: request.GET[name] for name in PICKS[kind] if name in request.GET}
    address = _address("what_if_add", made, kind=kind)
    return f"{address}?{urlencode(picked)}" if picked else address


def _address(name: str, what_if: WhatIf, **more: str) -> str:
    return reverse(f"coherence:{name}", kwargs={"code": what_if.mission.code, "uuid": what_if.uuid, **more})


def _own(request: HttpRequest, code: str, uuid: UUID) -> tuple[Mission, WhatIf]:
    mission = get_mission_for_member(request.user, code)
    return mission, selectors.find_own(mission, request.user, uuid)


@get_or_post
@login_required
@edits(forms.EditForm)
def edit(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Name, note, date and sharing; the changes in their order, to be moved and removed."""
    mission, what_if = _own(request, code, uuid)
    limits = days_to_choose(mission, timezone.localdate(), newest(mission))
    form = forms.EditForm.of(what_if, limits)
    order = VersionedForm(request.POST if "action" in request.POST else None, row=what_if)
    if order.is_bound:
        if order.is_valid():
            _rearrange(request, what_if)
            return redirect(_address("what_if_edit", what_if))
        if order.conflict is None:
            raise Http404
    elif request.method == "POST":
        form = forms.EditForm.of(what_if, limits, request.POST)
        if saved(form, lambda: _describe(request, what_if, form)):
            messages.success(request, _("Saved."))
            return redirect(_address("what_if", what_if))
        what_if.refresh_from_db()
    seen = describe(mission, request.user, sentences.rows_of(what_if.changes))
    return answer(
        request,
        "coherence/what_if/edit.html",
        {
            "mission": mission,
            "what_if": what_if,
            "form": form,
            "order": order,
            "changes": sentences.changes(what_if, seen),
            "error": sentences.error(what_if),
            "kinds": [(kind, sentences.KINDS[kind], sentences.HINTS[kind]) for kind in PICKS],
            "full": len(what_if.changes) >= MOST_CHANGES,
            "state": jobs.state(services.TASK, about=what_if.uuid),
        },
        form,
        order,
    )


def _describe(request: HttpRequest, what_if: WhatIf, form: forms.EditForm) -> None:
    """Save what the form says. Raises as the service does."""
    shared = form.cleaned_data["shared"]
    services.describe_what_if(by=_person(request), what_if=what_if, shared=shared, **form.described())


def _rearrange(request: HttpRequest, what_if: WhatIf) -> None:
    """Move one change up or down, remove it, or ask for another computation, as the button says."""
    action, _sep, number = request.POST["action"].partition("-")
    changes = list(parse(what_if.changes))
    if action == "compute":
        services.request(by=_person(request), what_if=what_if)
        messages.success(request, _("It is computed again with the plan as it is now."))
        return
    try:
        place = int(number) - 1
    except ValueError as error:
        raise Http404 from error
    if not 0 <= place < len(changes):
        raise Http404
    if action == "remove":
        del changes[place]
    elif action == "up" and place:
        changes[place - 1 : place + 1] = [changes[place], changes[place - 1]]
    elif action == "down" and place + 1 < len(changes):
        changes[place : place + 2] = [changes[place + 1], changes[place]]
    else:
        raise Http404
    _save(request, what_if, changes, _("The changes are saved."))


def _save(request: HttpRequest, what_if: WhatIf, changes: list[Change], done: str) -> None:
    services.set_changes(by=_person(request), what_if=what_if, changes=changes)
    messages.success(request, done)


# One more change ---------------------------------------------------------------------------------------


@get_or_post
@login_required
@edits()
def add(request: HttpRequest, code: str, uuid: UUID, kind: str) -> HttpResponse:
    """One more change: pick its rows one after the other, each in the address, then say the rest."""
    mission, what_if = _own(request, code, uuid)
    if kind not in PICKS or len(what_if.changes) >= MOST_CHANGES:
        raise Http404
    picked: dict[str, Any] = {}
    for pick in PICKS[kind]:
        if pick not in request.GET:
            return _pick(request, what_if, kind, pick=pick, picked=picked)
        picked[pick] = _picked(mission, request, pick)
    form = _form(kind, mission, picked, request.POST if request.method == "POST" else None)
    if form.is_valid() and _add(request, what_if, form, _change(kind, form, picked)):
        return redirect(_address("what_if_edit", what_if))
    return render(
        request,
        "coherence/what_if/add.html",
        {
            "mission": mission,
            "what_if": what_if,
            "kind": sentences.KINDS[kind],
            "hint": sentences.HINTS[kind],
            "picked": _titles(picked),
            "form": form,
            "nothing": _nothing_to_choose(form),
        },
    )


def _add(request: HttpRequest, what_if: WhatIf, form: Form, change: Change) -> bool:
    """Save one more change; one that can never be made stands in the form. Whether the plan and the changes
    before it allow it is seen in the job, which loads the plan, and then said beside the change."""
    changes = [*parse(what_if.changes), change]
    try:
        _save(request, what_if, changes, _("The change is added."))
    except ChangeError as error:
        form.add_error(None, sentences.fault(error.code, error.number, error.field, error.params))
        return False
    return True


def _picked(mission: Mission, request: HttpRequest, pick: str) -> Any:
    """The row that the address names; 404 for one that is not offered."""
    find = choices.contradiction if pick == "contradiction" else choices.activity
    found = find(mission, request.user, request.GET[pick])
    if found is None:
        raise Http404
    return found


def _pick(
    request: HttpRequest, what_if: WhatIf, kind: str, *, pick: str, picked: Mapping[str, Any]
) -> HttpResponse:
    """The page on which one row is searched for and picked."""
    mission, text = what_if.mission, asked_words(request.GET)
    context: dict[str, Any] = {
        "mission": mission,
        "what_if": what_if,
        "kind": sentences.KINDS[kind],
        "hint": sentences.HINTS[kind],
        "pick": pick,
        "picked": _titles(picked),
        "kept": [(name, request.GET[name]) for name in picked],
        "q": text,
    }
    if pick == "contradiction":
        context["page"] = choices.contradictions(mission, request.user, text, request.GET.get("page"))
    else:
        scope = ActivityScope(
            mission,
            choices.shared_activities(mission, request.user),
            drafts=True,
            names=("area", "objective"),
        )
        asked = {name: request.GET.get(name) for name in ("after", "before", "last")} | {"q": text}
        found = listing(asked, scope)
        context["neighbours"] = found.page
        keys = [] if found.page is None else [row.key for row in found.page.rows]
        context["rows"] = list(zip(keys, found.rows, strict=True))
    return render(request, "coherence/what_if/pick.html", context)


def _titles(picked: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is picked, in words."""
    labels = {"activity": _("Activity"), "to": _("To"), "contradiction": _("Contradiction")}
    return [(labels[name], _title(row)) for name, row in picked.items()]


def _title(row: Any) -> str:
    if isinstance(row, Activity):
        return row.title
    return _("%(one)s against %(other)s") % {"one": row.activity_a.title, "other": row.activity_b.title}


def _form(kind: str, mission: Mission, picked: Mapping[str, Any], data: Any) -> Any:
    """The form of this kind of change with its choices."""
    of: Any = picked.get("activity")
    make: Mapping[str, Callable[[], Form]] = {
        "link_activity": lambda: forms.LinkForm(data).choose(
            objective=choices.objectives(mission, of), attestor=choices.attestors(mission, of)
        ),
        "verify_links": lambda: forms.VerifyForm(data).choose(
            links=choices.links(of), attestor=choices.attestors(mission, of)
        ),
        "resolve_contradiction": lambda: forms.ResolveForm(data),
        "move_delivery": lambda: forms.DeliveryForm(data).choose(scenario=choices.scenarios(mission)),
        "move_money": lambda: forms.MoneyForm(data).choose(funding_line=choices.funding_lines(of)),
        "split_money": lambda: forms.SplitForm(data).choose(funding_line=choices.funding_lines(of)),
    }
    return make[kind]()


def _change(kind: str, form: Any, picked: Mapping[str, Any]) -> Change:
    """The change that the form and the picked rows make."""
    named = {"link_activity": "activity", "resolve_contradiction": "contradiction", "split_money": "to"}
    change: Change = form.change(picked[named[kind]].key) if kind in named else form.change()
    return change


def _nothing_to_choose(form: Form) -> bool:
    """A field that must be filled in offers nothing."""
    return any(
        field.required and hasattr(field, "choices") and not [key for key, _label in field.choices if key]
        for field in form.fields.values()
    )


# As a whole --------------------------------------------------------------------------------------------


@get_or_post
@login_required
def copy(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """An own copy of a what-if that the reader may see, to go on from."""
    mission = get_mission_for_member(request.user, code)
    what_if = selectors.find(mission, request.user, uuid)
    if request.method == "POST":
        title = _("%(title)s (copy)") % {"title": what_if.title}
        made = services.copy_what_if(by=_person(request), what_if=what_if, title=title[: forms.TITLE_LENGTH])
        messages.success(request, _("“%(title)s” is made. Only you see it.") % {"title": made.title})
        return redirect(_address("what_if_edit", made))
    return render(request, "coherence/what_if/copy.html", {"mission": mission, "what_if": what_if})


@get_or_post
@login_required
@edits()
def remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Ask, then remove a what-if; the plan stays as it is."""
    mission, what_if = _own(request, code, uuid)
    form = VersionedForm(request.POST if request.method == "POST" else None, row=what_if)
    if form.is_valid():
        services.remove_what_if(by=_person(request), what_if=what_if)
        messages.success(request, _("“%(title)s” is removed.") % {"title": what_if.title})
        return redirect("coherence:what_ifs", code=code)
    context = {"mission": mission, "what_if": what_if, "form": form}
    return answer(request, "coherence/what_if/remove.html", context)
