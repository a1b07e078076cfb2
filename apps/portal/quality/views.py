"""The quality check of a version, and what stands with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from apps.activities.selectors import dimension_names
from apps.benchmarks.models import Benchmark, BenchmarkText, Indicator, QualityWaiver
from apps.benchmarks.quality.check import Finding
from apps.benchmarks.quality.rules import RULES, Severity
from apps.benchmarks.selectors.quality import findings_of, found, waivers_of
from apps.benchmarks.services.quality import accept, withdraw
from apps.core.editing.views import answer, done, edits, saved
from apps.frameworks.models import ConflictFactor, FrameworkVersion, ObjectiveText
from apps.frameworks.selectors.drafts import OPEN
from apps.frameworks.selectors.versions import in_force_on, objective_uuids, versions
from apps.missions.enums import Phase
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member
from apps.portal.forms import VersionAsked
from apps.portal.quality.forms import ReasonForm, WithdrawReasonForm
from apps.portal.views.recording import signed_in

PLAN = "missions.plan_mission"
SEVERITIES = {
    Severity.MUST: (gettext_lazy("Must"), "■", "flag r"),
    Severity.SHOULD: (gettext_lazy("Should"), "▲", "flag a"),
    Severity.CONSIDER: (gettext_lazy("Consider"), "○", "flag n"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in words, with the row to mend and the reason with which it stands."""

    finding: Finding
    about: str
    sentence: str
    href: str | None
    waiver: QualityWaiver | None

    @property
    def may_stand(self) -> bool:
        return self.finding.rule.severity is not Severity.MUST


@require_safe
@login_required
def quality(request: HttpRequest, code: str) -> HttpResponse:
    """What the open version lacks, or the one that the address names; without either the one in force."""
    mission = get_mission_for_member(request.user, code)
    known = versions(mission)
    asked = VersionAsked(request.GET, {one.number for one in known})
    number = asked.cleaned_data["version"] if asked.is_valid() else None
    version = next((one for one in known if one.number == number), None)
    version = version or next((one for one in known if one.status in OPEN), None)
    version = version or in_force_on(known, timezone.localdate()) or next(iter(known), None)
    if version is None:
        return render(request, "portal/quality/check.html", {"mission": mission})
    may_accept = version.status in OPEN and request.user.has_perm(PLAN, mission)
    lines = _lines(mission, version, edits=may_accept)
    open_ = [line for line in lines if line.waiver is None]
    return render(
        request,
        "portal/quality/check.html",
        {
            "mission": mission,
            "form": asked,
            "version": version,
            "groups": [
                {
                    "label": label,
                    "shape": shape,
                    "look": look,
                    "lines": [line for line in open_ if line.finding.rule.severity is severity],
                }
                for severity, (label, shape, look) in SEVERITIES.items()
            ],
            "accepted": [line for line in lines if line.waiver is not None],
            "rules": len(RULES),
            "musts": sum(line.finding.rule.severity is Severity.MUST for line in open_),
            "may_accept": may_accept,
            "is_open": version.status in OPEN,
        },
    )


def _lines(mission: Mission, version: FrameworkVersion, *, edits: bool) -> list[Line]:
    """Every finding of a version in words. Queries: those of the check, one, and two or four more."""
    waivers = waivers_of(version)
    pages = _forms(mission, version) if edits else _pages(mission)
    dimensions = dimension_names(mission)
    return [
        Line(
            one,
            _about(one, dimensions),
            _(one.rule.sentence) % one.params,
            pages.get((one.rule.collection, one.key)),
            waivers.get(one.token),
        )
        for one in findings_of(version)
    ]


def _pages(mission: Mission) -> dict[tuple[str, str | None], str]:
    """The pages of objectives and benchmarks by collection and key. Two queries."""
    benchmarks: Any = Benchmark.objects.filter(mission=mission)
    found: dict[tuple[str, str | None], str] = {}
    for collection, name, uuids in (
        ("objectives", "portal:objective", objective_uuids(mission)),
        ("benchmarks", "portal:benchmark", dict(benchmarks.values_list("key", "uuid"))),
    ):
        for key, uuid in uuids.items():
            found[collection, key] = reverse(name, kwargs={"code": mission.code, "uuid": uuid})
    return found


def _forms(mission: Mission, version: FrameworkVersion) -> dict[tuple[str, str | None], str]:
    """The forms in which rows of the open version are mended, by collection and key. Four queries."""
    texts: Any = ObjectiveText.objects.filter(framework_version=version)
    wordings: Any = BenchmarkText.objects.filter(framework_version=version)
    indicators: Any = Indicator.objects.filter(benchmark__texts__framework_version=version)
    factors: Any = ConflictFactor.objects.filter(mission=mission)
    named = [
        ("framework_versions", "vision", [(None, version.uuid)]),
        ("objectives", "objective", texts.values_list("objective__key", "uuid")),
        ("benchmarks", "benchmark", wordings.values_list("benchmark__key", "uuid")),
        ("indicators", "indicator", indicators.values_list("key", "uuid")),
        ("conflict_factors", "factor", factors.values_list("key", "uuid")),
    ]
    return {
        (collection, key): reverse(
            "portal:draft_part", kwargs={"code": mission.code, "kind": kind, "row": str(uuid)}
        )
        for collection, kind, rows in named
        for key, uuid in rows
    }


def _about(finding: Finding, dimensions: Mapping[str, str]) -> str:
    if finding.rule.collection == "phases":
        return str(Phase(finding.about).label)
    if finding.rule.collection == "dimensions":
        return dimensions.get(finding.about, finding.about)
    return finding.about


def _asked(
    request: HttpRequest, code: str, version: int, token: str
) -> tuple[Mission, FrameworkVersion, Finding]:
    """An open version and one of its findings that may stand, for planners; 404 for everybody and
    everything else."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm(PLAN, mission):
        raise Http404
    known = next((one for one in versions(mission) if one.number == version), None)
    if known is None or known.status not in OPEN:
        raise Http404
    finding = found(findings_of(known), token)
    if finding is None or finding.rule.severity is Severity.MUST:
        raise Http404
    return mission, known, finding


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(ReasonForm)
def accept_finding(request: HttpRequest, code: str, version: int, token: str) -> HttpResponse:
    """Let a finding stand with a reason, or change the reason; for planners."""
    mission, known, finding = _asked(request, code, version, token)
    waiver = waivers_of(known).get(token)
    here = f"{reverse('portal:quality', kwargs={'code': code})}?version={version}"
    initial = {"reason": None if waiver is None else waiver.reason}
    form = ReasonForm(request.POST or None, row=waiver, initial=initial)
    user = signed_in(request)
    if saved(
        form,
        lambda: accept(
            by=user,
            version=known,
            finding=finding,
            reason=form.cleaned_data["reason"],
            accepted_on=timezone.localdate(),
            accepted_by=user.name or None,
            waiver=waiver,
        ),
    ):
        messages.success(request, _("The finding stands with its reason."))
        return done(request, here)
    return answer(
        request,
        "portal/quality/accept.html",
        {
            "mission": mission,
            "version": known,
            "form": form,
            "here": here,
            "finding": finding,
            "about": _about(finding, dimension_names(mission)),
            "sentence": _(finding.rule.sentence) % finding.params,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(WithdrawReasonForm)
def withdraw_reason(request: HttpRequest, code: str, version: int, token: str) -> HttpResponse:
    """Take a reason back, so that the finding is open again; for planners."""
    mission, known, finding = _asked(request, code, version, token)
    waiver = waivers_of(known).get(token)
    if waiver is None:
        raise Http404
    here = f"{reverse('portal:quality', kwargs={'code': code})}?version={version}"
    form = WithdrawReasonForm(request.POST or None, row=waiver)
    if saved(form, lambda: withdraw(by=signed_in(request), waiver=waiver)):
        messages.success(request, _("The finding is open again."))
        return done(request, here)
    return answer(
        request,
        "portal/quality/withdraw.html",
        {
            "mission": mission,
            "form": form,
            "here": here,
            "waiver": waiver,
            "sentence": _(finding.rule.sentence) % finding.params,
        },
    )
