"""A new mission from nothing, from a template framework or from its file; and the templates with sources."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.activities.models import Activity
from apps.benchmarks.drafting.opening import open_draft
from apps.core.editing.views import show
from apps.core.templatetags.nexusplan import number
from apps.exchange.bundle import BundleRefused
from apps.exchange.services import import_bundle
from apps.exchange.services.audiences import for_members_first
from apps.frameworks.models import FrameworkVersion
from apps.frameworks.services.applying import apply_template
from apps.frameworks.template_frameworks import TEMPLATES, TemplateFramework
from apps.missions.models import Mission
from apps.missions.starting import join_as_maker, start_mission
from apps.portal.starting.forms import BundleForm, MissionForm, sentences
from apps.portal.views.recording import signed_in

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _may_start(request: HttpRequest) -> None:
    if not request.user.has_perm("missions.start_mission"):
        raise Http404


@get_or_post
@login_required
def new_mission(request: HttpRequest) -> HttpResponse:
    """A mission from nothing or from a template; its maker plans and administers it."""
    _may_start(request)
    given = request.GET.get("template")
    form = MissionForm(request.POST or None, initial={"template": given if given in TEMPLATES else ""})
    if form.is_valid():
        try:
            mission = _started(request, form)
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, _("The mission is made; you plan and administer it."))
            return redirect("portal:draft", code=mission.code)
    return render(request, "portal/starting/mission.html", {"form": form})


def _started(request: HttpRequest, form: MissionForm) -> Mission:
    by, template = signed_in(request), TEMPLATES.get(form.cleaned_data["template"])
    with transaction.atomic():
        mission = start_mission(by=by, mission=form.mission())
        if template is not None:
            languages = mission.languages or []
            here = get_language()
            language = here if here in languages else next(iter(languages), None)
            version = open_draft(by=by, mission=mission, language=language)
            apply_template(by=by, version=version, template=template, own_dimensions=True)
    return mission


@get_or_post
@login_required
def mission_from_file(request: HttpRequest) -> HttpResponse:
    """A mission from its file: all of it, or every reason why not."""
    _may_start(request)
    form = BundleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        by, document = signed_in(request), form.cleaned_data["file"]
        closed = for_members_first(document)
        try:
            with transaction.atomic():
                report = import_bundle(by=by, document=document, at=timezone.now())
                mission = Mission.objects.get(code=report.code)
                join_as_maker(by=by, mission=mission)
        except BundleRefused as error:
            for sentence in sentences(error):
                form.add_error("file", sentence)
        except ValidationError as error:
            form.add_error("file", error.messages)
        else:
            messages.success(request, _("The mission is made; you plan and administer it."))
            if closed:
                said = ngettext(
                    "%(n)s row that is public in the file is for members here until two people open it.",
                    "%(n)s rows that are public in the file are for members here until two people open them.",
                    closed,
                )
                messages.info(request, said % {"n": number(closed)})
            return redirect("portal:overview", code=mission.code)
    return render(request, "portal/starting/file.html", {"form": form})


@require_safe
@login_required
def templates(request: HttpRequest) -> HttpResponse:
    """The template frameworks, each with what it brings and what is unverified."""
    context = {"templates": TEMPLATES.values(), "may_start": request.user.has_perm("missions.start_mission")}
    return render(request, "portal/starting/templates.html", context)


@require_safe
@login_required
def template(request: HttpRequest, key: str) -> HttpResponse:
    """One template framework: every statement with its source."""
    found = TEMPLATES.get(key)
    if found is None:
        raise Http404
    may = request.user.has_perm("missions.start_mission")
    return render(request, "portal/starting/template.html", {"template": found, "may_start": may})


def lay_down(request: HttpRequest, version: FrameworkVersion, found: TemplateFramework) -> bool:
    """Lay a template down in a draft; its dimensions only where nothing of the mission has one yet."""
    unused = not Activity.objects.filter(mission=version.mission_id).exists()
    return apply_template(by=signed_in(request), version=version, template=found, own_dimensions=unused)
