"""One link: its grade and why, a request to verify it, the answer, a dispute and its end."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.models import User
from apps.agencies.models import Agency
from apps.alignment.evidence import services as answers
from apps.alignment.linking.selectors import find_link
from apps.alignment.models import AlignmentLink, LiaisonRequest
from apps.coherence.evidence import services, words
from apps.coherence.evidence.forms import (
    ATTEST,
    DECLINE,
    HOURS,
    AnswerForm,
    AskForm,
    SayForm,
    SettleForm,
    TakeBackForm,
)
from apps.coherence.evidence.selectors import LinkPage
from apps.core.editing.views import answer, done, edits, saved
from apps.missions.enums import Role
from apps.missions.fields import knows_liaison_hours
from apps.missions.models import Mission, MissionAgency
from apps.missions.rules import EDITORS
from apps.missions.selectors import get_mission_for_member, memberships_in
from apps.missions.services import note_kept_row

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _link(request: HttpRequest, code: str, uuid: UUID) -> tuple[Mission, AlignmentLink]:
    """A link of the mission that the member may see; 404 for everybody else. Two queries."""
    mission = get_mission_for_member(request.user, code)
    found = find_link(request.user, mission, uuid)
    if found is None:
        raise Http404
    return mission, found


def _signed_in(request: HttpRequest) -> User:
    return cast("User", request.user)


def _here(code: str, link: AlignmentLink) -> str:
    return reverse("coherence:link", kwargs={"code": code, "uuid": link.uuid})


def _speaks_for(request: HttpRequest, mission: Mission, *roles: str) -> list[Agency]:
    """The agencies that the user speaks for in one of the roles, by name. One query."""
    held = memberships_in(request.user, mission)
    return sorted({row.agency for row in held if row.role in roles and row.agency is not None}, key=str)


def _counterparts(request: HttpRequest, mission: Mission, link: AlignmentLink) -> list[Agency]:
    """The internal actors that the user speaks for, without the lead itself. Two queries."""
    own = _speaks_for(request, mission, Role.INTERNAL_COUNTERPART)
    internal = MissionAgency.objects.filter(mission=mission, agency__in=own, side="internal")
    pks = set(internal.values_list("agency_id", flat=True)) - {link.activity.lead_id}
    return [one for one in own if one.pk in pks]


@require_safe
@login_required
def link(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """What a link is, what it counts as and why, and what was asked and answered."""
    mission, found = _link(request, code, uuid)
    note_kept_row(by=_signed_in(request), row=found)
    page = LinkPage(found, timezone.localdate())
    grade = page.grade
    actors = _counterparts(request, mission, found)
    may_link = request.user.has_perm("alignment.change_alignmentlink", found)
    attestor = found.attestor_id
    return render(
        request,
        "coherence/evidence/link.html",
        {
            "mission": mission,
            "link": found,
            "page": page,
            "grade": grade,
            "counts_as": words.word_of(grade.effective),
            "rule": words.rule_of(grade),
            "close": "" if attestor not in page.presences else words.closeness(page.closeness(attestor)),
            "may_link": may_link,
            "may_answer": bool(actors),
            "may_settle": grade.disputed and any(one.pk == found.dispute.by_id for one in actors),
        },
    )


@get_or_post
@login_required
@edits(AskForm)
def link_request(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Ask an internal actor to verify a link, with what is asked of it already."""
    mission, found = _link(request, code, uuid)
    if not request.user.has_perm("alignment.change_alignmentlink", found):
        raise Http404
    page = LinkPage(found, timezone.localdate())
    counterparts = page.counterparts(HOURS)
    knows = knows_liaison_hours(request.user, mission)
    labels = {one.agency.pk: words.label_of(one, hours=knows) for one in counterparts}
    form = AskForm(request.POST or None, counterparts=counterparts, labels=labels)
    own = _speaks_for(request, mission, *EDITORS)
    asker = next((one for one in own if one.pk == found.activity.lead_id), own[0] if own else None)
    asked: list[services.Asked] = []

    def ask() -> None:
        asked.append(
            services.ask_verification(
                by=_signed_in(request),
                link=found,
                actor=form.chosen,
                requested_by=asker or found.activity.lead,
                person_hours=form.cleaned_data["person_hours"],
                topic=form.cleaned_data["topic"],
                critical=form.cleaned_data["critical"],
            )
        )

    if saved(form, ask):
        text = _("The request is made.")
        if asked[0].deferred:
            text = _(
                "The request is made. Too much is asked of the actor this quarter, so the verification is "
                "deferred; taking the request back takes that back too."
            )
        messages.success(request, text)
        return done(request, _here(code, found))
    context = {
        "mission": mission,
        "link": found,
        "form": form,
        "back": _here(code, found),
        "counterparts": [(one, words.closeness(one.close)) for one in counterparts],
    }
    return answer(request, "coherence/evidence/request.html", context)


@get_or_post
@login_required
@edits(AnswerForm)
def link_verify(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """An internal actor attests a link, declines to, or disputes it."""
    mission, found = _link(request, code, uuid)
    actors = _counterparts(request, mission, found)
    if not actors:
        raise Http404
    page = LinkPage(found, timezone.localdate())
    form = AnswerForm(request.POST or None, row=found, agencies=actors, day=page.day)
    if saved(form, lambda: _answer(request, found, form)):
        messages.success(request, _("Your answer is on record."))
        return done(request, _here(code, found))
    context = {
        "mission": mission,
        "link": found,
        "form": form,
        "back": _here(code, found),
        "close": [(one, words.closeness(page.closeness(one.pk))) for one in actors],
        "requests": [row for row in page.requests() if row.internal_actor in actors],
    }
    return answer(request, "coherence/evidence/verify.html", context)


def _answer(request: HttpRequest, found: AlignmentLink, form: AnswerForm) -> None:
    by, said = _signed_in(request), form.cleaned_data
    if said["answer"] == ATTEST:
        answers.attest_link(
            by=by,
            link=found,
            attestor=form.speaker,
            income_share=form.share,
            valid_until=said["valid_until"],
        )
    elif said["answer"] == DECLINE:
        answers.decline_link(by=by, link=found, agency=form.speaker, reason=said["reason"])
    else:
        answers.dispute_link(by=by, link=found, agency=form.speaker, reason=said["reason"])


@get_or_post
@login_required
@edits(SayForm)
def link_say(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Answer in words what was said about a link: those who link it, and internal actors."""
    mission, found = _link(request, code, uuid)
    agencies = _counterparts(request, mission, found)
    if request.user.has_perm("alignment.change_alignmentlink", found):
        agencies = list({*agencies, *(_speaks_for(request, mission, *EDITORS) or [found.activity.lead])})
    if not agencies:
        raise Http404
    form = SayForm(request.POST or None, agencies=sorted(agencies, key=str))
    if saved(
        form,
        lambda: answers.say(
            by=_signed_in(request), link=found, agency=form.speaker, text=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("Your answer is on record."))
        return done(request, _here(code, found))
    context = {"mission": mission, "link": found, "form": form, "back": _here(code, found)}
    return answer(request, "coherence/evidence/say.html", context)


@get_or_post
@login_required
@edits(SettleForm)
def link_settle(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """The agency that disputes a link ends the dispute."""
    mission, found = _link(request, code, uuid)
    dispute = getattr(found, "dispute", None)
    actors = _counterparts(request, mission, found)
    if dispute is None or dispute.resolved_on is not None or dispute.by not in actors:
        raise Http404
    form = SettleForm(request.POST or None, row=found)
    if saved(form, lambda: answers.settle_dispute(by=_signed_in(request), link=found)):
        messages.success(request, _("The dispute is settled."))
        return done(request, _here(code, found))
    context = {"mission": mission, "link": found, "form": form, "back": _here(code, found)}
    return answer(request, "coherence/evidence/settle.html", context)


@get_or_post
@login_required
@edits(TakeBackForm)
def link_unask(request: HttpRequest, code: str, uuid: UUID, pk: int) -> HttpResponse:
    """Take a request back that nobody has answered, and the deferral that it brought."""
    mission, found = _link(request, code, uuid)
    asked = LiaisonRequest.objects.filter(
        mission=mission, pk=pk, activity=found.activity, kind="verification", follow_up_on__isnull=True
    ).select_related("internal_actor", "activity__mission", "mission")
    row = asked.first()
    if row is None or not request.user.has_perm("alignment.change_alignmentlink", found):
        raise Http404
    form = TakeBackForm(request.POST or None, row=row)
    if saved(form, lambda: services.take_back(by=_signed_in(request), request=row)):
        messages.success(request, _("The request is taken back."))
        return done(request, _here(code, found))
    context = {"mission": mission, "link": found, "asked": row, "form": form, "back": _here(code, found)}
    return answer(request, "coherence/evidence/unask.html", context)
