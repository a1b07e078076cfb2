"""Being asked to come: the mail, its link, who may accept, and what nobody learns by trying."""

import datetime
import re

import pytest
from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import User
from apps.core import jobs
from apps.core.models import Job
from apps.missions import services
from apps.missions.enums import Role
from apps.missions.models import Invitation, Membership
from apps.missions.services import NewInvitation
from apps.missions.services.invitations import MAILS_A_DAY
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.missions import InvitationFactory, MembershipFactory

SITE = "https://plan.example.org"
HERE = reverse("missions:invitation")
NEW = {"name": "Nina", "password": "quite a new phrase", "again": "quite a new phrase"}


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def asked(mission, mission_admin):
    """An invitation whose mail has left, and the path of its link."""
    (row,) = services.invite(
        by=mission_admin.user,
        mission=mission,
        people=[NewInvitation("Nina@example.org", Role.OBSERVER)],
        site=SITE,
    )
    return row, link_of(row)


def link_of(row):
    """The path in the mail that leaves now."""
    mail.outbox.clear()
    jobs.run_pending()
    (message,) = mail.outbox
    assert message.to == [row.email]
    (link,) = re.findall(rf"{SITE}(/\S+)", message.body)
    return link


def opened(path, client=None):
    client = client or Client()
    assert client.get(path).url == HERE
    return client, client.get(HERE)


def gone(answer):
    return "no longer valid" in answer.content.decode()


def roles(mission, email="nina@example.org"):
    held = Membership.objects.filter(mission=mission, user__email__iexact=email)
    return list(held.values_list("role", flat=True))


def test_a_new_person_opens_an_account_and_is_a_member(mission, asked):
    row, path = asked
    client, page = opened(path)
    assert "Nina@example.org" in page.content.decode()
    answer = client.post(HERE, NEW)
    assert answer.url == reverse("portal:overview", kwargs={"code": mission.code})
    assert client.get(answer.url).status_code == 200
    user = User.objects.get(email__iexact="nina@example.org")
    assert (user.name, user.check_password(NEW["password"]), user.is_staff) == ("Nina", True, False)
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).count() == 1
    assert roles(mission) == [Role.OBSERVER]
    row.refresh_from_db()
    assert (row.accepted_by, row.token_hash) == (user, None)


def test_the_link_serves_once(mission, asked):
    _row, path = asked
    client, _page = opened(path)
    client.post(HERE, NEW)
    assert gone(opened(path)[1])
    second, _page = opened(path)
    assert gone(second.post(HERE, NEW | {"name": "Thief"}))
    assert User.objects.filter(name="Thief").count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "short", "again": "short"},
        {"again": "another one entirely"},
        {"password": "nina@example.org", "again": "nina@example.org"},
        {"name": ""},
    ],
)
def test_a_password_of_the_house_rules_is_asked_and_nothing_is_stored_before(mission, asked, wrong):
    client, _page = opened(asked[1])
    answer = client.post(HERE, NEW | wrong)
    assert (answer.status_code, roles(mission)) == (200, [])
    assert answer.context["form"].errors
    assert not User.objects.filter(email__iexact="nina@example.org").exists()


def test_somebody_with_an_account_signs_in_and_accepts(mission, asked):
    nina = UserFactory(email="nina@example.org")
    client, page = opened(asked[1])
    sign_in = page.context["sign_in"]
    assert "form" not in page.context
    answer = client.post(sign_in, {"login": nina.email, "password": PASSWORD, "next": HERE})
    assert answer.url == HERE
    client.post(HERE)
    assert roles(mission) == [Role.OBSERVER]


def test_who_has_an_account_gets_no_second_one(mission, asked):
    UserFactory(email="NINA@example.org")
    client, _page = opened(asked[1])
    client.post(HERE, NEW)
    assert (User.objects.filter(email__iexact="nina@example.org").count(), roles(mission)) == (1, [])


def test_somebody_else_cannot_accept_and_can_sign_out(mission, asked, donor):
    client, page = opened(asked[1], donor.client)
    assert "another address" in page.content.decode()
    client.post(HERE)
    assert roles(mission) == []
    with pytest.raises(ValidationError):
        services.accept_invitation(by=donor.user, invitation=asked[0])
    assert client.post(HERE, {"action": "sign_out"}).url == HERE
    assert "form" in client.get(HERE).context


def test_a_mission_that_asks_for_a_second_factor_asks_right_after(mission, asked):
    mission.second_factor_required = True
    mission.save()
    client, _page = opened(asked[1])
    answer = client.post(HERE, NEW)
    assert client.get(answer.url).url == reverse("accounts:second_factor")


@pytest.mark.parametrize("end", ["expired", "withdrawn", "resent"])
def test_a_link_that_ended_opens_nothing(mission, mission_admin, asked, end):
    row, path = asked
    client, _page = opened(path)
    row.refresh_from_db()
    if end == "expired":
        Invitation.objects.update(expires_at=timezone.now())
    elif end == "withdrawn":
        services.withdraw(by=mission_admin.user, invitations=[row])
    else:
        row.mailed_at -= datetime.timedelta(minutes=5)
        services.resend(by=mission_admin.user, invitations=[row], site=SITE)
        new = link_of(row)
        assert not gone(opened(new)[1])
    assert gone(client.get(HERE))
    assert gone(client.post(HERE, NEW))
    assert gone(opened(path)[1])
    assert roles(mission) == []


def test_a_wrong_link_and_one_that_ended_say_the_same(mission, asked):
    Invitation.objects.update(expires_at=timezone.now())
    paths = (asked[1], reverse("missions:invitation_link", args=["x"]))
    pages = {re.sub(rb'value="\w{64}"', b"", opened(path)[1].content) for path in paths}
    assert len(pages) == 1


def test_the_database_holds_no_link(asked):
    row, path = asked
    token = path.rstrip("/").rpartition("/")[2]
    assert len(token) >= 43
    held = [str(list(model.objects.values())) for model in (Invitation, Job, LogEntry)]
    assert [rows for rows in held if token in rows] == []
    row.refresh_from_db()
    assert [rows for rows in held[1:] if row.token_hash in rows] == []


def test_the_mail_leaves_after_the_commit_and_once(mission, mission_admin):
    (row,) = services.invite(
        by=mission_admin.user, mission=mission, people=[NewInvitation("n@example.org", Role.DONOR)], site=SITE
    )
    assert mail.outbox == []
    jobs.run_pending()
    jobs.request("missions.mail_invitation", about=row.uuid, arguments={"site": SITE, "language": "en"})
    jobs.run_pending()
    assert len(mail.outbox) == 1
    row.refresh_from_db()
    assert (row.mail_due, row.mailed_at is not None) == (False, True)


def test_the_mail_speaks_the_language_of_who_invites(mission, mission_admin):
    from django.utils.translation import override

    with override("ar"):
        services.invite(
            by=mission_admin.user,
            mission=mission,
            people=[NewInvitation("n@example.org", Role.DONOR)],
            site=SITE,
        )
    assert Job.objects.get(task="missions.mail_invitation").arguments["language"] == "ar"


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (NewInvitation("nina@example.org", Role.AGENCY_EDITOR), "needs an agency"),
        (NewInvitation("no address", Role.DONOR), "valid email"),
        (NewInvitation("planner@demo.example", Role.DONOR), "belong to the demonstration"),
        (NewInvitation("mission_admin@example.org", Role.MISSION_ADMIN), "already has this role"),
        (NewInvitation("WAITING@example.org", Role.DONOR), "invited already"),
    ],
)
def test_what_is_refused_is_said_and_nothing_is_stored(mission, mission_admin, person, words):
    InvitationFactory(mission=mission, email="waiting@example.org")
    with pytest.raises(ValidationError) as refused:
        services.invite(by=mission_admin.user, mission=mission, people=[person], site=SITE)
    assert words in " ".join(refused.value.messages)
    assert Invitation.objects.count() == 1


def test_whether_an_address_has_an_account_makes_no_difference_to_who_invites(mission, mission_admin):
    UserFactory(email="known@example.org")
    pages = []
    for email in ("known@example.org", "unknown@example.org"):
        answer = mission_admin.client.post(
            reverse("missions:invite", kwargs={"code": mission.code}), {"email": email, "role": "donor"}
        )
        page = mission_admin.client.get(answer.url).content.decode()
        told = re.sub(r"\b(un)?known@", "@", re.sub(r'value="\w{64}"|[0-9a-f-]{36}', "", page))
        pages.append(re.sub(r"(?s)<tbody>.*?</tbody>", "", told))
    assert pages[0] == pages[1]


def test_mails_of_a_mission_end_after_so_many_in_a_day(mission, mission_admin):
    now = timezone.now()
    for number in range(MAILS_A_DAY):
        InvitationFactory(mission=mission, email=f"{number}@example.org", invited_at=now)
    with pytest.raises(ValidationError, match="within a day"):
        services.invite(
            by=mission_admin.user,
            mission=mission,
            people=[NewInvitation("n@example.org", Role.DONOR)],
            site=SITE,
        )


def test_who_tries_on_and_on_is_stopped(asked):
    client, _page = opened(asked[1])
    statuses = [client.post(HERE, NEW | {"password": "short"}).status_code for _time in range(25)]
    assert statuses[0] == 200
    assert statuses[-1] == 429


def test_who_has_the_role_already_keeps_it_once(mission, asked):
    nina = UserFactory(email="nina@example.org")
    MembershipFactory(user=nina, mission=mission, role=Role.OBSERVER)
    assert services.accept_invitation(by=nina, invitation=asked[0]) == []
    assert roles(mission) == [Role.OBSERVER]


def test_every_step_is_in_the_change_log(mission, mission_admin, asked):
    client, _page = opened(asked[1])
    client.post(HERE, NEW)
    nina = User.objects.get(email__iexact="nina@example.org")
    kept = LogEntry.objects.filter(content_type__model="invitation").order_by("pk")
    assert [(one.actor, sorted(one.changes)) for one in kept][1:] == [
        (None, ["mail_due", "mailed_at"]),
        (nina, ["accepted_at", "accepted_by_id"]),
    ]
    assert kept[0].actor == mission_admin.user
    joined = LogEntry.objects.get(content_type__model="membership", changes__user_id__1=str(nina.pk))
    assert joined.actor == nina
