"""The webhooks of a mission, for those who administer it."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apps.accounts.models import User
from apps.api.enums import DeliveryState, Event
from apps.api.models import Webhook, WebhookDelivery
from apps.api.webhooks import services
from apps.api.webhooks.forms import NewWebhookForm, WebhookForm
from apps.core.editing.forms import VersionedForm
from apps.core.editing.views import answer, done, edits, saved
from apps.missions.models import Mission
from apps.missions.selectors import get_mission_for_member

SHOWN = 50
PROBLEMS = {
    "not_allowed": gettext_lazy("The address leads into a network that is not called."),
    "no_answer": gettext_lazy("Nobody answered in time."),
    "refused": gettext_lazy("The receiver refused it."),
    "switched_off": gettext_lazy("The webhook was switched off."),
}


def _mission(request: HttpRequest, code: str) -> Mission:
    """The mission, for those who administer it. Two queries; Http404 for all others."""
    mission = get_mission_for_member(request.user, code)
    if not request.user.has_perm("api.run_webhooks", mission):
        raise Http404
    return mission


def _webhook(request: HttpRequest, code: str, uuid: UUID) -> Webhook:
    mission = _mission(request, code)
    webhook = get_object_or_404(Webhook, mission=mission, uuid=uuid)
    webhook.mission = mission
    return webhook


@require_safe
@login_required
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """Every webhook of the mission, with what it is told of and whether its messages arrive."""
    mission = _mission(request, code)
    names = dict(Event.choices)
    rows = [
        (one, [names[event] for event in one.events if event in names])
        for one in Webhook.objects.filter(mission=mission)
    ]
    return render(request, "api/webhooks/list.html", {"mission": mission, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest, code: str) -> HttpResponse:
    """The next webhook. Its secret is shown on the answer to the form, and never again."""
    mission = _mission(request, code)
    form = NewWebhookForm(request.POST or None, initial={"events": list(Event.values)})
    if form.is_valid():
        try:
            webhook, secret = services.add_webhook(
                by=cast("User", request.user), mission=mission, at=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _secret(request, webhook, secret)
    return render(request, "api/webhooks/new.html", {"mission": mission, "form": form})


def _secret(request: HttpRequest, webhook: Webhook, secret: str) -> HttpResponse:
    context = {"mission": webhook.mission, "webhook": webhook, "secret": secret}
    answered = render(request, "api/webhooks/secret.html", context)
    answered["Cache-Control"] = "private, no-store"
    return answered


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(WebhookForm)
def one(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """One webhook: what it is, and its last messages with what was answered."""
    webhook = _webhook(request, code, uuid)
    form = WebhookForm(request.POST or None, row=webhook)

    def change() -> None:
        for name in form.changed_data:
            setattr(webhook, name, form.cleaned_data[name])
        services.change_webhook(by=cast("User", request.user), webhook=webhook, fields=form.changed_data)

    if saved(form, change):
        messages.success(request, _("Saved."))
        return done(request, reverse("webhooks:one", kwargs={"code": code, "uuid": uuid}))
    return answer(
        request,
        "api/webhooks/one.html",
        {
            "mission": webhook.mission,
            "webhook": webhook,
            "form": form,
            "told": [
                (row, PROBLEMS.get(row.problem or ""), row.state != DeliveryState.WAITING)
                for row in webhook.deliveries.all()[:SHOWN]
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@edits(VersionedForm)
def remove(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """Ask, then take a webhook out with its messages."""
    webhook = _webhook(request, code, uuid)
    form = VersionedForm(request.POST or None, row=webhook)
    if saved(form, lambda: services.remove_webhook(by=cast("User", request.user), webhook=webhook)):
        messages.success(request, _("Taken out. The history keeps it."))
        return done(request, reverse("webhooks:list", kwargs={"code": code}))
    context = {"mission": webhook.mission, "webhook": webhook, "form": form}
    return answer(request, "api/webhooks/remove.html", context)


@require_POST
@login_required
def rotate(request: HttpRequest, code: str, uuid: UUID) -> HttpResponse:
    """A new secret, shown on the answer; for a day the former one signs too."""
    webhook = _webhook(request, code, uuid)
    secret = services.rotate_secret(by=cast("User", request.user), webhook=webhook, at=timezone.now())
    return _secret(request, webhook, secret)


@require_POST
@login_required
def again(request: HttpRequest, code: str, uuid: UUID, other: UUID) -> HttpResponse:
    """One message once more."""
    webhook = _webhook(request, code, uuid)
    delivery = get_object_or_404(WebhookDelivery, webhook=webhook, uuid=other)
    if services.send_again(by=cast("User", request.user), delivery=delivery):
        messages.success(request, _("It is sent again, with the same identifier."))
    else:
        messages.warning(request, _("It waits to be sent, or the webhook is switched off."))
    return redirect("webhooks:one", code=code, uuid=uuid)
