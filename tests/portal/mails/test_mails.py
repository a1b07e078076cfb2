import datetime

import pytest
from auditlog.models import LogEntry
from django.core import mail
from django.urls import reverse

from apps.accounts.models import SentMail, User
from apps.activities.editing import services as activities
from apps.activities.models import Activity
from apps.benchmarks.enums import ObservationState
from apps.core import changelog, jobs
from apps.core.enums import Audience
from apps.core.services import change_rows, remove_rows
from apps.frameworks.enums import VersionStatus
from apps.missions.enums import MissionAudience
from apps.portal.mails.contents import news
from apps.portal.mails.sending import send_digest, send_reminder
from tests.factories.activities import ActivityFactory
from tests.factories.alignment import (
    AlignmentLinkFactory,
    AudienceProposalFactory,
    ConsultationFactory,
    DissentFactory,
    LiaisonRequestFactory,
)
from tests.factories.benchmarks import (
    BenchmarkTextFactory,
    GateFactory,
    IndicatorFactory,
    ObservationFactory,
)
from tests.factories.frameworks import FrameworkVersionFactory, MutualCommitmentFactory
from tests.factories.missions import AreaFactory, DocumentFactory, PhasePeriodFactory

DAY = datetime.date(2026, 3, 2)  # a Monday
AT = datetime.datetime(2026, 2, 26, tzinfo=datetime.UTC)
OFTEN = 3


def due_of(mission, agency, number=1, *, version=None, baseline=datetime.date(2026, 2, 5)):
    """Indicators of benchmarks of the agency, by default due three days after DAY."""
    version = version or FrameworkVersionFactory(
        mission=mission, status=VersionStatus.ADOPTED, adopted_on=datetime.date(2025, 1, 1)
    )
    made = []
    for count in range(number):
        text = BenchmarkTextFactory(mission=mission, framework_version=version, owner=agency)
        made.append(
            IndicatorFactory(
                mission=mission,
                benchmark=text.benchmark,
                title=f"Courts that sit {count}",
                reporting_interval_months=1,
                baseline_on=baseline,
            )
        )
    return made


def run(day):
    jobs.request("portal.mails", arguments={"day": day.isoformat()})
    jobs.run_pending()


def test_three_runs_send_one_mail_in_a_week_and_one_reminder(mission, agency_a, editor_a):
    due_of(mission, agency_a)
    for _time in range(OFTEN):
        run(DAY)
    run(DAY + datetime.timedelta(days=1))
    assert sorted(one.subject for one in mail.outbox) == ["Due in Mission A", "This week in Mission A"]
    run(DAY + datetime.timedelta(days=7))
    # The next week has its mail, and what was due has become late.
    assert len(mail.outbox) == 4
    assert SentMail.objects.filter(user=editor_a.user).count() == 4
    assert {one.to[0] for one in mail.outbox} == {editor_a.user.email}
    assert {one.content_subtype for one in mail.outbox} == {"plain"}


def test_a_day_asks_for_mails(mission, agency_a, editor_a):
    due_of(mission, agency_a)
    assert jobs.begin(today=DAY) is True
    jobs.run_pending()
    assert len(mail.outbox) == 2


def test_titles_only_of_what_is_not_public(mission, agency_a, editor_a):
    due_of(mission, agency_a)
    send_digest(user=editor_a.user, day=DAY)
    assert "Courts that sit 0\n" in mail.outbox[0].body
    assert "5 Mar 2026" not in mail.outbox[0].body
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    send_reminder(user=editor_a.user, day=DAY)
    assert "Courts that sit 0 (due on 5 Mar 2026)" in mail.outbox[1].body


def test_what_an_agency_keeps_is_counted_and_others_read_nothing(
    mission, agency_a, editor_a, editor_b, planner
):
    at = datetime.datetime(2026, 2, 25, tzinfo=datetime.UTC)
    kept = ActivityFactory(mission=mission, lead=agency_a, audience="agency", title="Quiet talks")
    open_to_all = ActivityFactory(mission=mission, lead=agency_a, title="Wells")
    for row in Activity.objects.filter(pk__in=[kept.pk, open_to_all.pk]):
        row.people_planned = 7
        activities.change_rows([row], ["people_planned"], by=editor_a.user, at=at)
    ObservationFactory(
        mission=mission,
        indicator=due_of(mission, agency_a)[0],
        submitted_by=agency_a,
        state=ObservationState.RETURNED,
        audience="agency",
    )
    for user in (editor_a.user, editor_b.user, planner.user):
        send_digest(user=user, day=DAY)
    own, others, planners = (one.body for one in mail.outbox)
    assert "Quiet talks" not in own + others + planners
    assert "Activity: Wells" in own
    assert "Activity: Wells" in others
    assert own.count("1 more: sign in") == 2
    assert "more: sign in" not in others + planners


def test_a_mission_that_asks_for_a_second_factor_is_only_counted(mission, agency_a, editor_a):
    mission.second_factor_required = True
    mission.save()
    due_of(mission, agency_a)
    send_digest(user=editor_a.user, day=DAY)
    send_reminder(user=editor_a.user, day=DAY)
    assert "Courts" not in mail.outbox[0].body + mail.outbox[1].body
    assert "1 more: sign in" in mail.outbox[0].body
    assert "1 indicator is due or late" in mail.outbox[1].body


def test_one_click_ends_a_kind_of_mail(mission, agency_a, editor_a, client):
    due_of(mission, agency_a)
    send_digest(user=editor_a.user, day=DAY)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address in mail.outbox[0].body
    path = "/" + address.split("/", 3)[3]
    assert b"End the weekly mail?" in client.get(path).content
    editor_a.user.refresh_from_db()
    assert editor_a.user.weekly_digest is True
    client.handler.enforce_csrf_checks = True
    for _time in range(2):
        assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    person = User.objects.get(pk=editor_a.user.pk)
    assert (person.weekly_digest, person.reminders) == (False, True)
    assert send_digest(user=person, day=DAY + datetime.timedelta(days=7)) is False
    assert client.get(path[:-3] + "/").status_code == 404
    assert client.post("/accounts/mails/stop/nonsense/").status_code == 404


def test_a_person_chooses_mails_and_their_language(mission, agency_a, editor_a):
    due_of(mission, agency_a)
    page = reverse("accounts:mails")
    assert "Once a week" in editor_a.client.get(page).content.decode()
    sent = {"weekly_digest": "on", "mail_language": "fr"}
    assert editor_a.client.post(page, sent).status_code == 302
    person = User.objects.get(pk=editor_a.user.pk)
    assert (person.weekly_digest, person.reminders, person.mail_language) == (True, False, "fr")
    assert send_reminder(user=person, day=DAY) is False
    assert send_digest(user=person, day=DAY) is True


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_of_a_mail_do_not_depend_on_its_rows(
    number, mission, agency_a, editor_a, django_assert_num_queries
):
    mission.audience = MissionAudience.PUBLIC
    mission.save()
    at = datetime.datetime(2026, 2, 25, tzinfo=datetime.UTC)
    due_of(mission, agency_a, number)
    for row in [ActivityFactory(mission=mission, lead=agency_a) for _ in range(number)]:
        row.people_planned = 7
        activities.change_rows([row], ["people_planned"], by=editor_a.user, at=at)
    news(editor_a.user, mission, DAY)  # what kinds of rows there are is read once in a process
    with django_assert_num_queries(26):
        assert news(editor_a.user, mission, DAY)


def test_changes_of_what_has_no_page_of_its_own_and_of_what_is_gone_are_told_too(mission, planner):
    phase = PhasePeriodFactory(mission=mission, phase="transition")
    phase.phase = "consolidation"
    change_rows([phase], ["phase"], by=None, at=AT)
    area = AreaFactory(mission=mission, name="North")
    remove_rows([area], by=None, at=AT)

    send_digest(user=planner.user, day=DAY)

    (sent,) = mail.outbox
    assert "/m/MISA/phases/" in sent.body
    assert "North" in sent.body


@pytest.mark.parametrize("kept", ["activity", "link", "document", "observation"])
def test_what_an_agency_keeps_to_itself_is_counted_not_named(mission, agency_a, editor_a, kept):
    given = {"mission": mission, "audience": Audience.AGENCY}
    activity = ActivityFactory(lead=agency_a, title="Quiet talks", **given)
    rows = {
        "activity": lambda: activity,
        "link": lambda: AlignmentLinkFactory(mission=mission, activity=activity),
        "document": lambda: DocumentFactory(agency=agency_a, title="Quiet talks", **given),
        "observation": lambda: ObservationFactory(
            indicator=IndicatorFactory(mission=mission, title="Quiet talks"), submitted_by=agency_a, **given
        ),
    }
    create_log(rows[kept]())

    send_digest(user=editor_a.user, day=DAY)

    (sent,) = mail.outbox
    assert "Quiet talks" not in sent.body
    assert "1 more" in sent.body


def create_log(row):
    """An entry of a change to the row, as a service leaves it."""
    changelog.write(
        [(row, LogEntry.Action.UPDATE, {"description": ["a", "b"]})], by=None, at=AT, via="screen"
    )


@pytest.mark.parametrize("number", [1, 3])
def test_all_that_waits_for_a_person_stands_in_one_mail(
    number, mission, agency_a, ministry, editor_a, internal_counterpart, planner, django_assert_num_queries
):
    for place in range(number):
        open_to_all = ActivityFactory(mission=mission, lead=agency_a, title=f"Wells {place}")
        kept = ActivityFactory(mission=mission, lead=ministry, audience="agency", title="Quiet talks")
        for activity in (open_to_all, kept):
            LiaisonRequestFactory(
                mission=mission, internal_actor=ministry, activity=activity, kind="verification"
            )
        ConsultationFactory(mission=mission, internal_actor=ministry, activity=None, topic=f"Land {place}")
        MutualCommitmentFactory(mission=mission, party=ministry, text=f"Pay {place}", due_on=DAY)
        AudienceProposalFactory(mission=mission, activity=open_to_all, proposed_by=editor_a.user)
        DissentFactory(
            mission=mission,
            agency=ministry,
            statement="Words of a dissent",
            gate=GateFactory(mission=mission),
        )
    for person in (internal_counterpart, planner):
        for _time in range(OFTEN):
            send_digest(user=person.user, day=DAY)
    own, plans = (one.body for one in mail.outbox)
    for said in ("Request to verify: Wells 0", "Consultation: Land 0", "Promise: Pay 0"):
        assert said in own
    assert "Quiet talks" not in own + plans
    assert "Words of a dissent" not in own + plans
    assert f"- {number} more: sign in" in own
    assert "Audience" in plans or "more: sign in" in plans
    with django_assert_num_queries(26):
        news(internal_counterpart.user, mission, DAY)
