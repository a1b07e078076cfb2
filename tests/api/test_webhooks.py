"""Webhooks: what is told, to whom, how it is signed and tried again, and who may run them."""

import base64
import datetime
import hashlib
import hmac
import json

import pytest
import time_machine
from auditlog.models import LogEntry
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from apps.alignment.audiences.embargo import end_embargoes
from apps.api.enums import DeliveryState, Event
from apps.api.models import Webhook, WebhookDelivery
from apps.api.webhooks import services
from apps.benchmarks.enums import ObservationState
from apps.benchmarks.services import observing
from apps.coherence import services as coherence
from apps.core import jobs, outbox
from apps.core.enums import Audience
from apps.core.outside import sending
from apps.frameworks.enums import VersionStatus
from apps.missions.enums import MissionAudience
from tests.factories.api import SECRET, WebhookDeliveryFactory, WebhookFactory
from tests.factories.benchmarks import GateDecisionFactory, ObservationFactory
from tests.factories.frameworks import FrameworkVersionFactory

NEW = {"name": "Dashboard", "url": "https://hooks.example.org/a", "events": ["gate.decided"]}


@pytest.fixture
def receiver(monkeypatch):
    """Keeps what is sent, and answers as its `answer` says: a status, or who does not answer."""

    class Receiver:
        answer = 200
        told: list = []

    def post(url, body, headers):
        Receiver.told.append((url, body.decode(), headers))
        if isinstance(Receiver.answer, int):
            return Receiver.answer
        raise sending.NotAnswered(Receiver.answer)

    Receiver.told = []
    monkeypatch.setattr(sending, "post", post)
    return Receiver


def accepted(planner, mission, **fields):
    row = ObservationFactory(mission=mission, state=ObservationState.SUBMITTED, **fields)
    observing.accept(by=planner.user, observations=[row])
    return row


def test_what_is_told_stands_beside_what_happened_and_is_signed(mission, planner, receiver):
    WebhookFactory(mission=mission, events=[Event.OBSERVATION_ACCEPTED])
    WebhookFactory(mission=mission, events=[Event.ADOPTED])
    WebhookFactory(mission=mission, active=False)
    WebhookFactory()
    row = accepted(planner, mission)
    [kept] = WebhookDelivery.objects.all()
    assert kept.state == DeliveryState.WAITING
    services_told = jobs.run_pending()
    assert services_told >= 1
    [(url, body, headers)] = receiver.told
    assert url == "https://hooks.example.org/nexusplan"
    assert json.loads(body) == {
        "type": "observation.accepted",
        "timestamp": kept.asked_at.isoformat(),
        "data": {"mission": "MISA", "collection": "observations", "uuid": str(row.uuid)},
    }
    assert headers["webhook-id"] == str(kept.uuid)
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    told = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{told}"
    kept.refresh_from_db()
    assert (kept.state, kept.status, kept.attempts) == (DeliveryState.DELIVERED, 200, 1)


def test_a_message_says_words_only_where_everybody_may_read_them(mission, planner):
    WebhookFactory(mission=mission)
    version = FrameworkVersionFactory(mission=mission)
    decision = GateDecisionFactory(mission=mission)
    for event, row in ((Event.ADOPTED, version), (Event.GATE_DECIDED, decision)):
        outbox.tell(event, mission, [row])
    accepted(planner, mission, audience=Audience.PUBLIC)
    for one in WebhookDelivery.objects.all():
        assert set(json.loads(one.body)["data"]) == {"mission", "collection", "uuid"}
    WebhookDelivery.objects.all().delete()
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    accepted(planner, mission, audience=Audience.PUBLIC)
    [one] = WebhookDelivery.objects.all()
    assert "indicator" in json.loads(one.body)["data"]


def test_an_adoption_is_told_when_its_embargo_is_lifted(mission):
    WebhookFactory(mission=mission, events=[Event.ADOPTED])
    on = datetime.date(2026, 1, 1)
    version = FrameworkVersionFactory(
        mission=mission,
        status=VersionStatus.ADOPTED,
        adopted_on=on,
        adoption_sha256="0" * 64,
        embargo_until=datetime.date(2026, 2, 1),
    )
    outbox.tell(Event.ADOPTED, mission, [version])
    assert not WebhookDelivery.objects.exists()
    for _ in range(2):
        end_embargoes(at=datetime.datetime(2026, 2, 2, 12, tzinfo=datetime.UTC))
    [one] = WebhookDelivery.objects.all()
    assert json.loads(one.body)["data"]["uuid"] == str(version.uuid)


def test_what_an_agency_keeps_is_not_told_at_all(mission, planner, agency_a):
    WebhookFactory(mission=mission)
    accepted(planner, mission, audience=Audience.AGENCY, submitted_by=agency_a)
    assert not WebhookDelivery.objects.exists()


def test_an_assessment_is_told_once_for_the_members(mission, receiver):
    WebhookFactory(mission=mission, events=[Event.ASSESSED])
    day = datetime.date(2026, 1, 1)
    made = coherence.assess(mission=mission, as_of=day)
    coherence.assess(mission=mission, as_of=day)
    [one] = WebhookDelivery.objects.all()
    assert json.loads(one.body)["data"] == {
        "mission": "MISA",
        "collection": "assessments",
        "uuid": str(made.uuid),
        "as_of": "2026-01-01",
    }


def waiting(**fields):
    made = WebhookDeliveryFactory(state=DeliveryState.WAITING, **fields)
    return WebhookDelivery.objects.select_related("webhook").get(pk=made.pk)


@pytest.mark.django_db
def test_what_fails_is_tried_again_later_and_later_and_given_up(receiver):
    receiver.answer = "no_answer"
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    one, waits = waiting(), []
    while one.state == DeliveryState.WAITING:
        services.deliver(one, now=now)
        one.refresh_from_db()
        if one.next_at is not None:
            waits.append((one.next_at - now).total_seconds())
            now = one.next_at
    assert waits == list(services.WAITS)
    assert (one.state, one.problem, one.attempts) == (DeliveryState.FAILED, "no_answer", len(waits) + 1)
    assert {told[2]["webhook-id"] for told in receiver.told} == {str(one.uuid)}
    assert one.webhook.active


@pytest.mark.django_db
def test_a_message_that_came_to_its_end_is_not_sent_by_a_second_job(receiver):
    one = waiting()
    for _ in range(2):
        jobs.request(services.DELIVER, about=one.uuid)
        jobs.run_pending()
    assert len(receiver.told) == 1


def test_a_webhook_that_fails_for_days_is_switched_off_and_its_administrators_are_told(
    mission, mission_admin, receiver
):
    receiver.answer = 500
    now = datetime.datetime(2026, 1, 8, tzinfo=datetime.UTC)
    webhook = WebhookFactory(mission=mission, failing_since=now - services.GIVES_UP)
    # The first that fails after a silence says nothing of those days.
    services.deliver(waiting(webhook=webhook), now=now)
    webhook.refresh_from_db()
    assert webhook.active
    for _ in range(2):
        services.deliver(waiting(webhook=webhook, attempts=len(services.WAITS)), now=now)
    webhook.refresh_from_db()
    assert not webhook.active
    jobs.run_pending()
    [letter] = mail.outbox
    assert (letter.to, webhook.name in letter.body) == ([mission_admin.user.email], True)
    # Switched on again, it begins anew.
    webhook.active = True
    services.change_webhook(by=mission_admin.user, webhook=webhook, fields=["active"])
    webhook.refresh_from_db()
    assert webhook.failing_since is None


@pytest.mark.django_db
def test_a_webhook_that_another_message_reached_meanwhile_stays_switched_on(receiver):
    now = datetime.datetime(2026, 1, 8, tzinfo=datetime.UTC)
    webhook = WebhookFactory(failing_since=now - services.GIVES_UP)
    read_before = waiting(webhook=webhook, attempts=len(services.WAITS))
    services.deliver(waiting(webhook=webhook), now=now)
    receiver.answer = 500
    assert services.deliver(read_before, now=now) == DeliveryState.FAILED
    assert Webhook.objects.get(pk=webhook.pk).active


@pytest.mark.django_db
def test_a_receiver_that_is_gone_is_left_alone_and_one_that_answers_again_is_forgiven(receiver):
    now = timezone.now()
    failing = waiting(webhook=WebhookFactory(failing_since=now))
    services.deliver(failing, now=now)
    assert Webhook.objects.get(pk=failing.webhook_id).failing_since is None
    receiver.answer = 410
    gone = waiting()
    assert services.deliver(gone, now=now) == DeliveryState.FAILED
    assert not Webhook.objects.get(pk=gone.webhook_id).active
    late = waiting(webhook=gone.webhook)
    late.webhook.refresh_from_db()
    services.deliver(late, now=now)
    assert len(receiver.told) == 2


def page(name, **parts):
    return reverse(f"webhooks:{name}", kwargs={"code": "MISA", **parts})


def test_a_secret_is_shown_once_and_signs_for_a_day_after_it_was_replaced(mission, mission_admin, receiver):
    client = mission_admin.client
    first = client.post(page("new"), NEW).context["secret"]
    webhook = Webhook.objects.get()
    assert first not in webhook.sealed
    assert first not in client.get(page("one", uuid=webhook.uuid)).content.decode()
    second = client.post(page("rotate", uuid=webhook.uuid)).context["secret"]
    webhook.refresh_from_db()
    assert services._secrets(webhook, timezone.now()) == [second, first]
    later = timezone.now() + services.BOTH_SIGN
    assert services._secrets(webhook, later) == [second]
    history = str([entry.changes for entry in webhook.history.all()]) if hasattr(webhook, "history") else ""
    assert webhook.sealed not in history


@pytest.mark.parametrize(
    "given",
    [
        {"url": "http://hooks.example.org/"},
        {"url": "https://127.0.0.1/"},
        {"events": []},
        {"events": ["x"]},
        {"name": ""},
    ],
)
def test_a_webhook_that_cannot_be_is_refused(mission, mission_admin, given):
    answer = mission_admin.client.post(page("new"), NEW | given)
    assert answer.context["form"].errors
    assert not Webhook.objects.exists()


def test_a_message_is_sent_again_with_the_same_id(mission, mission_admin, receiver):
    one = WebhookDeliveryFactory(webhook__mission=mission, state=DeliveryState.FAILED, problem="refused")
    for _ in range(2):
        sent = mission_admin.client.post(page("again", uuid=one.webhook.uuid, other=one.uuid))
        assert sent.status_code == 302
    assert jobs.latest(services.DELIVER, about=one.uuid).requested_by == mission_admin.user
    jobs.run_pending()
    assert [told[2]["webhook-id"] for told in receiver.told] == [str(one.uuid)]
    one.refresh_from_db()
    assert one.state == DeliveryState.DELIVERED


def test_a_webhook_is_removed_after_a_question_and_the_history_says_by_whom(mission, mission_admin):
    webhook = WebhookDeliveryFactory(webhook__mission=mission, state=DeliveryState.WAITING).webhook
    path = page("remove", uuid=webhook.uuid)
    asked = mission_admin.client.get(path)
    assert Webhook.objects.exists()
    answered = mission_admin.client.post(path, {"row_version": asked.context["form"]["row_version"].value()})
    assert answered["Location"] == page("list")
    assert not Webhook.objects.exists()
    assert not WebhookDelivery.objects.exists()
    entry = LogEntry.objects.get(action=LogEntry.Action.DELETE)
    assert (entry.actor, entry.changes["url"]) == (mission_admin.user, [webhook.url, None])
    assert "sealed" not in entry.changes


def test_only_who_administers_the_mission_runs_webhooks(mission, planner, outsider, anonymous):
    one = WebhookDeliveryFactory(webhook__mission=mission)
    webhook = one.webhook
    posts = [
        page("new"),
        page("one", uuid=webhook.uuid),
        page("rotate", uuid=webhook.uuid),
        page("remove", uuid=webhook.uuid),
        page("again", uuid=webhook.uuid, other=one.uuid),
    ]
    for path in posts:
        assert [who.client.post(path, NEW).status_code for who in (planner, outsider)] == [404, 404]
        assert anonymous.client.post(path).status_code == 302
    assert Webhook.objects.get().sealed == webhook.sealed


@pytest.mark.django_db
def test_old_messages_are_put_away():
    WebhookDeliveryFactory()
    with time_machine.travel("2025-01-20"):
        recent = WebhookDeliveryFactory(asked_at=timezone.now())
        services.forget(timezone.now() - datetime.timedelta(days=10))
    assert [one.pk for one in WebhookDelivery.objects.all()] == [recent.pk]
